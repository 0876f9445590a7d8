"""Signing in by a person in a browser window; the session is saved for later runs."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from ipp_bot.browser import BrowserManager
from ipp_bot.browser.storage_state import write_state
from ipp_bot.errors import NeedsPerson, SessionExpired
from ipp_bot.manifest import same_name
from ipp_bot.pages import SignIn, UserCenter
from ipp_bot.run.browser_choice import browser_options, chosen_browser
from ipp_bot.run.lease_owners import new_owner_name
from ipp_bot.run.temporary_files import temporary_folder
from ipp_bot.site import Portal

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from ipp_bot.settings import AccountSettings
    from ipp_bot.workspace import Workspace

__all__ = ["sign_in_by_person"]


async def sign_in_by_person(
    workspace: Workspace, account: str, *, within: float, ready: Callable[[], None]
) -> str:
    """The complainant whom a person signed in as; the session is saved.

    `ready` is called once the window shows the sign-in page, which is then waited at for `within`
    seconds.

    Raises:
        NeedsPerson: nobody signed in in time, or somebody else did, or a saved session lets nobody
            in at this portal; nothing is kept then.
    """
    settings = workspace.account(account)
    state = workspace.sign_in_of(account)
    found = chosen_browser(workspace.settings.browser, window=True)
    portal = Portal(workspace.profile, workspace.url, workspace.origins)
    with temporary_folder(workspace, new_owner_name()) as temporary:
        options = browser_options(workspace, window=True, temporary=temporary)
        async with BrowserManager(found, options) as browser:
            page_pool = await browser.page_pool(account, None)
            async with page_pool.tab() as tab:
                sign_in = await SignIn.open(tab, portal)
                ready()
                home = await sign_in.wait_for_person(within)
                complainant = await home.complainant(settings.complainant)
                _check_complainant(account, settings, complainant)
                saved = dict(await tab.page.context.storage_state(indexed_db=True))
            tried = temporary / "session.json"
            await asyncio.to_thread(write_state, tried, saved)
            await _try_saved(browser, portal, account, tried, complainant)
        await asyncio.to_thread(write_state, state, saved)
    return complainant


async def _try_saved(
    browser: BrowserManager, portal: Portal, account: str, state: Path, complainant: str
) -> None:
    """NeedsPerson if the session does not let a browser in that knows nothing else."""
    page_pool = await browser.page_pool(f"{account} again", state)
    try:
        async with page_pool.tab() as tab:
            await (await UserCenter.open(tab, portal)).complainant(complainant)
    except SessionExpired as error:
        raise NeedsPerson(
            f"{account}: the portal lets nobody in with a saved session, since it keeps its "
            "sign-in elsewhere (in the memory of the window, perhaps); the session was not kept",
            hint=f"ipp-bot password {account}, so that each run signs in by itself",
            sent=False,
        ) from error


def _check_complainant(account: str, settings: AccountSettings, complainant: str) -> None:
    if not same_name(complainant, settings.complainant):
        raise NeedsPerson(
            f"{account}: you signed in as {complainant!r}, the settings say "
            f"{settings.complainant!r}; the session was not kept",
            hint=f"sign in as {settings.username}, or mend accounts.{account}.complainant",
            sent=False,
        )
