"""IPR Submission: the page that the menu leads to, where a new IPR begins."""

from __future__ import annotations

from ipp_bot.pages.type_selection import TypeSelection
from ipp_bot.site.page import Page
from ipp_bot.site.playwright_errors import verb
from ipp_bot.site.portal import PageKind

__all__ = ["IprSubmission"]


class IprSubmission(Page):
    """The beginning of a submission."""

    kind = PageKind.IPR_SUBMISSION

    @verb
    async def choose_type(self) -> TypeSelection:
        """The choice of type and place; it stands on this very page."""
        return TypeSelection(self.tab, self.portal, self.state)
