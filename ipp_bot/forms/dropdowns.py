"""Lists that open when they are pressed, wherever they are drawn."""

from __future__ import annotations

import contextlib
import itertools
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from playwright.async_api import TimeoutError as PlaywrightTimeoutError

from ipp_bot.errors import PageBroken
from ipp_bot.forms.diff import form_changed_error, option_changes
from ipp_bot.forms.snapshot import Control, ControlKind
from ipp_bot.profile import FormField, Kind, folded
from ipp_bot.site.playwright_errors import NotActionable

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping, Sequence

    from ipp_bot.site.page import Page

__all__ = ["choose_all", "closing_dropdown", "read_options"]

_MOVES = 1.5
"""Seconds that a list may take to open or close."""

_LEAST = 3
"""How often a choice is made, however slow the page is."""

_LONGEST = 40
"""How often a list is scrolled on at most."""

_TYPED = 20
"""Milliseconds between two keys: filters look at each one."""


async def choose_all(
    page: Page, field: FormField, control: Control, choices: Sequence[Sequence[str]]
) -> tuple[str, ...] | None:
    """Choose in a list that opens; what the list offers if one of the choices is not there.

    Each choice is given by its words. Of several that may be chosen the others are let go.
    """
    label = (control.label,)
    several = field.kind is Kind.MULTICHOICE
    shown = control.value if isinstance(control.value, tuple) else (control.value,)
    kept = {folded(word) for words in choices for word in words}
    for text in shown if several else ():
        if text and folded(text) not in kept:
            await _let_go(page, label, text)
    there = {folded(text) for text in shown}
    for words in choices:
        if several and there & {folded(word) for word in words}:
            continue  # pressed once more, it would go
        if not await _choose(page, field, label, words):
            return await read_options(page, control)
    return None


async def read_options(page: Page, control: Control) -> tuple[str, ...]:
    """What a control offers; a list that is drawn only when it is opened is opened for it."""
    if control.options is not None or control.kind is not ControlKind.COMBOBOX:
        return control.options or ()
    async with closing_dropdown(page):
        await page.click_with_retry("control", (control.label,))
        seen = (await _leafed(page, ())).options
        page.tab.round_trips += 1
        await page.tab.page.keyboard.press("Escape")
    return seen


@dataclass(frozen=True, slots=True)
class _Leafed:
    """A list that was opened, down to the option that was looked for."""

    options: tuple[str, ...] = ()
    """() for a list that does not open."""
    found: bool = False
    at: Mapping[str, Any] | None = None
    """Where the option may be pressed at once."""
    twins: tuple[str, ...] = ()
    """The option's words as often as the list bears them, where that is more than once."""
    missed: bool = False
    """The page moved beneath the pointer, and the document held the click back."""


async def _leafed(page: Page, words: Sequence[str]) -> _Leafed:
    """The options of a list down to one of these words."""
    seen: dict[str, None] = {}
    try:
        told = await page.navigator.wait(
            "unfolded", page.action_timeout_ms / 2000, labels=list(words)
        )
    except PlaywrightTimeoutError:
        return _Leafed()
    if told.get("missed"):
        return _Leafed(missed=True)
    for _ in range(_LONGEST):
        seen.update(dict.fromkeys(told["options"]))
        if told["found"] or not told["more"]:
            break
        told = await page.ask("offered", labels=list(words))
    at, wanted = told.get("at", {}), {folded(word) for word in words}
    alike = tuple(option for option in told["options"] if folded(option) in wanted)
    twins = alike if len({*alike}) < len(alike) else ()
    return _Leafed(tuple(seen), bool(told["found"]), at if at.get("ready") else None, twins)


async def _open(page: Page, label: Sequence[str]) -> None:
    """Press the control that opens the list."""
    spec = {"what": "control", "labels": list(label)}
    at = await page.ask("opens", spec=spec, labels=list(label))
    if at["ready"]:
        await page.navigator.click_point(at)
        return
    await _about_to_open(page, label)
    await page.click_with_retry("control", label)


async def _about_to_open(page: Page, label: Sequence[str]) -> None:
    """What is drawn now is none of the list's options, unless it still closes: it is waited for."""
    with contextlib.suppress(PlaywrightTimeoutError):
        await page.navigator.wait("unrolling", _MOVES, labels=list(label))


@contextlib.asynccontextmanager
async def closing_dropdown(page: Page) -> AsyncIterator[None]:
    """A list that is opened within is gone at the end: one that moves takes no clicks."""
    await page.ask("unrolling")
    yield
    with contextlib.suppress(PlaywrightTimeoutError):
        await page.navigator.wait("rolled", _MOVES)


async def _choose(page: Page, field: FormField, label: Sequence[str], words: Sequence[str]) -> bool:
    """Open the list, which may hang at the end of the body, and press the visible option.

    Again, as long as an action may take, until the control shows it: a click may be lost to a list
    that closes just then, or to a page that is busy. False if the list offers no such option.
    """
    until = time.monotonic() + page.portal.profile.timings.action
    why = ""
    for attempt in itertools.count(1):
        await _open(page, label)
        seen = await _leafed(page, words)
        options = seen.options
        if seen.twins:
            await _roll_up(page)
            token = next((key for key, known in field.options.items() if known == words), words[0])
            changes = option_changes(field, label[0], seen.twins, [token])
            raise form_changed_error(page.portal.profile, changes)
        if seen.at:
            await page.navigator.click_point(seen.at)
        elif seen.found:
            try:
                await page.navigator.click({"what": "option", "labels": list(words)}, within=_MOVES)
            except PlaywrightTimeoutError as error:  # the list may be gone again
                why = f": {error.why}" if isinstance(error, NotActionable) else ""
        elif options and not await _filter(page, label, words):
            await _roll_up(page)
            return False
        several = field.kind is Kind.MULTICHOICE
        if options and await _took(page, label, words, several=several):
            return True
        if not seen.missed:
            await _roll_up(page)
        if time.monotonic() > until and attempt >= _LEAST:
            doing = "does not open" if not options else "does not take what is chosen"
            raise PageBroken(f"The list “{label[0]}” {doing}{why}.", sent=False)
    raise AssertionError("it is tried until one of these ends is met")


async def _let_go(page: Page, label: Sequence[str], text: str) -> None:
    """Press an option that is chosen once more; where it stays, the caller's read-back tells."""
    await _about_to_open(page, label)
    await page.click_with_retry("control", label)
    with contextlib.suppress(PlaywrightTimeoutError):
        if (await _leafed(page, (text,))).found:
            await page.click_with_retry("option", (text,), seconds=_MOVES)
    await _roll_up(page)


async def _took(page: Page, label: Sequence[str], words: Sequence[str], *, several: bool) -> bool:
    """Whether the control shows one of the words before long."""
    shown = {"labels": list(label), "words": list(words), "several": several}
    try:
        seen = await page.navigator.wait("took", _MOVES, **shown)
    except PlaywrightTimeoutError:
        return False
    if seen.get("open"):
        # It would cover what is to be pressed next.
        page.tab.round_trips += 1
        await page.tab.page.keyboard.press("Escape")
    return not seen["missed"]


async def _roll_up(page: Page) -> None:
    """Close what is open, and wait until it is gone: what moves takes no clicks."""
    page.tab.round_trips += 1
    await page.tab.page.keyboard.press("Escape")
    with contextlib.suppress(PlaywrightTimeoutError):
        await page.navigator.wait("rolled", _MOVES)


async def _filter(page: Page, label: Sequence[str], words: Sequence[str]) -> bool:
    box = page.locator("control", label)
    for word in words:
        page.tab.round_trips += 2
        try:
            await box.press("ControlOrMeta+a", timeout=_MOVES * 1000)
        except PlaywrightTimeoutError:
            return False  # a modal list takes no keys through the control beneath it
        await page.tab.page.keyboard.type(word, delay=_TYPED)
        try:
            await page.click_with_retry("option", words, seconds=_MOVES)
        except PlaywrightTimeoutError:
            continue
        return True
    return False
