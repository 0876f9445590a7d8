"""Queueing filings for several machines: once each, and only from a workspace that can."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.cluster.conftest import LoadWorkspace


def test_queued_twice_and_filed_once(agency: LoadWorkspace) -> None:
    first = agency.queue()
    assert first.returncode == 0, first.stdout + first.stderr
    assert first.stdout.count("queued") == 4
    again = agency.queue()
    assert again.returncode == 0, again.stdout + again.stderr
    assert "3 in the queue already" in again.stdout
    jobs = agency.jobs()
    assert len(jobs) == 3
    assert len({lock for _, lock, _ in jobs}) == 2, "two sessions, two slots"
    worker = agency.worker("--until-empty")
    said, _ = worker.communicate(timeout=120)
    assert worker.returncode == 0, said
    assert "3 submitted" in said
    assert agency.jobs() == []
    agency.assert_exactly_once()
    late = agency.queue()
    assert "3 already submitted" in late.stdout
    assert agency.jobs() == []
