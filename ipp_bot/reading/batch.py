"""Many papers, some at a time, beside work that matters more."""

from __future__ import annotations

import os
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from ipp_bot.errors import PaperUnreadable
from ipp_bot.reading.reader import read, require_installed

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from ipp_bot.reading.paper import Paper

__all__ = ["read_all"]

_NICE = 15


def read_all(
    paths: Sequence[Path],
    *,
    cache: Path | None = None,
    at_a_time: int = 2,
    is_awaited: bool = False,
) -> Iterator[tuple[Path, list[Paper] | PaperUnreadable]]:
    """Each file with its papers, or with why it cannot be read, in the order of the paths.

    Each reader takes one core and, on Linux, stands back behind whatever else runs, unless
    somebody waits for what the papers say.

    Raises:
        ReadingNotInstalled: the extra `read` is not there.
    """
    require_installed()

    def one(path: Path) -> list[Paper] | PaperUnreadable:
        try:
            return read(path, cache=cache)
        except PaperUnreadable as error:
            return error
        except Exception as error:  # noqa: BLE001 - one paper that a library fails at stops no other
            return PaperUnreadable(f"{path} cannot be read ({type(error).__name__}: {error})")

    begin = _take_one_core if is_awaited else _stand_back
    with ThreadPoolExecutor(at_a_time, "reading", begin) as readers:
        yield from zip(paths, readers.map(one, paths), strict=True)


def _stand_back() -> None:
    """Makes the calling thread take one core and, on Linux, a low priority."""
    _take_one_core()
    if sys.platform == "linux":
        thread = threading.get_native_id()
        least = os.getpriority(os.PRIO_PROCESS, thread)  # nobody may go back before where it stands
        os.setpriority(os.PRIO_PROCESS, thread, max(_NICE, least))


def _take_one_core() -> None:
    from ipp_bot.reading.recognition import use_cores

    use_cores(1)
