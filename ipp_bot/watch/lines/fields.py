"""Lines of the form's fields: labels, options, marks of requirement."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipp_bot.forms.snapshot import ControlKind
from ipp_bot.profile import FormChange, FormChangeKind, Kind, folded
from ipp_bot.watch.fields import CHOICE_KEYS
from ipp_bot.watch.known_values import KnownValue
from ipp_bot.watch.lines.choices import learn_choice
from ipp_bot.watch.lines.dates import learn_date_format
from ipp_bot.watch.lines.options import learn_options
from ipp_bot.watch.questions import Question
from ipp_bot.watch.recording import clicks

if TYPE_CHECKING:
    from ipp_bot.profile import FormField
    from ipp_bot.watch.fields import SeenField
    from ipp_bot.watch.filing import WatchedFiling
    from ipp_bot.watch.findings import Findings

__all__ = ["learn_fields"]

_MOST_KEYS = 6
"""Keys among which a person is asked to choose: more are left to the person."""
_CHOICES = (
    ControlKind.SELECT,
    ControlKind.COMBOBOX,
    ControlKind.RADIO,
    ControlKind.CHECKBOX,
)


def learn_fields(filing: WatchedFiling, findings: Findings) -> None:
    """Every control that a value, or the shipped profile, names; and what is left without one."""
    for one in filing.fields.controls:
        for key in one.keys:
            value = filing.value(key)
            if key in CHOICE_KEYS:
                learn_choice(filing, findings, value, one)
            else:
                _learn_field(filing, findings, value, one)
    _learn_requirements(filing, findings)
    learn_date_format(filing, findings)
    for one in filing.fields.controls:
        if one.ambiguous and one.keys:
            findings.miss(f"which of several fields “{one.label}” is {one.keys[0]}")
    _learn_untouched(filing, findings)
    _ask_untouched(filing, findings)
    _tell_unknown(filing, findings)
    gone = _learn_never_asked(filing, findings)
    for value in filing.values:
        if not filing.fields.of(value.key) and value.key not in gone:
            findings.miss(f"a field for {value.key}")


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
    """Controls that got no value of the entry, under labels that a profile knows."""
    known = {
        folded(label): own.key
        for profile in (filing.dictionary, filing.profile)
        for own in profile.form(filing.form.name).fields
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


def _ask_untouched(filing: WatchedFiling, findings: Findings) -> None:
    """What the entry left empty, under labels that nobody knows, is asked about."""
    for one in filing.fields.controls:
        left = tuple(
            own.key
            for own in filing.form.fields
            if own.in_manifest
            and not (own.poa_block and filing.frozen.poa is None)
            and not filing.fields.of(own.key)
            and not filing.frozen.values.get(own.key)
            and _may_be(own, one)
        )
        if one.keys or one.value or not left or len(left) > _MOST_KEYS:
            continue
        answer = findings.ask(
            Question(
                one.label,
                "",
                left,
                f"“{one.label}” was left empty: which key of the manifest is it?",
            )
        )
        if answer in left:
            one.keys = (answer,)
            own = next(own for own in filing.form.fields if own.key == answer)
            _learn_field(filing, findings, KnownValue(answer, own.kind, (), {}, own), one)


def _may_be(own: FormField, one: SeenField) -> bool:
    """Whether such a control takes values of the field."""
    if own.kind is Kind.FILES or one.kind is ControlKind.FILE:
        return own.kind is Kind.FILES and one.kind is ControlKind.FILE
    if own.kind in (Kind.CHOICE, Kind.MULTICHOICE, Kind.YESNO):
        return one.used_as in _CHOICES
    return one.kind not in _CHOICES


def _learn_never_asked(filing: WatchedFiling, findings: Findings) -> frozenset[str]:
    """Removes what the form always answers alike, and this portal never asks; by their keys.

    Only where every choice on its pages is known: none may be that question.
    """
    if any(one.kind in _CHOICES and not one.keys for one in filing.fields.controls):
        return frozenset()
    gone = [
        own
        for own in filing.form.fields
        if own.constant is not None and not filing.fields.of(own.key)
    ]
    for own in gone:
        kind = FormChangeKind.MISSING_FIELD
        change = FormChange(kind, own.key, form=filing.form.name, field=own)
        findings.explain(change, filing.pages.details[0].at if filing.pages.details else 0)
    return frozenset(own.key for own in gone)


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
