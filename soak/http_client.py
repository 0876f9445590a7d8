"""The classic skin over bare HTTP: requests of one account, and reading its pages."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any

import httpx

from ipp_bot.errors import IppBotError, PageBroken, PortalDown, RecordGone, SessionExpired

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

__all__ = ["HttpClient", "NoAnswer", "PageResponse", "error_of", "first", "plain_text"]

_SIGN_IN_PATHS = ("/login.htm", "/login/check.htm")


class NoAnswer(Exception):
    """A request got no whole answer; nobody knows whether the portal took it."""


@dataclass(frozen=True, slots=True)
class PageResponse:
    """The page that an answer led to."""

    text: str
    path: str
    number: str
    """The IPR number in its address, or ""."""
    status: int
    at: datetime | None
    retry_after: float | None

    @property
    def token(self) -> str:
        """What a form of the page must send along; PageBroken where there is none."""
        found = first(r'name="csrf_token" value="([^"]+)"', self.text)
        if not found:
            raise PageBroken(f"{self.path} bears no token", sent=False)
        return found


@dataclass
class HttpClient:
    """Requests of one account; its cookies are those of all of its pages."""

    url: str
    cookies: dict[str, str]
    timeout: float

    def __post_init__(self) -> None:
        self.http = httpx.AsyncClient(
            base_url=self.url,
            cookies=self.cookies,
            follow_redirects=True,
            timeout=self.timeout,
            verify=False,  # noqa: S501 - plain http on loopback; certificates take long to read
            trust_env=False,
        )

    async def get(self, path: str, **params: str) -> PageResponse:
        """Reads a page of User Center; anything else is raised as `error_of` says."""
        try:
            response = await self.request("GET", path, params=params or None)
        except NoAnswer as lost:
            raise PortalDown(f"The portal cannot be reached ({lost}).") from lost
        if fault := error_of(response):
            raise fault
        return response

    async def get_any(self, path: str) -> PageResponse:
        """Reads a page, whatever it is; PortalDown without an answer."""
        try:
            return await self.request("GET", path)
        except NoAnswer as lost:
            raise PortalDown(f"The portal cannot be reached ({lost}).") from lost

    async def post(
        self,
        path: str,
        data: Mapping[str, str],
        files: Mapping[str, tuple[str, bytes]] | None = None,
    ) -> PageResponse:
        """Whatever the portal answers; NoAnswer where it does not."""
        return await self.request("POST", path, data=data, files=files)

    async def request(self, method: str, path: str, **more: Any) -> PageResponse:  # noqa: ANN401 - httpx's own
        """One request and the page that it led to; NoAnswer where there was no whole answer."""
        headers = {}
        data = more.get("data")
        if more.get("files") and isinstance(data, dict):
            headers["X-CSRF-Token"] = data.pop("csrf_token")
        try:
            answer = await self.http.request(method, path, headers=headers, **more)
        except httpx.HTTPError as error:
            raise NoAnswer(f"{type(error).__name__} {error}".strip()) from error
        date = answer.headers.get("date")
        wait = answer.headers.get("retry-after", "")
        return PageResponse(
            answer.text,
            answer.url.path,
            answer.url.params.get("iprNo", ""),
            answer.status_code,
            parsedate_to_datetime(date) if date else None,
            float(wait) if wait.isdecimal() else None,
        )


def error_of(response: PageResponse) -> IppBotError | None:
    """The error that this answer stands for; None if it is a page of User Center."""
    if response.path in _SIGN_IN_PATHS or response.status == httpx.codes.UNAUTHORIZED:
        return SessionExpired("The portal asks to sign in again.")
    if response.status >= httpx.codes.INTERNAL_SERVER_ERROR:
        words = f"The portal answered with an error (HTTP {response.status})."
        return PortalDown(words, retry_after=response.retry_after)
    if response.status == httpx.codes.NOT_FOUND:
        return RecordGone("The portal has no such page.")
    if response.status >= httpx.codes.BAD_REQUEST:
        return PageBroken(f"The portal refused the page (HTTP {response.status}).")
    if "</html>" not in response.text[-200:]:
        return PageBroken("The page came only in part.")
    return None


def first(pattern: str, text: str) -> str:
    """What the pattern's first group finds, as plain text; "" if it finds nothing."""
    found = re.search(pattern, text, re.DOTALL)
    return plain_text(found[1]) if found else ""


def plain_text(markup: str) -> str:
    """The text of a piece of a page."""
    return html.unescape(re.sub(r"<[^>]+>", "", markup)).strip()
