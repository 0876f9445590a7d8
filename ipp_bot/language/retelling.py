"""Sentences told again in Chinese: each is known by its message, with names for what varies.

A message is tried where the rarest of its words is in the sentence. What stands in its places is
told again by itself, unless the name of the place says that it is a value: a path, a ref, what a
paper or the portal says. Where no message fits, the parts between punctuation are told one by one.
Of several ways the one counts that leaves the fewest Latin letters.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from ipp_bot.language.catalogues import messages_of_sentences
from ipp_bot.language.forms import ARROW, BREAKS, FormIndex, letters_in
from ipp_bot.language.place_names import VALUES
from ipp_bot.language.width import padded, width_of

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["retold"]

_STATES = frozenset(
    {
        "approved",
        "contradicted",
        "done",
        "draft",
        "drafted",
        "expired",
        "expiring",
        "failed",
        "foreign",
        "interrupted",
        "overdue",
        "pending",
        "planned",
        "refused",
        "rejected",
        "returned",
        "seal",
        "revoked",
        "submitted",
        "unknown",
        "vanished",
        "withdrawn",
    }
)
"""Single words that are told also where they are a part: what has become of something."""
_SAID_OF_ITEMS = ("to ", "awaiting ", "need")
"""How a message begins that says of several what becomes of them, and names no noun."""
_ABSENT = ("no ", "of no ", "a ", "an ")
"""How a message begins that may stand where a value would be."""
_ALTERNATIVES = re.compile(r"[^ ]+(?: or [^ ]+)+")
_QUOTED_ALTERNATIVES = re.compile(r"'[^']*'(?:, '[^']*')* or '[^']*'")
_ENDINGS = ("Nothing was sent.", "It was sent.")
"""Sentences behind another one."""
_LONGEST = 4_000
"""Characters of a text that is looked at."""
_DEEPEST = 6
_TRIED = 8
"""Messages that are tried for one text, those with the most words of their own first."""
_FEW_LETTERS = 9
"""A message with fewer letters is no sentence of which whole sentences are a part."""
_PROSE = re.compile(r"(?:^| )[a-z]+(?: [a-z]+){3}")

_ON_PAGE = re.compile(r" \([^()]*, page \d+\)$")
_COLUMNS = re.compile(r"(\s{2,})")
_SECONDS = re.compile(r"([0-9][0-9.,]*) s")
_COUNTED = re.compile(r"([0-9][0-9,]*) ([A-Za-z][\w -]*)")
_LEADS = ("→ ", "* ", "! ")
"""Signs before a line."""


@lru_cache(maxsize=1)
def _index() -> FormIndex:
    return FormIndex(messages_of_sentences())


def retold(text: str) -> str:
    """The text in Chinese; lines and columns stay where they are."""
    return "\n".join(map(_line, text.split("\n")))


def _line(line: str) -> str:
    if len(line) > _LONGEST or not letters_in(line):
        return line
    whole = _phrase(line.strip(), 0, is_part=False)
    columns = _columns(line) if _COLUMNS.search(line.strip()) else line
    if letters_in(whole) < letters_in(columns) or columns == line:
        start = len(line) - len(line.lstrip())
        tail = line[len(line.rstrip()) :]
        ending = tail and " " * max(0, width_of(line) - start - width_of(whole))
        return line[:start] + whole + ending
    return columns


def _columns(line: str) -> str:
    """The line with each of its columns told, and those behind it where they were."""
    result = ""
    pieces = _COLUMNS.split(line)
    for cell, gap in zip(pieces[::2], [*pieces[1::2], ""], strict=True):
        shown = _phrase(cell, 0, is_part=False) if cell else ""
        result += padded(shown, width_of(cell) + len(gap)) if gap else shown
    return result


@lru_cache(maxsize=4096)
def _phrase(text: str, depth: int, *, is_part: bool) -> str:
    """A sentence or a part of one; one word alone is told only where it is no part."""
    index = _index()
    known = index.whole.get(text)
    if known is not None and (not is_part or " " in text or text in _STATES):
        return known
    if depth > _DEEPEST or not letters_in(text):
        return text
    if text.startswith(_LEADS):
        return f"{text[:2]}{_phrase(text[2:], depth + 1, is_part=False)}"
    ending = next((each for each in _ENDINGS if text.endswith(f" {each}")), "")
    arrow = ARROW if ARROW in text else ""
    found = list(_by_messages(text, depth, is_part=is_part, having=ending or arrow))
    ways = [told for told, _ in found]
    if not ways and ending:
        return _stopped(text.removesuffix(f" {ending}"), depth) + index.whole[ending]
    if not ways and arrow:
        return _in_parts(text, arrow, arrow, depth)
    # with a sentence found, its parts are values: what they are called is nobody's message
    if not ways:
        ways = list(_by_parts(text, depth))
    elif not any(says_enough for _, says_enough in found):  # `%(n)s of %(names)s` fits too much
        ways += _by_parts(text, depth)
    elif _ON_PAGE.search(text):  # what was found may have taken what stands behind it for a value
        ways = [_with_page(text, depth)]
    elif "; " in text:
        ways.append(_in_parts(text, "; ", "；", depth))
    return min([*ways, text], key=letters_in)


def _by_messages(
    text: str, depth: int, *, is_part: bool, having: str
) -> Iterator[tuple[str, bool]]:
    """The text as the messages that fit have it, at most some of them.

    With each, whether its message says enough to be no other sentence.
    """
    index, tried = _index(), 0
    counted = _COUNTED.fullmatch(text)
    is_counted = counted is not None and counted.group(2) in index.whole
    for form in index.candidates(text):
        values = form.values_in(text)
        if values is None or (is_part and not form.is_part):
            continue
        if not any(having in each for each in form.texts):
            continue
        shown = {place: _value(place, value, depth) for place, value in values.items()}
        if form.letters < _FEW_LETTERS and _swallows(shown):
            continue
        if form.is_counted and (is_counted or any(", " in value for value in values.values())):
            continue  # it is a number of something, or the first of a list
        yield index.chinese[form.message] % shown, form.letters >= _FEW_LETTERS
        tried += 1
        if tried == _TRIED:
            return


def _by_parts(text: str, depth: int) -> Iterator[str]:
    """The text told part by part, in each way that its punctuation allows."""
    if seconds := _SECONDS.fullmatch(text):
        yield f"{seconds.group(1)} 秒"
    counted = _COUNTED.fullmatch(text)
    if counted and counted.group(2) in _index().whole:
        what = counted.group(2)
        measure = "项" if what in _STATES or what.startswith(_SAID_OF_ITEMS) else ""
        yield f"{counted.group(1)} {measure}{_index().whole[what]}"
    if text.endswith(".") and (told := _phrase(text[:-1], depth + 1, is_part=True)) != text[:-1]:
        yield f"{told}。"
    if _ON_PAGE.search(text):
        yield _with_page(text, depth)
    for mark, chinese in BREAKS:
        if mark in text:
            yield _in_parts(text, mark, chinese, depth)
    head, blank, rest = text.partition(" ")
    if blank:  # a path or another value, and what is said of it
        yield f"{head} {_phrase(rest, depth + 1, is_part=True)}"


def _with_page(text: str, depth: int) -> str:
    """The text with the page in brackets at its end: both are told by themselves."""
    head, _, page = text.removesuffix(")").rpartition(" (")
    told_head = _phrase(head, depth + 1, is_part=True)
    return f"{told_head}（{_phrase(page, depth + 1, is_part=False)}）"


def _value(place: str, value: str, depth: int) -> str:
    """What stands in a place of a message."""
    for mark, chinese in BREAKS[2:5]:
        if value.startswith(mark):  # a part that is there or not
            return f"{chinese}{_phrase(value.removeprefix(mark), depth + 1, is_part=False)}"
    core = value.strip()
    if place in VALUES or not core:
        known = _index().whole.get(core)
        told = known if known is not None and core.startswith(_ABSENT) else core
        if _ALTERNATIVES.fullmatch(core):
            told = core.replace(" or ", " 或 ")
        elif _QUOTED_ALTERNATIVES.fullmatch(core):
            told = core.replace("', '", "'、'").replace("' or '", "' 或 '")
    else:
        told = _phrase(core, depth + 1, is_part=False)
    return value if told == core else told


def _stopped(sentence: str, depth: int) -> str:
    """A sentence with its full stop, which may be no part of its message."""
    whole = _phrase(sentence, depth + 1, is_part=True)
    if not sentence.endswith("."):
        return whole
    bare = _phrase(sentence[:-1], depth + 1, is_part=True)
    bare += "。" if bare != sentence[:-1] else "."
    return whole if letters_in(whole) < letters_in(bare) else bare


def _in_parts(text: str, mark: str, chinese: str, depth: int) -> str:
    """The text, told part by part between the first of these marks and the next one."""
    head, _, rest = text.partition(mark)
    if mark == ". ":
        told_head = _stopped(f"{head}.", depth)
        told_rest = _phrase(rest, depth + 1, is_part=True)
        gap = "" if told_head.endswith("。") else " "
        return f"{told_head}{gap}{told_rest}"
    if mark == ", ":
        every = text.split(mark)
        each_told = [_phrase(each, depth + 1, is_part=True) for each in every]
        return text if each_told == every else chinese.join(each_told)
    if mark == " (" and rest.endswith(")") and rest.count("(") < rest.count(")"):
        inside = _phrase(rest[:-1], depth + 1, is_part=True)
        told_head = _phrase(head, depth + 1, is_part=True)
        changed = inside != rest[:-1] or told_head != head
        return f"{told_head}（{inside}）" if changed else text
    if mark == " (":
        return text
    is_part = mark != ARROW
    told_head, told_rest = (_phrase(each, depth + 1, is_part=is_part) for each in (head, rest))
    changed = told_rest != rest or told_head != head
    ends_chinese = mark == ": " and "\u4e00" <= told_head[-1:] <= "\u9fff"
    return f"{told_head}{chinese if changed or ends_chinese else mark}{told_rest}"


def _swallows(shown: dict[str, str]) -> bool:
    """Whether a place holds a sentence, which is none of what belongs there."""
    return any(
        _PROSE.search(text) is not None
        or (place in VALUES and (": " in text or "：" in text or ARROW in text))
        for place, text in shown.items()
    )
