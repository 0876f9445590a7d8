"""The page after a successful submission."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipp_bot.portal_time import parse_time
from ipp_bot.site.page import Page
from ipp_bot.site.playwright_errors import verb
from ipp_bot.site.portal import PageKind

if TYPE_CHECKING:
    from datetime import datetime

__all__ = ["Confirmation"]


class Confirmation(Page):
    """“Submitted for verification”, with the record's number."""

    kind = PageKind.CONFIRMATION

    @verb
    async def submitted_at(self) -> datetime | None:
        """The time of submission that the page shows, UTC; None if it shows none."""
        shown = await self.scripts.fact_text(self.labels("record.submitted"))
        return parse_time(shown, self.portal.profile.order_of_times)

    @verb
    async def add_ipr(self) -> None:
        """Click “Add IPR” to start another one; the choice of type and place follows."""
        await self.click_through(PageKind.IPR_SUBMISSION, self.labels("button.add_ipr"))

    @verb
    async def ipr_management(self) -> None:
        """Click “IPR Management”; the list of records follows."""
        await self.click_through(PageKind.IPR_MANAGEMENT, self.labels("button.ipr_management"))
