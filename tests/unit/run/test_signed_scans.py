"""Scans of signed powers of attorney: split by the codes of their templates, nothing guessed."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest
from PIL import Image, ImageDraw, ImageFilter
from pypdf import PdfReader, PdfWriter
from reportlab.pdfgen.canvas import Canvas

from ipp_bot.clock import SystemClock
from ipp_bot.ledger import Ledger, State
from ipp_bot.run.inbox import template_of
from ipp_bot.run.signed_scans import code_printer, take_scans
from ipp_bot.workspace import Workspace
from tests.support.attorneys import drawn, scan, signed, waiting
from tests.support.variants import short

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

pytest.importorskip("rapidocr", reason="the extra `read` is not installed")

SETTINGS = """\
portal: {url: "http://127.0.0.1:8765"}
accounts:
  acme: {username: acme, complainant: Acme}
"""


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    (tmp_path / "ipp-bot.yaml").write_text(SETTINGS, encoding="utf-8")
    workspace = Workspace.open(tmp_path)
    for folder in (workspace.hidden, workspace.inbox, workspace.poa):
        folder.mkdir(parents=True, exist_ok=True)
    return workspace


@pytest.fixture
def ledger(workspace: Workspace) -> Iterator[Ledger]:
    with Ledger.open(workspace.database, origin=workspace.url, clock=SystemClock()) as ledger:
        yield ledger


def told(workspace: Workspace, ledger: Ledger, *paths: Path) -> tuple[dict[str, str], list[str]]:
    """What was taken, by ref, and what was left and why."""
    split = take_scans(workspace, ledger, paths)
    return (
        {each.filing.key.ref: each.pages for each in split.taken},
        [f"{each.pages}: {each.why}" for each in split.left],
    )


def test_a_scan_of_many_is_split(workspace: Workspace, ledger: Ledger, tmp_path: Path) -> None:
    a, b = waiting(ledger, workspace, "a"), waiting(ledger, workspace, "案-2", pages=2)
    path = scan(
        tmp_path / "all.pdf",
        signed(workspace, b, 2).rotate(180),
        signed(workspace, a).transpose(Image.Transpose.ROTATE_90),
        Image.new("RGB", (900, 1200), "white"),
        signed(workspace, b),
    )
    assert told(workspace, ledger, path) == (
        {"案-2": "page 4 of all.pdf, page 1 of all.pdf",
         "a": "page 2 of all.pdf, page 3 of all.pdf (no code)"},
        [],
    )  # fmt: skip
    assert len(PdfReader(workspace.inbox / "案-2.pdf").pages) == 2
    first, second = PdfReader(workspace.inbox / "a.pdf").pages
    assert (first.rotation, second.rotation) == (90, 0)
    assert template_of(workspace, a).stat().st_size  # the template stays
    assert sorted(path.name for path in workspace.inbox.iterdir()) == ["a.pdf", "案-2.pdf"]


def test_photographs_go_by_their_codes(
    workspace: Workspace, ledger: Ledger, tmp_path: Path
) -> None:
    b = waiting(ledger, workspace, "b", pages=2)
    paths = []
    for number in (2, 1):
        page = signed(workspace, b, number)
        wide, high = page.size
        table = Image.new("RGB", (wide + 300, high + 300), (90, 80, 70))
        table.paste(page, (150, 150))
        corners = (40, 20, 10, high + 290, wide + 250, high + 240, wide + 290, 60)
        seen = table.transform(table.size, Image.Transform.QUAD, corners, Image.Resampling.BICUBIC)
        paths.append(tmp_path / f"IMG_{9 - number}.jpg")
        seen.filter(ImageFilter.GaussianBlur(1.0)).save(paths[-1], quality=70)
    assert told(workspace, ledger, *paths) == ({"b": "IMG_8.jpg, IMG_7.jpg"}, [])
    assert len(PdfReader(workspace.inbox / "b.pdf").pages) == 2


def test_a_photograph_that_is_one_paper_stays_as_it_is(
    workspace: Workspace, ledger: Ledger, tmp_path: Path
) -> None:
    path = tmp_path / "one.png"
    signed(workspace, waiting(ledger, workspace, "b")).save(path)
    assert told(workspace, ledger, path) == ({"b": "one.png"}, [])
    assert (workspace.inbox / "b.png").read_bytes() == path.read_bytes()


def test_what_is_not_plain_is_left_with_the_reason(
    workspace: Workspace, ledger: Ledger, tmp_path: Path
) -> None:
    twice, half = waiting(ledger, workspace, "twice"), waiting(ledger, workspace, "half", pages=2)
    other, gone = waiting(ledger, workspace, "other"), waiting(ledger, workspace, "gone")
    good = waiting(ledger, workspace, "good")
    stranger = waiting(ledger, workspace, "stranger")
    code_printer()(stranger.key, "", template_of(workspace, stranger))
    images = {each.key.ref: signed(workspace, each) for each in (twice, half, other, gone, good)}
    template_of(workspace, other).write_bytes(drawn("other"))
    code_printer()(other.key, "hash-2", template_of(workspace, other))
    claim = ledger.claim(gone.id, "w", 60)
    assert claim is not None
    ledger.set_state(claim, State.DRAFTED)
    ledger.release(claim)
    foreign = template_of(workspace, stranger)
    foreign.write_bytes(drawn("stranger"))
    key = type(stranger.key)(origin="http://127.0.0.1:8765", account="acme", ref="elsewhere")
    code_printer()(key, "hash-1", foreign)
    path = scan(
        tmp_path / "all.pdf",
        Image.new("RGB", (900, 1200), "white"),
        images["twice"],
        images["half"],
        images["gone"],
        images["good"],
        images["twice"],
        signed(workspace, stranger),
        signed(workspace, other),
    )
    assert told(workspace, ledger, path) == (
        {"good": "page 5 of all.pdf"},
        [
            "page 1 of all.pdf: bears no code, and no page that it goes with is before it",
            "page 4 of all.pdf: is for gone, which does not wait for a power of attorney",
            "page 7 of all.pdf: bears a code that names no filing here",
            "page 8 of all.pdf: is for other, but was printed for other content than it has now",
            "page 2 of all.pdf, page 6 of all.pdf: page 1 of twice is there twice",
            "page 3 of all.pdf: page 2 of 2 of half is missing",
        ],
    )
    assert [one.name for one in workspace.inbox.iterdir()] == ["good.pdf"]


def test_templates_that_nobody_signed_are_not_taken(
    workspace: Workspace, ledger: Ledger, tmp_path: Path
) -> None:
    writer = PdfWriter()
    for ref in ("a", "b"):
        writer.append(template_of(workspace, waiting(ledger, workspace, ref)))
    path = tmp_path / "templates.pdf"
    writer.write(path)
    why = "is the template itself, which nobody has signed"
    assert told(workspace, ledger, path) == (
        {},
        [f"page 1 of templates.pdf: {why}", f"page 2 of templates.pdf: {why}"],
    )


def test_a_page_whose_code_cannot_be_read_goes_with_none(
    workspace: Workspace, ledger: Ledger, tmp_path: Path
) -> None:
    a, b = waiting(ledger, workspace, "a"), waiting(ledger, workspace, "b")
    image = signed(workspace, a)
    covered = signed(workspace, b)
    ImageDraw.Draw(covered).rectangle((1000, 0, 1240, 250), fill="white")
    blurred = covered.filter(ImageFilter.GaussianBlur(14))
    path = scan(tmp_path / "all.pdf", image, covered, blurred)
    assert told(workspace, ledger, path) == (
        {"a": "page 1 of all.pdf"},
        [
            "page 2 of all.pdf: is a power of attorney whose code cannot be read",
            "page 3 of all.pdf: bears no code, and no page that it goes with is before it",
        ],
    )
    path = scan(tmp_path / "two.pdf", image, blurred)
    why = "bears neither a code nor text that can be read"
    assert told(workspace, ledger, path)[1] == [f"page 2 of two.pdf: {why}"]


def pages_with(change: str) -> bytes:
    """A template on which no code may be printed."""
    writer = PdfWriter(clone_from=io.BytesIO(drawn("a")))
    if change == "locked":
        writer.encrypt("", "owner")
    elif change == "full":
        held = io.BytesIO()
        canvas = Canvas(held, pagesize=(595, 842))
        for at in range(0, 842, 8):
            canvas.drawString(20, at, "M" * 60)
        canvas.save()
        return held.getvalue()
    held = io.BytesIO()
    writer.write(held)
    return held.getvalue() if change != "broken" else b"%PDF-1.4 nothing"


@pytest.mark.parametrize("change", ["locked", "full", "broken"])
def test_some_templates_stay_as_the_portal_made_them(
    workspace: Workspace, ledger: Ledger, change: str
) -> None:
    filing = waiting(ledger, workspace, "a")
    template = template_of(workspace, filing)
    template.write_bytes(content := pages_with(change))
    code_printer()(filing.key, "hash-1", template)
    assert template.read_bytes() == content


@pytest.mark.parametrize("turned", short([90, 0, 180, 270]))
def test_a_code_covers_nothing_and_leaves_what_is_there(
    workspace: Workspace, ledger: Ledger, turned: int
) -> None:
    filing = waiting(ledger, workspace, "a")
    template = template_of(workspace, filing)
    writer = PdfWriter(clone_from=io.BytesIO(drawn("a")))
    writer.pages[0].rotate(turned)
    writer.write(template)
    before = PdfReader(io.BytesIO(template.read_bytes()))
    code_printer()(filing.key, "hash-1", template)
    after = PdfReader(template)
    assert after.pages[0].extract_text() == before.pages[0].extract_text()
    assert after.metadata is not None
    assert after.metadata.keywords == "of-the-portal"
    assert codes(template) == ["IPP-POA/26MCI3MZ/OORX/1/1/7P"]


def codes(template: Path) -> Sequence[str]:
    from ipp_bot.reading.source import opened
    from ipp_bot.reading.template_codes import code_on

    with opened(template) as pages:
        return [code.text for page in pages.every for code in code_on(page.picture)[0]]


def test_a_code_with_a_wrong_check_is_none() -> None:
    from ipp_bot.reading.template_codes import TemplateCode

    code = TemplateCode("ABCDEFGH", "WXYZ", 1, 2)
    assert TemplateCode.parsed(code.text) == code
    assert TemplateCode.parsed(code.text.replace("ABCDEFGH", "ABCDEFGI")) is None
    assert TemplateCode.parsed("https://example.com/IPP-POA") is None
