"""The cells of a row, each put as a value under the key of its column."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from ipp_bot.diagnostics import Severity
from ipp_bot.manifest.file_words import slots_named
from ipp_bot.manifest.sheet_cells import cell_value, is_empty, put, put_text, token_for
from ipp_bot.manifest.sheet_columns import options_of
from ipp_bot.manifest.sheet_words import implied_by
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

__all__ = ["QUESTION", "RowValues"]

QUESTION = "?"
"""What a key begins with whose cell only says whether there is something: 是, 有."""
_TWO = 2
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
        described = self._source.fields.get(key)
        if key.startswith(QUESTION):
            return True
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
        if not column.is_key:
            # a dash for what this type of IPR does not have is no value
            if is_empty(key, cell.text, described if key in keys else None):
                return True
            if key not in keys:
                self._report.add(
                    cell,
                    key,
                    "is left out: the portal does not ask for it with this type of IPR",
                    "empty the cell, or begin the column's title with #",
                    severity=Severity.WARNING,
                    ref=ref,
                    code="left-out",
                )
                return True
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
        if key in ("place", "country", "type") and isinstance(node, Scalar) and not column.is_key:
            self._take_meaning(entry, key, cell, node)
        return True

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
        """Two columns for one key: fine where one of them is empty in each row, else a fault."""
        other = self._header.columns.get(held.column)
        self._report.add(
            cell,
            key,
            f"{other.title if other else ''!r} is filled in as well, and both are {key}",
            "empty one of the two cells, or begin the title of one column with #",
            ref=ref,
        )
        return False

    def _take_meaning(self, entry: Mapping, key: str, cell: Cell, node: Scalar) -> None:
        """What an agency's word for place or type means to a manifest."""
        profile = self._source.profile
        words = folded(node.text)
        if key == "type":
            if words not in profile.type_tokens and (implied := implied_by(node.text)):
                put_text(entry, "type", cell, implied["type"])
            return
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
                return
            put_text(entry, "place", cell, profile.places_with_country[0])
            put_text(entry, "country", cell, country)

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
