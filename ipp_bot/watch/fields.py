"""Which label of a form is which key of the manifest: the values tell."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ipp_bot.forms.snapshot import ControlKind
from ipp_bot.profile import Kind, folded
from ipp_bot.watch.known_values import plainly
from ipp_bot.watch.questions import Question

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ipp_bot.browser.dom.results import SeenControl
    from ipp_bot.profile import Profile
    from ipp_bot.watch.known_values import KnownValue
    from ipp_bot.watch.questions import Ask
    from ipp_bot.watch.recording import Step

__all__ = ["CHOICE_KEYS", "FieldsSeen", "SeenField", "fields_seen", "removal_boxes"]

CHOICE_KEYS = ("type", "place", "country")
"""What chooses the form."""
_LISTS = {ControlKind.SELECT, ControlKind.COMBOBOX, ControlKind.RADIO, ControlKind.CHECKBOX}


@dataclass(slots=True)
class SeenField:
    """A control under its label, as it was left, and all that it was seen to offer."""

    label: str
    kind: ControlKind
    value: tuple[str, ...]
    required: bool
    options: dict[str, None]
    ambiguous: bool
    at: int
    """The step in which it was seen last."""
    keys: tuple[str, ...] = ()
    """What it is: one key, or none; several where one list asks level by level."""

    @property
    def used_as(self) -> ControlKind:
        """The kind that its use tells: an input that takes no typing may open a list of options."""
        is_list = self.kind is ControlKind.TEXT and bool(self.options)
        return ControlKind.COMBOBOX if is_list else self.kind

    def is_agreement(self, marks: Iterable[str]) -> bool:
        """Whether it is a single box that was ticked, beside words with one of these marks."""
        lonely = self.kind is ControlKind.CHECKBOX and self.value == ("yes",) and not self.options
        return lonely and any(folded(mark) in folded(self.label) for mark in marks)


@dataclass(slots=True)
class FieldsSeen:
    """All controls of the forms, with their keys as far as they are known."""

    controls: list[SeenField] = field(default_factory=list)
    agreements: list[SeenField] = field(default_factory=list)
    """Boxes that were ticked beside words that promise something."""

    def of(self, key: str) -> list[SeenField]:
        """The controls of a key."""
        return [one for one in self.controls if key in one.keys]

    def labels(self, *keys: str) -> frozenset[str]:
        """The labels of these keys' controls, folded; of all known ones without keys."""
        return frozenset(
            folded(one.label)
            for one in self.controls
            if one.keys and (not keys or {*keys} & {*one.keys})
        )

    def entered_labels(self) -> frozenset[str]:
        """The labels of the fields of a form, folded: all but type, place and country."""
        return self.labels() - self.labels(*CHOICE_KEYS)


def fields_seen(
    steps: Sequence[Step],
    values: Sequence[KnownValue],
    profiles: Sequence[Profile],
    form: str,
    ask: Ask,
    agreements: Sequence[str] = (),
) -> FieldsSeen:
    """The controls of these steps; where a value fits several keys, or no option is known, `ask`.

    Between keys decides what the first of the profiles that does calls a control, and which other
    field showed after its answer; a question is asked after that. `agreements` are words of boxes
    that are no fields.
    """
    removals = removal_boxes(steps)
    controls = [one for one in _as_left(steps) if folded(one.label) not in removals]
    found = FieldsSeen([one for one in controls if not one.is_agreement(agreements)])
    found.agreements = [one for one in controls if one.is_agreement(agreements)]
    for one in found.controls:
        one.keys = tuple(
            value.key
            for value in values
            if any(value.is_shown(one.value, kind) for kind in (one.kind, one.used_as))
        )
    _split_levels(found)
    _by_profile(found, profiles[0], form)
    _by_elimination(found)
    _by_what_showed(found, steps, values)
    for profile in profiles[1:]:
        _by_profile(found, profile, form)
        _by_elimination(found)
    declined = _ask_between(found, ask)
    _ask_unknown_choices(found, values, ask, declined)
    return found


def removal_boxes(steps: Iterable[Step]) -> dict[str, str]:
    """Boxes that came with stored files, one beside each: they take it away; by folded label."""
    before: set[str] = set()
    found: dict[str, str] = {}
    files = False
    for step in steps:
        controls = step.page.form.controls
        files = files or any(control.files or control.holding for control in controls)
        empty = [c.label for c in controls if c.kind == "checkbox" and c.value == "no"]
        for label, count in Counter(empty).items():
            if not files:
                before.add(folded(label))
            elif count > 1 and folded(label) not in before:
                found[folded(label)] = label
    return found


def _as_left(steps: Iterable[Step]) -> list[SeenField]:
    controls: dict[tuple[str, bool], SeenField] = {}
    for step in steps:
        for seen in step.page.form.controls:
            if seen.label:
                _note(controls, seen, step.at)
        action = step.action
        if action is None or not action.label:
            continue
        if (files := controls.get((folded(action.label), True))) and action.files:
            files.value = tuple(dict.fromkeys((*files.value, *action.files)))
        if one := controls.get((folded(action.label), False)):
            one.options |= dict.fromkeys(action.options)
    return list(controls.values())


def _note(controls: dict[tuple[str, bool], SeenField], seen: SeenControl, at: int) -> None:
    kind = ControlKind(seen.kind)
    shown = (seen.value,) if isinstance(seen.value, str) else seen.value
    if kind is ControlKind.FILE:
        shown = tuple(file.name for file in seen.files)
    one = controls.setdefault(
        (folded(seen.label), kind is ControlKind.FILE),
        SeenField(seen.label, kind, (), seen.required, {}, seen.ambiguous, at),
    )
    if any(shown):
        one.value = tuple(filter(None, shown))
    one.required = one.required or seen.required
    one.ambiguous = one.ambiguous or seen.ambiguous
    one.options |= dict.fromkeys(seen.options or ())
    one.at = at


def _split_levels(found: FieldsSeen) -> None:
    """A list that asks for place and country at once keeps both keys."""
    for one in found.controls:
        if {"place", "country"} <= {*one.keys} and len(plainly(one.value[0])) > 0:
            one.keys = ("place", "country")


def _undecided(found: FieldsSeen) -> list[SeenField]:
    return [one for one in found.controls if len(one.keys) > 1 and one.keys != ("place", "country")]


def _by_profile(found: FieldsSeen, profile: Profile, form: str) -> None:
    known = {field.key: field.labels for field in profile.form(form).fields}
    known |= {key: profile.labels.get(f"{key}.label", ()) for key in CHOICE_KEYS}
    for one in _undecided(found):
        named = tuple(
            key for key in one.keys if folded(one.label) in map(folded, known.get(key, ()))
        )
        if len(named) == 1:
            one.keys = named


def _by_what_showed(found: FieldsSeen, steps: Sequence[Step], values: Sequence[KnownValue]) -> None:
    """A control is the key on which a field depends that showed once the control was answered."""
    for value in values:
        for key in value.field.when if value.field is not None else ():
            for dependent in found.of(value.key):
                asked = _answered_before(steps, dependent)
                for one in _undecided(found):
                    if key in one.keys and folded(one.label) == asked:
                        one.keys = (key,)
                        _by_elimination(found)


def _answered_before(steps: Sequence[Step], control: SeenField) -> str:
    """The label, folded, of what was answered last before the control showed; "" if nothing was."""
    last = ""
    for step in steps:
        if folded(control.label) in {folded(one.label) for one in step.page.form.controls}:
            return last
        if step.action is not None:
            last = folded(step.action.label)
    return ""


def _by_elimination(found: FieldsSeen) -> None:
    """A key that one control alone can be is no other control's."""
    changed = True
    while changed:
        changed = False
        sure = {one.keys[0] for one in found.controls if len(one.keys) == 1}
        for one in _undecided(found):
            left = tuple(key for key in one.keys if key not in sure)
            if left and left != one.keys:
                one.keys, changed = left, True


def _ask_between(found: FieldsSeen, ask: Ask) -> list[SeenField]:
    """Asks which key a control is; those of which it is none."""
    declined = []
    for one in _undecided(found):
        if len(one.keys) < 2:  # noqa: PLR2004 - an answer before has decided this one as well
            continue
        question = Question(one.label, ", ".join(one.value), one.keys)
        answer = ask(question)
        one.keys = (answer,) if answer in question.keys else ()
        if not one.keys:
            declined.append(one)
        _by_elimination(found)
    return declined


def _ask_unknown_choices(
    found: FieldsSeen, values: Sequence[KnownValue], ask: Ask, declined: Sequence[SeenField]
) -> None:
    """A choice that was made, in words that stand for none of the manifest's, may be any left."""
    for one in found.controls:
        if one.keys or one in declined or not one.value or one.used_as not in _LISTS:
            continue
        left = tuple(
            value.key
            for value in values
            if value.kind in (Kind.CHOICE, Kind.MULTICHOICE, Kind.YESNO) and not found.of(value.key)
        )
        if not left:
            continue
        question = Question(one.label, ", ".join(one.value), left)
        answer = ask(question)
        one.keys = (answer,) if answer in left else ()
