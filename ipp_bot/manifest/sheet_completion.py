"""What a row does not say itself, and other cells, rows and the sheet as a whole do."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ipp_bot.diagnostics import Severity
from ipp_bot.manifest.cells import Cell
from ipp_bot.manifest.identification import is_resident_identity_number
from ipp_bot.manifest.names import normalised_name
from ipp_bot.manifest.sheet_cells import has_key, put_text, token_for
from ipp_bot.manifest.sheet_columns import BASE, options_of
from ipp_bot.manifest.sheet_terms import last_day, last_day_by_law
from ipp_bot.manifest.sheet_words import parts_of_kind
from ipp_bot.profile import folded
from ipp_bot.yaml_source import Mapping, Scalar, find

if TYPE_CHECKING:
    from collections.abc import Mapping as TypingMapping

    from ipp_bot.manifest.sheet_header import SheetHeader
    from ipp_bot.manifest.sheet_report import SheetReport
    from ipp_bot.profile import Profile

__all__ = ["RowCompletion"]

_GLUED = re.compile(
    r"(?P<name>.+?)\s*(?:[\[［【（(]\s*简称\s*[:：]?\s*(?P<short>[^\]］】）)]+)[\]］】）)])?"
    r"\s*(?P<version>[Vv]\d+(?:\.\d+)*)?"
)
"""A name as certificates print it, with short name and version behind."""
_WORKS = {"A": "text", "F": "art", "G": "photography"}
_KIND_OF_WORK = re.compile(r"作登字\s*[-－—–]\s*\d{4}\s*[-－—–]\s*([AFG])\s*[-－—–]", re.IGNORECASE)
"""The letter for the kind of work in a registration number: 国作登字-2022-F-10866861."""
_HOLDER_NUMBER = "holder.identification.number"
_SAID_BY_TYPE = ("patent_kind", "work", "mark_type")
"""Keys that a word for the type may answer as well: `发明专利`, `美术作品`."""


class RowCompletion:
    """Adds to a row's entry what its cells leave open.

    `numbers` holds the identification numbers that any row gives for a holder, by the holder's
    name as compared, each as compared and as typed.
    """

    def __init__(
        self,
        profile: Profile,
        header: SheetHeader,
        report: SheetReport,
        numbers: TypingMapping[str, TypingMapping[str, str]],
    ) -> None:
        self._profile = profile
        self._header = header
        self._report = report
        self._numbers = numbers

    def complete(self, entry: Mapping, row: tuple[Cell, ...], keys: frozenset[str]) -> None:
        """Adds what other cells say: the type's word, an identity number, the sheet of all rows."""
        here = Cell(row[0].row, row[0].column, "")
        if _HOLDER_NUMBER in keys:
            self._take_holder_number(entry, row, keys)
        named = self._header.text_of(row, "type", frozenset(BASE))
        for key in _SAID_BY_TYPE:
            token = self._option(key, named) if named and key in keys else ""
            if token and not has_key(entry, key):
                put_text(entry, key, here, token)
        number, _ = find(entry, ("holder", "identification", "number"))
        is_resident = isinstance(number, Scalar) and is_resident_identity_number(number.text)
        if isinstance(number, Scalar) and is_resident and not has_key(entry, "holder.kind"):
            at = Cell(number.line, number.column, number.text)
            put_text(entry, "holder.kind", at, "individual")
        if "work" in keys and not has_key(entry, "work"):
            self._take_kind_of_work(entry)
        self._take_term(entry)
        if "expires_on" in keys and not has_key(entry, "expires_on"):
            self._take_term_by_law(entry)
        self._take_name_apart(entry, keys)
        for key, value in self._header.implied_of(row).items():
            if not has_key(entry, key):
                put_text(entry, key, here, value)
        if not has_key(entry, "place") and not {"place", "country"} & self._header.borne:
            put_text(entry, "place", here, next(iter(self._profile.places)))

    def _take_holder_number(
        self, entry: Mapping, row: tuple[Cell, ...], keys: frozenset[str]
    ) -> None:
        """The number that the list gives for the same holder elsewhere, where a power needs it."""
        cell = next(
            (
                cell
                for cell in row
                if self._header.column_of(cell).key_in(keys) == "holder.name" and not cell.problem
            ),
            None,
        )
        if (
            cell is None
            or has_key(entry, _HOLDER_NUMBER)
            or not has_key(entry, "power_of_attorney")
        ):
            return
        known = list(self._numbers.get(normalised_name(cell.text), {}).values())
        if len(known) == 1:
            put_text(entry, _HOLDER_NUMBER, cell, known[0])
            name = self._header.name(_HOLDER_NUMBER)
            self._report.add(
                cell,
                _HOLDER_NUMBER,
                f"another row of {cell.text} has the number {known[0]}, which is taken",
                f"add the column {name} if that is wrong",
                severity=Severity.WARNING,
                ref=self._header.ref_of(row, keys),
                code="same-holder",
                title=name,
            )

    def _take_name_apart(self, entry: Mapping, keys: frozenset[str]) -> None:
        """Short name and version out of a name, each where the list has no column for it."""
        name = entry.items.get("name")
        if "version" not in keys or not isinstance(name, Scalar):
            return
        found = _GLUED.fullmatch(name.text.strip())
        if found is None or not (found["version"] or found["short"]):
            return
        if found["version"] and "version" in self._header.borne:
            return
        cell = Cell(name.line, name.column, name.text)
        parts = {"short_name": found["short"], "version": found["version"]}
        for key, text in parts.items():
            if text and not has_key(entry, key):
                put_text(entry, key, cell, text.strip())
        ref = entry.items.get("ref")
        told = ", ".join(filter(None, (found["name"], found["short"], found["version"])))
        self._report.add(
            cell,
            "name",
            f"of {name.text} name, short name and version are taken: {told}",
            "",
            severity=Severity.WARNING,
            ref=ref.text if isinstance(ref, Scalar) else "",
            code="name-parts",
        )
        name.text = found["name"]

    def _take_term(self, entry: Mapping) -> None:
        """The last day of a patent of which the list says how many years it lasts."""
        ends, filed, kind = (
            entry.items.get(key) for key in ("expires_on", "filed_on", "patent_kind")
        )
        if not (
            isinstance(ends, Scalar) and isinstance(filed, Scalar) and isinstance(kind, Scalar)
        ):
            return
        token = self._option("patent_kind", kind.text) or kind.text
        last = last_day(token, filed.text, ends.text)
        if last:
            ref = entry.items.get("ref")
            self._report.add(
                Cell(ends.line, ends.column, ends.text),
                "expires_on",
                f"of {ends.text}, filed on {filed.text}, the last day is taken: {last}",
                "type the day if that is wrong",
                severity=Severity.WARNING,
                ref=ref.text if isinstance(ref, Scalar) else "",
                code="term",
            )
            ends.text = last

    def _take_kind_of_work(self, entry: Mapping) -> None:
        """The kind of a work whose registration number bears a letter for it."""
        number = entry.items.get("registration_number")
        found = _KIND_OF_WORK.search(number.text) if isinstance(number, Scalar) else None
        if isinstance(number, Scalar) and found:
            put_text(entry, "work", Cell(number.line, number.column, ""), _WORKS[found[1].upper()])

    def _take_term_by_law(self, entry: Mapping) -> None:
        """The last day of a patent of which the list says no more than when it was filed."""
        filed, number = (entry.items.get(key) for key in ("filed_on", "registration_number"))
        if not (isinstance(filed, Scalar) and isinstance(number, Scalar)):
            return
        last = last_day_by_law(number.text, filed.text)
        if last:
            cell = Cell(filed.line, filed.column, last)
            put_text(entry, "expires_on", cell, last)
            ref = entry.items.get("ref")
            name = self._header.name("expires_on")
            self._report.add(
                cell,
                "expires_on",
                f"no cell says it; filed on {filed.text}, by the term of the law it is {last}",
                f"add the column {name} if that is wrong",
                severity=Severity.WARNING,
                ref=ref.text if isinstance(ref, Scalar) else "",
                code="term",
                title=name,
            )

    def _option(self, key: str, text: str) -> str:
        """The option of the key that the text names; "" for none."""
        options = options_of(self._profile, key)
        # of 商标（组合） and 版权-文字 what stands behind counts as well
        for words in (text, *reversed(parts_of_kind(text))):
            token = token_for(key, words, options)
            for form in self._profile.forms:
                for each in form.fields:
                    if token is None and each.dotted == key:
                        token = each.tokens.get(folded(words))
            if token is not None:
                return token
        return ""
