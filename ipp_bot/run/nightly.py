"""One nightly check of a workspace: every account in turn, then what is new to tell."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING

from ipp_bot.errors import (
    ExitStatus,
    IppBotError,
    SettingsError,
    SignInNeedsPerson,
    UsageError,
)
from ipp_bot.flows import status_sync
from ipp_bot.keep_alive import kept_alive
from ipp_bot.run.account_sessions import open_account_sessions
from ipp_bot.run.lease_owners import is_dead

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from contextlib import AbstractAsyncContextManager

    from ipp_bot.clock import Clock
    from ipp_bot.errors import LedgerError
    from ipp_bot.flows.account_session import AccountSession, Progress
    from ipp_bot.flows.status_sync import Checked
    from ipp_bot.ledger import Ledger
    from ipp_bot.settings import Workspace

__all__ = ["AccountNight", "Night", "Options", "nightly"]

TURN = 120.0
"""Seconds after which the turn of a check that died is free again."""
READS_A_PRESS = 10
"""How many pages may be read in the time that the pacing asks for between two presses."""


@dataclass(frozen=True, slots=True)
class Options:
    """What is checked, and how thoroughly."""

    full: bool = False
    audit: bool = True


@dataclass(frozen=True, slots=True)
class AccountNight:
    """How the check of one account ended."""

    account: str
    checked: Checked | None = None
    error: IppBotError | None = None
    elsewhere: str = ""
    """Who else is checking this account right now."""
    seconds: float = 0.0

    @property
    def exit_status(self) -> ExitStatus:
        """An account that somebody else checks is in good hands."""
        return ExitStatus.DONE if self.error is None else self.error.exit_status


@dataclass
class Night:
    """How the check of all accounts ended."""

    accounts: list[AccountNight] = field(default_factory=list)

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
    options: Options = Options(),
    tell: Callable[[Progress], None] = lambda _step: None,
    ended: Callable[[AccountNight], None] = lambda _night: None,
) -> Night:
    """Checks the accounts one after the other; a fault of one does not stop the others.

    Nobody is asked anything: where a saved session and the stored password are not enough, the
    account's error is a SignInNeedsPerson. An account that another check is busy with is left out.

    Raises:
        UsageError: the browser or the ledger cannot be used.
    """
    night = Night()
    if not accounts:
        return night
    async with open_account_sessions(
        workspace, ledger, accounts, clock=clock, tell=tell
    ) as account_sessions:
        for session in account_sessions.values():
            _ask_nobody(session)
            one = await _account(session, workspace, options)
            night.accounts.append(one)
            ended(one)
    return night


async def _account(session: AccountSession, workspace: Workspace, options: Options) -> AccountNight:
    began = session.clock.monotonic()
    other = await _take_turn(session)
    if other is not None and is_dead(other):
        await session.ledger.end_turn(session.account.name, other)
        other = await _take_turn(session)
    if other is not None:
        return AccountNight(session.account.name, elsewhere=other)
    checked, fault = None, None
    try:
        async with _turn_kept(session):
            checked = await status_sync.check(
                session,
                full=options.full,
                audit=options.audit,
                pause=workspace.pacing.gap_seconds / READS_A_PRESS,
            )
    except UsageError:
        raise
    except IppBotError as error:
        fault = error
    finally:
        await asyncio.shield(session.ledger.end_turn(session.account.name, session.owner))
    seconds = session.clock.monotonic() - began
    return AccountNight(session.account.name, checked, fault, seconds=seconds)


async def _take_turn(session: AccountSession) -> str | None:
    return await session.ledger.begin_turn(session.account.name, session.owner, TURN)


def _turn_kept(session: AccountSession) -> AbstractAsyncContextManager[None]:
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
