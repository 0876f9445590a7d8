"""`demo`: the whole job with the samples, at a local portal of its own."""

# No `from __future__ import annotations`: Typer reads the annotations of commands at run time.

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from ipp_bot.cli.demo_papers import show_papers
from ipp_bot.cli.filing_results import EntryLines, failure_lines, summary_of
from ipp_bot.cli.filings import open_ledger
from ipp_bot.cli.manifest_check import check_manifests, print_diagnostics
from ipp_bot.cli.options import exit_with
from ipp_bot.cli.report import report as run_report
from ipp_bot.cli.run_async import run_async
from ipp_bot.cli.submit_progress import interrupt_handler, submit_progress
from ipp_bot.cli.sync import run_check
from ipp_bot.clock import SystemClock
from ipp_bot.diagnostics import shown_path, typed_path
from ipp_bot.errors import ExitStatus, SettingsError
from ipp_bot.ledger import PlanVerdict
from ipp_bot.operating_system import disk_hint
from ipp_bot.portal_process import ACCOUNTS, PortalProcess
from ipp_bot.report.terminal import Terminal, plural, style_of
from ipp_bot.run.checking import refuse_faults
from ipp_bot.run.planning import plan
from ipp_bot.run.results import FilingOutcome
from ipp_bot.run.submit import submit
from ipp_bot.run.submit_run import UNFINISHED, SubmitReport, SubmitRun
from ipp_bot.workspace import Workspace

__all__ = ["demo"]


def demo(
    folder: Annotated[
        Path, typer.Option("--workspace", metavar="DIR", help="Where the demo's files go.")
    ] = Path("demo-workspace"),
    keep: Annotated[
        bool, typer.Option("--keep", help="Leave the portal running, to look around.")
    ] = False,
    headed: Annotated[bool, typer.Option("--headed", help="Show the browser's window.")] = False,
    skin: Annotated[
        str, typer.Option("--skin", metavar="NAME", help="The portal's front end.")
    ] = "classic",
) -> None:
    """Show the whole job with the samples at a local portal: file, review, check, report."""
    terminal = Terminal()
    with _portal(terminal, skin) as portal:
        workspace = _workspace(folder, portal.url)
        samples = _copy_samples(folder)
        first = _submit(terminal, workspace, samples, headed=headed)
        _review(terminal, workspace, portal)
        terminal.progress("the same job once more")
        second = _submit(terminal, workspace, samples, headed=headed, short=True)
        agree = show_papers(terminal, workspace, samples)
        _print_next_steps(terminal, workspace, folder)
        if keep:
            _wait_for_interrupt(terminal, portal)
    exit_with(_exit_status(terminal, first, second, papers_agree=agree))


@contextmanager
def _portal(terminal: Terminal, skin: str) -> Iterator[PortalProcess]:
    """A local portal in a process of its own, gone at the end."""
    terminal.progress("starting the local portal")
    with tempfile.TemporaryDirectory(prefix="ipp-bot-demo-") as folder:
        # A Ctrl-C is for the client, which ends the portal itself.
        portal = PortalProcess.start(Path(folder), skin=skin, own_group=True)
        try:
            yield portal
        finally:
            portal.stop()


def _workspace(folder: Path, url: str) -> Workspace:
    """A workspace for this portal; a former demo's is begun afresh, no other is."""
    first_line = "# Written by ipp-bot demo"
    path = folder / "ipp-bot.yaml"
    try:
        if path.is_file() and not path.read_text(encoding="utf-8").startswith(first_line):
            raise SettingsError(
                f"{path} was not written by a demo and stays as it is",
                hint="ipp-bot demo --workspace ANOTHER",
                sent=False,
            )
        if path.is_file():
            shutil.rmtree(folder / ".ipp-bot", ignore_errors=True)
        folder.mkdir(parents=True, exist_ok=True)
        lines = [
            f"{first_line}; it is written afresh by the next one.",
            "portal:",
            f'  url: "{url}"',
        ]
        lines += ["  settle_seconds: 1", "reading: auto", "accounts:"]
        for name, account in ACCOUNTS.items():
            variable = f"IPP_BOT_DEMO_{name.upper()}"
            os.environ[variable] = account.password
            lines += [f"  {name}:", f"    username: {name}", f"    password_env: {variable}"]
            lines += [f"    complainant: {account.complainant}"]
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    except OSError as error:
        raise SettingsError(
            f"{folder} cannot be written to: {error.strerror}",
            hint=disk_hint(error, "ipp-bot demo --workspace DIR"),
            sent=False,
        ) from error
    return Workspace.open(folder)


def _copy_samples(folder: Path) -> Path:
    """The sample manifests, copied into the workspace: from the repository, or from the wheel."""
    here = Path(__file__).resolve().parents[1]
    source = next(
        (path for path in (here / "samples", here.parent / "manifests") if path.is_dir()), None
    )
    if source is None:
        raise SettingsError("the samples are not there", hint="install ipp-bot again", sent=False)
    target = folder / "manifests"
    shutil.copytree(source, target, dirs_exist_ok=True)
    return target


def _submit(
    terminal: Terminal, workspace: Workspace, samples: Path, *, headed: bool, short: bool = False
) -> SubmitReport:
    checked = check_manifests(workspace, [samples], only=(), strict=False)
    print_diagnostics(terminal, checked, raised=True)
    refuse_faults(checked, skip_faulty=False)
    if not short:
        manifests = plural(checked.files, "manifest")
        terminal.progress(
            f"{plural(len(checked.entries), 'filing')} in {manifests} "
            f"below {shown_path(samples.absolute())}: no faults"
        )
    with open_ledger(workspace) as ledger:
        planned = plan(workspace, ledger, checked)
        # What waits for a signature would only be told again.
        waiting = planned.of(PlanVerdict.UNCHANGED) if short else []
        for row in waiting:
            planned.decided.remove((row, PlanVerdict.UNCHANGED))
        run = SubmitRun(workspace, ledger, SystemClock(), headed=headed)
        with submit_progress(terminal, run, len(planned.of(*UNFINISHED)), verbose=False):
            report = run_async(
                lambda: submit(run, planned, plan_again=lambda: plan(workspace, ledger, checked)),
                interrupt=interrupt_handler(terminal, run),
            )
        _print_run(terminal, report, again=short, waiting=len(waiting))
    return report


def _print_run(terminal: Terminal, report: SubmitReport, *, again: bool, waiting: int) -> None:
    """Prints the sum of one run; what went wrong in full."""
    for result in report.results:
        for line in failure_lines(result, EntryLines()):
            terminal.print(line)
    line = summary_of(report)
    if (seconds := report.seconds()) is not None:
        line += f"; seconds a filing: median {seconds[0]:.2f}, p95 {seconds[1]:.2f}"
    if again:
        also = f", {waiting} still awaiting POA" if waiting else ""
        line += f"{also}: nothing was filed twice"
    terminal.print(line, style=style_of("ok"))
    if report.counts[FilingOutcome.AWAITING_POA]:
        terminal.print(
            "    (the portal's template waits for its signature by design; `submit` would end with "
            "status 3 for it)"
        )


def _review(terminal: Terminal, workspace: Workspace, portal: PortalProcess) -> None:
    """Plays the reviewer, then does what the client does every night."""
    terminal.progress("playing the reviewer at the portal")
    portal.review()
    terminal.progress("the nightly check: ipp-bot sync, then ipp-bot report")
    run_check(terminal, workspace, list(workspace.settings.accounts))
    run_report([workspace.root / "report.html"], folder=workspace.root)


def _print_next_steps(terminal: Terminal, workspace: Workspace, folder: Path) -> None:
    terminal.print(f"Receipts with pictures: {shown_path(workspace.receipts)}")
    terminal.print(f"    → look at {shown_path(workspace.root / 'report.html')}, or type")
    terminal.print(f"    → ipp-bot status --workspace {typed_path(folder)}")


def _wait_for_interrupt(terminal: Terminal, portal: PortalProcess) -> None:
    """Keeps the portal open until Ctrl-C."""
    terminal.progress(f"the portal stays at {portal.url} (acme / acme-pass1); Ctrl-C ends it")
    try:
        portal.process.wait()
    except KeyboardInterrupt:
        terminal.progress("the portal is stopped")


def _exit_status(
    terminal: Terminal, first: SubmitReport, second: SubmitReport, *, papers_agree: bool
) -> ExitStatus:
    """0 if all went as it should; a power of attorney that waits is expected."""
    if first.interrupted or second.interrupted:
        return ExitStatus.INTERRUPTED
    expected = {
        FilingOutcome.SUBMITTED,
        FilingOutcome.ALREADY_SUBMITTED,
        FilingOutcome.AWAITING_POA,
    }
    strange = set(first.counts) - expected or set(second.counts) - {FilingOutcome.ALREADY_SUBMITTED}
    if strange or not papers_agree:
        terminal.error("the demo did not go as it should")
        return ExitStatus.FAILED
    return ExitStatus.DONE
