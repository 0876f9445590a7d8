"""What the labels of each kind of paper become: the manifest's keys and their values."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from ipp_bot.reading import values
from ipp_bot.reading.alternatives import two_said
from ipp_bot.reading.certificates import (
    read_change,
    read_patent,
    read_software,
    read_timestamp,
    read_trademark,
    read_works,
)
from ipp_bot.reading.contents import Contents, Labels, identification, put_holder, text_of
from ipp_bot.reading.paper import PaperKind
from ipp_bot.reading.passage import Passage

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from ipp_bot.reading.labels import Label
    from ipp_bot.reading.rows import Row
    from ipp_bot.reading.titles import Title
    from ipp_bot.reading.values import ReadValue

__all__ = ["contents_of", "put_from_sentences"]

_DAY = r"20\d\d[年./-]\d{1,2}[月./-]\d{1,2}日?"
_TERM = re.compile(
    rf"(?:{_DAY}(?:起|开始)?(?:生效)?[,，、]?(?:有效期?限?)?|(?:有效|授权|委托)期?限?[为是]?[:：]?)"
    rf"(?:截?[至到止]|[—–~-]{{1,2}})(?P<end>{_DAY})"
)
_OF_RIGHT = re.compile(r"专用|保护期|专利权期")
"""Words before a term that is a right's."""
_CHINESE_NAME = r"(?P<name>[\u4e00-\u9fff·]{2,}(?:[（(][\u4e00-\u9fff]+[）)][\u4e00-\u9fff]+)?)"
_PRINCIPALS = (
    re.compile(
        rf"(?:本公司|本单位|本企业|本人|我司|我公司|我单位)\s*[（(]\s*{_CHINESE_NAME}\s*[）)]"
    ),
    re.compile(
        rf"(?i:the\s+undersigned)\s*[,，][^。]{{3,120}}?(?i:chinese\s+name)\s*[:：]\s*{_CHINESE_NAME}"
    ),
    re.compile(
        r"(?<![A-Za-z])(?i:the\s+undersigned|we|I)\s*[,，]\s*(?P<name>[A-Z][^,，(（]{3,80}?"
        r"(?:\s*[,，]\s*(?i:ltd|limited|inc|llc|corp|s\.?a)\.?)?)\s*[,，(（]"
    ),
)
"""Sentences in which a power of attorney names who gives it, the Chinese name first."""
_AHEAD = 8
"""Characters before a term that say what it is of."""


def contents_of(
    kind: PaperKind, labels: Sequence[Label], rows: Sequence[Row], title: Title
) -> Contents:
    """The values that the labels of a page of that kind bear.

    Args:
        kind: what the page is.
        labels: as `found_labels` gives them.
        rows: the page's rows, for what stands without a label.
        title: the page's title, and where it stands.
    """
    contents = Contents()
    _READERS[kind](Labels(labels), rows, title, contents)
    return contents


def _attorney(labels: Labels, rows: Sequence[Row], _title: Title, contents: Contents) -> None:
    for key in ("holder", "agent"):
        put_holder(labels, contents, key)
    beside = labels.first("holder", identification)
    contents.put("identification_number", beside or _code_of_holder(labels))
    contents.put("name", text_of(labels.lines("name")))
    for kind in ("software", "works", "patent", "trademark"):
        number = labels.first("registration_number", lambda one, k=kind: values.number(one, k))  # type: ignore[misc]  # k is bound
        if number is not None:
            contents.put("registration_number", number)
            break
    _ipr_beside_name(contents)
    put_from_sentences(labels, rows, contents)


def put_from_sentences(labels: Labels, rows: Sequence[Row], contents: Contents) -> None:
    """Puts what a power of attorney says without a label: its last day, and who gives it."""
    found = labels.first("expires_on", values.end_date)
    contents.put("expires_on", found or _term_end_in(rows))
    if "holder" not in contents.findings:
        contents.put("holder", _principal_in(rows))


def _principal_in(rows: Sequence[Row]) -> ReadValue | None:
    """Who gives a power in a sentence: `The undersigned, X (Chinese name: Y)`, `本公司（Y）`.

    Of a name in two languages the Chinese one, with the other among what it may be.
    """
    said = Passage.of([row.letters for row in rows])
    names = [only for pattern in _PRINCIPALS if (only := _only_name(said, pattern)) is not None]
    if not names:
        return None
    may_be = (name for one in names for name in (str(one.value), *one.candidates))
    every = tuple(dict.fromkeys(may_be))
    return replace(names[0], candidates=every if len(every) > 1 else ())


def _only_name(said: Passage, pattern: re.Pattern[str]) -> ReadValue | None:
    """The one name that sentences of this kind give; None if they give none, or several."""
    found = {match["name"].strip(): match for match in pattern.finditer(said.text)}
    if len(found) != 1:
        return None
    (match,) = found.values()
    return values.text(said.cut(*match.span("name")))


def _term_end_in(rows: Sequence[Row]) -> ReadValue | None:
    """The day of 自…至…, or of …有效期至…; to be looked at where the page has several."""
    said = Passage.of([row.letters for row in rows]).squeezed()
    terms = [
        match
        for match in _TERM.finditer(said.text)
        if not _OF_RIGHT.search(said.text[max(0, match.start() - _AHEAD) : match.start()])
    ]
    places = sorted({match.span("end") for match in terms})
    found = [one for one in (values.date(said.cut(*place)) for place in places) if one is not None]
    days = tuple(dict.fromkeys(str(one.value) for one in found))
    if len(days) < 2:  # noqa: PLR2004 - several
        return found[0] if found else None
    return replace(found[0], why=two_said(" / ".join(days)), candidates=days)


def _code_of_holder(labels: Labels) -> ReadValue | None:
    """The code that stands behind the holder and not behind the agent."""
    parties = [*labels.every("holder"), *labels.every("agent")]
    own = []
    for label in labels.every("identification_number"):
        before = [one for one in parties if (one.row, one.start) < (label.row, label.start)]
        last = max(before, key=lambda one: (one.row, one.start), default=None)
        if last is None or last.key == "holder":
            own.append(label)
    return Labels(own).first("identification_number", identification)


def _ipr_beside_name(contents: Contents) -> None:
    """星云校园通 (2023SR0671096): the number stands in brackets behind the name."""
    named = contents.findings.get("name")
    if named is None:
        return
    match = re.search(r"\s*[（(]([^（()）]*)[）)]\s*$", named.passage.text)
    if not match or not re.search(r"\d{5}", match.group(1)):
        return
    inner = named.passage.cut(match.start(1), match.end(1))
    for kind in ("software", "works", "patent", "trademark"):
        number = values.number(inner, kind)
        if number is not None and "registration_number" not in contents.findings:
            contents.put("registration_number", number)
    contents.put("name", values.text(named.passage.cut(0, match.start())))


def _licence(labels: Labels, rows: Sequence[Row], _title: Title, contents: Contents) -> None:
    found = labels.first("identification_number", identification)
    contents.put("identification_number", found or _code_anywhere(rows))
    put_holder(labels, contents)


def _code_anywhere(rows: Sequence[Row]) -> ReadValue | None:
    for row in rows:
        found = identification(Passage.of([row.letters]))
        if found is not None:
            return found
    return None


def _identity(labels: Labels, rows: Sequence[Row], _title: Title, contents: Contents) -> None:
    put_holder(labels, contents)
    found = labels.first("identification_number", identification)
    contents.put("identification_number", found or _code_anywhere(rows))
    contents.put("expires_on", labels.first("expires_on", values.end_date))


_READERS: Mapping[PaperKind, Callable[[Labels, Sequence[Row], Title, Contents], None]] = {
    PaperKind.SOFTWARE_REGISTRATION: read_software,
    PaperKind.SOFTWARE_CHANGE: read_change,
    PaperKind.WORKS_REGISTRATION: read_works,
    PaperKind.TIMESTAMP: read_timestamp,
    PaperKind.TRADEMARK: read_trademark,
    PaperKind.PATENT: read_patent,
    PaperKind.POWER_OF_ATTORNEY: _attorney,
    PaperKind.BUSINESS_LICENCE: _licence,
    PaperKind.IDENTITY_CARD: _identity,
}
