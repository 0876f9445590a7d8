"""How a filing's turn ended, and what that means for the exit status."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from ipp_bot.errors import ExitStatus

if TYPE_CHECKING:
    from ipp_bot.errors import IppBotError
    from ipp_bot.ledger import Filing

__all__ = ["AccountStopped", "FilingResult", "Outcome"]


class Outcome(StrEnum):
    """How one filing's turn ended."""

    SUBMITTED = "submitted"
    ALREADY_SUBMITTED = "already submitted"
    DRAFTED = "drafted"
    AWAITING_POA = "awaiting POA"
    REFUSED = "refused"
    NEEDS_PERSON = "needs a person"
    FAILED = "failed"
    UNKNOWN = "unknown"
    ELSEWHERE = "in another worker's hands"
    NOT_BEGUN = "not begun"

    @property
    def exit_status(self) -> ExitStatus:
        """What this end tells the shell (DESIGN 7)."""
        if self in (Outcome.SUBMITTED, Outcome.ALREADY_SUBMITTED, Outcome.DRAFTED):
            return ExitStatus.DONE
        if self in (Outcome.AWAITING_POA, Outcome.NEEDS_PERSON):
            return ExitStatus.PERSON
        return ExitStatus.FAILED


@dataclass(frozen=True, slots=True)
class FilingResult:
    """One filing's end: its row, the error if there was one, the seconds its work took."""

    filing: Filing
    outcome: Outcome
    error: IppBotError | None = None
    seconds: float = 0.0

    @property
    def exit_status(self) -> ExitStatus:
        """The error's status where it stopped the account, the end's otherwise."""
        if self.outcome is Outcome.NOT_BEGUN and self.error is not None:
            return self.error.exit_status
        return self.outcome.exit_status


class AccountStopped(Exception):
    """Nobody can sign in for the account; its filings stay where they are."""

    def __init__(self, error: IppBotError) -> None:
        super().__init__(error.message)
        self.error = error
