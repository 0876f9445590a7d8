"""A bundle of the portal's pages, made of a visit in which nothing is filed."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from ipp_bot.profile import load_profile
from ipp_bot.run.bundles import make_bundle, new_bundle_path, secrets_of_visit
from ipp_bot.run.visit import DICTIONARY, WITHIN, record_visit
from ipp_bot.watch.bundle import LearnedPage

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path

    from playwright.async_api import Page

    from ipp_bot.ledger import Ledger
    from ipp_bot.watch import Step
    from ipp_bot.workspace import Workspace

__all__ = ["capture"]


async def capture(
    workspace: Workspace,
    ledger: Ledger,
    account: str,
    *,
    ready: Callable[[], None] = lambda: None,
    person: Callable[[Page], Awaitable[None]] | None = None,
    headed: bool = True,
    within: float = WITHIN,
) -> Path:
    """The bundle of the pages that a person has opened until the window was closed.

    Whatever the ledger knows of the account's filings is taken out of it, and searched for.

    Raises:
        NeedsPerson: nobody signed in.
        SecretFound: the bundle would hold somebody's data; it was not written.
    """
    recording, state = await record_visit(
        workspace,
        account,
        lambda _recording: False,
        ready=ready,
        person=person,
        headed=headed,
        within=within,
    )
    profile, dictionary = workspace.profile, load_profile(DICTIONARY)
    secrets = secrets_of_visit(workspace, ledger, account, state)

    def nothing(_step: Step) -> LearnedPage:
        return LearnedPage("")

    content = await make_bundle(recording, nothing, secrets, (profile, dictionary))
    path = new_bundle_path(workspace)
    await asyncio.to_thread(path.write_bytes, content)
    return path
