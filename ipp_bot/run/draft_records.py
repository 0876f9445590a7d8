"""What was drafted from which papers: how a later draft knows what a person typed since."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ipp_bot.atomic_write import write_atomically
from ipp_bot.diagnostics import typed_path

if TYPE_CHECKING:
    from ipp_bot.yaml_source import Data

__all__ = ["DraftRecord", "DraftRecords", "DraftedEntry"]


@dataclass(slots=True)
class DraftedEntry:
    """One entry as it was drafted."""

    certificate: str
    """What tells it from others: the certificate's content, and the page that it begins on."""
    papers: dict[str, str] = field(default_factory=dict)
    """SHA-256 of each paper by its path from the draft's folder."""
    values: dict[str, Data] = field(default_factory=dict)
    """What was written, by dotted key."""


@dataclass(slots=True)
class DraftRecord:
    """The entries that were drafted into one file, by their refs."""

    target: Path
    entries: dict[str, DraftedEntry] = field(default_factory=dict)


class DraftRecords:
    """The records of one workspace; a file each, read when it is asked for."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._known: dict[Path, DraftRecord] = {}

    def of(self, target: Path) -> DraftRecord:
        """What is known of the file; an empty record where nothing is."""
        target = target.resolve()
        if target not in self._known:
            self._known[target] = _read(self._place(target)) or DraftRecord(target)
        return self._known[target]

    def targets(self) -> list[Path]:
        """Every file that was drafted and is still there."""
        found = [_read(place) for place in sorted(self._folder.glob("*.json"))]
        return [record.target for record in found if record and record.target.is_file()]

    def typed(self, ref: str, target: Path) -> str:
        """What a person types behind `ipp-bot confirm` for an entry of that file."""
        only = [each.resolve() for each in self.targets()] == [target.resolve()]
        return ref if only else f"{ref} --in {typed_path(target)}"

    def keep(self, record: DraftRecord) -> None:
        """Keeps the record; whole, or as it was.

        Raises:
            OSError: it cannot be written.
        """
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        entries = {ref: asdict(entry) for ref, entry in record.entries.items()}
        data = {"target": str(record.target), "entries": entries}
        write_atomically(self._place(record.target), json.dumps(data, ensure_ascii=False, indent=1))
        self._known[record.target] = record

    def _place(self, target: Path) -> Path:
        return self._folder / f"{hashlib.sha256(str(target).encode()).hexdigest()[:24]}.json"


def _read(place: Path) -> DraftRecord | None:
    try:
        data: dict[str, Any] = json.loads(place.read_text(encoding="utf-8"))
        entries = {ref: DraftedEntry(**entry) for ref, entry in data["entries"].items()}
        return DraftRecord(Path(data["target"]), entries)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        # without a record every value counts as typed by a person: nothing is overwritten
        return None
