"""Opening account sessions: one browser for all, and the passwords that they sign in with."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from ipp_bot.browser import BrowserManager, Evidence
from ipp_bot.clock import PortalClock
from ipp_bot.errors import NeedsPerson
from ipp_bot.flows.account_session import Account, AccountSession, Folders, Progress
from ipp_bot.keep_alive import kept_alive
from ipp_bot.ledger import AsyncLedger, Supervision
from ipp_bot.manifest.names import normalised_name
from ipp_bot.run.account_holds import RENEWED_EVERY, AccountHolds
from ipp_bot.run.browser_choice import browser_options, chosen_browser
from ipp_bot.run.lease_owners import expire_leases_of_dead, new_owner_name
from ipp_bot.run.papers import poa_comparison
from ipp_bot.run.passwords import password_of
from ipp_bot.run.signed_scans import code_printer
from ipp_bot.run.temporary_files import temporary_folder
from ipp_bot.run.workspace_ledger import open_ledger
from ipp_bot.site import Portal

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterable

    from ipp_bot.browser import PagePool
    from ipp_bot.clock import Clock
    from ipp_bot.ledger import Ledger
    from ipp_bot.settings import EvidenceSettings
    from ipp_bot.workspace import Workspace

__all__ = ["open_account_sessions", "open_ledger"]


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
    reads_only: bool = False,
    supervision: Supervision = Supervision.ALONE,
    person_seconds: float = 0.0,
) -> AsyncIterator[dict[str, AccountSession]]:
    """A session for each account, by its name, over one browser that is closed at the end.

    Passwords are looked up only when an account has to sign in; `ask` is then called for one that
    is not stored. `headed` shows the browser. Who `reads_only` may do so beside another workspace.
    `supervision` says who clicks Submit, `person_seconds` how long a window waits for a person.

    Raises:
        UsageError: the browser or the ledger cannot be used, or there is no such account.
    """
    names = list(dict.fromkeys(accounts))
    found = chosen_browser(workspace.settings.browser, window=headed)
    expire_leases_of_dead(ledger)
    async with AsyncExitStack() as stack:
        owner = new_owner_name()
        temporary = stack.enter_context(temporary_folder(workspace, owner))
        options = browser_options(workspace, window=headed, temporary=temporary, run=owner)
        browser = await stack.enter_async_context(BrowserManager(found, options))
        portal_clock = PortalClock(clock)
        stack.enter_context(ledger.on_clock(portal_clock))
        async_ledger = AsyncLedger(ledger)
        stack.callback(async_ledger.close)
        portal = Portal(workspace.profile, workspace.url, workspace.origins)
        workspace.hidden.mkdir(mode=0o700, exist_ok=True)
        workspace.receipts.mkdir(mode=0o700, parents=True, exist_ok=True)
        folders = Folders(
            files=workspace.files,
            receipts=workspace.receipts,
            poa=workspace.poa,
            inbox=workspace.inbox,
        )
        holds = AccountHolds(
            portal=workspace.portal_names[0],
            ledger=_one_name(workspace, ledger),
            workspace=str(workspace.root),
            owner=owner,
        )
        stack.callback(holds.release)
        await stack.enter_async_context(
            kept_alive(
                partial(asyncio.to_thread, holds.renew),
                RENEWED_EVERY,
                clock=clock,
                name="holds of accounts",
                failed=lambda _error: None,
            )
        )
        account_sessions = {}
        for name in names:
            account = workspace.account(name)
            page_pool = await browser.page_pool(name, workspace.sign_in_of(name))
            page_pool.on_portal_time = portal_clock.hear
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
                clock=portal_clock,
                evidence=_evidence(
                    workspace.folder("evidence"), workspace.settings.evidence, page_pool
                ),
                on_progress=on_progress,
                on_identified=partial(
                    _identified, name, async_ledger, workspace, None if reads_only else holds
                ),
                compare_poa=poa_comparison(workspace),
                print_code=code_printer(),
                origins=frozenset(workspace.portal_names),
                owner=owner,
                settle_seconds=workspace.settle_seconds,
                supervision=supervision,
                person_seconds=person_seconds,
                requires_rehearsal=workspace.settings.require_rehearsal,
                earns_trust=not workspace.is_loopback,
            )
        yield account_sessions


async def _identified(
    name: str, ledger: AsyncLedger, workspace: Workspace, holds: AccountHolds | None, shown: str
) -> None:
    """NeedsPerson if the portal's account is worked on under another name, or by somebody else."""
    identity = normalised_name(shown)
    bound = await ledger.bind_account(name, identity, tuple(workspace.settings.accounts))
    if bound != name:
        raise NeedsPerson(
            f"{name}: the portal shows {shown!r}, the account that this ledger knows as {bound}; "
            "under two names everything would be filed twice",
            hint=f"file for {bound}, and take {name} out of ipp-bot.yaml"
            if bound in workspace.settings.accounts
            else f"call it {bound} again in ipp-bot.yaml and in the manifests",
            sent=False,
        )
    if holds is not None:
        await ledger.run_in_thread(holds.take, name, identity)


def _one_name(workspace: Workspace, ledger: Ledger) -> str:
    """The ledger, the same from wherever it is opened and however its address is spelled."""
    if workspace.settings.database == "sqlite":
        return str(Path(ledger.name).resolve())
    return ledger.shared_name()


def _evidence(folder: Path, settings: EvidenceSettings, page_pool: PagePool) -> Evidence:
    def secrets() -> tuple[str, ...]:
        return page_pool.secrets

    return Evidence(folder, cap_bytes=settings.cap_megabytes * 1024 * 1024, secrets=secrets)
