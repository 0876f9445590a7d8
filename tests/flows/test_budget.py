"""What a filing costs in requests, documents and round trips stays within the committed budget."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from bench.budget import budget, count, overspent

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from ipp_bot.testing import PortalProcess


@pytest.mark.parametrize(
    "skin",
    [
        pytest.param("classic", marks=pytest.mark.ipp_portal(skin="classic")),
        pytest.param("modern", marks=pytest.mark.ipp_portal(skin="modern")),
    ],
)
def test_a_filing_stays_within_its_budget(
    skin: str, ipp_portal: PortalProcess, tmp_path: Path, run: Callable[..., Any]
) -> None:
    found = run(count, ipp_portal, tmp_path)
    faults = overspent(found, budget(skin))
    assert not faults, f"{skin} skin: " + "; ".join(faults)


def test_each_count_above_the_budget_is_told() -> None:
    allowed = {"requests": 10.0, "documents": 5.0, "round_trips": 30.0, "evaluations": 12.0}
    assert overspent(allowed, allowed) == []
    for name, most in allowed.items():
        (told,) = overspent({**allowed, name: most + 0.5}, allowed)
        assert name.replace("_", " ") in told
        assert f"{most:g}" in told
