"""The groups of a form in a skin, and the control for each field."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import yaml

from mock_portal.forms import Field, Form, Kind

if TYPE_CHECKING:
    from pathlib import Path

_FEW = 4  # options that are shown all at once


@dataclass(frozen=True, slots=True)
class Group:
    """Fields under one heading."""

    id: str
    title: dict[str, str]
    note: dict[str, str]
    fields: tuple[str, ...]


class Layout:
    """A skin's `layout.yaml`."""

    def __init__(self, path: Path) -> None:
        self._told: dict[str, Any] = yaml.safe_load(path.read_text("utf-8"))

    def arrange(self, form: Form) -> tuple[Group, ...]:
        """A form's fields in this skin's groups; every field is in exactly one."""
        sections = {section.id: section for section in form.sections}
        plain = [{"id": s.id, "fields": [f.name for f in s.fields]} for s in form.sections]
        told = self._told["forms"].get(form.id, plain)
        places = {group["id"]: [n for n in group["fields"] if form.field(n)] for group in told}
        for section in form.sections:
            before = ""
            for item in section.fields:
                if not any(item.name in names for names in places.values()):
                    _place(places, item.name, before, section.id)
                before = item.name
        groups = []
        for group in told:
            section_told = sections.get(group["id"])
            title = group.get("title") or (section_told.title if section_told else {})
            note = section_told.note if section_told else {}
            groups.append(Group(group["id"], title, note, tuple(places[group["id"]])))
        return tuple(groups)

    def widget(self, item: Field) -> str:
        """The control for a field."""
        told = str(self._told["widgets"].get(item.name, ""))
        if told:
            return told
        if item.kind is Kind.MULTISELECT and len(item.options) <= _FEW:
            return "checkboxes"
        return item.kind.value


def _place(places: dict[str, list[str]], name: str, before: str, section: str) -> None:
    for names in places.values():
        if before and before in names:
            names.insert(names.index(before) + 1, name)
            return
    home = section if section in places else next(iter(places))
    places[home].append(name)
