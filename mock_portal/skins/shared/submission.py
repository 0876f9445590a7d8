"""IPR Submission: the posted type and place, the last question, uploads, the POA template."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.datastructures import UploadFile
from starlette.responses import JSONResponse, Response

from mock_portal.core import poa, uploads
from mock_portal.core.errors import PortalError
from mock_portal.core.iprs import TypeAndPlace
from mock_portal.faults import At, FaultKind
from mock_portal.skins.shared.fields import file_row
from mock_portal.skins.shared.records import posted_record, record_of

if TYPE_CHECKING:
    from starlette.requests import Request

    from mock_portal.call import Call

FRESH = {"Cache-Control": "no-store"}
"""Headers of an answer that must not be cached."""


def json_response(data: object, status: int = 200) -> JSONResponse:
    """JSON that must not be cached."""
    return JSONResponse(data, status, FRESH)


def posted_choice(call: Call) -> TypeAndPlace:
    """The type and place in the posted form, unchecked."""
    return TypeAndPlace(*(str(call.form.get(name, "")) for name in ("type", "place", "country")))


def confirmation_dialog(call: Call) -> str:
    """How Submit asks once more: `native`, `modal`, or empty for not at all."""
    fault = call.portal.faults.take(FaultKind.CONFIRM_DIALOG, At.SUBMIT)
    if not fault and not call.portal.settings.confirm_submit:
        return ""
    return "native" if fault and fault.options.get("native") else "modal"


async def upload(request: Request, call: Call) -> Response:
    """One file for one slot: its row as JSON, or an error in words."""
    form = call.form or await request.form(max_files=20)
    record = posted_record(request, call, form)
    file = form.get("file")
    if not isinstance(file, UploadFile):
        return json_response({"error": call.portal.words.text(call.lang, "upload.empty")}, 400)
    content = await file.read()
    try:
        attachment = uploads.add(
            call.portal, record, str(form.get("slot", "")), file.filename or "", content
        )
    except PortalError as error:
        text = call.portal.words.problem_text(call.lang, error.problem)
        return json_response({"error": text}, error.status)
    return json_response(file_row(call, attachment))


async def remove(request: Request, call: Call) -> Response:
    """Removes a file of a record."""
    record = posted_record(request, call, call.form)
    uploads.remove(call.portal, record, str(call.form.get("id", "")))
    return json_response({})


async def template(request: Request, call: Call) -> Response:
    """The POA template as a PDF."""
    record = record_of(request, call)
    content = poa.template(call.portal, record, call.user)
    disposition = {"Content-Disposition": f'attachment; filename="POA_{record.number}.pdf"'}
    return Response(content, 200, {**FRESH, **disposition}, "application/pdf")
