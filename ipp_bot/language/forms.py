"""Messages taken apart, and found by the rarest of their words."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from itertools import starmap

from ipp_bot.language.place_names import fits, is_number

__all__ = ["ARROW", "BREAKS", "Form", "FormIndex", "form_of", "letters_in"]

ARROW = " → "
"""Before what to type next."""
BREAKS = ((ARROW, ARROW), (". ", "。"), ("; ", "；"), (": ", "："), (", ", "，"), (" (", "（"))
_HOLE = re.compile(r"%\((\w+)\)s")
_SUBJECT = re.compile(r"%\((?:key|path|file)\)s ")
_WORD = re.compile(r"[A-Za-z]+")
_LEAST_OF_PART = 5
"""Letters that a message must have to be found in a part of a text."""
_FEWEST_LETTERS = 4
"""A message with fewer letters, and a number, is the number of something."""


@dataclass(frozen=True, slots=True)
class Form:
    """A message, taken apart: texts, and between each two of them a place."""

    message: str
    texts: tuple[str, ...]
    places: tuple[str, ...]

    @property
    def letters(self) -> int:
        """Letters of its own."""
        return sum(map(letters_in, self.texts))

    @property
    def weight(self) -> tuple[int, int]:
        """How much of a sentence it says itself: the most comes first."""
        return -self.letters, -sum(map(len, self.texts))

    @property
    def is_part(self) -> bool:
        """Whether it says enough to be found in a part of a text."""
        return self.letters >= _LEAST_OF_PART or any(map(is_number, self.places))

    @property
    def is_counted(self) -> bool:
        """Whether it is little more than a number and a word: `%(n)s to %(kind)s`."""
        return is_number(self.places[0]) and self.letters < _FEWEST_LETTERS

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
        return values if all(starmap(fits, values.items())) else None


def _first_break(sentence: str, at: int, end: int) -> int:
    """Where the first of two places without a text between them ends: before punctuation."""
    found = [sentence.find(mark, at + 1, end) for mark, _ in BREAKS]
    return min((each for each in found if each >= 0), default=end)


def form_of(message: str) -> Form:
    """The message, taken apart."""
    parts = _HOLE.split(message)
    texts = tuple(part.replace("%%", "%") for part in parts[::2])
    return Form(message, texts, tuple(parts[1::2]))


class FormIndex:
    """The messages, by a word that each has."""

    def __init__(self, messages: dict[str, str]) -> None:
        messages = _without_marks(messages) | _without_subjects(messages) | messages
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
        for mark, its_chinese in BREAKS[2:5]:
            if message.startswith(mark) and chinese.startswith(its_chinese):
                found[message.removeprefix(mark)] = chinese.removeprefix(its_chinese)
    return found


def _without_subjects(messages: dict[str, str]) -> dict[str, str]:
    """What is said of a key or a path, by itself: it stands behind the name of the place."""
    found: dict[str, str] = {}
    for message, chinese in messages.items():
        subject = _SUBJECT.match(message)
        if subject and chinese.startswith(subject.group().strip()):
            rest = chinese.removeprefix(subject.group().strip()).lstrip(" ：")
            if letters_in(message[subject.end() :]) >= _LEAST_OF_PART:
                found[message[subject.end() :]] = rest
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


def letters_in(text: str) -> int:
    """Latin letters of the text."""
    return sum(sign.isascii() and sign.isalpha() for sign in text)
