"""Lines of a field's options: which words of the portal stand for which of the manifest's."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from ipp_bot.forms.snapshot import ControlKind
from ipp_bot.profile import Kind, folded, token_of
from ipp_bot.watch.questions import Question

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from ipp_bot.profile import FormField
    from ipp_bot.watch.fields import SeenField
    from ipp_bot.watch.filing import WatchedFiling
    from ipp_bot.watch.findings import Findings
    from ipp_bot.watch.known_values import KnownValue

__all__ = ["ask_rest", "is_offered", "learn_options", "sure_words"]

_MOST_OPTIONS = 20
"""Options that are asked about: longer lists are left to the person."""


def learn_options(
    filing: WatchedFiling, findings: Findings, value: KnownValue, own: FormField, one: SeenField
) -> None:
    """What was chosen, what else the control offered in known words, and what the person knows."""
    chosen = {token: words for words in one.value if (token := _chosen(value, own, words, one))}
    for token, words in chosen.items():
        _add(filing, findings, own, token, words, one.at)
    left: list[str] = []
    for words in one.options:
        if folded(words) in {folded(known) for known in chosen.values()}:
            continue
        if token := _offered(filing, own, words):
            _add(filing, findings, own, token, words, one.at)
            chosen.setdefault(token, words)
        elif not _is_of_another_form(filing, own, words):
            left.append(words)
    tokens = [token for token in own.options if token not in chosen]
    for token, words in ask_rest(findings, own.key, one, tokens, left):
        _add(filing, findings, own, token, words, one.at)
    if one.used_as is ControlKind.COMBOBOX:
        for token, words in sure_words(_vocabulary(filing, own), tokens, one):
            _add(filing, findings, own, token, words, one.at)


def is_offered(filing: WatchedFiling, own: FormField, token: str) -> bool:
    """Whether a control offered, or got, words that stand for the token."""
    value = next((one for one in filing.values if one.key == own.key), None)
    if value is not None and token in value.tokens:
        return True
    known = {folded(word) for word in own.options[token]}
    known |= {folded(word) for word in _vocabulary(filing, own).get(token, ())}
    return any(
        folded(words) in known
        for one in filing.fields.of(own.key)
        for words in (*one.options, *one.value)
    )


def _chosen(value: KnownValue, own: FormField, words: str, one: SeenField) -> str:
    """The token that chosen words stand for; where only the key is known, the value's."""
    found = value.token_of(words)
    if not found and len(value.tokens) == len(one.value) == 1:
        found = value.tokens[0]
    return found if found in own.options or own.kind is Kind.YESNO else ""


def _offered(filing: WatchedFiling, own: FormField, words: str) -> str:
    """The token that words stand for which nobody chose."""
    if own.kind is Kind.YESNO and not own.options:
        return next((token for token in ("yes", "no") if filing.is_word(words, token)), "")
    # Words that name one token first are its own; general ones stand for several.
    return token_of(words, own.options) or token_of(words, _vocabulary(filing, own))


def _is_of_another_form(filing: WatchedFiling, own: FormField, words: str) -> bool:
    """Whether the words stand for an option that only other forms of the portal have."""
    return any(
        token_of(words, other.options)
        for profile in (filing.profile, filing.dictionary)
        for form in profile.forms
        for other in form.fields
        if other.key == own.key
    )


def ask_rest(
    findings: Findings, key: str, one: SeenField, tokens: Sequence[str], left: Sequence[str]
) -> Iterator[tuple[str, str]]:
    """Asks about options in words that stand for none of the tokens, if they can be surveyed.

    Yields each token with the words that are said to stand for it.
    """
    open_tokens = list(tokens)
    if max(len(open_tokens), len(left)) > _MOST_OPTIONS:
        return
    for words in left:
        if not open_tokens:
            return
        question = Question(
            one.label,
            words,
            tuple(open_tokens),
            f"“{one.label}” offers “{words}”: which word of the manifest for {key} is it?",
        )
        answer = findings.ask(question)
        if answer in open_tokens:
            open_tokens.remove(answer)
            yield answer, words


def sure_words(
    vocabulary: Mapping[str, Sequence[str]], tokens: Iterable[str], one: SeenField
) -> Iterator[tuple[str, str]]:
    """Words of the shipped profile for options that were not seen, each with its token.

    A list that is drawn in part, or fetched as one types, shows some of its options alone. Whether
    it offers the words is seen when one of them is to be chosen. Words that stand for several
    options are left out: they may be the wrong ones here. So are those of another script.
    """
    counts = Counter(folded(word) for words in vocabulary.values() for word in {*words})
    shown = {words.isascii() for words in (*one.options, *one.value)}
    for token in tokens:
        for words in vocabulary.get(token, ()):
            if counts[folded(words)] == 1 and words.isascii() in shown:
                yield token, words


def _add(
    filing: WatchedFiling, findings: Findings, own: FormField, token: str, words: str, step: int
) -> None:
    known = own.options.get(token, ())
    if own.kind is Kind.YESNO:
        known = (*known, *filing.profile.labels.get(token, ()))
    if folded(words) not in map(folded, known):
        findings.add_option(own, step, token, words)


def _vocabulary(filing: WatchedFiling, own: FormField) -> dict[str, tuple[str, ...]]:
    """The shipped profile's words for the field's options."""
    form = filing.dictionary.form(filing.form.name)
    known = {one.key: one.options for one in form.fields}
    return {k: v for k, v in known.get(own.key, {}).items() if k in own.options}
