"""Whether a bundle holds what is somebody's."""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from tests.other_portals.samples import Sample

__all__ = ["canaries_in", "canaries_of"]

LEAST = 4
"""Characters: shorter values stand in any text."""


def canaries_in(path: Path, canaries: Iterable[str]) -> list[str]:
    """Those that stand in a file of the archive, as UTF-8 or UTF-16."""
    with zipfile.ZipFile(path) as archive:
        contents = [archive.read(name) for name in archive.namelist()]
    assert len(contents) > 20
    return [
        one
        for one in canaries
        if any(one.encode(how) in content for content in contents for how in ("utf-8", "utf-16-le"))
    ]


def canaries_of(sample: Sample, *more: str) -> list[str]:
    """The texts, days and names of files of a sample."""
    texts = [text for key, text in sample.answers.items() if isinstance(text, str)]
    texts += [
        text for texts in sample.answers.values() if not isinstance(texts, str) for text in texts
    ]
    names = [name for files in sample.files.values() for name, _ in files]
    told = [text for text in texts if any(char.isdigit() or not char.isascii() for char in text)]
    return [text for text in (*told, *names, sample.ref, *more) if len(text) >= LEAST]
