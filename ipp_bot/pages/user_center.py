"""The User Center: who is signed in, and the menu."""

from __future__ import annotations

from ipp_bot.errors import PageBroken
from ipp_bot.pages.ipr_management import IprManagement
from ipp_bot.pages.ipr_submission import IprSubmission
from ipp_bot.profile.names import is_named
from ipp_bot.site.page import Page
from ipp_bot.site.playwright_errors import verb
from ipp_bot.site.portal import PageKind

__all__ = ["UserCenter"]


class UserCenter(Page):
    """The page after signing in."""

    kind = PageKind.USER_CENTER

    @verb
    async def complainant(self, expected: str) -> str:
        """The verified name of the account; PageBroken if it is not shown.

        Where the head of the page alone tells it, among other words, it is the `expected` name if
        that stands there, and else all that does.
        """
        labels = self.labels("account.complainant")
        name = await self.scripts.fact_text(labels) if labels else None
        if not name and self.portal.profile.header_shows_complainant:
            texts = await self.scripts.header_texts()
            found = any(is_named(text, expected) for text in texts)
            name = expected if found else " / ".join(texts)
        if not name:
            raise PageBroken("The User Center does not show the complainant's name.", sent=False)
        return name

    @verb
    async def ipr_submission(self) -> IprSubmission:
        """Click “IPR Submission” in the menu."""
        return await self.click_to(IprSubmission, self.labels("menu.ipr_submission"), anywhere=True)

    @verb
    async def ipr_management(self) -> IprManagement:
        """Click “IPR Management” in the menu."""
        return await self.click_to(IprManagement, self.labels("menu.ipr_management"), anywhere=True)
