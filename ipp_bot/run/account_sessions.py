"""Opening account sessions: one browser for all, and the passwords that they sign in with."""

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
    from pathlib import Path

    from ipp_bot.browser import PagePool
    from ipp_bot.clock import Clock
    from ipp_bot.ledger import Ledger
    from ipp_bot.settings import AccountSettings, EvidenceSettings, Workspace

__all__ = ["open_account_sessions", "open_ledger", "password_of"]

KEYRING_SERVICE = "ipp-bot"


def password_of(
    name: str, account: AccountSettings, *, url: str, ask: Callable[[str], str] | None
) -> str:
    """The account's password: from its variable, else the keyring, else asked for.

    Raises:
        SettingsError: none of them has it.
    """
    if account.password_env and (value := os.environ.get(account.password_env)):
        return value
    if kept := _from_keyring(f"{url}/{account.username}"):
        return kept
    if ask is not None:
        return ask(f"Password of {account.username} at {url}: ")
    variable = account.password_env or f"{name.upper()}_PASSWORD"
    raise SettingsError(
        f"{name}: no password: the variable {variable} is not set and the keyring has none",
        hint=f"export {variable}=…, or ipp-bot login {name}",
        sent=False,
    )


def _from_keyring(key: str) -> str | None:
    # Here and not above: looking for a keyring's backend takes a while, and few need one.
    import keyring
    from keyring.errors import KeyringError

    try:
        return keyring.get_password(KEYRING_SERVICE, key)
    except KeyringError:
        return None


@asynccontextmanager
async def open_account_sessions(
    workspace: Workspace,
    ledger: Ledger,
    accounts: Iterable[str],
    *,
    clock: Clock,
    ask: Callable[[str], str] | None = None,
    on_progress: Callable[[Progress], None] = lambda _progress: None,
    headed: bool = False,
) -> AsyncIterator[dict[str, AccountSession]]:
    """A session for each account, by its name, over one browser that is closed at the end.

    Passwords are looked up only when an account has to sign in; `ask` is then called for one that
    is not stored. `headed` shows the browser.

    Raises:
        UsageError: the browser or the ledger cannot be used, or there is no such account.
    """
    names = list(dict.fromkeys(accounts))
    find = find_window_browser if headed else find_browser
    found = find(workspace.settings.browser)
    expire_leases_of_dead(ledger)
    async with AsyncExitStack() as stack:
        browser = await stack.enter_async_context(
            BrowserManager(found, BrowserOptions(headless=not headed, fence=workspace.is_loopback))
        )
        async_ledger = AsyncLedger(ledger)
        stack.callback(async_ledger.close)
        portal = Portal(workspace.profile, workspace.url, workspace.origins)
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
            page_pool = await browser.page_pool(name, workspace.folder("sessions") / f"{name}.json")
            account_sessions[name] = AccountSession(
                account=Account(
                    name=name,
                    username=account.username,
                    complainant=account.complainant,
                    password=partial(password_of, name, account, url=workspace.url, ask=ask),
                ),
                folders=folders,
                profile=workspace.profile,
                portal=portal,
                page_pool=page_pool,
                ledger=async_ledger,
                clock=clock,
                evidence=_evidence(
                    workspace.folder("evidence"), workspace.settings.evidence, page_pool
                ),
                on_progress=on_progress,
                owner=owner,
                settle_seconds=workspace.settle_seconds,
            )
        yield account_sessions


def _evidence(folder: Path, settings: EvidenceSettings, page_pool: PagePool) -> Evidence:
    def secrets() -> tuple[str, ...]:
        return page_pool.secrets

    return Evidence(folder, cap_bytes=settings.cap_megabytes * 1024 * 1024, secrets=secrets)
