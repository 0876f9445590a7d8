"""What a page has asked for: waited for until it is answered, and told if out of order."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

from ipp_bot.browser.script_requests import ScriptRequests

if TYPE_CHECKING:
    from tests.conftest import Run

LIST = "https://portal.test/list.json"
POLL = "https://portal.test/poll.json"
LONG = 3600.0


@dataclass(eq=False)
class Asked:
    """A request, as far as it is looked at."""

    url: str


def begun(requests: ScriptRequests, *urls: str) -> list[Any]:
    """Requests of these addresses, in this order."""
    made: list[Any] = [Asked(url) for url in urls]
    for one in made:
        requests.begin(one)
    return made


def test_an_older_answer_that_comes_last_is_told() -> None:
    requests = ScriptRequests()
    first, second = begun(requests, LIST, f"{LIST}?status=draft")
    requests.end(second)
    assert not requests.overtaken(1)
    requests.end(first)
    assert requests.overtaken(1)
    assert not requests.overtaken(0)


@pytest.mark.parametrize("how", ["another address", "taken back", "failed"])
def test_what_draws_no_list_overtakes_nothing(how: str) -> None:
    requests = ScriptRequests()
    first, second = begun(requests, POLL if how == "another address" else LIST, f"{LIST}?page=2")
    requests.end(second)
    if how == "failed":
        requests.fail(first)
    (requests.withdraw if how == "taken back" else requests.end)(first)
    assert not requests.overtaken(1)


def test_only_where_all_failed_nothing_was_fetched() -> None:
    requests = ScriptRequests()
    first, second, third = begun(requests, LIST, LIST, POLL)
    requests.fail(second)
    requests.end(second)
    assert requests.failed(1)
    requests.end(third)
    assert not requests.failed(1)
    requests.end(first)
    assert not requests.failed(1)


def test_nothing_is_answered_while_another_document_is_on_its_way(run: Run) -> None:
    async def story() -> list[bool]:
        requests, seen = ScriptRequests(), []
        waiting = asyncio.ensure_future(requests.answered(0))

        async def note() -> None:
            await asyncio.sleep(0)
            await asyncio.sleep(0)
            seen.append(waiting.done())

        document: Any = Asked("https://portal.test/other.htm")
        requests.leave(document)
        (one,) = begun(requests, LIST)
        await note()
        requests.end(one)
        await note()
        requests.end(document)
        await note()
        return seen

    assert run(story) == [False, False, True]


def test_an_answer_to_an_earlier_request_of_the_same_address_is_waited_for(run: Run) -> None:
    async def story() -> None:
        requests = ScriptRequests()
        first, second = begun(requests, LIST, f"{LIST}?page=2")
        requests.end(second)
        await requests.idle(1, patience=0, within=LONG)
        requests.end(first)

    with pytest.raises(TimeoutError):
        run(lambda: asyncio.wait_for(story(), 0.2))


def test_what_is_kept_open_for_ever_is_waited_for_no_longer_than_patience(run: Run) -> None:
    async def story() -> bool:
        requests = ScriptRequests()
        _poll, asked = begun(requests, POLL, LIST)
        requests.end(asked)
        await requests.idle(1, patience=0.05, within=LONG)
        return requests.waiting

    assert run(story)


def test_patience_ends_as_soon_as_the_answer_is_there(run: Run) -> None:
    async def story() -> bool:
        requests = ScriptRequests()
        (poll,) = begun(requests, POLL)
        waiting = asyncio.ensure_future(requests.idle(1, patience=LONG, within=2 * LONG))
        await asyncio.sleep(0)
        requests.end(poll)
        await waiting
        return requests.waiting

    assert not run(story)
