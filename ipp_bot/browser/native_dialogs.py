"""What a portal opens outside its page, and which of it is accepted."""

from __future__ import annotations

import asyncio
import math
import time
from dataclasses import dataclass
from enum import StrEnum

from ipp_bot.profile import folded

__all__ = ["DialogKind", "DialogPolicy", "NativeAlerts", "UnexpectedDialog"]


class DialogKind(StrEnum):
    """What the portal opened outside the page."""

    DIALOG = "dialog"  # a native alert, confirm or prompt; it was dismissed
    POPUP = "popup"  # a window or tab that the portal opened; it was closed


@dataclass(frozen=True, slots=True)
class UnexpectedDialog:
    """Something that the portal showed outside the page."""

    kind: DialogKind
    text: str


@dataclass
class DialogPolicy:
    """Which native dialogs of a page are accepted; by default none is."""

    accept_all: bool = False
    """All are: a person was asked before, and the portal asks the same again."""
    known: frozenset[str] = frozenset()
    """Questions that the profile knows, with or without their question mark."""
    until: float = math.inf
    """Until when by the monotonic clock these may be accepted: a click has a deadline."""
    since: int | None = None
    """`Tab.requests_sent` when an irreversible click began: while no request has followed, another
    dialog must not be answered, and takes the page off the network."""

    to_person: bool = False
    """Others stay open, for the person in the window to answer."""

    def accepts(self, message: str) -> bool:
        """Whether the dialog with this message is accepted now."""
        # The process may have been stopped since, and others gone on: the clock is asked each time.
        known = _plain(message) in {_plain(one) for one in self.known}
        return (self.accept_all or known) and time.monotonic() < self.until


class NativeAlerts:
    """What a page tells in native alerts that are no surprise; they ask nothing."""

    def __init__(self) -> None:
        self.known: frozenset[str] = frozenset()
        """How messages begin that may come at any time."""
        self.messages: list[str] = []
        """Those that came since the last irreversible click."""
        self.told = asyncio.Event()
        """Set as soon as there is one."""

    def add(self, message: str) -> None:
        """Note one."""
        self.messages.append(message.strip())
        self.told.set()

    def clear(self) -> None:
        """Forget what was told so far."""
        self.messages.clear()
        self.told.clear()

    def knows(self, message: str) -> bool:
        """Whether the message begins with words that are known."""
        said = folded(message)
        return any(said.startswith(folded(one)) for one in self.known if folded(one))


def _plain(question: str) -> str:
    return folded(question).rstrip("?")
