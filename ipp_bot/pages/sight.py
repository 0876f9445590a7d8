"""What one look at a page shows, and what it means when it is not the page that was wanted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

from ipp_bot.errors import (
    IppBotError,
    PageBroken,
    PortalChanged,
    PortalDown,
    SessionExpired,
)
from ipp_bot.pages.errors import RecordGone
from ipp_bot.pages.portal import PageKind

if TYPE_CHECKING:
    from ipp_bot.browser import WarmPage

__all__ = ["Overlay", "Sight", "fault_of"]

_ERROR = 400
_BROKEN = 500


@dataclass(frozen=True, slots=True)
class Overlay:
    """A dialog that the page shows over itself."""

    title: str
    text: str
    buttons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sight:
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
        )

    def words(self) -> str:
        """The page in a few words, for an error's sentence."""
        said = "; ".join((*self.headings[:2], *self.notices[:2]))
        return f"it shows “{said}”" if said else "it shows nothing known"


def fault_of(sight: Sight, page: WarmPage, wanted: tuple[PageKind, ...]) -> IppBotError | None:
    """Why this is not the page that was wanted, or None if it is."""
    names = " or ".join(kind.value.replace("_", " ") for kind in wanted)
    if sight.status < 0:
        return PortalDown(f"The portal cannot be reached ({sight.broken or 'no connection'}).")
    if sight.status in (404, 410):
        return RecordGone(f"The portal has no page {names} there.")
    if sight.kind is PageKind.MAINTENANCE:
        return PortalDown("The portal is under maintenance.", retry_after=page.retry_after)
    if sight.status in (408, 425, 429) or sight.status >= _BROKEN:
        return PortalDown(
            f"The portal answered with an error (HTTP {sight.status}).",
            retry_after=page.retry_after,
        )
    if sight.status == 401 or (sight.kind is PageKind.SIGN_IN and sight.kind not in wanted):  # noqa: PLR2004
        return SessionExpired("The portal asks to sign in again.")
    if sight.status >= _ERROR:
        return PageBroken(f"The portal refused the page {names} (HTTP {sight.status}).")
    if page.cut_short:
        return PageBroken(f"The page {names} came only in part.")
    if sight.kind not in wanted:
        return PageBroken(f"This is not the page {names}: {sight.words()}.")
    if page.alarms:
        alarm = page.alarms[0]
        return PortalChanged(
            f"The portal showed a {alarm.kind} that the profile does not know: {alarm.text!r}.",
            hint="look at the evidence, then add its words to the profile",
        )
    return None
