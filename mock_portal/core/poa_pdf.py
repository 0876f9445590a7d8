"""Drawing the POA template as a PDF."""

from __future__ import annotations

import io
from functools import cache
from xml.sax.saxutils import escape

from reportlab.lib.enums import TA_CENTER
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer

from mock_portal.core.document_facts import MARK

_FONT = "STSong-Light"


def draw(title: str, paragraphs: list[str]) -> bytes:
    """A page of paragraphs under a title, Chinese included."""
    _register_font()
    head = ParagraphStyle("head", fontName=_FONT, fontSize=18, leading=28, alignment=TA_CENTER)
    body = ParagraphStyle("body", fontName=_FONT, fontSize=11, leading=20, wordWrap="CJK")
    out = io.BytesIO()
    document = SimpleDocTemplate(out, pagesize=A4, title=title, keywords=MARK, invariant=1)
    story = [Paragraph(escape(title), head), Spacer(1, 24)]
    for text in paragraphs:
        story += [Paragraph(escape(text), body), Spacer(1, 8)]
    document.build(story)
    return out.getvalue()


@cache
def _register_font() -> None:
    pdfmetrics.registerFont(UnicodeCIDFont(_FONT))
