from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import Engine, create_engine, event, insert

from ipp_bot.ledger import FilingFilter, Ledger, Outcome, PortalRecord, State, tables

if TYPE_CHECKING:
    from pathlib import Path

    from ipp_bot.clock import ManualClock
    from tests.unit.ledger.conftest import MakeEntry, Steps


def refs(found: list[Any]) -> list[str]:
    return [filing.key.ref for filing in found]


@pytest.fixture
def mixed(ledger: Ledger, steps: Steps) -> Ledger:
    steps.plan("p-1")
    steps.plan("p-2", account="xingyun", holder="Acme", client="b")
    steps.intended("i-1")
    steps.drafted("d-1", "N-1")
    steps.submitted("s-1", "N-2")
    ledger.set_state(steps.claim(steps.plan("x-1")), State.REFUSED)
    ledger.set_state(steps.claim(steps.plan("n-1")), State.NEEDS_PERSON)
    ledger.upsert_records("acme", [PortalRecord(number="N-2", status="approved")])
    return ledger


def test_what_can_go_on(mixed: Ledger) -> None:
    assert refs(mixed.unfinished()) == ["p-1", "p-2", "i-1", "d-1", "n-1"]
    assert refs(mixed.unfinished(["xingyun"])) == ["p-2"]
    assert refs(mixed.unfinished([])) == []


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        (FilingFilter(states=(State.SUBMITTED, State.REFUSED)), ["s-1", "x-1"]),
        (FilingFilter(account="xingyun"), ["p-2"]),
        (FilingFilter(holder="acm"), ["p-2"]),
        (FilingFilter(client="b"), ["p-2"]),
        (FilingFilter(ref="d-1"), ["d-1"]),
        (FilingFilter(refs=("d-1", "p-*")), ["p-1", "p-2", "d-1"]),
        (FilingFilter(refs=("p_*",)), []),
        (FilingFilter(number="N-2"), ["s-1"]),
        (FilingFilter(registration_number="2023SR-i-1"), ["i-1"]),
        (FilingFilter(portal_status="approved"), ["s-1"]),
        (FilingFilter(account="acme", limit=2), ["p-1", "i-1"]),
        (FilingFilter(account="acme", states=(State.PLANNED,)), ["p-1"]),
    ],
)
def test_filings_are_found_by_what_a_person_knows(
    mixed: Ledger, wanted: FilingFilter, expected: list[str]
) -> None:
    assert refs(mixed.filings(wanted)) == expected


def test_reading_on_from_a_filing(mixed: Ledger) -> None:
    first = mixed.filings(FilingFilter(limit=3))
    rest = mixed.filings(FilingFilter(after_id=first[-1].id))
    assert refs(first + rest) == refs(mixed.filings())


def test_counts_are_in_the_order_of_the_way(mixed: Ledger) -> None:
    assert mixed.counts() == {
        State.PLANNED: 2,
        State.FIRST_SAVE_INTENDED: 1,
        State.DRAFTED: 1,
        State.SUBMITTED: 1,
        State.REFUSED: 1,
        State.NEEDS_PERSON: 1,
    }
    assert next(iter(mixed.counts())) is State.PLANNED
    assert mixed.counts("xingyun") == {State.PLANNED: 1}


def test_what_is_not_there(ledger: Ledger) -> None:
    assert ledger.find("acme", "none") is None
    assert ledger.record("acme", "none") is None
    assert ledger.open_intent(1) is None
    assert ledger.filings() == []
    with pytest.raises(KeyError):
        ledger.get(1)
    with pytest.raises(KeyError):
        ledger.claim(1, "w1", 60)


QUESTIONS = {
    "status": lambda ledger: ledger.counts(),
    "one": lambda ledger: ledger.find("acme", "r-1"),
    "by ref": lambda ledger: ledger.filings(FilingFilter(ref="r-1")),
    "by holder": lambda ledger: ledger.filings(FilingFilter(holder="星云", limit=20)),
    "by client": lambda ledger: ledger.filings(FilingFilter(client="c", limit=20)),
    "by state": lambda ledger: ledger.filings(FilingFilter(states=(State.PLANNED,), limit=20)),
    "by portal status": lambda ledger: ledger.filings(FilingFilter(portal_status="x", limit=20)),
    "by number": lambda ledger: ledger.filings(FilingFilter(number="N-1")),
    "by registration": lambda ledger: ledger.filings(FilingFilter(registration_number="2")),
    "unfinished": lambda ledger: ledger.unfinished(),
    "lent": lambda ledger: ledger.lease_owners(),
    "elsewhere": lambda ledger: ledger.other_origins("acme", ["r-1", "r-2"]),
    "open intent": lambda ledger: ledger.open_intent(1),
    "history": lambda ledger: ledger.history(1),
    "pace": lambda ledger: ledger.pace("acme", per_hour=60, gap_seconds=5),
    "presses": lambda ledger: ledger.recent_clicks("acme"),
    "record": lambda ledger: ledger.record("acme", "N-1"),
    "registration": lambda ledger: ledger.find_registration("acme", "2023SR1"),
    "mark": lambda ledger: ledger.known_mark("acme"),
}


@pytest.mark.parametrize("question", QUESTIONS)
def test_no_question_walks_through_the_whole_table(ledger: Ledger, question: str) -> None:
    """Measured by the database's own plan, so that no stopwatch decides."""
    asked: list[tuple[str, Any]] = []

    def note(_c: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        if statement.startswith("SELECT"):
            asked.append((statement, parameters))

    event.listen(Engine, "before_cursor_execute", note)
    QUESTIONS[question](ledger)
    event.remove(Engine, "before_cursor_execute", note)
    assert asked
    with ledger.read() as connection:
        for statement, parameters in asked:
            plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters).all()
            steps = [row[3] for row in plan]
            assert not [step for step in steps if step.startswith("SCAN")], steps


@pytest.mark.parametrize("count", [20_000, pytest.param(100_000, marks=pytest.mark.soak)])
def test_many_filings_answer_without_reading_their_entries(
    ledger: Ledger, path: Path, clock: ManualClock, make_entry: MakeEntry, count: int
) -> None:
    row = {
        "origin": ledger.origin,
        "account": "acme",
        "fingerprint": "f1",
        "entry": "x" * 200,
        "manifest": "acme.yaml",
        "line": 1,
        "client": "c",
        "holder": "h",
        "type": "copyright",
        "place": "Mainland China",
        "registration_number": "",
        "title": "t",
        "reason": "",
        "hint": "",
        "created_at": clock.now(),
        "updated_at": clock.now(),
        "token": 0,
    }
    engine = create_engine(f"sqlite:///{path}")
    with engine.begin() as connection:
        for start in range(0, count, 10_000):
            connection.execute(
                insert(tables.filings),
                [
                    row | {"ref": f"b-{n}", "state": "planned" if n % 2 else "refused"}
                    for n in range(start, start + 10_000)
                ],
            )
    engine.dispose()
    assert ledger.counts() == {State.PLANNED: count // 2, State.REFUSED: count // 2}
    page = ledger.filings(FilingFilter(states=(State.REFUSED,), limit=50, after_id=count - 10_000))
    assert len(page) == 50
    ((filing, _),) = ledger.plan([make_entry("b-17777", "f2")])
    claim = ledger.claim(filing.id, "w", 60)
    assert claim is not None
    intent = ledger.intend_first_save(claim, deadline_seconds=5)
    ledger.close_intent(claim, intent, Outcome.DONE, number="N-1")
    assert refs(ledger.filings(FilingFilter(states=(State.DRAFTED,)))) == ["b-17777"]
