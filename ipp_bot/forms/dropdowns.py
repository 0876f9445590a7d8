"""Dropdowns: lists that open when their control is clicked, wherever they are drawn."""

from __future__ import annotations

import contextlib
import itertools
import re
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from playwright.async_api import TimeoutError as PlaywrightTimeoutError

from ipp_bot.browser.dom.results import Missed
from ipp_bot.errors import PageBroken, PortalChanged
from ipp_bot.forms.content import chosen_texts
from ipp_bot.forms.diff import form_changed_error, option_changes
from ipp_bot.forms.popups import close_popup
from ipp_bot.forms.snapshot import Control, ControlKind
from ipp_bot.forms.typed_text import type_over
from ipp_bot.profile import FormField, Kind, folded
from ipp_bot.site.playwright_errors import NotActionable

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence

    from ipp_bot.browser.dom.results import Aim
    from ipp_bot.profile.form_change import FormChanged
    from ipp_bot.site.page import Page

__all__ = ["choose_all", "choose_by_filter", "closing_dropdown", "read_options"]

_ANIMATION = 1.5
"""Seconds that a list may take to open, to close, or to show a choice."""

_ATTEMPTS = 3
"""How often a choice is tried at least, however slow the page is."""

_SCROLLS = 40
"""How often a long list is scrolled at most."""

_COUNT = re.compile(r"(?<![^;\s])\+\s?\d+\b")
"""How a list folds several choices to how many they are."""

_KEY_DELAY = 20
"""Milliseconds between two keys: filters look at each one."""


async def choose_all(
    page: Page, field: FormField, control: Control, choices: Sequence[Sequence[str]]
) -> tuple[str, ...] | None:
    """Choose these options in a dropdown; None, or its options if one of the choices is missing.

    Each choice is given by the labels that it may have. Where several options may be chosen, they
    are chosen in this order: what is there in another place, or is not wanted, is deselected first.
    FormChanged if the list bears a wanted label more than once, PageBroken if it does not open or
    does not take the choice.
    """
    label = (control.label,)
    kept = 0
    if field.kind is Kind.MULTICHOICE:
        shown = chosen_texts(field, control)
        kept = _in_place(shown, choices)
        for text in reversed(shown[kept:]):
            await _deselect(page, label, text)
    for words in choices[kept:]:
        if not await _choose_option(page, field, label, words):
            return await read_options(page, control)
    return None


def _in_place(shown: Sequence[str], choices: Sequence[Sequence[str]]) -> int:
    """How many of the choices are shown first, in their order."""
    count = 0
    while count < min(len(shown), len(choices)) and folded(shown[count]) in {
        folded(word) for word in choices[count]
    }:
        count += 1
    return count


async def choose_path(
    page: Page, control: Control, path: Sequence[Sequence[str]]
) -> tuple[str, ...] | None:
    """Choose level by level in a list that opens a further one beside it for some options.

    Each level is given by the labels that it may have. None, or the options of a level that lacks
    its own.
    """
    label = (control.label,)
    await _open(page, label)
    for words in path:
        seen = await _read_open_list(page, words)
        if not seen.found:
            await _close(page)
            return seen.options
        at = seen.point or await page.scripts.actionable(
            {"what": "option", "labels": list(words)}, within=_ANIMATION
        )
        await page.scripts.prepare_dropdown()  # what is drawn by now is none of the next level
        await page.navigator.click_point(at)
    with contextlib.suppress(PlaywrightTimeoutError):
        seconds = _ANIMATION
        await page.scripts.option_selected(label, path[-1], several=False, within=seconds)
    await page.scripts.prepare_dropdown()
    return None


async def choose_by_filter(page: Page, label: Sequence[str], text: str) -> bool:
    """Type into a control that filters its list, and click the option of just that text.

    False if the list lacks it; the list is closed, and what was typed stays if the control lets it.
    """
    for _ in range(_ATTEMPTS):
        await _open(page, label)
        await type_over(page, label, text)
        told = None
        with contextlib.suppress(PlaywrightTimeoutError):
            told = await page.scripts.option_reached((text,), within=_ANIMATION)
        if isinstance(told, Missed):
            continue  # the page moved beneath the pointer
        if told is None or not told.found:
            break
        with contextlib.suppress(PlaywrightTimeoutError):
            if told.at and told.at.ready:
                await page.navigator.click_point(told.at)
            else:
                await page.click_with_retry("option", (text,), seconds=_ANIMATION)
            if await _shows_choice(page, label, (text,), several=False):
                return True
    await _close(page)
    await page.locator("control", label).blur(timeout=page.action_timeout_ms)
    page.tab.round_trips += 1
    shown = await page.scripts.control_rests(label, within=page.action_timeout_ms / 1000)
    return folded(shown) == folded(text)


async def read_options(page: Page, control: Control) -> tuple[str, ...]:
    """The options of a control; a list that is drawn only when it is opened is opened for it."""
    if control.options is not None or control.kind is not ControlKind.COMBOBOX:
        return control.options or ()
    async with closing_dropdown(page):
        await page.click_with_retry("control", (control.label,))
        seen = (await _read_open_list(page, ())).options
        await _close(page)
    return seen


@dataclass(frozen=True, slots=True)
class _OpenList:
    """A list that is open, scrolled down to the option that was looked for."""

    options: tuple[str, ...] = ()
    """The options seen so far; () for a list that does not open."""
    found: bool = False
    chosen: bool = False
    """Whether the option is marked as chosen."""
    point: Aim | None = None
    """Where the option can be clicked at once."""
    repeated: tuple[str, ...] = ()
    """The option's label as often as the list bears it, where that is more than once."""
    missed: bool = False
    """Whether the page moved beneath the pointer, and the document blocked the click."""


async def _read_open_list(page: Page, words: Sequence[str], *, rests: bool = False) -> _OpenList:
    """The options of the open list, down to the one with one of these labels.

    With `rests` it is given time first: some lists take no click while they open.
    """
    seen: dict[str, None] = {}
    try:
        told = await page.scripts.option_reached(
            words, rests=rests, within=page.action_timeout_ms / 2000
        )
    except PlaywrightTimeoutError:
        return _OpenList()
    if isinstance(told, Missed):
        return _OpenList(missed=True)
    for _ in range(_SCROLLS):
        seen.update(dict.fromkeys(told.options))
        if told.found or not told.more:
            break
        told = await page.scripts.list_options(words)
    at, wanted = told.at, {folded(word) for word in words}
    alike = tuple(option for option in told.options if folded(option) in wanted)
    repeated = alike if len({*alike}) < len(alike) else ()
    point = at if at and at.ready else None
    return _OpenList(tuple(seen), told.found, told.chosen, point, repeated)


async def _open(page: Page, label: Sequence[str]) -> None:
    """Click the control that opens the list."""
    spec = {"what": "control", "labels": list(label)}
    at = await page.scripts.aim_dropdown(spec, label)
    if at.ready:
        await page.navigator.click_point(at)
        return
    await _wait_until_closed_lists_are_gone(page, label)
    await page.click_with_retry("control", label)


async def _wait_until_closed_lists_are_gone(page: Page, label: Sequence[str]) -> None:
    """Wait until other lists have closed: what is drawn now is none of this list's options."""
    with contextlib.suppress(PlaywrightTimeoutError):
        await page.scripts.prepare_dropdown(label, within=_ANIMATION)


@contextlib.asynccontextmanager
async def closing_dropdown(page: Page) -> AsyncIterator[None]:
    """A list that is opened within has closed at the end: one that moves takes no clicks."""
    await page.scripts.prepare_dropdown()
    yield
    with contextlib.suppress(PlaywrightTimeoutError):
        await page.scripts.dropdown_closed(within=_ANIMATION)


async def _choose_option(
    page: Page, field: FormField, label: Sequence[str], words: Sequence[str]
) -> bool:
    """Open the list, which may hang at the end of the body, and click the visible option.

    Repeated, as long as an action may take, until the control shows it: a click may be lost to a
    list that closes just then, or to a page that is busy. False if the list has no such option.
    """
    until = time.monotonic() + page.portal.profile.timings.action
    why, several = "", field.kind is Kind.MULTICHOICE
    for attempt in itertools.count(1):
        await _open(page, label)
        seen = await _read_open_list(page, words, rests=attempt > 1)
        # Some lists show nothing before something is typed.
        opened = bool(seen.options) or await page.scripts.open_search()
        if seen.repeated:
            await _close(page)
            raise _repeated_error(page, field, label[0], words, seen.repeated)
        # Clicked once more, a choice among several would be deselected.
        if seen.found and not (seen.chosen and several):
            why = await _click_option(page, words, seen.point)
        elif not seen.found and await _choose_by_typing(page, label, words):
            opened = True
        elif opened and not seen.found:
            await _close(page)
            return False
        if opened and await _shows_choice(page, label, words, several=several):
            return True
        if not seen.missed:
            await _close(page)
        # A list over the page may hide what its control shows, until it is closed.
        if several and opened and await _shows_choice(page, label, words, several=True):
            return True
        if time.monotonic() > until and attempt >= _ATTEMPTS:
            raise await _untaken_error(page, label, why, opened=opened)
    raise AssertionError("it is tried until one of these ends is met")


async def _untaken_error(
    page: Page, label: Sequence[str], why: str, *, opened: bool
) -> PageBroken | PortalChanged:
    """The error for a list that was tried in vain."""
    with contextlib.suppress(PlaywrightTimeoutError):
        shown = await page.scripts.control_rests(label, within=page.action_timeout_ms / 1000)
        if count := _COUNT.search(shown):
            return PortalChanged(
                f"The list “{label[0]}” shows what is chosen as a count (“{count[0]}”): it cannot"
                " be read back.",
                hint="file this one by hand at the portal",
                sent=False,
            )
    doing = "does not take what is chosen" if opened else "does not open"
    return PageBroken(f"The list “{label[0]}” {doing}{why}.", sent=False)


def _repeated_error(
    page: Page, field: FormField, label: str, words: Sequence[str], repeated: Sequence[str]
) -> FormChanged:
    """The error for a list that bears a wanted label more than once."""
    token = next((key for key, known in field.options.items() if known == words), words[0])
    changes = option_changes(field, label, repeated, [token])
    return form_changed_error(page.portal.profile, changes)


async def _click_option(page: Page, words: Sequence[str], point: Aim | None) -> str:
    """Click the option of a list that may be gone again; why that failed, for a message."""
    if point:
        await page.navigator.click_point(point)
        return ""
    try:
        await page.navigator.click({"what": "option", "labels": list(words)}, within=_ANIMATION)
    except PlaywrightTimeoutError as error:
        return f": {error.why}" if isinstance(error, NotActionable) else ""
    return ""


async def _deselect(page: Page, label: Sequence[str], text: str) -> None:
    """Click an option that is chosen once more; if it stays, the caller's read-back tells."""
    await _wait_until_closed_lists_are_gone(page, label)
    await page.click_with_retry("control", label)
    with contextlib.suppress(PlaywrightTimeoutError):
        if (await _read_open_list(page, (text,))).found:
            await page.click_with_retry("option", (text,), seconds=_ANIMATION)
    await _close(page)


async def _shows_choice(
    page: Page, label: Sequence[str], words: Sequence[str], *, several: bool
) -> bool:
    """Whether the control shows one of the labels in time."""
    try:
        seen = await page.scripts.option_selected(label, words, several=several, within=_ANIMATION)
    except PlaywrightTimeoutError:
        return False
    if seen.open:
        await _close(page)  # it would cover what is to be clicked next
    return not seen.missed


async def _close(page: Page) -> None:
    """Close the open list, and wait until it is gone: what moves takes no clicks."""
    await close_popup(page, lambda: _dropdown_closed(page))


async def _dropdown_closed(page: Page) -> bool:
    """Whether the list shows no option any more, once it may have closed."""
    try:
        await page.scripts.dropdown_closed(within=_ANIMATION)
    except PlaywrightTimeoutError:
        return False
    return True


async def _choose_by_typing(page: Page, label: Sequence[str], words: Sequence[str]) -> bool:
    """Type a label, by which the list filters its options, and click it; False if it is missing.

    It is typed into the control, or into a box that came with the list.
    """
    box, keyboard = page.locator("control", label), page.tab.page.keyboard
    has_own_box = await page.scripts.open_search()
    if not has_own_box and not await page.scripts.filters_list(label):
        return False
    for word in words:
        page.tab.round_trips += 2
        try:
            if has_own_box:
                await keyboard.press("ControlOrMeta+a")
            else:
                await box.press("ControlOrMeta+a", timeout=_ANIMATION * 1000)
        except PlaywrightTimeoutError:
            return False  # a modal list takes no keys through the control beneath it
        await keyboard.type(word, delay=_KEY_DELAY)
        try:
            await page.click_with_retry("option", words, seconds=_ANIMATION)
        except PlaywrightTimeoutError:
            continue
        return True
    return False
