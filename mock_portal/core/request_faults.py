"""What faults change inside the core for one request: the middleware sets it, the core asks."""

from __future__ import annotations

from contextvars import ContextVar
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import random


@dataclass(frozen=True, slots=True)
class SilentChange:
    """What is stored otherwise than it was sent."""

    field: str  # "": any that can be changed
    style: str
    rng: random.Random


@dataclass(slots=True)
class RequestFaults:
    """Delays and refusals of one request."""

    list_delay: float = 0.0  # seconds until IPR Management shows what is committed
    scan_delay: float = 0.0  # seconds until an uploaded file counts
    refuse_duplicates: bool = False
    false_duplicate: bool = False  # refused as filed before, whatever was
    over_page: bool = False  # the session's end shows over the page
    other_bytes: str = ""  # in which way another file is stored
    silent_changes: tuple[SilentChange, ...] = ()
    lag_days: int = 0  # IPR Management shows how things stood so long ago
    contradiction: bool = False  # IPR Management shows another status


_CURRENT: ContextVar[RequestFaults | None] = ContextVar("request_faults", default=None)


def current() -> RequestFaults:
    """The faults of the current request."""
    faults = _CURRENT.get()
    if faults is None:
        faults = RequestFaults()
        _CURRENT.set(faults)
    return faults


def begin(faults: RequestFaults) -> None:
    """Makes these the faults of the current request."""
    _CURRENT.set(faults)
