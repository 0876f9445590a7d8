"""A portal that says "duplicate": looked up where an unanswered click may explain it, then told."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.crash.conftest import LoadWorkspace


def test_a_duplicate_that_no_click_explains_is_told(agency: LoadWorkspace) -> None:
    agency.portal.faults(
        {"at": "submit", "kind": "reset_before", "times": 1},
        {"at": "submit", "kind": "false_duplicate", "skip": 1, "times": 40},
    )
    for _ in range(4):
        done = agency.submit()
        if done.returncode == 1 and "refused" in done.stdout:
            break
    assert "refused" in done.stdout, done.stdout + done.stderr
    assert "already" in done.stdout
    assert all(record["submissions"] == 0 for record in agency.portal.iprs())
    pressed = agency.portal.stats()["requests"]["submit"]
    agency.submit()
    assert agency.portal.stats()["requests"]["submit"] <= pressed + len(agency.portal.iprs())
