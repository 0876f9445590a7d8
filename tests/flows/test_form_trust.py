"""At a portal that is not on this machine each form earns that ipp-bot submits it alone."""

from __future__ import annotations

import asyncio
import json
import shutil
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from playwright.async_api import async_playwright

from ipp_bot.clock import SystemClock
from ipp_bot.ledger import FiledAs, Ledger, Supervision
from ipp_bot.run import planning
from ipp_bot.run.checking import check
from ipp_bot.run.submit_run import SubmitReport, SubmitRun
from ipp_bot.workspace import Workspace
from tests.support.waiting import until
from tests.support.windows import started_browser

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ipp_bot.testing import PortalProcess, TestWorkspace
    from tests.conftest import Run

FORM = "copyright-software"


class Agency:
    """A workspace whose portal counts as one of another machine."""

    def __init__(self, root: Path, address: str) -> None:
        self.address = address
        self.clock = SystemClock()
        self.workspace = Workspace.open(root)
        self.ledger = Ledger.open(
            self.workspace.database, origin=self.workspace.portal_names[0], clock=self.clock
        )

    async def submit(
        self, *refs: str, supervision: Supervision = Supervision.ALONE
    ) -> SubmitReport:
        """Submits these entries, one after the other."""
        checked = check(
            self.workspace,
            [self.workspace.root / "manifests" / "software" / "acme.yaml"],
            clock=self.clock,
            only=refs,
        )
        plan = planning.plan(self.workspace, self.ledger, checked)
        rows = [row for row, _ in plan.decided]
        run = SubmitRun(
            self.workspace,
            self.ledger,
            self.clock,
            sessions=1,
            supervision=supervision,
            person_seconds=60,
        )
        return await run.run(rows)

    async def attended(self, ref: str) -> SubmitReport:
        """A person submits it in the window."""
        report, _ = await asyncio.gather(
            self.submit(ref, supervision=Supervision.ATTENDED), self._click()
        )
        return report

    async def _click(self) -> None:
        async with async_playwright() as playwright:
            browser = await playwright.chromium.connect_over_cdp(self.address)
            await asyncio.to_thread(until, self._waits)
            pages = [page for context in browser.contexts for page in context.pages]
            forms = [page for page in pages if "/uc/ipr/" in page.url]
            await (
                forms[0]
                .get_by_role("button", name="Submit for verification")
                .click(no_wait_after=True)
            )

    def _waits(self) -> bool:
        intents = [self.ledger.open_intent(row.id) for row in self.ledger.filings()]
        return any(one and one.supervision is Supervision.ATTENDED for one in intents)


@pytest.fixture
def agency(
    ipp_workspace: TestWorkspace,
    ipp_portal: PortalProcess,  # noqa: ARG001 - it is to be fresh
    tmp_path_factory: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Agency]:
    samples = Path(__file__).parents[2] / "manifests"
    shutil.copytree(samples, ipp_workspace.root / "manifests")
    monkeypatch.setattr(Workspace, "is_loopback", False)
    for name, value in ipp_workspace.environment.items():
        monkeypatch.setenv(name, value)
    with started_browser(tmp_path_factory.mktemp("mine")) as (_, address):
        settings = ipp_workspace.root / "ipp-bot.yaml"
        text = f'{settings.read_text("utf-8")}browser: {{attach: "{address}"}}\n'
        settings.write_text(text, "utf-8")
        (ipp_workspace.root / ".ipp-bot").mkdir(exist_ok=True)
        made = Agency(ipp_workspace.root, address)
        yield made
        made.ledger.close()


def _told(report: SubmitReport) -> list[tuple[str, str]]:
    return [
        (str(one.outcome), one.error.message.partition(": ")[2] if one.error else "")
        for one in report.results
    ]


def _records(portal: PortalProcess) -> list[tuple[str, int]]:
    return sorted((record["status"], record["submissions"]) for record in portal.iprs())


def test_a_form_is_shown_then_attended_then_filed_alone(
    agency: Agency, ipp_portal: PortalProcess, run: Run
) -> None:
    shown = run(agency.submit, "acme-0001", "acme-0002")
    first, second = _told(shown)
    assert first[0] == second[0] == "needs a person"
    assert "the first filing of the form copyright-software at this portal: draft IPR" in first[1]
    assert second[1] == "the next filing of the form copyright-software at this portal is attended"
    assert shown.results[1].error is not None
    assert "submit --attended --only acme-0002" in shown.results[1].error.hint
    assert _records(ipp_portal) == [("draft", 0)]

    assert _told(run(agency.attended, "acme-0001")) == [("submitted", "")]
    assert _records(ipp_portal) == [("pending", 1)]
    trust = agency.ledger.form_trust(FORM)
    assert (trust.supervised, trust.attended, trust.unattended) == (1, 1, 0)

    assert _told(run(agency.submit, "acme-0002")) == [("submitted", "")]
    assert agency.ledger.form_trust(FORM).unattended == 1

    # A form that shows what none before has shown falls back one step.
    ipp_portal.faults({"kind": "rename_label", "field": "version", "label": "版本号"})
    changed = run(agency.submit, "acme-0003")
    ((outcome, why),) = _told(changed)
    assert outcome == "needs a person"
    assert "which no filing here has shown: draft IPR" in why
    assert _records(ipp_portal) == [("draft", 0), ("pending", 1), ("pending", 1)]
    assert _told(run(agency.attended, "acme-0003")) == [("submitted", "")]
    assert _records(ipp_portal) == [("pending", 1)] * 3


@pytest.mark.soak
def test_without_a_person_by_order_is_told_in_the_receipt(
    agency: Agency, ipp_portal: PortalProcess, run: Run
) -> None:
    report = run(partial(agency.submit, "acme-0001", supervision=Supervision.OVERRIDDEN))
    assert _told(report) == [("submitted", "")]
    assert _records(ipp_portal) == [("pending", 1)]
    path = agency.workspace.receipt("acme", "acme-0001") / "receipt.json"
    assert json.loads(path.read_text("utf-8"))["unattended"] is True
    trust = agency.ledger.form_trust(FORM)
    assert (trust.submitted, trust.unattended) == (1, 1)
    agency.ledger.count_form(FORM, FiledAs.SUPERVISED)
    assert _told(run(agency.submit, "acme-0002")) == [("submitted", "")]
