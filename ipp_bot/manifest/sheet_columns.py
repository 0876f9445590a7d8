"""Which key each column of a sheet bears: by the key itself, a label, or a word of agencies."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from difflib import get_close_matches
from typing import TYPE_CHECKING

from ipp_bot.manifest.sheet_title_parts import (
    HEADINGS,
    alternatives,
    in_each_language,
    is_internal,
    keys_of_parts,
)
from ipp_bot.manifest.sheet_words import KEY_WORDS, LEFT_OUT, QUESTION_WORDS, bare_title
from ipp_bot.profile import FormField, Profile, folded

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ipp_bot.manifest.cells import Cell
    from ipp_bot.profile import Form

__all__ = [
    "BASE",
    "Column",
    "SheetTitles",
    "fields_of",
    "forms_for",
    "is_chinese",
    "keys_of",
    "option_word",
    "options_of",
]

_IN_BRACKETS = re.compile(r"[（(][^）)]*[）)]")
BASE = ("account", "ref", "client", "confirmed", "type", "place", "country", "certificate.kind")
"""Keys that are no field of a form, in the order of a sheet's columns."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column with its title.

    Attributes:
        number: from 1.
        title: as the sheet has it.
        keys: what it may bear, the most probable first; none for a column to leave out.
        is_key: the title is the key itself: its cells are read to the letter.
        asks_for: of a question (`是否续展`), the key of the file that a yes demands.
    """

    number: int
    title: str
    keys: tuple[str, ...] = ()
    is_key: bool = False
    asks_for: str = ""

    def key_in(self, keys: frozenset[str]) -> str:
        """The first of its keys that is among these, else the first; "" for none."""
        return next((key for key in self.keys if key in keys), self.keys[0] if self.keys else "")


def is_chinese(text: str) -> bool:
    """Whether an ideograph is in the text."""
    return any("\u4e00" <= sign <= "\u9fff" for sign in text)


def option_word(field: FormField, token: str, *, chinese: bool) -> str:
    """What an option of the field is called in the sheet's language."""
    words = field.options.get(token, ())
    return next((word for word in words if chinese and is_chinese(word)), token)


def fields_of(profile: Profile) -> dict[str, FormField]:
    """The first description of every dotted key."""
    found: dict[str, FormField] = {}
    for form in profile.forms:
        for each in form.fields:
            if each.in_manifest:
                found.setdefault(each.dotted, each)
    return found


def options_of(profile: Profile, key: str) -> tuple[str, ...]:
    """What may stand under the key, in any of the forms; nothing for a key without a choice."""
    if key == "type":
        return tuple(profile.types)
    if key == "place":
        return tuple(profile.places)
    if key == "country":
        return tuple(profile.countries)
    if key == "certificate.kind":
        forms = (form for form in profile.forms if form.proof == "certificate")
        return tuple(dict.fromkeys(kind for form in forms for kind in form.kinds))
    found: dict[str, None] = {}
    for form in profile.forms:
        for each in form.fields:
            if each.dotted == key and each.in_manifest:
                found.update(dict.fromkeys(each.options))
    return tuple(found)


def keys_of(forms: Sequence[Form]) -> frozenset[str]:
    """Every dotted key that an entry for one of the forms may have."""
    own = (each.dotted for form in forms for each in form.fields if each.in_manifest)
    return frozenset((*BASE, *own))


def forms_for(profile: Profile, implied: Mapping[str, str]) -> tuple[Form, ...]:
    """The forms that type and kind leave; all where these fit none."""
    certificate, proof = implied.get("certificate.kind"), implied.get("proof.kind")
    forms = tuple(
        form
        for form in profile.forms
        if form.type == implied.get("type", form.type)
        and (certificate is None or (form.proof == "certificate" and certificate in form.kinds))
        and (proof is None or (form.proof == "proof" and proof in form.kinds))
    )
    return forms or tuple(profile.forms)


class SheetTitles:
    """Every title that is known, with the keys that it may stand for."""

    def __init__(self, profile: Profile) -> None:
        self._keys: dict[str, dict[str, None]] = {}
        self._questions: dict[str, str] = {}
        self._shown: dict[str, str] = {}
        self._exact: dict[str, str] = {}
        for form in profile.forms:
            self._add_labels(form)
        for key, words in KEY_WORDS.items():
            for word in words:
                self._add(word, key)
        fields = fields_of(profile)
        for key, words in QUESTION_WORDS.items():
            if key in fields:
                self._questions.update((folded(word), key) for word in words)
        for key, each in fields.items():
            self._add(each.key, key)
        for key in (*BASE, *fields):
            self._exact[folded(key)] = key
            self._shown[folded(key)] = key
        self._exact_keys = frozenset(self._exact.values())
        self._chinese = {key: _chinese(key, fields.get(key)) for key in (*BASE, *fields)}

    def _add_labels(self, form: Form) -> None:
        names = {each.key: each.dotted for each in form.fields}
        for each in form.fields:
            for label in each.labels:
                if each.yes_if is not None:
                    self._questions[folded(label)] = names.get(each.yes_if, each.yes_if)
                elif each.in_manifest:
                    self._add(label, each.dotted)

    def _add(self, word: str, key: str) -> None:
        self._keys.setdefault(folded(word), {})[key] = None
        self._shown.setdefault(folded(word), word)

    def column(self, cell: Cell) -> Column | None:
        """The column under the title; None where nobody knows it.

        A title with a heading over it is known by both, else by itself; the first one under a
        heading else by that: `权利人 › 名称`. One in two languages is known by either.
        """
        title = cell.text.strip()
        heading, is_under, own = title.rpartition(HEADINGS)
        ways = [f"{heading}{own}", own] if is_under else [title]
        if is_under and not cell.is_spanned:
            ways.append(heading)
        each_alone = [part for way in ways for part in in_each_language(way)]
        found = (self._column(cell.column, words) for words in (*ways, *each_alone))
        column = next((each for each in found if each is not None), None)
        return replace(column, title=title) if column is not None else None

    def _column(self, number: int, title: str) -> Column | None:
        exact = self._exact.get(folded(title))
        if exact is not None:
            others = self._keys.get(folded(title), ())
            keys = (exact, *(key for key in others if key != exact))
            return Column(number, title, keys, is_key=title == exact)
        for words in (folded(title), bare_title(title)):
            if words in self._keys:
                return Column(number, title, tuple(self._keys[words]))
            if words in self._questions:
                return Column(number, title, asks_for=self._questions[words])
            if words in LEFT_OUT:
                return Column(number, title)
        if title.startswith("#"):
            return Column(number, title)
        joined = self._keys_of(title)
        return Column(number, title, joined) if joined is not None else None

    def _keys_of(self, title: str) -> tuple[str, ...] | None:
        """The keys of a title by its parts, `截图/图样` by all it joins; None if unknown."""
        if title.rstrip().endswith(("?", "？")):
            return ()
        titles = [bare_title(each) for each in alternatives(_IN_BRACKETS.sub("", title))]
        found: dict[str, None] = {}
        for words in titles:
            by_parts = (key for key in keys_of_parts(words) if key in self._exact_keys)
            keys = tuple(self._keys.get(words, ())) or tuple(by_parts)
            if not keys and words not in LEFT_OUT and not is_internal(words):
                return None
            found.update(dict.fromkeys(keys))
        return tuple(found) if titles else None

    def nearest(self, title: str) -> str:
        """The known title that is most like it, as a person would type it; "" for none."""
        match = get_close_matches(bare_title(title), list(self._shown), n=1, cutoff=0.6)
        return self._shown[match[0]] if match else ""

    def name(self, key: str, *, chinese: bool) -> str:
        """The title of a column for the key, in the sheet's language."""
        return self._chinese.get(key, key) if chinese else key


def _chinese(key: str, described: FormField | None) -> str:
    """The first title of the key that is Chinese, the key itself where there is none."""
    words = (*(described.labels if described else ()), *KEY_WORDS.get(key, ()))
    return next(filter(is_chinese, words), key)
