"""The portal as one object: its store, clock, settings, forms and words."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from mock_portal.clock import Clock
from mock_portal.core.challenges import Challenges
from mock_portal.core.errors import NotFound
from mock_portal.core.held import Held
from mock_portal.faults import ActiveFaults
from mock_portal.forms import Forms
from mock_portal.lang import Catalogues
from mock_portal.models import Account, Identity, Record
from mock_portal.stats import Stats
from mock_portal.store import Store

if TYPE_CHECKING:
    from pathlib import Path

    from mock_portal.settings import Settings

FIRST_ACCOUNTS = (
    ("acme", "acme-pass1", "Acme Rights Agency Ltd."),
    ("xingyun", "xingyun-pass1", "杭州星云科技有限公司"),
)


class Portal:
    """Everything that handlers share."""

    def __init__(self, folder: Path, settings: Settings, *, lang: str, forms: Path) -> None:
        self.first_settings = settings
        self.settings = settings
        self.lang = lang
        self.store = Store(folder, expiring_days=settings.expiring_days)
        self.clock = Clock(float(self.store.get_meta("clock_offset") or 0))
        self.forms = Forms(forms)
        self.stats = Stats()
        self.faults = ActiveFaults()
        self.held = Held()
        self.words = Catalogues(self.faults.words)
        self.challenges = Challenges()
        self.reset_count = 0
        """How often the portal was reset; work begun before a reset is dropped."""
        for first in FIRST_ACCOUNTS:
            if self.store.account(first[0]) is None:
                self.add_account(*first)

    def add_account(
        self,
        username: str,
        password: str,
        complainant: str,
        identity: Identity = Identity.VERIFIED,
    ) -> Account:
        """Adds an account, or replaces the one of that name."""
        account = Account(
            username=username,
            password=password,
            complainant=complainant,
            email=f"{username}@example.com",
            identity=identity,
        )
        self.store.put_account(account)
        return account

    def set_clock(self, offset: float) -> None:
        """Moves the clock and remembers it over restarts."""
        self.clock.offset = offset
        self.store.set_meta("clock_offset", json.dumps(offset))

    def reset(self) -> None:
        """Back to the first day: records, faults, sessions, stats, clock, settings."""
        self.reset_count += 1
        self.faults.clear()
        self.store.clear()
        for first in FIRST_ACCOUNTS:
            self.add_account(*first)
        self.set_clock(0.0)
        self.settings = self.first_settings
        self.stats.clear()
        self.challenges.clear()
        self.held.release()

    def release(self) -> None:
        """Ends all waiting that faults have caused so far; the faults stay."""
        self.store.end_delays()
        self.held.release()

    def record(self, number: str, account: str = "") -> Record:
        """A record of that account (of any, if none is named); NotFound otherwise."""
        record = self.store.record(number, today=self.clock.today())
        if record is None or (account and record.account != account):
            raise NotFound
        return record
