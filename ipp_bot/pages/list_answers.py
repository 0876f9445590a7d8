"""What a list of records shows, once that is the answer to what was asked last."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from ipp_bot.errors import PageBroken, PortalDown

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from ipp_bot.browser import Tab
    from ipp_bot.browser.dom.client import PageScripts
    from ipp_bot.browser.dom.results import SeenList
    from ipp_bot.profile import Timings

__all__ = ["ListAnswers", "not_fetched"]

_LOOKS = 4
"""How often a list is looked at again since the page has fetched something meanwhile."""


class ListAnswers:
    """The list of one page, in a document whose scripts may fetch its rows.

    A list that is drawn before its rows came, or shows the answer to an earlier question, is
    complete by all that it says of itself: what is on its way decides.
    """

    def __init__(
        self, tab: Tab, scripts: PageScripts, timings: Timings, table: Mapping[str, object]
    ) -> None:
        self._tab = tab
        self._scripts = scripts
        self._requests = tab.script_requests
        self._timings = timings
        self._table = table
        self._rested = -1
        """How many requests there had been when the list was last seen at rest."""

    async def shown(self) -> SeenList:
        """The list, once the page draws no answer any more that it has asked for by itself.

        PageBroken if one does not come.
        """
        requests = self._requests
        if not requests.any or (requests.begun == self._rested and not requests.waiting):
            return await self._scripts.record_list(self._table)
        return await self._at_rest(requests.begun)

    async def ask(self) -> int:
        """Say that the next click asks for other rows; what `answer` is to be given."""
        await self._scripts.mark_departure()
        return self._requests.begun

    async def answer(self, since: int, look: Callable[..., Awaitable[SeenList]]) -> SeenList:
        """The list as it shows what was asked for after `ask`.

        `look` waits until it shows that; by `answered` it is told whether the page has fetched
        anything for it.

        Raises:
            PortalDown: what was asked for could not be fetched.
            PageBroken: an earlier answer came after it, or one does not come.
        """
        looking = asyncio.ensure_future(look(answered=False))
        answered = asyncio.ensure_future(self._requests.answered(since))
        try:
            await asyncio.wait({looking, answered}, return_when=asyncio.FIRST_COMPLETED)
            seen = looking.result() if looking.done() else None
        finally:
            for task in (looking, answered):
                task.cancel()
            await asyncio.gather(looking, answered, return_exceptions=True)
        if seen is None:
            await self._at_rest(since)
            seen = await look(answered=True)
        return await self._at_rest(since) if self._requests.any else seen

    async def _at_rest(self, since: int) -> SeenList:
        """The list once nothing is on its way that would change it."""
        requests, within = self._requests, self._timings.navigation
        for left in reversed(range(_LOOKS)):
            try:
                await requests.idle(since, patience=self._timings.action, within=within)
            except TimeoutError:
                raise PageBroken("An answer that the list waits for does not come.") from None
            if requests.failed(since) and (fault := not_fetched(self._tab)):
                raise fault
            self._rested = requests.begun
            seen = await self._scripts.list_rests(self._table, within=within)
            if requests.begun == self._rested or not left:
                break
        if requests.overtaken(since):
            raise PageBroken("The list shows the answer to an earlier question.")
        return seen


def not_fetched(tab: Tab) -> PortalDown | None:
    """The error for a list whose rows could not be fetched; None where nothing failed."""
    if (status := tab.failed_requests.last) is None:
        return None
    why = f"HTTP {status}" if status > 0 else "no answer"
    return PortalDown(f"The list could not be fetched ({why}).", retry_after=tab.retry_after)
