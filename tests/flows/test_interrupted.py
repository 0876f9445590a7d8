"""An interrupt while a portal answers nothing: filings in hand end after the grace, safely."""

from __future__ import annotations

import asyncio
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from ipp_bot.clock import SystemClock
from ipp_bot.ledger import Ledger
from ipp_bot.run import planning
from ipp_bot.run.checking import check
from ipp_bot.run.results import FilingOutcome
from ipp_bot.run.submit_run import SubmitReport, SubmitRun
from ipp_bot.workspace import Workspace

if TYPE_CHECKING:
    import pytest

    from tests.conftest import Run

SAMPLES = Path(__file__).resolve().parents[2] / "manifests" / "software"


def test_an_interrupt_ends_while_pages_hang(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ACME_PASSWORD", "acme-pass1")
    report = run(interrupted_report, tmp_path)
    assert report.interrupted
    assert {result.outcome for result in report.results} == {FilingOutcome.NOT_BEGUN}
    assert len(report.results) == 3


async def interrupted_report(tmp_path: Path) -> SubmitReport:
    """What a run ends with that is interrupted once a portal was asked that says nothing."""
    asked, over = asyncio.Event(), asyncio.Event()

    async def say_nothing(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked.set()
        try:
            await over.wait()
        finally:
            writer.close()

    server = await asyncio.start_server(say_nothing, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    shutil.copytree(SAMPLES, tmp_path, dirs_exist_ok=True)
    (tmp_path / "ipp-bot.yaml").write_text(
        f'portal: {{url: "http://127.0.0.1:{port}"}}\naccounts:\n  acme: {{username: acme, '
        "password_env: ACME_PASSWORD, complainant: Acme Rights Agency Ltd.}\n"
    )
    workspace = Workspace.open(tmp_path)
    workspace.hidden.mkdir()
    clock = SystemClock()
    checked = check(workspace, [tmp_path / "acme.yaml"], clock=clock)
    with Ledger.open(workspace.database, origin=workspace.url, clock=clock) as ledger:
        filings = [row for row, _ in planning.plan(workspace, ledger, checked).decided]
        run = SubmitRun(workspace, ledger, clock, grace_seconds=0.3)
        task = asyncio.create_task(run.run(filings))
        await asked.wait()
        run.interrupt()
        report = await asyncio.wait_for(task, 30)
    over.set()
    server.close()
    await server.wait_closed()
    return report
