"""Tours over a page, numbers that only a message tells, several facts in one line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from ipp_bot.errors import IppBotError

if TYPE_CHECKING:
    from collections.abc import Callable

    from ipp_bot.pages import Details

TOUR = """<button onclick="document.title='clicked'">Search</button>
<div id=tour style="position:fixed;inset:0;background:#0008">
  <div><p>What is new</p><span>1/2</span><button onclick="next(this)">%s</button></div></div>
<script>function next(el) {
  if (el.textContent === 'Got it') document.getElementById('tour').remove();
  else { el.previousElementSibling.textContent = '2/2'; el.textContent = 'Got it'; }
}</script>"""
FACTS = """<div class=facts>
<span><span>IPR number：</span><span>1000001</span></span>
<span><span>Status：</span><span>Draft</span></span></div>"""


def _click(on_page: Callable[..., Any], html: str) -> str:
    async def story(page: Details) -> str:
        await page.navigator.click_button(["Search"])
        return await page.tab.page.title()

    return str(on_page(html, story))


def test_a_tour_is_led_to_its_end(on_page: Callable[..., Any]) -> None:
    assert _click(on_page, TOUR % "Next") == "clicked"


def test_a_box_that_counts_no_steps_is_no_tour(on_page: Callable[..., Any]) -> None:
    with pytest.raises(IppBotError, match="What is new"):
        _click(on_page, (TOUR % "Next").replace("1/2", "Please read"))


def _number(on_page: Callable[..., Any], html: str) -> str | None:
    async def story(page: Details) -> str | None:
        return (await page.scripts.page_state()).number

    number: str | None = on_page(html, story)
    return number


def test_several_facts_stand_in_one_line(on_page: Callable[..., Any]) -> None:
    assert _number(on_page, FACTS) == "1000001"


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("Draft saved, IPR number 1000001", "1000001"),
        ("草稿保存成功，编号 1000001", "1000001"),
        ("Draft saved", None),
        ("IPR number missing", None),
    ],
)
def test_a_message_tells_the_number(
    on_page: Callable[..., Any], words: str, number: str | None
) -> None:
    assert _number(on_page, f"<main><div role=alert>{words}</div></main>") == number
