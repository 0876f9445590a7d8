"""`demo`: the main job on embedded defaults, at a local portal of its own."""

import json
import os
import shutil
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ipp_bot.cli.app import app
from ipp_bot.cli.filing_results import Places
from ipp_bot.cli.options import finish, opened_ledger, shown, style_of
from ipp_bot.cli.run_async import drive
from ipp_bot.errors import ExitStatus, PortalDown, SettingsError
from ipp_bot.report.terminal import Terminal, plural

if TYPE_CHECKING:
    import subprocess

    from ipp_bot.run.submit_run import SubmitReport
    from ipp_bot.settings import Workspace

ACCOUNTS = {
    "acme": ("acme-pass1", "Acme Rights Agency Ltd."),
    "xingyun": ("xingyun-pass1", "杭州星云科技有限公司"),
}
"""The accounts of a fresh local portal: user name, password, complainant."""

READY_WITHIN = 60.0


@app.command()
def demo(
    workspace: Annotated[
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
    """The main job on embedded defaults: local portal, samples, reviewer, report."""
    terminal = Terminal()
    with _portal(terminal, skin) as portal:
        place = _workspace(workspace, portal.url)
        samples = _samples(workspace)
        first = _submit(terminal, place, samples, headed=headed)
        _review(terminal, place, portal)
        terminal.progress("the same job once more")
        second = _submit(terminal, place, samples, headed=headed, short=True)
        _last_words(terminal, place, workspace)
        if keep:
            _leave_open(terminal, portal)
    finish(_judged(terminal, first, second))


@dataclass(frozen=True)
class _Portal:
    url: str
    process: "subprocess.Popen[str]"

    def call(self, method: str, path: str, body: object = None) -> Any:  # noqa: ANN401 - JSON
        """One control call to the local portal."""
        import urllib.request

        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(  # noqa: S310 - our own portal's address
            f"{self.url}/_mock/{path}",
            data=data,
            method=method,
            headers={"content-type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310
            return json.load(answer)


@contextmanager
def _portal(terminal: Terminal, skin: str) -> Iterator[_Portal]:
    """A local portal in a process of its own, gone at the end."""
    import subprocess
    import tempfile

    terminal.progress("starting the local portal")
    with tempfile.TemporaryDirectory(prefix="ipp-bot-demo-") as folder:
        log = Path(folder) / "portal.log"
        command = [sys.executable, "-m", "mock_portal", "--port", "0", "--data", folder]
        with log.open("w") as errors:
            process = subprocess.Popen(  # noqa: S603 - our own module
                [*command, "--skin", skin],
                stdout=subprocess.PIPE,
                stderr=errors,
                text=True,
                # A Ctrl-C is for the client; it ends the portal itself.
                start_new_session=True,
            )
        try:
            yield _Portal(_address(process, log), process)
        finally:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
            if process.stdout is not None:
                process.stdout.close()


def _address(process: "subprocess.Popen[str]", log: Path) -> str:
    late = threading.Timer(READY_WITHIN, process.kill)
    late.start()
    line = process.stdout.readline() if process.stdout is not None else ""
    late.cancel()
    address = next((word for word in line.split() if word.startswith("http")), "")
    if not address:
        process.wait(10)
        said = log.read_text(encoding="utf-8").strip().splitlines()
        raise PortalDown(
            f"the local portal did not start: {said[-1] if said else 'it said nothing'}",
            hint="python -m mock_portal --port 0 --data DIR shows why",
            sent=False,
        )
    return address.rstrip("/")


def _workspace(folder: Path, url: str) -> "Workspace":
    """A workspace for this portal; a former demo's is begun afresh, no other is."""
    from ipp_bot.settings import Workspace

    mark = "# Written by ipp-bot demo"
    path = folder / "ipp-bot.yaml"
    try:
        if path.is_file() and not path.read_text(encoding="utf-8").startswith(mark):
            raise SettingsError(
                f"{path} was not written by a demo and stays as it is",
                hint="ipp-bot demo --workspace ANOTHER",
                sent=False,
            )
        if path.is_file():
            shutil.rmtree(folder / ".ipp-bot", ignore_errors=True)
        folder.mkdir(parents=True, exist_ok=True)
        lines = [f"{mark}; it is written afresh by the next one.", "portal:", f'  url: "{url}"']
        lines += ["  settle_seconds: 1", "accounts:"]
        for name, (password, complainant) in ACCOUNTS.items():
            variable = f"IPP_BOT_DEMO_{name.upper()}"
            os.environ[variable] = password
            lines += [f"  {name}:", f"    username: {name}", f"    password_env: {variable}"]
            lines += [f"    complainant: {complainant}"]
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    except OSError as error:
        raise SettingsError(
            f"{folder} cannot be written to: {error.strerror}",
            hint="ipp-bot demo --workspace DIR",
            sent=False,
        ) from error
    return Workspace.open(folder)


def _samples(folder: Path) -> Path:
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
    terminal: Terminal, place: "Workspace", samples: Path, *, headed: bool, short: bool = False
) -> "SubmitReport":
    from ipp_bot.cli.check import judged, tell_faults
    from ipp_bot.cli.submit import interrupting, watched
    from ipp_bot.clock import SystemClock
    from ipp_bot.ledger import PlanVerdict
    from ipp_bot.run.planning import plan, refuse_faults
    from ipp_bot.run.submit import submit
    from ipp_bot.run.submit_run import UNFINISHED, SubmitRun

    checked = judged(place, [samples], only=(), strict=False)
    tell_faults(terminal, checked, raised=True)
    refuse_faults(checked, skip_faulty=False)
    if not short:
        terminal.progress(
            f"{plural(len(checked.entries), 'filing')} in {plural(checked.files, 'manifest')} "
            f"below {shown(samples.absolute())}: no faults"
        )
    with opened_ledger(place) as ledger:
        planned = plan(place, ledger, checked)
        # What waits for a signature would only be told again.
        waiting = planned.of(PlanVerdict.UNCHANGED) if short else []
        for row in waiting:
            planned.decided.remove((row, PlanVerdict.UNCHANGED))
        job = SubmitRun(place, ledger, SystemClock(), headed=headed)
        with watched(terminal, job, len(planned.of(*UNFINISHED)), verbose=False):
            report = drive(
                lambda: submit(job, planned, plan_again=lambda: plan(place, ledger, checked)),
                interrupt=interrupting(terminal, job),
            )
        _told(terminal, report, again=short, waiting=len(waiting))
    return report


def _told(terminal: Terminal, report: "SubmitReport", *, again: bool, waiting: int) -> None:
    """The sum of one run; what went wrong is told in full."""
    from ipp_bot.cli.filing_results import summary_of, why_of
    from ipp_bot.run.results import Outcome

    for result in report.results:
        for line in why_of(result, Places()):
            terminal.print(line)
    line = summary_of(report)
    if (seconds := report.seconds()) is not None:
        line += f"; seconds a filing: median {seconds[0]:.2f}, p95 {seconds[1]:.2f}"
    if again:
        also = f", {waiting} still awaiting POA" if waiting else ""
        line += f"{also}: nothing was filed twice"
    terminal.print(terminal.styled(line, style_of("ok")))
    if report.counts[Outcome.AWAITING_POA]:
        terminal.print(
            "    (the portal's template waits for its signature by design; `submit` would end with "
            "status 3 for it)"
        )


def _review(terminal: Terminal, place: "Workspace", portal: _Portal) -> None:
    """Plays the reviewer, then does what the client does every night."""
    from ipp_bot.cli.sync import report, sync

    terminal.progress("playing the reviewer at the portal")
    portal.call("POST", "review", {"all": True})
    terminal.progress("the nightly check: ipp-bot sync, then ipp-bot report")
    sync(workspace=place.root)
    report([place.root / "report.html"], workspace=place.root)


def _last_words(terminal: Terminal, place: "Workspace", folder: Path) -> None:
    terminal.print(f"Receipts with pictures: {shown(place.hidden / 'receipts')}")
    terminal.print(f"    → look at {shown(place.root / 'report.html')}, or type")
    terminal.print(f"    → ipp-bot status --workspace {folder}")


def _leave_open(terminal: Terminal, portal: _Portal) -> None:
    """Waits until the person has seen enough."""
    terminal.progress(f"the portal stays at {portal.url} (acme / acme-pass1); Ctrl-C ends it")
    try:
        portal.process.wait()
    except KeyboardInterrupt:
        terminal.progress("the portal is stopped")


def _judged(terminal: Terminal, first: "SubmitReport", second: "SubmitReport") -> ExitStatus:
    """0 if all went as it should; a power of attorney that waits is part of the show."""
    from ipp_bot.run.results import Outcome

    if first.interrupted or second.interrupted:
        return ExitStatus.INTERRUPTED
    expected = {Outcome.SUBMITTED, Outcome.ALREADY_SUBMITTED, Outcome.AWAITING_POA}
    if set(first.counts) - expected or set(second.counts) - {Outcome.ALREADY_SUBMITTED}:
        terminal.error("the demo did not go as it should")
        return ExitStatus.FAILED
    return ExitStatus.DONE
