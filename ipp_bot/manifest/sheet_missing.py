"""What an entry of a sheet lacks, told at the cell or the title where it would stand."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ipp_bot.diagnostics import typed_path
from ipp_bot.manifest.values import date_example
from ipp_bot.profile import Kind

if TYPE_CHECKING:
    from ipp_bot.diagnostics import Diagnostic
    from ipp_bot.manifest.sheet_header import SheetHeader
    from ipp_bot.manifest.sheet_report import SheetReport
    from ipp_bot.manifest.sheet_source import SheetSource

__all__ = ["EntryFaults"]

_MOST_OPTIONS = 15


class EntryFaults:
    """Reports the diagnostics of entries in the words and at the cells of their sheet."""

    def __init__(self, source: SheetSource, header: SheetHeader, report: SheetReport) -> None:
        self._source = source
        self._header = header
        self._report = report

    def report(self, diagnostic: Diagnostic, keys: frozenset[str]) -> None:
        """Reports a diagnostic of the entry at its cell; of a missing key, at the empty cell."""
        if diagnostic.code != "missing":
            self._report.diagnostics.append(self._report.place.placed(diagnostic))
            return
        if diagnostic.key == "ref" and "ref" not in self._header.borne:
            return  # the header has told it
        fields = self._source.fields
        inner = [key for key in fields if key.startswith(f"{diagnostic.key}.")]
        inner = [key for key in inner if fields[key].required] or inner or [diagnostic.key]
        empty = [n for n, column in self._header.columns.items() if column.key_in(keys) in inner]
        if not empty:
            diagnostic = replace(diagnostic, key=inner[0])
        where = [n for n, column in self._header.columns.items() if column.key_in(keys) == "place"]
        if diagnostic.key == "country" and not empty and where:
            at = replace(diagnostic, key="place", column=where[0], hint="type the country itself")
            self._report.diagnostics.append(self._report.place.placed(at))
            return
        hint = self._how_to_fill(inner[0], is_there=bool(empty))
        # a column that is not there is missing once, not in each row
        column = empty[0] if empty else self._header.cells[0].column
        line = diagnostic.line if empty else self._header.cells[0].row
        if not empty and self._is_paper(inner[0]):
            line, column = diagnostic.line, self._header.column_of_ref
        placed = self._report.place.placed(replace(diagnostic, line=line, column=column, hint=hint))
        title = placed.title if empty else self._header.name(inner[0])
        self._report.diagnostics.append(replace(placed, title=title))

    def _how_to_fill(self, key: str, *, is_there: bool) -> str:
        """What to type for a key that is missing, in the words of this sheet."""
        name, described = self._header.name(key), self._source.fields.get(key)
        match described.kind if described else None:
            case None:
                return "fill it in" if is_there else f"add the column {name}"
            case Kind.FILES if self._source.papers is not None and not is_there:
                folder = self._source.papers.folder
                if folder == ".":
                    return (
                        "put it into a folder beside the list, named by the row's number; "
                        f"or add the column {name}"
                    )
                return f"put it into {folder}, named by the row's number; or add the column {name}"
            case Kind.FILES if not is_there:
                file = typed_path(self._source.path)
                return (
                    f"add the column {name}: the path of a file, or keep the papers in a folder: "
                    f"ipp-bot import {file} --papers FOLDER"
                )
            case Kind.FILES:
                what = "the path of a file"
            case Kind.CHOICE | Kind.MULTICHOICE if described and described.options:
                words = self._header.words_for(described)
                names = [*words[:_MOST_OPTIONS], *["…"][: len(words) > _MOST_OPTIONS]]
                what = f"one of {', '.join(names)}"
            case Kind.DATE if described:
                what = f"a day such as {date_example(described)}"
            case _:
                what = "as the certificate shows it"
        return f"fill it in: {what}" if is_there else f"add the column {name}: {what}"

    def _is_paper(self, key: str) -> bool:
        """Whether the key is a document that a folder may have for each row."""
        described = self._source.fields.get(key)
        is_file = described is not None and described.kind is Kind.FILES
        return is_file and self._source.papers is not None
