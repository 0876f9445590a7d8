"""One control each, set as a person would: for what does not take its value in one evaluate."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from playwright.async_api import TimeoutError as PlaywrightTimeoutError

from ipp_bot.errors import PortalChanged
from ipp_bot.forms.diff import ambiguity_changes, form_changed_error, option_changes
from ipp_bot.forms.dropdowns import choose_all
from ipp_bot.forms.snapshot import Control, ControlKind
from ipp_bot.profile import FormField, Kind, folded
from ipp_bot.profile.dates import written

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ipp_bot.profile.form_change import FormChanged
    from ipp_bot.site.page import Page

__all__ = ["set_control"]

_TYPED = 20
"""Milliseconds between two keys: pickers look at each one."""
_CLOSES = 1.0
"""Seconds that a calendar may take to close."""


async def set_control(
    page: Page, field: FormField, control: Control, value: str | tuple[str, ...]
) -> None:
    """Set the control with mouse and keys; the caller reads back what came of it."""
    if changes := ambiguity_changes(field, (control,)):
        raise form_changed_error(page.portal.profile, changes)
    label = (control.label,)
    tokens = (value,) if isinstance(value, str) else value
    choices = [field.options.get(token, (token,)) for token in tokens if token]
    for words in choices:
        if control.options is not None and not _offers(control, words):
            raise _not_offered(page, field, control.label, control.options, tokens)
    if control.kind in (ControlKind.COMBOBOX, ControlKind.TEXT) and field.options:
        await _choose(page, field, control, choices, tokens)
    elif control.kind in (ControlKind.RADIO, ControlKind.CHECKBOX):
        await _tick(page, label, control, choices)
    elif control.kind is ControlKind.SELECT:
        await page.locator("control", label).select_option(
            label=[_offered(control, words) for words in choices], timeout=page.action_timeout_ms
        )
        page.tab.round_trips += 1
    elif control.kind is ControlKind.LISTS:
        raise PortalChanged(f"“{control.label}” does not offer {value or 'no date'}.", sent=False)
    elif control.kind is ControlKind.SEGMENTS:
        await _parts(page, label, str(value))
    elif field.kind is Kind.DATE:
        native = control.kind is ControlKind.DATE
        typed = str(value) if native else written(str(value), field.dates)
        await _date(page, label, str(value), typed)
    else:
        await _type(page, label, str(value))


async def _choose(
    page: Page,
    field: FormField,
    control: Control,
    choices: Sequence[Sequence[str]],
    tokens: Sequence[str],
) -> None:
    """One of a list, or of the words that an input suggests."""
    if control.kind is ControlKind.TEXT and control.options is not None:
        await _type(page, (control.label,), _offered(control, choices[0]) if choices else "")
        return
    offered = await choose_all(page, field, control, choices)
    if offered is not None:
        raise _not_offered(page, field, control.label, offered, tokens)


def _offers(control: Control, words: Sequence[str]) -> bool:
    offered = {folded(option) for option in control.options or ()}
    return any(folded(word) in offered for word in words)


async def _type(page: Page, label: Sequence[str], value: str) -> None:
    target = page.locator("control", label)
    page.tab.round_trips += 2
    await target.fill(value, timeout=page.action_timeout_ms)
    await target.blur(timeout=page.action_timeout_ms)


async def _tick(
    page: Page, label: Sequence[str], control: Control, choices: Sequence[Sequence[str]]
) -> None:
    ticked = control.value if isinstance(control.value, tuple) else ()
    for words in choices:
        # A field may be asked in two steps, of which one is right already.
        if _offered(control, words) in (*ticked, control.value):
            continue
        await page.click_with_retry("choice", label, option=list(words))
    kept = {_offered(control, words) for words in choices}
    for words in ticked:
        if words not in kept:
            await page.click_with_retry("choice", label, option=[words])


async def _date(page: Page, label: Sequence[str], value: str, typed: str) -> None:
    """Type the date and leave the field; press the day if the picker takes no keys, or stays."""
    target = page.locator("control", label)
    page.tab.round_trips += 1
    if await target.is_editable(timeout=page.action_timeout_ms):
        await page.click_with_retry("control", label)
        page.tab.round_trips += 2
        await target.fill(typed, timeout=page.action_timeout_ms)
        # Enter would submit the form in some libraries; Tab commits as well.
        await target.press("Tab", timeout=page.action_timeout_ms)
        try:
            await page.navigator.wait("dated", _CLOSES)
        except PlaywrightTimeoutError:
            if not value or not await _pick(page, date.fromisoformat(value)):
                page.tab.round_trips += 1
                await page.tab.page.keyboard.press("Escape")
        return
    await page.click_with_retry("control", label)
    if not await _pick(page, date.fromisoformat(value)):
        await page.tab.page.keyboard.press("Escape")
        raise PortalChanged(f"The calendar does not offer {value}.", sent=False)


async def _parts(page: Page, label: Sequence[str], value: str) -> None:
    """Type year, month and day each into its own part; without a value empty them."""
    raw = page.tab.page
    written = dict(zip(("year", "month", "day"), value.split("-"), strict=False))
    for part in ("year", "month", "day"):
        await page.click_with_retry("part", label, part=part)
        page.tab.round_trips += 1
        if value:
            await raw.keyboard.type(written.get(part, ""), delay=_TYPED)
        else:
            await raw.keyboard.press("Backspace")
    page.tab.round_trips += 1
    await page.locator("part", label, part="day").blur(timeout=page.action_timeout_ms)


async def _pick(page: Page, day: date) -> bool:
    """Press the day in a calendar that is open, after leafing to its month, if it is offered."""
    cell = page.locator("day", (), date=day.isoformat())
    for _ in range(12 * 130):
        page.tab.round_trips += 1
        if await cell.count():
            await page.click_with_retry("day", date=day.isoformat())
            return True
        step = (await page.ask("leaf", year=day.year, month=day.month))["step"]
        if not step:
            break
        await page.click_with_retry("leaf", step=step)
    return False


def _offered(control: Control, words: Sequence[str]) -> str:
    wanted = [folded(word) for word in words]
    offered = {folded(option): option for option in control.options or ()}
    return next((offered[word] for word in wanted if word in offered), words[0])


def _not_offered(
    page: Page, field: FormField, label: str, offered: Sequence[str], tokens: Sequence[str]
) -> FormChanged:
    """The error for an option that is not there, with the profile's line to change."""
    changes = option_changes(field, label, offered, tokens)
    return form_changed_error(page.portal.profile, changes)
