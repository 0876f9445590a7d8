"""Which cells of a workbook a diagnostic is about, of a sheet or of a manifest made from one."""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from ipp_bot.diagnostics import Diagnostic
    from ipp_bot.manifest.sheet_language import SheetWords

__all__ = [
    "COLUMNS",
    "ImportedPlaces",
    "SheetPlace",
    "cell_name",
    "column_letters",
    "grouped",
]

COLUMNS = "# columns of "
_ROW = re.compile(r'# row (\d+) of (".*")')
_MANY = 6
_MANY_WITH_HINTS = 40
_OF_THEIR_OWN = frozenset({"unknown-column", "guessed-column", "file", "taken-by-name"})
"""Codes of what names another title or file each time."""
_MOSTLY_RIGHT = frozenset(
    {
        "found-elsewhere",
        "taken-from-folder",
        "holder-from-paper",
        "end-from-paper",
        "number-from-paper",
        "day-from-paper",
        "number-bare",
        "number-printed",
        "name-parts",
        "same-holder",
    }
)
"""Codes of what was read another way than it is typed, and mostly right: one is enough."""
_SHOWN = 3


def column_letters(column: int) -> str:
    """A column from 1 as spreadsheet programs call it, such as AB."""
    letters = ""
    while column > 0:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def cell_name(row: int, column: int) -> str:
    """A cell as spreadsheet programs call it, such as C5."""
    return f"{column_letters(column)}{row}"


@dataclass(frozen=True, slots=True)
class SheetPlace:
    """One sheet, for entries whose lines and columns are those of its cells."""

    name: str
    titles: Mapping[int, str] = field(default_factory=dict)
    """What its header calls each column."""
    columns: Mapping[str, int] = field(default_factory=dict)
    """The column of each key that has one of its own."""
    names: Mapping[str, str] = field(default_factory=dict)
    """What columns would be called for keys that have none."""
    words: SheetWords | None = None
    """The sheet's words for keys and tokens; None where it has those of manifests."""

    def placed(self, diagnostic: Diagnostic) -> Diagnostic:
        """The diagnostic with the cell of its key, else the cell at its line and column."""
        column = self.columns.get(diagnostic.key, diagnostic.column)
        cell = cell_name(diagnostic.line, column)
        called = self.names.get(diagnostic.key, "")
        title = called or (self.titles.get(column, "") if diagnostic.key else "")
        hint = diagnostic.hint
        if called and diagnostic.key == "power_of_attorney" and self.words is not None:
            hint = f"add the column {called} with its last day; the signed paper may come later"
        elif called and diagnostic.code.endswith("-missing"):
            hint = f"add the column {called}: {hint}"
        return replace(
            diagnostic,
            column=column,
            hint=hint,
            sheet=self.name,
            cells=(cell,),
            title=title,
            words=None if self.words is None else partial(self._told, self.words, diagnostic.key),
        )

    def _told(self, words: SheetWords, key: str, text: str) -> str:
        """The text about a key with the sheet's titles and words."""
        titles = {
            each: self.titles[column]
            for each, column in self.columns.items()
            if column in self.titles
        }
        return words.told(key, text, {**self.names, **titles})


@dataclass(frozen=True, slots=True)
class ImportedPlaces:
    """The sheets that an imported manifest was made from, by its comments."""

    starts: Sequence[int]
    """Lines that say of which row the entry below them is."""
    rows: Sequence[tuple[int, str]]
    columns: Mapping[str, Mapping[str, str]]
    """By sheet: the letter of each key's column."""

    @classmethod
    def read(cls, path: Path) -> ImportedPlaces | None:
        """The places of an imported manifest; None of any other."""
        try:
            with path.open("rb") as file:
                if not file.read(16).startswith(b"# Imported from"):
                    return None
            lines = path.read_text(encoding="utf-8").splitlines()
        except (OSError, UnicodeDecodeError):
            return None
        starts: list[int] = []
        rows: list[tuple[int, str]] = []
        columns: dict[str, Mapping[str, str]] = {}
        for number, line in enumerate(lines, start=1):
            if not line.startswith("#"):
                continue
            row = _ROW.fullmatch(line)
            if row is not None:
                starts.append(number)
                rows.append((int(row[1]), str(json.loads(row[2]))))
            elif line.startswith(COLUMNS):
                name, letters = _columns_in(line)
                columns[name] = letters
        return cls(starts, rows, columns)

    def placed(self, diagnostic: Diagnostic) -> Diagnostic:
        """The diagnostic with the cell that its value came from; without one if that is unknown."""
        index = bisect_right(self.starts, diagnostic.line) - 1
        if index < 0:
            return diagnostic
        row, name = self.rows[index]
        letters = self.columns.get(name, {})
        key = re.sub(r"\[\d+\]$", "", diagnostic.key)
        letter = next(
            (letters[each] for each in (key, f"{key}.name", f"{key}.file") if each in letters), "A"
        )
        return replace(diagnostic, sheet=name, cells=(f"{letter}{row}",))


def _columns_in(line: str) -> tuple[str, Mapping[str, str]]:
    try:
        name, letters = json.loads(f"[{line.removeprefix(COLUMNS)}]")
    except ValueError:
        return "", {}
    return str(name), letters if isinstance(letters, dict) else {}


def grouped(diagnostics: Iterable[Diagnostic]) -> Iterator[Diagnostic]:
    """What is wrong with many cells alike, once with all its cells; the rest as it is."""
    every = list(diagnostics)
    if not any(each.cells for each in every):
        yield from every
        return
    same: dict[tuple[object, ...], list[Diagnostic]] = {}
    for each in every:
        place = each.sheet if each.cells else (each.line, each.column, each.ref)
        key = (each.path, place, each.key, each.title, each.message, _of_any(each), each.severity)
        same.setdefault(key, []).append(each)
    joined = [_joined(group) for group in same.values()]
    kinds: dict[tuple[object, ...], list[Diagnostic]] = {}
    for each in joined:
        if each.cells and each.code:
            kinds.setdefault(_kind(each), []).append(each)
    told: set[tuple[object, ...]] = set()
    for each in joined:
        alike = kinds.get(_kind(each), []) if each.cells else []
        shown = 1 if each.code in _MOSTLY_RIGHT else _SHOWN
        if len(alike) <= _most_of(alike) or each in alike[:shown]:
            yield each
        elif _kind(each) not in told:
            told.add(_kind(each))
            rest = alike[shown:]
            cells = tuple(dict.fromkeys(cell for other in rest for cell in other.cells))
            message = f"{len(cells)} more cells are like these; the first: {each.message}"
            yield replace(each, cells=cells, message=message)


def _most_of(alike: Sequence[Diagnostic]) -> int:
    """How many of a kind are told one by one: more where each has something of its own to type."""
    if not alike or alike[0].code in _MOSTLY_RIGHT:
        return _SHOWN
    own = len({each.hint for each in alike}) > len(alike) // 2 or alike[0].code in _OF_THEIR_OWN
    return _MANY_WITH_HINTS if own else _MANY


def _kind(diagnostic: Diagnostic) -> tuple[object, ...]:
    return (
        diagnostic.path,
        diagnostic.sheet,
        "" if diagnostic.code in _MOSTLY_RIGHT else diagnostic.key,
        diagnostic.code,
        diagnostic.severity,
    )


def _joined(group: Sequence[Diagnostic]) -> Diagnostic:
    first = group[0]
    if len(group) == 1 or not first.cells:
        return first
    cells = dict.fromkeys(cell for each in group for cell in each.cells)
    refs = dict.fromkeys(each.ref for each in group if each.ref)
    hint = first.hint.replace(_confirm(first.ref), _confirm(*refs)) if refs else first.hint
    return replace(first, cells=tuple(cells), hint=hint)


def _of_any(diagnostic: Diagnostic) -> str:
    """The hint without the ref in it: a command for several entries names them all."""
    ref = diagnostic.ref
    return diagnostic.hint.replace(_confirm(ref), _confirm("REF")) if ref else diagnostic.hint


def _confirm(*refs: str) -> str:
    return f"ipp-bot confirm {' '.join(refs)} "
