"""IPR Submission over the API: choice, details, uploads, confirmation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.datastructures import FormData, UploadFile
from starlette.responses import Response

from mock_portal.clock import local
from mock_portal.core import accounts, habits, iprs, poa, uploads, validation
from mock_portal.core.errors import FieldErrors, NotFound, PortalError
from mock_portal.core.iprs import Choice
from mock_portal.core.names import RULES
from mock_portal.faults import At, FaultKind
from mock_portal.skins.classic.fields import file_row
from mock_portal.skins.modern.answers import FRESH, answer, field_errors, page
from mock_portal.skins.modern.layout import LAYOUT
from mock_portal.skins.shared.form import form_told, typed
from mock_portal.skins.shared.records import choices, record_told

if TYPE_CHECKING:
    from starlette.requests import Request

    from mock_portal.gate import Call
    from mock_portal.models import Record


def record_of(request: Request, call: Call) -> Record:
    """The record that a request names."""
    number = str(call.form.get("iprNo") or request.query_params.get("iprNo", ""))
    return call.portal.record(number, call.user.username)


def _in_hand(request: Request, call: Call, form: FormData) -> Record:
    """The record that a post is for; a shared wizard takes the one last opened in the session."""
    number = str(form.get("iprNo") or request.query_params.get("iprNo", ""))
    if call.portal.faults.active(FaultKind.SHARED_WIZARD):
        number = str(call.ticket.data.get("wizard", number))
    return call.portal.record(number, call.user.username)


def _saved(call: Call, record: Record) -> Response:
    told = {
        "record": record_told(call, record),
        "saved": local(record.updated_at),
        "template_ready": poa.ready(call.portal, record, call.user),
    }
    return answer(told)


# -- type and place


async def choose(request: Request, call: Call) -> Response:
    """What the first page offers, and the draft in hand."""
    record = record_of(request, call) if request.query_params.get("iprNo") else None
    forms = call.portal.forms
    told = {
        "record": record_told(call, record) if record else None,
        "types": choices(forms.types, call.lang),
        "places": choices(forms.places, call.lang),
        "countries": choices(forms.countries, call.lang, key="en"),
        "strict": call.portal.settings.next_needs_save,
    }
    return page(call, told)


def _choice(call: Call) -> Choice:
    return Choice(*(str(call.form.get(name, "")) for name in ("type", "place", "country")))


async def create(_request: Request, call: Call) -> Response:
    """The first Save Draft."""
    try:
        record = iprs.first_save(call.portal, call.user, _choice(call))
    except FieldErrors as error:
        return field_errors(call, error)
    return _saved(call, record)


async def change_choice(request: Request, call: Call) -> Response:
    """A later Save Draft of the first page."""
    record = _in_hand(request, call, call.form)
    try:
        record = iprs.save_choice(call.portal, record, _choice(call))
    except FieldErrors as error:
        return field_errors(call, error)
    return _saved(call, record)


# -- details


async def details(request: Request, call: Call) -> Response:
    """The form with what is stored."""
    record = record_of(request, call)
    if not record.editable:
        return answer({"moved": f"/uc/ipr/record/{record.number}"})
    portal = call.portal
    accounts.remember(portal, call.ticket, "wizard", record.number)
    form = iprs.form_of(portal, record)
    ask = portal.faults.take(FaultKind.CONFIRM_DIALOG, At.SUBMIT)
    confirm = "native" if ask and ask.options.get("native") else "modal"
    files = portal.store.attachments(record.number)
    settings = portal.settings
    told = {
        "record": record_told(call, record),
        "title": form.title[call.lang],
        **form_told(form, call.lang, LAYOUT),
        "values": record.fields,
        "files": [file_row(call, held) for held in files],
        "context": validation.context(portal, record, call.user, record.fields),
        "complainant": call.user.complainant,
        "name_rules": RULES,
        "upload_hint": portal.words.say(
            call.lang, "details.upload_hint", limit=settings.max_megabytes, count=settings.max_files
        ),
        "confirm": confirm if ask or settings.confirm_submit else "",
        "agreement": habits.agreement(portal),
        "late": habits.late_milliseconds(portal.faults.take(FaultKind.LATE_FIELDS, At.RECORD)),
        "template_ready": poa.ready(portal, record, call.user),
    }
    return page(call, told, at=At.RECORD)


async def save(request: Request, call: Call) -> Response:
    """Save Draft on the details page."""
    record = _in_hand(request, call, call.form)
    form = iprs.form_of(call.portal, record)
    try:
        record = iprs.save(call.portal, record, call.user, typed(form, call.form))
    except FieldErrors as error:
        return field_errors(call, error, form)
    return _saved(call, record)


async def submit(request: Request, call: Call) -> Response:
    """Submit for verification."""
    record = _in_hand(request, call, call.form)
    form = iprs.form_of(call.portal, record)
    if habits.agreement(call.portal) != "off" and call.form.get("agree") != "true":
        return answer({"error": call.portal.words.say(call.lang, "agreement.missing")}, 422)
    try:
        record = iprs.submit(call.portal, record, call.user, typed(form, call.form))
    except FieldErrors as error:
        return field_errors(call, error, form)
    return answer({"record": record_told(call, record)})


async def confirmation(request: Request, call: Call) -> Response:
    """What was sent."""
    record = record_of(request, call)
    if record.submitted_at is None:
        raise NotFound
    return page(call, {"record": record_told(call, record)})


# -- files


async def upload(request: Request, call: Call) -> Response:
    """One file of one slot."""
    form = call.form or await request.form(max_files=20)
    record = _in_hand(request, call, form)
    file = form.get("file")
    if not isinstance(file, UploadFile):
        return answer({"error": call.portal.words.say(call.lang, "upload.empty")}, 400)
    content = await file.read()
    try:
        held = uploads.add(
            call.portal, record, str(form.get("slot", "")), file.filename or "", content
        )
    except PortalError as error:
        return answer({"error": call.portal.words.tell(call.lang, error.problem)}, error.status)
    return answer(file_row(call, held))


async def remove(request: Request, call: Call) -> Response:
    """Takes a file off."""
    record = _in_hand(request, call, call.form)
    uploads.remove(call.portal, record, str(call.form.get("id", "")))
    return answer({})


async def files(request: Request, call: Call) -> Response:
    """The files of a record and whether they are scanned."""
    held = call.portal.store.attachments(record_of(request, call).number)
    return answer({"files": [file_row(call, a) for a in held]})


async def template(request: Request, call: Call) -> Response:
    """The POA template as a PDF."""
    record = record_of(request, call)
    content = poa.template(call.portal, record, call.user)
    disposition = {"Content-Disposition": f'attachment; filename="POA_{record.number}.pdf"'}
    return Response(content, 200, {**FRESH, **disposition}, "application/pdf")
