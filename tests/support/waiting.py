"""Waiting for what another process or thread does by itself."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["HOUR", "PATIENCE", "until"]

HOUR = 3600.0
"""Seconds of a fault that holds until the test releases it, however busy the machine is."""
PATIENCE = 120.0
"""Seconds after which what a test waits for is taken never to come, on however busy a machine."""


def until(condition: Callable[[], object], *, within: float = PATIENCE) -> None:
    """Asks again and again until the condition holds; AssertionError after so many seconds."""
    end = time.monotonic() + within
    while not condition():
        assert time.monotonic() < end, f"it did not happen within {within:g} s"
        time.sleep(0.02)
