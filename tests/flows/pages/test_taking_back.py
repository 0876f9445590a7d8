"""Deleting and withdrawing: one click within its time, and no answer is never called an answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from ipp_bot.errors import ClickNotMade, OutcomeUnknown
from ipp_bot.pages import open_record
from tests.flows.pages.conftest import IN_TIME
from tests.support.variants import short

if TYPE_CHECKING:
    from ipp_bot.browser import Tab
    from tests.flows.pages.conftest import Visitor

SKINS = [
    "classic",
    pytest.param("modern", marks=pytest.mark.ipp_portal(skin="modern"), id="modern"),
]


@pytest.mark.parametrize(
    ("fault", "is_left"),
    short(
        [
            ({"kind": "reset_after"}, False),
            ({"kind": "reset_before"}, True),
            ({"kind": "status", "code": 502, "committed": True}, False),
            ({"kind": "truncate"}, False),
            ({"kind": "expire_session"}, True),
            ({"kind": "late_commit", "seconds": 60}, True),
        ]
    ),
)
@pytest.mark.parametrize("skin", short(SKINS))
def test_a_deletion_without_a_readable_answer_is_unknown(
    skin: str, visitor: Visitor, fault: dict[str, Any], *, is_left: bool
) -> None:
    async def story(visitor: Visitor, tab: Tab) -> str:
        number, _ = await visitor.draft(tab)
        record = await open_record(tab, visitor.portal, number)
        visitor.process.faults({"at": "delete", "times": 1, **fault})
        with pytest.raises(OutcomeUnknown):
            await record.delete_draft(IN_TIME)
        return number

    number = visitor.do(story)
    left = [ipr["number"] for ipr in visitor.process.iprs()]
    assert (number in left) is is_left, (skin, left)
    (told,) = visitor.process.call("GET", "faults")["faults"]
    assert told["met"] == 1


def test_nothing_is_clicked_once_the_time_is_over(visitor: Visitor) -> None:
    async def story(visitor: Visitor, tab: Tab) -> str:
        number, _ = await visitor.draft(tab)
        record = await open_record(tab, visitor.portal, number)
        with pytest.raises(ClickNotMade) as held:
            await record.delete_draft(0.01)
        assert held.value.sent is False
        return number

    number = visitor.do(story)
    assert [ipr["number"] for ipr in visitor.process.iprs()] == [number]


def test_the_document_holds_back_a_click_that_comes_late(
    visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As of a process that was stopped between its last look at the clock and the click."""

    async def story(visitor: Visitor, tab: Tab) -> str:
        number, _ = await visitor.draft(tab)
        record = await open_record(tab, visitor.portal, number)
        click_at = tab.click_at

        async def late(*where: Any) -> None:
            await tab.page.evaluate("() => { const now = performance.now.bind(performance);"
                                    " performance.now = () => now() + 3600000; }")  # fmt: skip
            await click_at(*where)

        monkeypatch.setattr(tab, "click_at", late)
        with pytest.raises(ClickNotMade):
            await record.delete_draft(IN_TIME)
        return number

    number = visitor.do(story)
    assert [ipr["number"] for ipr in visitor.process.iprs()] == [number]
