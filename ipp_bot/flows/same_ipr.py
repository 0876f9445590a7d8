"""Whether a record is that of an entry: its type, place, country and registration number."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from ipp_bot.errors import Refused
from ipp_bot.profile import folded

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from ipp_bot.flows.account_session import ActiveFiling
    from ipp_bot.manifest import Frozen
    from ipp_bot.pages import Record
    from ipp_bot.profile import Profile

__all__ = ["check_same_ipr", "countries_shown"]

_BREAKS = re.compile(r"[/|;:>·；：—–]+|\s-\s|(?<=[\u4e00-\u9fff])\s+|\s+(?=[\u4e00-\u9fff])|\s{2,}")
"""What stands between the levels of a place, the widest first: its group, the country."""
_ASIDES = re.compile(r"[,，、()\[\]（）【】]+")
"""What stands before another name of the same, or before what it is a part of."""
_SEPARATORS = " /|,;:>·，；：、—–-"


def check_same_ipr(
    filing: ActiveFiling, record: Record, profile: Profile, *, trusts_words: bool = False
) -> None:
    """Refused unless type, place, country and registration number are those of the entry.

    Where an IPR has no such number, all that both show must be the same. Two countries may have
    one number: so words that the profile does not know have to name the entry's type or place and
    no other one, and a country has to be named. Who `trusts_words` takes them all the same, unless
    they name another country.
    """
    _check_values(filing, record, profile)
    frozen = filing.frozen
    if frozen.country is not None:
        _check_country(filing, record, profile, trusts_words=trusts_words)
    elif not trusts_words and record.place not in profile.places:
        known = {**profile.countries, **profile.places}
        _check_words(filing, record, "place", frozen.place, known)
    if not trusts_words and record.type not in profile.types:
        _check_words(filing, record, "type", frozen.type, profile.types)


def countries_shown(frozen: Frozen, record: Record, profile: Profile) -> frozenset[str]:
    """The profile's countries that the record names where it tells its place."""
    said = _said_of_country(frozen, record, profile)
    return frozenset().union(*(one.tokens | one.around for one in said))


def _check_country(
    filing: ActiveFiling, record: Record, profile: Profile, *, trusts_words: bool
) -> None:
    frozen = filing.frozen
    if _agree(_said_of_country(frozen, record, profile), str(frozen.country)):
        return
    shown = countries_shown(frozen, record, profile)
    if trusts_words and (not shown or frozen.country in shown):
        return
    texts = (*record.words.get("place", ()), *record.words.get("country", ()))
    raise _not_named(filing, record, "country", texts, str(frozen.country))


def _check_words(
    filing: ActiveFiling,
    record: Record,
    key: str,
    wanted: str,
    vocabulary: Mapping[str, Sequence[str]],
) -> None:
    texts = record.words.get(key, ())
    if texts and not _agree([_said(text, vocabulary) for text in texts], wanted):
        raise _not_named(filing, record, key, texts, wanted)


def _not_named(
    filing: ActiveFiling, record: Record, key: str, texts: Sequence[str], wanted: str
) -> Refused:
    ref, number = filing.ref, record.number
    shown = " / ".join(dict.fromkeys(texts))
    return Refused(
        f"{ref}: record {number} shows {shown!r} as its {key}, which is not the manifest's "
        f"{wanted!r} in any words of the profile"
        if shown
        else f"{ref}: record {number} shows no {key}, and the manifest's is {wanted!r}",
        hint=f"look at it at the portal; if it is the same, ipp-bot adopt {ref} {number} "
        "--as-it-is takes it",
        sent=False,
    )


def _check_values(filing: ActiveFiling, record: Record, profile: Profile) -> None:
    """Refused where a value that both have differs, or none was there to be compared."""
    frozen = filing.frozen
    mine, shown = filing.claim.filing.registration_number, record.values
    wanted = {
        "type": (frozen.type, record.type if record.type in profile.types else ""),
        "place": (frozen.place, record.place if record.place in profile.places else ""),
    }
    if mine:
        wanted["registration_number"] = (mine, shown.get("registration_number", ""))
    else:
        texts = {key: text for key, text in frozen.values.items() if isinstance(text, str)}
        wanted |= {key: (text, shown.get(key, "")) for key, text in texts.items()}
    for key, (here, there) in wanted.items():
        if here and there and _normalized(here) != _normalized(there):
            raise Refused(
                f"{filing.ref}: record {record.number} is another IPR: its {key} is {there!r}, "
                f"the manifest's {here!r}",
                hint="look at the number again",
                sent=False,
            )
    compared = [key for key, (here, there) in wanted.items() if here and there]
    if not record.empty and not {*compared} - {"type", "place"}:
        raise Refused(
            f"{filing.ref}: record {record.number} shows no registration number to compare",
            hint="look at it at the portal",
            sent=False,
        )


class _Said(NamedTuple):
    """What one text of a record names of a vocabulary."""

    tokens: frozenset[str]
    """What the whole text names, or its last levels."""
    around: frozenset[str]
    """What the levels before those name."""


def _agree(said: Iterable[_Said], wanted: str) -> bool:
    """Whether some text names it, and none another one: “United States / CA” is not Canada."""
    telling = [one for one in said if one.tokens or one.around]
    return bool(telling) and all(
        wanted in one.tokens and one.around <= one.tokens for one in telling
    )


def _said_of_country(frozen: Frozen, record: Record, profile: Profile) -> list[_Said]:
    """What the texts of the record's place and country say of countries, without their group."""
    group = [frozen.place, *profile.places.get(frozen.place, ())]
    said = []
    for text in (*record.words.get("place", ()), *record.words.get("country", ())):
        inner = _without(text, group)
        one = _said(inner, profile.countries)
        # “Others” alone is the group, and may be the name of a country in the list as well.
        if folded(inner) in set(map(folded, group)):
            one = _Said(one.tokens & {str(frozen.country)}, frozenset())
        said.append(one)
    return said


def _said(text: str, vocabulary: Mapping[str, Sequence[str]]) -> _Said:
    """What the text names of the vocabulary, as a whole or by its last levels."""
    whole = _trimmed(text)
    breaks = [found.span() for found in _BREAKS.finditer(whole)]
    for start, end in ((0, 0), *breaks):
        if tokens := _named(whole[end:], vocabulary):
            return _Said(tokens, _named_before(whole[:start], vocabulary))
    return _Said(frozenset(), _named_before(whole, vocabulary))


def _named_before(text: str, vocabulary: Mapping[str, Sequence[str]]) -> frozenset[str]:
    """What the levels of the text name, each by itself."""
    return frozenset().union(*(_named(level, vocabulary) for level in _BREAKS.split(text)))


def _named(text: str, vocabulary: Mapping[str, Sequence[str]]) -> frozenset[str]:
    """The tokens of which the text is a name, or which it names twice: “美国 (US)”.

    What only contains such words may be another one: “Democratic Republic of the Congo”; what has
    them behind a comma or in brackets may be a part of it: “Puerto Rico (United States)”.
    """
    level = folded(_trimmed(text))
    names = [name for part in _ASIDES.split(level) if (name := _trimmed(part))]
    known = {token: {folded(word) for word in (token, *vocabulary[token])} for token in vocabulary}
    return frozenset(
        token for token, words in known.items() if level in words or (names and words >= set(names))
    )


def _without(text: str, group: Iterable[str]) -> str:
    """The text without the words of the group at its beginning or end, unless nothing is left."""
    whole = _trimmed(text)
    for word in sorted(group, key=len, reverse=True):
        before, after = _without_end(whole, word), whole.removeprefix(word)
        if after != whole and not (_is_latin(word[-1:]) and _is_latin(after[:1])):
            return _trimmed(after) or whole
        if before != whole and not (_is_latin(word[:1]) and _is_latin(before[-1:])):
            return _trimmed(before) or whole
    return whole


def _without_end(text: str, word: str) -> str:
    """The text without the word at its end, which may stand in brackets there."""
    for opening, closing in (("", ""), ("(", ")"), ("（", "）")):
        if text.endswith(f"{opening}{word}{closing}"):
            return text.removesuffix(f"{opening}{word}{closing}")
    return text


def _is_latin(sign: str) -> bool:
    return sign.isascii() and sign.isalnum()


def _trimmed(text: str) -> str:
    """The text without separators around it, and without brackets that enclose it or stay open."""
    plain = text.strip(_SEPARATORS)
    for opening, closing in ("()", "（）", "[]", "【】"):
        if plain.startswith(opening) and plain.find(closing) in (-1, len(plain) - 1):
            plain = plain.removeprefix(opening).removesuffix(closing)
        if plain.endswith(closing) and opening not in plain:
            plain = plain.removesuffix(closing)
    return plain.strip(_SEPARATORS)


def _normalized(text: str) -> str:
    """The text without spaces and case, which people write differently."""
    return "".join(text.split()).casefold()
