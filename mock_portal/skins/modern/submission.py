"""IPR Submission over the API: choice, details, files, confirmation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mock_portal.clock import local
from mock_portal.core import accounts, habits, iprs, poa, validation
from mock_portal.core.errors import FieldErrors, NotFound
from mock_portal.core.names import RULES
from mock_portal.faults import At, FaultKind
from mock_portal.skins.modern.layout import LAYOUT
from mock_portal.skins.modern.responses import field_errors, page
from mock_portal.skins.shared.fields import file_row, upload_hint
from mock_portal.skins.shared.form import form_json, posted_values
from mock_portal.skins.shared.records import choices, posted_record, record_json, record_of
from mock_portal.skins.shared.submission import confirmation_dialog, json_response, posted_choice

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from mock_portal.call import Call
    from mock_portal.models import Record


def _saved(call: Call, record: Record) -> Response:
    data = {
        "record": record_json(call, record),
        "saved": local(record.updated_at),
        "template_ready": poa.ready(call.portal, record, call.user),
    }
    return json_response(data)


# -- type and place


async def choose(request: Request, call: Call) -> Response:
    """What the first page offers, and the draft that the address names."""
    record = record_of(request, call) if request.query_params.get("iprNo") else None
    forms = call.portal.forms
    data = {
        "record": record_json(call, record) if record else None,
        "types": choices(forms.types, call.lang),
        "places": choices(forms.places, call.lang),
        "countries": choices(forms.countries, call.lang, key="en"),
        "strict": call.portal.settings.next_needs_save,
    }
    return page(call, data)


async def create(_request: Request, call: Call) -> Response:
    """The first Save Draft."""
    try:
        record = iprs.first_save(call.portal, call.user, posted_choice(call))
    except FieldErrors as error:
        return field_errors(call, error)
    return _saved(call, record)


async def change_choice(request: Request, call: Call) -> Response:
    """A later Save Draft of the first page."""
    record = posted_record(request, call, call.form)
    try:
        record = iprs.save_choice(call.portal, record, posted_choice(call))
    except FieldErrors as error:
        return field_errors(call, error)
    return _saved(call, record)


# -- details


async def details(request: Request, call: Call) -> Response:
    """The form with what is stored."""
    record = record_of(request, call)
    if not record.editable:
        return json_response({"moved": f"/uc/ipr/record/{record.number}"})
    portal = call.portal
    accounts.remember(portal, call.user_session, "wizard", record.number)
    form = iprs.form_of(portal, record)
    files = portal.store.attachments(record.number)
    data = {
        "record": record_json(call, record),
        "title": form.title[call.lang],
        **form_json(form, call.lang, LAYOUT),
        "values": record.fields,
        "files": [file_row(call, held) for held in files],
        "context": validation.context(portal, record, call.user, record.fields),
        "complainant": call.user.complainant,
        "name_rules": RULES,
        "upload_hint": upload_hint(call),
        "confirm": confirmation_dialog(call),
        "agreement": habits.agreement(portal),
        "late": habits.late_milliseconds(portal.faults.take(FaultKind.LATE_FIELDS, At.RECORD)),
        "template_ready": poa.ready(portal, record, call.user),
    }
    return page(call, data, at=At.RECORD)


async def save(request: Request, call: Call) -> Response:
    """Save Draft on the details page."""
    record = posted_record(request, call, call.form)
    form = iprs.form_of(call.portal, record)
    try:
        record = iprs.save(call.portal, record, call.user, posted_values(form, call.form))
    except FieldErrors as error:
        return field_errors(call, error, form)
    return _saved(call, record)


async def submit(request: Request, call: Call) -> Response:
    """Submit for verification."""
    record = posted_record(request, call, call.form)
    form = iprs.form_of(call.portal, record)
    if not habits.agreed(call.portal, call.form):
        return json_response({"error": call.portal.words.text(call.lang, "agreement.missing")}, 422)
    try:
        record = iprs.submit(call.portal, record, call.user, posted_values(form, call.form))
    except FieldErrors as error:
        return field_errors(call, error, form)
    return json_response({"record": record_json(call, record)})


async def confirmation(request: Request, call: Call) -> Response:
    """What was sent."""
    record = record_of(request, call)
    if record.submitted_at is None:
        raise NotFound
    return page(call, {"record": record_json(call, record)})


# -- files


async def files(request: Request, call: Call) -> Response:
    """The files of a record and whether they are scanned."""
    attachments = call.portal.store.attachments(record_of(request, call).number)
    return json_response({"files": [file_row(call, a) for a in attachments]})
