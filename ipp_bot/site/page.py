"""The base of all page objects."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Self, TypeVar

from ipp_bot.browser.dom.bundle import selector
from ipp_bot.profile import folded
from ipp_bot.site.navigation import Navigator
from ipp_bot.site.playwright_errors import translated

if TYPE_CHECKING:
    from collections.abc import Sequence

    from playwright.async_api import Locator

    from ipp_bot.browser import Tab
    from ipp_bot.browser.dom.client import PageScripts
    from ipp_bot.site.page_state import PageState
    from ipp_bot.site.portal import PageKind, Portal

__all__ = ["Page"]

Target = TypeVar("Target", bound="Page")


class Page:
    """One page of the portal in a tab; `open` goes there, verbs return the page that follows.

    `state` is what the page showed last. Verbs raise the errors of `ipp_bot.errors` only.
    """

    kind: ClassVar[PageKind]

    def __init__(self, tab: Tab, portal: Portal, state: PageState) -> None:
        self.tab = tab
        self.portal = portal
        self.state = state
        self.navigator = Navigator(tab, portal)

    @classmethod
    async def open(cls, tab: Tab, portal: Portal) -> Self:
        """Go to the page by its address, or over the User Center's menu where none is known."""
        with translated(f"opening the page {cls.kind.value.replace('_', ' ')}"):
            return cls(tab, portal, await Navigator(tab, portal).goto(cls.kind))

    @property
    def number(self) -> str | None:
        """The IPR number that the page shows; None if it shows none."""
        return self.state.number

    @property
    def name(self) -> str:
        """What this page is called in an error's sentence."""
        return f"the page {self.kind.value.replace('_', ' ')}"

    def labels(self, *keys: str) -> tuple[str, ...]:
        """The labels under these dotted keys of the profile, in order."""
        return self.portal.labels(*keys)

    async def click_to(
        self, target: type[Target], labels: Sequence[str], *, anywhere: bool = False
    ) -> Target:
        """Click a button or link of that name and return the page that follows."""
        state = await self.click_through(target.kind, labels, anywhere=anywhere)
        return target(self.tab, self.portal, state)

    async def click_through(
        self, kind: PageKind, labels: Sequence[str], *, anywhere: bool = False
    ) -> PageState:
        """Click a button or link of that name and wait for the page of that kind."""
        await self.navigator.click_button(labels, anywhere=anywhere)
        return await self.navigator.wait_for_page(kind, leaving=self.kind)

    def locator(self, what: str, labels: Sequence[str] = (), **more: object) -> Locator:
        """A locator by the project's selector engine: a control, button … of one of the labels."""
        # The engine lives in a world of its own, which remembers nothing of what was asked before.
        return self.tab.document.locator(
            selector(what, labels, marks=self.portal.label_marks, **more)
        )

    async def click_with_retry(
        self, what: str, labels: Sequence[str] = (), *, seconds: float | None = None, **more: object
    ) -> None:
        """Click something harmless, again where the page moved beneath the pointer.

        Playwright's TimeoutError after so many seconds, or after the time of an action.
        """
        spec = {"what": what, "labels": list(labels), **more}
        await self.navigator.click_with_retry(spec, within=seconds)

    @property
    def scripts(self) -> PageScripts:
        """The scripts in the document that bears the page."""
        return self.navigator.scripts

    def mentions(self, words: str, mark: str) -> bool:
        """Whether the words contain a label of the profile's `mark`."""
        return any(folded(label) in folded(words) for label in self.labels(mark))

    def begins_with(self, words: str, mark: str) -> bool:
        """Whether the words begin with a label of `mark`: “cannot be saved” is not “Saved”."""
        return any(folded(words).startswith(folded(label)) for label in self.labels(mark))

    @property
    def action_timeout_ms(self) -> float:
        """Milliseconds for one harmless action."""
        return self.portal.profile.timings.action * 1000
