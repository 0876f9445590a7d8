"""The result of running a filing, and what it means for the exit status."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from ipp_bot.errors import ExitStatus

if TYPE_CHECKING:
    from ipp_bot.errors import IppBotError
    from ipp_bot.ledger import Filing

__all__ = ["FilingOutcome", "FilingResult"]


class FilingOutcome(StrEnum):
    """What became of one filing in one run; the value is what people read."""

    SUBMITTED = "submitted"
    ALREADY_SUBMITTED = "already submitted"
    DRAFTED = "drafted"
    AWAITING_POA = "awaiting POA"
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
