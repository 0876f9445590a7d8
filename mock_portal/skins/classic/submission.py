"""IPR Submission: choice, details, uploads, confirmation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from starlette.datastructures import FormData, UploadFile
from starlette.responses import JSONResponse, Response

from mock_portal.clock import local
from mock_portal.core import accounts, habits, iprs, poa, uploads
from mock_portal.core.errors import FieldErrors, NotFound, PortalError, Problem
from mock_portal.core.iprs import Choice
from mock_portal.core.names import RULES
from mock_portal.faults import At, FaultKind
from mock_portal.skins.classic.fields import file_row, sections
from mock_portal.skins.classic.render import go, page

if TYPE_CHECKING:
    from starlette.requests import Request

    from mock_portal.gate import Call
    from mock_portal.models import Record


def record_of(request: Request, call: Call) -> Record:
    """The record that an address or a form names."""
    number = str(call.form.get("iprNo") or request.query_params.get("iprNo", ""))
    return call.portal.record(number, call.user.username)


def _in_hand(request: Request, call: Call, form: FormData) -> Record:
    """The record that a post is for; a shared wizard takes the one last opened in the session."""
    number = str(form.get("iprNo") or request.query_params.get("iprNo", ""))
    if call.portal.faults.active(FaultKind.SHARED_WIZARD):
        number = str(call.ticket.data.get("wizard", number))
    return call.portal.record(number, call.user.username)


def _flash(call: Call, record: Record) -> str:
    """The time of a save just made, told once."""
    saved = call.ticket.data.get("saved")
    if not saved or saved[0] != record.number:
        return ""
    accounts.remember(call.portal, call.ticket, "saved", None)
    return str(saved[1])


def _mark_saved(call: Call, record: Record) -> None:
    told = [record.number, local(record.updated_at)]
    accounts.remember(call.portal, call.ticket, "saved", told)


# -- type and place


async def choose(request: Request, call: Call) -> Response:
    """The first page, fresh or for a draft."""
    record = None
    if request.query_params.get("iprNo"):
        record = record_of(request, call)
    choice = Choice(record.type, record.place, record.country) if record else Choice()
    return _choice_page(request, call, record, choice, {})


def _choice_page(
    request: Request,
    call: Call,
    record: Record | None,
    choice: Choice,
    problems: dict[str, Problem],
) -> Response:
    tell = call.portal.words.tell
    return page(
        request, call, "choice.html", menu="submission", at=At.FIRST_SAVE,
        record=record, choice=choice,
        saved=_flash(call, record) if record and not problems else "",
        errors={name: tell(call.lang, problems[name]) if name in problems else ""
                for name in ("type", "place", "country")},
        problem=call.portal.words.say(call.lang, "error.fields", count=len(problems))
        if problems else "",
        types=call.portal.forms.types, places=call.portal.forms.places,
        countries=call.portal.forms.countries, strict=call.portal.settings.next_needs_save,
    )  # fmt: skip


def _choice(call: Call) -> Choice:
    return Choice(*(str(call.form.get(name, "")) for name in ("type", "place", "country")))


async def create(request: Request, call: Call) -> Response:
    """The first Save Draft."""
    try:
        record = iprs.first_save(call.portal, call.user, _choice(call))
    except FieldErrors as error:
        return _choice_page(request, call, None, _choice(call), error.problems)
    _mark_saved(call, record)
    return go(f"/uc/ipr/add.htm?iprNo={record.number}")


async def change_choice(request: Request, call: Call) -> Response:
    """A later Save Draft of the first page."""
    record = _in_hand(request, call, call.form)
    try:
        record = iprs.save_choice(call.portal, record, _choice(call))
    except FieldErrors as error:
        return _choice_page(request, call, record, _choice(call), error.problems)
    _mark_saved(call, record)
    return go(f"/uc/ipr/add.htm?iprNo={record.number}")


# -- details


async def details(request: Request, call: Call) -> Response:
    """The form with what is stored."""
    record = record_of(request, call)
    if not record.editable:
        return go(f"/uc/ipr/record.htm?iprNo={record.number}")
    accounts.remember(call.portal, call.ticket, "wizard", record.number)
    return _details_page(request, call, record, record.fields, {}, saved=_flash(call, record))


def _details_page(
    request: Request,
    call: Call,
    record: Record,
    given: dict[str, Any],
    problems: dict[str, Problem],
    *,
    saved: str = "",
    problem: str = "",
) -> Response:
    portal = call.portal
    form = iprs.form_of(portal, record)
    files = portal.store.attachments(record.number)
    told, context = sections(call, record, form, given, files, problems)
    ask = portal.faults.take(FaultKind.CONFIRM_DIALOG, At.SUBMIT)
    confirm = "native" if ask and ask.options.get("native") else "modal"
    late = portal.faults.take(FaultKind.LATE_FIELDS, At.RECORD)
    words = portal.words.under(call.lang, "script")
    if problems:
        problem = portal.words.say(call.lang, "error.fields", count=len(problems))
    country = next((c[call.lang] for c in portal.forms.countries if c["en"] == record.country), "")
    return page(
        request, call, "details.html", menu="submission", at=At.RECORD,
        record=record, form_title=form.title[call.lang], country=country, sections=told,
        context=context, name_rules=RULES, saved=saved, problem=problem,
        words={**words, "confirm": portal.words.say(call.lang, "confirm.text")},
        confirm=confirm if ask or portal.settings.confirm_submit else "",
        agreement=habits.agreement(portal), late=habits.late_milliseconds(late),
        template_ready=not problems and poa.ready(portal, record, call.user),
    )  # fmt: skip


def _typed(form: FormData) -> dict[str, Any]:
    steering = {"csrf_token", "form_token", "iprNo", "agree"}
    names = {key for key in form if key not in steering}
    typed: dict[str, Any] = {}
    for name in names:
        values = [str(v) for v in form.getlist(name)]
        typed[name] = values if len(values) > 1 or name == "class" else values[0]
    return typed


async def save(request: Request, call: Call) -> Response:
    """Save Draft on the details page."""
    record = _in_hand(request, call, call.form)
    typed = _typed(call.form)
    try:
        record = iprs.save(call.portal, record, call.user, typed)
    except FieldErrors as error:
        return _details_page(request, call, record, typed, error.problems)
    _mark_saved(call, record)
    return go(f"/uc/ipr/detail.htm?iprNo={record.number}")


async def submit(request: Request, call: Call) -> Response:
    """Submit for verification."""
    record = _in_hand(request, call, call.form)
    typed = _typed(call.form)
    if habits.agreement(call.portal) != "off" and call.form.get("agree") != "true":
        missing = call.portal.words.say(call.lang, "agreement.missing")
        return _details_page(request, call, record, typed, {}, problem=missing)
    try:
        record = iprs.submit(call.portal, record, call.user, typed)
    except FieldErrors as error:
        return _details_page(request, call, record, typed, error.problems)
    return go(f"/uc/ipr/success.htm?iprNo={record.number}")


async def confirmation(request: Request, call: Call) -> Response:
    """What was sent."""
    record = record_of(request, call)
    if record.submitted_at is None:
        raise NotFound
    return page(request, call, "confirmation.html", menu="submission", at=At.SUBMIT, record=record)


# -- files


async def upload(request: Request, call: Call) -> Response:
    """One file of one slot."""
    form = call.form or await request.form(max_files=20)
    record = _in_hand(request, call, form)
    file = form.get("file")
    if not isinstance(file, UploadFile):
        return JSONResponse({"error": call.portal.words.say(call.lang, "upload.empty")}, 400)
    content = await file.read()
    try:
        attachment = uploads.add(
            call.portal, record, str(form.get("slot", "")), file.filename or "", content
        )
    except PortalError as error:
        text = call.portal.words.tell(call.lang, error.problem)
        return JSONResponse({"error": text}, error.status)
    return JSONResponse(file_row(call, attachment))


async def remove(request: Request, call: Call) -> Response:
    """Takes a file off."""
    record = _in_hand(request, call, call.form)
    uploads.remove(call.portal, record, str(call.form.get("id", "")))
    return JSONResponse({})


async def files(request: Request, call: Call) -> Response:
    """The files of a record and whether they are scanned."""
    record = record_of(request, call)
    held = call.portal.store.attachments(record.number)
    rows = [file_row(call, a) for a in held]
    return JSONResponse(rows, headers={"Cache-Control": "no-store"})


async def template(request: Request, call: Call) -> Response:
    """The POA template as a PDF."""
    record = record_of(request, call)
    content = poa.template(call.portal, record, call.user)
    name = f"POA_{record.number}.pdf"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return Response(content, 200, headers, "application/pdf")
