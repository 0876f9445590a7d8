"""What the end of a run says of filings that it did not finish."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from ipp_bot.cli.filing_results import EntryLines, print_report
from ipp_bot.clock import SystemClock
from ipp_bot.errors import NeedsPerson
from ipp_bot.report.terminal import Terminal
from ipp_bot.run.account_sessions import open_ledger
from ipp_bot.run.results import FilingOutcome, FilingResult
from ipp_bot.run.submit_run import SubmitReport
from ipp_bot.workspace import Workspace

if TYPE_CHECKING:
    from ipp_bot.errors import IppBotError
    from tests.unit.cli.conftest import CommandLine

SLIDER = NeedsPerson("the sign-in page shows a slider", hint="ipp-bot login acme", sent=False)


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (
            SLIDER,
            [
                "acme: the sign-in page shows a slider. Nothing was sent. → ipp-bot login acme",
                "    1 filing unfinished, with a record at the portal: acme-0001 (IPR1)",
                "    2 filings not begun: acme-0002, acme-0003",
                "1 unfinished, 2 not begun",
            ],
        ),
        (
            None,
            [
                "REF        END         IPR NUMBER  RECEIPT, OR TITLE",
                "acme-0001  unfinished  IPR1        Acme Watchtower",
                "Interrupted; the same command goes on where it stopped.",
                "1 unfinished, 2 not begun",
            ],
        ),
    ],
)
def test_what_has_a_record_is_told_beside_what_was_not_begun(
    cli: CommandLine, capsys: pytest.CaptureFixture[str], error: IppBotError, told: list[str]
) -> None:
    cli.run("plan", "acme.yaml")
    workspace = Workspace.open(cli.root)
    with open_ledger(workspace, clock=SystemClock()) as ledger:
        begun, *rest = ledger.unfinished()
    results = [
        FilingResult(replace(begun, number="IPR1"), FilingOutcome.UNFINISHED, error),
        *(FilingResult(filing, FilingOutcome.NOT_BEGUN, error) for filing in rest),
    ]
    report = SubmitReport(results, interrupted=error is None)
    print_report(Terminal(), workspace, report, EntryLines())
    assert capsys.readouterr().out.splitlines() == told
