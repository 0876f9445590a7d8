"""What faults change about the request in hand; the core asks, the gate sets."""

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
    dice: random.Random


@dataclass(slots=True)
class Operation:
    """The unkindness that one request meets inside the core."""

    list_delay: float = 0.0  # seconds until IPR Management shows what is committed
    scan_delay: float = 0.0  # seconds until an uploaded file counts
    refuse_duplicates: bool = False
    false_duplicate: bool = False  # refused as filed before, whatever was
    over_page: bool = False  # the session's end shows over the page
    other_bytes: str = ""  # in which way another file is stored
    silent: tuple[SilentChange, ...] = ()
    lag_days: int = 0  # IPR Management shows how things stood so long ago
    contradiction: bool = False  # IPR Management shows another status


_CURRENT: ContextVar[Operation | None] = ContextVar("operation", default=None)


def current() -> Operation:
    """The request's own operation."""
    operation = _CURRENT.get()
    if operation is None:
        operation = Operation()
        _CURRENT.set(operation)
    return operation


def begin(operation: Operation) -> None:
    """Makes an operation the current one of this request."""
    _CURRENT.set(operation)
