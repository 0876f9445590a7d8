"""The steps of a wizard: forward with Next, back with Back, and which of them is shown."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from playwright.async_api import TimeoutError as PlaywrightTimeoutError

from ipp_bot.browser.dom.client import StepLabels
from ipp_bot.browser.dom.results import Missed
from ipp_bot.errors import FieldError, PageBroken, PortalChanged
from ipp_bot.forms.diff import button_changes, form_changed_error, unrecognised_buttons
from ipp_bot.forms.snapshot import FormSnapshot, take_snapshot
from ipp_bot.profile import folded
from ipp_bot.site.page_state import PageState, page_error
from ipp_bot.site.portal import PageKind

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ipp_bot.browser.dom.results import StepChange, WizardStep
    from ipp_bot.profile.form_change import FormChanged
    from ipp_bot.site.page import Page

__all__ = [
    "WizardSteps",
    "click_to_step",
    "mark_repeated_labels",
    "merge_steps",
    "missing_button_error",
]

_CLICKS = 5
"""How often a button that moved beneath the pointer is clicked again."""


async def click_to_step(page: Page, button: str, **sign: object) -> tuple[PageState, StepChange]:
    """Click Next or Back and wait for the step that follows, in this document or a new one.

    `button` is the profile's key of the button. `sign` is what the step that follows shows:
    `fields` by their labels, or another one of the `steps` than `before`. Returned are the page's
    state and what the script saw: `at`, the step's position or -1, and `mistakes`, the complaints.
    FormChanged if the page has no such button, PageBroken if it leads nowhere.
    """
    await page.scripts.mark_step()
    await _click(page, button)
    seconds = page.portal.profile.timings.navigation
    name = page.labels(button)[0]
    for _ in range(_CLICKS):
        try:
            seen = await page.scripts.step_changed(sign, within=seconds)
        except PlaywrightTimeoutError as error:
            raise await _unknown_step_error(page, button, sign) from error
        if not isinstance(seen, Missed):
            break
        await _click(page, button)
    else:
        raise PageBroken(f"“{name}” does not keep still.")
    state = PageState.of(seen.shown)
    if seen.again and not seen.mistakes:
        raise PageBroken(f"Clicking “{name}” led to the same page: {state.describe()}.")
    if seen.at < 0 and not seen.mistakes:
        kinds = (PageKind.DETAILS, PageKind.IPR_SUBMISSION)
        if trouble := page_error(state, page.tab, kinds):
            raise trouble
        if state.dialogs:
            await page.navigator.close_dialogs()
        raise PageBroken(f"Clicking “{name}” led nowhere: {state.describe()}.")
    return state, seen


async def _unknown_step_error(
    page: Page, button: str, sign: Mapping[str, Any]
) -> PageBroken | PortalChanged:
    """Why clicking a button led to no step that the profile names."""
    state, name = PageState.of(await page.scripts.page_state()), page.labels(button)[0]
    if "steps" in sign and state.headings and await _shows_no_step(page, sign):
        known = ", ".join(f"“{labels[0]}”" for labels in sign["steps"])
        return PortalChanged(
            f"Clicking “{name}” led to the page “{state.headings[-1]}”, which is none of {known}.",
            hint="add its heading to `steps.details` of the profile",
            sent=False,
        )
    return PageBroken(f"Clicking “{name}” led nowhere: {state.describe()}.")


async def _shows_no_step(page: Page, sign: Mapping[str, Any]) -> bool:
    labels = StepLabels(steps=sign["steps"], ends=sign["ends"], next=sign["next"])
    return (await page.scripts.wizard_step(labels)).at < 0


async def _click(page: Page, button: str) -> None:
    try:
        await page.navigator.click_button(page.labels(button))
    except PlaywrightTimeoutError as error:
        raise await missing_button_error(page, button) or error from None


async def missing_button_error(page: Page, button: str) -> FormChanged | None:
    """The error for a page without that button, with what may be called so now; None if it is."""
    profile, wanted = page.portal.profile, {button: page.labels(button)}
    snapshot = await take_snapshot(page)
    changes = button_changes(unrecognised_buttons(profile, snapshot.buttons, wanted), wanted)
    return form_changed_error(profile, changes) if changes else None


def merge_steps(steps: Sequence[FormSnapshot]) -> FormSnapshot:
    """All steps of a form as if they were one page; the buttons are those of the last."""
    controls = tuple(control for step in steps for control in step.controls)
    return replace(steps[-1], controls=controls)


def mark_repeated_labels(snapshot: FormSnapshot, earlier: Sequence[FormSnapshot]) -> FormSnapshot:
    """The step with controls marked as ambiguous whose labels earlier steps showed as well."""
    asked = {folded(c.label) for step in earlier for c in step.controls if not c.disabled}
    controls = [
        replace(c, ambiguous=c.ambiguous or (not c.disabled and folded(c.label) in asked))
        for c in snapshot.controls
    ]
    return replace(snapshot, controls=tuple(controls))


class WizardSteps:
    """The steps of the details in turn; a single one where the portal asks all at once."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._steps = [list(headings) for headings in page.portal.profile.steps.details]
        self._at = 0
        self._last = not self._steps

    @property
    def several(self) -> bool:
        """Whether the form is spread over several steps."""
        return bool(self._steps)

    @property
    def at(self) -> int:
        """The position of the step that was shown last."""
        return self._at

    @property
    def last(self) -> bool:
        """Whether the step that is shown is the one with Submit."""
        return self._last

    @property
    def button(self) -> str:
        """The profile's key of the button that leads on from this step."""
        return "button.submit" if self._last else "button.next"

    async def go_to_first(self) -> PageState | None:
        """Go back to the first step, wherever the portal opened the form.

        Returned is the page's state, or None where nothing was clicked.
        """
        if not self.several:
            return None
        state = None
        self._remember(await self._page.scripts.wizard_step(self.labels))
        while self._at > 0:
            state, seen = await click_to_step(
                self._page, "button.back", **self.labels, before=self._at
            )
            self._remember(seen)
        return state

    async def go_to_next(self) -> tuple[PageState, tuple[FieldError, ...]]:
        """Go on to the next step; with the portal's complaints if it does not let one go on.

        `FieldError.field` is the label that the page shows.
        """
        state, seen = await click_to_step(self._page, "button.next", **self.labels, before=self._at)
        if not seen.mistakes and seen.at < self._at:
            raise PageBroken("Next led back to an earlier page of the form.")
        self._remember(seen)
        return state, tuple(FieldError(m.label, m.error) for m in seen.mistakes)

    @property
    def labels(self) -> StepLabels:
        """How the scripts recognise a step."""
        ends, onward = (list(self._page.labels(f"button.{key}")) for key in ("submit", "next"))
        return StepLabels(steps=self._steps, ends=ends, next=onward)

    def _remember(self, seen: WizardStep | StepChange) -> None:
        """Which step is shown; PageBroken if it is none of the form's."""
        if seen.at < 0:
            headings = " or ".join(labels[0] for labels in self._steps)
            raise PageBroken(
                f"The page is none of the form's: {headings}.",
                hint="compare `steps.details` of the profile with the headings of the portal",
                sent=False,
            )
        self._at = seen.at
        # Submit may stand under a new name: the last page is known by its heading as well.
        self._last = seen.ends or self._at == len(self._steps) - 1
