"""Confirms drafted entries: writes into them which papers a person compared them with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ipp_bot.diagnostics import shown_path
from ipp_bot.errors import UsageError
from ipp_bot.manifest.confirmation import papers_mark, papers_of
from ipp_bot.manifest.load import SHEETS
from ipp_bot.manifest.sheet_edit import SheetEdit
from ipp_bot.manifest.sheet_origin import SheetPlace
from ipp_bot.manifest.yaml_edit import YamlEdit

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from ipp_bot.manifest import Entry

__all__ = ["Confirmation", "confirm"]


@dataclass(frozen=True, slots=True)
class Confirmation:
    """What became of one ref."""

    ref: str
    path: Path
    line: int
    papers: int
    is_new: bool
    """False where it was confirmed with these papers before, or needs no confirmation."""


def confirm(entries: Iterable[Entry]) -> list[Confirmation]:
    """Writes into manifests and sheets which papers the entries were compared with.

    Raises:
        UsageError: a key cannot be written where it stands, or a file changed meanwhile.
    """
    found: list[Confirmation] = []
    by_file: dict[Path, list[Entry]] = {}
    for entry in entries:
        by_file.setdefault(entry.manifest, []).append(entry)
    for path, every in by_file.items():
        marks = {entry.ref: papers_mark(entry) for entry in every}
        new = [entry for entry in every if entry.confirmed not in {"", marks[entry.ref]}]
        if new:
            _write(path, new, marks)
        found += [
            Confirmation(
                entry.ref,
                path,
                entry.position("confirmed")[0],
                sum(1 for _ in papers_of(entry)),
                entry in new,
            )
            for entry in every
        ]
    return found


def _write(path: Path, entries: Sequence[Entry], marks: Mapping[str, str]) -> None:
    not_writable = UsageError(
        f"{shown_path(path)}: the key confirmed cannot be written where it stands",
        hint=f"type confirmed: {marks[entries[0].ref]} under ref: {entries[0].ref}",
        sent=False,
    )
    if path.suffix.lower() in SHEETS:
        workbook = SheetEdit(path)
        for entry in entries:
            if isinstance(entry.sheet, SheetPlace):
                place = entry.position("confirmed")
                workbook.set(entry.sheet.name, *place, marks[entry.ref])
        workbook.write()
        return
    manifest = YamlEdit(path)
    places = {item.get("ref"): place for place, item in manifest.entries()}
    done = [
        entry.ref in places and manifest.set((*places[entry.ref], "confirmed"), marks[entry.ref])
        for entry in entries
    ]
    if not all(done) or not manifest.write():
        raise not_writable
