"""A database behind a pooler in transaction mode, and one that is read-only for a while."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import psycopg
import pytest
from sqlalchemy import make_url, text

from ipp_bot.clock import SystemClock
from ipp_bot.ledger import Ledger, State
from ipp_bot.reached import RareState
from tests.cluster.pooler import pooler
from tests.support.waiting import HOUR, PATIENCE, until

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.cluster.conftest import LoadWorkspace

ORIGIN = "https://p"


@pytest.fixture
def pooled(database: str) -> Iterator[str]:
    """The database's address through the pooler."""
    url = make_url(database)
    with pooler(url.host or "127.0.0.1", url.port or 5432) as port:
        yield url.set(host="127.0.0.1", port=port).render_as_string(hide_password=False)


def test_the_pooler_of_this_test_forgets(pooled: str) -> None:
    """Without that the tests below show nothing."""
    with psycopg.connect(pooled.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute("SET lock_timeout = '7s'")
        assert connection.execute("SHOW lock_timeout").fetchone() == ("0",)


def test_each_transaction_has_what_the_ledger_needs(pooled: str, database: str) -> None:
    for address, behind in ((pooled, True), (database, False)):
        with Ledger.open(address, origin=ORIGIN, clock=SystemClock(), busy_seconds=7) as ledger:
            assert ledger.is_behind_pooler() is behind
            for _ in range(8):  # psycopg prepares what it has sent five times
                with ledger.write() as connection:
                    shown = [
                        connection.execute(text(f"SHOW {name}")).scalar_one()
                        for name in ("timezone", "synchronous_commit", "lock_timeout")
                    ]
                assert shown == ["UTC", "on", "7s"]


@pytest.mark.soak
@pytest.mark.timeout(400)
def test_filings_and_the_queue_go_through_a_pooler(agency: LoadWorkspace, pooled: str) -> None:
    settings = agency.workspace.root / "ipp-bot.yaml"
    settings.write_text(settings.read_text("utf-8").replace(agency.database, pooled), "utf-8")
    done = agency.workspace.run("submit", "--only", "acme-0001", "manifests")
    assert done.returncode == 0, done.stdout + done.stderr
    examined = agency.workspace.run("doctor")
    assert "a pooler stands before the server" in examined.stdout
    assert agency.queue().returncode == 0
    said, _ = agency.worker("--until-empty").communicate(timeout=170)
    assert "2 submitted" in said
    agency.assert_exactly_once()


@pytest.mark.timeout(400)
@pytest.mark.soak
@pytest.mark.reaches(RareState.LEDGER_AWAITED)
def test_a_database_that_is_read_only_for_a_while_ends_no_run(agency: LoadWorkspace) -> None:
    """As while another server becomes the primary one."""

    def read_only(on: str) -> None:
        with psycopg.connect(agency.database, autocommit=True) as connection:
            connection.execute("SET transaction_read_only = off")
            connection.execute(f"ALTER SYSTEM SET default_transaction_read_only = {on}".encode())
            connection.execute("SELECT pg_reload_conf()")

    agency.portal.faults({"at": "submit", "kind": "latency", "seconds": HOUR, "times": 1})
    log = agency.workspace.root / "told.txt"
    with (
        log.open("w", encoding="utf-8") as told,
        subprocess.Popen(
            [sys.executable, "-m", "ipp_bot", "submit", "manifests"],
            cwd=agency.workspace.root,
            env={**os.environ, **agency.workspace.environment},
            stdout=subprocess.PIPE,
            stderr=told,
            text=True,
        ) as run,
    ):
        until(lambda: agency.portal.struck() or run.poll() is not None)
        read_only("on")
        try:
            agency.portal.release()
            until(lambda: "read-only" in log.read_text("utf-8") or run.poll() is not None)
        finally:
            read_only("off")
        said, _ = run.communicate(timeout=PATIENCE)
    assert run.returncode == 0, said + log.read_text("utf-8")
    assert "read-only" in log.read_text("utf-8")
    agency.assert_exactly_once()
    with Ledger.open(agency.database, origin=agency.portal.url, clock=SystemClock()) as ledger:
        assert {row.state for row in ledger.filings()} == {State.SUBMITTED}
