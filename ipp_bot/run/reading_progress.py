"""How far reading is, told now and then: a paper may take seconds."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

__all__ = ["told_while_read"]

PAUSE = 5.0
"""Seconds between two lines of progress."""
_Result = TypeVar("_Result")


def told_while_read(
    results: Iterable[_Result], total: int, progress: Callable[[str], None]
) -> Iterator[_Result]:
    """The results as they come; a line where some time went by since the last one."""
    following = time.monotonic() + PAUSE
    for done, result in enumerate(results, start=1):
        yield result
        if done < total and time.monotonic() > following:
            following = time.monotonic() + PAUSE
            progress(f"{done:,} of {total:,} papers read")
