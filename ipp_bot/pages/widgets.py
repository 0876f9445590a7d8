"""One control each, set as a person would: for what does not take its value in one evaluate."""

from __future__ import annotations

import contextlib
import itertools
import time
from datetime import date
from typing import TYPE_CHECKING

from playwright.async_api import TimeoutError as Slow

from ipp_bot.errors import PageBroken, PortalChanged
from ipp_bot.pages.drift import form_changed, option_changes
from ipp_bot.pages.survey import Control, ControlKind
from ipp_bot.profile import FormField, Kind, folded

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence

    from ipp_bot.pages.errors import FormChanged
    from ipp_bot.pages.page import Page

__all__ = ["offers", "rolled_up", "set_control"]

_MOVES = 1.5
"""Seconds that a list may take to open or close."""

_LEAST = 3
"""How often a choice is made, however slow the page is."""

_LONGEST = 40
"""How often a list is scrolled on at most."""

_TYPED = 20
"""Milliseconds between two keys: pickers and filters look at each one."""


async def set_control(
    page: Page, field: FormField, control: Control, value: str | tuple[str, ...]
) -> None:
    """Set the control with mouse and keys; the caller reads back what came of it."""
    label = (control.label,)
    tokens = (value,) if isinstance(value, str) else value
    choices = [field.options.get(token, (token,)) for token in tokens if token]
    for words in choices:
        if control.options is not None and not _offers(control, words):
            raise _not_offered(page, field, control.label, control.options, tokens)
    match control.kind:
        case ControlKind.COMBOBOX | ControlKind.TEXT if field.options:
            for words in choices:
                if not await _choose(page, label, words):
                    offered = await offers(page, control)
                    raise _not_offered(page, field, control.label, offered, tokens)
        case ControlKind.RADIO | ControlKind.CHECKBOX:
            await _tick(page, label, control, choices)
        case ControlKind.SELECT:
            await page.find("control", label).select_option(
                label=[_offered(control, words) for words in choices], timeout=page.patience
            )
            page.page.round_trips += 1
        case _ if field.kind is Kind.DATE:
            await _date(page, label, str(value))
        case _:
            await _type(page, label, str(value))


def _offers(control: Control, words: Sequence[str]) -> bool:
    offered = {folded(option) for option in control.options or ()}
    return any(folded(word) in offered for word in words)


def _offered(control: Control, words: Sequence[str]) -> str:
    wanted = [folded(word) for word in words]
    offered = {folded(option): option for option in control.options or ()}
    return next((offered[word] for word in wanted if word in offered), words[0])


async def _type(page: Page, label: Sequence[str], value: str) -> None:
    target = page.find("control", label)
    page.page.round_trips += 2
    await target.fill(value, timeout=page.patience)
    await target.blur(timeout=page.patience)


async def _tick(
    page: Page, label: Sequence[str], control: Control, choices: Sequence[Sequence[str]]
) -> None:
    ticked = control.value if isinstance(control.value, tuple) else ()
    for words in choices:
        if _offered(control, words) in ticked:
            continue
        await page.strike("choice", label, option=list(words))
    kept = {_offered(control, words) for words in choices}
    for words in ticked:
        if words not in kept:
            await page.strike("choice", label, option=[words])


async def offers(page: Page, control: Control) -> tuple[str, ...]:
    """What a control offers; a list that is drawn only when it is opened is opened for it."""
    if control.options is not None or control.kind is not ControlKind.COMBOBOX:
        return control.options or ()
    async with rolled_up(page):
        await page.strike("control", (control.label,))
        seen, _ = await _leafed(page, ())
        page.page.round_trips += 1
        await page.page.raw.keyboard.press("Escape")
    return seen


async def _leafed(page: Page, words: Sequence[str]) -> tuple[tuple[str, ...], bool]:
    """The options of a list down to one of these words, and whether that was found.

    () for a list that does not open.
    """
    seen: dict[str, None] = {}
    try:
        told = await page.walk.wait("unfolded", page.patience / 2000, labels=list(words))
    except Slow:
        return (), False
    for _ in range(_LONGEST):
        seen.update(dict.fromkeys(told["options"]))
        if told["found"] or not told["more"]:
            break
        told = await page.ask("offered", labels=list(words))
    return tuple(seen), bool(told["found"])


async def _about_to_open(page: Page, label: Sequence[str]) -> None:
    """What is drawn now is none of the list's options, unless it still closes: it is waited for."""
    with contextlib.suppress(Slow):
        await page.walk.wait("unrolling", _MOVES, labels=list(label))


@contextlib.asynccontextmanager
async def rolled_up(page: Page) -> AsyncIterator[None]:
    """A list that is opened within is gone at the end: one that moves takes no clicks."""
    await page.ask("unrolling")
    yield
    with contextlib.suppress(Slow):
        await page.walk.wait("rolled", _MOVES)


def _not_offered(
    page: Page, field: FormField, label: str, offered: Sequence[str], tokens: Sequence[str]
) -> FormChanged:
    """The error for an option that is not there, with the profile's line to change."""
    changes = option_changes(field, label, offered, tokens)
    return form_changed(page.portal.profile, changes)


async def _choose(page: Page, label: Sequence[str], words: Sequence[str]) -> bool:
    """Open the list, which may hang at the end of the body, and press the visible option.

    Again, as long as an action may take, until the control shows it: a click may be lost to a list
    that closes just then, or to a page that is busy. False if the list offers no such option.
    """
    until = time.monotonic() + page.portal.profile.timings.action
    for attempt in itertools.count(1):
        await _about_to_open(page, label)
        await page.strike("control", label)
        options, there = await _leafed(page, words)
        if there:
            with contextlib.suppress(Slow):  # the list may be gone again
                await page.walk.hit({"what": "option", "labels": list(words)}, within=_MOVES)
        elif options and not await _filter(page, label, words):
            await _roll_up(page)
            return False
        if options and await _took(page, label, words):
            return True
        await _roll_up(page)
        if time.monotonic() > until and attempt >= _LEAST:
            doing = "does not open" if not options else "does not take what is chosen"
            raise PageBroken(f"The list “{label[0]}” {doing}.", sent=False)
    raise AssertionError("it is tried until one of these ends is met")


async def _took(page: Page, label: Sequence[str], words: Sequence[str]) -> bool:
    """Whether the control shows one of the words before long."""
    try:
        seen = await page.walk.wait("took", _MOVES, labels=list(label), words=list(words))
    except Slow:
        return False
    if seen.get("open"):
        # It would cover what is to be pressed next.
        page.page.round_trips += 1
        await page.page.raw.keyboard.press("Escape")
    return not seen["missed"]


async def _roll_up(page: Page) -> None:
    """Close what is open, and wait until it is gone: what moves takes no clicks."""
    page.page.round_trips += 1
    await page.page.raw.keyboard.press("Escape")
    with contextlib.suppress(Slow):
        await page.walk.wait("rolled", _MOVES)


async def _filter(page: Page, label: Sequence[str], words: Sequence[str]) -> bool:
    box = page.find("control", label)
    for word in words:
        page.page.round_trips += 2
        try:
            await box.press("ControlOrMeta+a", timeout=_MOVES * 1000)
        except Slow:
            return False  # a modal list takes no keys through the control beneath it
        await page.page.raw.keyboard.type(word, delay=_TYPED)
        try:
            await page.strike("option", words, seconds=_MOVES)
        except Slow:
            continue
        return True
    return False


async def _date(page: Page, label: Sequence[str], value: str) -> None:
    """Type the date and leave the field; if the picker takes no keys, press the day."""
    target = page.find("control", label)
    page.page.round_trips += 1
    if await target.is_editable(timeout=page.patience):
        await page.strike("control", label)
        page.page.round_trips += 2
        await target.fill(value, timeout=page.patience)
        # Enter would submit the form in some libraries; Tab commits as well.
        await target.press("Tab", timeout=page.patience)
        return
    await page.strike("control", label)
    await _pick(page, date.fromisoformat(value))


async def _pick(page: Page, day: date) -> None:
    """Press the day in a calendar that is open, after leafing to its month."""
    raw = page.page.raw
    cell = page.find("day", (), date=day.isoformat())
    for _ in range(12 * 130):
        page.page.round_trips += 1
        if await cell.count():
            await page.strike("day", date=day.isoformat())
            return
        step = (await page.ask("leaf", year=day.year, month=day.month))["step"]
        if not step:
            break
        await page.strike("leaf", step=step)
    await raw.keyboard.press("Escape")
    raise PortalChanged(f"The calendar does not offer {day}.", sent=False)
