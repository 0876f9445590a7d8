"""Four eyes at the page: what waits for an approval is told everywhere, and who may give it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from ipp_bot.actor import Actor
from ipp_bot.clock import ManualClock
from ipp_bot.ledger import Filing, Ledger, PlannedEntry
from tests.unit.ui.test_uploads import ENTRY

if TYPE_CHECKING:
    from tests.unit.ui.conftest import Page

WAITS = "nobody has approved it yet"


@pytest.fixture
def filing(inside: Page) -> Filing:
    """Planned by Li where approvals are required; somebody else has the page open."""
    settings = inside.scene.workspace.root / "ipp-bot.yaml"
    settings.write_text(settings.read_text("utf-8") + "approvals: required\n", "utf-8")
    return plan(inside, "li", "f1")


def plan(inside: Page, person: str, fingerprint: str) -> Filing:
    entry = PlannedEntry(account="acme", ref="new-1", entry_json=ENTRY, fingerprint=fingerprint)
    workspace = inside.scene.workspace
    with Ledger.open(
        workspace.database, origin=workspace.url, clock=ManualClock(), actor=Actor(person, "pc-1")
    ) as ledger:
        ((filing, _),) = ledger.plan([entry])
    return filing


def shown(inside: Page, filing: Filing) -> str:
    return inside.get(f"/filings/{filing.id}").text


def approve(inside: Page, filing: Filing, fingerprint: str) -> int:
    path = f"/filings/{filing.id}/approve"
    return inside.post(path, {"fingerprint": fingerprint}).status_code


def test_what_waits_is_told_on_each_page_that_shows_it(inside: Page, filing: Filing) -> None:
    text = shown(inside, filing)
    assert WAITS in text
    assert f'action="/k3y/filings/{filing.id}/approve"' in text
    assert '<input type="hidden" name="fingerprint" value="f1">' in text
    today = inside.get("/").text
    card = re.search(r'<li class="card approve">.*?</li>', today, re.DOTALL)
    assert card is not None
    assert "new-1" in card.group()
    assert WAITS in card.group()
    assert f'href="/k3y/filings/{filing.id}"' in card.group()
    assert 'value="approve"' in inside.get("/filings").text
    refused = inside.post("/filings/chosen", {"do": "submit", "id": [filing.id]}).text
    assert WAITS in refused


def test_another_person_s_click_approves_what_was_shown(inside: Page, filing: Filing) -> None:
    assert approve(inside, filing, "f1") == 303
    text = shown(inside, filing)
    assert WAITS not in text
    assert "approve" not in re.findall(r'action="/k3y/filings/\d+/([a-z]+)"', text)
    me = inside.scene.ledger.actor.name
    story = re.findall(r'<td data-label="What">([^<]+)</td>.*?"By">([^<]+)<', text, re.DOTALL)
    assert [(what, by.partition("@")[0]) for what, by in story] == [
        ("planned", "li"),
        ("approved", me),
    ]
    assert '<li class="card approve">' not in inside.get("/").text


def test_what_has_changed_since_it_was_shown_is_not_approved(inside: Page, filing: Filing) -> None:
    plan(inside, "li", "f2")
    assert approve(inside, filing, "f1") == 409
    assert approve(inside, filing, "") == 409
    assert WAITS in shown(inside, filing)
    assert approve(inside, filing, "f2") == 303


def test_a_change_after_the_approval_voids_it(inside: Page, filing: Filing) -> None:
    assert approve(inside, filing, "f1") == 303
    plan(inside, "li", "f2")
    text = shown(inside, filing)
    assert 'name="fingerprint" value="f2"' in text
    assert '<li class="card approve">' in inside.get("/").text


def test_nobody_approves_his_own(inside: Page, filing: Filing) -> None:
    plan(inside, inside.scene.ledger.actor.name, "f2")
    answer = inside.post(f"/filings/{filing.id}/approve", {"fingerprint": "f2"})
    assert answer.status_code == 409
    assert "another person" in answer.text
    assert 'name="fingerprint" value="f2"' in shown(inside, filing)


def test_where_no_approval_is_required_nothing_waits(inside: Page) -> None:
    filing = plan(inside, "li", "f1")
    assert "/approve" not in shown(inside, filing)
    assert 'value="approve"' not in inside.get("/filings").text
