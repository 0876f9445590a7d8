"""Documents drawn for the tests, good and bad."""

from __future__ import annotations

import io
import random
from typing import TYPE_CHECKING

import pytest
from PIL import Image, ImageDraw
from pypdf import PdfReader, PdfWriter
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from ipp_bot.profile import Profile, load_profile

if TYPE_CHECKING:
    from pathlib import Path

SIZE = (900, 1273)


@pytest.fixture(scope="session")
def profile() -> Profile:
    return load_profile("alibaba-ipp")


def page(paper: tuple[int, int, int] = (250, 250, 250)) -> Image.Image:
    """Black text on paper, with the grain of a scanner."""
    image = Image.new("RGB", SIZE, paper)
    draw = ImageDraw.Draw(image)
    for row in range(30):
        draw.rectangle(
            (90, 120 + row * 32, 90 + 20 * (row % 17 + 12), 132 + row * 32), fill=(30,) * 3
        )
    dice = random.Random(7)  # noqa: S311 - grain, no secret
    for _ in range(4000):
        at = (dice.randrange(SIZE[0]), dice.randrange(SIZE[1]))
        value = dice.randrange(180, 256)
        draw.point(at, fill=(value,) * 3)
    return image


def seal(image: Image.Image, at: tuple[int, int] = (650, 1000), radius: int = 90) -> Image.Image:
    draw = ImageDraw.Draw(image)
    x, y = at
    draw.ellipse((x - radius, y - radius, x + radius, y + radius), outline=(205, 40, 45), width=6)
    draw.ellipse((x - 12, y - 12, x + 12, y + 12), fill=(205, 40, 45))
    return image


def signature(image: Image.Image) -> Image.Image:
    points = [(500 + step * 14, 1050 + 30 * (-1) ** step) for step in range(14)]
    ImageDraw.Draw(image).line(points, fill=(30, 50, 150), width=4)
    return image


def encoded(image: Image.Image, kind: str = "PNG") -> bytes:
    target = io.BytesIO()
    image.save(target, kind, quality=70) if kind == "JPEG" else image.save(target, kind)
    return target.getvalue()


def scan_pdf(image: Image.Image, *, text: str = "", strokes: int = 0) -> bytes:
    target = io.BytesIO()
    canvas = Canvas(target, pagesize=(595, 842), invariant=1)
    canvas.drawImage(ImageReader(io.BytesIO(encoded(image, "JPEG"))), 0, 0, 595, 842)
    if text:
        canvas.drawString(50, 50, text)
    for number in range(strokes):
        canvas.line(number % 595, 0, 0, 1)
    canvas.save()
    return target.getvalue()


def strips_pdf(
    image: Image.Image,
    count: int,
    *,
    hidden_text: str = "",
    text_first: bool = False,
    pages_before: tuple[Image.Image | None, ...] = (),
) -> bytes:
    """A scan cut into strips, with a reading machine's text; other pages (or empty ones) first."""
    target = io.BytesIO()
    canvas = Canvas(target, pagesize=(595, 842), invariant=1)

    def write() -> None:
        line = canvas.beginText(50, 50)
        line.setTextRenderMode(0 if text_first else 3)
        line.textLine(hidden_text)
        canvas.drawText(line)

    for other in pages_before:
        if other is not None:
            canvas.drawImage(ImageReader(io.BytesIO(encoded(other, "JPEG"))), 0, 0, 595, 842)
        canvas.showPage()
    if hidden_text and text_first:
        write()
    step = -(-image.height // count)
    for top in range(0, image.height, step):
        strip = image.crop((0, top, image.width, min(top + step, image.height)))
        low = 842 - 842 * (top + strip.height) / image.height
        reader = ImageReader(io.BytesIO(encoded(strip, "JPEG")))
        canvas.drawImage(reader, 0, low, 595, 842 * strip.height / image.height)
    if hidden_text and not text_first:
        write()
    canvas.save()
    return target.getvalue()


def text_pdf(pages: int = 1) -> bytes:
    target = io.BytesIO()
    canvas = Canvas(target, invariant=1)
    for number in range(pages):
        canvas.drawString(100, 700, f"page {number}")
        canvas.showPage()
    canvas.save()
    return target.getvalue()


def encrypted_pdf(user: str, algorithm: str = "RC4-128") -> bytes:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(text_pdf())))
    writer.encrypt(user_password=user, owner_password="owner", algorithm=algorithm)
    target = io.BytesIO()
    writer.write(target)
    return target.getvalue()


def pageless_pdf() -> bytes:
    writer = PdfWriter()
    target = io.BytesIO()
    writer.write(target)
    return target.getvalue()


@pytest.fixture
def good_png(tmp_path: Path) -> Path:
    path = tmp_path / "good.png"
    path.write_bytes(encoded(seal(page((253, 246, 230)))))
    return path
