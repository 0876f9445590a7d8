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

__all__ = ["FilingOutcome", "FilingResult", "asked_of_ledger", "tell_open_clicks"]

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
    def exit_status(self) -> ExitStatus:
        """The error's status where it stopped the account, the outcome's otherwise."""
        if self.outcome is FilingOutcome.NOT_BEGUN and self.error is not None:
            return self.error.exit_status
        return self.outcome.exit_status


_SAYS_SENT_OR_NOT = frozenset(
    {
        FilingOutcome.FAILED,
        FilingOutcome.NOT_BEGUN,
        FilingOutcome.REFUSED,
        FilingOutcome.NEEDS_PERSON,
        FilingOutcome.UNKNOWN,
    }
)
"""Outcomes that come of an error, which knows only what it met itself."""


def asked_of_ledger(result: FilingResult, row: Filing, open_intent: Intent | None) -> FilingResult:
    """The result as the ledger bears it out: what was sent before the error is never told unsent.

    `row` and `open_intent` are the filing's in the ledger, read after the error.
    """
    error = result.error
    if result.outcome not in _SAYS_SENT_OR_NOT:
        return result
    if row.state is State.SUBMITTED and result.filing.state is not State.SUBMITTED:
        return FilingResult(row, FilingOutcome.SUBMITTED, seconds=result.seconds)
    if open_intent is None or error is None:
        return replace(result, filing=row)
    if result.outcome in (FilingOutcome.FAILED, FilingOutcome.NOT_BEGUN):
        unknown = OutcomeUnknown(
            f"a click of it got no answer, and nobody could look what became of it: "
            f"{error.message}",
            hint=error.hint,
        )
        return FilingResult(row, FilingOutcome.UNKNOWN, unknown, result.seconds)
    if error.sent is False:
        error.sent = None
    return replace(result, filing=row)


def tell_open_clicks(error: IppBotError, refs: Sequence[str]) -> None:
    """Has an error that ended a run tell the filings of which it is not known what was sent."""
    if not refs:
        return
    names = ", ".join(refs[:_NAMED]) + (" …" if len(refs) > _NAMED else "")
    error.message = f"{error.message.rstrip('.')}; a click of {names} got no answer"
    error.sent = None
    error.hint = "; ".join(
        filter(None, (error.hint, "then ipp-bot submit finds out what became of it"))
    )
