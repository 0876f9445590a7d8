"""The values of the shared queue: what is queued, how often workers show that they live."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Self

from ipp_bot.errors import LedgerError

__all__ = ["Heartbeat", "Mode", "QueueLost", "QueuedFiling"]


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
    """Seconds between the signs of life of a worker, and what follows from them."""

    interval: float = 10.0
    stalled_after: float = 60.0
    """Seconds of silence after which a worker counts as dead."""
    poll_interval: float = 2.0
    """Seconds between two looks for new filings, where no notification came."""

    @classmethod
    def of_lease(cls, lease: float) -> Self:
        """What fits such a lease, in seconds: a dead worker's slot is free before its filing."""
        return cls(
            interval=min(10.0, lease / 8),
            stalled_after=lease / 2,
            poll_interval=min(2.0, lease / 8),
        )


class QueueLost(LedgerError):
    """The queue does not answer; what ran came to its end, or is queued again."""

    def __init__(self, why: str) -> None:
        first = next(iter(why.splitlines()), "no reason given")
        super().__init__(
            f"The queue does not answer ({first})", hint="See whether the PostgreSQL server runs."
        )
