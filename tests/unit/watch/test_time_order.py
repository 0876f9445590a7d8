"""Day or month first: told by what else is known, asked where nothing tells."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from ipp_bot.browser.dom.results import SeenDocument, SeenFact, SeenForm
from ipp_bot.portal_time import DateOrder
from ipp_bot.profile import Kind, load_profile
from ipp_bot.watch.findings import Findings
from ipp_bot.watch.known_values import KnownValue
from ipp_bot.watch.recording import Step
from ipp_bot.watch.time_order import time_order

if TYPE_CHECKING:
    from ipp_bot.watch.questions import Question

TODAY = date(2026, 11, 5)
COMPLETED = KnownValue("completed_on", Kind.DATE, ("2023-10-09",), {})


def learned(
    *texts: str, answer: str = "", known: DateOrder | None = None
) -> tuple[DateOrder | None, list[str], Findings]:
    """The order, what was asked about, and the findings."""
    asked: list[str] = []

    def ask(question: Question) -> str:
        asked.append(question.value)
        return answer

    facts = tuple(SeenFact("Time", text) for text in texts)
    page = SeenDocument(
        "https://ipp.example/x", "", (), (), (), SeenForm(None, (), (), ()), None, (), facts, (),
        (), None,
    )  # fmt: skip
    findings = Findings(load_profile("alibaba-ipp"), "copyright-software", ask)
    step = Step(0, None, page, "", page.address)
    return time_order([step], [COMPLETED], known, TODAY, findings), asked, findings


@pytest.mark.parametrize(
    ("texts", "order"),
    [
        pytest.param(("02/03/2026 10:00", "31/12/2026 14:05"), "day-first", id="above-twelve"),
        pytest.param(("12.31.2026",), "month-first", id="above-twelve-dots"),
        pytest.param(("05/11/2026 14:05",), "day-first", id="today"),
        pytest.param(("11/04/2026 23:59",), "month-first", id="yesterday"),
        pytest.param(("09-10-2023",), "day-first", id="value-of-the-entry"),
        pytest.param(("10/09/2023", "11/11/2026 09:00"), "month-first", id="value-and-no-evidence"),
    ],
)
def test_what_is_known_proves_the_order(texts: tuple[str, ...], order: str) -> None:
    found, asked, findings = learned(*texts)
    assert (found, asked, findings.missed) == (order, [], [])
    assert [edit.yaml.strip() for edit in findings.in_order()] == [f"time_order: {order}"]


def test_what_nothing_proves_is_asked() -> None:
    found, asked, findings = learned("11/11/2026", "02/03/2026 10:00", answer="month-first")
    assert (found, asked) == ("month-first", ["02/03/2026 10:00"])
    assert [edit.yaml.strip() for edit in findings.in_order()] == ["time_order: month-first"]


def test_what_nobody_answers_is_told() -> None:
    found, asked, findings = learned("02/03/2026 10:00")
    assert (found, asked) == (None, ["02/03/2026 10:00"])
    assert findings.missed == ["which comes first in “02/03/2026 10:00”, the day or the month"]
    assert findings.in_order() == ()


def test_what_contradicts_itself_is_told_and_not_asked() -> None:
    found, asked, findings = learned("31/12/2026", "12/31/2026")
    assert (found, asked) == (None, [])
    assert findings.missed == ["which comes first in “31/12/2026”, the day or the month"]


def test_what_the_profile_says_stays() -> None:
    found, asked, findings = learned("02/03/2026 10:00", known=DateOrder.MONTH_FIRST)
    assert (found, asked, findings.in_order()) == ("month-first", [], ())


def test_times_with_their_year_first_teach_nothing() -> None:
    found, asked, findings = learned("2026-03-02 10:00", "3 minutes ago")
    assert (found, asked, findings.missed, findings.in_order()) == (None, [], [], ())
