"""Lines of the form's fields: labels, options, marks of requirement."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipp_bot.forms.snapshot import ControlKind
from ipp_bot.profile import FormChange, FormChangeKind, Kind, folded, token_of
from ipp_bot.watch.fields import CHOICE_KEYS
from ipp_bot.watch.known_values import KnownValue, plainly
from ipp_bot.watch.lines.dates import learn_date_format
from ipp_bot.watch.lines.options import learn_options
from ipp_bot.watch.recording import clicks

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ipp_bot.watch.fields import SeenField
    from ipp_bot.watch.filing import WatchedFiling
    from ipp_bot.watch.findings import Findings

__all__ = ["learn_fields"]


def learn_fields(filing: WatchedFiling, findings: Findings) -> None:
    """Every control that a value, or the shipped profile, names; and what is left without one."""
    for one in filing.fields.controls:
        for key in one.keys:
            value = filing.value(key)
            if key in CHOICE_KEYS:
                _learn_choice(filing, findings, value, one)
            else:
                _learn_field(filing, findings, value, one)
    _learn_requirements(filing, findings)
    learn_date_format(filing, findings)
    for one in filing.fields.controls:
        if one.ambiguous and one.keys:
            findings.miss(f"which of several fields “{one.label}” is {one.keys[0]}")
    for value in filing.values:
        if not filing.fields.of(value.key):
            findings.miss(f"a field for {value.key}")
    _learn_untouched(filing, findings)
    _tell_unknown(filing, findings)


def _learn_choice(
    filing: WatchedFiling, findings: Findings, value: KnownValue, one: SeenField
) -> None:
    """Type, place or country."""
    findings.add_label(f"{value.key}.label", one.at, one.label)
    path = {"type": "types", "place": "places", "country": "countries"}[value.key]
    vocabulary: Mapping[str, Sequence[str]] = getattr(filing.dictionary, path)
    own: Mapping[str, Sequence[str]] = getattr(filing.profile, path)
    if len(one.keys) == 1:
        findings.add_words((path, value.tokens[0]), one.at, *one.value[:1])
    for words in one.options:
        token = token_of(words, own) or token_of(words, vocabulary)
        if token in own and plainly(words) != plainly(one.value[0]):
            findings.add_words((path, token), one.at, words)


def _learn_field(
    filing: WatchedFiling, findings: Findings, value: KnownValue, one: SeenField
) -> None:
    own = value.field
    if own is None:
        return
    findings.add_field_label(own, one.at, one.label)
    if own.options or own.kind is Kind.YESNO:
        learn_options(filing, findings, value, own, one)


def _learn_requirements(filing: WatchedFiling, findings: Findings) -> None:
    """Which fields the portal marks as required."""
    for own in filing.form.fields:
        controls = filing.fields.of(own.key)
        if not controls or not own.in_manifest or own.default is not None or own.when:
            continue
        marked = any(one.required for one in controls)
        if marked and not own.is_required(filing.frozen.values):
            kind = FormChangeKind.NOW_REQUIRED
            change = FormChange(kind, own.key, form=filing.form.name, field=own)
            findings.explain(change, controls[0].at)


def _learn_untouched(filing: WatchedFiling, findings: Findings) -> None:
    """Controls that got no value of the entry, under labels that the shipped profile knows."""
    known = {
        folded(label): own.key
        for own in filing.dictionary.form(filing.form.name).fields
        for label in own.labels
        if not filing.fields.of(own.key)
    }
    own_fields = {own.key: own for own in filing.form.fields}
    for one in filing.fields.controls:
        own = own_fields.get(known.get(folded(one.label), ""))
        if one.keys or own is None:
            continue
        if (one.kind is ControlKind.FILE) == (own.kind is Kind.FILES):
            one.keys = (own.key,)
            _learn_field(filing, findings, KnownValue(own.key, own.kind, (), {}, own), one)


def _tell_unknown(filing: WatchedFiling, findings: Findings) -> None:
    """Required controls of the last form of which nobody knows what they are."""
    left = {
        folded(one.label)
        for step, _ in clicks(filing.pages.details)
        for one in step.page.form.controls
    }
    for one in filing.fields.controls:
        if one.required and not one.keys and folded(one.label) in left:
            change = FormChange(
                FormChangeKind.NEW_REQUIRED_FIELD,
                label=one.label,
                form=filing.form.name,
                options=tuple(one.options),
            )
            findings.miss(f"what “{one.label}” is: {change.line()}")
