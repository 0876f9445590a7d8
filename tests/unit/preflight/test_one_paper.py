"""One paper never stops the others: what a library makes of it is a finding of that paper."""

from __future__ import annotations

import io
import struct
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from ipp_bot.preflight import DocumentCache, examine_document
from ipp_bot.preflight.colour import Tone

if TYPE_CHECKING:
    from pathlib import Path

    from ipp_bot.profile import Profile

BILEVEL = "/Width 2480 /Height 3508 /ColorSpace /DeviceGray /BitsPerComponent 1"


def scanned(image: str, data: bytes) -> bytes:
    """A PDF of one page that one picture covers."""
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources 6 0 R >>",
        _stream("", b"q 595 0 0 842 0 0 cm /Im0 Do Q"),
        _stream(f"/Type /XObject /Subtype /Image {image}", data),
        b"<< /XObject << /Im0 5 0 R >> >>",
    ]
    text = b"%PDF-1.5\n"
    places = []
    for number, body in enumerate(objects, start=1):
        places.append(len(text))
        text += f"{number} 0 obj\n".encode() + body + b"\nendobj\n"
    table = b"".join(f"{place:010d} 00000 n \n".encode() for place in places)
    end = f"trailer\n<< /Size 7 /Root 1 0 R >>\nstartxref\n{len(text)}\n%%EOF\n".encode()
    return text + b"xref\n0 7\n0000000000 65535 f \n" + table + end


def _stream(keys: str, data: bytes) -> bytes:
    return f"<< {keys} /Length {len(data)} >>\nstream\n".encode() + data + b"\nendstream"


def jpeg_that_claims(width: int, height: int) -> bytes:
    target = io.BytesIO()
    Image.new("L", (64, 64), 200).save(target, "JPEG")
    data = bytearray(target.getvalue())
    frame = data.index(b"\xff\xc0")
    data[frame + 5 : frame + 9] = struct.pack(">HH", height, width)
    return bytes(data)


@pytest.mark.parametrize(
    "image",
    [
        f"{BILEVEL} /Filter /JBIG2Decode",
        f"{BILEVEL} /Filter [/JBIG2Decode] /DecodeParms [null]",
        "/Width 2480 /Height 3508 /ImageMask true /BitsPerComponent 1 /Filter /JBIG2Decode",
    ],
)
def test_a_scan_in_jbig2_is_black_and_white(tmp_path: Path, profile: Profile, image: str) -> None:
    (tmp_path / "scan.pdf").write_bytes(scanned(image, b"\0" * 300))
    document = DocumentCache().document(tmp_path / "scan.pdf", profile.limits)
    assert document.findings == ()
    assert document.colour is not None
    assert document.colour.tone is Tone.GREY
    assert (document.width, document.height) == (2480, 3508)


@pytest.mark.parametrize(
    "data",
    [
        scanned(
            "/Width 60000 /Height 60000 /ColorSpace /DeviceGray /BitsPerComponent 8 "
            "/Filter /DCTDecode",
            jpeg_that_claims(60000, 60000),
        ),
        scanned(
            "/Width 900000 /Height 900000 /ColorSpace /DeviceGray /BitsPerComponent 1 "
            "/Filter /JBIG2Decode",
            b"\0" * 300,
        ),
    ],
    ids=["jpeg", "jbig2"],
)
def test_far_too_many_pixels_are_a_warning(tmp_path: Path, profile: Profile, data: bytes) -> None:
    (tmp_path / "scan.pdf").write_bytes(data)
    (finding,) = examine_document(tmp_path / "scan.pdf", profile=profile)
    assert (finding.code, finding.is_warning) == ("too-many-pixels", True)


@pytest.mark.parametrize("error", [MemoryError(), AssertionError("x"), ZeroDivisionError()])
def test_whatever_a_library_raises_is_a_finding_of_that_paper(
    tmp_path: Path, profile: Profile, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr("ipp_bot.preflight.documents._picture", fail)
    Image.new("RGB", (900, 900)).save(tmp_path / "a.png")
    (finding,) = examine_document(tmp_path / "a.png", profile=profile)
    assert (finding.code, finding.is_warning) == ("unexamined", True)
    assert type(error).__name__ in finding.message
