"""Sentences told again in Chinese: each is known by its message, with names for what varies.

A message is tried where the rarest of its words is in the sentence. What stands in its places is
told again by itself, unless the name of the place says that it is a value: a path, a ref, what a
paper or the portal says. Where no message fits, the parts between punctuation are told one by one.
Of several ways the one counts that leaves the fewest Latin letters.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from ipp_bot.language.catalogues import messages_of_sentences
from ipp_bot.language.width import padded, width_of

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["Form", "form_of", "forms_that_fit", "retold"]

VALUES = frozenset(
    [
        "account",
        "accounts",
        "address",
        "answer",
        "archive",
        "attach",
        "body",
        "bound",
        "bundle",
        "button",
        "cells",
        "channel",
        "client",
        "close",
        "code",
        "command",
        "common",
        "complainant",
        "complainant_2",
        "complainants",
        "country",
        "digits",
        "distinct",
        "duplicate",
        "encoding",
        "endings",
        "example",
        "expires_on",
        "file",
        "file_name",
        "filename",
        "files",
        "fit",
        "folder",
        "format",
        "formats",
        "fingerprint",
        "form",
        "found",
        "frame",
        "free",
        "guess",
        "head",
        "headings",
        "holder",
        "host",
        "inbox",
        "inside",
        "key",
        "key_2",
        "key_path",
        "keys",
        "kinds",
        "known",
        "label",
        "labels",
        "lang",
        "languages",
        "lease_until",
        "lines",
        "machine",
        "manifest",
        "mark",
        "marks",
        "match",
        "meant",
        "merged_with",
        "name",
        "name_2",
        "named",
        "names",
        "names_2",
        "new",
        "notices",
        "number",
        "number_2",
        "number_format",
        "numbers",
        "old",
        "option",
        "order",
        "origin",
        "origins",
        "owner",
        "pair",
        "pair_2",
        "parent",
        "passwords",
        "path",
        "paths",
        "pattern",
        "person",
        "picture",
        "place_of",
        "port",
        "portalstatus",
        "printed_until",
        "profile",
        "program",
        "raw",
        "ref",
        "ref_2",
        "refs",
        "registration_number",
        "repeated",
        "right",
        "role",
        "root",
        "sample",
        "samples",
        "seconds",
        "sheet",
        "shown",
        "sign_in",
        "similar",
        "slot",
        "source",
        "stem",
        "suffix",
        "system",
        "tag",
        "target",
        "template",
        "templates",
        "text",
        "title",
        "token",
        "top",
        "typed",
        "type",
        "uploads",
        "url",
        "username",
        "value",
        "value_2",
        "values",
        "variable",
        "version",
        "wanted",
        "whole",
        "whose",
        "workspace",
        "wrong",
        "year",
    ]
)
"""Names of places that hold what nobody translates."""

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
_ABSENT = ("no ", "of no ", "a ", "an ")
"""How a message begins that may stand where a value would be."""
_ALTERNATIVES = re.compile(r"[^ ]+(?: or [^ ]+)+")
_ENDINGS = ("Nothing was sent.", "It was sent.")
"""Sentences behind another one."""
_LONGEST = 4_000
"""Characters of a text that is looked at."""
_DEEPEST = 6
_TRIED = 8
"""Messages that are tried for one text, those with the most words of their own first."""
_LEAST_OF_PART = 5
"""Letters that a message must have to be found in a part of a text."""

_FEW_LETTERS = 9
"""A message with fewer letters is no sentence of which whole sentences are a part."""
_FEWEST_LETTERS = 4
_PROSE = re.compile(r"(?:^| )[a-z]+(?: [a-z]+){3}")

_HOLE = re.compile(r"%\((\w+)\)s")
_WORD = re.compile(r"[A-Za-z]+")
_COLUMNS = re.compile(r"(\s{2,})")
_NUMBER = re.compile(r"[+-]?[0-9][0-9,.]*")
_COUNTED = re.compile(r"([0-9][0-9,]*) ([A-Za-z][\w -]*)")
_LEADS = ("→ ", "* ", "! ")
"""Signs before a line."""
_ARROW = " → "
"""Before what to type next."""
_BREAKS = ((_ARROW, _ARROW), (". ", "。"), ("; ", "；"), (": ", "："), (", ", "，"), (" (", "（"))


@dataclass(frozen=True, slots=True)
class Form:
    """A message, taken apart: texts, and between each two of them a place."""

    message: str
    texts: tuple[str, ...]
    places: tuple[str, ...]

    @property
    def letters(self) -> int:
        """Letters of its own."""
        return sum(map(_letters, self.texts))

    @property
    def weight(self) -> tuple[int, int]:
        """How much of a sentence it says itself: the most comes first."""
        return -self.letters, -sum(map(len, self.texts))

    @property
    def is_part(self) -> bool:
        """Whether it says enough to be found in a part of a text."""
        return self.letters >= _LEAST_OF_PART or any(map(_is_number, self.places))

    @property
    def is_counted(self) -> bool:
        """Whether it is little more than a number and a word: `%(n)s to %(kind)s`."""
        return _is_number(self.places[0]) and self.letters < _FEWEST_LETTERS

    def values_in(self, sentence: str) -> dict[str, str] | None:
        """What stands in its places if the sentence is of this form; else None.

        Each text is taken where it comes first, so that this is one pass, however long it is.
        """
        first, *inner, last = self.texts
        if not sentence.startswith(first) or not sentence.endswith(last):
            return None
        at, end = len(first), len(sentence) - len(last)
        values: dict[str, str] = {}
        for place, text in zip(self.places, [*inner, None], strict=True):
            if text is None:
                until = end
            elif place in values and sentence.startswith(values[place] + text, at):
                until = at + len(values[place])
            else:
                until = sentence.find(text, at, end) if text else _first_break(sentence, at, end)
            if until < at or values.setdefault(place, sentence[at:until]) != sentence[at:until]:
                return None
            at = until + len(text or "")
        return values if all(map(_fits, values.items())) else None


def _first_break(sentence: str, at: int, end: int) -> int:
    """Where the first of two places without a text between them ends: before punctuation."""
    found = [sentence.find(mark, at + 1, end) for mark, _ in _BREAKS]
    return min((each for each in found if each >= 0), default=end)


def form_of(message: str) -> Form:
    """The message, taken apart."""
    parts = _HOLE.split(message)
    texts = tuple(part.replace("%%", "%") for part in parts[::2])
    return Form(message, texts, tuple(parts[1::2]))


class _Index:
    """The messages, by a word that each has."""

    def __init__(self, messages: dict[str, str]) -> None:
        messages = _without_marks(messages) | messages
        self.chinese = messages
        self.whole = {
            message.replace("%%", "%"): chinese.replace("%%", "%")
            for message, chinese in messages.items()
            if not _HOLE.search(message)
        }
        forms = [form_of(message) for message in messages if _HOLE.search(message)]
        counts = Counter(word for form in forms for word in set(_own_words(form)))
        self.by_word: dict[str, list[Form]] = {}
        self.without_word: list[Form] = []
        for form in sorted(forms, key=lambda each: each.weight):
            words = _own_words(form)
            if words:
                self.by_word.setdefault(min(words, key=counts.__getitem__), []).append(form)
            else:
                self.without_word.append(form)

    def candidates(self, sentence: str) -> list[Form]:
        """The messages that may fit, those with the most letters of their own first."""
        found = [*self.without_word]
        for word in dict.fromkeys(_WORD.findall(sentence)):
            found += self.by_word.get(word, ())
        return sorted(found, key=lambda each: each.weight)


def _without_marks(messages: dict[str, str]) -> dict[str, str]:
    """Parts that stand behind a comma or a semicolon, by themselves."""
    found: dict[str, str] = {}
    for message, chinese in messages.items():
        for mark, its_chinese in _BREAKS[2:5]:
            if message.startswith(mark) and chinese.startswith(its_chinese):
                found[message.removeprefix(mark)] = chinese.removeprefix(its_chinese)
    return found


def _own_words(form: Form) -> list[str]:
    """Words of its texts that stand free: what fills a place cannot become a part of them."""
    words = []
    for number, text in enumerate(form.texts):
        for found in _WORD.finditer(text):
            glued = (found.start() == 0 and number > 0) or (
                found.end() == len(text) and number < len(form.places)
            )
            if not glued:
                words.append(found.group())
    return words


@lru_cache(maxsize=1)
def _index() -> _Index:
    return _Index(messages_of_sentences())


def forms_that_fit(sentence: str) -> list[str]:
    """The messages with places that the sentence may be of."""
    return [
        each.message
        for each in _index().candidates(sentence)
        if each.values_in(sentence) is not None
    ]


def retold(text: str) -> str:
    """The text in Chinese; lines and columns stay where they are."""
    return "\n".join(map(_line, text.split("\n")))


def _line(line: str) -> str:
    if len(line) > _LONGEST or not _letters(line):
        return line
    whole = _phrase(line.strip(), 0, is_part=False)
    columns = _columns(line) if _COLUMNS.search(line.strip()) else line
    if _letters(whole) < _letters(columns) or columns == line:
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
    if depth > _DEEPEST or not _letters(text):
        return text
    if text.startswith(_LEADS):
        return f"{text[:2]}{_phrase(text[2:], depth + 1, is_part=False)}"
    ending = next((each for each in _ENDINGS if text.endswith(f" {each}")), "")
    arrow = _ARROW if _ARROW in text else ""
    ways = list(_by_messages(text, depth, is_part=is_part, having=ending or arrow))
    if not ways and ending:
        return _stopped(text.removesuffix(f" {ending}"), depth) + index.whole[ending]
    if not ways and arrow:
        return _in_parts(text, arrow, arrow, depth)
    # with a sentence found, its parts are values: what they are called is nobody's message
    if not ways:
        ways = list(_by_parts(text, depth))
    elif "; " in text:  # what was found may have taken the hint behind it for its last value
        ways.append(_in_parts(text, "; ", "；", depth))
    return min([*ways, text], key=_letters)


def _by_messages(text: str, depth: int, *, is_part: bool, having: str) -> Iterator[str]:
    """The text as the messages that fit have it, at most some of them."""
    index, tried = _index(), 0
    for form in index.candidates(text):
        values = form.values_in(text)
        if values is None or (is_part and not form.is_part):
            continue
        if not any(having in each for each in form.texts):
            continue
        shown = {place: _value(place, value, depth) for place, value in values.items()}
        if form.letters < _FEW_LETTERS and _swallows(shown):
            continue
        if form.is_counted and any(", " in value for value in values.values()):
            continue  # it is the first of a list
        yield index.chinese[form.message] % shown
        tried += 1
        if tried == _TRIED:
            return


def _by_parts(text: str, depth: int) -> Iterator[str]:
    """The text told part by part, in each way that its punctuation allows."""
    counted = _COUNTED.fullmatch(text)
    if counted and counted.group(2) in _index().whole:
        yield f"{counted.group(1)} {_index().whole[counted.group(2)]}"
    for mark, chinese in _BREAKS:
        if mark in text:
            yield _in_parts(text, mark, chinese, depth)
    head, blank, rest = text.partition(" ")
    if blank:  # a path or another value, and what is said of it
        yield f"{head} {_phrase(rest, depth + 1, is_part=True)}"


def _value(place: str, value: str, depth: int) -> str:
    """What stands in a place of a message."""
    for mark, chinese in _BREAKS[2:5]:
        if value.startswith(mark):  # a part that is there or not
            return f"{chinese}{_phrase(value.removeprefix(mark), depth + 1, is_part=False)}"
    core = value.strip()
    if place in VALUES or not core:
        known = _index().whole.get(core)
        told = known if known is not None and core.startswith(_ABSENT) else core
        if _ALTERNATIVES.fullmatch(core):
            told = core.replace(" or ", " 或 ")
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
    return whole if _letters(whole) < _letters(bare) else bare


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
    is_part = mark != _ARROW
    told_head, told_rest = (_phrase(each, depth + 1, is_part=is_part) for each in (head, rest))
    changed = told_rest != rest or told_head != head
    ends_chinese = mark == ": " and "\u4e00" <= told_head[-1:] <= "\u9fff"
    return f"{told_head}{chinese if changed or ends_chinese else mark}{told_rest}"


def _is_number(place: str) -> bool:
    """Whether only a number can stand in the place of that name."""
    return place == "n" or place.startswith("n_")


def _fits(value: tuple[str, str]) -> bool:
    """Whether that may stand in a place of that name."""
    place, text = value
    return not _is_number(place) or _NUMBER.fullmatch(text) is not None


def _swallows(shown: dict[str, str]) -> bool:
    """Whether a place holds a sentence, which is none of what belongs there."""
    return any(
        _PROSE.search(text) is not None
        or (place in VALUES and (": " in text or "：" in text or _ARROW in text))
        for place, text in shown.items()
    )


def _letters(text: str) -> int:
    """Latin letters of the text."""
    return sum(sign.isascii() and sign.isalpha() for sign in text)
