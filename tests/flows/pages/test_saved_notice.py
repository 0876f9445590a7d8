"""Saving a draft whose answer lacks the portal's word: another page of the session got it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from ipp_bot.errors import PageBroken

if TYPE_CHECKING:
    from playwright.async_api import Route

    from ipp_bot.browser import Tab
    from tests.flows.pages.conftest import Visitor


def _saved(visitor: Visitor, *changes: tuple[str, str]) -> Any:
    """What comes of saving a filled draft when these words of the answer are others."""

    async def story(visitor: Visitor, tab: Tab) -> Any:
        number, details = await visitor.filled(tab)

        async def changed(route: Route) -> None:
            if route.request.method != "POST":
                return await route.continue_()
            answer = await route.fetch()  # with the page that the portal goes on to
            text = await answer.text()
            for old, new in changes:
                assert old in text
                text = text.replace(old, new)
            return await route.fulfill(response=answer, body=text)

        await tab.page.route("**/*.htm*", changed)
        try:
            return await details.save_draft(number), number
        finally:
            await tab.page.unroute("**/*.htm*", changed)

    return visitor.do(story)


def test_the_form_itself_shows_that_it_was_saved(visitor: Visitor) -> None:
    saved, number = _saved(visitor, ('<div class="saved"', '<div hidden class="saved"'))
    assert saved.number == number
    assert saved.message == ""
    assert visitor.process.record(number)["fields"]["version"] == "V2.0"


def test_a_form_that_shows_something_else_was_not_saved(visitor: Visitor) -> None:
    with pytest.raises(PageBroken, match="was not saved"):
        _saved(
            visitor,
            ('<div class="saved"', '<div hidden class="saved"'),
            ('value="V2.0"', 'value="V1.9"'),
        )
