"""A document is examined by its content; its name only has to fit."""

from __future__ import annotations

import io
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from PIL import Image
from pypdf import PageObject

from ipp_bot.preflight import DocumentCache, examine_document
from ipp_bot.preflight.colour import Tone, judge_colour

from .conftest import (
    encoded,
    encrypted_pdf,
    page,
    pageless_pdf,
    scan_pdf,
    seal,
    signature,
    strips_pdf,
    text_pdf,
)

if TYPE_CHECKING:
    from pathlib import Path

    from ipp_bot.profile import Profile

COLOUR = seal(page((253, 246, 230)))
PNG = encoded(COLOUR)
JPEG = encoded(COLOUR, "JPEG")


def bomb() -> bytes:
    """A PNG of a few kilobytes that unpacks to 400 megapixels."""
    target = io.BytesIO()
    Image.new("1", (20000, 20000)).save(target, "PNG")
    return target.getvalue()


def animation() -> bytes:
    target = io.BytesIO()
    COLOUR.save(target, "GIF", save_all=True, append_images=[seal(page())])
    return target.getvalue()


def turned(orientation: int) -> bytes:
    """A photo of a page that lay on its side, and the camera's note of it."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    target = io.BytesIO()
    speck = page()
    speck.paste((220, 20, 20), (60, 60, 78, 78))
    speck.transpose(Image.Transpose.ROTATE_90).save(target, "PNG", exif=exif)
    return target.getvalue()


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.png", PNG),
        ("a.png", PNG + b"what a screenshot program left behind" * 20),
        ("a.jpg", JPEG + b"\0" * 5000),
        ("a.jpg", JPEG + b"\0" * (8_388_608 - len(JPEG))),
        ("a.PNG", PNG),
        ("a.jpg", JPEG),
        ("a.jpeg", JPEG),
        ("a.gif", encoded(COLOUR.convert("P"), "GIF")),
        ("a.bmp", encoded(COLOUR.resize((800, 1000)), "BMP")),
        ("a.pdf", text_pdf()),
        ("a.pdf", b"\n\n" + text_pdf()),
        ("a.pdf", scan_pdf(COLOUR)),
        ("a.pdf", encrypted_pdf("")),
        ("a.pdf", encrypted_pdf("", "AES-256")),
        ("a.pdf", text_pdf() + b"\n\0\0"),
    ],
)
def test_good(tmp_path: Path, profile: Profile, name: str, data: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    assert examine_document(path, profile=profile, colour=True) == ()


@pytest.mark.parametrize(
    ("name", "data", "code", "words"),
    [
        ("a.png", PNG[: len(PNG) // 2], "damaged", "truncated PNG"),
        ("a.png", PNG[:-20], "damaged", "truncated PNG"),
        ("a.png", PNG[:100], "damaged", "truncated PNG"),
        ("a.png", PNG[:-1], "damaged", "truncated PNG"),
        ("a.jpg", JPEG[:-40], "damaged", "truncated JPEG"),
        ("a.gif", encoded(COLOUR, "GIF")[:-1], "damaged", "truncated GIF"),
        ("a.gif", encoded(COLOUR, "GIF")[:-5000], "damaged", "truncated GIF"),
        ("a.bmp", encoded(COLOUR, "BMP")[:-1], "damaged", "truncated BMP"),
        ("a.jpg", JPEG + b"\0" * (8_388_609 - len(JPEG)), "too-big", "is 8.1 MB"),
        ("a.jpg", JPEG[: len(JPEG) // 2], "damaged", "truncated JPEG"),
        ("a.pdf", text_pdf()[:-100], "damaged", "truncated PDF"),
        ("a.pdf", b"%PDF-1.4\nnothing\n%%EOF\n", "damaged", "PDF"),
        ("a.jpg", text_pdf(), "extension", "is a PDF by its content"),
        ("a.jpg", PNG, "extension", "is a PNG by its content"),
        ("a.pdf", JPEG, "extension", "is a JPEG by its content"),
        ("a.png", b"", "empty", "0 bytes"),
        ("a.png", b"hello", "format", "no picture or PDF"),
        ("a.png", b"<!DOCTYPE html><p>", "format", "a web page"),
        ("a.png", b"PK\x03\x04" + b"0" * 50, "format", "Word or Excel document"),
        ("a.jpg", b"RIFF0000WEBP", "format", "WebP"),
        ("a.jpg", b"\0\0\0\x18ftypheic", "format", "HEIC"),
        ("a.png", PNG + b"\0" * 9_000_000, "too-big", "the portal takes 8 MB"),
        ("a.pdf", encrypted_pdf("secret"), "encrypted", "encrypted PDF"),
        ("a.pdf", text_pdf() + text_pdf()[:-100], "damaged", "truncated PDF"),
        ("a.pdf", pageless_pdf(), "no-pages", "without pages"),
        ("a.png", bomb(), "too-many-pixels", "too many pixels"),
    ],
)
def test_bad(
    tmp_path: Path, profile: Profile, name: str, data: bytes, code: str, words: str
) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    findings = examine_document(path, profile=profile)
    assert code in [finding.code for finding in findings]
    (finding,) = (finding for finding in findings if finding.code == code)
    assert words in finding.message
    assert finding.hint
    assert not finding.is_warning


WHITE_BELOW = encoded(seal(Image.new("RGB", (900, 1273), "white"), (450, 200)), "JPEG")


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("a.png", encoded(COLOUR.resize((300, 400))), "resolution"),
        ("a.pdf", text_pdf(60), "many-pages"),
        ("a.gif", animation(), "animation"),
        ("a.png", encoded(page()), "black-and-white"),
        ("a.png", encoded(page().convert("L")), "black-and-white"),
        ("a.png", encoded(page().convert("1")), "black-and-white"),
        ("a.jpg", encoded(page(), "JPEG"), "black-and-white"),
        ("a.pdf", scan_pdf(page()), "black-and-white"),
        ("a.png", encoded(page((232, 238, 252))), "black-and-white"),
        ("a.jpg", encoded(page((253, 246, 230)), "JPEG"), "black-and-white"),
        ("a.jpg", encoded(page((225, 245, 225)), "JPEG"), "black-and-white"),
        ("a.pdf", scan_pdf(page((253, 246, 230))), "black-and-white"),
        ("a.pdf", strips_pdf(page(), 12), "black-and-white"),
        ("a.pdf", strips_pdf(page(), 200), "black-and-white"),
        ("a.pdf", strips_pdf(page(), 1, hidden_text="证书 No. 1"), "black-and-white"),
        ("a.pdf", strips_pdf(page(), 8, hidden_text="ocr", text_first=True), "black-and-white"),
        ("a.pdf", strips_pdf(page(), 1, pages_before=(None,)), "black-and-white"),
        ("a.pdf", strips_pdf(page(), 1, pages_before=(page().convert("L"),)), "black-and-white"),
        ("a.jpg", JPEG[:-2], "no-end-marker"),
        ("a.jpg", JPEG[:-1], "no-end-marker"),
        ("a.pdf", text_pdf().rstrip()[:-1], "no-end-marker"),
        ("a.pdf", text_pdf().rstrip()[:-4], "no-end-marker"),
        ("a.pdf", text_pdf().rstrip()[:-5], "no-end-marker"),
        ("a.pdf", text_pdf().rstrip()[:-6], "no-end-marker"),
        ("a.jpg", WHITE_BELOW[:-2], "no-end-marker"),
        ("a.pdf", text_pdf() + b"\n<!-- saved from a web page -->" * 100, "junk-behind"),
        ("a.pdf", text_pdf() + b"junk", "junk-behind"),
        ("a.pdf", b"HTTP/1.1 200 OK\r\n\r\n" + text_pdf(), "junk-before"),
        ("a.pdf", b"x" * 900 + text_pdf(), "junk-before"),
    ],
)
def test_warnings(tmp_path: Path, profile: Profile, name: str, data: bytes, code: str) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    (finding,) = examine_document(path, profile=profile, colour=True)
    assert finding.code == code
    assert finding.is_warning
    assert finding.hint


@pytest.mark.parametrize(
    "data",
    [
        encoded(seal(page())),
        encoded(seal(page()), "JPEG"),
        encoded(signature(page())),
        scan_pdf(seal(page())),
        scan_pdf(page(), text="a vector page, no scan"),
    ],
)
def test_a_seal_or_signature_in_colour_makes_a_copy_good(
    tmp_path: Path, profile: Profile, data: bytes
) -> None:
    path = tmp_path / ("a.pdf" if data.startswith(b"%PDF") else "a.png")
    path.write_bytes(data)
    codes = [f.code for f in examine_document(path, profile=profile, colour=True)]
    assert "black-and-white" not in codes


def test_where_the_seal_is() -> None:
    colour = judge_colour(seal(page(), at=(700, 1100)))
    assert colour.tone is Tone.SEALED
    assert str(colour.region).startswith("lower right (x 6")


def test_a_speck_is_no_seal(tmp_path: Path, profile: Profile) -> None:
    image = page()
    image.paste((220, 20, 20), (60, 60, 78, 78))
    assert judge_colour(image).tone is Tone.TRACES
    path = tmp_path / "a.png"
    path.write_bytes(encoded(image))
    (finding,) = examine_document(path, profile=profile, colour=True)
    assert "at the upper left (x 6–9 %, y 4–7 %)" in finding.message


def test_a_region_is_named_as_a_person_sees_the_picture(tmp_path: Path, profile: Profile) -> None:
    path = tmp_path / "a.png"
    for orientation, where in ((6, "upper left"), (1, "lower left")):
        path.write_bytes(turned(orientation))
        (finding,) = examine_document(path, profile=profile, colour=True)
        assert f"at the {where}" in finding.message


def test_a_camera_that_wrote_nonsense(tmp_path: Path, profile: Profile) -> None:
    target = io.BytesIO()
    COLOUR.save(target, "JPEG", exif=b"Exif\0\0MM\0*\xff\xff\xff\xff")
    path = tmp_path / "a.jpg"
    path.write_bytes(target.getvalue())
    assert examine_document(path, profile=profile, colour=True) == ()


def test_a_drawing_of_many_strokes_is_not_read_as_a_scan(
    tmp_path: Path, profile: Profile, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(scan_pdf(page(), strokes=60_000))
    monkeypatch.setattr(PageObject, "images", property(lambda _: pytest.fail("is read")))
    assert examine_document(path, profile=profile, colour=True) == ()


def test_a_large_picture_is_looked_at_in_strips() -> None:
    large = Image.new("RGBA", (3001, 2999), "white")
    large.paste((205, 40, 45), (2500, 2500, 2900, 2900))
    colour = judge_colour(large)
    assert colour.tone is Tone.SEALED
    assert colour.region is not None
    assert (colour.region.left, colour.region.top) == (83, 83)
    assert colour.region.bottom in (96, 97)


@pytest.mark.parametrize(
    ("image", "tone"),
    [
        (page(), Tone.GREY),
        (page().convert("L"), Tone.GREY),
        (page().convert("P"), Tone.GREY),
        (page((253, 246, 230)), Tone.GREY),
        (page((232, 238, 252)), Tone.GREY),
        (page((255, 236, 190)), Tone.GREY),
        (seal(page((232, 238, 252))), Tone.COLOUR),
        (seal(page((253, 246, 230))), Tone.COLOUR),
        (seal(page()), Tone.SEALED),
        (seal(page()).convert("P"), Tone.SEALED),
        (seal(page()).convert("RGBA"), Tone.SEALED),
        (signature(page()), Tone.SEALED),
        (Image.new("RGBA", (900, 900), (0, 0, 0, 0)), Tone.GREY),
        (Image.new("CMYK", (900, 900), (0, 80, 80, 0)), Tone.COLOUR),
    ],
)
def test_tones(image: Image.Image, tone: Tone) -> None:
    assert judge_colour(image).tone is tone


def test_one_content_is_examined_once(tmp_path: Path, profile: Profile) -> None:
    cache = DocumentCache()
    for number in range(20):
        path = tmp_path / f"{number}.png"
        path.write_bytes(PNG)
        for _ in range(3):
            assert examine_document(path, profile=profile, cache=cache) == ()
    assert cache.examined == 1


def test_a_changed_file_is_examined_again(tmp_path: Path, profile: Profile) -> None:
    cache = DocumentCache()
    path = tmp_path / "a.png"
    path.write_bytes(PNG)
    assert not examine_document(path, profile=profile, cache=cache)
    path.write_bytes(b"hello")
    assert examine_document(path, profile=profile, cache=cache)


def test_a_file_that_is_gone(tmp_path: Path, profile: Profile) -> None:
    (finding,) = examine_document(tmp_path / "absent.png", profile=profile)
    assert finding.code == "unreadable"


@pytest.mark.parametrize(
    "data",
    [
        strips_pdf(seal(page()), 12),
        strips_pdf(seal(page()), 1, hidden_text="ocr"),
        strips_pdf(seal(page()), 1, pages_before=(page(),)),
        scan_pdf(page(), text="to be seen"),
    ],
)
def test_scans_that_are_not_black_and_white(tmp_path: Path, profile: Profile, data: bytes) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(data)
    assert examine_document(path, profile=profile, colour=True) == ()


@pytest.mark.parametrize("cut", [3, 10, 60, 500, 5000])
def test_a_jpeg_that_lacks_more_than_its_end_is_damaged(
    tmp_path: Path, profile: Profile, cut: int
) -> None:
    for data in (JPEG, WHITE_BELOW):
        path = tmp_path / f"{len(data)}.jpg"
        path.write_bytes(data[:-cut])
        assert [each.code for each in examine_document(path, profile=profile)] == ["damaged"]


def test_no_foreign_line_reaches_stderr(tmp_path: Path) -> None:
    for name, data in {
        "a.pdf": b"junk" + text_pdf().replace(b"startxref", b"startxrex"),
        "b.pdf": text_pdf().replace(b"xref\n0", b"xrfe\n0"),
        "c.pdf": scan_pdf(page())[:-300] + b"%%EOF",
        "d.jpg": JPEG[:-2],
    }.items():
        (tmp_path / name).write_bytes(data)
    code = (
        "import sys; from pathlib import Path; from ipp_bot.preflight import examine_document; "
        "from ipp_bot.profile import load_profile; p = load_profile('alibaba-ipp'); "
        "[examine_document(x, profile=p, colour=True) for x in sorted(Path(sys.argv[1]).iterdir())]"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path)], capture_output=True, text=True, check=True
    )
    assert done.stderr == ""
