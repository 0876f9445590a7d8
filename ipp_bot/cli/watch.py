"""`watch`: a person files one entry by hand, and ipp-bot learns the portal from it."""

# No `from __future__ import annotations`: Typer reads the annotations of commands at run time.

import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from ipp_bot.cli.filings import filing_data, open_ledger
from ipp_bot.cli.manifest_check import check_manifests, print_diagnostics
from ipp_bot.cli.options import Json, WorkspaceFolder, exit_with
from ipp_bot.cli.run_async import run_async
from ipp_bot.clock import SystemClock
from ipp_bot.diagnostics import shown_path
from ipp_bot.errors import ExitStatus, Refused
from ipp_bot.ledger import State
from ipp_bot.report.terminal import Style, Terminal, plural
from ipp_bot.run import planning
from ipp_bot.run.checking import refuse_faults
from ipp_bot.run.watch import Watched, propose
from ipp_bot.run.watch import watch as watch_person
from ipp_bot.watch import Question
from ipp_bot.workspace import Workspace

__all__ = ["watch"]

_STEPS = (
    "Sign in in the window that has opened; nothing is recorded before that.",
    "Open the page that names the complainant (User Center or Account), if it is not there yet.",
    "File {ref} as always: IPR Submission, all fields, Save Draft, Submit for verification.",
    "Before you submit it, leave the saved draft once and open it again from IPR Management.",
    "Then open IPR Management, and there the record; close the window if it stays open.",
)


def watch(
    manifest: Annotated[Path, typer.Argument(metavar="MANIFEST", help="A manifest.")],
    only: Annotated[
        str | None,
        typer.Option("--only", metavar="REF", help="The entry that is filed by hand."),
    ] = None,
    as_json: Json = False,
    folder: WorkspaceFolder = None,
) -> None:
    """Learn a portal from one entry that a person files by hand in a window."""
    terminal = Terminal(as_json=as_json)
    workspace = Workspace.open(folder)
    refs = [] if only is None else [only]
    checked = check_manifests(workspace, [manifest], only=refs, strict=False, terminal=terminal)
    print_diagnostics(terminal, checked, raised=True)
    refuse_faults(checked, skip_faulty=False)
    entry = propose(checked.entries)
    if only is None and len(checked.entries) > 1:
        terminal.progress(f"{entry.ref} tells its fields apart best; --only names another one")
    if len(checked.entries) > 1:
        refs = [entry.ref]
        checked = check_manifests(workspace, [manifest], only=refs, strict=False)
    with open_ledger(workspace) as ledger:
        [(filing, _)] = planning.plan(workspace, ledger, checked).decided
        if filing.state is not State.PLANNED:
            raise Refused(
                f"{entry.ref} is {filing.state} already",
                hint="choose another entry with --only",
                sent=False,
            )

        def ready() -> None:
            for step in _STEPS:
                terminal.progress(step.format(ref=entry.ref))

        watched = run_async(
            lambda: watch_person(
                workspace,
                ledger,
                filing,
                clock=SystemClock(),
                ask=lambda question: _ask(terminal, question),
                ready=ready,
            )
        )
    _print(terminal, workspace, watched)
    status = ExitStatus.PERSON if watched.not_adopted else ExitStatus.DONE
    terminal.data({**_data(workspace, watched), "exit_status": int(status)})
    exit_with(status)


def _ask(terminal: Terminal, question: Question) -> str:
    """The key that a person chooses by its number; "" where nobody can answer, or none fits."""
    if not sys.stdin.isatty():
        keys = ", ".join(question.keys)
        terminal.warn(f"{question.sentence()} Left out: no terminal to answer on ({keys}).")
        return ""
    terminal.progress(question.sentence())
    for at, key in enumerate(question.keys, 1):
        terminal.progress(f"  {at}  {key}")
    terminal.progress("  0  none of these")
    while line := sys.stdin.readline():
        if (text := line.strip()).isdecimal() and int(text) <= len(question.keys):
            return question.keys[int(text) - 1] if int(text) else ""
        terminal.progress(f"a number from 0 to {len(question.keys)}")
    return ""


def _print(terminal: Terminal, workspace: Workspace, watched: Watched) -> None:
    lessons = watched.lessons
    terminal.print("Lines of the profile:")
    for edit in lessons.edits:
        picture = lessons.steps.get(edit.key)
        seen = "" if picture is None else f", seen in step {picture}"
        terminal.print(f"  # {edit.place}{seen}")
        for line in edit.yaml.splitlines():
            terminal.print(f"  {line}")
    if lessons.missed:
        terminal.print("Not found in what was shown:")
        for words in lessons.missed:
            terminal.print(f"    {words}")
    if lessons.assumed:
        terminal.print("Still assumed, never seen:")
        for words in lessons.assumed:
            terminal.print(f"    {words}")
    asked = len(lessons.asked)
    answered = sum(bool(answer) for _, answer in lessons.asked)
    terminal.print(
        f"{plural(lessons.recorded, 'action')} recorded, {plural(len(lessons.edits), 'line')} "
        f"written, {plural(asked, 'question')} asked, {answered} answered."
    )
    name = shown_path(watched.profile)
    terminal.print(f"The profile is {name}.")
    if watched.profile.name != workspace.settings.portal.profile:
        terminal.print(f"    → in ipp-bot.yaml: portal: {{profile: {watched.profile.name}}}")
    if watched.bundle is None:
        terminal.warn(watched.no_bundle)
    else:
        bundle = shown_path(watched.bundle)
        terminal.print(f"The bundle is {bundle}: without anybody's data, to be sent.")
    filing = watched.filing
    if watched.not_adopted:
        number = lessons.number or "NUMBER"
        terminal.print(
            f"{filing.key.ref} was not taken over: {watched.not_adopted}", style=Style.BAD
        )
        terminal.print(f"    → ipp-bot adopt {filing.key.ref} {number}")
    else:
        terminal.print(f"{filing.key.ref} is {filing.number}, {filing.state}, filed by hand.")


def _data(workspace: Workspace, watched: Watched) -> dict[str, Any]:
    lessons = watched.lessons
    return {
        "filing": filing_data(workspace, watched.filing),
        "not_adopted": watched.not_adopted,
        "profile": str(watched.profile),
        "bundle": None if watched.bundle is None else str(watched.bundle),
        "number": lessons.number,
        "recorded": lessons.recorded,
        "lines": [{"key": edit.key, "yaml": edit.yaml} for edit in lessons.edits],
        "questions": [
            {"label": question.label, "keys": list(question.keys), "answer": answer}
            for question, answer in lessons.asked
        ],
        "missed": list(lessons.missed),
        "assumed": list(lessons.assumed),
    }
