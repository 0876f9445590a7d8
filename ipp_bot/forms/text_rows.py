"""Texts of one field with an input each, where a button adds the input for the next one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.async_api import TimeoutError as PlaywrightTimeoutError

from ipp_bot.errors import PortalChanged
from ipp_bot.profile.edits import ProfileEditor

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ipp_bot.forms.snapshot import Control
    from ipp_bot.site.page import Page

__all__ = ["require_one_input", "set_text_rows"]


def require_one_input(page: Page, control: Control) -> None:
    """PortalChanged where a button beside the input is likely to add one for each further text."""
    if not control.adders:
        return
    edits = ProfileEditor(page.portal.profile).add_label("button.add_text", control.adders[0])
    raise PortalChanged(
        f"“{control.label}” is to have several texts, and “{control.adders[0]}” stands beside its"
        " input.",
        hint="; ".join(
            ["if that adds an input for the next text", *(edit.describe() for edit in edits)]
        ),
        sent=False,
    )


async def set_text_rows(page: Page, control: Control, texts: Sequence[str]) -> None:
    """Bring the field to as many inputs as there are texts, and each to its text, in their order.

    Inputs that cannot be taken away are left empty. PortalChanged where none is added.
    """
    label = [control.label]
    count = (await page.scripts.set_text_rows(label, texts)).count
    while count < len(texts):
        count = await _click(page, control, "more_text", "button.add_text", count)
    while count > max(len(texts), 1) and await _has_remover(page, control):
        count = await _click(page, control, "less_text", "button.remove_text", count)
    await page.scripts.set_text_rows(label, texts)


async def _has_remover(page: Page, control: Control) -> bool:
    words = list(page.labels("button.remove_text"))
    target = {"what": "less_text", "labels": [control.label], "words": words}
    return (await page.scripts.aim_click(target)).ready


async def _click(page: Page, control: Control, what: str, key: str, count: int) -> int:
    """Click what adds an input, or takes the last one away; how many there are then."""
    target = {"what": what, "labels": [control.label], "words": list(page.labels(key))}
    try:
        await page.navigator.click_with_retry(target)
        seen = await page.scripts.text_rows_changed(
            [control.label], count, within=page.portal.profile.timings.action
        )
    except PlaywrightTimeoutError as error:
        raise PortalChanged(
            f"“{control.label}” has {count} inputs, and none was "
            f"{'added' if what == 'more_text' else 'taken away'}.",
            hint=f"look at the evidence; `labels.{key}` of the profile names that button",
            sent=False,
        ) from error
    return seen.count
