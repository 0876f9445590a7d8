"""A ledger on a clock that stands still, and filings at every step of their way."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

import pytest

from ipp_bot.actor import Actor
from ipp_bot.clock import ManualClock
from ipp_bot.ledger import Claim, Filing, Intent, Ledger, Outcome, PlannedEntry

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

ACTOR = Actor("li", "office-2")
SUBMITTED_BY_LI = {
    "submitted": [{"name": "li", "machine": "office-2", "at": "2024-03-01T08:00:00+00:00"}]
}
"""What a receipt says of the people where nobody confirmed or approved anything."""
ORIGIN = "http://127.0.0.1:8765"


class MakeEntry(Protocol):
    def __call__(self, ref: str = "r-1", fingerprint: str = "f1", **other: Any) -> PlannedEntry: ...


class Steps:
    """Takes filings along their way in one word each."""

    def __init__(self, ledger: Ledger, make_entry: MakeEntry) -> None:
        self.ledger = ledger
        self.make_entry = make_entry

    def plan(self, ref: str = "r-1", fingerprint: str = "f1", **other: Any) -> Filing:
        ((filing, _),) = self.ledger.plan([self.make_entry(ref, fingerprint, **other)])
        return filing

    def claim(self, filing: Filing, owner: str = "w1", seconds: float = 60.0) -> Claim:
        claim = self.ledger.claim(filing.id, owner, seconds)
        assert claim is not None
        return claim

    def intended(self, ref: str = "r-1", **other: Any) -> tuple[Claim, Intent]:
        claim = self.claim(self.plan(ref, **other))
        return claim, self.ledger.intend_first_save(claim, deadline_seconds=5.0)

    def drafted(self, ref: str = "r-1", number: str = "N-1", **other: Any) -> Claim:
        claim, intent = self.intended(ref, **other)
        self.ledger.close_intent(claim, intent, Outcome.DONE, number=number)
        return claim

    def submit_intended(
        self, ref: str = "r-1", number: str = "N-1", **other: Any
    ) -> tuple[Claim, Intent]:
        claim = self.drafted(ref, number, **other)
        intent = self.ledger.intend_submit(
            claim, status="draft", submitted_at=None, submissions=0, deadline_seconds=5.0
        )
        return claim, intent

    def submitted(self, ref: str = "r-1", number: str = "N-1", **other: Any) -> Claim:
        claim, intent = self.submit_intended(ref, number, **other)
        self.ledger.close_intent(claim, intent, Outcome.DONE, receipt={"number": number})
        return claim

    def now(self, claim: Claim) -> Filing:
        return self.ledger.get(claim.filing.id)


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "ledger.sqlite"


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """An empty ledger, made once: making one imports Alembic and waits for the disk."""
    path = tmp_path_factory.mktemp("ledger") / "ledger.sqlite"
    Ledger.open(path, origin=ORIGIN, clock=ManualClock()).close()
    return path.read_bytes()


@pytest.fixture
def ledger(path: Path, clock: ManualClock, template: bytes) -> Iterator[Ledger]:
    path.write_bytes(template)
    with Ledger.open(path, origin=ORIGIN, clock=clock, busy_seconds=5.0, actor=ACTOR) as opened:
        yield opened
        assert opened.check() == []


@pytest.fixture(scope="session")
def make_entry() -> MakeEntry:
    def entry(ref: str = "r-1", fingerprint: str = "f1", **other: Any) -> PlannedEntry:
        values: dict[str, Any] = {
            "account": "acme",
            "entry_json": '{"名": "星云"}',
            "manifest": "acme.yaml",
            "line": 4,
            "client": "星云",
            "holder": "杭州星云科技有限公司",
            "type": "copyright",
            "place": "Mainland China",
            "registration_number": f"2023SR-{ref}",
            "title": "星云排课软件",
        }
        return PlannedEntry(ref=ref, fingerprint=fingerprint, **(values | other))

    return entry


@pytest.fixture
def steps(ledger: Ledger, make_entry: MakeEntry) -> Steps:
    return Steps(ledger, make_entry)
