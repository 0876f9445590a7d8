"""A form of the core as the applications' servers tell it, and what comes back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mock_portal.forms import Field, Form, Kind

if TYPE_CHECKING:
    from starlette.datastructures import FormData

    from mock_portal.skins.shared.layout import Layout


def form_json(form: Form, lang: str, layout: Layout) -> dict[str, Any]:
    """A form's fields, by section for the rules and by group for the eye."""
    return {
        "sections": [
            {
                "id": section.id,
                "when": section.when,
                "fields": [_field_json(item, lang, layout) for item in section.fields],
            }
            for section in form.sections
        ],
        "groups": [
            {
                "id": group.id,
                "title": group.title.get(lang, ""),
                "note": group.note.get(lang, ""),
                "fields": group.fields,
            }
            for group in layout.arrange(form)
        ],
    }


def _field_json(item: Field, lang: str, layout: Layout) -> dict[str, Any]:
    return {
        "name": item.name,
        "kind": item.kind.value,
        "widget": layout.widget(item),
        "label": item.label[lang],
        "hint": item.hint.get(lang, ""),
        "required": item.required,
        "required_when": item.required_when,
        "when": item.when,
        "options": [
            {"value": o.value, "label": o.label[lang], "when": o.when, "implies": o.implies}
            for o in item.options
        ],
    }


def posted_values(form: Form, given: FormData) -> dict[str, Any]:
    """What a post says of a form's fields."""
    told: dict[str, Any] = {}
    for item in form.fields():
        values = [str(value) for value in given.getlist(item.name)]
        if values:
            told[item.name] = values if item.kind is Kind.MULTISELECT else values[0]
    return told
