"""One account at one portal, with all that its flows need."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Self

from ipp_bot.flows.draft_isolation import DraftIsolation
from ipp_bot.ledger import Supervision
from ipp_bot.manifest import Frozen

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path

    from ipp_bot.browser import Evidence, PagePool
    from ipp_bot.clock import Clock
    from ipp_bot.errors import NeedsPerson
    from ipp_bot.ledger import AsyncLedger, Claim, Filing, FilingKey
    from ipp_bot.profile import FormField, Profile
    from ipp_bot.site import Portal

__all__ = ["Account", "AccountSession", "ActiveFiling", "Folders", "Progress", "fields_of"]


@dataclass(frozen=True, slots=True)
class Progress:
    """What is being done now, for whoever watches."""

    account: str
    ref: str
    """The filing's ref; "" where it concerns the whole account."""
    text: str
    notable: bool = False
    """Whether somebody who does not ask for details wants to know it."""


@dataclass(frozen=True, kw_only=True)
class Account:
    """Who signs in at the portal."""

    name: str
    """What the workspace calls it."""
    username: str
    complainant: str
    """The complainant that the portal should show for it."""
    password: Callable[[], str] = field(repr=False)
    """Asked only when somebody has to sign in."""


@dataclass(frozen=True, kw_only=True)
class Folders:
    """Where the files of filings lie in the workspace."""

    files: Path
    """Hashed copies of documents."""
    receipts: Path
    """`.ipp-bot/receipts`, unless the settings say otherwise."""
    poa: Path
    """Templates to be signed, `.ipp-bot/poa`."""
    inbox: Path
    """Signed powers of attorney, `.ipp-bot/inbox`."""

    def receipt(self, account: str, ref: str) -> Path:
        """The folder of one filing's receipt and pictures."""
        return self.receipts / account / ref


async def _nobody_else(_complainant: str) -> None:
    """Where a run has no other workspaces to look for."""


def _not_compared(_filing: Filing, _frozen: Frozen, _paper: Path) -> str:
    """Where papers are not read."""
    return ""


def _no_code(_key: FilingKey, _fields_hash: str, _template: Path) -> None:
    """Where codes cannot be printed."""


@dataclass(kw_only=True)
class AccountSession:
    """One account at one portal: the services that its flows use, and what this run knows of it."""

    account: Account
    folders: Folders
    profile: Profile
    portal: Portal
    page_pool: PagePool
    ledger: AsyncLedger
    clock: Clock
    evidence: Evidence
    on_progress: Callable[[Progress], None]
    owner: str
    """Who holds the leases: unique to this process."""
    settle_seconds: float
    """How long after an unanswered click the portal may still carry it out."""

    supervision: Supervision = Supervision.ALONE
    """Who clicks Submit for verification in this run."""
    person_seconds: float = 0.0
    """How long the window waits for a person: for that click, or for what only a person can pass
    when signing in; 0 where nobody looks."""
    earns_trust: bool = False
    """Whether each form has to earn that ipp-bot submits it alone: not at portals of this machine.
    """
    requires_rehearsal: bool = False
    """Whether only content that has passed a rehearsal is submitted."""
    left_by_person: set[int] = field(default_factory=set)
    """Filings whose window a person closed or left in this run, without a known click."""
    on_identified: Callable[[str], Awaitable[None]] = _nobody_else
    """Called with the complainant that the User Center shows, before anything is done for it."""
    compare_poa: Callable[[Filing, Frozen, Path], str] = _not_compared
    """What a signed power of attorney from the inbox says against the entry; "" for nothing."""
    print_code: Callable[[FilingKey, str, Path], None] = _no_code
    """Called with a filing, the hash of what its template was made from, and the template."""
    origins: frozenset[str] = frozenset()
    """All addresses of the portal: receipts of before may bear another one than the ledger does."""
    signed_in_as: str | None = None
    """The complainant that the portal was seen to show in this run."""
    sign_ins: list[float] = field(default_factory=list)
    """When this run signed in, by the monotonic clock."""
    draft_isolation: DraftIsolation = field(default_factory=DraftIsolation)
    """Whether the account's pages keep their drafts apart."""
    told_not_compared: set[str] = field(default_factory=set)
    """What this run has said already that no record tells."""
    changed_forms: dict[str, NeedsPerson] = field(default_factory=dict)
    """Forms of which no filing can go through, because they differ from the profile."""
    index_read_at: float | None = None
    """When the index of the account's records was last refreshed, by the monotonic clock."""
    index_lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    """Held while the index is refreshed."""

    def progress(self, ref: str, text: str, *, notable: bool = False) -> None:
        """Tells whoever watches what is being done."""
        self.on_progress(Progress(self.account.name, ref, text, notable))


@dataclass
class ActiveFiling:
    """A filing that this process works on."""

    claim: Claim
    frozen: Frozen
    """The manifest's entry as it was planned."""
    fields: tuple[FormField, ...]
    """The fields of its form that apply to it."""

    @classmethod
    def of(cls, claim: Claim, profile: Profile) -> Self:
        """The claimed filing, with its content and the fields of its form."""
        frozen = Frozen.model_validate_json(claim.filing.entry)
        return cls(claim, frozen, fields_of(frozen, profile))

    @property
    def ref(self) -> str:
        """The agency's own number."""
        return self.claim.filing.key.ref

    @property
    def number(self) -> str | None:
        """The IPR number, once the portal gave one."""
        return self.claim.filing.number


def fields_of(frozen: Frozen, profile: Profile) -> tuple[FormField, ...]:
    """The fields of the entry's form that apply to it."""
    return tuple(
        field
        for field in profile.form(frozen.form).fields
        if field.applies(frozen.values) and (frozen.poa is not None or not field.poa_block)
    )
