"""Agreements whose box is hidden: what is drawn for it is clicked, and no link beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from ipp_bot.forms.agreements import tick_agreements

if TYPE_CHECKING:
    from collections.abc import Callable

    from ipp_bot.pages import Details

PAGE = """<main><h1>Basic information</h1><form style="width: 900px">%s</form></main><script>
const box = document.querySelector('input');
for (const one of document.querySelectorAll('.drawn'))
  one.onclick = (event) => { if (!event.target.closest('a')) box.checked = !box.checked; };
for (const one of document.querySelectorAll('a'))
  one.onclick = (event) => { event.preventDefault(); document.title = 'terms'; };
</script>"""
WORDS = "I have read and agree to the Terms"
LINK = 'I have read and agree to the <a href="/t">Terms</a>'
BOXES = {
    "words in what is drawn": f"""<div><input type="checkbox" style="display: none"><div
class="drawn" style="display: inline-block"><i>v</i><div style="display: inline-block">{WORDS}</div>
</div></div>""",
    "a link in what is drawn": f"""<div><input type="checkbox" style="display: none"><span
class="drawn"><i>v</i> {LINK}</span></div>""",
    "only a link in what is drawn": f"""<label class="drawn" onclick="event.preventDefault()"><input
type="checkbox" hidden><i>v</i> {LINK}</label>""",
    "a mark before the box": f"""<label><span class="drawn"><i>v</i><input type="checkbox"
hidden></span> {LINK}</label>""",
    "a box that can be seen": f"""<label><input type="checkbox"> {LINK}</label>""",
}


@pytest.mark.parametrize("box", BOXES)
def test_what_is_drawn_for_the_box_is_clicked(on_page: Callable[..., Any], box: str) -> None:
    async def story(page: Details) -> tuple[bool, str]:
        page.portal.profile = page.portal.profile.model_copy(
            update={"labels": {**page.portal.profile.labels, "agreement.tick": (WORDS,)}}
        )
        await tick_agreements(page, ())
        ticked = await page.tab.page.evaluate("document.querySelector('input').checked")
        return ticked, await page.tab.page.title()

    assert on_page(PAGE % BOXES[box], story) == (True, "")
