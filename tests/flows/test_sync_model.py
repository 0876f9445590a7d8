"""Three nights at a portal that changes while it is read: nothing missed, nothing told twice."""

from __future__ import annotations

import tempfile
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ipp_bot.clock import ManualClock
from ipp_bot.errors import PortalDown
from tests.flows import sync_model

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conftest import Run

VERDICTS = st.sampled_from(["approved", "rejected"])
READ = st.integers(0, 40)
"""Just before which read of the night it happens; 0 is by day."""
LATE = st.sampled_from([0, 0, 8])
ACT = st.one_of(
    st.tuples(st.just("decide"), READ, st.integers(1, 30), VERDICTS, LATE),
    st.tuples(st.just("add"), READ, st.sampled_from(["pending", "draft", "approved"]), LATE),
    st.tuples(st.just("delete"), READ, st.integers(1, 30)),
    st.tuples(st.just("resubmit"), READ, st.integers(1, 30)),
    st.tuples(st.just("expire"), READ),
    st.tuples(st.just("kill"), st.integers(1, 40)),
)
NIGHT = st.lists(ACT, max_size=10)


async def three_nights(nights: list[list[tuple[Any, ...]]], ages: list[int]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        model = sync_model.Model(Path(folder), ManualClock())
        try:
            await _three_nights(model, nights, ages)
        finally:
            model.ledger.close()


async def _three_nights(
    model: sync_model.Model, nights: list[list[tuple[Any, ...]]], ages: list[int]
) -> None:
    portal = model.portal
    for at, age in enumerate(ages):
        portal.add(("pending", "pending", "approved", "draft", "rejected")[at % 5], age)
    await model.night()
    assert model.known() == model.true()
    before = set(portal.iprs)
    model.told.clear()
    for acts in nights:
        model.tomorrow()
        portal.plan.clear()
        portal.expire_at = {act[1] for act in acts if act[0] == "expire"}
        for act in acts:
            portal.plan.setdefault(act[1], []).extend(_deed(portal, act))
        for deed in portal.plan.pop(0, ()):
            deed()
        due = _due(model, before)
        kills = [act[1] for act in acts if act[0] == "kill"]
        told = await model.night(kill_at=min(kills) if kills else None)
        # What was decided by day and stayed so is told this very night, whatever else happens.
        if told is not None:
            missed = {entry for entry in due if _stands(portal, *entry)} - set(told)
            assert not missed, f"not told the same night: {missed}"
    # What nobody read in time happens by day; then come quiet nights.
    for deed in [deed for deeds in portal.plan.values() for deed in deeds]:
        if deed != portal.kill:
            deed()
    portal.plan.clear()
    portal.expire_at.clear()
    for ipr in portal.iprs.values():
        ipr.late = 0
    for _ in range(7):
        model.tomorrow()
        await model.night()
    assert model.known() == model.true()
    _judge(model, before)


def _due(model: sync_model.Model, before: set[str]) -> set[tuple[str, str]]:
    """Decisions that the list shows and that were not told yet."""
    counts = Counter(model.portal.decided) - Counter(model.told)
    return {
        (verdict, number)
        for verdict, number in counts
        if number in before
        and _stands(model.portal, verdict, number)
        and not model.portal.iprs[number].late
    }


def _stands(portal: sync_model.ModelPortal, verdict: str, number: str) -> bool:
    ipr = portal.iprs.get(number)
    return ipr is not None and ipr.status == verdict


def _deed(portal: sync_model.ModelPortal, act: tuple[Any, ...]) -> list[Callable[[], Any]]:
    match act:
        case ("decide", _, which, verdict, late):
            return [lambda: portal.decide(f"N{which:04}", verdict, late)]
        case ("add", _, status, late):
            return [lambda: portal.add(status, late=late)]
        case ("delete", _, which):
            return [lambda: portal.delete(f"N{which:04}")]
        case ("resubmit", _, which):
            return [lambda: portal.resubmit(f"N{which:04}")]
        case _:
            return []


def _judge(model: sync_model.Model, before: set[str]) -> None:
    """Told is what the portal decided: each decision that could be seen once, none twice."""
    portal = model.portal
    told = Counter(entry for entry in model.told if entry[0] in {"approved", "rejected"})
    decided = Counter(portal.decided)
    for entry, count in told.items():
        assert count <= decided[entry], f"told {count} times: {entry}, decided {decided[entry]}"
    for verdict, number in decided:
        ipr = portal.iprs.get(number)
        if number in before and ipr is not None and ipr.status == verdict:
            assert told[verdict, number], f"never told: {number} is {verdict}"
    foreign = Counter(number for kind, number in model.told if kind == "foreign")
    assert set(foreign) >= set(portal.iprs) - before
    assert max(foreign.values(), default=1) == 1
    gone = Counter(number for kind, number in model.told if kind == "vanished")
    assert max(gone.values(), default=1) == 1
    assert not set(gone) & set(portal.iprs)


AGES = st.lists(st.integers(0, 40), min_size=4, max_size=25)


@settings(max_examples=25)
@given(nights=st.lists(NIGHT, min_size=3, max_size=3), ages=AGES)
@pytest.mark.soak
def test_three_nights(run: Run, nights: list[list[tuple[Any, ...]]], ages: list[int]) -> None:
    run(three_nights, nights, ages)


@pytest.mark.soak
@pytest.mark.timeout(3600)
@settings(max_examples=2000, derandomize=False, suppress_health_check=list(HealthCheck))
@given(nights=st.lists(NIGHT, min_size=3, max_size=3), ages=AGES)
def test_three_nights_at_length(
    run: Run, nights: list[list[tuple[Any, ...]]], ages: list[int]
) -> None:
    run(three_nights, nights, ages)


def test_a_full_check_that_dies_goes_on_where_it_was(run: Run, tmp_path: Path) -> None:
    async def nights() -> tuple[int, int]:
        model = sync_model.Model(tmp_path, ManualClock())
        for age in range(330):
            model.portal.add("approved", age)
        await model.night(kill_at=90)
        first = len(model.known())
        await model.night()
        reads = model.portal.reads
        assert model.known() == model.true()
        assert Counter(kind for kind, _ in model.told) == {"foreign": 330}
        model.ledger.close()
        return first, reads

    first, reads = run(nights)
    assert first >= 150
    assert reads < 90


def test_a_long_audit_outlives_many_failures_as_long_as_it_gets_on(
    run: Run, tmp_path: Path
) -> None:
    def fail() -> None:
        raise PortalDown("busy")

    async def night() -> None:
        model = sync_model.Model(tmp_path, ManualClock())
        for age in range(1000):
            model.portal.add("approved", age)
        model.portal.plan = {read: [fail] for read in range(60, 5000, 45)}
        told = await model.night()
        assert model.known() == model.true()
        assert told is not None
        assert Counter(kind for kind, _ in told) == {"foreign": 1000}
        assert model.clock.slept
        model.portal.plan = {read: [fail] for read in range(60, 5000)}
        model.tomorrow()
        with pytest.raises(PortalDown):
            await model.night(full=True)
        model.ledger.close()

    run(night)
