"""`import`: a sheet with one row an IPR becomes a manifest."""

# No `from __future__ import annotations`: Typer reads the annotations of commands at run time.

import dataclasses
import os
from collections.abc import Iterable, Sequence
from collections.abc import Mapping as TypingMapping
from collections.abc import Set as AbstractSet
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ipp_bot.atomic_write import write_atomically
from ipp_bot.cli.manifest_check import diagnostic_data
from ipp_bot.cli.options import Json, WorkspaceFolder, exit_with
from ipp_bot.cli.paper_differences import chosen_comparison
from ipp_bot.cli.schema import chosen_profile
from ipp_bot.clock import SystemClock
from ipp_bot.diagnostics import Diagnostic, shown_path, typed_path
from ipp_bot.errors import ExitStatus, UsageError
from ipp_bot.manifest.document_paths import DocumentPaths
from ipp_bot.manifest.imported import is_untouched, manifest_text
from ipp_bot.manifest.invalid_value import InvalidValue
from ipp_bot.manifest.models import account_name
from ipp_bot.manifest.sheet_assumptions import assumed
from ipp_bot.manifest.sheet_origin import grouped
from ipp_bot.manifest.sheet_unread import unread_texts
from ipp_bot.manifest.sheets import SheetRead, SheetRow, read_sheet
from ipp_bot.portal_time import day_of
from ipp_bot.preflight import examine, repeated_numbers
from ipp_bot.profile import Profile
from ipp_bot.reading import require_installed
from ipp_bot.report.terminal import Terminal, plural
from ipp_bot.run.list_source import ListWithPapers
from ipp_bot.settings import FILE_NAME
from ipp_bot.workspace import Workspace
from ipp_bot.yaml_source import Data, Mapping, Node, SourceError, parse_source, plain
from ipp_bot.yaml_source import Sequence as SequenceNode

if TYPE_CHECKING:
    from ipp_bot.run.list_papers import JoinedList

    ListRead = tuple[SheetRead, JoinedList | None]

__all__ = ["import_sheet", "read_list", "sheet_account"]

_MOST_NAMED = 8
_UNKNOWN_COLUMN = ("unknown-column", "guessed-column")
"""Codes of faults for a column that nobody knows."""


def import_sheet(
    file: Annotated[Path, typer.Argument(metavar="FILE.xlsx", help="A sheet, .xlsx or .csv.")],
    account: Annotated[
        str | None,
        typer.Option(
            "--account",
            metavar="NAME",
            help="The account that files them; the sheet's own, or the only one, unless given.",
        ),
    ] = None,
    target: Annotated[
        Path | None,
        typer.Option("--to", metavar="FILE.yaml", help="Where to; beside the sheet unless given."),
    ] = None,
    replace: Annotated[
        bool,
        typer.Option("--replace", help="Replace a manifest that was edited since it was imported."),
    ] = False,
    papers: Annotated[
        list[Path] | None,
        typer.Option(
            "--papers",
            metavar="FOLDER",
            help="Papers of the rows: found by what they say, and by the names of files; may be "
            "repeated.",
        ),
    ] = None,
    skip_faulty: Annotated[
        bool,
        typer.Option("--skip-faulty", help="Leave out the rows with a fault, and tell them."),
    ] = False,
    as_json: Json = False,
    folder: WorkspaceFolder = None,
) -> None:
    """Turn a sheet with one row an IPR into a manifest."""
    terminal = Terminal(as_json=as_json)
    if file.is_file() and file.suffix.lower() in (".yaml", ".yml"):
        hint = f"ipp-bot check {typed_path(file)}"
        raise UsageError(f"{file} is a manifest already", hint=hint, sent=False)
    workspace = _workspace(folder)
    profile = workspace.profile if workspace is not None else chosen_profile(None, folder)
    named = sheet_account(account, workspace)
    source = ListWithPapers(file, tuple(papers or ()), target, account or "")
    path = source.manifest
    before = _before(path, replace=replace)
    sheet, joined = read_list(terminal, source, profile, workspace, account=named)
    own = _one_account(file, sheet.rows)
    later = _later(terminal, sheet.rows, profile, workspace, source)
    # what documents and rules say does not stop the manifest: it stops check and submit
    stops = [each for each in sheet.diagnostics if not each.is_warning and each.code != "file"]
    left_out = _left_out(stops) if skip_faulty and not sheet.is_untrusted else ()
    rows = [row for row in sheet.rows if row.built is None or row.built.ref not in left_out]
    stops = [] if left_out else stops
    assumptions = assumed(rows, profile)
    told = list(grouped((*sheet.diagnostics, *later)))
    for diagnostic in told:
        terminal.print(diagnostic.shown())
    faults = [each for each in told if not each.is_warning]
    warnings = [each for each in told if each.is_warning]
    terminal.data(
        {
            "rows": len(sheet.rows),
            "manifest": None if stops else shown_path(path.absolute()),
            "faults": [str(each) for each in faults],
            "warnings": [str(each) for each in warnings],
            "diagnostics": [diagnostic_data(each) for each in told],
            "assumed": assumptions,
            **({"strays": _stray_data(joined)} if joined else {}),
        }
    )
    if joined is not None:
        _tell_papers(terminal, joined, _named_files(sheet.rows))
    if stops:
        terminal.error(
            f"{plural(len(faults), 'fault')}; no manifest was written.",
        )
        terminal.print(f"    → mend them in {file.name}, then the same command again")
        exit_with(ExitStatus.FAILED)
    write_atomically(path, manifest_text(file.name, own, rows))
    _tell_written(terminal, path, len(rows), left_out, assumptions)
    if before is not None:
        _tell_changes(terminal, before, rows)
    if faults:
        terminal.error(f"{plural(len(faults), 'fault')} to mend before they can be filed.")
        terminal.print(f"    → mend them in {file.name}, then the same command again")
        exit_with(ExitStatus.FAILED)
    terminal.print(f"    → ipp-bot plan {typed_path(path.absolute())}")


def _tell_written(
    terminal: Terminal,
    path: Path,
    rows: int,
    left_out: Sequence[str],
    assumptions: TypingMapping[str, TypingMapping[str, str]],
) -> None:
    """What the manifest has now, and what was taken since no column says it."""
    count = plural(rows, "IPR")
    terminal.print(f"{count} written to {shown_path(path.absolute())}.")
    if left_out:
        terminal.warn(f"left out, since they have faults: {', '.join(left_out)}")
    for sheet_name, values in assumptions.items():
        pairs = ", ".join(f"{title} {value}" for title, value in values.items())
        terminal.print(f"No column of {sheet_name} says these; taken for all its rows: {pairs}")
        terminal.print("    → add the column where that is wrong")


def read_list(
    terminal: Terminal,
    source: ListWithPapers,
    profile: Profile,
    workspace: Workspace | None,
    *,
    account: str,
) -> "ListRead":
    """The list's rows, and which papers are whose; `account` files the rows that name none.

    Raises:
        ManifestUnreadable: the list cannot be read.
        ReadingNotInstalled: there are folders, and the extra `read` is not there.
        UsageError: there are folders and no workspace, or a folder is none.
    """
    file, path, papers = source.file, source.manifest, source.folders
    roots = [workspace.root / root for root in workspace.settings.roots] if workspace else []
    documents = DocumentPaths(path.parent, roots=roots, formats=profile.limits.formats)
    read = partial(
        read_sheet,
        file,
        account=account,
        profile=profile,
        documents=documents,
        only_account=bool(source.account),
    )
    sheet, joined = read(), None
    if papers:
        joined = _joined(terminal, file, sheet.rows, papers, path, workspace, profile)
        sheet = _without_used(read(papers=joined.papers), joined.file_names)
        sheet = _printed(sheet, file, workspace, profile, documents)
    return sheet, joined


def _joined(
    terminal: Terminal,
    file: Path,
    rows: Sequence[SheetRow],
    folders: Sequence[Path],
    target: Path,
    workspace: Workspace | None,
    profile: Profile,
) -> "JoinedList":
    """The folders' papers, by the rows that they are for."""
    require_installed()
    # Imported here: the extra may be missing, and lists that name their files need none of it.
    from ipp_bot.run.list_papers import join_list
    from ipp_bot.run.paper_files import PaperFiles

    if workspace is None:
        raise UsageError(
            "--papers reads papers, and what was read is kept in a workspace",
            hint="ipp-bot new FOLDER makes one; or --workspace FOLDER",
            sent=False,
        )
    target = target.parent.resolve() / target.name
    readings = workspace.folder("readings")
    places = tuple(dict.fromkeys(folder.resolve() for folder in folders))
    common = Path(os.path.commonpath(places))
    files = PaperFiles(common, target, readings, "--to", terminal.progress, places)
    return join_list(
        rows,
        files,
        profile=profile,
        complainants=workspace.complainants,
        today=day_of(SystemClock().now()),
        texts=unread_texts(file, rows),
    )


def _without_used(sheet: SheetRead, titles: Sequence[str]) -> SheetRead:
    """The sheet without faults of unknown columns that say what files are called."""
    used = tuple(map(repr, titles))
    kept = tuple(
        each
        for each in sheet.diagnostics
        if each.code not in _UNKNOWN_COLUMN or not any(title in each.message for title in used)
    )
    is_untrusted = sheet.is_untrusted and any(not each.is_warning and not each.ref for each in kept)
    return dataclasses.replace(sheet, diagnostics=kept, is_untrusted=is_untrusted)


def _printed(
    sheet: SheetRead,
    file: Path,
    workspace: Workspace | None,
    profile: Profile,
    documents: DocumentPaths,
) -> SheetRead:
    """The rows with their numbers as their certificates print them."""
    # Imported here: the extra may be missing, and lists that name their files need none of it.
    from ipp_bot.run.printed_numbers import with_printed_numbers

    if workspace is None:
        return sheet
    readings = workspace.folder("readings")
    return with_printed_numbers(
        sheet, file, profile=profile, documents=documents, readings=readings
    )


def _stray_data(joined: "JoinedList") -> list[list[str]]:
    return [[f"{path}, page {page}" if page else path, why] for path, page, why in joined.strays]


def _left_out(faults: Sequence[Diagnostic]) -> tuple[str, ...]:
    """The refs of the rows that have these faults; () where one is of no row."""
    refs = tuple(dict.fromkeys(each.ref for each in faults))
    return refs if "" not in refs else ()


def _named_files(rows: Sequence[SheetRow]) -> frozenset[Path]:
    """The documents of all rows, whether cells name them or a folder has them."""
    built = (row.built for row in rows)
    return frozenset(
        path
        for each in built
        if each is not None
        for paths in each.files.values()
        for path in paths
    )


def _tell_papers(terminal: Terminal, joined: "JoinedList", named: AbstractSet[Path]) -> None:
    """How many papers found their rows, and which did not and are named by none."""
    for error in joined.unreadable:
        terminal.error(error.line())
    for path, page, why in joined.strays:
        if any(each.match(path) for each in named):
            continue
        if page:
            terminal.print(f"page {page} of {path} belongs to no row: {why}")
        else:
            terminal.print(f"{path} belongs to no row: {why}")
    count = sum(len(paths) for row in joined.papers.rows.values() for paths in row.files.values())
    if joined.file_names:
        titles = ", ".join(joined.file_names)
        terminal.print(f"By the column {titles} files are found: their names bear what it says.")
    looked_at = plural(joined.files, "file")
    terminal.print(f"{looked_at} in {joined.papers.folder}; taken for the rows: {count:,}")


def _workspace(folder: Path | None) -> Workspace | None:
    """The workspace, None outside of one."""
    if folder is None and not (Path.cwd() / FILE_NAME).is_file():
        return None
    return Workspace.open(folder)


def sheet_account(account: str | None, workspace: Workspace | None) -> str:
    """The account for rows that name none; "" where the sheet has to say it."""
    if account is not None:
        try:
            account_name(account)
        except InvalidValue as invalid:
            raise UsageError(invalid.message, hint=invalid.hint, sent=False) from invalid
        return account
    names = tuple(workspace.settings.accounts) if workspace is not None else ()
    return names[0] if len(names) == 1 else ""


def _one_account(file: Path, rows: Sequence[SheetRow]) -> str:
    """The account of all the rows: a manifest has one."""
    named = list(dict.fromkeys(row.account for row in rows))
    if len(named) > 1 or "" in named:
        several = f"has rows of several accounts: {', '.join(named)}"
        raise UsageError(
            f"{file.name} {several if all(named) else 'does not say which account files it'}",
            hint="--account NAME, or file the sheet itself: ipp-bot submit FILE.xlsx with a column "
            "account (账号)",
            sent=False,
        )
    return named[0] if named else ""


def _before(path: Path, *, replace: bool) -> dict[str, dict[str, Data]] | None:
    """What an earlier import wrote there, by ref; UsageError if somebody has edited it since."""
    if not path.exists():
        return None
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(
            f"{path} exists and cannot be read", hint="--to ANOTHER.yaml", sent=False
        ) from error
    if not is_untouched(text) and not replace:
        raise UsageError(
            f"{path} exists, and was written or edited by somebody",
            hint="--to ANOTHER.yaml, or --replace if the sheet is right",
            sent=False,
        )
    try:
        root = parse_source(path, text).root
    except SourceError:
        return {}
    iprs = root.items.get("iprs") if isinstance(root, Mapping) else None
    return _by_ref(iprs.items if isinstance(iprs, SequenceNode) else [])


def _by_ref(nodes: Iterable[Node]) -> dict[str, dict[str, Data]]:
    entries = [each for node in nodes if isinstance(each := plain(node), dict)]
    return {str(each["ref"]): each for each in entries if each.get("ref")}


def _tell_changes(
    terminal: Terminal, before: dict[str, dict[str, Data]], rows: Sequence[SheetRow]
) -> None:
    """What is other than in the manifest that was there: rows by their refs, with their keys."""
    now = _by_ref(row.node for row in rows)
    changed = [
        f"{ref} ({', '.join(_changed_keys(before[ref], now[ref]))})"
        for ref in now
        if ref in before and before[ref] != now[ref]
    ]
    groups = {
        "changed": changed,
        "new": [ref for ref in now if ref not in before],
        "not in the sheet any more": [ref for ref in before if ref not in now],
    }
    for word, refs in groups.items():
        if refs:
            more = f" and {len(refs) - _MOST_NAMED} more" if len(refs) > _MOST_NAMED else ""
            terminal.print(f"{len(refs)} {word}: {', '.join(refs[:_MOST_NAMED])}{more}")
    if not any(groups.values()):
        terminal.print("Nothing changed since the last import.")


def _changed_keys(before: dict[str, Data], now: dict[str, Data]) -> list[str]:
    return [key for key in dict.fromkeys((*now, *before)) if before.get(key) != now.get(key)]


def _later(
    terminal: Terminal,
    rows: Sequence[SheetRow],
    profile: Profile,
    workspace: Workspace | None,
    source: ListWithPapers,
) -> list[Diagnostic]:
    """What `check` would say of documents, rules and papers, so that one round mends all."""
    entries = [row.entry for row in rows if row.entry is not None]
    complainants = workspace.complainants if workspace is not None else {}
    found = examine(
        entries, profile=profile, complainants=complainants, today=day_of(SystemClock().now())
    )
    built = [row.built for row in rows if row.built is not None]
    # also of rows that another fault keeps from being compared
    found = [each for each in found if each.code != "duplicate-number"] + repeated_numbers(built)
    comparison = chosen_comparison(terminal, workspace) if workspace is not None else None
    if comparison is None or not source.folders:
        return found
    comparison = dataclasses.replace(comparison, file_options=source.options)
    differences = comparison.compare(built, profile=profile, complainants=complainants)
    return [*found, *(each.diagnostic for each in differences)]
