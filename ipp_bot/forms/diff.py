"""What the profile does not explain of a form: missing, new, renamed, no longer as it was."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

from ipp_bot.forms.snapshot import Control, ControlKind, FormSnapshot
from ipp_bot.profile import FormChange, FormChangeKind, FormField, Kind, folded
from ipp_bot.profile.edits import ProfileEditor
from ipp_bot.profile.form_change import FormChanged

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from ipp_bot.profile import Profile

    Buttons = Mapping[str, Sequence[str]]
    """The profile's key of a button, with its labels."""

__all__ = [
    "all_changes",
    "ambiguity_changes",
    "button_changes",
    "changes_that_stop",
    "changes_that_stop_step",
    "form_changed_error",
    "option_changes",
    "unrecognised_buttons",
]

_LIKE = 0.5
"""How alike words must be to be taken for new words of one thing; 1 is the same."""
_SAME_MARK = 0.1
"""What the same mark of requirement adds: it decides between two that are as like."""
_MOST = 3
_LONGEST = 60
"""Signs of what can be the name of a button."""
_TEXTS = {ControlKind.TEXT, ControlKind.TEXTAREA}
_LISTS = {ControlKind.SELECT, ControlKind.COMBOBOX}
_FITS: dict[Kind, set[ControlKind]] = {
    Kind.TEXT: _TEXTS,
    Kind.TEXTAREA: _TEXTS,
    Kind.DATE: {ControlKind.DATE, ControlKind.SEGMENTS, ControlKind.LISTS, ControlKind.TEXT},
    Kind.CHOICE: {*_LISTS, ControlKind.RADIO},
    Kind.MULTICHOICE: {*_LISTS, ControlKind.CHECKBOX},
    Kind.YESNO: {*_LISTS, ControlKind.RADIO, ControlKind.CHECKBOX},
    Kind.FILES: {ControlKind.FILE},
}


def changes_that_stop(
    snapshot: FormSnapshot,
    fields: Sequence[FormField],
    values: Mapping[str, str | tuple[str, ...]],
    slots: Collection[str],
    buttons: Buttons,
    form: str = "",
) -> tuple[FormChange, ...]:
    """What would stop a filing with these values and documents; () if the profile explains it all.

    Fields that do not apply beside the values may be absent, an unknown control may be there if it
    is not required.
    """
    unknown = _unexplained(snapshot, fields)
    gone = [
        field
        for field in fields
        if not snapshot.under(field) and (values.get(field.key) or field.key in slots)
    ]
    changes = _fields(gone, unknown, _Neighbours(snapshot, fields))
    taken = {change.candidates[0] for change in changes if change.candidates}
    changes += [_new(control) for control in unknown if control.required and _free(control, taken)]
    for field in fields:
        wanted = values.get(field.key) or ""
        tokens = (wanted,) if isinstance(wanted, str) else wanted
        for control in snapshot.under(field):
            if control.options is not None and field.options:
                asked = [token for token in tokens if token]
                changes += option_changes(field, control.label, control.options, asked)
        marked = any(control.required for control in snapshot.under(field))
        if marked and not (wanted or field.key in slots or field.is_required(values)):
            changes.append(
                FormChange(FormChangeKind.NOW_REQUIRED, field.key, field.labels[0], field=field)
            )
        if wanted or field.key in slots:
            changes += ambiguity_changes(field, snapshot.under(field))
    changes += button_changes(snapshot.buttons, buttons)
    return tuple(replace(change, form=form) for change in changes)


def changes_that_stop_step(
    snapshot: FormSnapshot,
    fields: Sequence[FormField],
    values: Mapping[str, str | tuple[str, ...]],
    slots: Collection[str],
    buttons: Buttons,
    form: str,
    before: Collection[str],
) -> tuple[FormChange, ...]:
    """The same for one page of several: what it lacks may be on another one.

    `before` are the keys of fields that earlier pages showed.
    """
    left = {key: value for key, value in values.items() if key not in before}
    rest = [slot for slot in slots if slot not in before]
    controls = {control.label: control for control in snapshot.controls}
    beside = _Neighbours(snapshot, fields)
    again = [f for f in fields if f.key in before and (values.get(f.key) or f.key in slots)]
    twins = [
        change for field in again for change in ambiguity_changes(field, snapshot.under(field))
    ]
    changes = [replace(change, form=form) for change in twins]
    for change in changes_that_stop(snapshot, fields, left, rest, buttons, form):
        if change.kind is FormChangeKind.MISSING_FIELD:
            continue
        if change.kind is FormChangeKind.RENAMED_FIELD and change.field is not None:
            control = controls[change.candidates[0]]
            if not control.required:
                continue
            alike = max(_ratio(label, control.label) for label in change.field.labels) >= _LIKE
            if not alike and not beside.between(change.field, control):
                change = replace(_new(control), form=form)  # noqa: PLW2901
        changes.append(change)
    return tuple(changes)


def all_changes(
    snapshot: FormSnapshot,
    fields: Sequence[FormField],
    values: Mapping[str, str | tuple[str, ...]],
    buttons: Buttons,
    vocabulary: Mapping[str, Collection[str]],
    form: str,
) -> tuple[FormChange, ...]:
    """All that differs from the profile on a form that shows these values.

    `fields` are all of the form's, `vocabulary` the words of every option that any form knows, by
    the field's key.
    """
    unknown = _unexplained(snapshot, fields)
    there = {field.key for field in fields if snapshot.under(field)}
    # What a field that is gone should have revealed, or marked, tells nothing.
    expected = [
        field
        for field in fields
        if field.applies(values) and {*field.when, *field.required_when} <= there
    ]
    gone = [field for field in expected if field.key not in there]
    changes = _fields(gone, unknown, _Neighbours(snapshot, fields))
    taken = {change.candidates[0] for change in changes if change.candidates}
    changes += [_new(control) for control in unknown if _free(control, taken)]
    for field in expected:
        found = snapshot.under(field)
        changes += ambiguity_changes(field, found)
        changes += _marks(field, found, values)
        for control in found:
            if control.options is not None and field.options:
                tokens = list(field.options)
                told = option_changes(field, control.label, control.options, tokens)
                changes += told
                known = {folded(words) for words in vocabulary.get(field.key, ())}
                known |= {folded(change.candidates[0]) for change in told if change.candidates}
                changes += [
                    FormChange(
                        FormChangeKind.NEW_OPTION, field.key, control.label, words, field=field
                    )
                    for words in control.options
                    if folded(words) not in known
                ]
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
        near = _nearest(field.options.get(token, (token,)), new, sole=len(lost) == 1)
        kind = FormChangeKind.RENAMED_OPTION if near else FormChangeKind.MISSING_OPTION
        changes.append(FormChange(kind, field.key, label, token, near, field=field))
        new = [words for words in new if words not in near[:1]]
    return changes


def ambiguity_changes(field: FormField, found: Iterable[Control]) -> list[FormChange]:
    """A field whose label several controls bear."""
    labels = dict.fromkeys(control.label for control in found if control.ambiguous)
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
            near = _nearest(labels, new, sole=len(new) == 1)
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
    other = {
        folded(label)
        for key, labels in profile.labels.items()
        if key.startswith(("button.", "menu.", "sign_out."))
        for label in labels
    } - asked
    return tuple(
        words
        for words in shown
        if folded(words) in asked
        or (folded(words) not in other and shown.count(words) == 1 and len(words) <= _LONGEST)
    )


def form_changed_error(profile: Profile, changes: Sequence[FormChange]) -> FormChanged:
    """The error that stops a filing, with the lines of the profile to change."""
    mends = ProfileEditor(profile).of(changes)
    words = "; ".join(change.line() for change in changes)
    return FormChanged(
        f"The portal's form differs from the profile: {words}{'' if words.endswith('?') else '.'}",
        hint=hint_of([mend.words() for mend in mends]),
        sent=False,
        changes=tuple(changes),
    )


def hint_of(mends: Sequence[str]) -> str:
    """What to type, given the edits of the profile."""
    if not mends:
        return "run `ipp-bot doctor --portal`, then correct the profile"
    more = "" if len(mends) == 1 else f" (and {len(mends) - 1} more: ipp-bot doctor --portal)"
    return f"if the picture shows that it means the same: {mends[0]}{more}"


def _unexplained(snapshot: FormSnapshot, fields: Sequence[FormField]) -> list[Control]:
    known = {folded(label) for field in fields for label in field.labels}
    return [control for control in snapshot.controls if folded(control.label) not in known]


class _Neighbours:
    """Which fields stand beside which, on the page and in the profile."""

    def __init__(self, snapshot: FormSnapshot, fields: Sequence[FormField]) -> None:
        key_of = {folded(label): field.key for field in fields for label in field.labels}
        shown = [key_of.get(folded(control.label), "") for control in snapshot.controls]
        there = set(shown)
        order = [field.key for field in fields]
        self._in_profile = {
            key: _beside([other if other in there or other == key else "" for other in order], at)
            for at, key in enumerate(order)
        }
        self._on_page = {
            control.label: _beside(shown, at) for at, control in enumerate(snapshot.controls)
        }

    def same(self, field: FormField, control: Control) -> bool:
        """Whether a known field stands on the same side of both."""
        pairs = zip(self._in_profile[field.key], self._on_page[control.label], strict=True)
        return any(one and one == other for one, other in pairs)

    def between(self, field: FormField, control: Control) -> bool:
        """Whether known fields stand on both sides, and the same ones."""
        pairs = zip(self._in_profile[field.key], self._on_page[control.label], strict=True)
        return all(one == other for one, other in pairs)


def _beside(keys: Sequence[str], at: int) -> tuple[str, str]:
    """The nearest known keys before and after a place."""
    before = next((key for key in reversed(keys[:at]) if key), "")
    return before, next((key for key in keys[at + 1 :] if key), "")


def _fields(
    gone: Sequence[FormField], unknown: Sequence[Control], beside: _Neighbours
) -> list[FormChange]:
    """Fields that are not on the page, with the controls that may be theirs; no control twice."""
    scored = sorted(
        (
            (_likeness(field, control, beside), field.key, at)
            for field in gone
            for at, control in enumerate(unknown)
        ),
        reverse=True,
    )
    near: dict[str, list[int]] = {field.key: [] for field in gone}
    taken: set[int] = set()
    for score, key, at in scored:
        if score >= _LIKE and (near[key] or at not in taken):
            taken.update([] if near[key] else [at])
            near[key].append(at)
    for kinds in {frozenset(_FITS[field.kind]) for field in gone}:
        # One gone, one new, of one kind: whatever it is called now.
        lost = [field for field in gone if _FITS[field.kind] & kinds and not near[field.key]]
        free = [at for at, c in enumerate(unknown) if c.kind in kinds and at not in taken]
        if len(lost) == len(free) == 1 and _marked_alike(lost[0], unknown[free[0]]):
            near[lost[0].key] = free
            taken.update(free)
    changes = []
    for field in gone:
        names = tuple(unknown[at].label for at in near[field.key][:_MOST])
        kind = FormChangeKind.RENAMED_FIELD if names else FormChangeKind.MISSING_FIELD
        changes.append(FormChange(kind, field.key, field.labels[0], candidates=names, field=field))
    return changes


def _free(control: Control, taken: Collection[str]) -> bool:
    return control.label not in taken


def _likeness(field: FormField, control: Control, beside: _Neighbours) -> float:
    """How probably the control is the field: by its words, its options, or its neighbours."""
    if control.kind not in _FITS[field.kind]:
        return 0.0
    like = max(_ratio(label, control.label) for label in field.labels)
    if field.options and control.options:
        shown = {folded(option) for option in control.options}
        offered = [bool(shown & {folded(o) for o in labels}) for labels in field.options.values()]
        like = max(like, sum(offered) / max(len(offered), len(shown)))
    elif beside.same(field, control) and _marked_alike(field, control):
        like = max(like, _LIKE)
    if like < _LIKE:
        return 0.0
    return like + (_SAME_MARK if _marked_alike(field, control) else 0.0)


def _marked_alike(field: FormField, control: Control) -> bool:
    """Whether the portal marks the control as the profile does the field."""
    return bool(field.required_when) or control.required is field.required


def _nearest(labels: Sequence[str], new: Sequence[str], *, sole: bool) -> tuple[str, ...]:
    scored = sorted(
        (max((_ratio(label, words) for label in labels), default=0.0), words) for words in new
    )
    near = tuple(words for score, words in reversed(scored) if score >= _LIKE)[:_MOST]
    return near or (tuple(new) if sole and len(new) == 1 else ())


def _ratio(one: str, other: str) -> float:
    return SequenceMatcher(None, folded(one), folded(other), autojunk=False).ratio()


def _marks(
    field: FormField,
    found: Sequence[Control],
    values: Mapping[str, str | tuple[str, ...]],
) -> list[FormChange]:
    """Marks of requirement that are not as the profile says; what the form answers is no matter."""
    if not found or not field.in_manifest or field.default is not None:
        return []
    marked, known = any(control.required for control in found), field.is_required(values)
    if marked == known:
        return []
    kind = FormChangeKind.NOW_REQUIRED if marked else FormChangeKind.NO_LONGER_REQUIRED
    return [FormChange(kind, field.key, field.labels[0], field=field)]


def _new(control: Control) -> FormChange:
    kind = FormChangeKind.NEW_REQUIRED_FIELD if control.required else FormChangeKind.NEW_FIELD
    return FormChange(
        kind, label=control.label, takes=_takes(control), options=control.options or ()
    )


def _takes(control: Control) -> Kind:
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
