"""ipp-bot with all its promises on: checks, ledger, read-back, receipts and pictures.

What `ipp-bot submit` does, with the browser kept open between the warm-up and what is measured.
Reading, checking and planning the manifest are within the measured time.
"""

from __future__ import annotations

import asyncio
import os
import shutil
from contextlib import asynccontextmanager
from importlib.resources import files
from typing import TYPE_CHECKING

from bench.filings import ACCOUNT, COMPLAINANT, PASSWORD, Filing
from bench.peer import PeerRun
from ipp_bot.clock import SystemClock
from ipp_bot.run.account_sessions import open_account_sessions, open_ledger
from ipp_bot.run.checking import check, refuse_faults
from ipp_bot.run.planning import plan
from ipp_bot.run.pool import Pool
from ipp_bot.run.results import FilingOutcome
from ipp_bot.run.submit_run import UNFINISHED
from ipp_bot.workspace import Workspace
from tests.support.center import add_lines

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping, Sequence
    from pathlib import Path

    from ipp_bot.flows.account_session import AccountSession
    from ipp_bot.ledger import Ledger

_VARIABLE = "IPP_BENCH_PASSWORD"


def write_workspace(folder: Path, url: str, more: str = "") -> None:
    """Settings for one account at this portal, without pauses between filings.

    `more` are further settings of the portal, with a comma before each.
    """
    os.environ[_VARIABLE] = PASSWORD
    pacing = "pacing: {gap_seconds: 0, per_hour: 0}"
    (folder / "ipp-bot.yaml").write_text(
        f'portal: {{url: "{url}", settle_seconds: 1, {pacing}{more}}}\n'
        f"accounts:\n  {ACCOUNT}: {{username: {ACCOUNT}, password_env: {_VARIABLE}, "
        f"complainant: {COMPLAINANT}}}\nreading: off\n",
        encoding="utf-8",
    )


def center_settings(folder: Path, origins: Mapping[str, str]) -> str:
    """The origins of the skin `center`, and a copy of the shipped profile with its lines."""
    profile = folder / "center.yaml"
    shutil.copy(str(files("ipp_bot.profile") / "alibaba-ipp.yaml"), profile)
    add_lines(profile)
    named = f'sign_in: ["{origins["sign_in"]}"], uploads: ["{origins["uploads"]}"]'
    return f", profile: {profile.name}, origins: {{{named}}}"


def write_manifest(path: Path, filings: Sequence[Filing]) -> Path:
    """A manifest with these filings; the documents lie beside it."""
    lines = ["version: 1", f"account: {ACCOUNT}"]
    lines += ["defaults: {type: copyright, place: Mainland China}", "iprs:"]
    for filing in filings:
        certificate, screenshot = (
            os.path.relpath(file, path.parent) for file in (filing.certificate, filing.screenshot)
        )
        lines += [
            f"  - ref: {filing.ref}",
            "    certificate:",
            "      kind: software-registration",
            f"      file: {certificate}",
            f"      number: {filing.certificate_number}",
            "    work: software",
            f"    name: {filing.name}",
            f"    short_name: {filing.short_name}",
            f"    version: {filing.version}",
            f"    registration_number: {filing.registration_number}",
            f"    holder: {{name: {COMPLAINANT}, kind: entity}}",
            f"    completed_on: {filing.completed_on}",
            f"    first_published_on: {filing.first_published_on}",
            "    acquisition: original",
            "    rights_scope: all",
            f"    screenshots: [{screenshot}]",
        ]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


class Client:
    """An open workspace that files manifest after manifest."""

    def __init__(
        self,
        workspace: Workspace,
        ledger: Ledger,
        account_sessions: dict[str, AccountSession],
        sessions: int,
    ) -> None:
        self.workspace = workspace
        self.ledger = ledger
        self.account_sessions = account_sessions
        self.sessions = sessions

    async def submit(self, manifest: Path) -> list[float]:
        """Checks, plans and files all of it; the seconds that each filing took."""
        clock = SystemClock()
        checked = check(self.workspace, [manifest], clock=clock)
        refuse_faults(checked, skip_faulty=False)
        planned = plan(self.workspace, self.ledger, checked)
        pool = Pool(
            self.account_sessions,
            sessions=dict.fromkeys(self.account_sessions, self.sessions),
            clock=clock,
            pacing=self.workspace.pacing,
        )
        results = await pool.run(planned.of(*UNFINISHED))
        for result in results:
            if result.outcome is not FilingOutcome.SUBMITTED:
                raise RuntimeError(f"{result.filing.key.ref}: {result.outcome}: {result.error}")
        return [result.seconds for result in results]


@asynccontextmanager
async def opened(folder: Path, sessions: int) -> AsyncIterator[Client]:
    """The client over one browser."""
    workspace, clock = Workspace.open(folder), SystemClock()
    with open_ledger(workspace, clock=clock) as ledger:
        async with open_account_sessions(
            workspace, ledger, [ACCOUNT], clock=clock
        ) as account_sessions:
            yield Client(workspace, ledger, account_sessions, sessions)


class IppBot:
    name = "ipp-bot"
    title = "ipp-bot, all promises on"
    skins = frozenset({"classic", "modern", "center"})
    most_sessions = 16

    def missing(self) -> str:
        return ""

    def run(self, run: PeerRun) -> None:
        asyncio.run(self._run(run))

    async def _run(self, run: PeerRun) -> None:
        more = center_settings(run.folder, run.origins) if run.skin == "center" else ""
        write_workspace(run.folder, run.url, more)
        warm = write_manifest(run.folder / "warm.yaml", run.warm)
        timed = write_manifest(run.folder / "timed.yaml", run.filings)
        async with opened(run.folder, run.sessions) as client:
            await client.submit(warm)
            with run.timed():
                run.seconds = await client.submit(timed)


PEER = IppBot()
