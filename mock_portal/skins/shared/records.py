"""Records and choices as the applications' servers tell them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from starlette.responses import FileResponse

from mock_portal.clock import local
from mock_portal.core import iprs
from mock_portal.core.errors import NotFound
from mock_portal.forms import Kind
from mock_portal.models import ListQuery, Record, Status
from mock_portal.skins.classic.fields import file_row, label_of, value_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.responses import Response

    from mock_portal.gate import Call


def record_told(call: Call, record: Record) -> dict[str, Any]:
    """A record for the list, its own page and the summaries."""
    return {
        "number": record.number,
        "type": record.type,
        "type_name": _named(call.portal.forms.types, record.type, call.lang),
        "place": record.place,
        "place_name": _named(call.portal.forms.places, record.place, call.lang),
        "country": record.country,
        "country_name": _named(call.portal.forms.countries, record.country, call.lang, key="en"),
        "status": record.status.value,
        "name": str(record.fields.get("name", "")),
        "registration_number": str(record.fields.get("registration_number", "")),
        "holder": str(record.fields.get("holder", "")),
        "submitted": local(record.submitted_at) if record.submitted_at else "",
        "submissions": record.submissions,
        "created": local(record.created_at),
        "updated": local(record.updated_at),
        "valid_until": record.valid_until.isoformat() if record.valid_until else "",
        "editable": record.editable,
        "savable": record.savable,
        "deletable": record.deletable,
        "withdrawable": record.stored_status is Status.PENDING,
        "untouched": record.stored_status is Status.DRAFT and not record.fields,
    }


def _named(items: list[dict[str, Any]], value: str, lang: str, *, key: str = "value") -> str:
    return next((str(item[lang]) for item in items if item[key] == value), value)


def choices(items: list[dict[str, Any]], lang: str, *, key: str = "value") -> list[dict[str, str]]:
    """A list of the form descriptions as options."""
    return [{"value": str(item[key]), "label": str(item[lang])} for item in items]


def list_query(call: Call, asked: Mapping[str, str], *, page: str) -> ListQuery:
    """What a list is asked for, by the parameters of its address."""
    return ListQuery(
        account=call.user.username,
        type=asked.get("type", ""),
        status=asked.get("status", ""),
        keyword=asked.get("keyword", ""),
        since=iprs.parse_day(asked.get("from", "")),
        until=iprs.parse_day(asked.get("to", "")),
        page=int(page) if page.isdecimal() else 1,
    )


def whole_record(call: Call, record: Record) -> dict[str, Any]:
    """All that is known of one record."""
    form = iprs.form_of(call.portal, record)
    say = call.portal.words.say
    facts = [
        {"name": f.name, "label": f.label[call.lang], "value": value_text(f, value, call.lang)}
        for f in form.fields()
        if f.kind is not Kind.FILES and (value := record.fields.get(f.name)) not in (None, "", [])
    ]
    files = [
        {
            **file_row(call, held),
            "label": label_of(form, held.slot, call.lang),
            "time": local(held.uploaded_at),
        }
        for held in call.portal.store.attachments(record.number)
    ]
    reasons = [
        {
            "code": reason.code,
            "field": reason.field,
            "label": label_of(form, reason.field, call.lang),
            "text": say(call.lang, f"reason.{reason.code}"),
        }
        for reason in record.reasons
    ]
    told = {"record": record_told(call, record), "facts": facts, "files": files}
    return {**told, "reasons": reasons, "history": _history(call, record)}


def _history(call: Call, record: Record) -> list[dict[str, Any]]:
    say = call.portal.words.say
    lines = []
    for entry in call.portal.store.history(record.number):
        reasons = [say(call.lang, f"reason.{r['code']}") for r in entry.detail.get("reasons", ())]
        count = entry.detail.get("count")
        text = say(call.lang, f"event.{entry.event}") + (f" (#{count})" if count else "")
        lines.append({"time": local(entry.at), "text": text, "reasons": reasons})
    return lines


def stored_file(call: Call, record: Record, wanted: str) -> Response:
    """An uploaded file, given back."""
    for held in call.portal.store.attachments(record.number):
        if str(held.id) == wanted:
            headers = {
                "Content-Disposition": f"inline; filename*=UTF-8''{quote(held.filename)}",
                "X-Content-Type-Options": "nosniff",
            }
            path = call.portal.store.path_of(held)
            return FileResponse(path, media_type=held.media_type, headers=headers)
    raise NotFound
