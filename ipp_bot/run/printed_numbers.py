"""Registration numbers that a list writes shorter than the certificates of its rows print them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from ipp_bot.diagnostics import Diagnostic, Severity, shown_path
from ipp_bot.errors import PaperUnreadable
from ipp_bot.manifest.entry import pack
from ipp_bot.manifest.entry_builder import EntryBuilder, ManifestHead
from ipp_bot.manifest.number_text import is_written_shorter, tidy
from ipp_bot.reading import read_all
from ipp_bot.reading.grouping import CERTIFICATES
from ipp_bot.yaml_source import Scalar

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ipp_bot.manifest.document_paths import DocumentPaths
    from ipp_bot.manifest.sheets import SheetRead, SheetRow
    from ipp_bot.profile import Profile
    from ipp_bot.reading import Field, Paper

__all__ = ["with_printed_numbers"]

_KEY = "registration_number"
_SLOTS = ("certificate", "proof")
_CORES = 2


def with_printed_numbers(
    sheet: SheetRead,
    path: Path,
    *,
    profile: Profile,
    documents: DocumentPaths,
    readings: Path,
) -> SheetRead:
    """The rows of the list at `path`, each registration number as its certificate prints it.

    Only a cell that has the digits of the printed number is replaced, which is a warning; a cell
    with other digits stays, and so does one whose row has no certificate.

    Raises:
        ReadingNotInstalled: the extra `read` is not there.
    """
    files = {file: None for row in sheet.rows for file in _certificates(row)}
    results = dict(read_all(list(files), cache=readings, at_a_time=_CORES))
    builder = EntryBuilder(profile)
    rows, diagnostics = [], list(sheet.diagnostics)
    for row in sheet.rows:
        papers = [
            paper
            for file in _certificates(row)
            if not isinstance(read := results[file], PaperUnreadable)
            for paper in read
            if paper.kind in CERTIFICATES
        ]
        warning = _taken(row, papers)
        if warning is None or row.built is None:
            rows.append(row)
            continue
        head = ManifestHead(
            path.absolute(),
            row.account,
            pack(row.node.line, row.node.column),
            None,
            documents,
        )
        entry, _ = builder.build(head, row.node)
        rows.append(replace(row, built=replace(entry, sheet=row.built.sheet)))
        diagnostics = [one for one in diagnostics if not _is_about(one, row)]
        diagnostics.append(warning)
    return replace(sheet, rows=tuple(rows), diagnostics=tuple(diagnostics))


def _certificates(row: SheetRow) -> Sequence[Path]:
    files = row.built.files if row.built is not None else {}
    return next((files[slot] for slot in _SLOTS if slot in files), ())


def _taken(row: SheetRow, papers: Sequence[Paper]) -> Diagnostic | None:
    """Puts the printed number into the row's node; the warning of it, None where it stays."""
    node = row.node.items.get(_KEY)
    fields = [(paper, paper.fields[_KEY]) for paper in papers if _KEY in paper.fields]
    if not isinstance(node, Scalar) or len(fields) != 1 or row.built is None:
        return None
    paper, field = fields[0]
    printed, typed = _printed(node.text, field), node.text
    if not printed:
        return None
    node.text = printed
    told = f"{typed!r} is written shorter than on the paper; filed as {printed}"
    place = f"{shown_path(Path(paper.file))}, page {field.page}"
    warning = Diagnostic(
        row.built.manifest,
        node.line,
        node.column,
        _KEY,
        f"{told} ({place})",
        "",
        "number-printed",
        Severity.WARNING,
        row.built.ref,
    )
    sheet = row.built.sheet
    return warning if sheet is None else sheet.placed(warning)


def _printed(typed: str, field: Field) -> str:
    """What the paper has for the number that was typed; "" where it is that, or another one.

    Blanks and width are made one without papers, too.
    """
    fitting = [
        one for one in (str(field.value), *field.candidates) if is_written_shorter(typed, one)
    ]
    return fitting[0] if fitting and tidy(typed) not in map(tidy, fitting) else ""


def _is_about(diagnostic: Diagnostic, row: SheetRow) -> bool:
    return (
        diagnostic.sheet == row.place.name
        and diagnostic.line == row.node.line
        and diagnostic.key == _KEY
    )
