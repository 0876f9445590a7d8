"""The portal's forms: data in forms/*.yaml, and what of them shows for given values."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

FOLDER = Path(__file__).parent / "forms"
Text = dict[str, str]  # language -> words
Condition = tuple[dict[str, tuple[str, ...]], ...]  # any of these, all keys of each


class Kind(StrEnum):
    """How a field is asked for."""

    TEXT = "text"
    TEXTAREA = "textarea"
    DATE = "date"
    RADIO = "radio"
    SELECT = "select"
    MULTISELECT = "multiselect"
    FILES = "files"


@dataclass(frozen=True, slots=True)
class Option:
    """One choice of a field."""

    value: str
    label: Text
    when: Condition = ()
    implies: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Field:
    """One question of a form."""

    name: str
    kind: Kind
    label: Text
    hint: Text = field(default_factory=dict)
    required: bool = False
    required_when: Condition = ()
    when: Condition = ()
    options: tuple[Option, ...] = ()
    limit: int = 0
    not_before: tuple[str, ...] = ()  # date fields that this date must not precede
    not_future: bool = False
    future: bool = False
    internal: bool = False  # steers the form; no data of the record

    def option(self, value: str) -> Option | None:
        """The choice with this value."""
        return next((o for o in self.options if o.value == value), None)


@dataclass(frozen=True, slots=True)
class Section:
    """A group of fields under one heading."""

    id: str
    title: Text
    fields: tuple[Field, ...]
    when: Condition = ()
    note: Text = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Form:
    """All that one type and place asks for."""

    id: str
    type: str
    places: tuple[str, ...]
    title: Text
    sections: tuple[Section, ...]

    def fields(self) -> Iterable[Field]:
        """Every field, in the order of the page."""
        for section in self.sections:
            yield from section.fields

    def field(self, name: str) -> Field | None:
        """The field with this name."""
        return next((f for f in self.fields() if f.name == name), None)


@dataclass(frozen=True, slots=True)
class VisibleForm:
    """What of a form shows for given values."""

    values: dict[str, Any]  # of shown fields only, implied ones included
    shown: frozenset[str]
    required: frozenset[str]
    sections: frozenset[str]


def holds(condition: Condition, values: Mapping[str, Any]) -> bool:
    """Whether a `when` is met; none at all always is."""
    return not condition or any(
        all(_matches(values.get(key), wanted) for key, wanted in branch.items())
        for branch in condition
    )


def _matches(value: object, wanted: tuple[str, ...]) -> bool:
    given = [str(v) for v in value] if isinstance(value, list) else [str(value or "")]
    # "!x" is met by any answer but x; no answer yet meets nothing
    return any(
        (one != word[1:] and one != "") if word.startswith("!") else one == word
        for word in wanted
        for one in given
    )


def visible_form(form: Form, given: Mapping[str, Any], context: Mapping[str, str]) -> VisibleForm:
    """Works out what shows; a field may depend on the context (`@…`) and on fields above it."""
    known: dict[str, Any] = dict(context)
    values: dict[str, Any] = {}
    shown: set[str] = set()
    required: set[str] = set()
    sections: set[str] = set()
    for section in form.sections:
        if not holds(section.when, known):
            continue
        sections.add(section.id)
        for item in section.fields:
            if not holds(item.when, known):
                continue
            shown.add(item.name)
            if item.required or (item.required_when and holds(item.required_when, known)):
                required.add(item.name)
            value = given.get(item.name)
            if item.kind is Kind.FILES or value in (None, "", []):
                continue
            values[item.name] = known[item.name] = value
            option = item.option(value) if isinstance(value, str) else None
            for key, implied in option.implies.items() if option else ():
                values[key] = known[key] = implied
    return VisibleForm(values, frozenset(shown), frozenset(required), frozenset(sections))


# -- changes that faults make to a form


@dataclass(frozen=True, slots=True)
class FormChanges:
    """Changes that faults make to a form."""

    labels: dict[str, Text] = field(default_factory=dict)
    options: dict[str, dict[str, Text | None]] = field(default_factory=dict)
    """By field and value: the new words, None for a choice that is gone."""
    gone: frozenset[str] = frozenset()
    required: frozenset[str] = frozenset()
    added: tuple[Field, ...] = ()


def apply_changes(form: Form, changes: FormChanges) -> Form:
    """The form with these changes."""
    if changes == FormChanges():
        return form
    sections = []
    for index, section in enumerate(form.sections):
        items = tuple(
            _changed_field(f, changes) for f in section.fields if f.name not in changes.gone
        )
        if index == 1 or len(form.sections) == 1:
            items += changes.added
        sections.append(replace(section, fields=items))
    return replace(form, sections=tuple(sections))


def _changed_field(item: Field, changes: FormChanges) -> Field:
    relabelled = changes.options.get(item.name, {})
    options = [
        replace(o, label={**o.label, **(relabelled.get(o.value) or {})})
        for o in item.options
        if o.value not in relabelled or relabelled[o.value] is not None
    ]
    known = {o.value for o in item.options}
    options += [
        Option(value, label) for value, label in relabelled.items() if label and value not in known
    ]
    return replace(
        item,
        label={**item.label, **changes.labels.get(item.name, {})},
        options=tuple(options),
        required=item.required or item.name in changes.required,
    )


# -- reading the YAML


class Forms:
    """All forms of the portal."""

    def __init__(self, folder: Path = FOLDER) -> None:
        raw = {path.stem: yaml.safe_load(path.read_text("utf-8")) for path in folder.glob("*.yaml")}
        shared = {name: data for name, data in raw.items() if name.startswith("_")}
        self.all = tuple(
            _form(name, data, shared) for name, data in sorted(raw.items()) if name[0] != "_"
        )
        self._extra = raw.get("_ownership")
        self.countries: list[Text] = shared["_places"]["countries"]
        self.places: list[dict[str, Any]] = shared["_places"]["places"]
        self.types: list[dict[str, Any]] = shared["_places"]["types"]

    def find(self, type_: str, place: str, *, owned: bool = False) -> Form:
        """The form for a type and place, perhaps with what `ownership` asks; KeyError if none."""
        for form in self.all:
            if form.type == type_ and place in form.places:
                return self._owned(form) if owned else form
        raise KeyError(f"{type_}, {place}")

    def _owned(self, form: Form) -> Form:
        if self._extra is None or self._extra["into"] != form.id:
            return form
        *before, last = form.sections
        return replace(form, sections=(*before, _section(self._extra), last))


def _form(name: str, data: dict[str, Any], shared: dict[str, Any]) -> Form:
    sections = []
    for part in data["sections"]:
        source = shared[f"_{part['include']}"] if "include" in part else part
        sections.append(_section(source))
    return Form(
        id=name,
        type=data["type"],
        places=tuple(data["places"]),
        title=data["title"],
        sections=tuple(sections),
    )


def _section(data: dict[str, Any]) -> Section:
    return Section(
        id=data["id"],
        title=data["title"],
        note=data.get("note", {}),
        when=_condition(data.get("when")),
        fields=tuple(make_field(item) for item in data["fields"]),
    )


def make_field(data: dict[str, Any]) -> Field:
    """A field out of its description."""
    extra = set(data) - set(Field.__dataclass_fields__) - {"range"}
    if extra:
        raise ValueError(f"{data.get('name')}: unknown {', '.join(sorted(extra))}")
    options = [_option(item) for item in data.get("options", ())]
    if "range" in data:
        first, last = data["range"]
        options += [
            Option(str(n), {"en": f"Class {n}", "zh": f"第{n}类"}) for n in range(first, last + 1)
        ]
    return Field(
        name=data["name"],
        kind=Kind(data["kind"]),
        label=data["label"],
        hint=data.get("hint", {}),
        required=data.get("required", False),
        required_when=_condition(data.get("required_when")),
        when=_condition(data.get("when")),
        options=tuple(options),
        limit=data.get("limit", 0),
        not_before=tuple(data.get("not_before", ())),
        not_future=data.get("not_future", False),
        future=data.get("future", False),
        internal=data.get("internal", False),
    )


def _option(data: dict[str, Any]) -> Option:
    return Option(
        value=str(data["value"]),
        label={k: v for k, v in data.items() if k in {"en", "zh"}},
        when=_condition(data.get("when")),
        implies=data.get("implies", {}),
    )


def _condition(data: Any) -> Condition:  # noqa: ANN401  (YAML)
    branches = data if isinstance(data, list) else [data] if data else []
    return tuple(
        {
            key: tuple(str(v) for v in (value if isinstance(value, list) else [value]))
            for key, value in branch.items()
        }
        for branch in branches
    )
