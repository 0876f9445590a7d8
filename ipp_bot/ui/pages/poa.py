"""Powers of attorney: by signatory; templates go out, signed ones come back."""

from __future__ import annotations

import io
import tempfile
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from pypdf import PdfReader, PdfWriter
from pypdf.errors import PyPdfError
from starlette.exceptions import HTTPException
from starlette.responses import Response

from ipp_bot.errors import UsageError
from ipp_bot.ledger import FilingFilter, State
from ipp_bot.reading import is_installed
from ipp_bot.run.inbox import awaited_signature, put_into_inbox, unmatched
from ipp_bot.run.signed_scans import take_scans
from ipp_bot.ui.handlers import filing_of
from ipp_bot.ui.uploads import PAPERS, read_uploads

if TYPE_CHECKING:
    from ipp_bot.ledger import Filing
    from ipp_bot.run.signed_scans import SplitScans
    from ipp_bot.ui.handlers import Call

__all__ = [
    "MOST_BYTES",
    "MOST_SCANNED",
    "MOST_SCANS",
    "fetch",
    "send_template",
    "send_templates",
    "show",
    "take_signed",
    "upload",
]

MOST_BYTES = 30_000_000
"""Of one signed paper."""
MOST_SCANS = 100
"""Files that are sent at once to be split."""
MOST_SCANNED = 200_000_000
"""Of all of them."""
_SHOWN = 300


def show(call: Call, split: SplitScans | None = None) -> Response:
    """What waits, by signatory, and files that nothing waits for.

    `split` is what became of scans that were sent just now.
    """
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
        split=split,
        can_split=is_installed(),
    )


def fetch(call: Call) -> Response:
    """Starts `ipp-bot poa`, which fetches the templates that are missing."""
    return call.redirect(f"/run?command={call.start('poa', '--json').id}")


def upload(call: Call) -> Response:
    """Puts a signed paper into the inbox, as a person would; what is odd about it is shown then."""
    filing = _filing(call)
    form = call.form
    papers = read_uploads(form, "paper", most_bytes=MOST_BYTES, kinds=PAPERS) if form else []
    if len(papers) != 1:
        raise UsageError(call.words("Choose one file."), sent=False)
    put_into_inbox(call.workspace, filing, papers[0].content, papers[0].suffix)
    return call.redirect(f"/poa#f-{filing.id}")


def take_signed(call: Call) -> Response:
    """Puts each signed paper of some scans into the inbox, by the codes on their templates."""
    form = call.form
    papers = read_uploads(form, "papers", most_bytes=MOST_SCANNED, kinds=PAPERS) if form else []
    if not papers:
        raise UsageError(call.words("Choose scans."), sent=False)
    with tempfile.TemporaryDirectory() as folder:
        paths = []
        for number, paper in enumerate(papers):
            place = Path(folder) / str(number)
            place.mkdir()
            paths.append(place / f"{Path(paper.name).stem}{paper.suffix}")
            paths[-1].write_bytes(paper.content)
        return show(call, take_scans(call.workspace, call.ledger, paths))


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
