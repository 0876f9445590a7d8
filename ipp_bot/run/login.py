"""Signing in by hand: a window for a person, the session kept for the machine."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from ipp_bot.browser import BrowserManager, BrowserOptions, find_window_browser
from ipp_bot.browser.storage_state import write_state
from ipp_bot.errors import NeedsPerson
from ipp_bot.manifest import same_name
from ipp_bot.pages import SignIn
from ipp_bot.site import Portal

if TYPE_CHECKING:
    from collections.abc import Callable

    from ipp_bot.settings import Workspace

__all__ = ["by_person"]


async def by_person(
    workspace: Workspace, account: str, *, within: float, ready: Callable[[], None]
) -> str:
    """The complainant whom a person signed in as; the session is kept.

    Raises:
        NeedsPerson: nobody signed in in time, or somebody else did; nothing is kept then.
    """
    settings = workspace.account(account)
    state = workspace.folder("sessions") / f"{account}.json"
    found = find_window_browser(workspace.settings.browser)
    options = BrowserOptions(headless=False, fence=workspace.is_loopback)
    async with BrowserManager(found, options) as host:
        desk = await host.page_pool(account, None)
        async with desk.tab() as page:
            door = await SignIn.open(page, Portal(workspace.profile, workspace.url))
            ready()
            home = await door.wait_for_person(within)
            complainant = await home.complainant()
            if not same_name(complainant, settings.complainant):
                raise NeedsPerson(
                    f"{account}: you signed in as {complainant!r}, the settings say "
                    f"{settings.complainant!r}; the session was not kept",
                    hint=f"sign in as {settings.username}, or mend accounts.{account}.complainant",
                    sent=False,
                )
            await asyncio.to_thread(
                write_state, state, dict(await page.page.context.storage_state())
            )
            return complainant
