"""What a page shows at one moment, and the error for a page that is not the wanted one."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from ipp_bot.errors import (
    IppBotError,
    PageBroken,
    PortalChanged,
    PortalDown,
    RecordGone,
    SessionExpired,
)
from ipp_bot.site.dialogs import dialog_message
from ipp_bot.site.portal import PageKind

if TYPE_CHECKING:
    from ipp_bot.browser import Tab
    from ipp_bot.browser.dom.results import SeenPage

__all__ = ["Overlay", "PageState", "page_error"]

_ERROR = 400
_UNKNOWN_VISITOR = 401
_GONE = frozenset({404, 410})
_BUSY = frozenset({408, 425, 429})
_BROKEN = 500


@dataclass(frozen=True, slots=True)
class Overlay:
    """A dialog that the page shows over itself."""

    title: str
    text: str
    buttons: tuple[str, ...]

    @property
    def message(self) -> str:
        """What it says, in short."""
        return dialog_message(self.title, self.text, self.buttons)


@dataclass(frozen=True, slots=True)
class PageState:
    """What a page showed at one moment."""

    kind: PageKind | None
    number: str | None
    status: int
    """The HTTP status; -1 if the browser shows an error of its own, 0 if it does not tell."""
    browser_error: str
    """What the browser says where it shows an error page of its own; "" otherwise."""
    headings: tuple[str, ...]
    notices: tuple[str, ...]
    dialogs: tuple[Overlay, ...]
    address: str
    links: dict[str, str]
    opening_text: str = ""
    """The first words of a page that the profile does not know."""
    frame: str = ""
    """The address of the frame that it stands in; "" of the top document."""

    @classmethod
    def of(cls, seen: SeenPage, *, frame: str = "") -> Self:
        """From what the script saw, in the frame of that address if in one."""
        return cls(
            kind=PageKind(seen.page) if seen.page else None,
            number=seen.number,
            status=seen.status,
            browser_error=seen.broken,
            headings=seen.headings,
            notices=seen.notices,
            dialogs=tuple(
                Overlay(dialog.title, dialog.text, dialog.buttons) for dialog in seen.dialogs
            ),
            address=seen.address,
            links=seen.links,
            opening_text=seen.says,
            frame=frame,
        )

    def is_of(self, number: str | None) -> bool:
        """Whether the page is that record's: it shows its number, or stands at its address."""
        if self.number is not None or not number:
            return self.number == number
        return re.search(rf"(?<!\w){re.escape(number)}(?!\w)", self.address) is not None

    def describe(self) -> str:
        """The page in a few words, for an error's sentence."""
        shown = self.opening_text or "; ".join((*self.headings[:2], *self.notices[:2]))
        where = f" in the frame {self.frame}" if self.frame else ""
        return f"it shows{where} “{shown}”" if shown else f"it shows nothing known{where}"


def page_error(state: PageState, tab: Tab, wanted: tuple[PageKind, ...]) -> IppBotError | None:
    """The error for a page that is none of the wanted kinds; None if it is one of them."""
    names = " or ".join(kind.value.replace("_", " ") for kind in wanted)
    error = _connection_error(state, tab, names)
    if error is not None:
        return error
    if state.kind is PageKind.SIGN_IN and state.kind not in wanted:
        return SessionExpired("The portal asks to sign in again.")
    if tab.truncated:
        return PageBroken(f"The page {names} came only in part.")
    if state.kind not in wanted:
        return PageBroken(f"This is not the page {names}: {state.describe()}.")
    if tab.unexpected_dialogs:
        dialog = tab.unexpected_dialogs[0]
        return PortalChanged(
            f"The portal showed a {dialog.kind} that the profile does not know: {dialog.text!r}.",
            hint="look at the evidence, then add its words to the profile",
        )
    return None


def _connection_error(state: PageState, tab: Tab, names: str) -> IppBotError | None:
    """The error that the connection or the HTTP status tells of."""
    down = f"The portal answered with an error (HTTP {state.status})."
    checks: tuple[tuple[bool, IppBotError], ...] = (
        (
            state.status < 0,
            PortalDown(f"The portal cannot be reached ({state.browser_error or 'no connection'})."),
        ),
        (
            state.kind is PageKind.MAINTENANCE,
            PortalDown("The portal is under maintenance.", retry_after=tab.retry_after),
        ),
        (
            state.status in _BUSY or state.status >= _BROKEN,
            PortalDown(down, retry_after=tab.retry_after),
        ),
        (state.status in _GONE, RecordGone(f"The portal has no page {names} there.")),
        (
            state.status == _UNKNOWN_VISITOR,
            SessionExpired("The portal asks to sign in again."),
        ),
        (
            state.status >= _ERROR,
            PageBroken(f"The portal refused the page {names} (HTTP {state.status})."),
        ),
    )
    return next((error for met, error in checks if met), None)
