"""Templates of powers of attorney with codes, and what a scanner makes of the signed ones."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from PIL import Image, ImageDraw
from reportlab.pdfgen.canvas import Canvas

from ipp_bot.ledger import FilingFilter, Ledger, Outcome, PlannedEntry, State
from ipp_bot.run.inbox import template_of
from ipp_bot.run.signed_scans import code_printer

if TYPE_CHECKING:
    from pathlib import Path

    from ipp_bot.ledger import Filing
    from ipp_bot.workspace import Workspace

A4 = (595, 842)


def waiting(
    ledger: Ledger,
    workspace: Workspace,
    ref: str,
    *,
    pages: int = 1,
    made_from: str = "hash-1",
    entry_json: str = "{}",
) -> Filing:
    """A filing that waits, its template with a code."""
    entry = PlannedEntry(
        account="acme", ref=ref, entry_json=entry_json, fingerprint=ref, holder="星云"
    )
    ((filing, _),) = ledger.plan([entry])
    claim = ledger.claim(filing.id, "w", 60)
    assert claim is not None
    intent = ledger.intend_first_save(claim, deadline_seconds=5)
    ledger.close_intent(claim, intent, Outcome.DONE, number=f"N-{ref}")
    ledger.set_state(claim, State.AWAITING_POA, poa_fields_hash=made_from)
    ledger.release(claim)
    (found,) = ledger.filings(FilingFilter(ref=ref))
    template = template_of(workspace, found)
    template.write_bytes(drawn(ref, pages))
    code_printer()(found.key, made_from, template)
    return found


def drawn(ref: str, pages: int = 1) -> bytes:
    held = io.BytesIO()
    canvas = Canvas(held, pagesize=A4)
    canvas.setKeywords("of-the-portal")
    for number in range(1, pages + 1):
        canvas.setFont("Helvetica", 20)
        canvas.drawCentredString(300, 740, "Power of Attorney")
        canvas.setFont("Helvetica", 12)
        for line in range(12):
            canvas.drawString(72, 690 - line * 30, f"{ref}, page {number}: line {line} of the text")
        canvas.drawString(330, 200, "Signature: ____________________")
        canvas.showPage()
    canvas.save()
    return held.getvalue()


def signed(workspace: Workspace, filing: Filing, page: int = 1) -> Image.Image:
    """A page of the filing's template as a scanner sees it, with a seal."""
    return sealed(template_of(workspace, filing), page)


def sealed(template: Path, page: int = 1) -> Image.Image:
    """A page of a template as a scanner sees it, with a seal."""
    from pypdfium2 import PdfDocument

    with PdfDocument(template) as document:
        image: Image.Image = document[page - 1].render(scale=150 / 72).to_pil().convert("RGB")
    ImageDraw.Draw(image).ellipse((820, 1180, 1080, 1440), outline=(200, 30, 40), width=8)
    return image.rotate(0.7, fillcolor=(250, 250, 250))


def scan(path: Path, *pages: Image.Image) -> Path:
    pages[0].save(path, save_all=True, append_images=list(pages[1:]), resolution=150)
    return path
