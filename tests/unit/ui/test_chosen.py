"""Several filings at once: what is done with which, and of each refusal why."""

from __future__ import annotations

import io
import json
import re
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest

from ipp_bot.ledger import Outcome, PlannedEntry, State
from ipp_bot.ui.child_commands import ChildCommands
from tests.unit.ui.test_uploads import ENTRY

if TYPE_CHECKING:
    from tests.unit.ui.conftest import Page


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, ...]]:
    """The commands that were started, which are not."""
    found: list[tuple[str, ...]] = []

    class Started:
        id = "x"

    def start(_self: object, _workspace: object, words: tuple[str, ...], *, actor: str) -> Any:
        assert actor
        found.append(tuple(words))
        return Started

    monkeypatch.setattr(ChildCommands, "start", start)
    return found


def plan(inside: Page, *refs: str, client: str = "北辰") -> list[int]:
    entries = [
        PlannedEntry(account="acme", ref=ref, entry_json=ENTRY, fingerprint=ref, client=client)
        for ref in refs
    ]
    return [filing.id for filing, _ in inside.scene.ledger.plan(entries)]


def awaiting(inside: Page, number: int) -> None:
    ledger = inside.scene.ledger
    claim = ledger.claim(number, "w", 60)
    assert claim is not None
    intent = ledger.intend_first_save(claim, deadline_seconds=5)
    ledger.close_intent(claim, intent, Outcome.DONE, number=f"P{number}")
    ledger.set_state(claim, State.AWAITING_POA)
    ledger.release(claim)


def told(text: str) -> dict[str, str]:
    """By ref: why it was refused."""
    pairs = re.findall(r'<li><a href="[^"]+">([^<]+)</a> <span class="problem">([^<]+)<', text)
    return dict(pairs)


def test_those_that_can_be_are_submitted_and_of_the_others_it_is_told_why(
    inside: Page, started: list[tuple[str, ...]]
) -> None:
    first, second, third = plan(inside, "new-1", "new-2", "new-3")
    awaiting(inside, third)
    answer = inside.post("/filings/chosen", {"do": "submit", "id": [first, second, third, 1]})
    assert answer.status_code == 200
    assert started == [
        ("submit", "--json", "--verbose", "--only", "acme/new-1", "--only", "acme/new-2")
    ]
    assert told(answer.text) == {
        "new-3": "waits for its signed power of attorney",
        "acme-0001": "is submitted",
    }


def test_a_run_is_drafts_only_or_attended_as_its_boxes_say(
    inside: Page, started: list[tuple[str, ...]]
) -> None:
    for boxes in ({}, {"attended": "1"}, {"draft_only": "1"}):
        assert inside.post("/run/submit", boxes).status_code == 303
    assert started == [
        ("submit", "--json", "--verbose"),
        ("submit", "--json", "--verbose", "--attended"),
        ("submit", "--json", "--verbose", "--draft-only"),
    ]
    text = inside.get("/run").text
    for box in ("attended", "draft_only"):
        assert f'<input type="checkbox" name="{box}" value="1">' in text


def test_all_that_fit_the_filters_are_chosen_by_one_box(
    inside: Page, started: list[tuple[str, ...]]
) -> None:
    plan(inside, *(f"bulk-{count:02}" for count in range(60)))
    plan(inside, "other-1", client="南风")
    page = inside.get("/filings?client=北辰")
    assert "All 60 that fit the filters" in page.text
    chosen = {"do": "queue", "every": "1", "client": "北辰"}
    assert inside.post("/filings/chosen", chosen).status_code == 303
    (words,) = started
    assert words[:3] == ("submit", "--json", "--queue")
    assert [word for word in words if word.startswith("acme/")] == [
        f"acme/bulk-{count:02}" for count in range(60)
    ]


def test_giving_up_asks_first(inside: Page, started: list[tuple[str, ...]]) -> None:
    first, second = plan(inside, "new-1", "new-2")
    asked = inside.post("/filings/chosen", {"do": "drop", "id": [first, second]})
    assert "2 filings are given up" in asked.text
    assert started == []
    sure = {"do": "drop", "sure": "1", "ids": f"{first} {second}", "reason": "--yes; rm -rf /"}
    assert inside.post("/filings/chosen", sure).status_code == 303
    (words,) = started
    assert words == (
        *("drop", "--yes", "--json", "--reason", "--yes; rm -rf /", "--"),
        *("acme/new-1", "acme/new-2"),
    )


def test_a_sheet_of_the_chosen_ones_alone(inside: Page) -> None:
    first, _ = plan(inside, "new-1", "new-2")
    answer = inside.post("/filings/chosen", {"do": "export", "id": [first, 1]})
    assert answer.headers["content-disposition"].startswith("attachment")
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    shown = json.dumps([[str(one.value) for one in row] for sheet in book for row in sheet.rows])
    assert "new-1" in shown
    assert "acme-0001" in shown
    assert "new-2" not in shown
    assert "acme-0002" not in shown


def test_each_refused_approval_is_told(inside: Page) -> None:
    settings = inside.scene.workspace.root / "ipp-bot.yaml"
    settings.write_text(settings.read_text() + "approvals: required\n")
    first, second = plan(inside, "new-1", "new-2")
    answer = inside.post("/filings/chosen", {"do": "approve", "id": [first, second]})
    assert answer.status_code == 200
    refused = told(answer.text)
    assert set(refused) == {"new-1", "new-2"}
    assert all("another person than" in why for why in refused.values()), refused


@pytest.mark.parametrize(
    ("data", "status"),
    [
        ({"do": "submit"}, 409),
        ({"do": "submit", "id": "77"}, 404),
        ({"do": "submit", "id": "9" * 400}, 404),
        ({"do": "submit", "id": "1 OR 1=1"}, 404),
        ({"do": "submit", "ids": "1;2"}, 404),
        ({"do": "__class__", "id": "1"}, 404),
        ({"id": "1"}, 404),
        ({"do": "drop", "every": "1", "q": "nothing has this"}, 409),
    ],
)
def test_nothing_else_is_done(
    inside: Page, started: list[tuple[str, ...]], data: dict[str, str], status: int
) -> None:
    assert inside.post("/filings/chosen", data).status_code == status
    assert started == []


def test_more_than_a_command_can_name_are_refused(
    inside: Page, started: list[tuple[str, ...]]
) -> None:
    plan(inside, *(f"{'x' * 50}-{count:04}" for count in range(600)))
    answer = inside.post("/filings/chosen", {"do": "submit", "every": "1", "client": "北辰"})
    assert answer.status_code == 409
    assert "choose fewer at a time" in answer.text
    assert started == []
