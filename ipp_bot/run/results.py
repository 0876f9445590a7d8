"""The result of running a filing, and what it means for the exit status."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from ipp_bot.errors import ExitStatus, OutcomeUnknown
from ipp_bot.ledger import State

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ipp_bot.errors import IppBotError
    from ipp_bot.ledger import Filing, Intent

__all__ = ["FilingOutcome", "FilingResult", "asked_of_ledger", "tell_what_was_done"]

LOOKS_IT_UP = "ipp-bot submit finds out what became of it"
_NAMED = 5
"""Refs that a sentence names."""


class FilingOutcome(StrEnum):
    """What became of one filing in one run; the value is what people read."""

    SUBMITTED = "submitted"
    ALREADY_SUBMITTED = "already submitted"
    DRAFTED = "drafted"
    AWAITING_POA = "awaiting POA"
    AWAITING_APPROVAL = "awaiting approval"
    REFUSED = "refused"
    NEEDS_PERSON = "needs a person"
    CONTRADICTED = "contradicted"
    """Submitted, and the portal's record shows something else than was filed."""
    FAILED = "failed"
    UNKNOWN = "unknown"
    ELSEWHERE = "in another worker's hands"
    UNFINISHED = "unfinished"
    """Stopped on its way, with a record at the portal that is not submitted."""
    NOT_BEGUN = "not begun"

    @property
    def exit_status(self) -> ExitStatus:
        """The exit status that this outcome calls for."""
        if self in (
            FilingOutcome.SUBMITTED,
            FilingOutcome.ALREADY_SUBMITTED,
            FilingOutcome.DRAFTED,
        ):
            return ExitStatus.DONE
        if self in (
            FilingOutcome.AWAITING_POA,
            FilingOutcome.AWAITING_APPROVAL,
            FilingOutcome.NEEDS_PERSON,
            FilingOutcome.CONTRADICTED,
        ):
            return ExitStatus.PERSON
        return ExitStatus.FAILED


@dataclass(frozen=True, slots=True)
class FilingResult:
    """What became of one filing in one run."""

    filing: Filing
    """Its row in the ledger, as it is then."""
    outcome: FilingOutcome
    error: IppBotError | None = None
    seconds: float = 0.0
    """Seconds that it ran."""

    @property
    def was_stopped(self) -> bool:
        """Whether it ended by what stopped its account or the run, and not by itself."""
        return self.outcome in (FilingOutcome.UNFINISHED, FilingOutcome.NOT_BEGUN)

    @property
    def exit_status(self) -> ExitStatus:
        """The error's status where it stopped the account, the outcome's otherwise."""
        if self.was_stopped and self.error is not None:
            return self.error.exit_status
        return self.outcome.exit_status


_SAYS_SENT_OR_NOT = frozenset(
    {
        FilingOutcome.FAILED,
        FilingOutcome.UNFINISHED,
        FilingOutcome.NOT_BEGUN,
        FilingOutcome.REFUSED,
        FilingOutcome.NEEDS_PERSON,
        FilingOutcome.UNKNOWN,
    }
)
"""Outcomes of what was stopped, or of an error, which knows only what it met itself."""


def asked_of_ledger(result: FilingResult, row: Filing, open_intent: Intent | None) -> FilingResult:
    """The result as the ledger bears it out: what was done before the error is never told undone.

    `row` and `open_intent` are the filing's in the ledger, read after the error.
    """
    error = result.error
    if result.outcome not in _SAYS_SENT_OR_NOT:
        return result
    if row.state is State.SUBMITTED and result.filing.state is not State.SUBMITTED:
        return FilingResult(row, FilingOutcome.SUBMITTED, seconds=result.seconds)
    if open_intent is not None and (result.was_stopped or result.outcome is FilingOutcome.FAILED):
        unknown = _unknown(open_intent, error)
        return FilingResult(row, FilingOutcome.UNKNOWN, unknown, result.seconds)
    if result.was_stopped:
        begun = FilingOutcome.NOT_BEGUN if row.number is None else FilingOutcome.UNFINISHED
        return replace(result, filing=row, outcome=begun)
    if open_intent is not None and error is not None and error.sent is False:
        error.sent = None
    return replace(result, filing=row)


def _unknown(click: Intent, error: IppBotError | None) -> OutcomeUnknown:
    """What is known of an open click that nobody looked up, and why nobody did."""
    known = click.what_is_known
    sent = True if click.was_confirmed else None
    if error is None:
        return OutcomeUnknown(known, hint=LOOKS_IT_UP, sent=sent)
    text = (
        f"{known}, and its record could not be read since: {error.message}"
        if click.was_confirmed
        else f"{known}, and nobody could look: {error.message}"
    )
    return OutcomeUnknown(text, hint=error.hint, sent=sent)


def tell_what_was_done(
    error: IppBotError, *, submitted: int = 0, open_clicks: Sequence[str] = ()
) -> None:
    """Has an error that ended a run tell what the run did before it.

    `open_clicks` are the refs of filings of which it is not known what was sent.
    """
    if submitted or open_clicks:
        error.sent = None
    if submitted:
        error.message = f"{error.message.rstrip('.')}; submitted before that: {submitted:,}"
    if open_clicks:
        names = ", ".join(open_clicks[:_NAMED]) + (" …" if len(open_clicks) > _NAMED else "")
        error.message = f"{error.message.rstrip('.')}; how a click of {names} ended is not known"
        error.hint = "; ".join(
            filter(None, (error.hint, "then ipp-bot submit finds out what became of it"))
        )
