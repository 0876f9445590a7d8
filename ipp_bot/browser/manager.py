"""One browser for all accounts, with a pool of pages for each."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Self

from ipp_bot.browser.browser_process import BrowserProcess
from ipp_bot.browser.file_names import safe_name
from ipp_bot.browser.options import BrowserOptions
from ipp_bot.browser.page_pool import PagePool

if TYPE_CHECKING:
    from pathlib import Path
    from types import TracebackType

    from ipp_bot.browser.find import FoundBrowser
    from ipp_bot.browser.options import BrowserStats

__all__ = ["BrowserManager"]


class BrowserManager:
    """Keeps the browser while it is entered, and hands out the accounts' page pools."""

    def __init__(self, found: FoundBrowser, options: BrowserOptions | None = None) -> None:
        self.process = BrowserProcess(found, options or BrowserOptions())
        self._pools: dict[str, PagePool] = {}
        self._with_profiles: list[BrowserProcess] = []
        """With a profile folder: a browser for each account, which has a folder within it."""

    @property
    def stats(self) -> BrowserStats:
        """What was started and lost so far."""
        return self.process.stats

    async def __aenter__(self) -> Self:
        """Launch the browser, so that a missing one is told before anything is begun.

        With a profile folder each account's is launched when it is first used.
        """
        if self.process.options.profile is None:
            await self.process.launch()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close everything, each within its deadline."""
        for process in (self.process, *self._with_profiles):
            await process.close()

    async def page_pool(
        self, account: str, storage_state: Path | None, *, secrets: tuple[str, ...] = ()
    ) -> PagePool:
        """The account's pool, the same one whenever it is asked for.

        `storage_state` is the file with its sign-in, None to keep none; `secrets` are taken out of
        all evidence.
        """
        if account not in self._pools:
            process = self.process_of(account)
            pool = PagePool(process, account, storage_state, secrets=secrets)
            process.before_close.append(pool.close_contexts)
            self._pools[account] = pool
        return self._pools[account]

    def process_of(self, account: str) -> BrowserProcess:
        """The browser that an account's pages are in."""
        options = self.process.options
        if options.profile is None:
            return self.process
        folder = options.profile / safe_name(account)
        process = BrowserProcess(self.process.found, replace(options, profile=folder))
        self._with_profiles.append(process)
        return process
