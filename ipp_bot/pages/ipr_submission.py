"""IPR Submission: the page that the menu leads to, where a new IPR begins."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipp_bot.pages.errors import verb
from ipp_bot.pages.page import Page
from ipp_bot.pages.portal import PageKind
from ipp_bot.pages.type_selection import TypeSelection

if TYPE_CHECKING:
    from ipp_bot.browser import WarmPage
    from ipp_bot.pages.portal import Portal

__all__ = ["IprSubmission"]


class IprSubmission(Page):
    """The beginning of a submission."""

    kind = PageKind.IPR_SUBMISSION

    @verb
    async def choose_type(self) -> TypeSelection:
        """The choice of type and place; it stands on this very page."""
        return TypeSelection(self.page, self.portal, self.sight)

    @classmethod
    async def begin(cls, page: WarmPage, portal: Portal) -> TypeSelection:
        """Go straight to the choice of type and place of a new IPR."""
        return await (await cls.open(page, portal)).choose_type()
