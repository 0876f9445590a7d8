"""What a manifest's keys and tokens are called in a Chinese sheet, for what is told of it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ipp_bot.manifest.sheet_columns import option_word

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ipp_bot.manifest.sheet_columns import SheetTitles
    from ipp_bot.profile import FormField

__all__ = ["SheetWords"]


class SheetWords:
    """Tells a message of an entry in the words of its sheet."""

    def __init__(self, titles: SheetTitles, fields: Mapping[str, FormField]) -> None:
        self._options = {
            # a class is its number in either language, and numbers stand in paths as well
            key: {
                token: option_word(field, token, chinese=True)
                for token in field.options
                if not token.isdigit()
            }
            for key, field in fields.items()
        }
        self._titles = {key: titles.name(key, chinese=True) for key in fields}
        self._tokens = {key: _any_of(words) for key, words in self._options.items() if words}
        chosen = [(key, token) for key, words in self._options.items() for token in words]
        self._because = _any_of({f"{key}: {token}": None for key, token in chosen})

    def told(self, key: str, text: str) -> str:
        """The text about a key with the sheet's words for options of it, and for `key: token`."""
        if ": " in text:
            text = self._because.sub(self._named, text)
        tokens = self._tokens.get(key)
        return tokens.sub(lambda found: self._options[key][found[0]], text) if tokens else text

    def _named(self, found: re.Match[str]) -> str:
        key, _, token = found[0].partition(": ")
        return f"{self._titles[key]}: {self._options[key][token]}"


def _alternatives(words: Mapping[str, object]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


def _any_of(words: Mapping[str, object]) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w./-])(?:{_alternatives(words)})(?![\w./-])")
