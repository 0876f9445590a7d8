"""A worker and filings whose manifest or papers say something else than was queued."""

from __future__ import annotations

import asyncio
import errno
import os
import shutil
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from ipp_bot.clock import ManualClock, SystemClock
from ipp_bot.errors import Requeue
from ipp_bot.ledger import AsyncLedger, Ledger, Outcome, State
from ipp_bot.run.account_sessions import open_ledger
from ipp_bot.run.outdated import CurrentManifests
from ipp_bot.run.queue import worker as worker_module
from ipp_bot.run.queue.model import Mode, QueuedFiling
from ipp_bot.run.queue.worker import Worker, WorkerOptions
from ipp_bot.run.results import FilingOutcome, FilingResult
from ipp_bot.run.submit_run import RunObserver
from ipp_bot.workspace import Workspace
from tests.support.doubles import session_double

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Iterator

    from ipp_bot.ledger import Filing
    from tests.conftest import Run
    from tests.unit.cli.conftest import CommandLine

PAPER = "documents/acme-0001-certificate.png"
OTHER_PAPER = "documents/acme-0002-certificate.png"
REF = "acme-0001"


@dataclass
class Queue:
    """A queue of one machine: each job is run once, and again when it asks for it."""

    jobs: list[QueuedFiling] = field(default_factory=list)

    async def serve(
        self, _accounts: object, *, run: Callable[[QueuedFiling], Awaitable[None]], **_more: object
    ) -> None:
        for job in list(self.jobs):
            try:
                await run(job)
            except Requeue:
                continue
            self.jobs.remove(job)
        await asyncio.Event().wait()

    async def count(self, _accounts: object) -> int:
        return len(self.jobs)

    async def recover_stalled(self) -> int:
        return 0


class Scene:
    """Planned filings, and a worker whose filing runs are noted instead of made."""

    def __init__(self, workspace: Workspace, ledger: Ledger) -> None:
        self.workspace, self.ledger = workspace, ledger
        self.filed: list[tuple[str, bool]] = []
        """What was run: ref, and whether its click was only looked up."""
        self.said: list[str] = []
        self.results: list[FilingResult] = []
        self.looked_up: Callable[[Filing], Filing] = lambda row: replace(row, state=State.SUBMITTED)

    def row(self, ref: str = REF) -> Filing:
        found = self.ledger.find("acme", ref)
        assert found is not None
        return found

    async def run_filing(self, _session: object, row: Filing, options: Any) -> FilingResult:
        self.filed.append((row.key.ref, options.reconcile_only))
        row = self.looked_up(row)
        end = FilingOutcome.SUBMITTED if row.state is State.SUBMITTED else FilingOutcome.FAILED
        return FilingResult(row, end)

    async def work(self, *refs: str, mode: Mode = Mode.FILE) -> None:
        jobs = [QueuedFiling(self.row(ref).id, "acme", ref, mode) for ref in refs]
        queue: Any = Queue(jobs)
        worker = Worker(
            self.workspace,
            self.ledger,
            queue,
            SystemClock(),
            WorkerOptions(("acme",), 1, until_empty=True),
            observer=RunObserver(on_result=self.results.append),
            warn=self.said.append,
        )
        await worker.run()


@pytest.fixture
def scene(cli: CommandLine, monkeypatch: pytest.MonkeyPatch) -> Iterator[Scene]:
    assert cli.run("plan", "acme.yaml").status == 0
    workspace = Workspace.open(cli.root)
    with open_ledger(workspace, clock=SystemClock()) as ledger:
        made = Scene(workspace, ledger)
        session = session_double(
            ledger=AsyncLedger(ledger),
            clock=ManualClock(),
            sign_ins=[],
            signed_in_as="Acme",
            draft_isolation=SimpleNamespace(is_shared=False),
        )

        @asynccontextmanager
        async def sessions(*_a: object, **_k: object) -> AsyncIterator[dict[str, object]]:
            yield {"acme": session}

        monkeypatch.setattr(worker_module, "open_account_sessions", sessions)
        monkeypatch.setattr(worker_module, "run_filing", made.run_filing)
        yield made
        session.ledger.close()


def corrected(cli: CommandLine) -> None:
    (cli.root / PAPER).write_bytes((cli.root / OTHER_PAPER).read_bytes())


def renamed(cli: CommandLine) -> None:
    cli.change("name: Acme Watchtower", "name: Acme Watch")


def removed(cli: CommandLine) -> None:
    cli.change("ref: acme-0001", "ref: acme-0009")


def lost(cli: CommandLine) -> None:
    (cli.root / PAPER).unlink()


CHANGES: dict[Callable[[CommandLine], None], str] = {
    corrected: "acme-0001: acme.yaml says something else than was planned: certificate: "
    "acme-0001-certificate.png, of other content",
    renamed: "acme-0001: acme.yaml says something else than was planned: name: Acme Watchtower → "
    "Acme Watch",
    removed: "acme-0001: acme.yaml has no such entry any more, or it has faults now",
    lost: "acme-0001: acme.yaml has no such entry any more, or it has faults now",
}


@pytest.mark.parametrize("mode", [Mode.FILE, Mode.DRAFT])
@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_what_was_changed_is_not_filed_in_its_old_form(
    cli: CommandLine, scene: Scene, run: Run, change: Callable[[CommandLine], None], mode: Mode
) -> None:
    change(cli)

    async def work() -> None:
        await scene.work(REF, "acme-0002", mode=mode)

    run(work)
    assert scene.filed == [("acme-0002", False)]
    refused, filed = scene.results
    assert (refused.outcome, filed.outcome) == (FilingOutcome.REFUSED, FilingOutcome.SUBMITTED)
    assert refused.error is not None
    assert refused.error.message == CHANGES[change]
    assert refused.error.sent is False
    assert refused.error.exit_status == 1
    if change in (corrected, renamed):
        assert refused.error.hint == (
            "ipp-bot submit --queue --only acme-0001 acme.yaml queues it as it is now"
        )


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_todo_submit_and_worker_say_the_same(
    cli: CommandLine, scene: Scene, run: Run, change: Callable[[CommandLine], None]
) -> None:
    change(cli)

    async def work() -> None:
        await scene.work(REF)

    run(work)
    sentence = scene.results[0].error
    assert sentence is not None
    told = sentence.message
    for words in (("submit", "--only", REF), ("todo",)):
        said = " ".join(cli.run(*words).out.split())
        assert told.removeprefix("acme-0001: ") in said, words
    todo = cli.run("todo").out
    assert "decide" in todo
    assert "unfinished: 2 planned" in todo


def test_a_click_without_an_answer_is_looked_up_first(
    cli: CommandLine, scene: Scene, run: Run
) -> None:
    """It was submitted as it was queued: the person is told what the record lacks."""
    claim = scene.ledger.claim(scene.row().id, "w", 60.0)
    assert claim is not None
    intent = scene.ledger.intend_first_save(claim, deadline_seconds=5.0)
    scene.ledger.close_intent(claim, intent, Outcome.UNKNOWN)
    scene.ledger.release(claim)
    renamed(cli)
    ends: list[tuple[str, str]] = []
    for state, number in ((State.SUBMITTED, "N-1"), (State.PLANNED, None)):
        scene.looked_up = partial(_as, state, number)

        async def work() -> None:
            await scene.work(REF)

        run(work)
        (result,) = scene.results
        scene.results.clear()
        assert result.error is not None
        ends.append((str(result.outcome), result.error.message))
    assert scene.filed == [(REF, True), (REF, True)]
    assert ends == [
        (
            "refused",
            "acme-0001: N-1 was submitted with other content (name: Acme Watchtower → Acme Watch)",
        ),
        ("refused", CHANGES[renamed]),
    ]


def _as(state: State, number: str | None, row: Filing) -> Filing:
    return replace(row, state=state, number=number)


def test_what_is_on_another_machine_goes_on_as_it_was_queued(
    cli: CommandLine, scene: Scene, run: Run
) -> None:
    cli.manifest.unlink()
    shutil.rmtree(cli.root / "documents")

    async def work() -> None:
        await scene.work(REF, "acme-0002", "acme-0003")

    run(work)
    assert [ref for ref, _ in scene.filed] == [REF, "acme-0002", "acme-0003"]
    assert scene.said == [
        "acme.yaml is not on this machine: what was planned from it goes on as it was planned"
    ]


@pytest.mark.parametrize(
    "number", [errno.EACCES, errno.EPERM, errno.ENOTDIR], ids=["closed", "forbidden", "no folder"]
)
def test_what_this_user_may_not_see_is_another_machines(
    scene: Scene, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    _cannot_be_looked_at(monkeypatch, number)
    row = scene.row()
    found = CurrentManifests(scene.workspace).compare([row])
    assert (found.errors, found.without_manifest) == ({}, [row])


def test_a_file_that_cannot_be_looked_at_is_no_absent_one(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As on a server that is away for a moment: what it says is not known."""
    _cannot_be_looked_at(monkeypatch, errno.EIO)
    row = scene.row()
    found = CurrentManifests(scene.workspace).compare([row])
    assert found.without_manifest == []
    assert found.errors[row.id].line() == (
        "acme-0001: acme.yaml cannot be read: Input/output error. Nothing was sent. "
        "→ ipp-bot check acme.yaml"
    )


def _cannot_be_looked_at(monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    real = Path.stat

    def stat(path: Path, **more: Any) -> os.stat_result:
        if path.name == "acme.yaml":
            raise OSError(number, os.strerror(number))
        return real(path, **more)

    monkeypatch.setattr(Path, "stat", stat)


def test_a_worker_that_lives_for_days_sees_what_is_mended(cli: CommandLine, scene: Scene) -> None:
    """The manifest is read once, as long as nothing differs."""
    manifests = CurrentManifests(scene.workspace, copies=False, queued=True)
    row = scene.row()
    assert manifests.compare([row]).errors == {}
    kept = (cli.root / PAPER).read_bytes()
    lost(cli)
    assert list(manifests.compare([row]).errors) == [row.id]
    (cli.root / PAPER).write_bytes(kept)
    assert manifests.compare([row]).errors == {}
    renamed(cli)
    assert list(manifests.compare([row]).errors) == [row.id]
    cli.change("name: Acme Watch\n", "name: Acme Watchtower\n")
    assert manifests.compare([row]).errors == {}
    assert not (cli.root / ".ipp-bot" / "files").exists()
