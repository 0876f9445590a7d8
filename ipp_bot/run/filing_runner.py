"""Runs one filing: renews its lease, tries again after technical failures, keeps evidence."""

from __future__ import annotations

import asyncio
import errno
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from tenacity import (
    AsyncRetrying,
    RetryCallState,
    retry_if_exception,
    stop_after_attempt,
    wait_exponential_jitter,
)

from ipp_bot.browser import safe_name
from ipp_bot.errors import (
    AccountStopped,
    AlreadyFiled,
    IppBotError,
    LeaseLost,
    NeedsPerson,
    NotApproved,
    OnHold,
    OutcomeUnknown,
    PageBroken,
    PortalChanged,
    PortalDown,
    PortalError,
    RecordContradicts,
    Refused,
    RetryLater,
    SessionExpired,
    UsageError,
)
from ipp_bot.flows import submit
from ipp_bot.flows.sign_in import ensure_signed_in, sign_in_again
from ipp_bot.keep_alive import kept_alive
from ipp_bot.ledger import State, Supervision
from ipp_bot.reached import RareState, reached
from ipp_bot.run.lease_owners import is_browser_gone
from ipp_bot.run.results import FilingOutcome, FilingResult

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from contextlib import AbstractAsyncContextManager

    from ipp_bot.browser import Tab
    from ipp_bot.errors import LedgerError
    from ipp_bot.flows.account_session import AccountSession
    from ipp_bot.ledger import Claim, Filing
    from ipp_bot.profile import Pacing
    from ipp_bot.run.live_pictures import LivePictures

__all__ = ["FilingOptions", "pacing_pause", "run_filing", "sign_in"]

OUTCOMES = {
    State.SUBMITTED: FilingOutcome.SUBMITTED,
    State.DRAFTED: FilingOutcome.DRAFTED,
    State.AWAITING_POA: FilingOutcome.AWAITING_POA,
    State.REFUSED: FilingOutcome.REFUSED,
    State.NEEDS_PERSON: FilingOutcome.NEEDS_PERSON,
}

DISK_ERRORS = frozenset({
    errno.EACCES, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.EMFILE, errno.ENFILE, errno.ENOENT,
    errno.ENOSPC, errno.EPERM, errno.EROFS,
})  # fmt: skip
"""Numbers of the errors of a disk that is full, broken, read-only or closed to us."""


_LOOKS_FOR_WINDOW = 10
_WINDOW_CLOSES = 0.3
"""Seconds between two looks whether the window of a killed run has closed: it does so by itself."""


@dataclass(frozen=True, slots=True)
class FilingOptions:
    """How filings are run."""

    draft_only: bool = False
    """Stop before the submission, with the draft saved."""
    reconcile_only: bool = False
    """Find out what became of a submission that got no answer, and nothing more."""
    attempts: int = 4
    """How often a filing is tried when the portal or the browser fails technically."""
    first_pause: float = 0.5
    """Seconds before the second try; each further pause is about twice as long."""
    stall: float = 300.0
    """Seconds after which a try that gets nowhere is given up."""
    traces: bool = True
    """Keep Playwright's trace of every try after the first."""
    pictures: LivePictures | None = None
    """Shows whoever looks what the sessions do."""


async def sign_in(session: AccountSession, options: FilingOptions = FilingOptions()) -> None:
    """Signs in and checks as which complainant, in as many tries as a filing has.

    Raises:
        AccountStopped: only a person can sign in, or nobody.
        PortalDown: the portal does not answer.
        PortalError: it failed technically in every try.
    """

    def between(state: RetryCallState) -> None:
        session.progress("", f"again, because: {_failure_of(state)}")

    async for attempt in _retrying(session, options, between):
        with attempt:
            async with session.page_pool.tab() as tab:
                try:
                    await ensure_signed_in(session, tab)
                except (Refused, NeedsPerson) as error:
                    raise AccountStopped(error) from error


async def run_filing(
    session: AccountSession, filing: Filing, options: FilingOptions
) -> FilingResult:
    """Takes the filing as far as it goes now: submitted, drafted, or stopped with a reason.

    Raises:
        RetryLater: run it again in so many seconds; nothing was lost.
        PortalDown: the portal does not answer; it is not this filing's fault.
        AccountStopped: nobody can sign in for the account, or the filings are on hold.
        UsageError: the ledger or the browser cannot be used.
    """
    lease = session.profile.timings.lease
    claim = await session.ledger.claim(filing.id, session.owner, lease)
    if claim is None:
        return FilingResult(filing, FilingOutcome.ELSEWHERE)
    began = session.clock.monotonic()
    try:
        if claim.filing.state is State.SUBMITTED:  # by another process, since this run was planned
            return FilingResult(claim.filing, FilingOutcome.ALREADY_SUBMITTED)
        with session.draft_isolation.active_filing():
            async with lease_kept(session, claim, lease):
                await _note_window_gone(session, claim)
                row = await _run_with_retries(session, claim, options)
    except LeaseLost as lost:
        return FilingResult(filing, FilingOutcome.ELSEWHERE, lost)
    except (RetryLater, AccountStopped, PortalDown, UsageError):
        raise
    except OnHold as held:
        raise AccountStopped(held) from held
    except IppBotError as error:
        return await _result_of_error(session, filing, error, session.clock.monotonic() - began)
    except OSError as error:
        if error.errno not in DISK_ERRORS:
            raise
        return await _result_of_error(session, filing, _disk_error(claim, error), 0.0)
    finally:
        await asyncio.shield(session.ledger.release(claim))
    return FilingResult(
        row,
        OUTCOMES.get(row.state, FilingOutcome.FAILED),
        seconds=session.clock.monotonic() - began,
    )


async def _note_window_gone(session: AccountSession, claim: Claim) -> None:
    """Notes where a run was killed that waited for a person, and its window went with it.

    While the window is there, a person may still click in it.
    """
    if claim.filing.state is not State.SUBMIT_INTENDED:
        return
    intent = await session.ledger.open_intent(claim.filing.id)
    if intent is None or intent.supervision is not Supervision.ATTENDED:
        return
    for _ in range(_LOOKS_FOR_WINDOW):
        gone = await asyncio.to_thread(is_browser_gone, intent.owner)
        if gone:
            await session.ledger.note_window_gone(claim, intent)
        if gone is not False:
            return
        await session.clock.sleep(_WINDOW_CLOSES)
    session.progress(
        claim.filing.key.ref,
        "the window of the run that was killed is still open: close it, or submit in it",
        notable=True,
    )


async def pacing_pause(session: AccountSession, pacing: Pacing) -> float:
    """Seconds to wait before the account's next submission."""
    if not pacing.gap_seconds and not pacing.per_hour:
        return 0.0
    return await session.ledger.pace(
        session.account.name, per_hour=pacing.per_hour, gap_seconds=pacing.gap_seconds
    )


def _disk_error(claim: Claim, error: OSError) -> IppBotError:
    where = f" ({error.filename})" if error.filename is not None else ""
    return IppBotError(
        f"{claim.filing.key.ref}: {error.strerror}{where}",
        hint="look at the folder's owner and at the room on its disk, then run submit again",
    )


async def _result_of_error(
    session: AccountSession, filing: Filing, error: IppBotError, seconds: float
) -> FilingResult:
    row = await session.ledger.get(filing.id)
    if row.state is State.SUBMITTED:  # what failed came after it
        return FilingResult(row, FilingOutcome.SUBMITTED, seconds=seconds)
    if isinstance(error, OutcomeUnknown):
        end = FilingOutcome.UNKNOWN
    elif isinstance(error, NotApproved):
        end = FilingOutcome.AWAITING_APPROVAL
    elif isinstance(error, Refused):
        end = FilingOutcome.REFUSED
    elif isinstance(error, RecordContradicts):
        end = FilingOutcome.CONTRADICTED
    elif isinstance(error, NeedsPerson):
        end = FilingOutcome.NEEDS_PERSON
    else:
        end = FilingOutcome.FAILED
    return FilingResult(row, end, error, seconds)


def lease_kept(
    session: AccountSession, claim: Claim, lease: float
) -> AbstractAsyncContextManager[None]:
    """Renews the lease while the block runs; LeaseLost ends the block when somebody else has it."""
    ref = claim.filing.key.ref
    held = claim

    async def renew() -> None:
        nonlocal held
        held = await session.ledger.renew(held, lease)

    def failed(error: LedgerError) -> None:
        # It may work again before the lease ends; if not, nothing is written after that.
        session.progress(ref, f"the lease was not renewed: {error.message}")

    return kept_alive(renew, lease / 3, clock=session.clock, name=f"lease of {ref}", failed=failed)


def _retrying(
    session: AccountSession,
    options: FilingOptions,
    between: Callable[[RetryCallState], Awaitable[None] | None],
) -> AsyncRetrying:
    """Tries again after technical failures, with growing pauses; any other error ends it."""

    def is_technical(error: BaseException) -> bool:
        return isinstance(error, PortalError) and not isinstance(error, PortalDown)

    return AsyncRetrying(
        stop=stop_after_attempt(options.attempts),
        wait=wait_exponential_jitter(multiplier=options.first_pause, max=30, jitter=0.5),
        retry=retry_if_exception(is_technical),
        sleep=session.clock.sleep,
        before_sleep=between,
        reraise=True,
    )


def _failure_of(state: RetryCallState) -> str:
    return str(state.outcome.exception()) if state.outcome is not None else ""


async def _run_with_retries(
    session: AccountSession, claim: Claim, options: FilingOptions
) -> Filing:
    """Runs the filing until it comes to an end or has failed technically too often."""

    async def between(state: RetryCallState) -> None:
        words = _failure_of(state)
        session.progress(claim.filing.key.ref, f"again, because: {words}")
        await session.ledger.attempt(claim, "retry", words)

    async for attempt in _retrying(session, options, between):
        with attempt:
            again = attempt.retry_state.attempt_number > 1
            if again:
                reached(RareState.TRIED_AGAIN)
                row = await session.ledger.get(claim.filing.id)
                claim = replace(claim, filing=row)
            return await run_once(session, claim, options, traced=again)
    raise AssertionError("tenacity ends with a result or an error")


async def run_once(
    session: AccountSession, claim: Claim, options: FilingOptions, *, traced: bool
) -> Filing:
    """One try, in one tab; where the session expired, it signs in and goes on in the same tab."""
    ref = claim.filing.key.ref
    folder = session.evidence.folder / safe_name(session.account.name) / safe_name(ref)
    trace = folder / "trace.zip" if traced and options.traces else None
    async with AsyncExitStack() as stack:
        tab = await stack.enter_async_context(session.page_pool.tab(ref, trace_to=trace))
        if options.pictures is not None:
            await stack.enter_async_context(options.pictures.taken(session, tab))
        while True:
            seen = session.page_pool.sign_in_version
            try:
                async with asyncio.timeout(options.stall):
                    return await submit.submit_filing(
                        session,
                        claim,
                        tab,
                        draft_only=options.draft_only,
                        reconcile_only=options.reconcile_only,
                    )
            except SessionExpired:
                await _sign_in_again(session, tab, seen)
                row = await session.ledger.get(claim.filing.id)
                claim = replace(claim, filing=row)
            except TimeoutError as error:
                stalled = PageBroken(f"{ref}: got nowhere for {options.stall:.0f} s")
                await session.evidence.failure(tab, stalled)
                raise stalled from error
            except AlreadyFiled:
                raise
            except (PortalError, NeedsPerson, Refused) as error:
                kept = await session.evidence.failure(tab, error)
                if isinstance(error, PortalChanged):
                    pictures = [str(path) for path in kept if path.suffix == ".jpg"]
                    error.hint = "; see ".join([error.hint, *pictures])
                raise


async def _sign_in_again(session: AccountSession, tab: Tab, seen: int) -> None:
    try:
        await sign_in_again(session, tab, seen)
    except (Refused, NeedsPerson) as error:
        raise AccountStopped(error) from error
