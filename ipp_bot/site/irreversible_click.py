"""The irreversible clicks: everything that can fail is done before, then one real click."""

from __future__ import annotations

import asyncio
import time
import uuid
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from playwright.async_api import Error

from ipp_bot.browser import DialogPolicy
from ipp_bot.browser.dom.child_frames import first_in_frames
from ipp_bot.browser.dom.client import scripts_in
from ipp_bot.browser.dom.results import Missed
from ipp_bot.errors import (
    ClickNotMade,
    FieldError,
    IppBotError,
    OutcomeUnknown,
    PageBroken,
    PortalChanged,
)
from ipp_bot.profile import folded
from ipp_bot.site.dialogs import (
    covered_button_error,
    unknown_dialog_error,
    unknown_question_error,
)
from ipp_bot.site.page_state import Overlay, PageState, page_error
from ipp_bot.site.playwright_errors import to_ipp_bot_error, translated
from ipp_bot.site.portal import PageKind

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from playwright.async_api import Frame

    from ipp_bot.browser.dom.results import Aim, ClickReceipt, PreparedClick, SeenDialog
    from ipp_bot.site.page import Page

__all__ = ["ClickOutcome", "QuietClick", "SavedDraft", "click_once", "open_question"]

_QUESTIONS = 3
"""How many questions in a row a portal may ask before it sends."""
_QUIET_TRIES = 3
"""How often a click is made that the document held back, since the page moved."""
_SHORTEST = 0.05
"""Seconds below which a click is not begun: it takes about that long."""
_TOO_LATE = "The click came after its deadline and was held back."
_PROBE = 2.0
"""Seconds for the document to tell what it felt of a click."""


@dataclass(frozen=True, slots=True)
class SavedDraft:
    """What the portal said to a saved draft."""

    number: str | None
    """The IPR number that the page shows now; None if it shows none."""
    message: str
    """The portal's notice; "" if it gave none."""


@dataclass(frozen=True, slots=True)
class ClickOutcome:
    """What the page showed after an irreversible click."""

    state: PageState
    """Its notices are those that came with the answer: older ones may still be on the page."""
    field_errors: tuple[FieldError, ...]
    """Complaints beside fields; `field` is the label that the page shows."""
    new_document: bool = False
    """Whether the portal has sent a new document."""


async def click_once(
    page: Page, labels: Sequence[str], *, within: float, number: str | None, confirm: Sequence[str]
) -> ClickOutcome:
    """One real click within so many seconds, and the page's answer to it.

    `labels` are the button's names. `number` is the IPR number that the page must show before, ""
    that it must show none, None that it does not matter. `confirm` are the words of dialogs that
    ask whether to go on, and are answered with yes.

    Raises:
        OutcomeUnknown: the click may have been made, and no answer is to be had.
        IppBotError: anything else means that nothing was sent.
    """
    return await _IrreversibleClick(page, labels, within, number, confirm).make()


class QuietClick:
    """A click that must be made once, whose answer the page object itself waits for.

    What is clicked on in the same document until the deadline belongs to it; later clicks are held
    back by the document.
    """

    def __init__(self, page: Page, *, within: float) -> None:
        self._page = page
        self._deadline = time.monotonic() + within
        self._requests_before = page.tab.requests_sent
        self._calls_before = page.tab.calls

    def require_time(self) -> None:
        """ClickNotMade once the deadline is over."""
        if self._deadline - time.monotonic() <= _SHORTEST:
            raise ClickNotMade("There was no time left to click.", sent=False)

    def questions_accepted(self) -> DialogPolicy:
        """Native questions are answered with yes, within the deadline only."""
        return DialogPolicy(accept_all=True, until=self._deadline)

    async def click(
        self,
        labels: Sequence[str],
        *,
        yes: Sequence[str] = (),
        number: str | None = None,
        kind: PageKind | None = None,
    ) -> None:
        """The real click on the one button of these labels, on a page that shows that number.

        `yes` are the names of a button that answers the question which may follow. `kind` is the
        page's, where it is another one than it was.

        Raises:
            ClickNotMade, PortalChanged, PageBroken …: nothing was clicked.
            OutcomeUnknown: it may have been.
        """
        for _ in range(_QUIET_TRIES):
            self.require_time()
            left = self._deadline - time.monotonic()
            once = _IrreversibleClick(self._page, labels, left, number, (), kind=kind)
            point = await once.prepare()
            await self._page.scripts.mark_departure(yes)
            await once.click(point)
            if await self._came_late(once):
                raise ClickNotMade(_TOO_LATE, sent=False)
            if not await self._was_held_back():
                return
        raise ClickNotMade("The page does not come to rest beneath the pointer.", sent=False)

    async def _came_late(self, once: _IrreversibleClick) -> bool:
        """Whether the document held the click back, since the deadline was over."""
        try:
            with translated("asking for a click"):
                return await once.came_late()
        except IppBotError:
            return False

    async def _was_held_back(self) -> bool:
        """Whether the document says that the click would have met something else."""
        try:
            with translated("asking for a click"):
                return await self._page.scripts.click_missed()
        except IppBotError:
            return False  # the document has gone, and the click was felt

    async def sent_nothing(self) -> bool:
        """Whether nothing has left the page since, and nothing can any more."""
        tab = self._page.tab
        if tab.calls != self._calls_before:
            return False
        try:
            with translated("taking a page off the network"):
                blocked = await tab.block_network()
        except IppBotError:
            return False
        return blocked and tab.calls == self._calls_before

    async def wait_until_answered(self) -> None:
        """Waits, in bounds, until what the click has sent is answered."""
        tab, timings = self._page.tab, self._page.portal.profile.timings
        if await tab.wait_until_sent(self._requests_before, 1, timings.action):
            with suppress(TimeoutError):
                async with asyncio.timeout(timings.navigation):
                    await tab.wait_until_answered(self._requests_before, 1)


class _IrreversibleClick:
    """One click: the document is marked with a token, so that it tells what it felt of it."""

    def __init__(
        self,
        page: Page,
        labels: Sequence[str],
        within: float,
        number: str | None,
        confirm: Sequence[str],
        *,
        kind: PageKind | None = None,
    ) -> None:
        self._page = page
        self._kind = kind or page.kind
        self._labels = list(labels)
        self._number = number
        self._confirm = confirm
        self._yes = list(page.labels("button.confirm", "button.submit"))
        """What a button that confirms is called."""
        self._asked_in: Frame | None = None
        """The frame that asks, where it is another one than that of the button."""
        self._red: Sequence[str] = ()
        """What stands in red on the page before the click."""
        self._deadline = time.monotonic() + within
        self._token = uuid.uuid4().hex
        self._requests_before = 0
        self._calls_before = 0

    async def make(self) -> ClickOutcome:
        """The click, what the portal asks then, and its answer."""
        point = await self.prepare()
        tab = self._page.tab
        for frame in self._frames_around():
            await scripts_in(frame, self._page.scripts).mark_departure(self._yes)
        self._requests_before = tab.requests_sent
        self._calls_before = tab.calls
        tab.alerts.clear()
        tab.dialog_policy = DialogPolicy(
            known=frozenset(self._confirm), until=self._deadline, since=self._requests_before
        )
        try:
            return await self._click_and_confirm(point)
        finally:
            tab.dialog_policy = DialogPolicy()

    async def _click_and_confirm(self, point: Aim | PreparedClick) -> ClickOutcome:
        await self.click(point)
        outcome = await self._wait_for_outcome()
        if outcome is None:
            raise await self._unanswered()
        questions: set[str] = set()
        while (question := open_question(outcome)) is not None:
            if question.message in questions or len(questions) == _QUESTIONS:
                raise OutcomeUnknown("The confirmed click got no answer.", sent=None)
            questions.add(question.message)
            await self._answer_yes(question)
            outcome = await self._wait_for_outcome()
            if outcome is None:
                raise OutcomeUnknown("The confirmed click got no answer.", sent=None)
        if not questions and await self._nothing_left(outcome):
            raise await self._nothing_left_error(outcome)
        return outcome

    async def _nothing_left(self, outcome: ClickOutcome | None = None) -> bool:
        """Whether the page has sent nothing at all, and can send nothing any more.

        False where the portal refuses, or where a worker might have sent something unseen.
        """
        tab, page = self._page.tab, self._page
        if tab.calls != self._calls_before:
            return False
        if outcome is not None:
            state = outcome.state
            answers = ("mark.saved", "mark.refused", "mark.duplicate")
            answered = outcome.field_errors or any(
                page.mentions(text, mark) for text in state.notices for mark in answers
            )
            if outcome.new_document or answered or state.kind is not page.kind:
                return False
        return (
            await self._sent_nothing()
            and await self._block_network()
            and tab.calls == self._calls_before
        )

    async def _nothing_left_error(self, outcome: ClickOutcome | None) -> PortalChanged:
        """The error for a click after which no request left the page, with the page's words."""
        told: list[str] = []
        if outcome is not None:
            told += [*outcome.state.notices, *(one.message for one in outcome.state.dialogs)]
        said = f" The page says: “{'; '.join(told)}”." if told else ""
        return PortalChanged(
            f"“{self._labels[0]}” sent nothing: no request left the page.{said}"
            f"{await self._unticked()}",
            hint="look at the evidence; a box to be ticked belongs under `labels.agreement.tick`",
            sent=False,
        )

    async def _unticked(self) -> str:
        """A sentence that names the boxes on the page that are not ticked; "" if there are none."""
        try:
            boxes = (await self._page.scripts.unticked_boxes()).words
        except (Error, TimeoutError):
            return ""
        return f" Not ticked: {', '.join(f'“{words}”' for words in boxes)}." if boxes else ""

    # ------------------------------------------------------------------ before the click

    async def prepare(self) -> PreparedClick:
        """Mark the document; the place to click, once all that can fail was looked at."""
        page, profile = self._page, self._page.portal.profile
        seen = await self._mark_document()
        if seen.shown.dialogs:
            # One that only informs may have come up since the page was read.
            await page.navigator.close_dialogs()
            seen = await self._mark_document()
        elif seen.covered:
            await page.navigator.close_overlay({"what": "button", "labels": self._labels})
        if not seen.ready and not seen.shown.dialogs and await self._wait_until_actionable():
            seen = await self._mark_document()
        state = PageState.of(seen.shown)
        if error := page_error(state, page.tab, (self._kind,)):
            raise _unsent(error)
        if state.dialogs:
            dialog = state.dialogs[0]
            raise unknown_dialog_error(profile, dialog.title, dialog.text, dialog.buttons)
        if self._number is not None and (state.number or "") != self._number:
            shown, wanted = state.number or "no number", self._number or "a new draft"
            raise PageBroken(f"The page shows {shown} instead of {wanted}.", sent=False)
        if error := covered_button_error(profile, self._labels[0], seen.cover):
            raise error
        if not seen.ready:
            boxes = await self._unticked() if "disabled" in seen.why else ""
            text = f"“{self._labels[0]}” was not clicked: {seen.why}.{boxes}"
            if boxes:
                hint = "a box to be ticked belongs under `labels.agreement.tick` of the profile"
                raise PortalChanged(text, hint=hint, sent=False)
            raise ClickNotMade(text, sent=False)
        self._red = seen.red
        return seen

    async def _wait_until_actionable(self) -> bool:
        """Whether the button gets free in time: it may be moving, covered or disabled."""
        seconds = min(
            self._page.portal.profile.timings.action, (self._deadline - time.monotonic()) / 2
        )
        if seconds <= _SHORTEST:
            return False
        target = {"what": "button", "labels": self._labels}
        try:
            await self._page.scripts.actionable(target, within=seconds)
        except Error:
            return False
        return True

    async def _mark_document(self) -> PreparedClick:
        """The document marked for this click, and what it shows."""
        left = self._time_left()
        try:
            return await asyncio.wait_for(
                self._page.scripts.prepare_click(
                    self._labels, yes=self._yes, token=self._token, left=left
                ),
                left,
            )
        except TimeoutError as error:
            raise ClickNotMade(
                "The page was not ready for the click in time.", sent=False
            ) from error
        except Error as error:
            raise _unsent(
                to_ipp_bot_error(error, f"preparing a click on {self._page.name}")
            ) from error

    def _time_left(self) -> float:
        """Seconds until the deadline; ClickNotMade if they are too few for a click."""
        left = self._deadline - time.monotonic()
        if left <= _SHORTEST:
            raise ClickNotMade("There was no time left to click.", sent=False)
        return left

    # ------------------------------------------------------------------ the click

    async def click(self, point: Aim | PreparedClick, frame: Frame | None = None) -> None:
        left = self._time_left()
        try:
            await asyncio.wait_for(self._page.tab.click_at(point.x, point.y, frame), left)
        except (Error, TimeoutError) as error:
            if await self._recall():
                raise ClickNotMade(
                    "The button could not be clicked in time.", sent=False
                ) from error
            raise OutcomeUnknown(f"The click broke off: {_first_line(error)}") from error
        except Exception as error:
            raise OutcomeUnknown(f"The click broke off: {_first_line(error)}") from error

    async def _recall(self) -> bool:
        """Whether the document felt nothing of the click so far, and blocks it from now on."""
        seen = await self._probe(self._page.scripts.cancel_click)
        return seen is not None and seen.same and not seen.hit

    async def _probe(self, script: Callable[[str], Awaitable[ClickReceipt]]) -> ClickReceipt | None:
        """What the marked document tells of the click; None if it does not answer."""
        try:
            return await asyncio.wait_for(script(self._token), _PROBE)
        except (Error, TimeoutError):
            return None

    async def came_late(self) -> bool:
        """Whether the marked document has held the click back, since the deadline was over."""
        seen = await self._probe(self._page.scripts.click_received)
        return seen is not None and seen.same and seen.late

    async def _unanswered(self) -> IppBotError:
        """A click that came after the deadline was blocked by the document: nothing was sent."""
        if await self.came_late():
            return ClickNotMade(_TOO_LATE, sent=False)
        if await self._nothing_left():
            return await self._nothing_left_error(None)
        return OutcomeUnknown("The click got no answer.", sent=None)

    # ------------------------------------------------------------------ the answer

    def _frames_around(self) -> list[Frame]:
        """The portal's other frames, one of which may ask a question in the button's place."""
        tab, portal = self._page.tab, self._page.portal
        if not tab.in_frame or self._asked_in is not None:
            return []
        return [frame for frame in tab.other_frames() if portal.has_pages_at(frame.url)]

    async def _asked_around(self) -> Overlay:
        """The question that another frame asks; never ends if none does."""
        around = self._frames_around()
        seconds = self._page.portal.profile.timings.navigation

        async def look(frame: Frame) -> SeenDialog:
            if frame not in around:
                raise Error("not a frame that was looked at before the click")
            scripts = scripts_in(frame, self._page.scripts)
            return await scripts.question_asked(self._yes, within=seconds)

        self._asked_in, seen = await first_in_frames(self._page.tab, look)
        return Overlay(seen.title, seen.text, seen.buttons)

    async def _wait_for_outcome(self) -> ClickOutcome | None:
        """The first change of the page that answers; None if none came in time."""
        page, tab, timings = self._page, self._page.tab, self._page.portal.profile.timings
        answer = asyncio.ensure_future(
            page.scripts.click_answered(
                self._token,
                yes=self._yes,
                red=self._red,
                refused=page.labels("mark.refused"),
                saved=page.labels("mark.saved"),
                within=timings.navigation,
            )
        )
        native_dialog = asyncio.ensure_future(tab.dialog_appeared.wait())
        told = asyncio.ensure_future(tab.alerts.told.wait())
        waiting: set[asyncio.Future[Any]] = {answer, native_dialog, told}
        around = asyncio.ensure_future(self._asked_around()) if self._frames_around() else None
        if around is not None:
            waiting.add(around)
        try:
            await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
            if not answer.done() and (early := await self._outcome_elsewhere(answer, around)):
                return early
            sent_nothing = not answer.done() and await self._sent_nothing()
            # What the page sent for all that, being cut off, has not left the machine.
            sent_nothing = sent_nothing or (tab.network_blocked and self._all_blocked())
            unseen = sent_nothing and await tab.may_send_unseen()
            seen = None if sent_nothing else await answer
        except Error as error:
            if "Timeout" in str(error):
                return None
            raise OutcomeUnknown(f"The click got no answer: {_first_line(error)}") from error
        except Exception as error:
            raise OutcomeUnknown(f"The click got no answer: {_first_line(error)}") from error
        finally:
            for task in waiting:
                task.cancel()
            await asyncio.gather(*waiting, return_exceptions=True)
        if unseen:
            asked = tab.unexpected_dialogs[-1].text
            raise OutcomeUnknown(f"The portal asked “{asked}”; a worker may have sent something.")
        if seen is None:
            raise unknown_question_error(page.portal.profile, tab.unexpected_dialogs[-1].text)
        if isinstance(seen, Missed):
            raise ClickNotMade("The page moved beneath the click, which was held back.", sent=False)
        errors = tuple(FieldError(each.label, each.error) for each in seen.mistakes)
        state = self._with_alerts(PageState.of(seen.shown))
        return ClickOutcome(state, errors, new_document=not seen.same)

    def _with_alerts(self, state: PageState) -> PageState:
        """The state with what native alerts have told since the click."""
        return replace(state, notices=(*self._page.tab.alerts.messages, *state.notices))

    async def _outcome_elsewhere(
        self, answer: asyncio.Future[Any], around: asyncio.Future[Overlay] | None
    ) -> ClickOutcome | None:
        """What another frame asks, or a native alert tells, while the document has not changed."""
        tab, scripts = self._page.tab, self._page.scripts
        if around is not None and around.done():
            state = PageState.of(await scripts.page_state())
            return ClickOutcome(replace(state, dialogs=(around.result(),)), ())
        # A native dialog came up and was closed: mostly nothing follows any more.
        await asyncio.wait({answer}, timeout=self._page.portal.profile.timings.action)
        if answer.done() or not tab.alerts.messages or tab.unexpected_dialogs:
            return None
        state = PageState.of(await scripts.page_state())
        return ClickOutcome(self._with_alerts(replace(state, notices=())), ())

    async def _sent_nothing(self) -> bool:
        """Whether the same document is shown and has sent no request since the click."""
        seen = await self._probe(self._page.scripts.click_received)
        return (
            seen is not None and seen.same and self._page.tab.requests_sent == self._requests_before
        )

    def _all_blocked(self) -> bool:
        """Whether every request since the click was stopped in the browser."""
        tab = self._page.tab
        return tab.requests_sent - self._requests_before == tab.blocked_requests

    # ------------------------------------------------------------------ the portal's questions

    async def _answer_yes(self, question: Overlay) -> None:
        """Click on in a dialog that the profile knows; nothing was sent so far, or nobody knows."""
        if not await self._sent_nothing():
            raise OutcomeUnknown(f"After the click the portal asks: “{question.message}”.")
        try:
            await self._click_yes(question)
        except OutcomeUnknown:
            raise
        except (Error, TimeoutError, IppBotError) as error:
            if await self._block_network():
                raise
            raise OutcomeUnknown(
                f"The portal asked “{question.message}”, and may have been sent something since."
            ) from error

    async def _block_network(self) -> bool:
        """Whether the page has sent nothing, and can send nothing any more.

        Behind a dialog it might do so by itself.
        """
        try:
            blocked = await self._page.tab.block_network()
        except Error:
            return False
        return blocked and self._all_blocked()

    async def _click_yes(self, question: Overlay) -> None:
        page, asked = self._page, folded(f"{question.title} {question.text}")
        if not any(folded(words) in asked for words in self._confirm):
            raise unknown_question_error(page.portal.profile, question.message)
        left = max(self._deadline - time.monotonic(), 0)
        # The document is marked afresh: the open dialog is no answer any more.
        await page.scripts.reset_click_baseline(token=self._token, left=left)
        target = {"what": "yes", "labels": self._yes}
        left = max(self._deadline - time.monotonic(), _SHORTEST)
        asking = page.scripts
        if self._asked_in is not None:
            asking = scripts_in(self._asked_in, page.scripts)
        try:
            point = await asking.actionable(target, within=left, goes_on=True)
        except Error as error:
            raise ClickNotMade(
                "The dialog's button did not get free in time.", sent=False
            ) from error
        await self.click(point, self._asked_in)


def open_question(outcome: ClickOutcome) -> Overlay | None:
    """The dialog that asks something, unless the page has moved on beneath it."""
    if outcome.state.kind in (PageKind.CONFIRMATION, PageKind.SIGN_IN):
        return None
    return next((dialog for dialog in outcome.state.dialogs if len(dialog.buttons) > 1), None)


def _unsent(error: IppBotError) -> IppBotError:
    error.sent = False
    return error


def _first_line(error: BaseException) -> str:
    return next((line.strip() for line in str(error).splitlines() if line.strip()), "no reason")
