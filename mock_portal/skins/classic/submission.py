"""IPR Submission: choice, details, files, confirmation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mock_portal.clock import local
from mock_portal.core import accounts, habits, iprs, poa
from mock_portal.core.errors import FieldErrors, NotFound
from mock_portal.core.iprs import TypeAndPlace
from mock_portal.core.names import RULES
from mock_portal.faults import At, FaultKind
from mock_portal.skins.classic.fields import sections
from mock_portal.skins.classic.pages import page, redirect
from mock_portal.skins.shared.fields import file_row
from mock_portal.skins.shared.records import posted_record, record_of
from mock_portal.skins.shared.submission import confirmation_dialog, json_response, posted_choice

if TYPE_CHECKING:
    from starlette.datastructures import FormData
    from starlette.requests import Request
    from starlette.responses import Response

    from mock_portal.call import Call
    from mock_portal.lang import Problem
    from mock_portal.models import Record


def _take_saved_time(call: Call, record: Record) -> str:
    """The time of the save just made, for one page; empty afterwards."""
    saved = call.user_session.data.get("saved")
    if not saved or saved[0] != record.number:
        return ""
    accounts.remember(call.portal, call.user_session, "saved", None)
    return str(saved[1])


def _keep_saved_time(call: Call, record: Record) -> None:
    saved = [record.number, local(record.updated_at)]
    accounts.remember(call.portal, call.user_session, "saved", saved)


# -- type and place


async def choose(request: Request, call: Call) -> Response:
    """The first page, fresh or for a draft."""
    record = None
    if request.query_params.get("iprNo"):
        record = record_of(request, call)
    choice = TypeAndPlace(record.type, record.place, record.country) if record else TypeAndPlace()
    return _choice_page(request, call, record, choice, {})


def _choice_page(
    request: Request,
    call: Call,
    record: Record | None,
    choice: TypeAndPlace,
    problems: dict[str, Problem],
) -> Response:
    problem_text = call.portal.words.problem_text
    return page(
        request, call, "choice.html", menu="submission", at=At.FIRST_SAVE,
        record=record, choice=choice,
        saved=_take_saved_time(call, record) if record and not problems else "",
        errors={name: problem_text(call.lang, problems[name]) if name in problems else ""
                for name in ("type", "place", "country")},
        problem=call.portal.words.text(call.lang, "error.fields", count=len(problems))
        if problems else "",
        types=call.portal.forms.types, places=call.portal.forms.places,
        countries=call.portal.forms.countries, strict=call.portal.settings.next_needs_save,
    )  # fmt: skip


async def create(request: Request, call: Call) -> Response:
    """The first Save Draft."""
    try:
        record = iprs.first_save(call.portal, call.user, posted_choice(call))
    except FieldErrors as error:
        return _choice_page(request, call, None, posted_choice(call), error.problems)
    _keep_saved_time(call, record)
    return redirect(f"/uc/ipr/add.htm?iprNo={record.number}")


async def change_choice(request: Request, call: Call) -> Response:
    """A later Save Draft of the first page."""
    record = posted_record(request, call, call.form)
    try:
        record = iprs.save_choice(call.portal, record, posted_choice(call))
    except FieldErrors as error:
        return _choice_page(request, call, record, posted_choice(call), error.problems)
    _keep_saved_time(call, record)
    return redirect(f"/uc/ipr/add.htm?iprNo={record.number}")


# -- details


async def details(request: Request, call: Call) -> Response:
    """The form with what is stored."""
    record = record_of(request, call)
    if not record.editable:
        return redirect(f"/uc/ipr/record.htm?iprNo={record.number}")
    accounts.remember(call.portal, call.user_session, "wizard", record.number)
    return _details_page(
        request, call, record, record.fields, {}, saved=_take_saved_time(call, record)
    )


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
    shown, context = sections(call, record, form, given, files, problems)
    words = portal.words.texts_under(call.lang, "script")
    if problems:
        problem = portal.words.text(call.lang, "error.fields", count=len(problems))
    country = next((c[call.lang] for c in portal.forms.countries if c["en"] == record.country), "")
    return page(
        request, call, "details.html", menu="submission", at=At.RECORD,
        record=record, form_title=form.title[call.lang], country=country, sections=shown,
        context=context, name_rules=RULES, saved=saved, problem=problem,
        words={**words, "confirm": portal.words.text(call.lang, "confirm.text")},
        confirm=confirmation_dialog(call), agreement=habits.agreement(portal),
        late=habits.late_milliseconds(portal.faults.take(FaultKind.LATE_FIELDS, At.RECORD)),
        template_ready=not problems and poa.ready(portal, record, call.user),
    )  # fmt: skip


def _typed(form: FormData) -> dict[str, Any]:
    others = {"csrf_token", "form_token", "iprNo", "agree"}
    names = {key for key in form if key not in others}
    typed: dict[str, Any] = {}
    for name in names:
        values = [str(v) for v in form.getlist(name)]
        typed[name] = values if len(values) > 1 or name == "class" else values[0]
    return typed


async def save(request: Request, call: Call) -> Response:
    """Save Draft on the details page."""
    record = posted_record(request, call, call.form)
    typed = _typed(call.form)
    try:
        record = iprs.save(call.portal, record, call.user, typed)
    except FieldErrors as error:
        return _details_page(request, call, record, typed, error.problems)
    _keep_saved_time(call, record)
    return redirect(f"/uc/ipr/detail.htm?iprNo={record.number}")


async def submit(request: Request, call: Call) -> Response:
    """Submit for verification."""
    record = posted_record(request, call, call.form)
    typed = _typed(call.form)
    if not habits.agreed(call.portal, call.form):
        missing = call.portal.words.text(call.lang, "agreement.missing")
        return _details_page(request, call, record, typed, {}, problem=missing)
    try:
        record = iprs.submit(call.portal, record, call.user, typed)
    except FieldErrors as error:
        return _details_page(request, call, record, typed, error.problems)
    return redirect(f"/uc/ipr/success.htm?iprNo={record.number}")


async def confirmation(request: Request, call: Call) -> Response:
    """What was sent."""
    record = record_of(request, call)
    if record.submitted_at is None:
        raise NotFound
    return page(request, call, "confirmation.html", menu="submission", at=At.SUBMIT, record=record)


# -- files


async def files(request: Request, call: Call) -> Response:
    """The files of a record and whether they are scanned."""
    attachments = call.portal.store.attachments(record_of(request, call).number)
    return json_response([file_row(call, a) for a in attachments])
