"""The file that a draft is written into: a manifest or a sheet, with what a person typed in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from ipp_bot.atomic_write import create_shared, write_atomically
from ipp_bot.errors import UsageError
from ipp_bot.manifest.cells import read_tables, xlsx_bytes
from ipp_bot.manifest.sheet_columns import SheetTitles
from ipp_bot.manifest.sheet_edit import SheetEdit
from ipp_bot.manifest.sheet_export import cell_text, columns_of
from ipp_bot.manifest.yaml_edit import YamlEdit
from ipp_bot.manifest.yaml_text import inline
from ipp_bot.reading.characters import GAP
from ipp_bot.run.draft_entries import DraftValue

if TYPE_CHECKING:
    from collections.abc import Container, Iterator, Mapping, Sequence
    from pathlib import Path

    from ipp_bot.manifest.yaml_edit import KeyPath
    from ipp_bot.profile import Profile
    from ipp_bot.run.draft_entries import DraftEntry
    from ipp_bot.yaml_source import Data

__all__ = ["DraftTarget", "ManifestTarget", "SheetTarget", "Written"]


class Written:
    """One entry that is in the file: its keys and what stands under them."""

    def __init__(self, ref: str, place: object, values: Mapping[str, Data]) -> None:
        self.ref = ref
        self.place = place
        self.values = values
        """By dotted key; None for a key with nothing behind it."""


class DraftTarget(Protocol):
    """What a draft needs of the file that it is written into."""

    def written(self) -> Sequence[Written]:
        """The entries that are there."""

    def set(self, entry: Written, key: str, value: DraftValue) -> bool:
        """Puts a value under a key that is there; False where that cannot be done."""

    def add_keys(self, entry: Written, values: Mapping[str, Data]) -> bool:
        """Gives an entry keys that it lacks, by dotted key; False where that cannot be done."""

    def remove_key(self, entry: Written, key: str) -> bool:
        """Takes a key away from an entry; False where that cannot be done."""

    def shown(self, value: DraftValue) -> Data:
        """The value as `written` would give it back."""

    def add(self, entries: Sequence[DraftEntry]) -> None:
        """Adds entries behind those that are there."""

    def write(self) -> None:
        """Writes the file; OSError or UsageError where that cannot be done, and nothing is."""


def _not_editable(path: Path) -> UsageError:
    return UsageError(
        f"{path.name} is written in a way that cannot be added to",
        hint="let iprs: be the last key, an entry a line, or draft into another file",
        sent=False,
    )


class ManifestTarget:
    """A manifest."""

    def __init__(self, path: Path, account: str) -> None:
        self._path = path
        self._account = account
        self._edit = YamlEdit(path) if path.exists() else None
        self._new = ""
        if self._edit is not None:
            data = self._edit.data
            if not isinstance(data, dict) or data.get("account") != account:
                raise UsageError(
                    f"{path.name} is no manifest of the account {account}",
                    hint="--out ANOTHER.yaml",
                    sent=False,
                )

    def written(self) -> list[Written]:
        """The entries that are written out."""
        found = [] if self._edit is None else self._edit.entries()
        return [Written(str(data.get("ref") or ""), at, dict(_flat(data))) for at, data in found]

    def shown(self, value: DraftValue) -> Data:
        """The value as it is."""
        return value.value

    def set(self, entry: Written, key: str, value: DraftValue) -> bool:
        """Puts the value in its place."""
        place: Any = entry.place
        return self._edit is not None and self._edit.set(
            (*place, *key.split(".")), value.value, value.comment
        )

    def add_keys(self, entry: Written, values: Mapping[str, Data]) -> bool:
        """Adds the keys to the entry, with the mappings that they lack above them."""
        edit = self._edit
        if edit is None:
            return False
        place: Any = entry.place
        top: Any = edit.data
        for step in place:
            top = top[step]
        tree: Any = {}
        for dotted, value in values.items():
            *way, last = dotted.split(".")
            branch = tree
            for step in way:
                branch = branch.setdefault(step, {})
            branch[last] = value
        return all(_grown(edit, tuple(place), top, tree))

    def remove_key(self, entry: Written, key: str) -> bool:
        """Takes the key's line away."""
        place: Any = entry.place
        return self._edit is not None and self._edit.remove((*place, *key.split(".")))

    def add(self, entries: Sequence[DraftEntry]) -> None:
        """Adds entries at the end of the list."""
        lines = "".join(map(_lines, entries))
        if self._edit is not None:
            if lines:
                self._edit.append(lines)
            return
        body = "".join(f"  {line}\n" for line in lines.splitlines())
        self._new = (
            "# Drafted by ipp-bot from papers. A person compares each entry with its papers; what\n"
            '# says "look" is not sure, and an empty key is to be filled in or deleted. Then:\n'
            "# ipp-bot confirm REF.\n"
            f"version: 1\naccount: {inline(self._account)}\niprs:{'' if body else ' []'}\n{body}"
        )

    def write(self) -> None:
        """Writes the manifest."""
        if self._edit is None:
            write_atomically(self._path, self._new)
        elif not self._edit.write():
            raise _not_editable(self._path)


def _grown(
    edit: YamlEdit, path: KeyPath, there: Mapping[str, Data], wanted: Mapping[str, Data]
) -> Iterator[bool]:
    """Adds what the mapping at that path lacks; whether each addition can be made."""
    for key, value in wanted.items():
        below = there.get(key)
        if key not in there:
            yield edit.add(path, key, value)
        elif isinstance(value, dict) and isinstance(below, dict):
            yield from _grown(edit, (*path, key), below, value)
        else:
            yield isinstance(value, dict) and edit.unfold((*path, key), value)


def _flat(data: Data, at: str = "") -> list[tuple[str, Data]]:
    """Every value by its dotted key."""
    if isinstance(data, dict):
        return [
            pair
            for key, value in data.items()
            for pair in _flat(value, f"{at}.{key}" if at else key)
        ]
    return [(at, data)]


def _lines(entry: DraftEntry) -> str:
    """The entry as an item of a list of YAML, a key a line."""
    lines: list[str] = []
    above: tuple[str, ...] = ()
    own = {key: value for key, value in entry.values.items() if key != "account"}
    for dotted, value in _nested_together(own):
        *way, last = dotted.split(".")
        for depth, step in enumerate(way):
            if above[: depth + 1] != tuple(way[: depth + 1]):
                lines.append(f"{'  ' * (depth + 1)}{step}:")
        above = tuple(way)
        text = inline(value.value)
        comment = f"  # {value.comment}" if value.comment else ""
        lines.append(f"{'  ' * (len(way) + 1)}{last}:{f' {text}' if text else ''}{comment}")
    lines[0] = f"- {lines[0].lstrip()}"
    return "".join(f"{line}\n" for line in lines)


def _nested_together(values: Mapping[str, DraftValue]) -> list[tuple[str, DraftValue]]:
    """The values, those under one key behind each other."""
    first: dict[str, int] = {}
    for key in values:
        parts = key.split(".")
        for depth in range(1, len(parts) + 1):
            first.setdefault(".".join(parts[:depth]), len(first))

    def order(pair: tuple[str, DraftValue]) -> list[int]:
        parts = pair[0].split(".")
        return [first[".".join(parts[:depth])] for depth in range(1, len(parts) + 1)]

    return sorted(values.items(), key=order)


class SheetTarget:
    """A workbook with a row for each entry; where a value was read stands in the cell's comment."""

    def __init__(self, path: Path, profile: Profile) -> None:
        self._path = path
        self._profile = profile
        self._columns: dict[str, int] = {}
        self._rows: list[Written] = []
        self._sheet = "IPR"
        self._last = 1
        self._is_new = not path.exists()
        if not self._is_new:
            self._read()
            self._edit = SheetEdit(path)

    def _read(self) -> None:
        titles = SheetTitles(self._profile)
        for table in read_tables(self._path):
            for number, row in enumerate(table.rows):
                known = {cell.column: titles.column(cell) for cell in row}
                columns = {at: one.keys[0] for at, one in known.items() if one and one.keys}
                if "ref" not in columns.values():
                    continue
                self._sheet = table.name
                self._columns = {key: column for column, key in columns.items()}
                for below in table.rows[number + 1 :]:
                    texts = {cell.column: cell.text for cell in below}
                    values = {key: texts.get(at) for key, at in self._columns.items()}
                    self._rows.append(Written(values["ref"] or "", below[0].row, values))
                self._last = max(row_[0].row for row_ in table.rows[number:])
                return
        raise UsageError(
            f"{self._path.name} has no sheet with a column ref",
            hint="--out ANOTHER.xlsx",
            sent=False,
        )

    def written(self) -> list[Written]:
        """The rows below the header."""
        return self._rows

    def shown(self, value: DraftValue) -> Data:
        """The text of the cell; of what could not be read, the sign that no entry may have."""
        return cell_text(value.value) or (GAP if value.look else None)

    def set(self, entry: Written, key: str, value: DraftValue) -> bool:
        """Puts the value into its cell."""
        if key not in self._columns or not isinstance(entry.place, int):
            return False
        self._put(entry.place, key, value)
        return True

    def add_keys(self, entry: Written, values: Mapping[str, Data]) -> bool:
        """Fills in the cells, in columns of their own where there are none."""
        self._add_columns(values)
        return all(self.set(entry, key, DraftValue(value)) for key, value in values.items())

    def remove_key(self, entry: Written, key: str) -> bool:
        """Empties the cell."""
        return self.set(entry, key, DraftValue(None))

    def _put(self, row: int, key: str, value: DraftValue) -> None:
        self._edit.set(
            self._sheet,
            row,
            self._columns[key],
            str(self.shown(value) or ""),
            value.comment,
            look=value.look or (value.is_empty and bool(value.comment)),
        )

    def add(self, entries: Sequence[DraftEntry]) -> None:
        """Adds a row for each, and columns for keys that have none."""
        used = {key for entry in entries for key in entry.values} or {"ref"}
        if self._is_new:
            missing = [key for key in columns_of(self._profile) if key in used]
            create_shared(self._path, xlsx_bytes([missing]))
            self._edit = SheetEdit(self._path)
            self._columns = {key: column for column, key in enumerate(missing, 1)}
        else:
            self._add_columns(used)
        for entry in entries:
            self._last += 1
            for key, value in entry.values.items():
                self._put(self._last, key, value)

    def _add_columns(self, keys: Container[str]) -> None:
        """Adds columns for those of the keys that have none."""
        header = min((row.place for row in self._rows if isinstance(row.place, int)), default=2)
        for key in columns_of(self._profile):
            if key in keys and key not in self._columns:
                self._columns[key] = max(self._columns.values()) + 1
                self._edit.set(self._sheet, header - 1, self._columns[key], key)

    def write(self) -> None:
        """Writes the workbook."""
        self._edit.write()
