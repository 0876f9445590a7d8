"""A queue of workers through a real PgBouncer (Debian: apt-get install pgbouncer)."""

from __future__ import annotations

import signal
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import make_url

from ipp_bot.flows.crash_points import CrashPoint
from tests.cluster.conftest import kill
from tests.cluster.pgbouncer import pgbouncer
from tests.support.manifests import write_manifest
from tools.postgres_server import NoServer

if TYPE_CHECKING:
    from tests.cluster.conftest import LoadWorkspace

WITHIN = 170
"""Seconds after which a worker that should have ended is taken to hang."""


@pytest.mark.soak
@pytest.mark.timeout(600)
@pytest.mark.parametrize("mode", ["transaction", "session"])
def test_two_workers_file_each_entry_once(agency: LoadWorkspace, mode: str) -> None:
    """One is killed at its submission; the other one takes its filing over."""
    url = make_url(agency.database)
    settings = agency.workspace.root / "ipp-bot.yaml"
    direct = settings.read_text("utf-8")
    write_manifest(agency.workspace.root, 6)
    try:
        with pgbouncer(url.host or "127.0.0.1", url.port or 5432, mode) as port:
            pooled = url.set(host="127.0.0.1", port=port).render_as_string(hide_password=False)
            settings.write_text(direct.replace(agency.database, pooled), "utf-8")
            queued = agency.queue()
            assert queued.returncode == 0, queued.stdout + queued.stderr
            victim = agency.worker(machine="b", IPP_BOT_CRASH_AT=CrashPoint.AFTER_SUBMIT_CLICK)
            victim.wait(WITHIN)
            assert victim.returncode == -signal.SIGKILL
            kill(victim)
            said, _ = agency.worker("--until-empty", machine="a").communicate(timeout=WITHIN)
            examined = agency.workspace.run("doctor")
            late = agency.queue()
    except NoServer as why:
        pytest.skip(str(why))
    assert "6 submitted" in said
    assert "Traceback" not in said
    assert "a pooler stands before the server" in examined.stdout
    assert "6 already submitted" in late.stdout
    assert agency.records() == {"pending": 6}
    assert agency.jobs() == []
    assert agency.one("SELECT count(*) FROM intents WHERE is_open") == 0
    agency.assert_exactly_once()
