"""What the profile does not explain of a form: missing, new, renamed, no longer as it was."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from ipp_bot.forms.matching import Neighbours, missing_fields, nearest, resembles
from ipp_bot.forms.snapshot import Control, ControlKind, FormSnapshot
from ipp_bot.profile import FormChange, FormChangeKind, FormField, Kind, folded
from ipp_bot.profile.edits import EditAction, ProfileEditor, looked_for
from ipp_bot.profile.form_change import FormChanged

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from ipp_bot.forms.content import Values
    from ipp_bot.profile import Profile

    Buttons = Mapping[str, Sequence[str]]
    """The labels of buttons, by the profile's key."""

__all__ = [
    "all_changes",
    "ambiguous_labels",
    "button_changes",
    "changes_that_stop",
    "changes_that_stop_step",
    "form_changed_error",
    "option_changes",
    "unrecognised_buttons",
]

_LONGEST = 60
"""Characters of what can be the name of a button."""


def changes_that_stop(
    snapshot: FormSnapshot,
    fields: Sequence[FormField],
    values: Values,
    slots: Collection[str],
    buttons: Buttons,
    form: str = "",
) -> tuple[FormChange, ...]:
    """What would stop a filing with these values and files; () if the profile explains it all.

    `slots` are the keys of the fields that get files. Fields that do not apply beside the values
    may be absent, an unknown control may be there if it is not required.
    """
    unknown = _unknown_controls(snapshot, fields)
    gone = [
        field
        for field in fields
        if not snapshot.controls_of(field) and (values.get(field.key) or field.key in slots)
    ]
    changes = missing_fields(gone, unknown, Neighbours(snapshot, fields))
    changes += [_new_field(c) for c in _not_explained_by(changes, unknown) if c.required]
    answered = {
        control.label
        for field in fields
        if values.get(field.key)
        for control in snapshot.controls_of(field)
    }
    for field in fields:
        controls = snapshot.controls_of(field)
        if not values.get(field.key):
            # One list may ask for several fields, level by level.
            controls = tuple(one for one in controls if one.label not in answered)
        changes += _changes_of_field(field, controls, values, slots)
    changes += button_changes(snapshot.buttons, buttons)
    return tuple(replace(change, form=form) for change in changes)


def _changes_of_field(
    field: FormField, controls: Sequence[Control], values: Values, slots: Collection[str]
) -> list[FormChange]:
    """What stops a filing at the controls of one field."""
    changes: list[FormChange] = []
    wanted = values.get(field.key) or ""
    tokens = [token for token in ((wanted,) if isinstance(wanted, str) else wanted) if token]
    for control in controls:
        if control.options is not None and field.options:
            changes += option_changes(field, control.label, control.options, tokens)
    marked = any(control.required for control in controls)
    asked = field.is_required(values) and field.printed_until is None
    if marked and not (wanted or field.key in slots or asked):
        changes.append(
            FormChange(FormChangeKind.NOW_REQUIRED, field.key, field.labels[0], field=field)
        )
    if wanted or field.key in slots:
        changes += ambiguous_labels(field, controls)
    return changes


def changes_that_stop_step(
    snapshot: FormSnapshot,
    fields: Sequence[FormField],
    values: Values,
    slots: Collection[str],
    buttons: Buttons,
    form: str,
    earlier: Collection[str],
) -> tuple[FormChange, ...]:
    """The same for one step of several: what it lacks may be on another one.

    `earlier` are the keys of fields that earlier steps showed.
    """
    left = {key: value for key, value in values.items() if key not in earlier}
    rest = [slot for slot in slots if slot not in earlier]
    controls = {control.label: control for control in snapshot.controls}
    neighbours = Neighbours(snapshot, fields)
    changes = [
        replace(change, form=form)
        for field in fields
        if field.key in earlier and (values.get(field.key) or field.key in slots)
        for change in ambiguous_labels(field, snapshot.controls_of(field))
    ]
    for change in changes_that_stop(snapshot, fields, left, rest, buttons, form):
        if change.kind is FormChangeKind.MISSING_FIELD:
            continue
        if change.kind is FormChangeKind.RENAMED_FIELD and change.field is not None:
            control = controls[change.candidates[0]]
            if not control.required:
                continue
            same_place = neighbours.share_both(change.field, control)
            if not resembles(change.field, control) and not same_place:
                changes.append(replace(_new_field(control), form=form))
                continue
        changes.append(change)
    return tuple(changes)


def all_changes(
    snapshot: FormSnapshot,
    fields: Sequence[FormField],
    values: Values,
    buttons: Buttons,
    vocabulary: Mapping[str, Collection[str]],
    form: str,
) -> tuple[FormChange, ...]:
    """All that differs from the profile on a form that shows these values.

    `fields` are all of the form's, `vocabulary` the words of every option that any form knows, by
    the field's key.
    """
    unknown = _unknown_controls(snapshot, fields)
    there = {field.key for field in fields if snapshot.controls_of(field)}
    # What a field that is gone should have revealed, or marked, tells nothing.
    expected = [
        field
        for field in fields
        if field.applies(values) and {*field.when, *field.required_when} <= there
    ]
    gone = [field for field in expected if field.key not in there]
    changes = missing_fields(gone, unknown, Neighbours(snapshot, fields))
    changes += [_new_field(control) for control in _not_explained_by(changes, unknown)]
    shared: set[str] = set()
    for field in expected:
        controls = snapshot.controls_of(field)
        changes += ambiguous_labels(field, controls)
        changes += _mark_changes(field, controls, values)
        for control in controls:
            # Of a list that asks for several fields, level by level, the first level is seen.
            if control.label not in shared:
                changes += _list_changes(field, control, vocabulary.get(field.key, ()))
        shared |= {control.label for control in controls}
    changes += button_changes(snapshot.buttons, buttons)
    return tuple(replace(change, form=form) for change in changes)


def option_changes(
    field: FormField, label: str, offered: Iterable[str], tokens: Iterable[str]
) -> list[FormChange]:
    """Tokens of the profile that a control does not offer, with what may have become of them.

    And those whose words stand for several of its options.
    """
    offered, tokens = list(offered), list(tokens)
    counted = Counter(map(folded, offered))
    changes = [
        FormChange(FormChangeKind.SEVERAL_OPTIONS, field.key, label, token, field=field)
        for token in tokens
        if any(counted[folded(words)] > 1 for words in field.options.get(token, (token,)))
    ]
    shown = {folded(words): words for words in offered}
    lost = [
        token
        for token in tokens
        if not any(folded(words) in shown for words in field.options.get(token, (token,)))
    ]
    known = {folded(words) for labels in field.options.values() for words in labels}
    new = [words for key, words in shown.items() if key not in known]
    for token in lost:
        near = nearest(field.options.get(token, (token,)), new, sole=len(lost) == 1)
        kind = FormChangeKind.RENAMED_OPTION if near else FormChangeKind.MISSING_OPTION
        changes.append(FormChange(kind, field.key, label, token, near, field=field))
        new = [words for words in new if words not in near[:1]]
    return changes


def ambiguous_labels(field: FormField, controls: Iterable[Control]) -> list[FormChange]:
    """A field whose label several controls bear, and nothing tells which is meant."""
    labels = dict.fromkeys(control.label for control in controls if control.ambiguous)
    return [
        FormChange(FormChangeKind.SEVERAL_FIELDS, field.key, label, field=field) for label in labels
    ]


def button_changes(shown: Sequence[str], wanted: Buttons) -> list[FormChange]:
    """Buttons that the page lacks, with those that it shows instead."""
    there = {folded(words) for words in shown}
    every = {folded(label) for labels in wanted.values() for label in labels}
    new = [words for words in dict.fromkeys(shown) if folded(words) not in every]
    changes = []
    for key, labels in wanted.items():
        if labels and not there & {folded(label) for label in labels}:
            near = nearest(labels, new, sole=len(new) == 1)
            kind = FormChangeKind.RENAMED_BUTTON if near else FormChangeKind.MISSING_BUTTON
            changes.append(FormChange(kind, key, labels[0], candidates=near))
    return changes


def unrecognised_buttons(
    profile: Profile, shown: Sequence[str], wanted: Buttons
) -> tuple[str, ...]:
    """The page's own buttons, without those that the profile knows for something else.

    A drop zone, or a button that stands beside several controls, is none of the page's own.
    """
    asked = {folded(label) for labels in wanted.values() for label in labels}
    named = [
        labels
        for key, labels in profile.labels.items()
        if key.startswith(("button.", "menu.", "sign_out."))
    ]
    named += [field.add.button for form in profile.forms for field in form.fields if field.add]
    other = {folded(label) for labels in named for label in labels} - asked
    return tuple(
        words
        for words in shown
        if folded(words) in asked
        or (folded(words) not in other and shown.count(words) == 1 and len(words) <= _LONGEST)
    )


def form_changed_error(profile: Profile, changes: Sequence[FormChange]) -> FormChanged:
    """The error that stops a filing, with the lines of the profile to change."""
    edits = ProfileEditor(profile).of(changes)
    words = "; ".join(change.line() for change in changes)
    # One look at a form, beside one manifest's answers, shows of no field that it is gone for good.
    sure = [edit.describe() for edit in edits if edit.action is not EditAction.DELETE]
    unseen = [change.field for change in changes if change.kind is FormChangeKind.MISSING_FIELD]
    return FormChanged(
        f"The portal's form differs from the profile: {words}{'' if words.endswith('?') else '.'}",
        hint=_unseen_hint(unseen[0]) if unseen and unseen[0] and not sure else _hint(sure),
        sent=False,
        changes=tuple(changes),
    )


def _unseen_hint(field: FormField) -> str:
    """What to do about a field that is not on the page, where nothing says that it is gone."""
    return (
        f"looked for: {looked_for(field.labels)}, in the form's document and its shadow roots; "
        "look at the picture: it may come later than `timings.action` allows, "
        "show only after another answer, or stand in a tab or panel that is closed; "
        "run `ipp-bot doctor --portal`"
    )


def _hint(edits: Sequence[str]) -> str:
    """What to type, given the edits of the profile."""
    if not edits:
        return "run `ipp-bot doctor --portal`, then correct the profile"
    more = "" if len(edits) == 1 else f" (and {len(edits) - 1} more: ipp-bot doctor --portal)"
    return f"if the picture shows that it means the same: {edits[0]}{more}"


def _unknown_controls(snapshot: FormSnapshot, fields: Sequence[FormField]) -> list[Control]:
    known = {folded(label) for field in fields for label in field.labels}
    return [control for control in snapshot.controls if folded(control.label) not in known]


def _not_explained_by(changes: Sequence[FormChange], unknown: Sequence[Control]) -> list[Control]:
    """The unknown controls that are no renamed field's likeliest candidate."""
    taken = {change.candidates[0] for change in changes if change.candidates}
    return [control for control in unknown if control.label not in taken]


def _list_changes(
    field: FormField, control: Control, vocabulary: Collection[str]
) -> list[FormChange]:
    """Options that are gone, renamed or new in a control that tells what it offers."""
    if control.options is None or not field.options:
        return []
    changes = option_changes(field, control.label, control.options, list(field.options))
    known = {folded(words) for words in vocabulary}
    known |= {folded(change.candidates[0]) for change in changes if change.candidates}
    new = [words for words in control.options if folded(words) not in known]
    return changes + [
        FormChange(FormChangeKind.NEW_OPTION, field.key, control.label, words, field=field)
        for words in new
    ]


def _mark_changes(
    field: FormField, controls: Sequence[Control], values: Values
) -> list[FormChange]:
    """Marks of requirement that are not as the profile says; what the form answers is no matter."""
    if not controls or not field.in_manifest or field.default is not None:
        return []
    marked, known = any(control.required for control in controls), field.is_required(values)
    if marked == known:
        return []
    kind = FormChangeKind.NOW_REQUIRED if marked else FormChangeKind.NO_LONGER_REQUIRED
    return [FormChange(kind, field.key, field.labels[0], field=field)]


def _new_field(control: Control) -> FormChange:
    kind = FormChangeKind.NEW_REQUIRED_FIELD if control.required else FormChangeKind.NEW_FIELD
    return FormChange(
        kind, label=control.label, takes=_field_kind(control), options=control.options or ()
    )


def _field_kind(control: Control) -> Kind:
    """How the profile would describe the control."""
    match control.kind:
        case ControlKind.FILE:
            return Kind.FILES
        case ControlKind.TEXTAREA:
            return Kind.TEXTAREA
        case ControlKind.DATE | ControlKind.SEGMENTS | ControlKind.LISTS:
            return Kind.DATE
        case ControlKind.CHECKBOX:
            return Kind.MULTICHOICE if control.multiple else Kind.YESNO
        case ControlKind.SELECT | ControlKind.COMBOBOX | ControlKind.RADIO:
            return Kind.MULTICHOICE if control.multiple else Kind.CHOICE
        case _:
            return Kind.TEXT
