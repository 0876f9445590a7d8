"""The papers that lie in folders."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

__all__ = ["paper_files"]

_SUFFIXES = frozenset({".pdf", ".png", ".jpg", ".jpeg", ".gif", ".bmp", ".tif", ".tiff", ".webp"})


def paper_files(folder: Path) -> Iterator[Path]:
    """The PDFs and pictures below a folder, in the order of their names; nothing that is hidden."""
    for path in sorted(folder.rglob("*")):
        if path.suffix.lower() not in _SUFFIXES or not path.is_file():
            continue
        if not any(part.startswith(".") for part in path.relative_to(folder).parts):
            yield path
