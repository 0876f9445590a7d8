"""The local page in a browser: usable by everybody, with keys alone, and never stale."""

from __future__ import annotations

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, ClassVar

import pytest
from axe_playwright_python.sync_playwright import Axe
from PIL import Image
from playwright.sync_api import expect

from tests.support.report import Scene, fill_scene, open_scene
from tests.support.ui import UiProcess, ui_process
from tests.support.variants import short

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from typing import Literal

    from playwright.sync_api import Page, Route

PATHS = (
    "/",
    "/inbox",
    "/review",
    "/filings",
    "/filings/1",
    "/run",
    "/poa",
    "/nightly",
    "/settings",
)
WIDTHS = (1440, 1024, 390)


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    with open_scene(tmp_path) as opened:
        fill_scene(opened)
        folder = opened.workspace.folder("receipts/acme/acme-0001")
        Image.new("RGB", (1200, 900), "steelblue").save(folder / "confirmation.jpg")
        yield opened


@pytest.fixture
def ui(scene: Scene, page: Page) -> Iterator[UiProcess]:
    """The page, entered by its link; nothing may be wrong with it by the browser's own words."""
    problems: list[str] = []
    page.on("console", lambda message: problems.append(f"{message.text} {message.location}"))
    page.on("pageerror", lambda error: problems.append(str(error)))
    with ui_process(scene.workspace.root, "--lang", "en") as started:
        page.goto(started.link)
        page.wait_for_url(f"{started.url}/")
        yield started
        assert problems == []


@pytest.mark.parametrize("scheme", short(["light", "dark"]))
def test_axe_finds_nothing_and_nothing_is_wider_than_the_page(
    page: Page, ui: UiProcess, scheme: Literal["light", "dark"]
) -> None:
    page.emulate_media(color_scheme=scheme)
    for path in PATHS:
        page.goto(ui.url + path)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            found = Axe().run(page)
            assert found.violations_count == 0, f"{path} {width}\n{found.generate_report()}"
            assert page.evaluate("document.documentElement.scrollWidth") <= width, (path, width)


def test_the_page_is_used_with_keys_alone(page: Page, ui: UiProcess, scene: Scene) -> None:
    page.goto(f"{ui.url}/settings")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_label("Why")).to_be_focused()
    page.keyboard.type("the form changed")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("the form changed")
    stands = scene.ledger.current_hold()
    assert stands is not None
    assert stands.why == "the form changed"


def test_what_others_do_is_shown_without_a_reload(page: Page, ui: UiProcess, scene: Scene) -> None:
    page.goto(f"{ui.url}/filings")
    scene.file("acme-0009", "N9", title="新软件")
    expect(page.get_by_role("link", name="acme-0009")).to_be_visible()
    scene.ledger.hold("li@office", "lunch")
    expect(page.get_by_role("status")).to_contain_text("li@office: lunch")
    scene.ledger.resume()
    expect(page.get_by_role("status")).to_have_count(0)


def test_a_page_behind_others_does_not_listen_and_catches_up_in_front(
    page: Page, ui: UiProcess, scene: Scene
) -> None:
    streams: list[str] = []
    page.on("request", lambda request: streams.append(request.url.removeprefix(ui.url)))
    page.goto("about:blank")  # the page before listens no more
    streams.clear()
    page.goto(f"{ui.url}/filings")
    hide = """hidden => {
        Object.defineProperty(document, "visibilityState",
            {value: hidden ? "hidden" : "visible", configurable: true});
        document.dispatchEvent(new Event("visibilitychange"));
    }"""
    page.evaluate(hide, True)  # noqa: FBT003 - what the page is told
    scene.file("acme-0009", "N9", title="新软件")
    page.wait_for_timeout(2500)
    expect(page.get_by_role("link", name="acme-0009")).to_have_count(0)
    page.evaluate(hide, False)  # noqa: FBT003 - what the page is told
    expect(page.get_by_role("link", name="acme-0009")).to_be_visible()
    assert streams.count("/events") == 2


def test_what_changed_before_the_stream_began_is_shown(
    page: Page, ui: UiProcess, scene: Scene
) -> None:
    def change_first(route: Route) -> None:
        scene.file("acme-0009", "N9", title="新软件")
        route.continue_()

    page.route("**/events", change_first, times=1)
    page.goto(f"{ui.url}/filings")
    expect(page.get_by_role("link", name="acme-0009")).to_be_visible()


def test_what_was_open_while_something_changed_is_new_once_it_is_closed(
    page: Page, ui: UiProcess, scene: Scene
) -> None:
    page.goto(f"{ui.url}/filings")
    row = page.locator("tbody input[type=checkbox]").first
    row.check()
    with page.expect_response("**/filings"):  # asked for again, and the marked row stays
        scene.file("acme-0009", "N9", title="新软件")
    expect(row).to_be_checked()
    expect(page.get_by_role("link", name="acme-0009")).to_have_count(0)
    row.uncheck()
    row.blur()
    expect(page.get_by_role("link", name="acme-0009")).to_be_visible()


def test_what_is_being_typed_stays(page: Page, ui: UiProcess, scene: Scene) -> None:
    page.goto(f"{ui.url}/filings")
    page.get_by_label("Search").fill("星云")
    scene.file("acme-0009", "N9", title="新软件")
    expect(page.get_by_role("link", name="acme-0009")).to_be_visible()
    expect(page.get_by_label("Search")).to_have_value("星云")
    page.keyboard.press("Enter")
    page.wait_for_url("**/filings?q=*")
    expect(page.get_by_role("link", name="acme-0009")).to_be_visible()


def test_another_browser_of_this_machine_is_shown_nothing(page: Page, ui: UiProcess) -> None:
    assert page.context.browser is not None
    with page.context.browser.new_context() as other:
        stranger = other.new_page()
        for path in (*PATHS, "/static/page.js", ui.link.removeprefix(ui.url)):
            answer = stranger.goto(ui.url + path)
            assert answer is not None
            assert answer.status == 403, path


def test_a_page_of_another_port_cannot_use_the_cookie(page: Page, ui: UiProcess) -> None:
    page.context.route(
        "http://127.0.0.1:9/**",
        lambda route: route.fulfill(
            content_type="text/html",
            body=f'<form method="post" action="{ui.url}/settings/hold"><button>x</button></form>',
        ),
    )
    other = page.context.new_page()
    other.goto("http://127.0.0.1:9/")
    with other.expect_navigation() as navigation:
        other.get_by_role("button").click()
    assert navigation.value.status == 403
    answer = other.request.get(f"{ui.url}/", headers={"sec-fetch-site": "same-site"})
    assert answer.status == 403


class Neighbour(BaseHTTPRequestHandler):
    """A page of another user of this machine, on a port of its own."""

    seen: ClassVar[list[tuple[str, dict[str, str]]]] = []

    def do_GET(self) -> None:
        self.seen.append((self.path, {name.lower(): text for name, text in self.headers.items()}))
        body = b"<script>document.title = document.cookie || 'no cookie'</script>"
        self.send_response(200)
        self.send_header("content-type", "text/html")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_words: object) -> None:
        """Nothing is told at the terminal."""


@pytest.fixture
def neighbour() -> Iterator[str]:
    Neighbour.seen.clear()
    with ThreadingHTTPServer(("127.0.0.1", 0), Neighbour) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()
        thread.join()


def test_a_server_of_another_user_is_never_shown_the_cookie(
    page: Page, ui: UiProcess, neighbour: str
) -> None:
    """Browsers send cookies to every port of a host: to these only below a path of chance."""
    base = ui.url.partition("127.0.0.1")[2].partition("/")[2]
    assert len(base) > 30
    other = page.context.new_page()
    for path in ("/", "/enter/", "/filings", "/static/page.css", f"/{base[:-1]}/", f"/{base}x/"):
        other.goto(neighbour + path)
        expect(other).to_have_title("no cookie")
    # a link from the page to the neighbour does not tell how addresses begin
    page.evaluate("address => { location.href = address }", f"{neighbour}/from-the-page")
    page.wait_for_url(f"{neighbour}/from-the-page")
    for path, headers in Neighbour.seen:
        assert "cookie" not in headers, path
        assert base not in str(headers), path
    assert Neighbour.seen[-1][0] == "/from-the-page"
    # what holds the cookie back is the path, and nothing else
    other.goto(f"{neighbour}/{base}/")
    assert "ipp-bot-" in Neighbour.seen[-1][1]["cookie"]
    expect(other).to_have_title("no cookie")  # HttpOnly


def test_a_killed_page_opens_again_and_shows_the_truth(
    page: Page, ui: UiProcess, scene: Scene
) -> None:
    page.goto("about:blank")
    ui.process.kill()
    ui.process.wait()
    scene.ledger.hold("li@office", "lunch")
    with ui_process(scene.workspace.root, "--lang", "en") as again:
        page.goto(again.link)
        page.wait_for_url(f"{again.url}/")
        expect(page.get_by_role("status")).to_contain_text("li@office: lunch")
        expect(page).to_have_title("(2) Today · ipp-bot")
