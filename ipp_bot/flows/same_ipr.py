"""Whether a record is that of an entry: its type, place, country and registration number."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ipp_bot.errors import Refused
from ipp_bot.profile import folded

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from ipp_bot.flows.account_session import ActiveFiling
    from ipp_bot.manifest import Frozen
    from ipp_bot.pages import Record
    from ipp_bot.profile import Profile

__all__ = ["check_same_ipr", "countries_shown"]

_BREAKS = re.compile(
    r"[/|,;:>·()\[\]（）【】，；：、—–]+|\s-\s|(?<=[\u4e00-\u9fff])\s+|\s+(?=[\u4e00-\u9fff])|\s{2,}"
)
"""What stands between the levels of a place, such as its group and the country."""
_SEPARATORS = " /|,;:>·，；：、—–-"


def check_same_ipr(
    filing: ActiveFiling, record: Record, profile: Profile, *, trusts_words: bool = False
) -> None:
    """Refused unless type, place, country and registration number are those of the entry.

    Where an IPR has no such number, all that both show must be the same. Two countries may have
    one number: so words that the profile does not know have to name the entry's type or place, and
    a country has to be named. Who `trusts_words` takes them all the same, unless they name another
    country.
    """
    _check_values(filing, record, profile)
    frozen = filing.frozen
    if frozen.country is not None:
        _check_country(filing, record, profile, trusts_words=trusts_words)
    elif not trusts_words and record.place not in profile.places:
        _check_words(filing, record, "place", frozen.place, profile.places)
    if not trusts_words and record.type not in profile.types:
        _check_words(filing, record, "type", frozen.type, profile.types)


def countries_shown(frozen: Frozen, record: Record, profile: Profile) -> frozenset[str]:
    """The profile's countries that the record names where it tells its place."""
    group = [frozen.place, *profile.places.get(frozen.place, ())]
    texts = (*record.words.get("place", ()), *record.words.get("country", ()))
    found: set[str] = set()
    for text in texts:
        inner = _without(text, group)
        # “Others” alone is the group, and may be the name of a country in the list as well.
        is_group = folded(inner) in set(map(folded, group))
        named = {token for token in profile.countries if _names(inner, token, profile.countries)}
        found |= named & {frozen.country} if is_group else named
    return frozenset(found)


def _check_country(
    filing: ActiveFiling, record: Record, profile: Profile, *, trusts_words: bool
) -> None:
    frozen = filing.frozen
    shown = countries_shown(frozen, record, profile)
    if frozen.country in shown or (trusts_words and not shown):
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
    if texts and not any(_names(text, wanted, vocabulary) for text in texts):
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


def _names(text: str, token: str, vocabulary: Mapping[str, Sequence[str]]) -> bool:
    """Whether the text, or its last levels, are words of the token.

    What only contains such words may be another one: “Democratic Republic of the Congo”.
    """
    words = {folded(word) for word in (token, *vocabulary.get(token, ()))}
    return any(folded(level) in words for level in _levels(text))


def _levels(text: str) -> Iterator[str]:
    """The text, then what is left of it after each break."""
    whole = _trimmed(text)
    yield whole
    for found in _BREAKS.finditer(whole):
        yield _trimmed(whole[found.end() :])


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
