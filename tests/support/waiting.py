"""Waiting for what another process or thread does by itself."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


def until(condition: Callable[[], object], *, within: float = 20.0) -> None:
    """Asks again and again until the condition holds; AssertionError after so many seconds."""
    end = time.monotonic() + within
    while not condition():
        assert time.monotonic() < end, f"it did not happen within {within:g} s"
        time.sleep(0.02)
