"""The portal's words: one catalogue for each language."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import yaml

from mock_portal.lang.problem import Problem

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["LANGUAGES", "Catalogues", "Problem"]

LANGUAGES = ("en", "zh")
_FOLDER = Path(__file__).parent


class Catalogues:
    """All catalogues, flattened to dotted keys; the entries of `renamed` go before them."""

    def __init__(self, renamed: Callable[[], dict[str, dict[str, str]]] = dict) -> None:
        self._renamed = renamed
        self._words = {
            lang: _flat(yaml.safe_load((_FOLDER / f"{lang}.yaml").read_text("utf-8")))
            for lang in LANGUAGES
        }

    def text(self, lang: str, key: str, **args: object) -> str:
        """The sentence of a key; KeyError if the catalogue lacks it."""
        sentence = self._renamed().get(key, {}).get(lang) or self._words[lang][key]
        return sentence.format(**args) if args else sentence

    def problem_text(self, lang: str, problem: Problem) -> str:
        """The sentence of a problem."""
        return self.text(lang, problem.key, **problem.args)

    def texts_under(self, lang: str, prefix: str) -> dict[str, str]:
        """All words below a key, for scripts in pages."""
        cut = len(prefix) + 1
        return {k[cut:]: v for k, v in self._words[lang].items() if k.startswith(prefix + ".")}

    def keys(self, lang: str) -> set[str]:
        """Every key of a language."""
        return set(self._words[lang])


def _flat(data: dict[str, object], prefix: str = "") -> dict[str, str]:
    words: dict[str, str] = {}
    for key, value in data.items():
        name = f"{prefix}{key}"
        if isinstance(value, dict):
            words.update(_flat(value, f"{name}."))
        else:
            words[name] = str(value)
    return words
