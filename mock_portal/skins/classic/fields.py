"""A form of the core as the templates want it: words chosen, visibility worked out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mock_portal.clock import wall
from mock_portal.core import validation
from mock_portal.forms import Condition, Field, Form, Kind, holds
from mock_portal.skins.classic.render import told_size

if TYPE_CHECKING:
    from mock_portal.core.errors import Problem
    from mock_portal.middleware import Call
    from mock_portal.models import Attachment, Record


def label_of(form: Form, name: str, lang: str) -> str:
    """What a form calls a field; its name if the form has no such field."""
    item = form.field(name)
    return item.label[lang] if item else name


def error_text(call: Call, form: Form, problem: Problem) -> str:
    """A field's error in words; fields that it names bear their labels."""
    args = dict(problem.args)
    if "field" in args:
        args["field"] = label_of(form, str(args["field"]), call.lang)
    return call.portal.words.say(call.lang, problem.key, **args)


def value_text(item: Field, value: object, lang: str) -> str:
    """A stored value in words."""
    values = value if isinstance(value, list) else [value]
    options = [(item.option(str(v)), v) for v in values]
    return ", ".join(o.label[lang] if o else str(v) for o, v in options)


def sections(
    call: Call,
    record: Record,
    form: Form,
    given: dict[str, Any],
    files: list[Attachment],
    problems: dict[str, Problem],
) -> tuple[list[dict[str, Any]], dict[str, str]]:
    """The sections of the details page, and the context that its script goes on with."""
    surroundings = validation.context(call.portal, record, call.user, given)
    seen = validation.look(call.portal, record, call.user, form, given)
    known = {**surroundings, **seen.values}
    told = []
    for section in form.sections:
        shown = section.id in seen.sections
        told.append(
            {
                "id": section.id,
                "title": section.title[call.lang],
                "note": section.note.get(call.lang, ""),
                "when": section.when,
                "shown": shown,
                "fields": [
                    _field(call, form, item, given, files, problems, known)
                    | {
                        "shown": item.name in seen.shown,
                        "required": item.required or item.name in seen.required,
                    }
                    for item in section.fields
                ],
            }
        )
    return told, surroundings


def _field(
    call: Call,
    form: Form,
    item: Field,
    given: dict[str, Any],
    files: list[Attachment],
    problems: dict[str, Problem],
    known: dict[str, Any],
) -> dict[str, Any]:
    settings = call.portal.settings
    value = given.get(item.name)
    problem = problems.get(item.name)
    return {
        "name": item.name,
        "kind": item.kind.value,
        "label": item.label[call.lang],
        "hint": item.hint.get(call.lang, "") or _how(call, item),
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
            if holds(_settled(o.when), known)  # what settings rule out is not even on the page
        ],
        "files": [file_row(call, a) for a in files if a.slot == item.name],
        "limits": call.portal.words.say(
            call.lang, "details.upload_hint", limit=settings.max_megabytes, count=settings.max_files
        )
        if item.kind is Kind.FILES
        else "",
    }


def _how(call: Call, item: Field) -> str:
    """How a control is used that not everybody knows."""
    several = item.kind is Kind.MULTISELECT
    return call.portal.words.say(call.lang, "details.class_hint") if several else ""


def _settled(condition: Condition) -> Condition:
    """The part of a condition that no answer of the visitor changes."""
    return tuple({k: v for k, v in branch.items() if k == "@work_types"} for branch in condition)


def file_row(call: Call, attachment: Attachment) -> dict[str, Any]:
    """An uploaded file for pages and scripts."""
    return {
        "id": attachment.id,
        "slot": attachment.slot,
        "filename": attachment.filename,
        "size": attachment.size,
        "told_size": told_size(call.portal, call.lang, attachment.size),
        "ready": attachment.ready_at <= wall(),
    }
