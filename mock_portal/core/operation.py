"""What faults change about the request in hand; the core asks, the gate sets."""

from __future__ import annotations

from contextvars import ContextVar
from dataclasses import dataclass


@dataclass(slots=True)
class Operation:
    """The unkindness that one request meets inside the core."""

    list_delay: float = 0.0  # seconds until IPR Management shows what is committed
    scan_delay: float = 0.0  # seconds until an uploaded file counts
    refuse_duplicates: bool = False


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
