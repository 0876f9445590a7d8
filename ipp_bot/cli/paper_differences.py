"""What differs between manifests and papers, for machines and as a page with pictures."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from ipp_bot.atomic_write import write_atomically
from ipp_bot.diagnostics import shown_path
from ipp_bot.errors import PaperUnreadable, UsageError
from ipp_bot.operating_system import disk_hint
from ipp_bot.reading import is_installed, require_installed
from ipp_bot.run.confirmed_values import ConfirmedValues
from ipp_bot.run.papers import PaperComparison
from ipp_bot.settings import Reading

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ipp_bot.report.terminal import Terminal
    from ipp_bot.run.papers import PaperDifference
    from ipp_bot.workspace import Workspace

__all__ = [
    "chosen_comparison",
    "difference_data",
    "paper_comparison",
    "write_difference_page",
]


def paper_comparison(terminal: Terminal, workspace: Workspace) -> PaperComparison:
    """Compares with papers, and keeps what was read in the workspace.

    Raises:
        ReadingNotInstalled: the extra `read` is not there.
    """
    require_installed()
    return PaperComparison(
        workspace.folder("readings"),
        workspace.inbox,
        ConfirmedValues(workspace.place("confirmed")),
        terminal.progress,
    )


def chosen_comparison(terminal: Terminal, workspace: Workspace) -> PaperComparison | None:
    """What the setting `reading` asks for; None where papers are not to be read.

    Raises:
        ReadingNotInstalled: the setting is `on`, and the extra `read` is not there.
    """
    chosen = workspace.settings.reading
    if chosen is Reading.ON or (chosen is Reading.AUTO and is_installed()):
        return paper_comparison(terminal, workspace)
    return None


def difference_data(one: PaperDifference) -> dict[str, Any]:
    """The difference as `--json` shows it."""
    difference, diagnostic = one.difference, one.diagnostic
    return {
        "ref": diagnostic.ref,
        "key": difference.key,
        "code": str(difference.code),
        "line": diagnostic.line,
        "column": diagnostic.column,
        "value": difference.value,
        "paper_value": difference.paper_value,
        "file": shown_path(Path(difference.file)),
        "page": difference.page,
        "box": list(difference.box) if difference.box else None,
    }


def write_difference_page(path: Path, differences: Sequence[PaperDifference]) -> None:
    """Writes the page with a picture of the place of each difference.

    Raises:
        UsageError: the file cannot be written.
    """
    from ipp_bot.report.paper_page import PaperRow, paper_page

    pictures = _pictures(differences)
    rows = [
        PaperRow(
            ref=one.diagnostic.ref,
            where=f"{shown_path(one.diagnostic.path)}:{one.diagnostic.line}:{one.diagnostic.column}",
            key=one.diagnostic.key,
            manifest_value=one.difference.value,
            paper_value=one.difference.paper_value,
            message=one.diagnostic.message,
            paper=f"{shown_path(Path(one.difference.file))}, page {one.difference.page}",
            is_warning=one.diagnostic.is_warning,
            jpeg=jpeg,
        )
        for one, jpeg in zip(differences, pictures, strict=True)
    ]
    try:
        write_atomically(path, paper_page(rows))
    except OSError as error:
        message = f"{path} cannot be written: {error.strerror}"
        raise UsageError(message, hint=disk_hint(error)) from error


def _pictures(differences: Sequence[PaperDifference]) -> list[bytes | None]:
    """The pictures of the places; each file is opened once."""
    from ipp_bot.reading.excerpts import excerpts

    by_file: dict[str, list[int]] = {}
    for index, one in enumerate(differences):
        by_file.setdefault(one.difference.file, []).append(index)
    made: list[bytes | None] = [None] * len(differences)
    for file, indexes in by_file.items():
        places = [
            (differences[at].difference.page, differences[at].difference.box) for at in indexes
        ]
        try:
            pictures = excerpts(Path(file), places)
        except PaperUnreadable:
            continue  # which is what the page says of it
        for index, picture in zip(indexes, pictures, strict=True):
            made[index] = picture
    return made
