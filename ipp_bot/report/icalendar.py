"""Deadlines as an iCalendar file (RFC 5545), which every calendar program reads."""

from __future__ import annotations

import hashlib
from datetime import UTC, timedelta
from typing import TYPE_CHECKING

from ipp_bot import __version__
from ipp_bot.atomic_write import write_atomically
from ipp_bot.report.printable import printable
from ipp_bot.report.translations import Translations

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date, datetime
    from pathlib import Path

    from ipp_bot.report.deadlines import Deadline

__all__ = ["calendar_of", "write_ics"]

LONGEST_LINE = 75
"""Octets of a line, its end not counted (RFC 5545, 3.1)."""


def write_ics(deadlines: Iterable[Deadline], path: Path, *, now: datetime, lang: str) -> Path:
    """Writes the file whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    write_atomically(path, calendar_of(deadlines, now=now, lang=lang))
    return path


def calendar_of(deadlines: Iterable[Deadline], *, now: datetime, lang: str) -> str:
    """The calendar: for each thing its end, and the date before it by which to deal with it.

    A thing keeps its UID, so that reading the file again moves its event and makes no second one.
    """
    words = Translations(lang)
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:-//ipp-bot//ipp-bot {__version__}//{lang.upper()}",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"X-WR-CALNAME:{_text(words('deadlines'))}",
    ]
    stamp = f"{now.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    for each in deadlines:
        lines += _event(each, each.on, "", stamp, words)
        if each.internal is not None:
            lines += _event(each, each.internal, "-internal", stamp, words)
    lines.append("END:VCALENDAR")
    return "".join(f"{folded}\r\n" for line in lines for folded in _folded(line))


def _event(
    deadline: Deadline, day: date, suffix: str, stamp: str, words: Translations
) -> Iterator[str]:
    ends = words(f"{deadline.kind.value}_ends")
    name = " ".join(filter(None, (deadline.ref or deadline.number, deadline.title)))
    if suffix:
        ends = words("deal_with", ends=ends, on=deadline.on.isoformat())
    about = [
        f"{words(key)}: {value}"
        for key, value in (
            ("number", deadline.number),
            ("ref", deadline.ref),
            ("holder", deadline.holder),
            ("client", deadline.client),
            ("account", deadline.account),
        )
        if value
    ]
    yield "BEGIN:VEVENT"
    yield f"UID:{_uid(deadline)}{suffix}@ipp-bot"
    yield f"DTSTAMP:{stamp}"
    yield f"DTSTART;VALUE=DATE:{day:%Y%m%d}"
    yield f"DTEND;VALUE=DATE:{day + timedelta(days=1):%Y%m%d}"
    yield f"SUMMARY:{_text(f'{ends}: {name}')}"
    yield f"DESCRIPTION:{_text(chr(10).join(about))}"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def _uid(deadline: Deadline) -> str:
    """What the thing is, and not when it ends."""
    thing = (deadline.origin, deadline.account, deadline.number, deadline.kind.value)
    return hashlib.sha256("\n".join(thing).encode()).hexdigest()[:32]


def _text(value: str) -> str:
    """A value of the type TEXT (RFC 5545, 3.3.11)."""
    escaped = printable(value).replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return escaped.replace("\n", "\\n")


def _folded(line: str) -> Iterator[str]:
    """The line in parts of at most 75 octets; every part but the first begins with a space."""
    part = ""
    for character in line:
        if len((part + character).encode()) > LONGEST_LINE:
            yield part
            part = " "
        part += character
    yield part
