"""Who may use the page: this machine's browser that opened the one-time link, and no other.

Other users of the machine can connect to the port, and pages of other origins that the same browser
shows can send requests to it. What is held against them, in this order: the `Host` header (DNS
rebinding), `Sec-Fetch-Site` and `Origin` (foreign pages, other ports of this machine included), a
first part of the path that nobody can guess, a cookie that only the one-time link gives. Browsers
send a cookie to every port of a host, but only below its path: a server of another user on another
port is not shown it. See https://web.dev/articles/fetch-metadata.
"""

from __future__ import annotations

import hmac
import secrets
import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from starlette.datastructures import Headers
from starlette.responses import HTMLResponse, PlainTextResponse

from ipp_bot.ui.connections import keep_open

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.responses import Response
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

__all__ = ["Access", "Guard"]

ENTRANCE = "/enter/"
"""What stands between the base and the token in the one-time link."""

_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; "
    "img-src 'self' blob:; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; "
    "base-uri 'none'",
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "same-origin",  # with no-referrer browsers send `Origin: null`
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
"""Of every response, refusals included."""
_SAFE = frozenset({"GET", "HEAD"})
_METHODS = _SAFE | {"POST"}
_LONGEST_PATH = 200
"""Characters; no page has a longer one."""

# A page of this origin that goes on by itself: a redirect in answer to a link that another
# program opened would not bring the SameSite=Strict cookie with it.
_ENTERED = (
    '<!doctype html><meta charset="utf-8"><meta http-equiv="refresh" content="0;url={base}/">'
    '<title>ipp-bot</title><p><a href="{base}/">ipp-bot</a></p>'
)


@dataclass
class Access:
    """The secrets of one process: the path's, the link's until it was opened, the cookie's."""

    port: int
    base: str = field(default_factory=lambda: f"/{secrets.token_urlsafe(24)}", repr=False)
    """How every path begins, and the cookie's path."""
    link: str = field(default_factory=lambda: secrets.token_urlsafe(32), repr=False)
    cookie: str = field(default_factory=lambda: secrets.token_urlsafe(32), repr=False)
    on_entered: Callable[[], None] = lambda: None
    """Called once the link was opened."""

    def __post_init__(self) -> None:
        self._was_opened = False
        self._lock = threading.Lock()

    @property
    def hosts(self) -> frozenset[str]:
        """What `Host` may say."""
        return frozenset({f"127.0.0.1:{self.port}", f"localhost:{self.port}"})

    @property
    def cookie_name(self) -> str:
        """The cookie's name; another one for each port, since cookies know no ports."""
        return f"ipp-bot-{self.port}"

    @property
    def address(self) -> str:
        """The one-time link."""
        return f"http://127.0.0.1:{self.port}{self.base}{ENTRANCE}{self.link}"

    def is_below(self, path: str) -> bool:
        """Whether the path begins as every page's does."""
        first = f"/{path[1:].partition('/')[0]}"
        return hmac.compare_digest(first.encode(), self.base.encode())

    def enter(self, token: str) -> bool:
        """Whether the token is the link's, and the first to be so."""
        with self._lock:
            fits = not self._was_opened and hmac.compare_digest(token.encode(), self.link.encode())
            self._was_opened = self._was_opened or fits
        if fits:
            self.on_entered()
        return fits

    def knows(self, headers: Headers) -> bool:
        """Whether the request bears the cookie."""
        for part in ";".join(headers.getlist("cookie")).split(";"):
            name, _, value = part.strip().partition("=")
            if name == self.cookie_name and hmac.compare_digest(
                value.encode(), self.cookie.encode()
            ):
                return True
        return False


class Guard:
    """Passes on what may be answered, and adds the headers that every answer has."""

    def __init__(self, app: ASGIApp, access: Access) -> None:
        self._app = app
        self._access = access

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers one request; anything but HTTP is not answered."""
        if scope["type"] != "http":
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                given = {name.lower() for name, _ in message.get("headers", ())}
                message["headers"] = [
                    *message.get("headers", ()),
                    *(
                        (name.lower().encode(), value.encode())
                        for name, value in _HEADERS.items()
                        if name.lower().encode() not in given
                    ),
                ]
            await send(message)

        answer = self._answer(scope) or self._app
        await answer({**scope, "root_path": self._access.base}, receive, send_with_headers)

    def _answer(self, scope: Scope) -> Response | None:
        """What is answered here: a refusal, or the page behind the link; None to pass it on."""
        headers, method, path = Headers(scope=scope), scope["method"], scope["path"]
        hosts = headers.getlist("host")
        if len(hosts) != 1 or hosts[0].lower() not in self._access.hosts:
            return _refusal(421, "This is not the address of ipp-bot's page.")
        if method not in _METHODS or len(path) > _LONGEST_PATH:
            return _refusal(405, "This page does not know that method or address.")
        below = path.removeprefix(self._access.base) if self._access.is_below(path) else None
        if below is not None and below.startswith(ENTRANCE):
            return self._entrance(scope, below.removeprefix(ENTRANCE))
        if not _is_of_this_page(headers, is_safe=method in _SAFE, host=hosts[0].lower()):
            return _refusal(403, "Another page asked for this; it is not answered.")
        if below is None or not self._access.knows(headers):
            return _refusal(
                403,
                "Open the page with the link that ipp-bot ui printed; it works once.\n"
                "请使用 ipp-bot ui 显示的链接打开本页面；链接只能使用一次。",
            )
        keep_open(scope)
        return None

    def _entrance(self, scope: Scope, token: str) -> Response:
        if scope["method"] != "GET" or not self._access.enter(token):
            return _refusal(
                403,
                "This link was used before, or is not the newest: type ipp-bot ui again.\n"
                "链接已被使用或已失效：请重新运行 ipp-bot ui。",
            )
        keep_open(scope)
        response = HTMLResponse(_ENTERED.format(base=self._access.base))
        response.set_cookie(
            self._access.cookie_name,
            self._access.cookie,
            path=f"{self._access.base}/",
            httponly=True,
            samesite="strict",
        )
        return response


def _is_of_this_page(headers: Headers, *, is_safe: bool, host: str) -> bool:
    """Whether no other page asks; what changes something has to come from this one."""
    site, origin = headers.get("sec-fetch-site"), headers.get("origin")
    if is_safe:
        return site in {None, "same-origin", "none"}
    return site in {None, "same-origin"} and origin is not None and origin == f"http://{host}"


def _refusal(status: int, words: str) -> Response:
    return PlainTextResponse(f"{words}\n", status_code=status)
