"""What machines that share a queue say to each other: errands, and how they end."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Self

from ipp_bot.errors import LedgerError

__all__ = ["Heartbeat", "Mode", "QueueLost", "QueuedFiling", "Requeue"]


class Mode(StrEnum):
    """What is to be done with the filing."""

    FILE = "file"
    DRAFT = "draft"
    RECONCILE = "reconcile"


@dataclass(frozen=True, slots=True)
class QueuedFiling:
    """One filing in the queue."""

    filing: int
    account: str
    ref: str
    mode: Mode = Mode.FILE


@dataclass(frozen=True, slots=True)
class Heartbeat:
    """Seconds between signs of life, and until a silent worker counts as dead."""

    heartbeat: float = 10.0
    stalled_after: float = 60.0
    poll: float = 2.0

    @classmethod
    def of_lease(cls, lease: float) -> Self:
        """What fits a lease: a dead worker's lane is free before its filing is."""
        return cls(
            heartbeat=min(10.0, lease / 8), stalled_after=lease / 2, poll=min(2.0, lease / 8)
        )


class Requeue(Exception):
    """The errand is not done; it is due again in so many seconds."""

    def __init__(self, seconds: float = 0.0) -> None:
        super().__init__(f"again in {seconds:.1f} s")
        self.seconds = seconds


class QueueLost(LedgerError):
    """The queue does not answer; what was in hand came to its end, or comes back."""

    def __init__(self, why: str) -> None:
        first = next(iter(why.splitlines()), "no reason given")
        super().__init__(
            f"The queue does not answer ({first})", hint="See whether the PostgreSQL server runs."
        )
