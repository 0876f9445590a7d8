"""User Center: home, IPR Management, the record page, messages, account."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from mock_portal.clock import local
from mock_portal.core import habits, iprs, reminders
from mock_portal.faults import At
from mock_portal.models import Record, Status
from mock_portal.skins.classic.pages import page, redirect
from mock_portal.skins.shared.records import list_query, record_details, record_of, status_counts

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from mock_portal.call import Call, Handler


async def home(request: Request, call: Call) -> Response:
    """The first page of User Center."""
    counts = list(status_counts(call).items())
    return page(request, call, "home.html", menu="home", counts=counts)


def _names(call: Call) -> dict[str, Any]:
    forms = call.portal.forms
    return {
        "type_names": {item["value"]: item[call.lang] for item in forms.types},
        "place_names": {item["value"]: item[call.lang] for item in forms.places},
    }


async def listing(request: Request, call: Call) -> Response:
    """IPR Management."""
    parameters = request.query_params
    query = list_query(call, parameters, page=parameters.get("page", "1"))
    found = iprs.listing(call.portal, query)

    def page_href(to: int) -> str:
        kept = {k: v for k, v in parameters.items() if k not in {"page", "lang"} and v}
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
    details: dict[str, Any] = record_details(call, record)
    details["history"] = [_history_line(entry) for entry in details["history"]]
    country = next(
        (c[call.lang] for c in call.portal.forms.countries if c["en"] == record.country), ""
    )
    return page(
        request, call, "record.html", menu="management", at=At.RECORD,
        record=record, country=country, edit_href=_edit_href(record),
        **details, **_names(call),
    )  # fmt: skip


def _edit_href(record: Record) -> str:
    fresh = record.stored_status is Status.DRAFT and not record.fields
    page_name = "add" if fresh else "detail"
    return f"/uc/ipr/{page_name}.htm?iprNo={record.number}"


def _history_line(entry: dict[str, Any]) -> dict[str, str]:
    reasons = ": " + "; ".join(entry["reasons"]) if entry["reasons"] else ""
    return {"time": entry["time"], "text": entry["text"] + reasons}


async def withdraw(request: Request, call: Call) -> Response:
    """Takes a pending record back."""
    record = iprs.withdraw(call.portal, record_of(request, call))
    return redirect(f"/uc/ipr/record.htm?iprNo={record.number}")


async def delete(request: Request, call: Call) -> Response:
    """Deletes a draft or a rejected record."""
    iprs.delete(call.portal, record_of(request, call))
    return redirect("/uc/ipr/list.htm")


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
        text_of = call.portal.words.text
        title = text_of(call.lang, f"complaint.{which}_title")
        text = text_of(call.lang, "complaint.text")
        return page(request, call, "note.html", menu=menu, title=title, text=text, wrong=False)

    return show
