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


def _click(on_page: Callable[..., Any], html: str, patience: float = 5.0) -> str:
    async def story(page: Details) -> str:
        timings = page.navigator.timings
        page.navigator.timings = timings.model_copy(update={"action": patience})
        await page.navigator.click_button(["Search"])
        return await page.tab.page.title()

    return str(on_page(html, story))


def test_a_tour_is_led_to_its_end(on_page: Callable[..., Any]) -> None:
    assert _click(on_page, TOUR % "Next") == "clicked"


def test_a_box_that_counts_no_steps_is_no_tour(on_page: Callable[..., Any]) -> None:
    with pytest.raises(IppBotError, match="What is new"):
        _click(on_page, (TOUR % "Next").replace("1/2", "Please read"), patience=0.5)


MASK = "position: fixed; inset: 0; z-index: 98; background: #0006"
STEP = """<p>What is new</p><span>1/2</span><button onclick="next(this)">Next</button>"""
MASKED = """<button onclick="document.title='clicked'">Search</button>{boxes}
<script>function next(el) {{
  if (el.textContent === 'Got it') for (const one of document.querySelectorAll('.t')) one.remove();
  else {{ el.previousElementSibling.textContent = '2/2'; el.textContent = 'Got it'; }}
}}</script>"""
MASKS = {
    "a shade before its box": f"""<div class=t style="{MASK}"></div>
<div class=t style="position: fixed; z-index: 99; top: 99px">{STEP}</div>""",
    "a shade behind its box": f"""<div class=t style="position: fixed; z-index: 99; top: 99px">
{STEP}</div><div class=t style="{MASK}"></div>""",
    "a picture of a hole": f"""<svg class=t style="{MASK}" width=100% height=100%><path
d="M0 0H2000V2000H0Z"/></svg><div class=t style="position: absolute; z-index: 99; top: 99px">
{STEP}</div>""",
    "a box in a wrapper": f"""<div class=t><div style="{MASK}"></div><div><div style="position:
absolute; z-index: 99; top: 99px"><div>{STEP}</div></div></div></div>""",
}


@pytest.mark.parametrize("mask", MASKS)
def test_a_mask_goes_by_the_box_that_lies_over_it(on_page: Callable[..., Any], mask: str) -> None:
    assert _click(on_page, MASKED.format(boxes=MASKS[mask])) == "clicked"


def test_a_box_over_a_mask_that_nobody_knows_is_told(on_page: Callable[..., Any]) -> None:
    boxes = MASKS["a shade before its box"].replace(">Next<", ">Onwards<")
    with pytest.raises(IppBotError, match=r"covered by a box .*What is new"):
        _click(on_page, MASKED.format(boxes=boxes), patience=0.5)


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
