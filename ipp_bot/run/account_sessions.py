"""Opening a workspace for work: ledger, browser, and an office for each account."""

from __future__ import annotations

import os
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial
from typing import TYPE_CHECKING

from ipp_bot.browser import (
    BrowserManager,
    BrowserOptions,
    Evidence,
    find_browser,
    find_window_browser,
)
from ipp_bot.errors import SettingsError
from ipp_bot.flows.account_session import Account, AccountSession, Folders, Progress
from ipp_bot.ledger import AsyncLedger
from ipp_bot.run.lease_owners import expire_leases_of_dead, new_owner_name
from ipp_bot.run.workspace_ledger import open_ledger
from ipp_bot.site import Portal

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterable

    from ipp_bot.browser import PagePool
    from ipp_bot.clock import Clock
    from ipp_bot.ledger import Ledger
    from ipp_bot.settings import Workspace

__all__ = ["open_account_sessions", "open_ledger", "password_of"]

KEYRING_SERVICE = "ipp-bot"


def password_of(workspace: Workspace, name: str, ask: Callable[[str], str] | None) -> str:
    """The account's password: from its variable, else the keyring, else asked for."""
    account = workspace.account(name)
    if account.password_env:
        value = os.environ.get(account.password_env)
        if value:
            return value
    import keyring
    from keyring.errors import KeyringError

    try:
        kept = keyring.get_password(KEYRING_SERVICE, f"{workspace.url}/{account.username}")
    except KeyringError:
        kept = None
    if kept:
        return kept
    if ask is not None:
        return ask(f"Password of {account.username} at {workspace.url}: ")
    variable = account.password_env or f"{name.upper()}_PASSWORD"
    raise SettingsError(
        f"{name}: no password: the variable {variable} is not set and the keyring has none",
        hint=f"export {variable}=…, or ipp-bot login {name}",
        sent=False,
    )


def _secrets_of(desk: PagePool) -> tuple[str, ...]:
    return desk.secrets


@asynccontextmanager
async def open_account_sessions(
    workspace: Workspace,
    ledger: Ledger,
    accounts: Iterable[str],
    *,
    clock: Clock,
    ask: Callable[[str], str] | None = None,
    tell: Callable[[Progress], None] = lambda _step: None,
    headed: bool = False,
) -> AsyncIterator[dict[str, AccountSession]]:
    """An office for each account, over one browser that is closed at the end.

    Passwords are looked up only when an account has to sign in. `headed` shows the browser.
    """
    names = list(dict.fromkeys(accounts))
    find = find_window_browser if headed else find_browser
    found = find(workspace.settings.browser)
    settings = workspace.settings
    expire_leases_of_dead(ledger)
    async with AsyncExitStack() as stack:
        host = await stack.enter_async_context(
            BrowserManager(found, BrowserOptions(headless=not headed, fence=workspace.is_loopback))
        )
        async_ledger = AsyncLedger(ledger)
        stack.callback(async_ledger.close)
        portal = Portal(workspace.profile, workspace.url)
        folders = Folders(
            files=workspace.files,
            receipts=workspace.folder("receipts"),
            poa=workspace.hidden / "poa",
            inbox=workspace.hidden / "inbox",
        )
        owner = new_owner_name()
        account_sessions = {}
        for name in names:
            account = workspace.account(name)
            desk = await host.page_pool(name, workspace.folder("sessions") / f"{name}.json")

            def password(name: str = name) -> str:
                return password_of(workspace, name, ask)

            account_sessions[name] = AccountSession(
                account=Account(
                    name=name,
                    username=account.username,
                    complainant=account.complainant,
                    password=password,
                ),
                folders=folders,
                profile=workspace.profile,
                portal=portal,
                page_pool=desk,
                ledger=async_ledger,
                clock=clock,
                evidence=Evidence(
                    workspace.folder("evidence"),
                    cap_bytes=settings.evidence.cap_megabytes * 1024 * 1024,
                    secrets=partial(_secrets_of, desk),
                ),
                on_progress=tell,
                owner=owner,
                settle_seconds=workspace.settle_seconds,
            )
        yield account_sessions
