"""What a filing costs in requests, documents and round trips stays within the committed budget."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from bench.budget import budget, count, overspent
from bench.filings import PLACE, TYPE, faults, make

if TYPE_CHECKING:
    from pathlib import Path

    from ipp_bot.testing import PortalProcess
    from tests.conftest import Run


@pytest.mark.parametrize(
    "skin",
    [
        pytest.param("classic", marks=pytest.mark.ipp_portal(skin="classic")),
        pytest.param("modern", marks=pytest.mark.ipp_portal(skin="modern")),
        pytest.param("center", marks=(pytest.mark.ipp_portal(skin="center"), pytest.mark.soak)),
    ],
)
def test_a_filing_stays_within_its_budget(
    skin: str, ipp_portal: PortalProcess, tmp_path: Path, run: Run
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


def test_the_bench_sees_who_files_wrongly(tmp_path: Path) -> None:
    filings = make(tmp_path, 2)
    right: list[dict[str, Any]] = [
        {
            "number": filing.ref,
            "type": TYPE,
            "place": PLACE,
            "status": "pending",
            "submissions": 1,
            "fields": filing.fields(),
            "attachments": [{"slot": s, "sha256": h} for s, h in filing.files().elements()],
        }
        for filing in filings
    ]
    assert faults(filings, right) == []
    first, second = right
    changed: list[tuple[list[dict[str, Any]], str]] = [
        ([first], "0 records"),
        ([first, second, second], "2 records"),
        ([first, {**second, "status": "draft"}], "draft"),
        ([first, {**second, "submissions": 2}], "submissions"),
        ([first, {**second, "attachments": second["attachments"][:1]}], "documents"),
        ([first, {**second, "fields": {**filings[1].fields(), "version": "V0"}}], "version"),
        ([first, second, {**second, "fields": {}}], "unknown record"),
    ]
    for records, words in changed:
        (told,) = faults(filings, records)
        assert words in told
