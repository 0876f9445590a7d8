"""`read`: what papers say."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ipp_bot.cli.options import Json, exit_with
from ipp_bot.diagnostics import shown_path
from ipp_bot.errors import ExitStatus, PaperUnreadable, UsageError
from ipp_bot.language import Told, current_language, told
from ipp_bot.reading import Field, Paper, require_installed
from ipp_bot.reading import read as read_file
from ipp_bot.reading.folders import paper_files
from ipp_bot.reading.paper import Filled, Signing
from ipp_bot.report.terminal import Terminal, plural
from ipp_bot.report.translations import PAPER_VALUES, PAPERS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

__all__ = ["read"]

Papers = Annotated[
    list[Path], typer.Argument(metavar="PATH", help="Papers, or folders with papers.")
]


def read(paths: Papers, as_json: Json = False) -> None:
    """Tell what papers say: certificates, licences, powers of attorney, screenshots."""
    require_installed()
    terminal = Terminal(as_json=as_json)
    found: list[Paper] = []
    unreadable: list[PaperUnreadable] = []
    files = list(_files(paths))
    for file in files:
        try:
            papers = read_file(file)
        except PaperUnreadable as error:
            unreadable.append(error)
            terminal.error(error.line())
            continue
        found += papers
        for paper in papers:
            _print_paper(terminal, paper)
    status = ExitStatus.FAILED if unreadable else ExitStatus.DONE
    terminal.data(
        {
            "papers": [paper.data() for paper in found],
            "unreadable": [error.message for error in unreadable],
            "exit_status": int(status),
        }
    )
    if not unreadable:
        terminal.print(f"{plural(len(found), 'paper')} in {plural(len(files), 'file')}.")
    exit_with(status)


def _files(paths: "Sequence[Path]") -> "Iterator[Path]":
    """The files named, and those in the folders named, each once."""
    seen: set[Path] = set()
    for path in paths:
        if path.is_dir():
            every = list(paper_files(path))
            if not every:
                raise UsageError(f"{path} has no PDF and no picture in it")
        elif path.exists():
            every = [path]
        else:
            raise UsageError(f"{path} does not exist")
        for one in every:
            if one.resolve() not in seen:
                seen.add(one.resolve())
                yield one


def _print_paper(terminal: Terminal, paper: Paper) -> None:
    place = (
        f"page {paper.page}"
        if paper.pages == 1
        else f"pages {paper.page}–{paper.page + paper.pages - 1}"
    )
    is_signed = any(
        place.what is Signing.SIGNATURE and place.filled is Filled.YES for place in paper.signing
    )
    known = (("seal", paper.seal), ("with a signature", is_signed), ("in colour", paper.colour))
    marks = [word for word, there in known if there]
    file = shown_path(Path(paper.file))
    if current_language() == "zh":
        said = "，".join([PAPERS[paper.kind], *map(told, marks)])
        terminal.print(Told(f"{file} {told(place)}：{said}"))
    else:
        terminal.print(f"{file}, {place}: {', '.join([str(paper.kind), *marks])}")
    rows = [_row(key, field) for key, field in paper.fields.items()]
    rows += [(key, "", "none", "the paper says that there is none") for key in paper.says_none]
    rows += [(key, "", "left out", paper.why or "not found") for key in paper.left_out]
    if rows:
        terminal.table(rows, head=("FIELD", "VALUE", "STATE", "WHY"))
    elif paper.why:
        terminal.print(f"    {paper.why}")


def _row(key: str, field: Field) -> tuple[str, str, str, str]:
    value = field.value if isinstance(field.value, str) else "、".join(field.value)
    if current_language() == "zh":
        value = PAPER_VALUES.get((key, value), value)
    others = [one for one in field.candidates if one != value]
    why = field.why + (f" (or {' or '.join(others)})" if others else "")
    return key, value, str(field.state), why
