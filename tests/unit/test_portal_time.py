"""The portal's times and days."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from ipp_bot.portal_time import (
    DateOrder,
    orders_of,
    parse_day,
    parse_span,
    parse_time,
    without_time,
)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-11-24 05:41:27", datetime(2026, 11, 23, 21, 41, 27, tzinfo=UTC)),
        ("2026-11-24T05:41:27Z", datetime(2026, 11, 24, 5, 41, 27, tzinfo=UTC)),
        ("2026年11月24日 05:41", datetime(2026, 11, 23, 21, 41, tzinfo=UTC)),
        ("2026/1/4", datetime(2026, 1, 3, 16, 0, tzinfo=UTC)),
        ("2026-13-40 00:00", None),
        ("-", None),
        (None, None),
    ],
)
def test_times_are_chinas(text: str | None, moment: datetime | None) -> None:
    assert parse_time(text) == moment


def test_days_are_taken_as_shown() -> None:
    assert parse_day("2027-12-31") == date(2027, 12, 31)
    assert parse_day("2027-02-31") is None
    assert parse_day("-") is None


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("2026-11-24 05:41:27", 1),
        ("创建时间：2026年11月24日 05:41", 60),
        ("Created 2026-11-24", 86_400),
        ("2026-11-24 05:41:27 – 2026-11-24 06:00:00", None),
        ("2026-13-40 00:00", None),
        ("-", None),
    ],
)
def test_a_time_stands_for_all_moments_that_it_may_mean(text: str, seconds: int | None) -> None:
    span = parse_span(text)
    length = None if span is None else (span.last - span.first).total_seconds()
    assert length == seconds


def test_what_stands_beside_a_time() -> None:
    assert without_time("2026-11-24 05:41:27 Draft created").split() == ["Draft", "created"]


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("31 Dec 2026, 14:05", datetime(2026, 12, 31, 6, 5, tzinfo=UTC)),
        ("Dec 31, 2026 2:05 PM", datetime(2026, 12, 31, 6, 5, tzinfo=UTC)),
        ("December 1st, 2026 at 12:05 a.m.", datetime(2026, 11, 30, 16, 5, tzinfo=UTC)),
        ("2026/12/31 下午2:05", datetime(2026, 12, 31, 6, 5, tzinfo=UTC)),
        ("2026年12月31日 中午12:05", datetime(2026, 12, 31, 4, 5, tzinfo=UTC)),
        ("2026-12-31 上午12:05", datetime(2026, 12, 30, 16, 5, tzinfo=UTC)),
        ("14:05, 2026-12-31", datetime(2026, 12, 31, 6, 5, tzinfo=UTC)),
        ("2026-12-31T14:05:06+00:00", datetime(2026, 12, 31, 14, 5, 6, tzinfo=UTC)),
        ("2026-12-31T14:05:06.123456-0530", datetime(2026, 12, 31, 19, 35, 6, 123456, UTC)),
        ("2026-12-31 14:05 GMT+08:00", datetime(2026, 12, 31, 6, 5, tzinfo=UTC)),
        ("2026-12-31 14:05-15:00", datetime(2026, 12, 31, 6, 5, tzinfo=UTC)),
        ("31/12/2026 14:05", None),
        ("2026-12-31 25:05", None),
        ("3 minutes ago", None),
        ("IP 10.12.2026.14", None),
    ],
)
def test_whatever_can_mean_one_moment_alone_is_read(text: str, moment: datetime | None) -> None:
    assert parse_time(text) == moment


@pytest.mark.parametrize(
    ("text", "order", "moment"),
    [
        ("31/12/2026 14:05", "day-first", datetime(2026, 12, 31, 6, 5, tzinfo=UTC)),
        ("05.11.2026, 2:05 pm", "day-first", datetime(2026, 11, 5, 6, 5, tzinfo=UTC)),
        ("05-11-2026 14:05", "month-first", datetime(2026, 5, 11, 6, 5, tzinfo=UTC)),
        ("14:05 31/12/2026", "day-first", datetime(2026, 12, 31, 6, 5, tzinfo=UTC)),
        ("31/12/2026 14:05", "month-first", None),
        ("2026-12-31 14:05", "month-first", datetime(2026, 12, 31, 6, 5, tzinfo=UTC)),
    ],
)
def test_a_year_at_the_end_needs_the_order_of_what_stands_before_it(
    text: str, order: str, moment: datetime | None
) -> None:
    assert parse_time(text, DateOrder(order)) == moment


def test_days_spans_and_the_rest_go_by_the_order_as_well() -> None:
    day_first = DateOrder.DAY_FIRST
    assert parse_day("01/02/2026", day_first) == date(2026, 2, 1)
    assert parse_day("01/02/2026") is None
    span = parse_span("01/02/2026 10:00 Draft created", day_first)
    assert span is not None
    assert (span.last - span.first).total_seconds() == 60
    assert without_time("01/02/2026 10:00 Draft created", day_first).split() == ["Draft", "created"]


def test_in_which_orders_a_day_may_be_meant() -> None:
    both = {"day-first": date(2026, 11, 5), "month-first": date(2026, 5, 11)}
    assert orders_of("Sent 05/11/2026 14:05") == both
    assert orders_of("31/12/2026") == {"day-first": date(2026, 12, 31)}
    assert orders_of("2026-12-31") == {}
