"""How a portal writes a day is told by the profile, and never guessed."""

from __future__ import annotations

import pytest

from ipp_bot.profile.dates import day_in, pattern_fault, written


@pytest.mark.parametrize(
    ("pattern", "text"),
    [("YYYY-MM-DD", "2022-05-01"), ("DD/MM/YYYY", "01/05/2022"), ("MM.DD.YYYY", "05.01.2022")],
)
def test_a_day_is_written_and_read_in_one_pattern(pattern: str, text: str) -> None:
    assert written("2022-05-01", pattern) == text
    assert day_in(text, pattern) == "2022-05-01"
    assert day_in("May 1", pattern) == ""
    assert written("", pattern) == ""


def test_a_leading_zero_may_be_left_out() -> None:
    assert day_in("1/5/2022", "DD/MM/YYYY") == "2022-05-01"


def test_a_pattern_names_each_part_once() -> None:
    assert pattern_fault("DD/MM/YYYY") == ""
    assert "YYYY, MM and DD" in pattern_fault("DD/MM/YY")
