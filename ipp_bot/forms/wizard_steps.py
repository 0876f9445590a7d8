"""Forms that are spread over pages: on with Next, back with Back, and which of them is shown."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from playwright.async_api import TimeoutError as PlaywrightTimeoutError

from ipp_bot.errors import FieldError, PageBroken, PortalChanged
from ipp_bot.forms.diff import button_changes, form_changed_error, unrecognised_buttons
from ipp_bot.forms.snapshot import FormSnapshot, take_snapshot
from ipp_bot.profile import folded
from ipp_bot.site.page_state import PageState, page_error
from ipp_bot.site.portal import PageKind

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ipp_bot.profile.form_change import FormChanged
    from ipp_bot.site.page import Page

__all__ = ["WizardSteps", "mark_repeated_labels", "merge_steps", "missing_button", "turn"]

_PRESSES = 5
"""How often a button that moved beneath the pointer is pressed again."""


async def turn(page: Page, button: str, **sign: object) -> tuple[PageState, dict[str, Any]]:
    """Press Next or Back and wait for the page that follows, on this document or a new one.

    `sign` is what the page that follows shows: `fields` by their labels, or another one of the
    `steps` than `before`. FormChanged if the page has no such button.
    """
    await page.ask("step_off")
    await _press(page, button)
    seconds = page.portal.profile.timings.navigation
    for _ in range(_PRESSES):
        try:
            seen = await page.navigator.wait("stepped", seconds, **sign)
        except PlaywrightTimeoutError as error:
            raise await _astray(page, button, sign) from error
        if "missed" not in seen:
            break
        await _press(page, button)
    else:
        raise PageBroken(f"“{page.labels(button)[0]}” does not keep still.")
    state = PageState.of(seen["sight"])
    if seen.get("again") and not seen["mistakes"]:
        raise PageBroken(
            f"Pressing “{page.labels(button)[0]}” led to the same page: {state.describe()}."
        )
    if seen["at"] < 0 and not seen["mistakes"]:
        if fault := page_error(state, page.tab, (PageKind.DETAILS, PageKind.IPR_SUBMISSION)):
            raise fault
        if state.dialogs:
            await page.navigator.close_dialogs()
        raise PageBroken(f"Pressing “{page.labels(button)[0]}” led nowhere: {state.describe()}.")
    return state, seen


async def _astray(page: Page, button: str, sign: Mapping[str, Any]) -> PageBroken | PortalChanged:
    """Why pressing a button led to no page that the profile names."""
    state, name = PageState.of(await page.ask("look")), page.labels(button)[0]
    if "steps" in sign and state.headings and (await page.ask("step", **sign))["at"] < 0:
        known = ", ".join(f"“{labels[0]}”" for labels in sign["steps"])
        return PortalChanged(
            f"Pressing “{name}” led to the page “{state.headings[-1]}”, which is none of {known}.",
            hint="add its heading to `steps.details` of the profile",
            sent=False,
        )
    return PageBroken(f"Pressing “{name}” led nowhere: {state.describe()}.")


async def _press(page: Page, button: str) -> None:
    try:
        await page.navigator.click_button(page.labels(button))
    except PlaywrightTimeoutError as error:
        raise await missing_button(page, button) or error from None


async def missing_button(page: Page, button: str) -> FormChanged | None:
    """The error for a page without that button, with what may be called so now; None if it is."""
    profile, wanted = page.portal.profile, {button: page.labels(button)}
    snapshot = await take_snapshot(page)
    changes = button_changes(unrecognised_buttons(profile, snapshot.buttons, wanted), wanted)
    return form_changed_error(profile, changes) if changes else None


def merge_steps(parts: Sequence[FormSnapshot]) -> FormSnapshot:
    """All pages of a form as if they were one; the buttons are those of the last."""
    *before, last = parts
    controls = tuple(control for part in (*before, last) for control in part.controls)
    return replace(last, controls=controls)


def mark_repeated_labels(snapshot: FormSnapshot, before: Sequence[FormSnapshot]) -> FormSnapshot:
    """A page whose controls are twins of what earlier pages asked under the same label."""
    asked = {folded(c.label) for part in before for c in part.controls if not c.disabled}
    controls = [
        replace(c, ambiguous=c.ambiguous or (not c.disabled and folded(c.label) in asked))
        for c in snapshot.controls
    ]
    return replace(snapshot, controls=tuple(controls))


class WizardSteps:
    """The pages of the details in turn; one page where the portal asks all at once."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._steps = [list(headings) for headings in page.portal.profile.steps.details]
        self._at = 0
        self._last = not self._steps

    @property
    def several(self) -> bool:
        """Whether the form is spread over pages."""
        return bool(self._steps)

    @property
    def last(self) -> bool:
        """Whether this page is the one with Submit."""
        return self._last

    @property
    def button(self) -> str:
        """The profile's key of the button that leads on from this page."""
        return "button.submit" if self._last else "button.next"

    async def go_to_first(self) -> PageState | None:
        """Go back to the first page, wherever the portal opened the form; None if it is shown."""
        if not self.several:
            return None
        state = None
        self._take(await self._page.ask("step", **self._eyes))
        while self._at > 0:
            state, seen = await turn(self._page, "button.back", **self._eyes, before=self._at)
            self._take(seen)
        return state

    async def go_to_next(self) -> tuple[PageState, tuple[FieldError, ...]]:
        """Go on to the next page; what the portal complains of, if it does not let one go on."""
        state, seen = await turn(self._page, "button.next", **self._eyes, before=self._at)
        if not seen["mistakes"] and seen["at"] < self._at:
            raise PageBroken("Next led back to an earlier page of the form.")
        self._take(seen)
        return state, tuple(FieldError(m["label"], m["error"]) for m in seen["mistakes"])

    @property
    def _eyes(self) -> dict[str, object]:
        ends, onward = (list(self._page.labels(f"button.{key}")) for key in ("submit", "next"))
        return {"steps": self._steps, "ends": ends, "next": onward}

    def _take(self, seen: dict[str, Any]) -> None:
        if seen["at"] < 0:
            headings = " or ".join(labels[0] for labels in self._steps)
            raise PageBroken(
                f"The page is none of the form's: {headings}.",
                hint="compare `steps.details` of the profile with the headings of the portal",
                sent=False,
            )
        self._at = seen["at"]
        # Submit may stand under a new name: the last page is known by its heading as well.
        self._last = seen["ends"] or self._at == len(self._steps) - 1
