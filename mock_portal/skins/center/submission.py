"""Adding an IPR over the calls: choice, details, files, the result."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from starlette.datastructures import UploadFile
from starlette.responses import Response

from mock_portal.clock import local, wall
from mock_portal.core import accounts, habits, iprs, poa, uploads, validation
from mock_portal.core.errors import FieldErrors, NotFound
from mock_portal.core.iprs import TypeAndPlace
from mock_portal.core.names import RULES
from mock_portal.faults import At, FaultKind
from mock_portal.skins.center.holders import registered
from mock_portal.skins.center.responses import (
    answer,
    changed_words,
    field_errors,
    page,
    refusal,
)
from mock_portal.skins.shared.fields import upload_hint
from mock_portal.skins.shared.form import form_json, posted_values
from mock_portal.skins.shared.layout import Layout
from mock_portal.skins.shared.records import choices, record_json
from mock_portal.skins.shared.submission import FRESH, confirmation_dialog

if TYPE_CHECKING:
    from starlette.requests import Request

    from mock_portal.call import Call
    from mock_portal.models import Attachment, Record

LAYOUT = Layout(Path(__file__).parent / "layout.yaml")


def record_of(request: Request, call: Call) -> Record:
    """The record that a call names; a post in a shared wizard is for the one last opened."""
    number = str(call.form.get("id") or request.query_params.get("id", ""))
    shared = call.portal.faults.active(FaultKind.SHARED_WIZARD)
    if shared and request.method == "POST":
        number = str(call.user_session.data.get("wizard", number))
    return call.portal.record(number, call.user.username)


def _saved(call: Call, record: Record) -> Response:
    told = {
        "record": record_json(call, record),
        "saved": local(record.updated_at),
        "templateReady": poa.ready(call.portal, record, call.user),
    }
    return answer(told)


def file_json(held: Attachment) -> dict[str, Any]:
    """A stored file for the list under its field."""
    return {
        "id": held.id,
        "slot": held.slot,
        "name": held.filename,
        "size": held.size,
        "ready": held.ready_at <= wall(),
    }


# -- type and place


async def options(request: Request, call: Call) -> Response:
    """What the first page offers, and the draft in hand."""
    record = record_of(request, call) if request.query_params.get("id") else None
    forms, lang = call.portal.forms, call.lang
    places: list[dict[str, Any]] = [dict(place) for place in choices(forms.places, lang)]
    for place in places:
        if place["value"] == "Others":
            place["children"] = [
                {"value": f"Others/{c['value']}", "label": c["label"]}
                for c in choices(forms.countries, lang, key="en")
            ]
    told = {
        "record": record_json(call, record) if record else None,
        "types": choices(forms.types, lang),
        "places": places,
        "strict": call.portal.settings.next_needs_save,
    }
    return page(call, told)


def _choice(call: Call) -> TypeAndPlace:
    place, _, country = str(call.form.get("region", "")).partition("/")
    return TypeAndPlace(str(call.form.get("rightType", "")), place, country)


def _choice_errors(call: Call, error: FieldErrors) -> Response:
    shown = {"type": "rightType", "place": "region", "country": "region"}
    return field_errors(call, FieldErrors({shown[k]: p for k, p in error.problems.items()}))


async def create(_request: Request, call: Call) -> Response:
    """The first save of a draft."""
    try:
        record = iprs.first_save(call.portal, call.user, _choice(call))
    except FieldErrors as error:
        return _choice_errors(call, error)
    return _saved(call, record)


async def change_choice(request: Request, call: Call) -> Response:
    """A later save of the first page."""
    record = record_of(request, call)
    try:
        record = iprs.save_choice(call.portal, record, _choice(call))
    except FieldErrors as error:
        return _choice_errors(call, error)
    return _saved(call, record)


# -- details


async def details(request: Request, call: Call) -> Response:
    """The head of the details page: title, record, buttons."""
    record = record_of(request, call)
    if not record.editable:
        return answer({"moved": record.number})
    portal = call.portal
    accounts.remember(portal, call.user_session, "wizard", record.number)
    told = {
        "record": record_json(call, record),
        "title": iprs.form_of(portal, record).title[call.lang],
        "confirm": confirmation_dialog(call),
        "agreement": habits.agreement(portal),
    }
    return page(call, told, at=At.RECORD)


async def fields(request: Request, call: Call) -> Response:
    """The form itself with what is stored; it may come late."""
    portal = call.portal
    late = portal.faults.take(FaultKind.LATE_FIELDS, At.RECORD)
    await portal.held.wait(habits.late_milliseconds(late) / 1000)
    record = record_of(request, call)
    form = iprs.form_of(portal, record)
    settings = portal.settings
    told = {
        **form_json(form, call.lang, LAYOUT),
        "values": record.fields,
        "files": [file_json(held) for held in portal.store.attachments(record.number)],
        "context": validation.context(portal, record, call.user, record.fields),
        "complainant": call.user.complainant,
        "nameRules": RULES,
        "holders": registered(call) if settings.holder_book else None,
        "uploadHint": upload_hint(call),
        "datePicker": settings.date_picker,
        "templateOpens": settings.template_opens,
        "templateReady": poa.ready(portal, record, call.user),
        "words": changed_words(call),
    }
    return answer(told)


async def save(request: Request, call: Call) -> Response:
    """Stores the draft."""
    record = record_of(request, call)
    form = iprs.form_of(call.portal, record)
    try:
        record = iprs.save(call.portal, record, call.user, posted_values(form, call.form))
    except FieldErrors as error:
        return field_errors(call, error, form)
    return _saved(call, record)


async def submit(request: Request, call: Call) -> Response:
    """Sends the form to the reviewers."""
    record = record_of(request, call)
    form = iprs.form_of(call.portal, record)
    if not habits.agreed(call.portal, call.form):
        return refusal("AGREEMENT", call.portal.words.text(call.lang, "agreement.missing"))
    try:
        record = iprs.submit(call.portal, record, call.user, posted_values(form, call.form))
    except FieldErrors as error:
        return field_errors(call, error, form)
    return answer({"record": record_json(call, record)})


async def result(request: Request, call: Call) -> Response:
    """What was sent."""
    record = record_of(request, call)
    if record.submitted_at is None:
        raise NotFound
    return page(call, {"record": record_json(call, record)})


# -- files


async def upload(request: Request, call: Call) -> Response:
    """One file of one slot; it comes by another origin."""
    record = record_of(request, call)
    file = next((part for part in call.form.values() if isinstance(part, UploadFile)), None)
    if file is None:
        return refusal("EMPTY", call.portal.words.text(call.lang, "upload.empty"))
    slot = str(call.form.get("slot", ""))
    held = uploads.add(call.portal, record, slot, file.filename or "", await file.read())
    return answer(file_json(held))


async def remove(request: Request, call: Call) -> Response:
    """Takes a file off."""
    uploads.remove(call.portal, record_of(request, call), str(call.form.get("fileId", "")))
    return answer({})


async def files(request: Request, call: Call) -> Response:
    """The files of a record and whether they are scanned."""
    held = call.portal.store.attachments(record_of(request, call).number)
    return answer({"files": [file_json(a) for a in held]})


async def template(request: Request, call: Call) -> Response:
    """The POA template as a PDF; `inline` leaves it to the browser's viewer."""
    record = record_of(request, call)
    content = poa.template(call.portal, record, call.user)
    how = "inline" if request.query_params.get("inline") else "attachment"
    disposition = {"Content-Disposition": f'{how}; filename="POA_{record.number}.pdf"'}
    return Response(content, 200, {**FRESH, **disposition}, "application/pdf")
