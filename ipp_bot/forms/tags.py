"""Inputs for tags: texts that are typed one after the other, each of which Enter ends."""

from __future__ import annotations

import contextlib
import re
from typing import TYPE_CHECKING

from playwright.async_api import TimeoutError as PlaywrightTimeoutError

from ipp_bot.browser.dom.results import Missed
from ipp_bot.errors import PortalChanged
from ipp_bot.forms.popups import close_popup

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ipp_bot.site.page import Page

__all__ = ["set_tags"]

_AT_ONCE = 0.6
"""Seconds in which a text that was ended becomes a tag."""
_OFFERED = 1.5
"""Seconds in which a list offers what was typed, before Enter takes it."""
_COMMAS = re.compile("comma|逗号|逗號", re.IGNORECASE)
"""How a control says that a comma ends a text."""


async def set_tags(page: Page, label: Sequence[str], texts: Sequence[str]) -> bool:
    """Bring the control to these texts in this order; False if it makes no tag of the first one.

    What was typed is taken out again then. PortalChanged if it takes one of the others not, or one
    otherwise than it was typed.
    """
    await page.scripts.hold_submits()
    try:
        return await _Tags(page, label).bring_to(list(texts))
    finally:
        await page.scripts.hold_submits(off=True)


class _Tags:
    def __init__(self, page: Page, label: Sequence[str]) -> None:
        self._page = page
        self._label = label
        self._ending = "Enter"
        """The key that ends a text here."""

    async def bring_to(self, texts: list[str]) -> bool:
        seen = await self._page.scripts.shown_tags(self._label)
        shown, kept = [*seen.texts], _alike(seen.texts, texts)
        if not await self._focus():
            return False
        await self._clear()
        if not await self._take_away(shown, kept):
            raise self._refusal(f"keeps {shown[-1]}")
        for at in range(kept, len(texts)):
            if await self._add(texts[: at + 1]):
                continue
            await self._clear()
            if at == 0:
                return False
            raise self._refusal(f"does not take {texts[at]}")
        await self._leave()
        return True

    async def _focus(self) -> bool:
        """Whether keys go to the control once it is clicked; the first click may close its list."""
        await self._page.scripts.prepare_dropdown()
        for _ in range(2):
            await self._page.click_with_retry("control", self._label)
            if (await self._page.scripts.shown_tags(self._label)).focused:
                return True
        return False

    async def _take_away(self, shown: list[str], kept: int) -> bool:
        """Whether the last ones are gone, one at a time; some inputs mark the last one first."""
        while len(shown) > kept:
            for _ in range(2):
                await self._press("Backspace")
                with contextlib.suppress(PlaywrightTimeoutError):
                    seen = await self._page.scripts.tags_changed(
                        self._label, shown, within=_AT_ONCE
                    )
                    break
            else:
                return False
            if [*seen.texts] != shown[:-1]:
                return False
            shown.pop()
        return True

    async def _add(self, texts: list[str]) -> bool:
        """Whether the last of these is a tag behind the others, once it was typed and ended."""
        before, text = texts[:-1], texts[-1]
        scripts = self._page.scripts
        if not ((await scripts.shown_tags(self._label)).focused or await self._focus()):
            return False
        await self._type(text)
        if not (await scripts.shown_tags(self._label)).typed and await self._focus():
            await self._type(text)  # the tag before had taken the focus
        await self._press(self._ending)
        if await self._is_added(before, text):
            return True
        if not (await scripts.shown_tags(self._label)).typed:
            return await self._is_added(before, text)
        return await self._add_otherwise(before, text)

    async def _add_otherwise(self, before: list[str], text: str) -> bool:
        """The same for what is typed and was not taken at once: from a list, or by a comma."""
        if await self._is_offered(text):
            await self._press(self._ending)
            if await self._is_added(before, text):
                return True
            with contextlib.suppress(PlaywrightTimeoutError):
                await self._page.click_with_retry("option", (text,), seconds=_OFFERED)
            if await self._is_added(before, text):
                return True
        hint = (await self._page.scripts.shown_tags(self._label)).hint
        if self._ending == "Enter" and _COMMAS.search(hint):
            self._ending = ","
            await self._press(self._ending)
            return await self._is_added(before, text)
        return False

    async def _is_offered(self, text: str) -> bool:
        """Whether a list that has opened offers just this text."""
        with contextlib.suppress(PlaywrightTimeoutError):
            told = await self._page.scripts.option_reached((text,), within=_OFFERED)
            return not isinstance(told, Missed) and told.found
        return False

    async def _is_added(self, before: list[str], text: str) -> bool:
        """Whether the tags are those before and this one, as it was typed.

        PortalChanged if another one is there instead; False if that is the first one: a list of
        which one text is chosen shows that of another.
        """
        try:
            seen = await self._page.scripts.tags_changed(self._label, before, within=_AT_ONCE)
        except PlaywrightTimeoutError:
            return False
        if [*seen.texts] == [*before, text]:
            return True
        if before and len(seen.texts) > len(before):
            raise self._refusal(f"shows {'; '.join(seen.texts[len(before) :])} for {text}")
        return False

    async def _type(self, text: str) -> None:
        self._page.tab.round_trips += 1
        await self._page.tab.page.keyboard.insert_text(text)

    async def _press(self, key: str) -> None:
        self._page.tab.round_trips += 1
        await self._page.tab.page.keyboard.press(key)

    async def _clear(self) -> None:
        """Take out what is typed and became no tag."""
        if (await self._page.scripts.shown_tags(self._label)).typed:
            await self._press("ControlOrMeta+a")
            await self._press("Backspace")

    async def _leave(self) -> None:
        """Leave the control by no key that its list would take for a choice."""
        page = self._page
        if not await self._closed():
            await close_popup(page, self._closed)
        page.tab.round_trips += 1
        await page.locator("control", self._label).blur(timeout=page.action_timeout_ms)

    async def _closed(self) -> bool:
        """Whether the list shows no option any more, if it ever did."""
        try:
            await self._page.scripts.dropdown_closed(within=_AT_ONCE)
        except PlaywrightTimeoutError:
            return False
        return True

    def _refusal(self, why: str) -> PortalChanged:
        return PortalChanged(
            f"“{self._label[0]}”, where Enter ends each text, {why}.",
            hint="look at the picture; enter one by hand at the portal",
            sent=False,
        )


def _alike(shown: Sequence[str], texts: Sequence[str]) -> int:
    """How many of the first ones are the same."""
    count = 0
    while count < min(len(shown), len(texts)) and shown[count] == texts[count]:
        count += 1
    return count
