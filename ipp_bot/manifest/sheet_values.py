"""The cells of a row, each put as a value under the key of its column."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from ipp_bot.diagnostics import Severity
from ipp_bot.manifest.file_words import slots_named
from ipp_bot.manifest.sheet_cells import (
    cell_value,
    days_in,
    has_key,
    is_empty,
    put,
    put_text,
    token_for,
)
from ipp_bot.manifest.sheet_columns import is_chinese, keys_of, options_of
from ipp_bot.manifest.sheet_words import implied_by, parts_of_kind
from ipp_bot.profile import Kind, folded
from ipp_bot.yaml_source import Mapping, Node, Scalar, find
from ipp_bot.yaml_source import Sequence as SequenceNode

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ipp_bot.manifest.cells import Cell, Table
    from ipp_bot.manifest.sheet_columns import Column
    from ipp_bot.manifest.sheet_header import SheetHeader
    from ipp_bot.manifest.sheet_report import SheetReport
    from ipp_bot.manifest.sheet_source import SheetSource
    from ipp_bot.profile import FormField

__all__ = ["QUESTION", "RowValues"]

QUESTION = "?"
"""What a key begins with whose cell only says whether there is something: 是, 有."""
_TWO = 2
_COUNTRIES_NAMED = 6
_ENDING = re.compile(r"\.[A-Za-z]\w{2,3}\b")
_ONLY_SAYS = re.compile(
    r"(?:已|都)?(?:有|齐|齐全|收|收到|提供|签|盖章)|[√✓yYnN01]|yes|no|不用|不需要?|无需|不必|"
    r"待.{0,4}"
)
"""What a cell of a document says where it names no file."""
_UNTIL = "power_of_attorney.expires_on"
_BY_MEANING = ("place", "country", "type")
_ALL_OF = re.compile(r"[和及与&+＋]|\band\b")
"""What stands between titles of which a cell holds all, and not the one that its row needs."""
_NUMBERS = ("registration_number", "certificate.number")


class RowValues:
    """Takes the values of a sheet's cells; what is wrong with one is reported at it."""

    def __init__(
        self, source: SheetSource, table: Table, header: SheetHeader, report: SheetReport
    ) -> None:
        self._source = source
        self._table = table
        self._header = header
        self._report = report
        self._merged: list[Cell] = []
        self._until: list[Cell] = []
        """Cells for powers of attorney that say until when these count."""

    def account(self, cell: Cell, ref: str) -> str:
        """The account that the cell names; a fault where only another one may be imported."""
        named, own = cell.text.strip(), self._source.account
        if self._source.only_account and own and named != own:
            self._report.add(
                cell,
                "account",
                f"{named!r} is not {own!r}",
                "import each account's rows with --account and a sheet of its own",
                ref=ref,
            )
        return named

    def take(
        self,
        entry: Mapping,
        column: Column,
        key: str,
        cell: Cell,
        keys: frozenset[str],
        ref: str,
    ) -> bool:
        """Puts the cell's value into the entry; False if the cell cannot be used."""
        if key.startswith(QUESTION) or self._says_nothing(column, key, cell, keys, ref):
            return True
        described = self._source.fields.get(key)
        is_date = described is not None and described.kind is Kind.DATE
        if cell.made_of == "date" and key in keys and not is_date:
            self._report.add(
                cell,
                key,
                f"is the date {cell.text} to the program, whatever was typed",
                "format the cell as text and type it again",
                ref=ref,
            )
            return False
        if cell.merged_with:
            self._merged.append(cell)
        held, found = find(entry, tuple(key.split(".")))
        if held is not None and len(found) == key.count(".") + 1 and not isinstance(held, Mapping):
            return self._told_twice(held, key, cell, ref)
        node = cell_value(
            cell,
            key,
            described,
            options=options_of(self._source.profile, key),
            exact=column.is_key,
            days_from_1904=self._table.days_from_1904,
        )
        if key in _NUMBERS and isinstance(node, Scalar) and node.text != cell.text.strip():
            self._report.add(
                cell,
                key,
                f"of {cell.text} the number is taken: {node.text}",
                "",
                severity=Severity.WARNING,
                ref=ref,
                code="number-bare",
            )
        self._put(entry, column, key, cell, keys, node)
        if not isinstance(node, Scalar) or key not in _BY_MEANING or column.is_key:
            return True
        return self._take_meaning(entry, key, cell, node, ref)

    def finish(self, entry: Mapping, ref: str) -> set[str]:
        """Takes what is taken once the row's other cells are known; the keys that are in doubt."""
        doubts: set[str] = set()
        while self._until:
            cell = self._until.pop()
            last = days_in(cell.text)[-1]
            held, _ = find(entry, tuple(_UNTIL.split(".")))
            if not has_key(entry, _UNTIL):
                put_text(entry, _UNTIL, cell, last)
            elif isinstance(held, Scalar) and held.text != last:
                doubts.add(_UNTIL)
                self._report.add(
                    cell,
                    _UNTIL,
                    f"says {last}, and another column {held.text}",
                    "type the day that stands on the power of attorney into both",
                    ref=ref,
                )
        return doubts

    def _says_nothing(
        self,
        column: Column,
        key: str,
        cell: Cell,
        keys: frozenset[str],
        ref: str,
    ) -> bool:
        """Whether the cell has no value for the key; one that is not asked for is told."""
        described = self._source.fields.get(key) if key in keys else None
        # a dash for what this type of IPR does not have is no value
        if column.is_key or is_empty(key, cell.text, described):
            return not column.is_key
        if key not in keys:
            # a column of a list of several types says nothing to some of them
            is_shared = not keys_of(self._header.forms).isdisjoint(column.keys)
            self._report.add(
                cell,
                key,
                "is left out: the portal does not ask for it with this type of IPR",
                "" if is_shared else "empty the cell, or begin the column's title with #",
                severity=Severity.WARNING,
                ref=ref,
                code="left-out",
            )
            return True
        return self._is_no_file(key, described, cell)

    def _is_no_file(self, key: str, described: FormField | None, cell: Cell) -> bool:
        """Whether the cell of a document says only that there is one, or until when it counts."""
        if described is None or described.kind is not Kind.FILES or _ENDING.search(cell.text):
            return False
        if key == "power_of_attorney.file" and days_in(cell.text):
            self._until.append(cell)
            return True
        return _ONLY_SAYS.fullmatch(cell.text.strip()) is not None

    def _put(
        self, entry: Mapping, column: Column, key: str, cell: Cell, keys: frozenset[str], node: Node
    ) -> None:
        """Puts the node under its key; of several files each under its own, for 证书和截图."""
        fields = self._source.fields
        several = [
            other
            for other in column.keys
            if other in keys and other in fields and fields[other].kind is Kind.FILES
        ]
        items = node.items if isinstance(node, SequenceNode) else []
        texts = [item.text for item in items if isinstance(item, Scalar)]
        order = _by_names(texts, several)
        if order and _ALL_OF.search(column.title):
            for own, at in order.items():
                put(entry, own, cell, items[at])
        else:
            put(entry, key, cell, node)

    def _told_twice(self, held: Node, key: str, cell: Cell, ref: str) -> bool:
        """Two columns for one key: fine where both say the same or one is empty, else a fault."""
        if isinstance(held, Scalar) and self._mean_one(key, held.text, cell.text):
            return True
        other = self._header.columns.get(held.column)
        self._report.add(
            cell,
            key,
            f"{other.title if other else ''!r} is filled in as well, and both are {key}",
            "empty one of the two cells, or begin the title of one column with #",
            ref=ref,
        )
        return False

    def _mean_one(self, key: str, one: str, other: str) -> bool:
        """Whether both texts are the same, or words for one place or country."""
        words = {
            "place": self._source.profile.place_tokens,
            "country": self._source.profile.country_tokens,
        }.get(key, {})
        # of all else each letter counts
        first, second = (words.get(folded(text), text.strip()) for text in (one, other))
        return first == second

    def _take_meaning(self, entry: Mapping, key: str, cell: Cell, node: Scalar, ref: str) -> bool:
        """What an agency's word for place or type means to a manifest; False for no place."""
        profile = self._source.profile
        words = folded(node.text)
        if key == "type":
            if words not in profile.type_tokens and (implied := implied_by(node.text)):
                put_text(entry, "type", cell, implied["type"])
            elif by_code := self._header.type_of_code(node.text):
                put_text(entry, "type", cell, by_code)
            elif words not in profile.type_tokens:
                tokens = (
                    profile.type_tokens.get(folded(part)) for part in parts_of_kind(node.text)
                )
                put_text(entry, "type", cell, next((one for one in tokens if one), node.text))
            return True
        place = token_for("place", node.text, tuple(profile.places)) or profile.place_tokens.get(
            words
        )
        country = profile.country_tokens.get(words)
        if place is not None and (key == "place" or place not in profile.places_with_country):
            put_text(entry, "place", cell, place)
            if key == "country":
                entry.items.pop("country")
                entry.keys.pop("country")
        elif country is not None:
            if key == "country" and "place" in entry.items:
                return True
            put_text(entry, "place", cell, profile.places_with_country[0])
            put_text(entry, "country", cell, country)
        elif place is None:
            self._unknown_place(cell, key, ref)
            return False
        return True

    def _unknown_place(self, cell: Cell, key: str, ref: str) -> None:
        """A fault for a word that names neither a place nor a country."""
        profile = self._source.profile
        chinese = is_chinese(self._header.cells[0].text)
        shown = [
            next((word for word in words if is_chinese(word) == chinese), token)
            for token, words in (*profile.places.items(), *profile.countries.items())
        ]
        count = len(profile.places)
        places, countries = shown[:count], shown[count : count + _COUNTRIES_NAMED]
        self._report.add(
            cell,
            key,
            f"{cell.text} is neither a place nor a country that the portal lists",
            f"type one of {', '.join(places)}, or a country: {', '.join(countries)}, …",
            ref=ref,
            code="place",
        )

    def tell_merged(self) -> None:
        """One warning for all cells that have their value from a row above."""
        if not self._merged:
            return
        first = self._merged[0]
        self._report.add(
            first,
            "",
            f"cells are merged with rows above, whose values are taken; the first with row "
            f"{first.merged_with}: {first.text}",
            "unmerge the cells if that is wrong",
            severity=Severity.WARNING,
            code="merged",
        )
        told = self._report.diagnostics[-1]
        cells = tuple(cell.name for cell in self._merged)
        self._report.diagnostics[-1] = replace(told, cells=cells)


def _by_names(files: Sequence[str], keys: Sequence[str]) -> dict[str, int]:
    """The file of each key: in their order, unless names of files say it otherwise; else {}."""
    if len(files) != len(keys) or len(keys) < _TWO:
        return {}
    named = [set(slots_named(PurePosixPath(file))) & set(keys) for file in files]
    found = {
        key: own[0]
        for key in keys
        if len(own := [at for at, said in enumerate(named) if key in said]) == 1
    }
    left = [at for at in range(len(files)) if at not in found.values()]
    for key in keys:
        if key not in found and left:
            found[key] = left.pop(0)
    fits = all(key in named[at] or not named[at] for key, at in found.items())
    return found if fits and len(found) == len(keys) else {}
