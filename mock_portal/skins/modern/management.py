"""User Center over the API: home, IPR Management, records, messages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mock_portal.clock import local
from mock_portal.core import habits, iprs, reminders
from mock_portal.faults import At
from mock_portal.models import Status
from mock_portal.skins.modern.responses import page
from mock_portal.skins.shared.records import (
    choices,
    list_query,
    record_details,
    record_json,
    record_of,
    status_counts,
)
from mock_portal.skins.shared.submission import json_response

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from mock_portal.call import Call


async def home(_request: Request, call: Call) -> Response:
    """The counts on the first page of User Center."""
    counts = [{"status": s, "count": n} for s, n in status_counts(call).items()]
    return page(call, {"counts": counts})


async def listing(request: Request, call: Call) -> Response:
    """A page of IPR Management."""
    parameters = request.query_params
    query = list_query(call, parameters, page=parameters.get("page", "1"))
    found = iprs.listing(call.portal, query)
    shown = habits.lists(call.portal)
    since, until = found.query.since, found.query.until
    data = {
        "rows": [record_json(call, record) for record in found.rows],
        "total": found.total if shown.counted else None,
        "more": found.page < found.pages,
        "endless": shown.endless,
        "page": found.page,
        "page_size": call.portal.settings.page_size,
        "from": since.isoformat() if since else "",
        "to": until.isoformat() if until else "",
        "days": call.portal.settings.list_days,
        "types": choices(call.portal.forms.types, call.lang),
        "statuses": [status.value for status in Status],
    }
    return page(call, data, at=At.LIST)


async def record_page(request: Request, call: Call) -> Response:
    """All that is known of one record."""
    record = record_of(request, call)
    data = {"record": record_json(call, record), **record_details(call, record)}
    return page(call, data, at=At.RECORD)


async def withdraw(request: Request, call: Call) -> Response:
    """Takes a pending record back."""
    record = iprs.withdraw(call.portal, record_of(request, call))
    return json_response({"record": record_json(call, record)})


async def delete(request: Request, call: Call) -> Response:
    """Deletes a draft or a rejected record."""
    iprs.delete(call.portal, record_of(request, call))
    return json_response({})


async def messages(_request: Request, call: Call) -> Response:
    """Reminders & Alerts."""
    rows = [
        {"time": local(line.at), "kind": line.kind, "text": line.text}
        for line in reminders.lines(call.portal, call.user, call.lang)
    ]
    return page(call, {"rows": rows})


async def empty_page(_request: Request, call: Call) -> Response:
    """A page that shows nothing of its own: the account, the complaints part."""
    return page(call, {})
