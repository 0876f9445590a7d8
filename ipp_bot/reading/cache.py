"""Results of reading, kept by the content of the file."""

from __future__ import annotations

import contextlib
import json
import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from ipp_bot.reading.paper import Paper

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["keep", "kept"]


def kept(place: Path, file: str) -> list[Paper] | None:
    """The papers kept there, with the file's name of now; None where none are."""
    try:
        data = json.loads(place.read_text(encoding="utf-8"))
        return [Paper.from_data(one, file) for one in data["papers"]]
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError):
        # half a file of an interrupted run, or somebody else's: read the paper again
        return None


def keep(place: Path, papers: Sequence[Paper]) -> None:
    """Keeps the papers; whole, or not at all."""
    place.parent.mkdir(parents=True, exist_ok=True)
    words = json.dumps({"papers": [paper.data() for paper in papers]}, ensure_ascii=False)
    handle, name = tempfile.mkstemp(dir=place.parent, suffix=".part")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(words)
        Path(name).replace(place)
    except OSError:
        with contextlib.suppress(OSError):
            Path(name).unlink()
        raise
