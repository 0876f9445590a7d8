"""What one look at a page shows, and what it means when it is not the page that was wanted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

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
    """What a look at the page showed."""

    kind: PageKind | None
    number: str | None
    status: int
    """Of HTTP; -1 if the browser shows an error of its own, 0 if it does not tell."""
    broken: str
    headings: tuple[str, ...]
    notices: tuple[str, ...]
    dialogs: tuple[Overlay, ...]
    address: str
    links: dict[str, str]
    says: str = ""
    """How a page begins that the profile does not know."""

    @classmethod
    def of(cls, seen: dict[str, Any]) -> Self:
        """From what the script saw."""
        return cls(
            kind=PageKind(seen["page"]) if seen["page"] else None,
            number=seen["number"],
            status=seen["status"],
            broken=seen["broken"],
            headings=tuple(seen["headings"]),
            notices=tuple(seen["notices"]),
            dialogs=tuple(
                Overlay(dialog["title"], dialog["text"], tuple(dialog["buttons"]))
                for dialog in seen["dialogs"]
            ),
            address=seen["address"],
            links=seen["links"],
            says=seen["says"],
        )

    def describe(self) -> str:
        """The page in a few words, for an error's sentence."""
        said = self.says or "; ".join((*self.headings[:2], *self.notices[:2]))
        return f"it shows “{said}”" if said else "it shows nothing known"


def page_error(state: PageState, tab: Tab, wanted: tuple[PageKind, ...]) -> IppBotError | None:
    """Why this is not the page that was wanted, or None if it is."""
    names = " or ".join(kind.value.replace("_", " ") for kind in wanted)
    fault = _of_the_portal(state, tab, names)
    if fault is not None:
        return fault
    if state.kind is PageKind.SIGN_IN and state.kind not in wanted:
        return SessionExpired("The portal asks to sign in again.")
    if tab.truncated:
        return PageBroken(f"The page {names} came only in part.")
    if state.kind not in wanted:
        return PageBroken(f"This is not the page {names}: {state.describe()}.")
    if tab.unexpected_dialogs:
        alarm = tab.unexpected_dialogs[0]
        return PortalChanged(
            f"The portal showed a {alarm.kind} that the profile does not know: {alarm.text!r}.",
            hint="look at the evidence, then add its words to the profile",
        )
    return None


def _of_the_portal(state: PageState, tab: Tab, names: str) -> IppBotError | None:
    """What the connection or the status of HTTP says."""
    down = f"The portal answered with an error (HTTP {state.status})."
    checks: tuple[tuple[bool, IppBotError], ...] = (
        (
            state.status < 0,
            PortalDown(f"The portal cannot be reached ({state.broken or 'no connection'})."),
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
