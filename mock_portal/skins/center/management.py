"""The rest of the application over the calls: home, lists, records, notices."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from mock_portal.clock import local
from mock_portal.core import habits, iprs, reminders
from mock_portal.faults import At
from mock_portal.models import ListQuery, Status
from mock_portal.skins.center.responses import answer, page
from mock_portal.skins.center.submission import file_json, record_of
from mock_portal.skins.shared.records import (
    choices,
    list_query,
    record_details,
    record_json,
    send_file,
    status_counts,
)

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from mock_portal.call import Call


async def home(_request: Request, call: Call) -> Response:
    """The counts on the first page."""
    return page(call, {"counts": status_counts(call)})


async def listing(request: Request, call: Call) -> Response:
    """A page of the list, and how many records each tab has."""
    asked = request.query_params
    query = list_query(call, asked, page=asked.get("pageNo", "1"))
    found = iprs.listing(call.portal, query)
    shown = habits.lists(call.portal)
    told: dict[str, Any] = {
        "rows": [record_json(call, record) for record in found.rows],
        "pageNo": found.page,
        "more": found.page < found.pages,
        "endless": shown.endless,
        "from": found.query.since.isoformat() if found.query.since else "",
        "to": found.query.until.isoformat() if found.query.until else "",
        "days": call.portal.settings.list_days,
        "types": choices(call.portal.forms.types, call.lang),
        "total": found.total if shown.counted else None,
        "pages": found.pages if shown.counted else None,
        "pageSize": call.portal.settings.page_size,
        "tabs": [
            {"status": status, "count": _count(call, query, status) if shown.counted else None}
            for status in ("", *(s.value for s in Status))
        ],
    }
    return page(call, told, at=At.LIST)


def _count(call: Call, query: ListQuery, status: str) -> int:
    return iprs.listing(call.portal, replace(query, status=status)).total


async def record_page(request: Request, call: Call) -> Response:
    """All that is known of one record."""
    record = record_of(request, call)
    details = record_details(call, record)
    attachments = {held.id: held for held in call.portal.store.attachments(record.number)}
    files = [{**row, **file_json(attachments[row["id"]])} for row in details["files"]]
    data = {"record": record_json(call, record), **details, "files": files}
    return page(call, data, at=At.RECORD)


async def file(request: Request, call: Call) -> Response:
    """An uploaded file, given back."""
    return send_file(call, record_of(request, call), request.query_params.get("fileId", ""))


async def withdraw(request: Request, call: Call) -> Response:
    """Takes a pending record back."""
    record = iprs.withdraw(call.portal, record_of(request, call))
    return answer({"record": record_json(call, record)})


async def delete(request: Request, call: Call) -> Response:
    """Deletes a draft or a rejected record."""
    iprs.delete(call.portal, record_of(request, call))
    return answer({})


async def notices(_request: Request, call: Call) -> Response:
    """Reminders & Alerts."""
    rows = [
        {"time": local(line.at), "text": line.text}
        for line in reminders.lines(call.portal, call.user, call.lang)
    ]
    return page(call, {"rows": rows})


async def plain(_request: Request, call: Call) -> Response:
    """A page that shows nothing of its own."""
    return page(call, {})
