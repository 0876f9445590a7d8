"""The irreversible presses: everything that can fail is done before, then one real click."""

from __future__ import annotations

import asyncio
import time
import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from playwright.async_api import Error

from ipp_bot.browser import DialogPolicy
from ipp_bot.errors import (
    FieldError,
    IppBotError,
    OutcomeUnknown,
    PageBroken,
    PressNotMade,
)
from ipp_bot.profile import folded
from ipp_bot.site.dialogs import covered, unknown_dialog, unknown_question
from ipp_bot.site.page_state import Overlay, PageState, fault_of
from ipp_bot.site.playwright_errors import spoken
from ipp_bot.site.portal import PageKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ipp_bot.site.page import Page

__all__ = ["ClickOutcome", "SavedDraft", "press"]

_QUESTIONS = 3
"""How many questions in a row a portal may ask before it sends."""
_SHORTEST = 0.05
"""Seconds below which a click is not begun: it takes about that long."""


@dataclass(frozen=True, slots=True)
class SavedDraft:
    """What the portal said to a saved draft."""

    number: str | None
    message: str


@dataclass(frozen=True, slots=True)
class ClickOutcome:
    """What the page showed after a press."""

    sight: PageState
    """Its notices are those that came with the answer: older ones may still be on the page."""
    mistakes: tuple[FieldError, ...]
    """Complaints beside fields; `field` is the label that the page shows."""
    afresh: bool = False
    """Whether the portal has sent a new document."""


async def press(
    page: Page, labels: Sequence[str], *, within: float, number: str | None, confirm: Sequence[str]
) -> ClickOutcome:
    """One real click within so many seconds, and the page's answer to it.

    Raises OutcomeUnknown if the click may have been made and no answer is to be had; any other
    error means that nothing was sent. `number` is the IPR number that the page must show before, ""
    that it must show none, None that it does not matter. `confirm` are the words of dialogs that
    ask whether to go on.
    """
    deadline = time.monotonic() + within
    token = uuid.uuid4().hex
    at = await _prepare(page, labels, token, number, deadline)
    sent = page.tab.requests_sent
    page.tab.dialog_policy = DialogPolicy(known=frozenset(confirm), until=deadline, since=sent)
    try:
        return await _pressed(page, at, token, deadline, sent, confirm)
    finally:
        page.tab.dialog_policy = DialogPolicy()


async def _pressed(
    page: Page, at: dict[str, Any], token: str, deadline: float, sent: int, confirm: Sequence[str]
) -> ClickOutcome:
    """The click itself, what the portal asks then, and its answer."""
    await _click(page, at, token, deadline)
    answer = await _answer(page, token, sent)
    if answer is None:
        raise await _unanswered(page, token)
    met: set[str] = set()
    while (asked := _question(answer)) is not None:
        if asked.words in met or len(met) == _QUESTIONS:
            raise OutcomeUnknown("The confirmed press got no answer.", sent=None)
        met.add(asked.words)
        await _confirm(page, asked, confirm, token, deadline, sent)
        answer = await _answer(page, token, sent)
        if answer is None:
            raise OutcomeUnknown("The confirmed press got no answer.", sent=None)
    return answer


async def _unanswered(page: Page, token: str) -> IppBotError:
    """A click that came after the deadline was held back by the document: nothing was sent."""
    try:
        state = await asyncio.wait_for(page.ask("pressed", token=token), 2)
    except (Error, TimeoutError):
        state = {}
    if state.get("same") and state.get("late"):
        return PressNotMade("The click came after its deadline and was held back.", sent=False)
    return OutcomeUnknown("The press got no answer.", sent=None)


async def _prepare(
    page: Page, labels: Sequence[str], token: str, number: str | None, deadline: float
) -> dict[str, Any]:
    """The marked document with the place to click; everything that can fail is looked at."""
    state = await _marked(page, labels, token, deadline)
    if state["sight"]["dialogs"]:
        # One that only informs may have come up since the page was read.
        await page.walk.dismiss()
        state = await _marked(page, labels, token, deadline)
    elif state.get("covered"):
        await page.walk.close_overlay({"what": "button", "labels": list(labels)})
    if (
        not state["ready"]
        and not state["sight"]["dialogs"]
        and await _settled(page, labels, deadline)
    ):
        state = await _marked(page, labels, token, deadline)
    sight = PageState.of(state["sight"])
    if fault := fault_of(sight, page.tab, (page.kind,)):
        raise _unsent(fault)
    if sight.dialogs:
        dialog = sight.dialogs[0]
        raise unknown_dialog(page.portal.profile, dialog.title, dialog.text, dialog.buttons)
    if number is not None and (sight.number or "") != number:
        raise PageBroken(
            f"The page shows {sight.number or 'no number'} instead of {number or 'a new draft'}.",
            sent=False,
        )
    if fault := covered(page.portal.profile, labels[0], state.get("cover")):
        raise fault
    if not state["ready"]:
        raise PressNotMade(f"“{labels[0]}” was not pressed: {state['why']}.", sent=False)
    return state


async def _settled(page: Page, labels: Sequence[str], deadline: float) -> bool:
    """Whether the button gets free in time: it may be moving, covered or disabled for a moment."""
    seconds = min(page.portal.profile.timings.action, (deadline - time.monotonic()) / 2)
    if seconds <= _SHORTEST:
        return False
    try:
        await page.walk.wait("poised", seconds, spec={"what": "button", "labels": list(labels)})
    except Error:
        return False
    return True


async def _marked(page: Page, labels: Sequence[str], token: str, deadline: float) -> dict[str, Any]:
    """The document marked for this press, and what it shows."""
    left = deadline - time.monotonic()
    if left <= _SHORTEST:
        raise PressNotMade("There was no time left to press.", sent=False)
    try:
        return await asyncio.wait_for(
            page.ask("prepare", buttons=list(labels), token=token, left=left * 1000), left
        )
    except TimeoutError as error:
        raise PressNotMade("The page was not ready to press in time.", sent=False) from error
    except Error as error:
        raise _unsent(spoken(error, f"preparing a press on {page.doing}")) from error


async def _click(page: Page, at: dict[str, Any], token: str, deadline: float) -> None:
    left = deadline - time.monotonic()
    if left <= _SHORTEST:
        raise PressNotMade("There was no time left to press.", sent=False)
    try:
        await asyncio.wait_for(page.tab.click_at(at["x"], at["y"]), left)
    except (Error, TimeoutError) as error:
        if await _recalled(page, token):
            raise PressNotMade("The button could not be pressed in time.", sent=False) from error
        raise OutcomeUnknown(f"The press broke off: {_first(error)}") from error
    except Exception as error:
        raise OutcomeUnknown(f"The press broke off: {_first(error)}") from error


async def _recalled(page: Page, token: str) -> bool:
    """Whether the document felt nothing of the click so far, and lets none of it through later."""
    try:
        state = await asyncio.wait_for(page.ask("recall", token=token), 2)
    except (Error, TimeoutError):
        return False
    return bool(state["same"]) and not state["hit"]


async def _answer(page: Page, token: str, sent: int) -> ClickOutcome | None:
    """The first change that answers; None if none came in time."""
    timings = page.portal.profile.timings
    words = {key: list(page.labels(f"mark.{key}")) for key in ("refused", "saved")}
    watching = asyncio.ensure_future(
        page.walk.wait("answered", timings.navigation, token=token, **words)
    )
    alarm = asyncio.ensure_future(page.tab.dialog_appeared.wait())
    try:
        await asyncio.wait({watching, alarm}, return_when=asyncio.FIRST_COMPLETED)
        if not watching.done():
            # A native dialog came up and was dismissed: mostly nothing follows any more.
            await asyncio.wait({watching}, timeout=timings.action)
        quiet = not watching.done() and await _nothing_sent(page, token, sent)
        # What the page sent for all that, being cut off, has not left the machine.
        quiet = quiet or (
            page.tab.network_blocked and page.tab.requests_sent - sent == page.tab.blocked_requests
        )
        seen = {} if quiet else await watching
    except Error as error:
        if "Timeout" in str(error):
            return None
        raise OutcomeUnknown(f"The press got no answer: {_first(error)}") from error
    except Exception as error:
        raise OutcomeUnknown(f"The press got no answer: {_first(error)}") from error
    finally:
        alarm.cancel()
        watching.cancel()
        await asyncio.gather(watching, alarm, return_exceptions=True)
    if quiet:
        raise unknown_question(page.portal.profile, page.tab.unexpected_dialogs[-1].text)
    if "missed" in seen:
        raise PressNotMade("The page moved beneath the click, which was held back.", sent=False)
    mistakes = tuple(FieldError(m["label"], m["error"]) for m in seen["mistakes"])
    return ClickOutcome(PageState.of(seen["sight"]), mistakes, afresh=not seen["same"])


async def _nothing_sent(page: Page, token: str, sent: int) -> bool:
    try:
        state = await asyncio.wait_for(page.ask("pressed", token=token), 2)
    except (Error, TimeoutError):
        return False
    return bool(state["same"]) and page.tab.requests_sent == sent


def _question(answer: ClickOutcome) -> Overlay | None:
    """The dialog that asks something, unless the page has moved on beneath it."""
    if answer.sight.kind in (PageKind.CONFIRMATION, PageKind.SIGN_IN):
        return None
    return next((dialog for dialog in answer.sight.dialogs if len(dialog.buttons) > 1), None)


async def _confirm(
    page: Page,
    asked: Overlay,
    confirm: Sequence[str],
    token: str,
    deadline: float,
    sent: int,
) -> None:
    """Press on in a dialog that the profile knows; nothing was sent so far, or nobody knows."""
    if not await _nothing_sent(page, token, sent):
        raise OutcomeUnknown(f"After the press the portal asks: “{asked.words}”.")
    try:
        await _agree(page, asked, confirm, token, deadline)
    except OutcomeUnknown:
        raise
    except (Error, TimeoutError, IppBotError) as error:
        if await _kept_in(page, sent):
            raise
        words = f"The portal asked “{asked.words}”, and may have been sent something since."
        raise OutcomeUnknown(words) from error


async def _kept_in(page: Page, sent: int) -> bool:
    """Whether the page has sent nothing: behind a dialog it may do so by itself, but for this."""
    try:
        shut = await page.tab.block_network()
    except Error:
        return False
    return shut and page.tab.requests_sent - sent == page.tab.blocked_requests


async def _agree(
    page: Page, asked: Overlay, confirm: Sequence[str], token: str, deadline: float
) -> None:
    known = any(folded(words) in folded(f"{asked.title} {asked.text}") for words in confirm)
    if not known:
        raise unknown_question(page.portal.profile, asked.words)
    # The document is marked afresh: the open dialog is no answer any more.
    await page.ask("remark", token=token, left=max(deadline - time.monotonic(), 0) * 1000)
    spec = {
        "what": "button",
        "labels": list(page.labels("button.confirm", "button.submit")),
        "dialog": True,
    }
    left = max(deadline - time.monotonic(), _SHORTEST)
    try:
        at = await page.walk.wait("poised", left, spec=spec, goes_on=True)
    except Error as error:
        raise PressNotMade("The dialog's button did not get free in time.", sent=False) from error
    await _click(page, at, token, deadline)


def _unsent(error: IppBotError) -> IppBotError:
    error.sent = False
    return error


def _first(error: BaseException) -> str:
    return next((line.strip() for line in str(error).splitlines() if line.strip()), "no reason")
