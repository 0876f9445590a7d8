"""Boxes that a portal wants ticked before it takes a form: ticked where the profile names them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.async_api import TimeoutError as PlaywrightTimeoutError

from ipp_bot.errors import PortalChanged
from ipp_bot.profile import folded
from ipp_bot.profile.edits import ProfileEditor

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ipp_bot.profile import FormField
    from ipp_bot.site.page import Page

__all__ = ["tick_agreements"]

_CLICKS = 5
"""How often a box is clicked where the page moves beneath the pointer."""


async def tick_agreements(page: Page, fields: Sequence[FormField]) -> None:
    """Tick what `labels.agreement.tick` of the profile names, by a real click.

    PortalChanged for another box whose words are those of an agreement (`agreement.mark`), or for
    one that does not stay ticked. Boxes of the form's own fields are left alone.
    """
    own = {folded(label) for field in fields for label in field.labels}
    shown = (await page.scripts.unticked_boxes()).words
    left: tuple[str, ...] = ()
    for words in shown:
        if folded(words) in own:
            continue
        if page.mentions(words, "agreement.tick"):
            left = await _tick(page, words)
        elif page.mentions(words, "agreement.mark"):
            raise _unknown_box_error(page, words)
    for words in left:
        if page.mentions(words, "agreement.tick"):
            raise PortalChanged(
                f"The box “{words}” does not stay ticked.",
                hint="look at the evidence, then decide by hand",
                sent=False,
            )


async def _tick(page: Page, words: str) -> tuple[str, ...]:
    """Click the box, again where the page moved beneath the pointer; the boxes not ticked then."""
    for _ in range(_CLICKS):
        await page.navigator.click({"what": "tick", "labels": [words]})
        now = await page.scripts.unticked_boxes()
        if not now.missed and words in now.words:  # the page may show it a little later
            now = await page.scripts.unticked_boxes()
        if not now.missed:
            return now.words
    raise PlaywrightTimeoutError("The page does not come to rest beneath the pointer: Timeout")


def _unknown_box_error(page: Page, words: str) -> PortalChanged:
    edits = ProfileEditor(page.portal.profile).add_label("agreement.tick", words)
    hint = "read what it binds you to"
    return PortalChanged(
        f"A box is to be ticked that the profile does not name: “{words}”.",
        hint="; ".join([hint, *(f"if you agree: {edit.describe()}" for edit in edits)]),
        sent=False,
    )
