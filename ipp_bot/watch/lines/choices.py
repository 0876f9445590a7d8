"""Lines of what chooses the form: type, place and country, with the words of their lists."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ipp_bot.forms.snapshot import ControlKind
from ipp_bot.profile import folded, token_of
from ipp_bot.watch.known_values import levels_of, plainly
from ipp_bot.watch.lines.options import ask_rest, sure_words
from ipp_bot.watch.questions import Question

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from ipp_bot.watch.fields import SeenField
    from ipp_bot.watch.filing import WatchedFiling
    from ipp_bot.watch.findings import Findings
    from ipp_bot.watch.known_values import KnownValue

__all__ = ["learn_choice", "unseen_country"]

_PATHS = {"type": "types", "place": "places", "country": "countries"}
_LEAST_WORD = 4
"""Letters of a Latin word that may name something as a part of a longer name: `US` does not."""
_LEAST_IDEOGRAPHS = 2
_MOST_NAMED = 5
"""Tokens that are told of a long list."""


def learn_choice(
    filing: WatchedFiling, findings: Findings, value: KnownValue, one: SeenField
) -> None:
    """The list's label, what was chosen, and what it offers besides that the form may need.

    An option that nobody chose is known by its words. If they only contain a known one, that is
    proposed, in one question for the list; what then is left is asked, if it is little.
    """
    key = value.key
    findings.add_label(f"{key}.label", one.at, one.label)
    known, left = _learn_known(filing, findings, value, one)
    left = [words for words in left if not _is_of_another_list(filing, key, one, words)]
    tokens = [token for token in _needed(filing, key) if token not in known]
    proposed = _proposed(_vocabulary(filing, key), tokens, left)
    if proposed and _confirmed(findings, key, one, proposed):
        for words, token in proposed.items():
            _add(findings, key, one, token, words)
        tokens = [token for token in tokens if token not in proposed.values()]
        left = [words for words in left if words not in proposed]
    for token, words in ask_rest(findings, key, one, tokens, left):
        _add(findings, key, one, token, words)
    if tokens:
        named, count = ", ".join(tokens[:_MOST_NAMED]), len(tokens) - _MOST_NAMED
        if count > 0:
            findings.assume(f"the words of “{one.label}” for {named} and {count} more")
        else:
            findings.assume(f"the words of “{one.label}” for {named}")
    if one.used_as is ControlKind.COMBOBOX:
        # Drawn in part, or fetched as one types: whether it offers them is seen when they are used.
        for token, words in sure_words(_vocabulary(filing, key), tokens, one):
            _add(findings, key, one, token, words)


def _learn_known(
    filing: WatchedFiling, findings: Findings, value: KnownValue, one: SeenField
) -> tuple[set[str], list[str]]:
    """What was chosen or is offered in known words, by token; and the words that nobody knows."""
    key, own = value.key, _own(filing, value.key)
    shown = levels_of(one.value[0]) if len(one.keys) > 1 else list(one.value[:1])
    known: set[str] = set()
    left: list[str] = []
    if len(shown) == len(one.keys):
        known.add(value.tokens[0])
        _add(findings, key, one, value.tokens[0], shown[one.keys.index(key)])
    chosen = {plainly(words) for words in (*one.value[:1], *shown)}
    for words in one.options:
        token = token_of(words, own) or token_of(words, _vocabulary(filing, key))
        if plainly(words) in chosen:
            continue
        if token in own:
            known.add(token)
            _add(findings, key, one, token, words)
        else:
            left.append(words)
    return known, left


def unseen_country(filing: WatchedFiling) -> bool:
    """Whether the form may ask for a country, and this filing had none."""
    return _asks_country(filing) and not filing.fields.of("country")


def _needed(filing: WatchedFiling, key: str) -> list[str]:
    """What the form that was filed can be filed for: other forms are watched themselves."""
    if key == "type":
        return [filing.form.type]
    if key == "place":
        return list(filing.form.places)
    return list(filing.profile.countries) if _asks_country(filing) else []


def _asks_country(filing: WatchedFiling) -> bool:
    return bool({*filing.form.places} & {*filing.profile.places_with_country})


def _own(filing: WatchedFiling, key: str) -> Mapping[str, Sequence[str]]:
    found: Mapping[str, Sequence[str]] = getattr(filing.profile, _PATHS[key])
    return found


def _vocabulary(filing: WatchedFiling, key: str) -> Mapping[str, Sequence[str]]:
    found: Mapping[str, Sequence[str]] = getattr(filing.dictionary, _PATHS[key])
    return found


def _add(findings: Findings, key: str, one: SeenField, token: str, words: str) -> None:
    findings.add_words((_PATHS[key], token), one.at, words)


def _is_of_another_list(filing: WatchedFiling, key: str, one: SeenField, words: str) -> bool:
    """Whether the words stand for something of another level of the same list."""
    return any(
        token_of(words, known(filing, other)) or _named(words, known(filing, other))
        for other in one.keys
        if other != key
        for known in (_own, _vocabulary)
    )


def _proposed(
    vocabulary: Mapping[str, Sequence[str]], tokens: Sequence[str], left: Iterable[str]
) -> dict[str, str]:
    """By the words of an option, the token whose words they contain; one option for each token."""
    named = {words: _named(words, vocabulary) for words in left}
    hits = [*named.values()]
    return {
        words: token for words, token in named.items() if token in tokens and hits.count(token) == 1
    }


def _named(words: str, vocabulary: Mapping[str, Sequence[str]]) -> str:
    """The token whose words are contained in these, the longest ones; "" if none or several are."""
    found = {
        token: max((len(word) for word in known if _contains(words, word)), default=0)
        for token, known in vocabulary.items()
    }
    longest = max(found.values(), default=0)
    best = [token for token, length in found.items() if length == longest > 0]
    return best[0] if len(best) == 1 else ""


def _contains(words: str, word: str) -> bool:
    if word.isascii():
        letters = re.escape(word)
        return len(word) >= _LEAST_WORD and bool(
            re.search(rf"(?<![A-Za-z]){letters}(?![A-Za-z])", words, re.IGNORECASE)
        )
    return len(word) >= _LEAST_IDEOGRAPHS and folded(word) in folded(words)


def _confirmed(findings: Findings, key: str, one: SeenField, proposed: Mapping[str, str]) -> bool:
    pairs = ", ".join(f"“{words}” = {token}" for words, token in proposed.items())
    question = Question(
        one.label,
        pairs,
        (_PATHS[key],),
        f"“{one.label}” offers words that nobody chose: {pairs}. Are all of these right?",
    )
    return bool(findings.ask(question))
