"""What faults change inside the core for one request: the middleware sets it, the core asks."""

from __future__ import annotations

from contextvars import ContextVar
from dataclasses import dataclass


@dataclass(slots=True)
class RequestFaults:
    """Delays and refusals of one request."""

    list_delay: float = 0.0  # seconds until IPR Management shows what is committed
    scan_delay: float = 0.0  # seconds until an uploaded file counts
    refuse_duplicates: bool = False


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
