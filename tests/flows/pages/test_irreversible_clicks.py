"""The irreversible clicks: made once or certainly not, and what is said of them is true."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING, Any

import pytest

from ipp_bot.browser import DialogPolicy, processes
from ipp_bot.errors import (
    ClickNotMade,
    IppBotError,
    OutcomeUnknown,
    PageBroken,
    PortalChanged,
    Refused,
    SessionExpired,
)
from ipp_bot.pages import TypeSelection, open_details
from tests.flows.pages.conftest import IN_TIME
from tests.support.waiting import HOUR, until

if TYPE_CHECKING:
    from collections.abc import Awaitable

    from playwright.async_api import Request

    from ipp_bot.browser import BrowserManager, Tab
    from tests.flows.pages.conftest import Visitor


def _records(visitor: Visitor) -> list[tuple[str, int]]:
    return [(ipr["status"], ipr["submissions"]) for ipr in visitor.process.iprs()]


async def _first_save(visitor: Visitor, tab: Tab) -> IppBotError | None:
    wizard = await TypeSelection.open(tab, visitor.portal)
    await wizard.choose("copyright", "Mainland China")
    return await _caught(wizard.save_draft(IN_TIME))


async def _submit(visitor: Visitor, tab: Tab) -> IppBotError | None:
    number, details = await visitor.filled(tab)
    return await _caught(details.submit(number, IN_TIME))


async def _caught(work: Awaitable[object]) -> IppBotError | None:
    try:
        await work
    except IppBotError as error:
        return error
    return None


COVER = """b => document.body.insertAdjacentHTML(
    'beforeend', '<div style="position:fixed;inset:0;z-index:9999"></div>')"""
LOST = [
    ({"kind": "reset_before"}, []),
    ({"kind": "reset_after"}, [("draft", 0)]),
    ({"kind": "no_answer", "seconds": 20}, [("draft", 0)]),
    ({"kind": "status", "code": 502}, []),
    ({"kind": "status", "code": 500, "committed": True}, [("draft", 0)]),
    ({"kind": "maintenance"}, []),
    ({"kind": "expire_session"}, []),
    ({"kind": "late_commit", "seconds": HOUR, "answer": "given"}, []),
]


@pytest.mark.parametrize(("fault", "records"), LOST, ids=lambda v: str(v)[:60])
def test_a_first_save_without_a_readable_answer_is_unknown(
    visitor: Visitor, fault: dict[str, Any], records: list[tuple[str, int]]
) -> None:
    visitor.process.faults({"at": "first_save", "times": 1, **fault})
    error = visitor.do(_first_save)
    assert isinstance(error, OutcomeUnknown), error
    visitor.process.faults()
    assert _records(visitor) == records


@pytest.mark.parametrize(
    ("fault", "submissions"),
    [
        ({"kind": "reset_before"}, 0),
        ({"kind": "reset_after"}, 1),
        ({"kind": "status", "code": 503, "committed": True}, 1),
        ({"kind": "expire_session"}, 0),
    ],
    ids=lambda v: str(v)[:60],
)
def test_a_submission_without_a_readable_answer_is_unknown(
    visitor: Visitor, fault: dict[str, Any], submissions: int
) -> None:
    visitor.process.faults({"at": "submit", "times": 1, **fault})
    error = visitor.do(_submit)
    assert isinstance(error, OutcomeUnknown), error
    assert [count for _, count in _records(visitor)] == [submissions]


@pytest.mark.parametrize("native", [True, False])
def test_a_question_that_the_profile_knows_is_answered_with_yes(
    visitor: Visitor,
    native: bool,  # noqa: FBT001
) -> None:
    visitor.process.faults({"at": "submit", "kind": "confirm_dialog", "native": native})
    assert visitor.do(_submit) is None
    assert _records(visitor) == [("pending", 1)]


@pytest.mark.parametrize("native", [True, False])
def test_a_question_that_nobody_knows_stops_before_anything_is_sent(
    visitor: Visitor,
    native: bool,  # noqa: FBT001
) -> None:
    labels = {**visitor.portal.profile.labels, "dialog.submit": ("Something else?",)}
    visitor.portal.profile = visitor.portal.profile.model_copy(update={"labels": labels})
    visitor.process.faults({"at": "submit", "kind": "confirm_dialog", "native": native})
    error = visitor.do(_submit)
    assert isinstance(error, PortalChanged), error
    assert error.sent is False
    assert _records(visitor) == [("draft", 0)]


_ASKS_ON = """b => b.form.addEventListener('submit', () => {
    window.small = confirm('Is the owner a small business?');
})"""
"""A question whose answer goes along with what is sent, whichever it is."""


def test_an_unknown_question_is_not_answered_with_no_either(visitor: Visitor) -> None:
    async def story(visitor: Visitor, tab: Tab) -> IppBotError | None:
        number, details = await visitor.filled(tab)
        button = tab.page.get_by_role("button", name="Submit for verification")
        await button.evaluate(_ASKS_ON)
        return await _caught(details.submit(number, IN_TIME))

    error = visitor.do(story)
    assert isinstance(error, PortalChanged), error
    assert "Is the owner a small business?" in error.message
    assert error.sent is False
    assert _records(visitor) == [("draft", 0)]


def test_a_known_question_that_comes_after_the_deadline_is_not_answered_with_yes(
    visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As if the process had been stopped between the click and the question."""
    asked = DialogPolicy.accepts

    def stopped(answers: DialogPolicy, words: str) -> bool:
        # The process stands still until its deadline is over.
        time.sleep(max(0.0, answers.until - time.monotonic()) + 0.1)
        return asked(answers, words)

    async def story(visitor: Visitor, tab: Tab) -> IppBotError | None:
        number, details = await visitor.filled(tab)
        monkeypatch.setattr(DialogPolicy, "accepts", stopped)
        return await _caught(details.submit(number, 4))

    visitor.process.faults({"at": "submit", "kind": "confirm_dialog", "native": True})
    error = visitor.do(story)
    assert isinstance(error, OutcomeUnknown), error
    assert _records(visitor) == [("draft", 0)]


_SENDS_BEHIND_A_DIALOG = """(b, words) => b.form.addEventListener('submit', (event) => {
    if (window.later) return;
    event.preventDefault();
    document.body.insertAdjacentHTML('beforeend',
        `<div role="dialog" aria-modal="true" style="position:fixed;inset:0;background:white">
         <p>${words}</p><button>Cancel</button><button>Run in background</button></div>`);
    setTimeout(() => { window.later = true; b.form.requestSubmit(b); }, 1500);
}, true)"""
"""A dialog whose page goes on without an answer to it."""


@pytest.mark.parametrize(
    ("known", "error", "records"),
    [(False, PortalChanged, [("draft", 0)]), (True, OutcomeUnknown, [("pending", 1)])],
    ids=["unknown: nothing more is sent", "known: what was sent is not called unsent"],
)
def test_a_page_that_sends_behind_its_dialog_is_told_as_what_it_did(
    visitor: Visitor,
    error: type[IppBotError],
    records: list[tuple[str, int]],
    *,
    known: bool,
) -> None:
    words = visitor.portal.profile.labels["dialog.submit"][0] if known else "Preparing…"

    async def story(visitor: Visitor, tab: Tab) -> IppBotError | None:
        number, details = await visitor.filled(tab)
        button = tab.page.get_by_role("button", name="Submit for verification")
        await button.evaluate(_SENDS_BEHIND_A_DIALOG, words)
        told = await _caught(details.submit(number, 3))
        if known:
            await asyncio.to_thread(until, lambda: _records(visitor) == records)
        else:
            await asyncio.sleep(2)  # the page sends 1.5 s after the click
        return told

    told = visitor.do(story)
    assert isinstance(told, error), told
    assert _records(visitor) == records


def test_a_refused_submission_names_the_fields_by_the_manifests_keys(visitor: Visitor) -> None:
    visitor.values["first_published_on"] = "2022-01-01"  # before it was completed
    error = visitor.do(_submit)
    assert isinstance(error, Refused), error
    assert "first_published_on" in [one.field for one in error.fields]
    assert _records(visitor) == [("draft", 0)]


def test_a_duplicate_is_refused_in_the_portals_words(visitor: Visitor) -> None:
    assert visitor.do(_submit) is None
    visitor.process.faults({"at": "submit", "kind": "refuse_duplicates"})
    error = visitor.do(_submit)
    assert isinstance(error, Refused), error
    assert "already been submitted" in error.message


def test_a_page_of_another_record_is_not_pressed(visitor: Visitor) -> None:
    async def story(visitor: Visitor, tab: Tab) -> IppBotError | None:
        _, details = await visitor.filled(tab)
        return await _caught(details.submit("IPR20200101000001", IN_TIME))

    assert isinstance(visitor.do(story), PageBroken)
    assert _records(visitor) == [("draft", 0)]


def test_a_draft_that_is_there_already_is_not_saved_as_a_new_one(visitor: Visitor) -> None:
    async def story(visitor: Visitor, tab: Tab) -> IppBotError | None:
        wizard = await TypeSelection.open(tab, visitor.portal)
        await wizard.choose("copyright", "Mainland China")
        await wizard.save_draft(IN_TIME)
        return await _caught(wizard.save_draft(IN_TIME))

    assert isinstance(visitor.do(story), PageBroken)
    assert len(_records(visitor)) == 1


def test_without_time_left_nothing_is_pressed(visitor: Visitor) -> None:
    async def story(visitor: Visitor, tab: Tab) -> IppBotError | None:
        wizard = await TypeSelection.open(tab, visitor.portal)
        await wizard.choose("copyright", "Mainland China")
        return await _caught(wizard.save_draft(0.01))

    assert isinstance(visitor.do(story), ClickNotMade)
    assert _records(visitor) == []


@pytest.mark.parametrize(
    "change",
    [
        "b => b.disabled = true",
        "b => b.remove()",
        COVER,
    ],
    ids=["disabled", "gone", "covered"],
)
def test_a_button_that_cannot_be_pressed_is_not_pressed(visitor: Visitor, change: str) -> None:
    async def story(visitor: Visitor, tab: Tab) -> IppBotError | None:
        wizard = await TypeSelection.open(tab, visitor.portal)
        await wizard.choose("copyright", "Mainland China")
        await tab.page.get_by_role("button", name="Save Draft").evaluate(change)
        return await _caught(wizard.save_draft(2))

    assert isinstance(visitor.do(story), ClickNotMade)
    assert _records(visitor) == []


_DODGES = """b => b.parentElement.addEventListener('pointermove', () => {
    const other = b.cloneNode(true);
    b.before(other);
    other.getBoundingClientRect();
    b.style.position = 'fixed'; b.style.left = '0'; b.style.top = '0';
})"""
"""A button of the same form slips beneath the pointer in the last moment."""


def test_a_click_that_goes_astray_is_held_back(visitor: Visitor) -> None:
    """The document lets a click through to the aimed button only."""

    async def story(visitor: Visitor, tab: Tab) -> IppBotError | None:
        wizard = await TypeSelection.open(tab, visitor.portal)
        await wizard.choose("copyright", "Mainland China")
        await tab.page.get_by_role("button", name="Save Draft").evaluate(_DODGES)
        return await _caught(wizard.save_draft(2))

    assert isinstance(visitor.do(story), ClickNotMade)
    assert _records(visitor) == []


# The form goes at once; what follows stays a while without a heading, as on a slow machine.
MASKED = """b => b.closest('form').addEventListener('submit', async (event) => {
  event.preventDefault();
  const form = event.target, sent = new FormData(form, b), main = document.querySelector('main');
  main.innerHTML = '<p>Loading …</p>';
  const answer = await fetch(b.formAction, {method: 'POST', body: sent});
  const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
  setTimeout(() => main.replaceChildren(...page.querySelector('main').children), 700);
})"""


def test_a_mask_before_the_confirmation_is_no_answer(visitor: Visitor) -> None:
    async def story(visitor: Visitor, tab: Tab) -> IppBotError | None:
        number, details = await visitor.filled(tab)
        button = tab.page.get_by_role("button", name="Submit for verification")
        await button.evaluate(MASKED)
        return await _caught(details.submit(number, IN_TIME))

    assert visitor.do(story) is None
    assert _records(visitor) == [("pending", 1)]


def test_a_press_that_hangs_in_the_page_is_unknown(visitor: Visitor) -> None:
    """The document felt the press before its time was up."""

    async def story(visitor: Visitor, tab: Tab) -> IppBotError | None:
        wizard = await TypeSelection.open(tab, visitor.portal)
        await wizard.choose("copyright", "Mainland China")
        await tab.page.get_by_role("button", name="Save Draft").evaluate(
            "b => b.addEventListener('mousedown', () => {"
            " const end = Date.now() + 5000; while (Date.now() < end); })"
        )
        return await _caught(wizard.save_draft(3))

    assert isinstance(visitor.do(story), OutcomeUnknown)


def test_a_browser_that_dies_at_the_press_leaves_the_outcome_unknown(
    visitor: Visitor, host: BrowserManager
) -> None:
    # The answer must not be there before the browser is gone.
    visitor.process.faults({"at": "first_save", "kind": "latency", "seconds": HOUR, "times": 1})

    async def story(visitor: Visitor, tab: Tab) -> IppBotError | None:
        wizard = await TypeSelection.open(tab, visitor.portal)
        await wizard.choose("copyright", "Mainland China")

        def die(request: Request) -> None:
            if request.method == "POST":
                processes.end_tree(host.process.mark)

        tab.page.on("request", die)
        return await _caught(wizard.save_draft(IN_TIME))

    assert isinstance(visitor.do(story), OutcomeUnknown)


def test_a_session_that_ended_is_told_before_a_press(visitor: Visitor) -> None:
    async def story(visitor: Visitor, tab: Tab) -> IppBotError | None:
        number, _ = await visitor.draft(tab)
        await tab.page.context.clear_cookies()
        return await _caught(open_details(tab, visitor.portal, number))

    assert isinstance(visitor.do(story), SessionExpired)
