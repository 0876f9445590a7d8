"""Taking away a file that a slot lists, and the question that a portal may ask first."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from ipp_bot.browser import DialogPolicy
from ipp_bot.forms.snapshot import FormSnapshot
from ipp_bot.profile import folded
from ipp_bot.site.dialogs import dialog_message, unknown_question_error

if TYPE_CHECKING:
    from ipp_bot.browser.dom.results import SeenDialog
    from ipp_bot.forms.attachments import Attachment
    from ipp_bot.forms.snapshot import Control
    from ipp_bot.site.page import Page

__all__ = ["remove_file"]

_WORDS = "dialog.remove_file"


async def remove_file(page: Page, control: Control, file: Attachment) -> FormSnapshot:
    """Take the file away; what the form shows then.

    PortalChanged where the portal asks something that the profile does not know. A native question
    of that kind has been answered with no.
    """
    slot, yes = [control.label], list(page.labels("button.confirm"))
    cross = {"name": file.name, "words": page.labels("button.remove_file")}
    # Some show what takes a file away only beneath the pointer.
    await page.navigator.hover({"what": "listed", "labels": slot, "name": file.name})
    await page.scripts.mark_departure(yes)
    page.tab.dialog_policy = DialogPolicy(known=frozenset(page.labels(_WORDS)))
    try:
        await page.navigator.click({"what": "remove", "labels": slot, **cross})
        return await _wait_until_gone(page, control, yes)
    finally:
        page.tab.dialog_policy = DialogPolicy()


async def _wait_until_gone(page: Page, control: Control, yes: list[str]) -> FormSnapshot:
    """Wait until the slot lists fewer files; a question that the profile knows is answered yes."""
    seconds = page.portal.profile.timings.action
    gone = asyncio.ensure_future(
        page.scripts.file_removed(
            [control.label], len(control.files), page.portal.upload_marks, within=seconds
        )
    )
    asked = asyncio.ensure_future(page.scripts.question_asked(yes, in_page=True, within=seconds))
    native = asyncio.ensure_future(page.tab.dialog_appeared.wait())
    try:
        await asyncio.wait({gone, asked, native}, return_when=asyncio.FIRST_COMPLETED)
        if not gone.done() and native.done():
            words = page.tab.unexpected_dialogs[-1].text
            raise unknown_question_error(page.portal.profile, words, _WORDS)
        if not gone.done() and asked.exception() is None:
            await _answer_yes(page, asked.result(), yes)
        return FormSnapshot.of(await gone)
    finally:
        for task in (gone, asked, native):
            task.cancel()
        await asyncio.gather(gone, asked, native, return_exceptions=True)


async def _answer_yes(page: Page, question: SeenDialog, yes: list[str]) -> None:
    asked = folded(f"{question.title} {question.text}")
    if not any(folded(words) in asked for words in page.labels(_WORDS)):
        words = dialog_message(question.title, question.text, question.buttons)
        raise unknown_question_error(page.portal.profile, words, _WORDS)
    await page.navigator.click({"what": "answer", "labels": yes})
