"""The base of all page objects: a page has an address, a ready mark and verbs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Self, TypeVar

from ipp_bot.browser.dom.bundle import selector
from ipp_bot.profile import folded
from ipp_bot.site.navigation import Navigator
from ipp_bot.site.playwright_errors import translated

if TYPE_CHECKING:
    from collections.abc import Sequence

    from playwright.async_api import Locator

    from ipp_bot.browser import Tab
    from ipp_bot.site.page_state import PageState
    from ipp_bot.site.portal import PageKind, Portal

__all__ = ["Page"]

Target = TypeVar("Target", bound="Page")


class Page:
    """One page of the portal in hand; `open` goes there, verbs return the page that follows."""

    kind: ClassVar[PageKind]

    def __init__(self, tab: Tab, portal: Portal, sight: PageState) -> None:
        self.tab = tab
        self.portal = portal
        self.sight = sight
        self.walk = Navigator(tab, portal)

    @classmethod
    async def open(cls, tab: Tab, portal: Portal) -> Self:
        """Go straight to the page, by its learned address or over the User Center's menu."""
        with translated(f"opening the page {cls.kind.value.replace('_', ' ')}"):
            return cls(tab, portal, await Navigator(tab, portal).goto(cls.kind))

    @property
    def number(self) -> str | None:
        """The IPR number that the page shows."""
        return self.sight.number

    @property
    def doing(self) -> str:
        """Where a verb is done, for an error's sentence."""
        return f"the page {self.kind.value.replace('_', ' ')}"

    def labels(self, *keys: str) -> tuple[str, ...]:
        """The profile's labels under these dotted keys."""
        return self.portal.labels(*keys)

    async def click_to(
        self, target: type[Target], labels: Sequence[str], *, anywhere: bool = False
    ) -> Target:
        """Press a button or link of that name and return the page that follows."""
        await self.walk.click(labels, anywhere=anywhere)
        sight = await self.walk.arrive(target.kind, leaving=self.kind)
        return target(self.tab, self.portal, sight)

    def find(self, what: str, labels: Sequence[str] = (), **more: object) -> Locator:
        """What the selector engine finds by its labels, looked up afresh at each use."""
        # The engine lives in a world of its own, which remembers nothing of what was asked before.
        return self.tab.page.locator(selector(what, labels, marks=self.portal.words, **more))

    async def click_with_retry(
        self, what: str, labels: Sequence[str] = (), *, seconds: float | None = None, **more: object
    ) -> None:
        """Click what the selector engine finds first; nothing irreversible hangs on it."""
        spec = {"what": what, "labels": list(labels), **more}
        await self.walk.click_with_retry(spec, within=seconds)

    async def ask(self, do: str, **about: object) -> dict[str, Any]:
        """What a script sees now: one round trip."""
        return await self.walk.ask(do, **about)

    def _says(self, words: str, mark: str) -> bool:
        """Whether the words contain one of the profile's marks."""
        return any(folded(label) in folded(words) for label in self.labels(mark))

    def _begins(self, words: str, mark: str) -> bool:
        """Whether the words begin with a mark: “cannot be saved” is not “Saved”."""
        return any(folded(words).startswith(folded(label)) for label in self.labels(mark))

    @property
    def patience(self) -> float:
        """Milliseconds for one harmless action."""
        return self.portal.profile.timings.action * 1000
