"""The ledger on PostgreSQL: the same promises, by the database's clock and locks."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Event
from typing import TYPE_CHECKING, Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, text

from ipp_bot.actor import Actor
from ipp_bot.clock import ManualClock
from ipp_bot.errors import (
    AdoptionInProgress,
    AlreadyFiled,
    LeaseLost,
    LedgerError,
    NotApproved,
    Refused,
    RetryLater,
)
from ipp_bot.ledger import (
    Claim,
    Ledger,
    Outcome,
    PlannedEntry,
    PlanVerdict,
    PortalRecord,
    State,
    UploadedFile,
)
from ipp_bot.ledger.schema_version import HEAD, VERSION_TABLE
from ipp_bot.ledger.tables import metadata
from ipp_bot.reached import RareState

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sqlalchemy import Engine

ORIGIN = "http://127.0.0.1:8765"
# A workstation whose clock is years off: no lease may depend on it.
ASTRAY = datetime(2001, 1, 1, tzinfo=UTC)


def entry(ref: str = "r-1", fingerprint: str = "f1", **other: Any) -> PlannedEntry:
    values: dict[str, Any] = {
        "account": "acme",
        "entry_json": '{"名": "星云"}',
        "type": "copyright",
        "place": "Mainland China",
        "registration_number": ref,
        "holder": "杭州星云科技有限公司",
    }
    return PlannedEntry(ref=ref, fingerprint=fingerprint, **(values | other))


def opened(address: str, **how: Any) -> Ledger:
    how = {"actor": Actor("li", "office-2")} | how
    return Ledger.open(address, origin=ORIGIN, clock=ManualClock(ASTRAY), **how)


@pytest.fixture
def ledger(database: str) -> Iterator[Ledger]:
    with opened(database) as ledger:
        yield ledger
        assert ledger.check() == []


@pytest.fixture
def raw(database: str) -> Iterator[Engine]:
    engine = create_engine(database.replace("postgresql://", "postgresql+psycopg://"))
    yield engine
    engine.dispose()


def planned(ledger: Ledger, ref: str = "r-1", **other: Any) -> int:
    ((filing, _),) = ledger.plan([entry(ref, **other)])
    return filing.id


def claimed(ledger: Ledger, ref: str = "r-1", owner: str = "w1", **other: Any) -> Claim:
    claim = ledger.claim(planned(ledger, ref, **other), owner, 60)
    assert claim is not None
    return claim


def expire(raw: Engine) -> None:
    """As if the lease had run out long ago."""
    with raw.begin() as connection:
        connection.execute(text("UPDATE filings SET lease_until = now() - interval '1 hour'"))
        connection.execute(text("UPDATE intents SET at = now() - interval '1 hour'"))


def test_the_migrations_lead_to_the_tables(ledger: Ledger, raw: Engine) -> None:
    assert ledger.counts() == {}
    with raw.connect() as connection:
        context = MigrationContext.configure(connection, opts={"version_table": VERSION_TABLE})
        ours = set(metadata.tables)

        def is_ours(_item: object, name: str | None, kind: str, *_: object) -> bool:
            return kind != "table" or name in ours

        context.opts["include_object"] = is_ours
        assert compare_metadata(context, metadata) == []
        assert context.get_current_revision() == HEAD


def test_an_approval_is_asked_for_at_every_machine(database: str) -> None:
    with opened(database) as li, opened(database, actor=Actor("wang", "office-3")) as wang:
        wang.require_approvals()
        claim = claimed(li)
        first = li.intend_first_save(claim, deadline_seconds=5)
        li.close_intent(claim, first, Outcome.DONE, number="N-1")
        before: dict[str, Any] = {"status": "draft", "submitted_at": None, "submissions": 0}
        with pytest.raises(NotApproved, match="nobody has approved it yet"):
            li.intend_submit(claim, **before, deadline_seconds=5)
        fingerprint = claim.filing.fingerprint
        with pytest.raises(Refused, match="li@office-2's own"):
            li.approve(claim.filing.id, fingerprint=fingerprint)
        wang.approve(claim.filing.id, fingerprint=fingerprint)
        assert li.intend_submit(claim, **before, deadline_seconds=5).is_open


def test_many_that_open_a_new_database_at_once_begin_one_ledger(database: str) -> None:
    def begin(n: int) -> None:
        with opened(database) as ledger:
            ledger.plan([entry(f"r-{n}")])

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(begin, range(4)))
    with opened(database, create=False) as ledger:
        assert ledger.counts() == {State.PLANNED: 4}


def test_a_filing_goes_all_the_way(ledger: Ledger) -> None:
    claim = claimed(ledger)
    assert claim.lease_until > datetime.now(UTC) > ASTRAY
    intent = ledger.intend_first_save(claim, deadline_seconds=5)
    assert ledger.open_intent(claim.filing.id) == intent
    ledger.close_intent(claim, intent, Outcome.DONE, number="N-1")
    ledger.set_state(claim, State.AWAITING_POA, poa_fields_hash="h", poa_fields={"签": 1})
    ledger.record_files(claim, [UploadedFile("certificate", "证书.png", 2**40, "ab" * 32)])
    noon = datetime(2024, 3, 1, 12, tzinfo=UTC)
    intent = ledger.intend_submit(
        claim, status="draft", submitted_at=None, submissions=0, deadline_seconds=5
    )
    filing = ledger.close_intent(
        claim, intent, Outcome.DONE, submitted_at=noon, receipt={"收": ["据"]}
    )
    assert filing == ledger.get(filing.id)
    assert (filing.submitted_at, filing.receipt) == (
        noon,
        {
            "收": ["据"],
            "people": {
                "submitted": [{"name": "li", "machine": "office-2", "at": intent.at.isoformat()}]
            },
            "previous": "0" * 64,
        },
    )
    assert ledger.check_chain() == []
    assert filing.poa_fields == {"签": 1}
    changes = ledger.upsert_records("acme", [PortalRecord(number="N-1", status="rejected")])
    assert [(change.before, change.filing_id) for change in changes] == [("draft", filing.id)]
    ((_, verdict),) = ledger.plan([entry(fingerprint="f2")])
    assert verdict is PlanVerdict.AMENDABLE
    ((filing, _),) = ledger.plan([entry(fingerprint="f2")], amend=True)
    assert (filing.state, filing.number) == (State.DRAFTED, "N-1")
    ledger.release(claim)
    kinds = [line.kind for line in ledger.history(filing.id)]
    assert kinds[:3] == ["planned", "claimed", "first save intended"]
    ledger.set_setting("key", "一")
    ledger.set_setting("key", "二")
    assert ledger.setting("key") == "二"
    assert ledger.recent_clicks("acme") == 2
    assert ledger.pace("acme", per_hour=2, gap_seconds=0) > 0


def test_leases_follow_the_time_of_the_database(ledger: Ledger, raw: Engine) -> None:
    claim = claimed(ledger)
    assert ledger.claim(claim.filing.id, "w2", 60) is None
    intent = ledger.intend_first_save(claim, deadline_seconds=5)
    assert abs(ledger.now() - datetime.now(UTC)) < timedelta(minutes=5)
    expire(raw)
    with pytest.raises(LeaseLost):
        ledger.attempt(claim, "note")
    heir = ledger.claim(claim.filing.id, "w2", 60)
    assert heir is not None
    assert heir.token == claim.token + 1
    with pytest.raises(LeaseLost):
        ledger.close_intent(claim, intent, Outcome.DONE, number="N-1")
    assert ledger.settle_wait(intent, 8) == 0


@pytest.mark.reaches(RareState.ADOPTION_AWAITED)
def test_adoption_keeps_first_saves_out(ledger: Ledger, raw: Engine) -> None:
    lost = claimed(ledger, "lost")
    intent = ledger.intend_first_save(lost, deadline_seconds=5)
    with pytest.raises(RetryLater):
        ledger.begin_adoption(lost, intent, 8)
    expire(raw)
    heir = ledger.claim(lost.filing.id, "w2", 600)
    assert heir is not None
    with raw.begin() as connection:
        connection.execute(text("UPDATE intents SET lease_end = now() - interval '1 hour'"))
    adoption = ledger.begin_adoption(heir, intent, 8)
    other = claimed(ledger, "r-2")
    with pytest.raises(AdoptionInProgress):
        ledger.intend_first_save(other, deadline_seconds=5)
    ledger.upsert_records("acme", [PortalRecord(number="N-1", status="draft")])
    assert ledger.unknown_records("acme", adoption.known_mark, ["N-1"]) == ["N-1"]
    ledger.close_intent(heir, intent, Outcome.SETTLED_DONE, number="N-1")
    ledger.end_adoption(adoption)
    ledger.intend_first_save(other, deadline_seconds=5)


def test_workers_on_many_connections_get_each_filing_once(ledger: Ledger, database: str) -> None:
    ids = [filing.id for filing, _ in ledger.plan([entry(f"r-{n}") for n in range(30)])]

    def work(name: str) -> list[int]:
        with opened(database) as own:
            return [each for each in ids if own.claim(each, name, 60)]

    with ThreadPoolExecutor(4) as pool:
        taken = [each for part in pool.map(work, [f"w{n}" for n in range(4)]) for each in part]
    assert sorted(taken) == ids


def test_of_many_that_want_the_same_press_one_gets_it(ledger: Ledger) -> None:
    claim = claimed(ledger)

    def intend(_: int) -> bool:
        try:
            ledger.intend_first_save(claim, deadline_seconds=5)
        except ValueError:
            return False
        return True

    with ThreadPoolExecutor(5) as pool:
        assert Counter(pool.map(intend, range(10))) == {True: 1, False: 9}


def test_of_twins_on_two_machines_one_makes_a_record(ledger: Ledger, database: str) -> None:
    claims = [claimed(ledger, f"r-{n}", registration_number="2023SR1") for n in range(4)]

    def intend(claim: Claim) -> bool:
        with opened(database) as own:
            try:
                own.intend_first_save(claim, deadline_seconds=5)
            except AlreadyFiled:
                return False
            return True

    with ThreadPoolExecutor(4) as pool:
        assert Counter(pool.map(intend, claims)) == {True: 1, False: 3}


def test_planning_filing_and_refreshing_at_once_never_wait_in_a_ring(
    ledger: Ledger, database: str
) -> None:
    entries = [entry(f"r-{n}") for n in range(20)]
    ledger.plan(entries)
    done = Event()

    def refresh() -> None:
        with opened(database) as own:
            turn = 0
            while not done.is_set():
                turn += 1
                rows = [
                    PortalRecord(number=f"N-{n}", status=f"s-{turn % 3}")
                    for n in reversed(range(20))
                ]
                own.upsert_records("acme", rows)

    def replan() -> None:
        with opened(database) as own:
            while not done.is_set():
                own.plan(reversed(entries))

    def file(name: str) -> int:
        filed = 0
        with opened(database) as own:
            for filing in own.unfinished():
                claim = own.claim(filing.id, name, 600)
                if claim is None or claim.filing.state is not State.PLANNED:
                    continue
                number = f"N-{filing.key.ref[2:]}"
                intent = own.intend_first_save(claim, deadline_seconds=5)
                own.close_intent(claim, intent, Outcome.DONE, number=number)
                intent = own.intend_submit(
                    claim, status="draft", submitted_at=None, submissions=0, deadline_seconds=5
                )
                own.close_intent(claim, intent, Outcome.DONE)
                filed += 1
        return filed

    with ThreadPoolExecutor(4) as pool:
        noise = [pool.submit(refresh), pool.submit(replan)]
        try:
            filed = sum(pool.map(file, ["w1", "w2"]))
        finally:
            done.set()
        for each in noise:
            each.result()
    assert filed == 20
    assert ledger.counts() == {State.SUBMITTED: 20}


def test_a_backup_is_an_sqlite_ledger_with_all_rows(ledger: Ledger, tmp_path: Path) -> None:
    claim = claimed(ledger)
    intent = ledger.intend_first_save(claim, deadline_seconds=5)
    ledger.close_intent(claim, intent, Outcome.DONE, number="N-1")
    planned(ledger, "r-2")
    target = ledger.backup(tmp_path / "backup.sqlite")
    assert [each.name for each in tmp_path.iterdir()] == ["backup.sqlite"]
    with Ledger.open(target, origin=ORIGIN, clock=ManualClock(), create=False) as copy:
        assert copy.check() == []
        assert copy.filings() == ledger.filings()
        assert copy.history(claim.filing.id) == ledger.history(claim.filing.id)


def test_a_newer_ledger_is_left_alone(ledger: Ledger, database: str, raw: Engine) -> None:
    with raw.begin() as connection:
        connection.execute(text(f"UPDATE {VERSION_TABLE} SET version_num = '9999'"))
    with pytest.raises(LedgerError, match="schema 9999"):
        opened(database)
    with raw.begin() as connection:
        connection.execute(text(f"UPDATE {VERSION_TABLE} SET version_num = '{HEAD}'"))
    assert ledger.filings() == []


def test_a_missing_database_or_ledger_is_told(database: str, postgres_server: str) -> None:
    with pytest.raises(LedgerError, match="does not exist"):
        opened(f"{postgres_server}/none")
    with pytest.raises(LedgerError, match="no ledger in"):
        opened(database, create=False)


def test_a_locked_row_is_told_after_the_wait(ledger: Ledger, database: str, raw: Engine) -> None:
    filing_id = planned(ledger)
    with opened(database, busy_seconds=0.2) as hasty, raw.begin() as connection:
        connection.execute(text("SELECT 1 FROM filings FOR UPDATE"))
        with pytest.raises(LedgerError, match="locked by another program"):
            hasty.claim(filing_id, "w1", 60)


def test_a_lost_connection_is_told_and_the_next_call_finds_a_new_one(
    ledger: Ledger, raw: Engine
) -> None:
    claim = claimed(ledger)
    end = text(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )

    def write_across_the_loss() -> None:
        with ledger.write() as connection:
            ledger.guard(connection, claim)
            with raw.begin() as killer:
                killer.execute(end)
            ledger.emit(connection, claim.filing, ledger.clock.now(), "note", "never written")

    with pytest.raises(LedgerError):
        write_across_the_loss()
    assert "note" not in [line.kind for line in ledger.history(claim.filing.id)]
    ledger.attempt(claim, "note", "written")
    assert "note" in [line.kind for line in ledger.history(claim.filing.id)]


def test_a_commit_is_on_the_disk_whatever_the_server_s_default(ledger: Ledger) -> None:
    with ledger.read() as connection:
        assert connection.execute(text("SHOW synchronous_commit")).scalar_one() == "on"
        assert connection.execute(text("SHOW TimeZone")).scalar_one() == "UTC"
