"""China's office hours, and a click that has three nights and a weekend to be seen."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from ipp_bot.clock import ManualClock
from ipp_bot.ledger import FilingKey, Ledger, Outcome, PlannedEntry, State
from ipp_bot.profile import Profile, load_profile
from ipp_bot.working_days import OfficeHours, SettleSeconds

CHINA = ZoneInfo("Asia/Shanghai")
HOURS = OfficeHours.of("Mon-Fri 09:00-18:00")
HOUR = 3600.0


def at(text: str) -> datetime:
    return datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=CHINA)


@pytest.mark.parametrize(
    ("since", "hours", "over"),
    [
        ("2026-03-04 10:00", 2, "2026-03-04 12:00"),
        ("2026-03-04 17:00", 2, "2026-03-05 10:00"),
        ("2026-03-04 03:00", 1, "2026-03-04 10:00"),
        ("2026-03-04 18:00", 1, "2026-03-05 10:00"),
        ("2026-03-06 17:30", 1, "2026-03-09 09:30"),  # over a weekend
        ("2026-03-03 17:00", 20, "2026-03-06 10:00"),  # three nights
        ("2026-02-13 17:00", 2, "2026-02-14 10:00"),  # a Saturday that makes up for a holiday
        ("2026-02-14 17:30", 1, "2026-02-24 09:30"),  # the Spring Festival
        ("2026-09-30 17:00", 2, "2026-10-08 10:00"),  # the National Day
    ],
)
def test_office_hours_pass_while_the_office_is_open(since: str, hours: float, over: str) -> None:
    assert HOURS.after(at(since), hours * HOUR) == at(over)
    assert SettleSeconds(hours * HOUR, HOURS).over_at(at(since)) == at(over)


def test_seconds_without_hours_are_seconds() -> None:
    assert SettleSeconds(90).over_at(at("2026-03-06 23:59")) == at("2026-03-06 23:59") + timedelta(
        seconds=90
    )


def test_a_six_day_week_counts_its_saturdays() -> None:
    six = OfficeHours.of("mon - sat 9:00-12:00")
    assert six.after(at("2026-03-06 11:00"), 2 * HOUR) == at("2026-03-07 10:00")
    assert OfficeHours.of("Sun 09:00-10:00").after(at("2026-03-06 11:00"), 60.0) == at(
        "2026-03-08 09:01"
    )


@pytest.mark.parametrize(
    "text", ["", "9-18", "Mon-Fri", "Foo-Fri 09:00-18:00", "Mon-Fri 18:00-09:00", "Mon 25:00-26:00"]
)
def test_what_are_no_office_hours_is_told(text: str) -> None:
    with pytest.raises(ValueError, match=r"office hours|no such day|after it ends"):
        OfficeHours.of(text)


def test_a_profile_gives_its_settle_time_as_seconds_or_with_hours(tmp_path: Path) -> None:
    shipped = load_profile("alibaba-ipp")
    assert (float(shipped.timings.settle.time), shipped.timings.settle.time.hours) == (300.0, None)
    source = Path(__file__).resolve().parents[2] / "ipp_bot" / "profile" / "alibaba-ipp.yaml"
    text = source.read_text("utf-8")
    assert text.count("  settle: 300 ") == 1
    path = tmp_path / "own.yaml"
    path.write_text(
        text.replace(
            "  settle: 300 ",
            '  settle: {seconds: 600, office_hours: "Mon-Fri 09:00-18:00"} ',
        ),
        "utf-8",
    )
    own: Profile = load_profile(path)
    assert own.timings.settle.time.over_at(at("2026-03-06 17:55")) == at("2026-03-09 09:05")


ENTRY = PlannedEntry(account="acme", ref="r-1", entry_json="{}", fingerprint="f", type="copyright")


def test_absent_is_not_believed_for_three_nights_and_a_weekend(tmp_path: Path) -> None:
    """A portal that shows a click after 20.5 office hours; looked at every two hours, at night too.

    Present is believed at the first look that shows it; absent is not before its time.
    """
    settle = SettleSeconds(27 * HOUR, HOURS)
    clock = ManualClock(at("2026-03-05 16:00"))  # a Thursday afternoon
    shown_from = HOURS.after(clock.now(), 20.5 * HOUR)
    assert shown_from == at("2026-03-10 09:30")
    with Ledger.open(tmp_path / "l.sqlite", origin="https://p", clock=clock) as ledger:
        ((filing, _verdict),) = ledger.plan([ENTRY])
        claim = ledger.claim(filing.id, "w1", 60.0)
        assert claim is not None
        first = ledger.intend_first_save(claim, deadline_seconds=5.0)
        ledger.close_intent(claim, first, Outcome.DONE, number="N-1")
        intent = ledger.intend_submit(
            claim, status="draft", submitted_at=None, submissions=0, deadline_seconds=5.0
        )
        ledger.close_intent(claim, intent, Outcome.UNKNOWN, note="no answer")
        ledger.release(claim)
        looks = 0
        while clock.now() < shown_from:
            clock.advance(2 * HOUR)
            claim = ledger.claim(filing.id, "w2", 60.0)
            assert claim is not None
            wait = ledger.settle_wait(intent, settle)
            assert wait > 0, f"absent would be believed at {clock.now().astimezone(CHINA)}"
            if clock.now() >= shown_from:
                break
            ledger.attempt(claim, "not seen yet")
            ledger.release(claim)
            looks += 1
        assert looks == 56
        assert claim is not None
        ledger.close_intent(claim, intent, Outcome.SETTLED_DONE)
        found = ledger.find("acme", "r-1")
        assert found is not None
        assert found.state is State.SUBMITTED
        # 114 hours by the wall from click to sight; the last look without it was two hours before
        assert ledger.worst_lag() == pytest.approx(112 * HOUR, abs=60)
        assert [event.kind for event in ledger.history(filing.id)].count("lag") == 1
    assert FilingKey("https://p", "acme", "r-1") == found.key
