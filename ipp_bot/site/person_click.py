"""The irreversible click of a person in the window: awaited, guarded, and its answer read."""

from __future__ import annotations

import asyncio
import contextlib
import time
import uuid
from typing import TYPE_CHECKING, Any

from playwright.async_api import Error
from playwright.async_api import TimeoutError as PlaywrightTimeoutError

from ipp_bot.browser import DialogPolicy
from ipp_bot.browser.dom.client import left_document
from ipp_bot.browser.dom.results import Missed
from ipp_bot.errors import FieldError, IppBotError, NeedsPerson, OutcomeUnknown
from ipp_bot.site.irreversible_click import ClickOutcome, open_question
from ipp_bot.site.page_state import PageState
from ipp_bot.site.portal import PageKind

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from ipp_bot.browser.dom.client import StepLabels
    from ipp_bot.browser.dom.results import FormAtClick
    from ipp_bot.site.page import Page

__all__ = ["await_person_click"]

_LONGER = 60.0
"""Seconds by which what is waited for within may last longer than the whole: that ends it."""
_BEFORE_CLICK = 0.5
"""Seconds by which a request must be older than the click to be none of it."""
_SAME_NEWS = 2.0
"""Seconds for the click to be told whose confirmation is there already."""


async def await_person_click(
    page: Page,
    labels: Sequence[str],
    *,
    within: float,
    confirm: Sequence[str],
    steps: StepLabels,
    on_click: Callable[[FormAtClick], Awaitable[None]],
) -> ClickOutcome:
    """What follows when a person clicks the button of that name within so many seconds.

    The person may do anything else meanwhile: change fields, save, leave the form and come back,
    answer what the portal asks. `on_click` is given what the form shows at each such click, and
    what a step of it shows, by the labels of its `steps`, before another click may leave it; it is
    awaited before this ends. `confirm` are the words of the browser's own questions that are
    answered with yes, since they follow the person's click.

    Raises:
        OutcomeUnknown: the window was closed, or something else came between; it may have been
            sent.
        NeedsPerson: nobody clicked, and nothing was sent.
    """
    return await _PersonClick(page, labels, within, confirm, steps, on_click).outcome()


class _PersonClick:
    """One wait for a person."""

    def __init__(
        self,
        page: Page,
        labels: Sequence[str],
        within: float,
        confirm: Sequence[str],
        steps: StepLabels,
        on_click: Callable[[FormAtClick], Awaitable[None]],
    ) -> None:
        self._page = page
        self._labels = list(labels)
        self._within = within
        self._confirm = confirm
        self._steps = steps
        self._on_click = on_click
        self._yes = list(page.labels("button.confirm", "button.submit"))
        self._deadline = time.monotonic() + within
        self._token = uuid.uuid4().hex
        self._requests_before = page.tab.requests_sent
        self._requests_idle = page.tab.requests_sent
        """The requests of before the click, as far as they are told apart."""
        self._clicked = asyncio.Event()
        """Set by the first click."""
        self._noting: asyncio.Future[None] | None = None
        """What is written down of the last click."""

    @property
    def _left(self) -> float:
        return max(self._deadline - time.monotonic(), 0.0)

    async def outcome(self) -> ClickOutcome:
        """What followed the click."""
        tab = self._page.tab
        tab.alerts.clear()
        tab.expects_document = True  # what the person opens stays open
        tab.dialog_policy = DialogPolicy(
            known=frozenset(self._confirm), until=self._deadline, to_person=True
        )
        try:
            async with asyncio.timeout(self._left):
                return await self._confirmed_or_answered()
        except TimeoutError:
            raise await self._nobody_clicked() from None
        except OutcomeUnknown:
            raise
        except Exception as error:
            raise OutcomeUnknown(f"The window was closed or left: {_first_line(error)}") from error
        finally:
            tab.dialog_policy = DialogPolicy()
            tab.expects_document = False
            if self._noting is not None:
                await asyncio.shield(self._noting)

    async def _confirmed_or_answered(self) -> ClickOutcome:
        """The confirmation, whoever brought it up, or the answer to a click."""
        confirmed = asyncio.ensure_future(self._page_of(PageKind.CONFIRMATION))
        answered = asyncio.ensure_future(self._answered_click())
        following = asyncio.ensure_future(self._follow_requests())
        try:
            await asyncio.wait({confirmed, answered}, return_when=asyncio.FIRST_COMPLETED)
            if not answered.done():
                state = confirmed.result()
                await asyncio.wait({answered}, timeout=_SAME_NEWS)
                if not answered.done() or answered.exception() is not None:
                    return ClickOutcome(state, (), new_document=True)
            return answered.result()
        finally:
            await _cancel(confirmed, answered, following)

    async def _follow_requests(self) -> None:
        """What was sent a while before the click, as a saved draft is, is no part of it."""
        while True:
            await self._page.tab.wait_until_sent(self._requests_idle, 1, self._left + _LONGER)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._clicked.wait(), _BEFORE_CLICK)
            if self._clicked.is_set():
                return  # from now on whatever is sent may be the submission
            self._requests_idle = self._page.tab.requests_sent

    async def _page_of(self, kind: PageKind) -> PageState:
        """The page of that kind, as soon as it is shown."""
        seen = await self._page.scripts.page_arrived([kind], [], within=self._left + _LONGER)
        if isinstance(seen, Missed):
            raise OutcomeUnknown(f"The page {kind} was missed.")
        return PageState.of(seen)

    async def _answered_click(self) -> ClickOutcome:
        """The answer to the last click that sent something, or was refused by the portal."""
        clicking, answering = self._arm(), None
        try:
            while True:
                waiting: set[asyncio.Future[Any]] = {clicking, *filter(None, [answering])}
                await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
                left = clicking.done() and _has_left(clicking)
                if answering is not None and (answering.done() or left):
                    # A document that is left may be the answer.
                    if (outcome := await answering) is not None:
                        return outcome
                    answering = None
                if left:
                    await self._page_of(PageKind.DETAILS)
                    clicking = self._arm()
                elif clicking.done() and not clicking.result().sends:
                    await self._on_click(clicking.result())
                    clicking = self._arm()
                elif clicking.done():
                    if answering is not None:
                        await _cancel(answering)
                    self._clicked.set()
                    await self._note(clicking.result())
                    answering = asyncio.ensure_future(self._answer())
                    clicking = self._arm()
        finally:
            await _cancel(clicking, *filter(None, [answering]))

    def _arm(self) -> asyncio.Future[FormAtClick]:
        """The form at the next click, while its document is there."""
        return asyncio.ensure_future(
            self._page.scripts.person_clicked(
                self._labels,
                yes=self._yes,
                token=self._token,
                marks=self._page.portal.upload_marks,
                steps=self._steps,
                within=self._left,
            )
        )

    async def _note(self, seen: FormAtClick) -> None:
        self._noting = asyncio.ensure_future(self._on_click(seen))
        await asyncio.shield(self._noting)

    async def _answer(self) -> ClickOutcome | None:
        """The answer to the click; None if it has sent nothing, and the person goes on."""
        page, tab, before = self._page, self._page.tab, self._requests_idle
        patience = page.portal.profile.timings.navigation
        holding = asyncio.ensure_future(self._hold_once_sent(before))
        try:
            while True:
                try:
                    seen = await page.scripts.click_answered(
                        self._token,
                        yes=self._yes,
                        red=(),
                        refused=page.labels("mark.refused"),
                        saved=page.labels("mark.saved"),
                        within=patience,
                    )
                except PlaywrightTimeoutError:
                    if tab.requests_sent == before:
                        return None
                    raise OutcomeUnknown("The person's click got no answer.") from None
                if isinstance(seen, Missed):
                    return None
                errors = tuple(FieldError(each.label, each.error) for each in seen.mistakes)
                state = PageState.of(seen.shown)
                outcome = ClickOutcome(state, errors, new_document=not seen.same)
                if open_question(outcome) is not None:
                    # The person answers it, sooner or later.
                    patience = self._left + _LONGER
                    await page.scripts.reset_click_baseline(token=self._token, left=self._left)
                    continue
                stays = seen.same and state.kind is page.kind
                return None if stays and tab.requests_sent == before else outcome
        finally:
            await _cancel(holding)

    async def _hold_once_sent(self, before: int) -> None:
        """Once the portal was sent something, the button sends nothing more."""
        with contextlib.suppress(Error, TimeoutError):
            if await self._page.tab.wait_until_sent(before, 1, self._left):
                await self._page.scripts.hold_person_clicks(over=False)

    async def _nobody_clicked(self) -> IppBotError:
        """The error for a time that is over; nothing can be sent from the page any more."""
        tab = self._page.tab
        clicked = self._noting is not None
        with contextlib.suppress(Error, TimeoutError):
            await self._page.scripts.hold_person_clicks(over=True)
            if (
                await tab.block_network()
                and not clicked
                and tab.requests_sent == self._requests_before
            ):
                return NeedsPerson(
                    f"Nobody clicked “{self._labels[0]}” within {self._within:.0f} s.",
                    hint="look at the draft, then ipp-bot submit --attended",
                    sent=False,
                )
        return OutcomeUnknown(f"“{self._labels[0]}” got no answer within {self._within:.0f} s.")


def _has_left(clicking: asyncio.Future[FormAtClick]) -> bool:
    """Whether the document was left for another one; Playwright's Error if the page is gone."""
    error = clicking.exception()
    if error is None:
        return False
    if isinstance(error, Error) and left_document(error):
        return True
    raise error


async def _cancel(*tasks: asyncio.Future[Any]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


def _first_line(error: BaseException) -> str:
    return next((line.strip() for line in str(error).splitlines() if line.strip()), "no reason")
