"""Until drafts are seen to be kept apart, no form is opened while another one is sent."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from ipp_bot.flows.draft_isolation import DraftIsolation

if TYPE_CHECKING:
    from tests.conftest import Run


async def _send(isolation: DraftIsolation, story: list[str], opened: asyncio.Event) -> None:
    """One page that sends its form while another one wants to open its own."""

    async def other() -> None:
        async with isolation.opening():
            story.append("opened")
            opened.set()

    async with isolation.sending():
        task = asyncio.create_task(other())
        for _ in range(5):
            await asyncio.sleep(0)  # the other one would open now if it might
        story.append("sent")
    await task


def test_a_form_is_opened_after_the_other_one_was_sent(run: Run) -> None:
    story: list[str] = []
    run(_send, DraftIsolation(), story, asyncio.Event())
    assert story == ["sent", "opened"]


def test_nobody_waits_once_drafts_are_known_to_be_apart(run: Run) -> None:
    story: list[str] = []

    async def work() -> None:
        isolation = DraftIsolation()
        async with isolation.opening():
            mark = isolation.forms_opened
        isolation.record_save(mark, as_itself=True)
        assert not isolation.is_apart  # nobody opened another one meanwhile
        async with isolation.opening():
            pass
        isolation.record_save(mark, as_itself=True)
        assert isolation.is_apart
        await _send(isolation, story, asyncio.Event())

    run(work)
    assert story == ["opened", "sent"]


def test_a_save_that_went_elsewhere_tells_that_the_draft_is_shared(run: Run) -> None:
    async def work() -> None:
        isolation = DraftIsolation()
        with isolation.active_filing():
            assert not isolation.may_be_shared
            with isolation.active_filing():
                assert isolation.may_be_shared
            isolation.record_save(isolation.forms_opened, as_itself=False)
            async with isolation.opening():
                pass
            isolation.record_save(0, as_itself=True)
        assert isolation.is_shared
        assert not isolation.is_apart

    run(work)


@pytest.mark.parametrize(("apart", "together"), [(False, 1), (True, 3)])
def test_forms_are_opened_side_by_side_only_where_drafts_are_apart(
    run: Run, *, apart: bool, together: int
) -> None:
    isolation, inside, most = DraftIsolation(), 0, 0
    isolation.is_apart = apart

    async def open_one() -> None:
        nonlocal inside, most
        async with isolation.opening():
            inside += 1
            most = max(most, inside)
            await asyncio.sleep(0)  # others come in if they may
            inside -= 1

    async def work() -> None:
        await asyncio.gather(*(open_one() for _ in range(3)))

    run(work)
    assert (most, isolation.forms_opened) == (together, 3)
