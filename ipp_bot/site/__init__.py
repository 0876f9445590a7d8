"""What all pages of a portal share: its profile and addresses, navigation and clicks."""

from ipp_bot.site.irreversible_click import SavedDraft
from ipp_bot.site.page import Page
from ipp_bot.site.portal import PageKind, Portal

__all__ = ["Page", "PageKind", "Portal", "SavedDraft"]
