"""Setting one control by mouse and keys: for those that take no value from a script."""

from __future__ import annotations

import asyncio
import contextlib
from datetime import date
from typing import TYPE_CHECKING

from playwright.async_api import TimeoutError as PlaywrightTimeoutError

from ipp_bot.browser.dom.child_frames import first_in_frames
from ipp_bot.browser.dom.client import scripts_in
from ipp_bot.errors import PortalChanged
from ipp_bot.forms.diff import ambiguous_labels, form_changed_error, option_changes
from ipp_bot.forms.dropdowns import choose_all
from ipp_bot.forms.popups import close_popup
from ipp_bot.forms.snapshot import Control, ControlKind
from ipp_bot.forms.typed_text import click_and_type, takes_keys, type_over
from ipp_bot.profile import FormField, Kind, folded
from ipp_bot.profile.dates import written

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ipp_bot.profile.form_change import FormChanged
    from ipp_bot.site.page import Page

__all__ = ["close_calendars", "set_control"]

_KEY_DELAY = 20
"""Milliseconds between two keys: pickers look at each one."""
_CALENDAR_MOVES = 3.0
"""Seconds that a calendar may take to show another month."""
_CALENDAR_FOLLOWS = 0.5
"""Seconds in which an open calendar shows the month that was typed."""
_BY_CLICK = 3
"""At which attempt a day is clicked though its field takes keys."""
_CALENDAR_CLOSES = 1.0
"""Seconds that a calendar may take to close."""


async def set_control(
    page: Page,
    field: FormField,
    control: Control,
    value: str | tuple[str, ...],
    *,
    attempt: int = 1,
) -> None:
    """Set the control with mouse and keys; the caller reads back what came of it.

    `value` is a token of the field's options, an ISO date or a text; several where the field takes
    several, "" or () to empty it. At every second `attempt` what is typed is followed by Enter, for
    a control that did not keep it when it was left; at the third a day is clicked. FormChanged if
    the control lacks an option, or another control bears the same label.
    """
    if changes := ambiguous_labels(field, (control,)):
        raise form_changed_error(page.portal.profile, changes)
    label = (control.label,)
    tokens = (value,) if isinstance(value, str) else value
    choices = [field.options.get(token, (token,)) for token in tokens if token]
    for words in choices:
        if control.options is not None and not _has_option(control, words):
            raise _option_error(page, field, control.label, control.options, tokens)
    if control.kind in (ControlKind.COMBOBOX, ControlKind.TEXT) and field.options:
        await _choose_option(page, field, control, choices, tokens)
    elif control.kind in (ControlKind.RADIO, ControlKind.CHECKBOX):
        await _check_boxes(page, label, control, choices)
    elif control.kind is ControlKind.SELECT:
        await page.locator("control", label).select_option(
            label=[_option_label(control, words) for words in choices],
            timeout=page.action_timeout_ms,
        )
        page.tab.round_trips += 1
    elif control.kind is ControlKind.LISTS:
        raise PortalChanged(f"“{control.label}” does not offer {value or 'no date'}.", sent=False)
    elif control.kind is ControlKind.SEGMENTS:
        await _type_date_segments(page, label, str(value))
    else:
        await _type_value(page, field, control, str(value), attempt=attempt)


async def _type_value(
    page: Page, field: FormField, control: Control, value: str, *, attempt: int
) -> None:
    """Type a text or a date, and leave the control or press Enter in it."""
    label, dated = (control.label,), field.kind is Kind.DATE
    typed = written(value, field.dates) if dated and control.kind is not ControlKind.DATE else value
    if attempt % 2 == 0 and value and await takes_keys(page, control):
        await _type_and_enter(page, label, typed)
    elif dated:
        await _set_date(page, control, value, typed, by_click=attempt == _BY_CLICK)
    else:
        await _type_text(page, label, value)


async def _choose_option(
    page: Page,
    field: FormField,
    control: Control,
    choices: Sequence[Sequence[str]],
    tokens: Sequence[str],
) -> None:
    """Choose in a dropdown, or type one of the words that an input suggests."""
    if control.kind is ControlKind.TEXT and control.options is not None:
        await _type_text(
            page, (control.label,), _option_label(control, choices[0]) if choices else ""
        )
        return
    offered = await choose_all(page, field, control, choices)
    if offered is not None:
        raise _option_error(page, field, control.label, offered, tokens)


def _has_option(control: Control, words: Sequence[str]) -> bool:
    offered = {folded(option) for option in control.options or ()}
    return any(folded(word) in offered for word in words)


async def _type_text(page: Page, label: Sequence[str], value: str) -> None:
    await type_over(page, label, value)
    page.tab.round_trips += 1
    await page.locator("control", label).blur(timeout=page.action_timeout_ms)


async def _type_and_enter(page: Page, label: Sequence[str], typed: str) -> None:
    """Type into a control that takes its value only with Enter, which submits no form meanwhile."""
    target = page.locator("control", label)
    page.tab.round_trips += 2
    await page.scripts.hold_submits()
    try:
        await type_over(page, label, typed)
        await target.press("Enter", timeout=page.action_timeout_ms)
        await target.blur(timeout=page.action_timeout_ms)
    finally:
        await page.scripts.hold_submits(off=True)
    await close_calendars(page)


async def _check_boxes(
    page: Page, label: Sequence[str], control: Control, choices: Sequence[Sequence[str]]
) -> None:
    ticked = control.value if isinstance(control.value, tuple) else ()
    for words in choices:
        # A field may be asked in two steps, of which one is right already.
        if _option_label(control, words) in (*ticked, control.value):
            continue
        await page.click_with_retry("choice", label, option=list(words))
    kept = {_option_label(control, words) for words in choices}
    for words in ticked:
        if words not in kept:
            await page.click_with_retry("choice", label, option=[words])


async def _set_date(
    page: Page, control: Control, value: str, typed: str, *, by_click: bool
) -> None:
    """Type the date and leave the field; click the day if the picker takes no keys, or stays.

    It is clicked as well where the calendar goes on to show another month than the one typed.
    """
    label = (control.label,)
    takes = await takes_keys(page, control)
    if takes and value and by_click:
        await close_calendars(page)
        await page.click_with_retry("control", label)
        if await _click_day(page, date.fromisoformat(value)):
            return
        await close_calendars(page)
    if takes:
        await click_and_type(page, label, typed)
        if (
            value
            and not await _calendar_follows(page, date.fromisoformat(value))
            and await _click_day(page, date.fromisoformat(value))
        ):
            return
        if not (value and page.portal.calendars_stay_open):
            page.tab.round_trips += 1
            # Enter would submit the form in some libraries; Tab commits as well.
            target = page.locator("control", label)
            await target.press("Tab", timeout=page.action_timeout_ms)
            if await _calendar_closed(page):
                return
            page.portal.calendars_stay_open = True
        if not value or not await _click_day(page, date.fromisoformat(value)):
            await close_calendars(page)
        return
    await page.click_with_retry("control", label)
    day = date.fromisoformat(value)
    if await _click_day(page, day):
        return
    if not await _click_day_in_frame(page, day):
        await close_popup(page, lambda: _calendar_closed(page))
        raise PortalChanged(
            f"The calendar does not offer {value}.", hint="look at the evidence", sent=False
        )
    await close_calendars(page)


async def _calendar_follows(page: Page, day: date) -> bool:
    """Whether no calendar is open, or the one that is shows the month that was typed."""
    with contextlib.suppress(PlaywrightTimeoutError):
        await page.scripts.calendar_follows(day.year, day.month, within=_CALENDAR_FOLLOWS)
        return True
    return False


async def close_calendars(page: Page) -> None:
    """Close the calendars that are open, if any."""
    if not await _calendar_closed(page):
        await close_popup(page, lambda: _calendar_closed(page))


async def _calendar_closed(page: Page) -> bool:
    """Whether the calendar has closed, once it has come to rest."""
    with contextlib.suppress(PlaywrightTimeoutError):
        return not (await page.scripts.calendar_rests(within=_CALENDAR_CLOSES)).open
    return False


async def _took_click_and_closed(page: Page) -> bool:
    """Whether the click before met the calendar, which is closed then if it has not done so."""
    with contextlib.suppress(PlaywrightTimeoutError):
        rest = await page.scripts.calendar_rests(after_click=True, within=_CALENDAR_CLOSES)
        if rest.missed or not rest.open:
            return not rest.missed
    await close_popup(page, lambda: _calendar_closed(page))
    return True


async def _type_date_segments(page: Page, label: Sequence[str], value: str) -> None:
    """Type year, month and day each into its own segment; without a value empty them."""
    keyboard = page.tab.page.keyboard
    segments = dict(zip(("year", "month", "day"), value.split("-"), strict=False))
    for part in ("year", "month", "day"):
        await page.click_with_retry("part", label, part=part)
        page.tab.round_trips += 1
        if value:
            await keyboard.type(segments.get(part, ""), delay=_KEY_DELAY)
        else:
            await keyboard.press("Backspace")
    page.tab.round_trips += 1
    await page.locator("part", label, part="day").blur(timeout=page.action_timeout_ms)


async def _click_day(page: Page, day: date) -> bool:
    """Click the day in the open calendar, once it shows the month; False if it is not offered.

    The calendar has closed then.
    """
    away: int | None = None
    for _ in range(12 * 130):
        at = await page.scripts.aim_click({"what": "day", "date": day.isoformat()})
        if at.ready:
            await page.navigator.click_point(at)
            if await _took_click_and_closed(page):
                return True
            continue
        if at.found:  # a calendar that still opens moves
            await page.click_with_retry("day", date=day.isoformat())
            await close_calendars(page)
            return True
        try:
            ahead = await page.scripts.calendar_step(
                day.year, day.month, away=away, within=_CALENDAR_MOVES
            )
        except PlaywrightTimeoutError:
            break
        if not ahead.step:
            break
        away = ahead.months
        await page.click_with_retry("leaf", step=ahead.step)
    return False


async def _click_day_in_frame(page: Page, day: date) -> bool:
    """The same in a calendar that is a document of its own, in a frame."""
    tab, seconds = page.tab, page.portal.profile.timings.action
    if not tab.other_frames():
        return False
    try:
        async with asyncio.timeout(seconds):
            frame, _ = await first_in_frames(
                tab, lambda one: scripts_in(one, page.scripts).calendar_shown(within=seconds)
            )
    except TimeoutError:
        return False
    calendar = scripts_in(frame, page.scripts)
    away: int | None = None
    for _ in range(12 * 130):
        at = await calendar.aim_click({"what": "day", "date": day.isoformat()})
        if at.ready:
            await page.navigator.click_point(at, frame)
            return True
        try:
            ahead = await calendar.calendar_step(
                day.year, day.month, away=away, within=_CALENDAR_MOVES
            )
        except PlaywrightTimeoutError:
            break
        at = await calendar.aim_click({"what": "leaf", "step": ahead.step})
        if not at.ready:
            break
        away = ahead.months
        await page.navigator.click_point(at, frame)
    return False


def _option_label(control: Control, words: Sequence[str]) -> str:
    wanted = [folded(word) for word in words]
    offered = {folded(option): option for option in control.options or ()}
    return next((offered[word] for word in wanted if word in offered), words[0])


def _option_error(
    page: Page, field: FormField, label: str, offered: Sequence[str], tokens: Sequence[str]
) -> FormChanged:
    """The error for an option that is not there, with the profile's line to change."""
    changes = option_changes(field, label, offered, tokens)
    return form_changed_error(page.portal.profile, changes)
