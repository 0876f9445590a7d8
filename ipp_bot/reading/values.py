"""Passages as values in the manifest's form, each with what speaks against it."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from ipp_bot.reading.alternatives import (
    MORE_SAID,
    has_other_class,
    is_bare_day,
    is_bare_period,
    other_word,
    remark_limits,
    two_said,
)
from ipp_bot.reading.characters import GAP, half_width, is_han
from ipp_bot.reading.numbers import NUMBERS, is_proven
from ipp_bot.reading.passage import Passage

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from ipp_bot.reading.paper import Value

__all__ = [
    "ACQUISITIONS",
    "SCOPES",
    "WORKS",
    "ReadValue",
    "choice",
    "classes",
    "date",
    "dates_in",
    "end_date",
    "names",
    "number",
    "text",
    "version",
    "version_of",
]


@dataclass(frozen=True, slots=True)
class ReadValue:
    """A value, the passage that it was read from, and why a person should look."""

    value: Value
    passage: Passage
    why: str = ""
    candidates: tuple[str, ...] = ()


ACQUISITIONS: Mapping[str, str] = MappingProxyType(
    {
        "原始取得": "original",
        "受让": "assigned",
        "转让": "assigned",
        "继受取得(受让)": "assigned",
        "继受取得(转让)": "assigned",
        "继承": "inherited",
        "继受取得(继承)": "inherited",
        "承受": "succeeded",
        "继受取得(承受)": "succeeded",
        "original": "original",
    }
)
SCOPES: Mapping[str, str] = MappingProxyType(
    {"全部权利": "all", "全部": "all", "部分权利": "partial", "部分": "partial"}
)
WORKS: Mapping[str, str] = MappingProxyType(
    {
        "计算机软件": "software",
        "软件": "software",
        "文字": "text",
        "口述": "oral",
        "音乐": "music",
        "戏剧": "drama",
        "曲艺": "quyi",
        "舞蹈": "dance",
        "杂技": "acrobatics",
        "杂技艺术": "acrobatics",
        "美术": "art",
        "实用艺术": "art",
        "书法": "art",
        "摄影": "photography",
        "建筑": "architecture",
        "电影": "film",
        "影视": "film",
        "视听": "film",
        "电影和类似摄制电影方法创作的": "film",
        "以类似摄制电影的方法创作的": "film",
        "类似摄制电影方法创作的": "film",
        "类似摄制电影的方法创作的": "film",
        "录像制品": "film",
        "工程设计图": "graphics",
        "产品设计图": "graphics",
        "工程设计图、产品设计图": "graphics",
        "图形": "graphics",
        "地图": "graphics",
        "示意图": "graphics",
        "地图、示意图等图形": "graphics",
        "模型": "model",
        "其他": "other",
        "其它": "other",
        "art": "art",
        "text": "text",
        "photography": "photography",
        "music": "music",
        "film": "film",
        "graphics": "graphics",
        "other": "other",
    }
)
"""The manifest's words by what certificates print, without 作品 at the end."""

_DIGIT = "[0-9OoIlLQBZ|!]"
_DATE = re.compile(
    rf"({_DIGIT}{{4}})[年./\-—一](?:({_DIGIT}{{1,2}})(?:[月./\-—一]|$))?(?:(?<=[月./\-—一])({_DIGIT}{{1,2}})(?!\d(?!\d:)))?"
)
_TO_DIGIT = str.maketrans("OoIlLQBZ|!", "0011108211")
_NUMERALS = str.maketrans("〇零○Ｏ一二三四五六七八九", "0000123456789")
_WRITTEN = re.compile(
    r"([〇零○一二三四五六七八九]{4})年([一二三四五六七八九十]{1,3})月([一二三四五六七八九十]{1,4})日"
)
_VERSION = re.compile(r"[VvＶ][\s.]?[0-9OoIlLＯ]+(?:[.．，,](?![VvＶ]\d)[0-9A-Za-z]+)*")
_BARE_VERSION = re.compile(r"(?:[Vv](?:er(?:sion)?)?[.\s]?)?\d+(?:\.[0-9A-Za-z]+)+|\d+(?:\.\d+)*版")
_TO_VERSION = str.maketrans({"O": "0", "o": "0", "I": "1", "l": "1", "L": "1", "．": ".", ",": "."})
_UNCHECKED = {
    "identification": re.compile(r"(?<![0-9A-Za-z])[0-9A-Za-z]{18}(?![0-9A-Za-z])"),
    "patent": re.compile(r"ZL\d{12}\.?[\dX]"),
}
_FIRST_YEAR = 1900
_MOST_SURE_PARTS = 3
_PERIOD = 2
"""Days that a period has."""


def text(passage: Passage) -> ReadValue | None:
    """A text as it is printed; None where there is none."""
    clean = passage.stripped(" :：;；,，、。|_")
    while clean.text.endswith(("(", "（", "[", "［", "【")):
        clean = clean.cut(0, -1).stripped(" :：;；,，、。|_")  # a remark begins there
    if not clean.parts:
        return None
    why = clean.doubt() or clean.doubtful_word()
    if not why and (word := other_word(clean.text)):
        why = two_said(word)
    return ReadValue(clean.text, clean, why, _candidates(clean))


def _candidates(passage: Passage) -> tuple[str, ...]:
    every = tuple(dict.fromkeys(passage.variants()))
    return every[:6] if len(every) > 1 else ()


def names(passages: Iterable[Passage]) -> ReadValue | None:
    """Several names: one a line, or with signs between them."""
    pieces = [piece for passage in passages for piece in passage.split(r"[;；、,，:：]\s*")]
    found = [finding for finding in map(text, pieces) if finding is not None]
    if not found:
        return None
    joined = Passage(tuple(part for finding in found for part in finding.passage.parts))
    why = next((finding.why for finding in found if finding.why), "")
    return ReadValue(tuple(str(finding.value) for finding in found), joined, why)


def dates_in(source: str) -> list[tuple[int, int, str]]:
    """Dates in a text: where each begins and ends, and the date; the day may be missing."""
    keys = "".join(
        half_width(sign) or " " if len(half_width(sign)) <= 1 else sign for sign in source
    )
    found = []
    for match in _DATE.finditer(keys.replace(" ", " ")):
        year, month, day = (
            int(part.translate(_TO_DIGIT)) if part else None for part in match.groups()
        )
        told = _told(year, month, day)
        if told:
            found.append((match.start(), match.end(), told))
    for match in _WRITTEN.finditer(keys):
        year = int(match.group(1).translate(_NUMERALS))
        told = _told(year, _numeral(match.group(2)), _numeral(match.group(3)))
        if told:
            found.append((match.start(), match.end(), told))
    return sorted(found)


def _told(year: int | None, month: int | None, day: int | None) -> str | None:
    if year is None or not _FIRST_YEAR <= year <= _FIRST_YEAR + 250:
        return None
    try:
        dt.date(year, month or 1, day or 1)
    except ValueError:
        return None
    return "-".join(
        [f"{year:04}", *(f"{part:02}" for part in (month, day if month else None) if part)]
    )


def _numeral(source: str) -> int:
    tens, ten, ones = source.rpartition("十")
    if not ten:
        return int(source.translate(_NUMERALS))
    return int(tens.translate(_NUMERALS) or 1) * 10 + int(ones.translate(_NUMERALS) or 0)


def date(passage: Passage, *, last: bool = False) -> ReadValue | None:
    """The first date, or the last; None where there is none."""
    squeezed = passage.squeezed()
    found = dates_in(squeezed.text)
    if not found:
        return None
    start, end, told = found[-1 if last else 0]
    if squeezed.text[end : end + 1] in {"日", "月"}:
        end += 1
    place = squeezed.cut(start, end)
    read_as = [tuple(one for *_, one in dates_in(variant)) for variant in place.variants()]
    others = dict.fromkeys(one for every in read_as for one in every)
    signs = Passage(
        tuple(part for part in place.parts if part[0].isalnum() and not is_han(part[0]))
    )
    why = signs.doubt()
    if squeezed.text[start - 1 : start].isdigit() or squeezed.text[end : end + 1].isdigit():
        why = why or "digits stand beside it"
    if len(told) < len("2020-01-01"):
        why = f"the paper says {told} only, without a day"
    elif len(others) == 1 and all(read_as) and _misread_letters(place):
        why = ""
    before, after = squeezed.text[:start], squeezed.text[end:]
    days = dict.fromkeys((told, *others, *(one for *_, one in found)))
    if not why and not _stands_alone(found, before, after, squeezed.text, last=last):
        others, why = days, MORE_SAID
    return ReadValue(told, place, why, tuple(others) if len(others) > 1 else ())


def _stands_alone(
    found: Sequence[tuple[int, int, str]], before: str, after: str, source: str, *, last: bool
) -> bool:
    """Whether the value is that one day, or a period's end."""
    if source[found[-1 if last else 0][1] - 1 :][:2].endswith("月"):
        return False  # 2021年8-9月
    if not last or len(found) == 1:
        return is_bare_period(before, None, after) if last else is_bare_day(before, after)
    (begins, ends, first), (start, _, second) = found[0], found[1]
    between = source[ends:start]
    return (
        len(found) == _PERIOD and first < second and is_bare_period(source[:begins], between, after)
    )


def end_date(passage: Passage) -> ReadValue | None:
    """The day on which a period ends; None where only its beginning can be read."""
    squeezed = "".join(part for part, letter in passage.parts if letter is not None)
    found = dates_in(squeezed)
    if not found:
        return None
    start, end, _ = found[-1]
    if len(found) == 1 and (
        squeezed[:start].endswith(("自", "从")) or squeezed[end + 1 :].startswith(("至", "起"))
    ):
        return None
    return date(passage, last=True)


def _misread_letters(place: Passage) -> bool:
    """Whether all that is in doubt is a letter that can only be one digit."""
    digits = [letter for letter in place.letters if not is_han(letter.text)]
    return all(
        letter.score >= 0.8 and letter.readings > 1 and GAP not in letter.text  # noqa: PLR2004 - as for other digits, nearly
        for letter in digits
    )


def number(passage: Passage, kind: str) -> ReadValue | None:
    """A number of that kind (a key of `NUMBERS`); None where there is none."""
    squeezed = passage.squeezed()
    every = NUMBERS[kind](squeezed.variants())
    if not every:
        return _unchecked(squeezed, kind)
    chosen = every[0]
    checked = is_proven(chosen)
    signs = Passage(
        tuple(part for part in squeezed.parts if part[0].isalnum() and not is_han(part[0]))
    )
    own = half_width(squeezed.text)
    why = signs.doubt(is_checked=lambda _: checked and len(every) == 1)
    if len(every) > 1:
        why = "it may be " + " or ".join(every)
    elif not checked and any(letter.rivals for letter in signs.letters):
        # readings that differ only in what can be one sign alone agree
        same = all(NUMBERS[kind]([variant]) == every for variant in squeezed.variants())
        why = "" if same and min(letter.score for letter in signs.letters) >= 0.8 else why  # noqa: PLR2004
    elif checked and not why and NUMBERS[kind]([own]) != every:
        why = f"its check digit asks for {chosen}, which no reading has"
    return ReadValue(chosen, squeezed, why, every if len(every) > 1 else ())


def _unchecked(passage: Passage, kind: str) -> ReadValue | None:
    """What has the form of a number whose check digit does not fit."""
    form = _UNCHECKED.get(kind)
    match = form.search(half_width(passage.text)) if form is not None else None
    if match is None:
        return None
    return ReadValue(match.group().upper(), passage, "its check digit does not fit")


def choice(passage: Passage, words: Mapping[str, str]) -> ReadValue | None:
    """The manifest's word for one of a few printed ones; None where none is meant."""
    clean = passage.stripped(" :：;；,，、。|_")
    own = half_width(clean.text)
    bare = own.removesuffix("作品") or own
    for attempt in (own, bare):
        if attempt in words:
            return ReadValue(words[attempt], clean)
    starts = [word for word in words if len(word) > 1 and own.startswith(word)]
    if starts:
        word = max(starts, key=len)
        # 部分权利(复制权、发行权)
        more = remark_limits(own[len(word) :].removeprefix("作品"))
        return ReadValue(words[word], clean, two_said(clean.text) if more else "")
    near = {
        token
        for word, token in words.items()
        for attempt in (own, bare)
        if len(word) == len(attempt) > 1
        and sum(one != other for one, other in zip(word, attempt, strict=True)) == 1
    }
    if len(near) == 1:
        sure = len(own) >= _MOST_SURE_PARTS
        return ReadValue(
            near.pop(), clean, "" if sure else f"the paper seems to say {clean.text!r}"
        )
    return None


def classes(passages: Iterable[Passage]) -> ReadValue | None:
    """Numbers of classes of goods and services, 1 to 45; None where there is none."""
    numbers: list[str] = []
    used: list[Passage] = []
    why = ""
    for passage in passages:
        squeezed = passage.squeezed()
        source = "".join((half_width(sign) or " ")[:1] for sign in squeezed.text)
        marks = list(
            re.finditer(
                r"(?:国际分类|类别|第)[:：;]?(\d{1,2}(?:[、,，;/]\d{1,2})*)(?:类|\)|$|(?=\D))",
                source,
            )
        ) or list(re.finditer(r"^(\d{1,2}(?:[、,，;]\d{1,2})*)(?:类|$)", source))
        for match in marks:
            here = [one for one in re.split(r"\D+", match.group(1)) if one]
            if all(1 <= int(one) <= 45 for one in here):  # noqa: PLR2004 - the Nice classes
                numbers += [str(int(one)) for one in here]
                used.append(squeezed.cut(match.start(1), match.end(1)))
        if marks and has_other_class(squeezed.text):
            why = MORE_SAID
    if not numbers:
        return None
    joined = Passage(tuple(part for passage in used for part in passage.parts))
    return ReadValue(tuple(dict.fromkeys(numbers)), joined, joined.doubt() or why)


def version_of(passage: Passage) -> tuple[Passage, ReadValue | None]:
    """What stands before a version at the end of a passage, and the version."""
    source = passage.text
    every = [
        match for match in _VERSION.finditer(source) if match.end() >= len(source.rstrip(" 。.]】"))
    ]
    if not every:
        return passage, None
    match = every[-1]
    before = source[: match.start()].rstrip()
    if before and before[-1].isascii() and before[-1].isalpha() and match.start() == len(before):
        return passage, None
    return passage.cut(0, match.start()), version(passage.cut(match.start(), match.end()))


def version(passage: Passage) -> ReadValue | None:
    """A version as it is printed; letters where only digits stand are mended."""
    clean = passage.stripped(" :：;；,，。")
    if not clean.parts:
        return None
    source = "".join(half_width(sign) for sign in clean.text)
    if _VERSION.fullmatch(source):
        options = dict.fromkeys(
            one[0] + one[1:].translate(_TO_VERSION)
            for one in map(half_width, clean.variants())
            if one
        )
        if len({one.upper() for one in options}) == 1 < len(options):
            options = dict.fromkeys(one.upper() for one in options)  # certificates print a V
        told = next(iter(options))
        signs = Passage(tuple(part for part in clean.squeezed().parts if part[0] not in ".．,"))
        why = signs.doubt() if len(options) > 1 or not _misread_letters(clean) else ""
        return ReadValue(told, clean, why, tuple(options) if len(options) > 1 else ())
    why = "" if _BARE_VERSION.fullmatch(source) else "it does not look like a version"
    return ReadValue(clean.text, clean, clean.doubt() or why, _candidates(clean))
