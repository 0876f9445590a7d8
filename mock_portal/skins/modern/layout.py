"""The groups of a form in this skin, and the control for each field."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from mock_portal.forms import Field, Form, Kind

_LAYOUT: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "layout.yaml").read_text("utf-8"))
_FEW = 4  # options that are shown all at once


@dataclass(frozen=True, slots=True)
class Group:
    """Fields under one heading."""

    id: str
    title: dict[str, str]
    note: dict[str, str]
    fields: tuple[str, ...]


def arrange(form: Form) -> tuple[Group, ...]:
    """A form's fields in this skin's groups; every field is in exactly one."""
    sections = {section.id: section for section in form.sections}
    plain = [{"id": s.id, "fields": [f.name for f in s.fields]} for s in form.sections]
    layout = _LAYOUT["forms"].get(form.id, plain)
    places = {group["id"]: [n for n in group["fields"] if form.field(n)] for group in layout}
    for section in form.sections:
        before = ""
        for item in section.fields:
            if not any(item.name in names for names in places.values()):
                _place(places, item.name, before, section.id)
            before = item.name
    groups = []
    for group in layout:
        section_of_group = sections.get(group["id"])
        title = group.get("title") or (section_of_group.title if section_of_group else {})
        note = section_of_group.note if section_of_group else {}
        groups.append(Group(group["id"], title, note, tuple(places[group["id"]])))
    return tuple(groups)


def _place(places: dict[str, list[str]], name: str, before: str, section: str) -> None:
    for names in places.values():
        if before and before in names:
            names.insert(names.index(before) + 1, name)
            return
    home = section if section in places else next(iter(places))
    places[home].append(name)


def widget(item: Field) -> str:
    """The control for a field."""
    named = str(_LAYOUT["widgets"].get(item.name, ""))
    if named:
        return named
    if item.kind is Kind.MULTISELECT and len(item.options) <= _FEW:
        return "checkboxes"
    return item.kind.value
