"""Records: which one a request names, what a list is asked for, all that is known of one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from starlette.responses import FileResponse

from mock_portal.clock import local
from mock_portal.core import iprs
from mock_portal.core.errors import NotFound
from mock_portal.faults import FaultKind
from mock_portal.forms import Kind
from mock_portal.models import ListQuery, Status
from mock_portal.skins.shared.fields import file_row, label_of, value_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.datastructures import FormData
    from starlette.requests import Request
    from starlette.responses import Response

    from mock_portal.call import Call
    from mock_portal.models import Record


def _number(request: Request, form: FormData) -> str:
    return str(form.get("iprNo") or request.query_params.get("iprNo", ""))


def record_of(request: Request, call: Call) -> Record:
    """The record that an address or a form names; NotFound if the account has none such."""
    return call.portal.record(_number(request, call.form), call.user.username)


def posted_record(request: Request, call: Call, form: FormData) -> Record:
    """The record that a post is for; under SHARED_WIZARD the one that the session opened last."""
    number = _number(request, form)
    if call.portal.faults.active(FaultKind.SHARED_WIZARD):
        number = str(call.user_session.data.get("wizard", number))
    return call.portal.record(number, call.user.username)


def list_query(call: Call, parameters: Mapping[str, str], *, page: str) -> ListQuery:
    """What a list is asked for; a page that is no number is the first, an unknown status is any.

    Fusion's tabs put a number of their own in place of the empty key, which stands for all.
    """
    status = parameters.get("status", "")
    return ListQuery(
        account=call.user.username,
        type=parameters.get("type", ""),
        status=status if status in {one.value for one in Status} else "",
        keyword=parameters.get("keyword", ""),
        since=iprs.parse_day(parameters.get("from", "")),
        until=iprs.parse_day(parameters.get("to", "")),
        page=int(page) if page.isdecimal() else 1,
    )


def record_json(call: Call, record: Record) -> dict[str, Any]:
    """A record for the list, its own page and the summaries."""
    return {
        "number": record.number,
        "type": record.type,
        "type_name": _name_of(call.portal.forms.types, record.type, call.lang),
        "place": record.place,
        "place_name": _name_of(call.portal.forms.places, record.place, call.lang),
        "country": record.country,
        "country_name": _name_of(call.portal.forms.countries, record.country, call.lang, key="en"),
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


def _name_of(items: list[dict[str, Any]], value: str, lang: str, *, key: str = "value") -> str:
    return next((str(item[lang]) for item in items if item[key] == value), value)


def choices(items: list[dict[str, Any]], lang: str, *, key: str = "value") -> list[dict[str, str]]:
    """A list of the form descriptions as options."""
    return [{"value": str(item[key]), "label": str(item[lang])} for item in items]


def status_counts(call: Call) -> dict[str, int]:
    """How many records the account has, for every status."""
    found = call.portal.store.counts(call.user.username, today=call.portal.clock.today())
    return {status.value: found.get(status.value, 0) for status in Status}


def record_details(call: Call, record: Record) -> dict[str, list[dict[str, Any]]]:
    """The facts, files, reasons and history of a record, in words."""
    form = iprs.form_of(call.portal, record)
    lang, text = call.lang, call.portal.words.text
    facts = [
        {"name": f.name, "label": f.label[lang], "value": value_text(f, value, lang)}
        for f in form.fields()
        if f.kind is not Kind.FILES and (value := record.fields.get(f.name)) not in (None, "", [])
    ]
    files = [
        {
            **file_row(call, attachment),
            "label": label_of(form, attachment.slot, lang),
            "time": local(attachment.uploaded_at),
        }
        for attachment in call.portal.store.attachments(record.number)
    ]
    reasons = [
        {
            "code": reason.code,
            "field": reason.field,
            "label": label_of(form, reason.field, lang),
            "text": text(lang, f"reason.{reason.code}"),
        }
        for reason in record.reasons
    ]
    return {"facts": facts, "files": files, "reasons": reasons, "history": _history(call, record)}


def _history(call: Call, record: Record) -> list[dict[str, Any]]:
    text = call.portal.words.text
    lines = []
    for entry in call.portal.store.history(record.number):
        count = entry.detail.get("count")
        reasons = [text(call.lang, f"reason.{r['code']}") for r in entry.detail.get("reasons", ())]
        event = text(call.lang, f"event.{entry.event}") + (f" (#{count})" if count else "")
        lines.append({"time": local(entry.at), "text": event, "reasons": reasons})
    return lines


async def attachment(request: Request, call: Call) -> Response:
    """An uploaded file as it is stored; NotFound if the record has none of that id."""
    return send_file(call, record_of(request, call), request.query_params.get("id", ""))


def send_file(call: Call, record: Record, file_id: str) -> Response:
    """A file of a record; NotFound if it has none of that id."""
    for held in call.portal.store.attachments(record.number):
        if str(held.id) == file_id:
            headers = {
                "Content-Disposition": f"inline; filename*=UTF-8''{quote(held.filename)}",
                "X-Content-Type-Options": "nosniff",
            }
            path = call.portal.store.path_of(held)
            return FileResponse(path, media_type=held.media_type, headers=headers)
    raise NotFound
