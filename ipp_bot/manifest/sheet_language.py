"""What a manifest's keys and tokens are called in a Chinese sheet, for what is told of it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ipp_bot.manifest.sheet_columns import BASE, is_chinese, option_word, options_of
from ipp_bot.manifest.sheet_words import VALUE_WORDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from ipp_bot.manifest.sheet_columns import SheetTitles
    from ipp_bot.profile import FormField, Profile

__all__ = ["SheetWords"]

_LEFT = r"(?<![A-Za-z0-9_./-])"
_RIGHT = r"(?![A-Za-z0-9_/-]|\.[A-Za-z0-9])"
_LITERAL = re.compile("'[^']*'|\"[^\"]*\"|ipp-bot [^;；。]*")
"""What somebody typed, and commands: nothing in them is told otherwise."""


_TWICE = re.compile(r"([^\s（(“”]+)(”?) ?[（(]\1[)）]")
"""A word, and behind it in brackets what it was in manifests or in Chinese."""


class SheetWords:
    """Tells a message of an entry in the words of its sheet, in either language."""

    def __init__(
        self, titles: SheetTitles, fields: Mapping[str, FormField], profile: Profile
    ) -> None:
        self._options = {
            # a class is its number in either language, and numbers stand in paths as well
            key: {
                token: option_word(field, token, chinese=True)
                for token in field.options
                if not token.isdigit()
            }
            for key, field in fields.items()
        }
        labels = {"type": profile.types, "place": profile.places, "country": profile.countries}
        for key in BASE:
            words = labels.get(key) or VALUE_WORDS.get(key, {})
            self._options[key] = {
                token: next(filter(is_chinese, words.get(token, ())), token)
                for token in options_of(profile, key)
            }
        self._titles = {key: titles.name(key, chinese=True) for key in (*BASE, *fields)}
        self._tokens = {key: _any_of(words) for key, words in self._options.items() if words}
        chosen = {(key, token): None for key, words in self._options.items() for token in words}
        pairs = "|".join(rf"{re.escape(key)}[:：] ?{re.escape(token)}" for key, token in chosen)
        self._because = re.compile(rf"{_LEFT}(?:{pairs}){_RIGHT}")
        self._compound = {
            token: word
            for words in self._options.values()
            for token, word in words.items()
            if "-" in token
        }
        self._any_compound = _any_of(self._compound)
        plain = _alternatives(key for key in self._titles if not re.search(r"[._]", key))
        long = _alternatives(key for key in self._titles if re.search(r"[._]", key))
        self._keys = re.compile(
            rf"{_LITERAL.pattern}|{_LEFT}(?P<key>{long}){_RIGHT}"
            rf"|(?:^|(?<=[，、])|(?<=, ))(?P<plain>{plain})(?=$|, |[，、]| [^\x00-\x7f])"
        )

    def told(self, key: str, text: str, titles: Mapping[str, str]) -> str:
        """The text about a key with the sheet's words for keys and for their options.

        `titles` are the sheet's own, by key; a key without a column has its usual one.
        """
        called = {**self._titles, **titles}

        def pair(found: re.Match[str]) -> str:
            own, _, token = re.sub("： ?", ": ", found[0]).partition(": ")
            return f"{called[own]}: {self._options[own][token]}"

        def title(found: re.Match[str]) -> str:
            own = found["key"] or found["plain"]
            return called[own] if own else found[0]

        if ": " in text or "：" in text:
            text = self._because.sub(pair, text)
        if key in self._tokens:
            text = self._tokens[key].sub(lambda found: self._options[key][found[0]], text)
        text = self._any_compound.sub(lambda found: self._compound[found[0]], text)
        text = self._keys.sub(title, text) if is_chinese(text) else text
        return _TWICE.sub(r"\1\2", text)


def _alternatives(words: Iterable[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


def _any_of(words: Iterable[str]) -> re.Pattern[str]:
    return re.compile(rf"{_LEFT}(?:{_alternatives(words)}){_RIGHT}")
