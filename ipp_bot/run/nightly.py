"""The nightly check of a workspace's accounts, one after the other."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING

from ipp_bot.errors import (
    ExitStatus,
    IppBotError,
    LedgerError,
    SettingsError,
    SignInNeedsPerson,
    UsageError,
)
from ipp_bot.flows import status_sync
from ipp_bot.keep_alive import kept_alive
from ipp_bot.run.account_sessions import open_account_sessions
from ipp_bot.run.lease_owners import is_dead
from ipp_bot.run.outage import Outage, Patience

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from contextlib import AbstractAsyncContextManager

    from ipp_bot.clock import Clock
    from ipp_bot.flows.account_session import AccountSession, Progress
    from ipp_bot.flows.status_sync import SyncResult
    from ipp_bot.ledger import Ledger
    from ipp_bot.workspace import Workspace

__all__ = ["AccountCheck", "NightlyOptions", "NightlyReport", "nightly"]

TURN = 120.0
"""Seconds for which an account is reserved for its check; it is renewed while the check runs."""
READS_A_SUBMISSION = 10
"""How many pages may be read in the time that the pacing asks for between two submissions."""


@dataclass(frozen=True, slots=True)
class NightlyOptions:
    """What is checked, and how thoroughly."""

    full: bool = False
    """Audit every record now."""
    audit: bool = True
    """Audit some of the records, so that seven nights cover all of them."""


@dataclass(frozen=True, slots=True)
class AccountCheck:
    """How the check of one account ended."""

    account: str
    checked: SyncResult | None = None
    error: IppBotError | None = None
    elsewhere: str = ""
    """The owner of the check that runs already; "" if there was none."""
    seconds: float = 0.0

    @property
    def exit_status(self) -> ExitStatus:
        """The error's status; an account that another process checks counts as done."""
        return ExitStatus.DONE if self.error is None else self.error.exit_status


@dataclass
class NightlyReport:
    """How the check of all accounts ended."""

    accounts: list[AccountCheck] = field(default_factory=list)

    @property
    def exit_status(self) -> ExitStatus:
        """The worst of all accounts."""
        return ExitStatus.worst([each.exit_status for each in self.accounts])


async def nightly(
    workspace: Workspace,
    ledger: Ledger,
    accounts: Sequence[str],
    *,
    clock: Clock,
    options: NightlyOptions = NightlyOptions(),
    on_progress: Callable[[Progress], None] = lambda _progress: None,
    on_account: Callable[[AccountCheck], None] = lambda _check: None,
) -> NightlyReport:
    """Checks the accounts one after the other; an error of one does not stop the others.

    Nobody is asked anything: where a saved session and the stored password are not enough, the
    account's error is a SignInNeedsPerson. An account that another check is busy with is left out.

    Raises:
        UsageError: the browser or the ledger cannot be used.
    """
    report = NightlyReport()
    if not accounts:
        return report
    pause = workspace.pacing.gap_seconds / READS_A_SUBMISSION
    async with open_account_sessions(
        workspace, ledger, accounts, clock=clock, on_progress=on_progress, reads_only=True
    ) as account_sessions:
        for session in account_sessions.values():
            _ask_nobody(session)
            one = await _check_patiently(session, options, pause=pause)
            report.accounts.append(one)
            on_account(one)
    return report


async def _check_patiently(
    session: AccountSession, options: NightlyOptions, *, pause: float
) -> AccountCheck:
    """Checks the account, again where the ledger was away; what was told is not told twice."""
    outage = Outage(session.clock, Patience())
    while True:
        try:
            return await _check_account(session, options, pause=pause)
        except LedgerError as error:
            if not error.may_pass:
                raise
            wait = outage.pause_after(error)
            if wait.exceeds_patience:
                raise
            session.progress("", f"waiting: {error.message}", notable=True)
            await session.clock.sleep(wait.seconds)


async def _check_account(
    session: AccountSession, options: NightlyOptions, *, pause: float
) -> AccountCheck:
    began = session.clock.monotonic()
    other = await _take_turn(session)
    if other is not None and is_dead(other):
        await session.ledger.end_turn(session.account.name, other)
        other = await _take_turn(session)
    if other is not None:
        return AccountCheck(session.account.name, elsewhere=other)
    checked, failure = None, None
    try:
        async with turn_kept(session):
            checked = await status_sync.sync_statuses(
                session,
                full=options.full,
                audit=options.audit,
                pause=pause,
            )
    except UsageError:
        raise
    except IppBotError as error:
        failure = error
    finally:
        await asyncio.shield(session.ledger.end_turn(session.account.name, session.owner))
    seconds = session.clock.monotonic() - began
    return AccountCheck(session.account.name, checked, failure, seconds=seconds)


async def _take_turn(session: AccountSession) -> str | None:
    return await session.ledger.begin_turn(session.account.name, session.owner, TURN)


def turn_kept(session: AccountSession) -> AbstractAsyncContextManager[None]:
    """Keeps the account's turn while the block runs."""

    def failed(error: LedgerError) -> None:
        # It may work again before the turn ends; another check may begin after that.
        session.progress("", f"the turn to check was not kept: {error.message}")

    return kept_alive(
        partial(_take_turn, session),
        TURN / 3,
        clock=session.clock,
        name=f"turn of {session.account.name}",
        failed=failed,
    )


def _ask_nobody(session: AccountSession) -> None:
    """A password that only a person can type means that only a person can sign in."""
    stored = session.account.password

    def password() -> str:
        try:
            return stored()
        except SettingsError as error:
            raise SignInNeedsPerson(error.message, hint=error.hint, sent=False) from error

    session.account = replace(session.account, password=password)
