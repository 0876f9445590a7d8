"""An outage of the portal or the ledger: how long to pause, and when to stop waiting."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ipp_bot.errors import LedgerError, PortalDown

if TYPE_CHECKING:
    from ipp_bot.clock import Clock
    from ipp_bot.errors import IppBotError

__all__ = ["Outage", "Patience", "Pause"]

FIRST_PAUSE = 0.5
"""Seconds before the first new try; each further pause is twice as long."""
MOST_DOUBLINGS = 9


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds that an outage may last, and its longest pause."""

    at_first: float = 3.0
    """Before anything has worked in this run."""
    later: float = 120.0
    longest_pause: float = 20.0
    """The longest time between two tries, unless the portal itself says when to come back."""


@dataclass(frozen=True, slots=True)
class Pause:
    """What follows from one failure."""

    seconds: float
    """Seconds until the next try."""
    exceeds_patience: bool
    """Whether the next try would come after the outage may last."""


class Outage:
    """Counts failures in a row, of whatever account or filing; nothing waits in here."""

    def __init__(self, clock: Clock, patience: Patience) -> None:
        self._clock = clock
        self._patience = patience
        self._since: float | None = None
        self._failures = 0
        self._has_worked = False

    @property
    def is_on(self) -> bool:
        """Whether the last try failed."""
        return self._since is not None

    def end(self) -> None:
        """Something worked: the next failure begins another outage."""
        self._has_worked, self._since, self._failures = True, None, 0

    def pause_after(self, error: IppBotError) -> Pause:
        """Counts a failure; the pause is the one that the portal asks for, else one that grows."""
        now = self._clock.monotonic()
        if self._since is None:
            self._since = now
        asked_for = error.retry_after if isinstance(error, PortalDown) else None
        seconds = asked_for or min(
            self._patience.longest_pause, FIRST_PAUSE * 2.0 ** min(self._failures, MOST_DOUBLINGS)
        )
        self._failures += 1
        # The ledger worked when it was opened; of the portal nothing is known so early.
        is_known = self._has_worked or isinstance(error, LedgerError)
        longest = self._patience.later if is_known else self._patience.at_first
        return Pause(seconds, exceeds_patience=now - self._since + seconds > longest)
