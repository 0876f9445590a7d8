"""A signed-in visitor of the classic skin over bare HTTP, and what its pages say."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any

import httpx

from ipp_bot.errors import IppBotError, PageBroken, PortalDown, RecordGone, SessionExpired

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

__all__ = ["HttpClient", "Lost", "Shown", "fault_of", "first", "words_of"]

_DOORS = ("/login.htm", "/login/check.htm")


class Lost(Exception):
    """A request got no whole answer; nobody knows whether the portal took it."""


@dataclass(frozen=True, slots=True)
class Shown:
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
    patience: float
    trips: int = field(default=0, init=False)

    def __post_init__(self) -> None:
        self.client = httpx.AsyncClient(
            base_url=self.url,
            cookies=self.cookies,
            follow_redirects=True,
            timeout=self.patience,
            verify=False,  # noqa: S501 - plain http on loopback; certificates take long to read
            trust_env=False,
        )

    async def get(self, path: str, **params: str) -> Shown:
        """A page that is only read; what is wrong with it is raised."""
        try:
            shown = await self.ask("GET", path, params=params or None)
        except Lost as lost:
            raise PortalDown(f"The portal cannot be reached ({lost}).") from lost
        if fault := fault_of(shown):
            raise fault
        return shown

    async def look(self, path: str) -> Shown:
        """A page that is only read, whatever it is; PortalDown where nobody answers."""
        try:
            return await self.ask("GET", path)
        except Lost as lost:
            raise PortalDown(f"The portal cannot be reached ({lost}).") from lost

    async def post(
        self,
        path: str,
        data: Mapping[str, str],
        files: Mapping[str, tuple[str, bytes]] | None = None,
    ) -> Shown:
        """Whatever the portal answers; Lost where it does not."""
        return await self.ask("POST", path, data=data, files=files)

    async def ask(self, method: str, path: str, **more: Any) -> Shown:  # noqa: ANN401 - httpx's own
        """One request and the page that it led to; Lost where there was no whole answer."""
        self.trips += 1
        headers = {}
        data = more.get("data")
        if more.get("files") and isinstance(data, dict):
            headers["X-CSRF-Token"] = data.pop("csrf_token")
        try:
            answer = await self.client.request(method, path, headers=headers, **more)
        except httpx.HTTPError as error:
            raise Lost(f"{type(error).__name__} {error}".strip()) from error
        told = answer.headers.get("date")
        wait = answer.headers.get("retry-after", "")
        return Shown(
            answer.text,
            answer.url.path,
            answer.url.params.get("iprNo", ""),
            answer.status_code,
            parsedate_to_datetime(told) if told else None,
            float(wait) if wait.isdecimal() else None,
        )


def fault_of(shown: Shown) -> IppBotError | None:
    """Why this is no page of the portal's inside, or None if it is one."""
    if shown.path in _DOORS or shown.status == httpx.codes.UNAUTHORIZED:
        return SessionExpired("The portal asks to sign in again.")
    if shown.status >= httpx.codes.INTERNAL_SERVER_ERROR:
        words = f"The portal answered with an error (HTTP {shown.status})."
        return PortalDown(words, retry_after=shown.retry_after)
    if shown.status == httpx.codes.NOT_FOUND:
        return RecordGone("The portal has no such page.")
    if shown.status >= httpx.codes.BAD_REQUEST:
        return PageBroken(f"The portal refused the page (HTTP {shown.status}).")
    if "</html>" not in shown.text[-200:]:
        return PageBroken("The page came only in part.")
    return None


def first(pattern: str, text: str) -> str:
    """What the pattern's first group finds, as plain text; "" if it finds nothing."""
    found = re.search(pattern, text, re.DOTALL)
    return words_of(found[1]) if found else ""


def words_of(markup: str) -> str:
    """The text of a piece of a page."""
    return html.unescape(re.sub(r"<[^>]+>", "", markup)).strip()
