"""A form of the core as the templates of this skin want it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mock_portal.core import validation
from mock_portal.forms import Condition, Field, Form, Kind, holds
from mock_portal.skins.shared.fields import error_text, file_row, upload_hint

if TYPE_CHECKING:
    from mock_portal.call import Call
    from mock_portal.lang import Problem
    from mock_portal.models import Attachment, Record


def sections(
    call: Call,
    record: Record,
    form: Form,
    given: dict[str, Any],
    files: list[Attachment],
    problems: dict[str, Problem],
) -> tuple[list[dict[str, Any]], dict[str, str]]:
    """The sections of the details page, and the context that its script goes on with."""
    context = validation.context(call.portal, record, call.user, given)
    visible = validation.visible_fields(call.portal, record, call.user, form, given)
    known = {**context, **visible.values}
    shown_sections = []
    for section in form.sections:
        shown = section.id in visible.sections
        shown_sections.append(
            {
                "id": section.id,
                "title": section.title[call.lang],
                "note": section.note.get(call.lang, ""),
                "when": section.when,
                "shown": shown,
                "fields": [
                    _field(call, form, item, given, files, problems, known)
                    | {
                        "shown": item.name in visible.shown,
                        "required": item.required or item.name in visible.required,
                    }
                    for item in section.fields
                ],
            }
        )
    return shown_sections, context


def _field(
    call: Call,
    form: Form,
    item: Field,
    given: dict[str, Any],
    files: list[Attachment],
    problems: dict[str, Problem],
    known: dict[str, Any],
) -> dict[str, Any]:
    value = given.get(item.name)
    problem = problems.get(item.name)
    return {
        "name": item.name,
        "kind": item.kind.value,
        "label": item.label[call.lang],
        "hint": item.hint.get(call.lang, "") or _multiselect_hint(call, item),
        "when": item.when,
        "required_when": item.required_when,
        "value": value,
        "chosen": value if isinstance(value, list) else [value],
        "error": error_text(call, form, problem) if problem else "",
        "options": [
            {
                "value": o.value,
                "label": o.label[call.lang],
                "when": o.when,
                "implies": o.implies,
                "shown": holds(o.when, known),
            }
            for o in item.options
            if holds(_fixed_part(o.when), known)  # what settings rule out is not even on the page
        ],
        "files": [file_row(call, a) for a in files if a.slot == item.name],
        "limits": upload_hint(call) if item.kind is Kind.FILES else "",
    }


def _multiselect_hint(call: Call, item: Field) -> str:
    """How several options are chosen, for the one kind of control where it is not plain."""
    several = item.kind is Kind.MULTISELECT
    return call.portal.words.text(call.lang, "details.class_hint") if several else ""


def _fixed_part(condition: Condition) -> Condition:
    """The part of a condition that depends on settings alone."""
    return tuple({k: v for k, v in branch.items() if k == "@work_types"} for branch in condition)
