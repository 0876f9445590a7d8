"""What was found in a folder of papers for the rows of a list that names no files."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["ListPapers", "RowPapers"]


@dataclass(frozen=True, slots=True)
class RowPapers:
    """The documents of one row."""

    files: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Paths by the manifest's key, from the manifest's folder."""
    doubts: Mapping[str, str] = field(default_factory=dict)
    """By key, why nothing was taken: several papers, or several rows, fit."""
    by_name: tuple[str, ...] = ()
    """Keys of files of which only their names say what they are."""
    named_for: Mapping[str, str] = field(default_factory=dict)
    """By key, the other rows whose ref or name the file bears, although it is this row's."""
    says: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    """By key, what the papers say for sure, and which: the holder's number, days."""
    other_holder: str = ""
    """What another row with the same papers of the holder calls it, nearly alike; "" for none."""


@dataclass(frozen=True, slots=True)
class ListPapers:
    """The documents of all rows, by the name of their sheet and their number in it."""

    folder: str
    rows: Mapping[tuple[str, int], RowPapers]
