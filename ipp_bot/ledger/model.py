"""What the ledger hands out: frozen rows, and the enumerations of states, actions and outcomes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any, NamedTuple

from ipp_bot.working_days import SettleSeconds

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = [
    "NOT_SEEN",
    "Action",
    "Adoption",
    "Claim",
    "Filing",
    "FilingFilter",
    "FilingKey",
    "HistoryEvent",
    "Intent",
    "Outcome",
    "PlanVerdict",
    "PlannedEntry",
    "PortalRecord",
    "Proof",
    "ProofKind",
    "RecordRow",
    "State",
    "StatusUpdate",
    "Supervision",
    "UploadedFile",
    "settle_at",
    "settled_at",
]

DROPPED = "dropped"
"""The kind of the history event that says which record was given up, and why."""

CLAIMED = "claimed"
"""The kind of the history event that says that a worker took the filing."""
WORKER_DIED = "worker died"
"""The kind of the history event that says whose lease ended because its process was gone."""
TAKEN_OVER = "taken over"
"""The kind of the history event that says whose lease had run out when it was claimed again."""
UNANSWERED_WRITES = "unanswered writes"
"""The kind of the history event that says that an upload, a save or a removal got no answer."""

SENT = "sent"
"""How the note of an intent begins once a request has left the page after its click."""
CONFIRMED = "confirmed"
"""How the note begins of a click that the portal confirmed, while its record is still unread."""


NOT_SEEN = "not seen yet"
"""The kind of the history event that says when a look did not show what was clicked."""
EDITED = "edited"
"""The kind of the history event that says that a person changed the form before the click."""
LAG = "lag"
"""The kind of the history event that says how long a click took to be seen (seconds)."""


class State(StrEnum):
    """Where a filing stands on its way into the portal."""

    PLANNED = "planned"
    """No record at the portal yet, and none under way."""
    FIRST_SAVE_INTENDED = "first-save intended"
    """A first save was announced; whether it made a record is not known yet."""
    DRAFTED = "drafted"
    """The record's number is known; it is being filled."""
    AWAITING_POA = "awaiting POA"
    """Everything is there but the signed power of attorney."""
    SUBMIT_INTENDED = "submit intended"
    """A submission was announced; whether it arrived is not known yet."""
    SUBMITTED = "submitted"
    """Sent, with a receipt."""
    DROP_INTENDED = "drop intended"
    """A withdrawal or deletion was announced; whether it was carried out is not known yet."""
    REFUSED = "refused"
    """Portal or ledger said no; trying the same again changes nothing."""
    NEEDS_PERSON = "needs a person"
    """Stopped, because only a person can decide."""


class Action(StrEnum):
    """The irreversible clicks."""

    FIRST_SAVE = "first save"
    """Creates a record at the portal."""
    SUBMIT = "submit"
    """Sends a record for verification."""
    WITHDRAW = "withdraw"
    """Takes a pending record back."""
    DELETE = "delete"
    """Deletes a draft or a rejected record."""

    @property
    def takes_back(self) -> bool:
        """Whether it gives a record up."""
        return self in (Action.WITHDRAW, Action.DELETE)


_NOT_KNOWN = {
    Action.FIRST_SAVE: "it is not known how its first save ended",
    Action.SUBMIT: "it is not known how its submission ended",
    Action.WITHDRAW: "it is not known how its withdrawal ended",
    Action.DELETE: "it is not known how its deletion ended",
}


class Outcome(StrEnum):
    """How a click ended."""

    NOT_CLICKED = "not pressed"
    """The deadline passed or something came between; the button was not touched."""
    DONE = "done"
    """The portal confirmed it."""
    REFUSED = "refused"
    """The portal said no: certainly not done."""
    UNKNOWN = "unknown"
    """Clicked, and no answer; still open, to be reconciled."""
    SETTLED_DONE = "settled: done"
    """Reconciling found that it was done."""
    SETTLED_NOT_DONE = "settled: not done"
    """Reconciling found that it was not done."""
    PERSON = "person"
    """Reconciling could not tell; a person must."""
    CONTRADICTED = "contradicted"
    """It was done, and the record shows something else than was filed; a person must decide."""

    @property
    def words(self) -> str:
        """What people read: ledgers keep the word that they had at first."""
        return "not clicked" if self is Outcome.NOT_CLICKED else self.value


class Supervision(StrEnum):
    """Who clicks Submit for verification, and whether the portal's rule was overridden."""

    ALONE = ""
    """ipp-bot, as is usual."""
    ATTENDED = "attended"
    """A person, in the window."""
    OVERRIDDEN = "overridden"
    """ipp-bot, though a person should have: `--unattended`."""


class ProofKind(StrEnum):
    """What a proof is of."""

    RECEIPT = "receipt"
    """A submission: the receipt."""
    PICTURES = "pictures"
    """The files beside a receipt, by their hashes."""
    DECISION = "decision"
    """What the portal decided: its words, and the picture of the record's page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """One link of an account's chain."""

    filing_id: int
    account: str
    ref: str
    kind: ProofKind
    at: str
    """When it was appended, as it is written in the hash."""
    data: Mapping[str, Any]
    previous: str
    """The hash of the proof before it."""
    sha256: str


class PlanVerdict(StrEnum):
    """What planning an entry found in the ledger."""

    NEW = "new"
    """First time this ref is seen."""
    UNCHANGED = "unchanged"
    """Known, same content, not submitted yet."""
    UPDATED = "updated"
    """Known with other content and not submitted: the new content stands now."""
    DONE = "done"
    """Submitted with this very content."""
    CONFLICT = "conflict"
    """Submitted with other content; nothing was changed."""
    UNDECIDED = "undecided"
    """Other content, and an open click on the record: reconcile first, then plan again."""
    AMENDABLE = "amendable"
    """Submitted with other content and rejected by the portal: `amend` may correct it."""


@dataclass(frozen=True, slots=True)
class FilingKey:
    """What makes a filing one and the same."""

    origin: str
    account: str
    ref: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedEntry:
    """One entry of a manifest, frozen, as it goes into the ledger."""

    account: str
    ref: str
    entry_json: str
    fingerprint: str
    manifest: str = ""
    line: int = 0
    client: str = ""
    holder: str = ""
    type: str = ""
    place: str = ""
    registration_number: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Filing:
    """One filing as the ledger knows it at one moment."""

    id: int
    key: FilingKey
    state: State
    number: str | None
    fingerprint: str
    entry: str
    """The entry as JSON, as it was planned."""
    manifest: str
    line: int
    client: str
    holder: str
    type: str
    place: str
    registration_number: str
    title: str
    poa_fields_hash: str | None
    poa_fields: Mapping[str, Any] | None
    """The fields that the current template was made from."""
    reason: str
    """Why it was refused or needs a person; "" elsewhere."""
    hint: str
    portal_status: str | None
    submitted_at: datetime | None
    receipt: Mapping[str, Any] | None
    created_at: datetime
    updated_at: datetime
    token: int
    lease_owner: str | None
    lease_until: datetime | None


@dataclass(frozen=True, slots=True)
class Claim:
    """The right to work on a filing, until the lease ends or somebody else claims it."""

    filing: Filing
    """The filing as it was when it was claimed (or last renewed)."""
    token: int
    owner: str
    lease_until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Intent:
    """What was written down before an irreversible click."""

    id: int
    filing_id: int
    account: str
    token: int
    action: Action
    at: datetime
    """When the intent was written, by the ledger's time."""
    deadline_seconds: float
    fingerprint: str
    entry: str
    """The entry as JSON, as it was when the intent was written."""
    type: str
    place: str
    registration_number: str
    known_mark: int
    """Records of the account with an id up to this one were known before the click."""
    status: str | None
    submitted_at: datetime | None
    submissions: int | None
    outcome: Outcome | None
    is_open: bool
    """Whether it is still to be reconciled."""
    lease_end: datetime | None
    """When its worker left or said how the click ended; None while it may still click."""
    closed_at: datetime | None
    receipt: Mapping[str, Any] | None
    note: str
    supervision: Supervision = Supervision.ALONE
    state_before: State | None = None
    """Where the filing stood when its record was to be taken back; None for other clicks."""
    reason: str = ""
    """Why it was to be taken back."""
    owner: str = ""
    """Whose lease the filing was on when the intent was written."""

    @property
    def was_sent(self) -> bool:
        """Whether a request was seen to leave the page after the click."""
        return self.note.startswith(SENT)

    @property
    def was_confirmed(self) -> bool:
        """Whether the portal confirmed the click, and only its record is still to be read."""
        return self.note.startswith(CONFIRMED)

    @property
    def what_is_known(self) -> str:
        """What the ledger knows of the click while it is open, as a part of a sentence."""
        if self.was_confirmed:
            return "the portal confirmed its submission"
        return _NOT_KNOWN[self.action]


@dataclass(frozen=True, slots=True)
class Adoption:
    """The exclusive right to find out which unknown draft of an account is whose."""

    token: int
    account: str
    filing_id: int
    open_intents: int
    """Open first saves of the account with the intent's type and place, this one included."""
    others: tuple[Intent, ...]
    """The account's other open first saves, of any type and place."""
    known_mark: int
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PortalRecord:
    """A record as the portal shows it; None where the page does not tell."""

    number: str
    status: str
    type: str | None = None
    place: str | None = None
    title: str | None = None
    registration_number: str | None = None
    holder: str | None = None
    submitted_at: datetime | None = None
    submissions: int | None = None
    valid_until: datetime | None = None
    reasons: tuple[str, ...] | None = None
    """Why it was rejected, in the portal's words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordRow:
    """A record of the portal as the ledger last saw it."""

    id: int
    number: str
    account: str
    type: str
    place: str
    status: str
    title: str
    registration_number: str
    holder: str
    submitted_at: datetime | None
    submissions: int | None
    valid_until: datetime | None
    reasons: tuple[str, ...]
    first_seen: datetime
    last_seen: datetime
    owner_filing_id: int | None


@dataclass(frozen=True, slots=True)
class StatusUpdate:
    """A record has another status than the ledger knew; `before` is None where it was not known."""

    number: str
    before: str | None
    after: str
    reasons: tuple[str, ...] = ()
    filing_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FilingFilter:
    """Which filings to show; None and () mean all."""

    states: tuple[State, ...] = ()
    account: str | None = None
    ref: str | None = None
    refs: tuple[str, ...] = ()
    """Any of these; one that ends in `*` stands for all that begin so."""
    holder: str | None = None
    """A part of the name, in whatever case."""
    client: str | None = None
    number: str | None = None
    registration_number: str | None = None
    portal_status: str | None = None
    text: str = ""
    """Each of its words is a part of ref, title, holder, client or one of the numbers."""
    limit: int | None = None
    after_id: int = 0
    """Only filings with a higher id: for reading on."""
    skip: int = 0
    """So many of those that fit are passed over: for pages with numbers."""
    newest_first: bool = False


class UploadedFile(NamedTuple):
    """One document that went into the portal's form."""

    slot: str
    name: str
    size: int
    """In bytes."""
    sha256: str


@dataclass(frozen=True, slots=True)
class HistoryEvent:
    """One thing that happened to a filing."""

    at: datetime
    kind: str
    text: str
    owner: str = ""
    token: int | None = None
    by: str = ""
    """The person and the machine, such as `li@office-2`; "" where it was the portal."""


def settle_at(intent: Intent, filing: Filing, settle_seconds: float) -> datetime:
    """From when on a look at the portal tells whether the click was done."""
    clicked_by = intent.at + timedelta(seconds=intent.deadline_seconds)
    lived_until = intent.lease_end or filing.lease_until or intent.at
    return settled_at(max(clicked_by, lived_until), settle_seconds)


def settled_at(since: datetime, settle_seconds: float) -> datetime:
    """When the settle time is over that begins then."""
    if isinstance(settle_seconds, SettleSeconds):
        return settle_seconds.over_at(since)
    return since + timedelta(seconds=settle_seconds)
