"""Powers of attorney: by signatory; templates go out, signed ones come back."""

from __future__ import annotations

import io
from itertools import groupby
from typing import TYPE_CHECKING

from pypdf import PdfReader, PdfWriter
from pypdf.errors import PyPdfError
from starlette.exceptions import HTTPException
from starlette.responses import Response

from ipp_bot.errors import UsageError
from ipp_bot.ledger import FilingFilter, State
from ipp_bot.run.inbox import awaited_signature, put_into_inbox, unmatched
from ipp_bot.ui.handlers import filing_of, redirect
from ipp_bot.ui.uploads import PAPERS, read_uploads

if TYPE_CHECKING:
    from ipp_bot.ledger import Filing
    from ipp_bot.ui.handlers import Call

__all__ = ["MOST_BYTES", "fetch", "send_template", "send_templates", "show", "upload"]

MOST_BYTES = 30_000_000
"""Of one signed paper."""
_SHOWN = 300


def show(call: Call) -> Response:
    """What waits, by signatory, and files that nothing waits for."""
    waiting = _waiting(call)
    every = [awaited_signature(call.workspace, filing) for filing in waiting[:_SHOWN]]
    return call.page(
        "poa",
        groups=[
            (name, list(some)) for name, some in groupby(every, key=lambda one: one.filing.holder)
        ],
        count=len(waiting),
        left_out=len(waiting) - len(every),
        missing=sum(one.template is None and one.signed is None for one in every),
        stray=list(unmatched(call.workspace, call.ledger)),
    )


def fetch(call: Call) -> Response:
    """Starts `ipp-bot poa`, which fetches the templates that are missing."""
    return redirect(f"/run?command={call.start('poa', '--json').id}")


def upload(call: Call) -> Response:
    """Puts a signed paper into the inbox, as a person would; what is odd about it is shown then."""
    filing = _filing(call)
    form = call.form
    papers = read_uploads(form, "paper", most_bytes=MOST_BYTES, kinds=PAPERS) if form else []
    if len(papers) != 1:
        raise UsageError(call.words("Choose one file."), sent=False)
    put_into_inbox(call.workspace, filing, papers[0].content, papers[0].suffix)
    return redirect(f"/poa#f-{filing.id}")


def send_template(call: Call) -> Response:
    """The portal's template of one filing."""
    filing = _filing(call)
    template = awaited_signature(call.workspace, filing).template
    if template is None:
        raise HTTPException(404)
    return _pdf(template.read_bytes())


def send_templates(call: Call) -> Response:
    """All templates of the filing's signatory as one PDF."""
    holder = _filing(call).holder
    writer = PdfWriter()
    for filing in _waiting(call):
        template = awaited_signature(call.workspace, filing).template
        if filing.holder == holder and template is not None:
            try:
                writer.append(PdfReader(template), import_outline=False)
            except (PyPdfError, OSError) as error:
                raise UsageError(f"{template} cannot be read: {error}", sent=False) from error
    held = io.BytesIO()
    writer.write(held)
    return _pdf(held.getvalue())


def _waiting(call: Call) -> list[Filing]:
    found = call.ledger.filings(FilingFilter(states=(State.AWAITING_POA,)))
    return sorted(found, key=lambda filing: (filing.holder, filing.key.ref))


def _filing(call: Call) -> Filing:
    filing = filing_of(call, call.request.path_params["id"])
    if filing.state is not State.AWAITING_POA:
        raise UsageError(
            f"{filing.key.ref} does not wait for a power of attorney",
            hint=f"ipp-bot status {filing.key.ref}",
            sent=False,
        )
    return filing


def _pdf(content: bytes) -> Response:
    headers = {"content-disposition": 'attachment; filename="power-of-attorney.pdf"'}
    return Response(content, media_type="application/pdf", headers=headers)
