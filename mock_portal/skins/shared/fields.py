"""Fields, values and files of a form in the visitor's language."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mock_portal.clock import wall

if TYPE_CHECKING:
    from mock_portal.call import Call
    from mock_portal.core.portal import Portal
    from mock_portal.forms import Field, Form
    from mock_portal.lang import Problem
    from mock_portal.models import Attachment

_KILOBYTE = 1024


def label_of(form: Form, name: str, lang: str) -> str:
    """The label of a field; its name if the form has no such field."""
    item = form.field(name)
    return item.label[lang] if item else name


def error_text(call: Call, form: Form, problem: Problem) -> str:
    """A field's error in words; other fields that it names appear with their labels."""
    args = dict(problem.args)
    if "field" in args:
        args["field"] = label_of(form, str(args["field"]), call.lang)
    return call.portal.words.text(call.lang, problem.key, **args)


def value_text(item: Field, value: object, lang: str) -> str:
    """A stored value in words: the labels of options, separated by commas."""
    values = value if isinstance(value, list) else [value]
    options = [(item.option(str(v)), v) for v in values]
    return ", ".join(o.label[lang] if o else str(v) for o, v in options)


def upload_hint(call: Call) -> str:
    """How large and how many the files of a slot may be."""
    settings = call.portal.settings
    return call.portal.words.text(
        call.lang, "details.upload_hint", limit=settings.max_megabytes, count=settings.max_files
    )


def size_text(portal: Portal, lang: str, size: int) -> str:
    """A size in KB or MB, the exact number of bytes in brackets."""
    kilobytes = size / _KILOBYTE
    megabytes = kilobytes / _KILOBYTE
    short = f"{kilobytes:.1f} KB" if megabytes < 1 else f"{megabytes:.2f} MB"
    return f"{short} ({size:,} {portal.words.text(lang, 'script.bytes')})"


def file_row(call: Call, attachment: Attachment) -> dict[str, Any]:
    """An uploaded file for pages and scripts."""
    return {
        "id": attachment.id,
        "slot": attachment.slot,
        "filename": attachment.filename,
        "size": attachment.size,
        "told_size": size_text(call.portal, call.lang, attachment.size),
        "ready": attachment.ready_at <= wall(),
    }
