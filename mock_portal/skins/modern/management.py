"""User Center over the API: home, IPR Management, records, messages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from starlette.responses import FileResponse, Response

from mock_portal.clock import local
from mock_portal.core import iprs, reminders
from mock_portal.core.errors import NotFound
from mock_portal.faults import At
from mock_portal.forms import Kind
from mock_portal.models import ListQuery, Status
from mock_portal.skins.classic.fields import file_row, label_of, value_text
from mock_portal.skins.modern.answers import answer, choices, page, record_told
from mock_portal.skins.modern.submission import record_of

if TYPE_CHECKING:
    from starlette.requests import Request

    from mock_portal.middleware import Call
    from mock_portal.models import Record


async def home(_request: Request, call: Call) -> Response:
    """The counts on the first page of User Center."""
    found = call.portal.store.counts(call.user.username, today=call.portal.clock.today())
    counts = [{"status": s.value, "count": found.get(s.value, 0)} for s in Status]
    return page(call, {"counts": counts})


async def listing(request: Request, call: Call) -> Response:
    """A page of IPR Management."""
    asked = request.query_params
    number = asked.get("page", "1")
    found = iprs.listing(
        call.portal,
        ListQuery(
            account=call.user.username,
            type=asked.get("type", ""),
            status=asked.get("status", ""),
            keyword=asked.get("keyword", ""),
            since=iprs.parse_day(asked.get("from", "")),
            until=iprs.parse_day(asked.get("to", "")),
            page=int(number) if number.isdecimal() else 1,
        ),
    )
    since, until = found.query.since, found.query.until
    told = {
        "rows": [record_told(call, record) for record in found.rows],
        "total": found.total,
        "page": found.page,
        "page_size": call.portal.settings.page_size,
        "from": since.isoformat() if since else "",
        "to": until.isoformat() if until else "",
        "days": call.portal.settings.list_days,
        "types": choices(call.portal.forms.types, call.lang),
        "statuses": [status.value for status in Status],
    }
    return page(call, told, at=At.LIST)


async def record_page(request: Request, call: Call) -> Response:
    """All that is known of one record."""
    record = record_of(request, call)
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
    history = _history(call, record)
    return page(call, {**told, "reasons": reasons, "history": history}, at=At.RECORD)


def _history(call: Call, record: Record) -> list[dict[str, Any]]:
    say = call.portal.words.say
    lines = []
    for entry in call.portal.store.history(record.number):
        reasons = [say(call.lang, f"reason.{r['code']}") for r in entry.detail.get("reasons", ())]
        count = entry.detail.get("count")
        text = say(call.lang, f"event.{entry.event}") + (f" (#{count})" if count else "")
        lines.append({"time": local(entry.at), "text": text, "reasons": reasons})
    return lines


async def attachment(request: Request, call: Call) -> Response:
    """An uploaded file, given back."""
    record = record_of(request, call)
    wanted = request.query_params.get("id", "")
    for held in call.portal.store.attachments(record.number):
        if str(held.id) == wanted:
            headers = {
                "Content-Disposition": f"inline; filename*=UTF-8''{quote(held.filename)}",
                "X-Content-Type-Options": "nosniff",
            }
            path = call.portal.store.path_of(held)
            return FileResponse(path, media_type=held.media_type, headers=headers)
    raise NotFound


async def withdraw(request: Request, call: Call) -> Response:
    """Takes a pending record back."""
    record = iprs.withdraw(call.portal, record_of(request, call))
    return answer({"record": record_told(call, record)})


async def delete(request: Request, call: Call) -> Response:
    """Deletes a draft or a rejected record."""
    iprs.delete(call.portal, record_of(request, call))
    return answer({})


async def messages(_request: Request, call: Call) -> Response:
    """Reminders & Alerts."""
    rows = [
        {"time": local(line.at), "kind": line.kind, "text": line.text}
        for line in reminders.lines(call.portal, call.user, call.lang)
    ]
    return page(call, {"rows": rows})


async def plain(_request: Request, call: Call) -> Response:
    """A page that shows nothing of its own: the account, the complaints part."""
    return page(call, {})
