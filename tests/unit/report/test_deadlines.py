"""The calendar of what ends, as RFC 5545 wants it written."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pytest

from ipp_bot.ledger import PlannedEntry, PortalRecord
from ipp_bot.report.data import Scope
from ipp_bot.report.deadlines import Deadline, DeadlineKind, deadlines_of
from ipp_bot.report.icalendar import calendar_of, write_ics

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.report import Scene

NOW = datetime(2026, 11, 29, 16, 0, 5, tzinfo=UTC)


def deadline(**other: object) -> Deadline:
    values: dict[str, object] = {
        "kind": DeadlineKind.POA,
        "on": date(2027, 1, 1),
        "internal": None,
        "origin": "https://ipp.example",
        "account": "acme",
        "number": "N-1",
        "ref": "acme-0001",
        "title": "Watchtower",
        "holder": "",
        "client": "",
    }
    return Deadline(**(values | other))  # type: ignore[arg-type]  # as a test words it


def lines_of(*deadlines: Deadline, lang: str = "en") -> list[str]:
    """The lines of the calendar, unfolded."""
    text = calendar_of(deadlines, now=NOW, lang=lang)
    assert text.endswith("\r\n")
    assert "\n" not in text.replace("\r\n", "")
    return text.replace("\r\n ", "").split("\r\n")[:-1]


def values_of(name: str, lines: list[str]) -> list[str]:
    return [line.partition(":")[2] for line in lines if line.partition(":")[0] == name]


def test_an_end_is_a_whole_day() -> None:
    lines = lines_of(deadline())
    assert lines[:2] == ["BEGIN:VCALENDAR", "VERSION:2.0"]
    assert lines[3:] == [
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        "X-WR-CALNAME:IPR deadlines",
        "BEGIN:VEVENT",
        "UID:880fbedefc34acfc2ca35585cbed2938@ipp-bot",
        "DTSTAMP:20261129T160005Z",
        "DTSTART;VALUE=DATE:20270101",
        "DTEND;VALUE=DATE:20270102",
        "SUMMARY:Power of attorney ends: acme-0001 Watchtower",
        r"DESCRIPTION:IPR number: N-1\nRef: acme-0001\nAccount: acme",
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
        "END:VCALENDAR",
    ]


def test_the_internal_date_is_an_event_of_its_own() -> None:
    lines = lines_of(deadline(internal=date(2026, 12, 18)), lang="zh")
    assert values_of("DTSTART;VALUE=DATE", lines) == ["20270101", "20261218"]
    assert values_of("SUMMARY", lines) == [
        "授权委托书到期: acme-0001 Watchtower",
        "内部期限：2027-01-01 授权委托书到期: acme-0001 Watchtower",
    ]
    first, second = values_of("UID", lines)
    assert second == first.replace("@", "-internal@")


def test_a_thing_keeps_its_uid_when_its_date_moves_and_shares_it_with_nothing() -> None:
    def uid(**other: object) -> str:
        (found,) = values_of("UID", lines_of(deadline(**other)))
        return found

    assert uid(on=date(2028, 5, 5), title="renamed", ref="r", client="c") == uid()
    others = [
        uid(kind=DeadlineKind.RIGHT),
        uid(number="N-2"),
        uid(account="beta"),
        uid(origin="https://other.example"),
        uid(),
    ]
    assert len(set(others)) == 5


@pytest.mark.parametrize(
    ("title", "written"),
    [
        ("a;b,c\\d", "a\\;b\\,c\\\\d"),
        ("one\ntwo", "one\\ntwo"),
        ("END:VEVENT\r\nBEGIN:VALARM", "END:VEVENT\\\\r\\nBEGIN:VALARM"),
        ("bell\x07", "bell\\\\x07"),
        ("back\u202ewards", "back\\\\u202ewards"),
        ('quote"colon:', 'quote"colon:'),
    ],
)
def test_a_text_ends_no_line_and_no_event(title: str, written: str) -> None:
    lines = lines_of(deadline(title=title))
    assert values_of("SUMMARY", lines) == [f"Power of attorney ends: acme-0001 {written}"]
    assert len(lines) == 16


@pytest.mark.parametrize("title", ["星云排课软件" * 40, "x" * 10_000, "é😀" * 99, "a" * 60])
def test_lines_are_folded_at_75_octets_and_within_no_character(title: str) -> None:
    text = calendar_of([deadline(title=title)], now=NOW, lang="zh")
    raw = text.encode().split(b"\r\n")
    assert max(map(len, raw)) <= 75
    assert all(part.decode() is not None for part in raw)
    lines = lines_of(deadline(title=title), lang="zh")
    assert values_of("SUMMARY", lines) == [f"授权委托书到期: acme-0001 {title}"]


def test_what_ends_is_found_with_the_working_day_before_it(scene: Scene, tmp_path: Path) -> None:
    scene.file("acme-0001", "N1", client="星云")
    scene.ledger.upsert_records(
        "acme",
        [
            PortalRecord(
                number="N1",
                status="pending",
                submitted_at=datetime(2024, 2, 27, 2, 0, tzinfo=UTC),
                valid_until=datetime(2034, 10, 15, 0, 0, tzinfo=UTC),
            ),
            PortalRecord(
                number="N2",
                status="approved",
                title="by hand",
                valid_until=datetime(2024, 1, 2, 0, 0, tzinfo=UTC),
            ),
            PortalRecord(
                number="N3", status="rejected", valid_until=datetime(2024, 6, 1, tzinfo=UTC)
            ),
        ],
    )
    found = deadlines_of(scene.workspace, scene.ledger, Scope(), scene.clock.now())
    assert [(each.number, each.kind.value, each.on, each.internal) for each in found] == [
        ("N1", "review", date(2024, 3, 1), None),
        # 1 October is a holiday, and the day before it a Saturday
        ("N1", "IPR", date(2034, 10, 15), date(2034, 9, 29)),
    ]
    assert (
        deadlines_of(scene.workspace, scene.ledger, Scope(client="another"), scene.clock.now())
        == []
    )
    path = write_ics(found, tmp_path / "d" / "deadlines.ics", now=NOW, lang="en")
    assert path.read_bytes().count(b"BEGIN:VEVENT\r\n") == 3


def test_the_entry_says_when_its_power_of_attorney_ends(scene: Scene) -> None:
    values = {"power_of_attorney_expires_on": "2024-06-14", "expires_on": "2024-06-14"}
    (filing, _), *_ = scene.ledger.plan(
        [
            PlannedEntry(
                account="acme",
                ref="r-9",
                entry_json=json.dumps({"values": values}),
                fingerprint="f",
                title="星云",
            )
        ]
    )
    claim = scene.ledger.claim(filing.id, "w", 60)
    assert claim is not None
    scene.ledger.upsert_records("acme", [PortalRecord(number="N9", status="approved")])
    scene.ledger.adopt(claim, "N9")
    found = deadlines_of(scene.workspace, scene.ledger, Scope(), scene.clock.now())
    assert [(each.kind.value, each.on, each.internal, each.ref) for each in found] == [
        ("POA", date(2024, 6, 14), date(2024, 5, 31), "r-9"),
        ("right", date(2024, 6, 14), date(2024, 5, 31), "r-9"),
    ]
