"""One account at one portal, with everything that a flow needs at hand."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ipp_bot.flows.draft_isolation import DraftIsolation
from ipp_bot.portal_time import PORTAL_ZONE

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date, datetime
    from pathlib import Path

    from ipp_bot.browser import Evidence, PagePool, Tab
    from ipp_bot.clock import Clock
    from ipp_bot.errors import NeedsPerson
    from ipp_bot.ledger import AsyncLedger, Claim
    from ipp_bot.manifest import Frozen
    from ipp_bot.profile import FormField, Profile
    from ipp_bot.site import Portal

__all__ = ["AccountSession", "ActiveFiling", "Step"]


@dataclass(frozen=True, slots=True)
class Step:
    """What an account is doing now, for whoever watches."""

    account: str
    ref: str
    words: str


@dataclass(kw_only=True)
class AccountSession:
    """One account at one portal."""

    account: str
    username: str
    complainant: str
    password: Callable[[], str]
    profile: Profile
    portal: Portal
    page_pool: PagePool
    ledger: AsyncLedger
    clock: Clock
    evidence: Evidence
    files: Path
    """Where the hashed copies of documents lie."""
    receipts: Path
    """`.ipp-bot/receipts`."""
    poa: Path
    """Templates to be signed, `.ipp-bot/poa`."""
    inbox: Path
    """Signed powers of attorney, `.ipp-bot/inbox`."""
    owner: str
    """Who holds the leases: unique to this process."""
    settle_seconds: float
    tell: Callable[[Step], None]
    signed_in_as: str | None = None
    """The complainant that the portal was seen to show in this run."""
    sign_ins: list[float] = field(default_factory=list)
    """When this run signed in, by the monotonic clock."""
    draft_isolation: DraftIsolation = field(default_factory=DraftIsolation)
    """Whether the account's pages keep their drafts apart."""
    changed_forms: dict[str, NeedsPerson] = field(default_factory=dict)
    """Forms of which no filing can go through, because they differ from the profile."""
    index_read_at: float | None = None
    """When the index of the account's records was last refreshed, by the monotonic clock."""
    index_lock: asyncio.Lock = field(default_factory=asyncio.Lock)

    def progress(self, ref: str, words: str) -> None:
        """Tells whoever watches what is being done."""
        self.tell(Step(self.account, ref, words))

    def today(self, tab: Tab | None = None) -> date:
        """The date at the portal: by its own clock if a page has told it."""
        now: datetime = (tab.portal_now if tab is not None else None) or self.clock.now()
        return now.astimezone(PORTAL_ZONE).date()

    def receipt_folder(self, ref: str) -> Path:
        """Where one filing's receipt and pictures lie."""
        return self.receipts / self.account / ref


@dataclass
class ActiveFiling:
    """A filing that this process holds: by which claim, what it says, which fields it has."""

    claim: Claim
    frozen: Frozen
    fields: tuple[FormField, ...]

    @property
    def ref(self) -> str:
        """The agency's own number."""
        return self.claim.filing.key.ref

    @property
    def number(self) -> str | None:
        """The IPR number, once the portal gave one."""
        return self.claim.filing.number
