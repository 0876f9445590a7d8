"""Signing in by a person in a browser window; the session is saved for later runs."""

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

__all__ = ["sign_in_by_person"]


async def sign_in_by_person(
    workspace: Workspace, account: str, *, within: float, ready: Callable[[], None]
) -> str:
    """The complainant whom a person signed in as; the session is saved.

    `ready` is called once the window shows the sign-in page, which is then waited at for `within`
    seconds.

    Raises:
        NeedsPerson: nobody signed in in time, or somebody else did; nothing is kept then.
    """
    settings = workspace.account(account)
    state = workspace.folder("sessions") / f"{account}.json"
    found = find_window_browser(workspace.settings.browser)
    options = BrowserOptions(headless=False, fence=workspace.is_loopback)
    async with BrowserManager(found, options) as browser:
        page_pool = await browser.page_pool(account, None)
        async with page_pool.tab() as tab:
            sign_in = await SignIn.open(
                tab, Portal(workspace.profile, workspace.url, workspace.origins)
            )
            ready()
            home = await sign_in.wait_for_person(within)
            complainant = await home.complainant()
            if not same_name(complainant, settings.complainant):
                raise NeedsPerson(
                    f"{account}: you signed in as {complainant!r}, the settings say "
                    f"{settings.complainant!r}; the session was not kept",
                    hint=f"sign in as {settings.username}, or mend accounts.{account}.complainant",
                    sent=False,
                )
            await asyncio.to_thread(
                write_state, state, dict(await tab.page.context.storage_state())
            )
            return complainant
