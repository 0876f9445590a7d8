"""Every error that ipp-bot raises on purpose, with the exit status that it leads to.

::

    IppBotError                     what happened, whether anything was sent, what to type next
    ├── UsageError            2     the user's own: nothing was begun
    │   ├── SettingsError           ipp-bot.yaml, variables, workspace
    │   ├── ProfileError            a profile that cannot be read
    │   ├── ManifestUnreadable      a manifest that cannot be opened or is no YAML
    │   ├── BrowserMissing          no browser was found, or it does not start
    │   ├── ReadingNotInstalled     the extra that reads papers is not there
    │   ├── PageNotInstalled        the extra that serves the web page is not there
    │   ├── PaperUnreadable         a paper that is no PDF or picture, is damaged or locked
    │   └── LedgerError             the ledger is locked, read-only, full, torn, too new …
    │       └── QueueLost           (run.queue.model) the queue's database does not answer
    ├── FaultsFound           1     manifests or documents that the portal would refuse
    ├── PortalError           1     technical: the portal or the way to it failed
    │   ├── PortalDown              nobody answers, or it says that it is under maintenance
    │   ├── PageBroken              the page is not the one that was asked for
    │   │   └── RecordGone          the portal knows no record of that number
    │   ├── ClickNotMade            an irreversible click was certainly not made
    │   ├── BrowserCrashed          page, context, browser or driver went away
    │   └── SessionExpired          the portal asks to sign in again
    ├── OutcomeUnknown        1     an irreversible click without an answer: reconcile, never retry
    ├── Refused               1     business: the portal or the ledger says no, and says why
    │   ├── WrongPassword           the portal does not take user name and password
    │   ├── AlreadyFiled            another record bears the same registration number
    │   └── ContentChanged          the ref was submitted or planned with other content
    ├── NeedsPerson           3     only a person can decide; mostly before any irreversible click
    │   ├── AccountBusy             another workspace of this machine files for the account now
    │   ├── SignInNeedsPerson       slider, code by e-mail
    │   ├── RecordContradicts       it was submitted, and its record shows something else
    │   └── PortalChanged           a field, option, button, dialog that the profile lacks
    │       └── FormChanged         (profile.form_change) the same, with each difference
    ├── OnHold                3     a person stopped everything irreversible: `ipp-bot resume`
    ├── NotApproved           3     no other person has approved what would be submitted
    └── LeaseLost             1     another worker holds the filing now: no further write

    Signal                          no failure and shown to nobody: when or where work goes on
    ├── RetryLater                  not yet: the same call again in some seconds
    │   └── AdoptionInProgress      another filing of the account is finding out which draft is its
    ├── Requeue                     the filing is due in the queue again, in some seconds
    └── AccountStopped              nobody can sign in: the account's filings stay where they are

Two more never leave the room in which they are raised: `text_file.SourceError` (a file that cannot
be read, with line and column) and `manifest.invalid_value.InvalidValue` (a value that its key does
not take).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = [
    "AccountBusy",
    "AccountStopped",
    "AdoptionInProgress",
    "AlreadyFiled",
    "BrowserCrashed",
    "BrowserMissing",
    "ClickNotMade",
    "ContentChanged",
    "ExitStatus",
    "FaultsFound",
    "FieldError",
    "IppBotError",
    "LeaseLost",
    "LedgerError",
    "ManifestUnreadable",
    "NeedsPerson",
    "NotApproved",
    "OnHold",
    "OutcomeUnknown",
    "PageBroken",
    "PageNotInstalled",
    "PaperUnreadable",
    "PortalChanged",
    "PortalDown",
    "PortalError",
    "ProfileError",
    "ReadingNotInstalled",
    "RecordContradicts",
    "RecordGone",
    "Refused",
    "Requeue",
    "RetryLater",
    "SessionExpired",
    "SettingsError",
    "SignInNeedsPerson",
    "Signal",
    "UsageError",
    "WrongPassword",
]


WORTH_TELLING = 120.0
"""Seconds of a wait that a portal asks for from which a person is told of it."""


class ExitStatus(IntEnum):
    """What the shell is told; the order in which the worst is found is in `worst`."""

    DONE = 0
    FAILED = 1
    USAGE = 2
    PERSON = 3
    INTERRUPTED = 130

    @staticmethod
    def worst(statuses: Sequence[ExitStatus]) -> ExitStatus:
        """The status of a run: interrupted before usage before failed before person before done."""
        order = (
            ExitStatus.INTERRUPTED,
            ExitStatus.USAGE,
            ExitStatus.FAILED,
            ExitStatus.PERSON,
            ExitStatus.DONE,
        )
        return min(statuses, key=order.index, default=ExitStatus.DONE)


@dataclass(frozen=True, slots=True)
class FieldError:
    """One complaint of the portal about one field, in the portal's own words."""

    field: str
    """The manifest's key in the singular, or "" where the portal names no field."""
    message: str


class IppBotError(Exception):
    """One clear line: what happened, whether anything was sent, what to type next."""

    exit_status = ExitStatus.FAILED

    def __init__(self, message: str, *, hint: str = "", sent: bool | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        """The next command to type, or the next thing to do; "" where nothing helps."""
        self.sent = sent
        """Whether anything was sent to the portal; None where the question makes no sense."""

    def line(self) -> str:
        """The whole error on one line, as a person reads it."""
        words = {None: "", True: " It was sent.", False: " Nothing was sent."}[self.sent]
        hint = f" → {self.hint}" if self.hint else ""
        stop = "" if self.message.endswith((".", "!", "?", "。")) or not words else "."
        return f"{self.message}{stop}{words}{hint}"


class UsageError(IppBotError):
    """Wrong arguments, settings or tools: nothing was begun."""

    exit_status = ExitStatus.USAGE


class SettingsError(UsageError):
    """The workspace or its ipp-bot.yaml cannot be used."""


class ProfileError(UsageError):
    """A profile cannot be read or contradicts itself."""


class ManifestUnreadable(UsageError):
    """A manifest cannot be opened or is no YAML."""


class BrowserMissing(UsageError):
    """No browser was found, or the one found does not start."""


class ReadingNotInstalled(UsageError):
    """The packages that read papers are not installed."""

    def __init__(self) -> None:
        super().__init__("reading papers needs an extra", hint="pip install 'ipp-bot[read]'")


class PageNotInstalled(UsageError):
    """The packages that serve the local web page are not installed."""

    def __init__(self) -> None:
        super().__init__("the web page needs an extra", hint="pip install 'ipp-bot[ui]'")


class PaperUnreadable(UsageError):
    """A paper that cannot be opened: no PDF or picture, damaged, or locked with a password."""


class LedgerError(UsageError):
    """The ledger is locked, read-only, full, torn, newer than this client, or on a network disk."""

    may_pass: bool = False
    """Whether it may work again in a while, without anybody doing anything here."""
    lacks_room: bool = False
    """Whether its disk is full: what is there may still be read."""


class FaultsFound(IppBotError):
    """Manifests or documents have faults; each was told on a line of its own."""


class PortalError(IppBotError):
    """A technical failure at the portal or on the way to it."""


class PortalDown(PortalError):
    """Nobody answers at the portal's address, or it says that it is under maintenance."""

    def __init__(
        self,
        message: str,
        *,
        retry_after: float | None = None,
        hint: str = "",
        sent: bool | None = None,
    ) -> None:
        if retry_after is not None and retry_after >= WORTH_TELLING and not hint:
            hint = f"the portal asks to come back in {retry_after / 60:,.0f} minutes"
        super().__init__(message, hint=hint, sent=sent)
        self.retry_after = retry_after
        """Seconds that the portal asked to wait, if it did."""


class PageBroken(PortalError):
    """The page in hand is not the one that was asked for."""


class RecordGone(PageBroken):
    """The portal knows no record of that number."""


class BrowserCrashed(PortalError):
    """Page, context, browser or driver went away."""


class SessionExpired(PortalError):
    """The portal asks to sign in again."""


class ClickNotMade(PortalError):
    """An irreversible click was certainly not made; nothing was asked of the portal."""


class OutcomeUnknown(IppBotError):
    """An irreversible click got no answer; it is reconciled, never repeated."""


class Refused(IppBotError):
    """The portal or the ledger says no, and says why; trying again changes nothing."""

    def __init__(
        self,
        message: str,
        *,
        fields: Sequence[FieldError] = (),
        hint: str = "",
        sent: bool | None = None,
    ) -> None:
        super().__init__(message, hint=hint, sent=sent)
        self.fields = tuple(fields)


class WrongPassword(Refused):
    """The portal does not take this user name and password."""


class AlreadyFiled(Refused):
    """Another record of the account bears the same registration number."""


class ContentChanged(Refused):
    """The ref was submitted, or planned, with other content than the manifest has now."""

    different: tuple[str, ...] = ()
    """What differs, as far as it is known."""


class NeedsPerson(IppBotError):
    """Stopped, because only a person can decide."""

    exit_status = ExitStatus.PERSON


class OnHold(IppBotError):
    """A person has stopped everything irreversible; filings stay where they are until `resume`."""

    exit_status = ExitStatus.PERSON


class NotApproved(IppBotError):
    """No other person has approved what would be submitted; `ipp-bot approve` is awaited."""

    exit_status = ExitStatus.PERSON


class RecordContradicts(NeedsPerson):
    """The portal took the submission, and the record shows something else than was filed."""


class AccountBusy(NeedsPerson):
    """Another workspace of this machine, with a ledger of its own, files for the account now."""


class SignInNeedsPerson(NeedsPerson):
    """The sign-in page shows a slider or asks for a code."""


class PortalChanged(NeedsPerson):
    """The portal shows a field, option, button or dialog that the profile does not explain."""


class LeaseLost(IppBotError):
    """Another worker holds this filing now; this one stops without a further write."""


class Signal(Exception):
    """When or where work goes on; no failure, and shown to nobody."""


class RetryLater(Signal):
    """Not yet: the same call may be made again in `seconds`."""

    def __init__(self, seconds: float, why: str) -> None:
        super().__init__(why)
        self.seconds = seconds
        self.why = why


class AdoptionInProgress(RetryLater):
    """Another filing of the account is finding out which draft is its own."""


class Requeue(Signal):
    """The filing has not come to its end; it is due in the queue again in `seconds`."""

    def __init__(self, seconds: float = 0.0) -> None:
        super().__init__(f"again in {seconds:.1f} s")
        self.seconds = seconds


class AccountStopped(Signal):
    """Nobody can sign in for the account; its filings stay where they are."""

    def __init__(self, error: IppBotError) -> None:
        super().__init__(error.message)
        self.error = error
