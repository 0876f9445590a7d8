"""User Center: home, IPR Management, the record page, messages, account."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

from starlette.responses import FileResponse, Response

from mock_portal.clock import local
from mock_portal.core import habits, iprs, reminders
from mock_portal.core.errors import NotFound
from mock_portal.faults import At
from mock_portal.forms import Kind
from mock_portal.models import ListQuery, Record, Status
from mock_portal.skins.classic.fields import file_row, label_of, value_text
from mock_portal.skins.classic.render import go, page
from mock_portal.skins.classic.submission import record_of

if TYPE_CHECKING:
    from starlette.requests import Request

    from mock_portal.gate import Call, Handler


async def home(request: Request, call: Call) -> Response:
    """The first page of User Center."""
    found = call.portal.store.counts(call.user.username, today=call.portal.clock.today())
    counts = [(status.value, found.get(status.value, 0)) for status in Status]
    return page(request, call, "home.html", menu="home", counts=counts)


def _names(call: Call) -> dict[str, Any]:
    forms = call.portal.forms
    return {
        "type_names": {item["value"]: item[call.lang] for item in forms.types},
        "place_names": {item["value"]: item[call.lang] for item in forms.places},
    }


async def listing(request: Request, call: Call) -> Response:
    """IPR Management."""
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

    def page_href(to: int) -> str:
        kept = {k: v for k, v in asked.items() if k not in {"page", "lang"} and v}
        return "/uc/ipr/list.htm?" + urlencode({**kept, "page": to})

    return page(
        request, call, "list.html", menu="management", at=At.LIST,
        rows=found.rows, total=found.total, page=found.page, pages=found.pages, query=found.query,
        statuses=[s.value for s in Status], types=call.portal.forms.types,
        days=call.portal.settings.list_days, page_href=page_href,
        shown=habits.lists(call.portal), **_names(call),
    )  # fmt: skip


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
        {**file_row(call, a), "label": label_of(form, a.slot, call.lang),
         "time": local(a.uploaded_at)}
        for a in call.portal.store.attachments(record.number)
    ]  # fmt: skip
    reasons = [
        {"code": r.code, "field": r.field, "label": label_of(form, r.field, call.lang),
         "text": say(call.lang, f"reason.{r.code}")}
        for r in record.reasons
    ]  # fmt: skip
    country = next(
        (c[call.lang] for c in call.portal.forms.countries if c["en"] == record.country), ""
    )
    return page(
        request, call, "record.html", menu="management", at=At.RECORD,
        record=record, facts=facts, files=files, reasons=reasons, country=country,
        history=_history(call, record), edit_href=_edit_href(record), **_names(call),
    )  # fmt: skip


def _edit_href(record: Record) -> str:
    fresh = record.stored_status is Status.DRAFT and not record.fields
    page_name = "add" if fresh else "detail"
    return f"/uc/ipr/{page_name}.htm?iprNo={record.number}"


def _history(call: Call, record: Record) -> list[dict[str, str]]:
    say = call.portal.words.say
    lines = []
    for entry in call.portal.store.history(record.number):
        text = say(call.lang, f"event.{entry.event}")
        if entry.detail.get("count"):
            text += f" (#{entry.detail['count']})"
        reasons = [say(call.lang, f"reason.{r['code']}") for r in entry.detail.get("reasons", ())]
        if reasons:
            text += ": " + "; ".join(reasons)
        lines.append({"time": local(entry.at), "text": text})
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
    return go(f"/uc/ipr/record.htm?iprNo={record.number}")


async def delete(request: Request, call: Call) -> Response:
    """Deletes a draft or a rejected record."""
    iprs.delete(call.portal, record_of(request, call))
    return go("/uc/ipr/list.htm")


async def messages(request: Request, call: Call) -> Response:
    """Reminders & Alerts."""
    rows = [
        {"time": local(line.at), "text": line.text}
        for line in reminders.lines(call.portal, call.user, call.lang)
    ]
    return page(request, call, "messages.html", menu="messages", rows=rows)


async def account(request: Request, call: Call) -> Response:
    """Who is signed in."""
    return page(request, call, "account.html", menu="account")


def complaint_page(which: str, menu: str) -> Handler:
    """A page of the complaints part, which this portal does not have."""

    async def show(request: Request, call: Call) -> Response:
        say = call.portal.words.say
        title, text = say(call.lang, f"complaint.{which}_title"), say(call.lang, "complaint.text")
        return page(request, call, "note.html", menu=menu, title=title, text=text, wrong=False)

    return show
