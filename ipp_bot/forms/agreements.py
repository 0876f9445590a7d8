"""Boxes that a portal wants ticked before it takes a form: ticked where the profile names them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipp_bot.errors import PortalChanged
from ipp_bot.profile import folded
from ipp_bot.profile.edits import ProfileEditor

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ipp_bot.profile import FormField
    from ipp_bot.site.page import Page

__all__ = ["tick_agreements"]


async def tick_agreements(page: Page, fields: Sequence[FormField]) -> None:
    """Tick what `labels.agreement.tick` of the profile names, by a real click.

    PortalChanged for another box whose words are those of an agreement (`agreement.mark`), or for
    one that does not stay ticked. Boxes of the form's own fields are left alone.
    """
    own = {folded(label) for field in fields for label in field.labels}
    boxes = [words for words in await page.scripts.unticked_boxes() if folded(words) not in own]
    for words in boxes:
        if page.mentions(words, "agreement.tick"):
            await page.click_with_retry("tick", (words,))
        elif page.mentions(words, "agreement.mark"):
            raise _unknown_box_error(page, words)
    if any(page.mentions(words, "agreement.tick") for words in boxes):
        for words in await page.scripts.unticked_boxes():
            if page.mentions(words, "agreement.tick"):
                raise PortalChanged(f"The box “{words}” does not stay ticked.", sent=False)


def _unknown_box_error(page: Page, words: str) -> PortalChanged:
    edits = ProfileEditor(page.portal.profile).add_label("agreement.tick", words)
    hint = "read what it binds you to"
    return PortalChanged(
        f"A box is to be ticked that the profile does not name: “{words}”.",
        hint="; ".join([hint, *(f"if you agree: {edit.describe()}" for edit in edits)]),
        sent=False,
    )
