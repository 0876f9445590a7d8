from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Barrier
from typing import TYPE_CHECKING

import pytest

import ipp_bot
from ipp_bot.clock import ManualClock
from ipp_bot.errors import AlreadyFiled, LeaseLost
from ipp_bot.ledger import Claim, Intent, Ledger, Outcome, State

if TYPE_CHECKING:
    from tests.unit.ledger.conftest import MakeEntry, Steps

ROOT = Path(ipp_bot.__file__).parent.parent

WORKER = """
import sys
from ipp_bot.clock import SystemClock
from ipp_bot.ledger import Ledger, Outcome, State
path, name = sys.argv[1:]
with Ledger.open(path, origin="http://x", clock=SystemClock(), busy_seconds=60) as ledger:
    sys.stdin.readline()
    for filing in ledger.unfinished():
        claim = ledger.claim(filing.id, name, 600)
        if claim is None or claim.filing.state is not State.PLANNED:
            continue
        intent = ledger.intend_first_save(claim, deadline_seconds=5)
        print("intended", filing.key.ref, flush=True)
        number = f"{name}-{filing.id}"
        ledger.close_intent(claim, intent, Outcome.DONE, number=number)
        intent = ledger.intend_submit(
            claim, status="draft", submitted_at=None, submissions=0, deadline_seconds=5
        )
        ledger.close_intent(claim, intent, Outcome.DONE, receipt={"number": number})
        print("submitted", filing.key.ref, flush=True)
        ledger.release(claim)
"""


def start(path: Path, name: str) -> subprocess.Popen[str]:
    worker = subprocess.Popen(
        [sys.executable, "-c", WORKER, str(path), name],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"},
    )
    assert worker.stdin
    worker.stdin.write("go\n")
    worker.stdin.flush()
    return worker


@pytest.fixture
def planned(path: Path, template: bytes, make_entry: MakeEntry) -> Path:
    path.write_bytes(template)
    with Ledger.open(path, origin="http://x", clock=ManualClock()) as ledger:
        ledger.plan([make_entry(f"r-{n}") for n in range(40)])
    return path


def test_processes_share_the_work_and_no_filing_is_filed_twice(planned: Path) -> None:
    workers = [start(planned, f"w{n}") for n in range(3)]
    told = Counter[str]()
    for worker in workers:
        lines, _ = worker.communicate()
        told.update(lines.splitlines())
        assert worker.returncode == 0
    assert told == {f"{what} r-{n}": 1 for n in range(40) for what in ("intended", "submitted")}
    with Ledger.open(planned, origin="http://x", clock=ManualClock()) as ledger:
        assert ledger.check() == []
        assert ledger.counts() == {State.SUBMITTED: 40}


def test_a_killed_process_leaves_all_that_it_told_and_nothing_half(planned: Path) -> None:
    worker = start(planned, "w1")
    assert worker.stdout
    told = [worker.stdout.readline().split() for _ in range(15)]
    worker.kill()
    told += [line.split() for line in worker.stdout.read().splitlines()]
    worker.communicate()
    later = ManualClock(datetime.now(UTC) + timedelta(hours=1))
    with Ledger.open(planned, origin="http://x", clock=later) as ledger:
        assert ledger.check() == []
        for what, ref in told:
            filing = ledger.find("acme", ref)
            assert filing is not None
            if what == "submitted":
                assert filing.state is State.SUBMITTED
            else:
                assert filing.state is not State.PLANNED
        # At most the one in its hands is open, and it can be taken over.
        opened = [f for f in ledger.filings() if ledger.open_intent(f.id)]
        assert len(opened) <= 1
        for filing in opened:
            claim = ledger.claim(filing.id, "w2", 60)
            assert claim is not None
            assert claim.token == 2
    finish = start(planned, "w3")
    finish.communicate()
    assert finish.returncode == 0


def test_threads_get_each_filing_once(ledger: Ledger, make_entry: MakeEntry) -> None:
    ids = [f.id for f, _ in ledger.plan([make_entry(f"r-{n}") for n in range(30)])]

    def take(name: str) -> list[Claim]:
        return [claim for each in ids if (claim := ledger.claim(each, name, 60))]

    with ThreadPoolExecutor(8) as pool:
        taken = [claim for part in pool.map(take, [f"w{n}" for n in range(8)]) for claim in part]
    assert sorted(claim.filing.id for claim in taken) == ids
    assert {claim.token for claim in taken} == {1}


def test_of_many_that_want_the_same_press_one_gets_it(ledger: Ledger, steps: Steps) -> None:
    claim = steps.claim(steps.plan())

    def intend(_: int) -> bool:
        try:
            ledger.intend_first_save(claim, deadline_seconds=5)
        except ValueError:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert Counter(pool.map(intend, range(16))) == {True: 1, False: 15}


def test_of_many_that_were_given_one_number_one_owns_it(ledger: Ledger, steps: Steps) -> None:
    pairs = [steps.intended(f"r-{n}") for n in range(6)]

    def close(pair: tuple[Claim, Intent]) -> bool:
        claim, intent = pair
        try:
            ledger.close_intent(claim, intent, Outcome.DONE, number="N-1")
        except AlreadyFiled:
            return False
        return True

    with ThreadPoolExecutor(6) as pool:
        assert Counter(pool.map(close, pairs)) == {True: 1, False: 5}


def test_two_that_plan_the_same_at_once_make_one_filing(
    ledger: Ledger, path: Path, make_entry: MakeEntry
) -> None:
    entries = [make_entry(f"r-{n}") for n in range(300)]
    with (
        Ledger.open(path, origin=ledger.origin, clock=ManualClock()) as second,
        ThreadPoolExecutor(4) as pool,
    ):
        list(pool.map(lambda each: each.plan(entries), [ledger, second, ledger, second]))
    assert ledger.counts() == {State.PLANNED: 300}


def test_readers_see_whole_transactions_while_others_write(ledger: Ledger, steps: Steps) -> None:
    claim, intent = steps.intended()
    filing_id = claim.filing.id
    done = False
    looking = Barrier(3)

    def look() -> None:
        looking.wait()
        while not done:
            filing = ledger.get(filing_id)
            assert (filing.state is State.DRAFTED) == (filing.number is not None)

    with ThreadPoolExecutor(2) as pool:
        looks = [pool.submit(look) for _ in range(2)]
        looking.wait()
        try:
            for _ in range(20):
                ledger.attempt(claim, "note")
            ledger.close_intent(claim, intent, Outcome.DONE, number="N-1")
        finally:
            done = True
        for each in looks:
            each.result()


def test_who_renews_while_another_claims_never_both_hold_it(
    ledger: Ledger, clock: ManualClock, steps: Steps
) -> None:
    filing = steps.plan()
    for n in range(10):
        old = steps.claim(filing, f"old-{n}", 10)
        clock.advance(10)

        def renew(claim: Claim = old) -> bool:
            try:
                ledger.renew(claim, 60)
            except LeaseLost:
                return False
            return True

        with ThreadPoolExecutor(2) as pool:
            renewed = pool.submit(renew)
            taken = pool.submit(ledger.claim, filing.id, f"new-{n}", 5)
        assert not renewed.result()
        assert taken.result() is not None
        clock.advance(5)
