"""Which new control may be which missing field, and which new words an old label or option."""

from __future__ import annotations

from difflib import SequenceMatcher
from typing import TYPE_CHECKING

from ipp_bot.forms.snapshot import Control, ControlKind, FormSnapshot
from ipp_bot.profile import FormChange, FormChangeKind, FormField, Kind, folded

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["Neighbours", "missing_fields", "nearest", "resembles"]

_ALIKE = 0.5
"""The similarity from which words may be new words of one thing; 1 is the same."""
_SAME_MARK = 0.1
"""What the same mark of requirement adds: it decides between two that are as similar."""
_MOST = 3
"""How many candidates are named."""
_TEXTS = {ControlKind.TEXT, ControlKind.TEXTAREA}
_LISTS = {ControlKind.SELECT, ControlKind.COMBOBOX}
_CONTROLS_OF: dict[Kind, set[ControlKind]] = {
    Kind.TEXT: _TEXTS,
    Kind.TEXTAREA: _TEXTS,
    Kind.DATE: {ControlKind.DATE, ControlKind.SEGMENTS, ControlKind.LISTS, ControlKind.TEXT},
    Kind.CHOICE: {*_LISTS, ControlKind.RADIO},
    Kind.MULTICHOICE: {*_LISTS, ControlKind.CHECKBOX},
    Kind.YESNO: {*_LISTS, ControlKind.RADIO, ControlKind.CHECKBOX},
    Kind.FILES: {ControlKind.FILE},
}
"""What controls a field of that kind may be shown as."""


class Neighbours:
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

    def share_one(self, field: FormField, control: Control) -> bool:
        """Whether a known field stands on the same side of both."""
        pairs = zip(self._in_profile[field.key], self._on_page[control.label], strict=True)
        return any(one and one == other for one, other in pairs)

    def share_both(self, field: FormField, control: Control) -> bool:
        """Whether the same known fields, or none, stand on both sides of both."""
        pairs = zip(self._in_profile[field.key], self._on_page[control.label], strict=True)
        return all(one == other for one, other in pairs)


def missing_fields(
    gone: Sequence[FormField], unknown: Sequence[Control], neighbours: Neighbours
) -> list[FormChange]:
    """Fields that are not on the page, with the controls that may be theirs; no control twice."""
    scored = sorted(
        (
            (_likelihood(field, control, neighbours), field.key, at)
            for field in gone
            for at, control in enumerate(unknown)
        ),
        reverse=True,
    )
    candidates: dict[str, list[int]] = {field.key: [] for field in gone}
    taken: set[int] = set()
    for score, key, at in scored:
        if score >= _ALIKE and (candidates[key] or at not in taken):
            taken.update([] if candidates[key] else [at])
            candidates[key].append(at)
    for kinds in {frozenset(_CONTROLS_OF[field.kind]) for field in gone}:
        # One gone, one new, of one kind: whatever it is called now.
        lost = [f for f in gone if _CONTROLS_OF[f.kind] & kinds and not candidates[f.key]]
        free = [at for at, c in enumerate(unknown) if c.kind in kinds and at not in taken]
        if len(lost) == len(free) == 1 and _marked_alike(lost[0], unknown[free[0]]):
            candidates[lost[0].key] = free
            taken.update(free)
    changes = []
    for field in gone:
        names = tuple(unknown[at].label for at in candidates[field.key][:_MOST])
        kind = FormChangeKind.RENAMED_FIELD if names else FormChangeKind.MISSING_FIELD
        changes.append(FormChange(kind, field.key, field.labels[0], candidates=names, field=field))
    return changes


def nearest(labels: Sequence[str], new: Sequence[str], *, sole: bool) -> tuple[str, ...]:
    """Which of the new words may stand for one of the labels now, the likeliest first.

    With `sole`, new words that are the only ones may do so whatever they are.
    """
    scored = sorted(
        (max((_similarity(label, words) for label in labels), default=0.0), words) for words in new
    )
    near = tuple(words for score, words in reversed(scored) if score >= _ALIKE)[:_MOST]
    return near or (tuple(new) if sole and len(new) == 1 else ())


def resembles(field: FormField, control: Control) -> bool:
    """Whether the control's label is much like one of the field's."""
    return max(_similarity(label, control.label) for label in field.labels) >= _ALIKE


def _likelihood(field: FormField, control: Control, neighbours: Neighbours) -> float:
    """How probably the control is the field: by its words, its options, or its neighbours."""
    if control.kind not in _CONTROLS_OF[field.kind]:
        return 0.0
    score = max(_similarity(label, control.label) for label in field.labels)
    if field.options and control.options:
        shown = {folded(option) for option in control.options}
        offered = [bool(shown & {folded(o) for o in labels}) for labels in field.options.values()]
        score = max(score, sum(offered) / max(len(offered), len(shown)))
    elif neighbours.share_one(field, control) and _marked_alike(field, control):
        score = max(score, _ALIKE)
    if score < _ALIKE:
        return 0.0
    return score + (_SAME_MARK if _marked_alike(field, control) else 0.0)


def _marked_alike(field: FormField, control: Control) -> bool:
    """Whether the portal marks the control as the profile does the field."""
    return bool(field.required_when) or control.required is field.required


def _similarity(one: str, other: str) -> float:
    return SequenceMatcher(None, folded(one), folded(other), autojunk=False).ratio()


def _beside(keys: Sequence[str], at: int) -> tuple[str, str]:
    """The nearest known keys before and after a place."""
    before = next((key for key in reversed(keys[:at]) if key), "")
    return before, next((key for key in keys[at + 1 :] if key), "")
