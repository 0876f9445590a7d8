"""The values of one entry, and the texts under which a portal may show them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ipp_bot.forms.snapshot import ControlKind
from ipp_bot.profile import Kind, folded

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from ipp_bot.manifest import Frozen
    from ipp_bot.profile import FormField, Profile

__all__ = ["KnownValue", "days_in", "known_values", "levels_of", "plainly"]

_BRACKETS = str.maketrans("[]{}【】〔〕〈〉《》<>", "()()()()()()()")
_YEAR_FIRST = re.compile(r"(\d{4})\D{1,3}(\d{1,2})\D{1,3}(\d{1,2})\D{0,2}")
_YEAR_LAST = re.compile(r"(\d{1,2})\D{1,3}(\d{1,2})\D{1,3}(\d{4})")
_LEVELS = re.compile(r"\s*[/>›»→\\]\s*")
_CHOSEN = {
    ControlKind.SELECT,
    ControlKind.COMBOBOX,
    ControlKind.RADIO,
    ControlKind.CHECKBOX,
}
_DATED = {ControlKind.TEXT, ControlKind.DATE, ControlKind.SEGMENTS, ControlKind.LISTS}


def plainly(text: str) -> str:
    """The text as values are compared: without width, case, spaces, kinds of brackets."""
    return folded(text.translate(_BRACKETS))


def days_in(text: str) -> frozenset[str]:
    """The ISO days that a text may mean, whatever the order of its parts."""
    text = text.strip()
    if found := _YEAR_FIRST.fullmatch(text):
        year, month, day = found.groups()
        return frozenset({f"{year}-{month.zfill(2)}-{day.zfill(2)}"})
    if found := _YEAR_LAST.fullmatch(text):
        one, other, year = (part.zfill(2) for part in found.groups())
        return frozenset({f"{year}-{one}-{other}", f"{year}-{other}-{one}"})
    return frozenset()


def levels_of(text: str) -> list[str]:
    """The choices that a list of several levels shows at once, from the first level on."""
    return _LEVELS.split(text.strip())


@dataclass(frozen=True, slots=True)
class KnownValue:
    """One value that the entry has."""

    key: str
    """The form's key, or `type`, `place`, `country`."""
    kind: Kind
    tokens: tuple[str, ...]
    """The text, the ISO day, the tokens, the names of files."""
    words: Mapping[str, frozenset[str]]
    """By token: all texts that stand for it, plainly."""
    field: FormField | None = None

    def token_of(self, text: str) -> str:
        """The token of the value that a text stands for; "" if it stands for none."""
        if self.kind is Kind.DATE:
            days = days_in(text)
            return next((token for token in self.tokens if token in days), "")
        plain = plainly(text)
        return next((token for token, words in self.words.items() if plain in words), "")

    def is_shown(self, shown: Iterable[str], kind: ControlKind) -> bool:
        """Whether a control of that kind shows just this value."""
        texts = [text for text in shown if text]
        if not texts or not self._may_be(kind):
            return False
        if self.kind is Kind.MULTICHOICE:
            found = {self.token_of(text) for text in texts}
            return found == set(self.tokens)
        if self.kind is Kind.FILES:
            return any(self.token_of(text) for text in texts)
        parts = [texts[0]] if self.token_of(texts[0]) else levels_of(texts[0])
        return any(self.token_of(part) for part in parts)

    def _may_be(self, kind: ControlKind) -> bool:
        if self.kind is Kind.FILES or kind is ControlKind.FILE:
            return self.kind is Kind.FILES and kind is ControlKind.FILE
        if self.kind in (Kind.CHOICE, Kind.MULTICHOICE, Kind.YESNO):
            return kind in _CHOSEN
        if self.kind is Kind.DATE:
            return kind in _DATED
        return kind not in (ControlKind.DATE, ControlKind.SEGMENTS, ControlKind.LISTS)


def known_values(
    frozen: Frozen, profile: Profile, dictionary: Profile, names: Mapping[str, Sequence[str]]
) -> tuple[KnownValue, ...]:
    """Every value of the entry; `dictionary` has further words for the manifest's tokens.

    `names` are the names of the documents, by slot.
    """
    form = profile.form(frozen.form)
    more = {field.key: field for field in dictionary.form(frozen.form).fields}
    found = [
        _chosen("type", frozen.type, profile.types, dictionary.types),
        _chosen("place", frozen.place, profile.places, dictionary.places),
    ]
    if frozen.country:
        found.append(_chosen("country", frozen.country, profile.countries, dictionary.countries))
    for field in form.fields:
        if field.kind is Kind.FILES:
            tokens = tuple(names.get(field.key, ()))
        else:
            value = frozen.values.get(field.key, "")
            tokens = (value,) if isinstance(value, str) else tuple(value)
        tokens = tuple(token for token in tokens if token)
        if tokens:
            found.append(_of_field(field, tokens, more.get(field.key), profile, dictionary))
    return tuple(found)


def _of_field(
    field: FormField,
    tokens: tuple[str, ...],
    more: FormField | None,
    profile: Profile,
    dictionary: Profile,
) -> KnownValue:
    words: dict[str, frozenset[str]] = {}
    for token in tokens:
        texts = {token, *field.options.get(token, ())}
        texts |= set(more.options.get(token, ())) if more else set()
        if field.kind is Kind.YESNO:
            texts |= {*profile.labels.get(token, ()), *dictionary.labels.get(token, ())}
        words[token] = frozenset(map(plainly, texts))
    if field.many and len(tokens) > 1:
        words["; ".join(tokens)] = frozenset(
            plainly(sign.join(tokens)) for sign in (";", "; ", "；", ",", "、", "/")
        )
    return KnownValue(field.key, field.kind, tokens, words, field)


def _chosen(
    key: str,
    token: str,
    own: Mapping[str, Sequence[str]],
    more: Mapping[str, Sequence[str]],
) -> KnownValue:
    texts = {token, *own.get(token, ()), *more.get(token, ())}
    return KnownValue(key, Kind.CHOICE, (token,), {token: frozenset(map(plainly, texts))})
