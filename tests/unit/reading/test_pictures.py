"""Papers as pictures: turned, sealed, without a network."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING

import pytest
from PIL import Image, ImageDraw

from ipp_bot.reading import Certainty, Origin, PaperKind, read
from tests.unit.reading.conftest import Drawer, Ink

if TYPE_CHECKING:
    from pathlib import Path

pytest.importorskip("rapidocr", reason="the extra `read` is not installed")

EXPECTED = {
    "certificate_number": "软著登字第15980140号",
    "name": "星云智能排课与教务综合管理系统（企业版）",
    "short_name": "星云排课",
    "version": "V2.0",
    "holder": "杭州星云科技有限公司",
    "completed_on": "2021-08-13",
    "acquisition": "original",
    "rights_scope": "all",
    "registration_number": "2022SR1417580",
}


def test_a_picture_is_read_without_a_network(
    draw: Drawer, software: list[Ink], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("the network was asked for")

    monkeypatch.setattr(socket, "socket", refuse)
    monkeypatch.setattr(socket, "create_connection", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    (paper,) = read(draw.png(software))
    assert {key: field.value for key, field in paper.fields.items()} == EXPECTED
    assert {field.origin for field in paper.fields.values()} == {Origin.PICTURE}
    assert {field.state for field in paper.fields.values()} == {Certainty.SURE}


@pytest.mark.parametrize(
    ("turn", "corner"),
    [
        (Image.Transpose.ROTATE_90, (0.34, 0.61)),
        (Image.Transpose.ROTATE_180, (0.61, 0.63)),
        (Image.Transpose.ROTATE_270, (0.63, 0.33)),
    ],
)
def test_a_turned_page_and_where_its_version_stands(
    draw: Drawer,
    software: list[Ink],
    tmp_path: Path,
    turn: Image.Transpose,
    corner: tuple[float, float],
) -> None:
    path = tmp_path / "turned.png"
    draw.image(software, scale=1.6).transpose(turn).save(path)
    (paper,) = read(path)
    assert {key: field.value for key, field in paper.fields.items()} == EXPECTED
    left, top, _, _ = paper.fields["version"].box
    assert (left, top) == pytest.approx(corner, abs=0.035)


def test_exif_turns_a_photograph(draw: Drawer, software: list[Ink], tmp_path: Path) -> None:
    path = tmp_path / "photo.jpg"
    sideways = draw.image(software, scale=1.6).transpose(Image.Transpose.ROTATE_90)
    exif = Image.Exif()
    exif[0x0112] = 6  # turn it clockwise to see it upright
    sideways.save(path, exif=exif, quality=90)
    (paper,) = read(path)
    assert paper.fields["registration_number"].value == "2022SR1417580"
    assert paper.fields["registration_number"].box[0] == pytest.approx(0.336, abs=0.02)


def test_a_seal_over_the_number(draw: Drawer, software: list[Ink], tmp_path: Path) -> None:
    image = draw.image(software)
    layer = Image.new("RGB", image.size, "white")
    stamp = ImageDraw.Draw(layer)
    x, y = 520, 1000
    stamp.ellipse((x - 90, y - 90, x + 90, y + 90), outline=(205, 35, 40), width=7)
    stamp.polygon([(x, y - 40), (x + 35, y + 30), (x - 35, y + 30)], fill=(205, 35, 40))
    pixels, over = image.load(), layer.load()
    assert pixels is not None
    assert over is not None
    for column in range(x - 95, x + 95):
        for row in range(y - 95, y + 95):
            ink, red = pixels[column, row], over[column, row]
            assert isinstance(ink, tuple)
            assert isinstance(red, tuple)
            pixels[column, row] = tuple(a * b // 255 for a, b in zip(ink, red, strict=True))
    path = tmp_path / "sealed.png"
    image.save(path)
    (paper,) = read(path)
    assert paper.seal
    assert paper.colour
    assert {key: field.value for key, field in paper.fields.items()} == EXPECTED


def test_an_operating_page(draw: Drawer) -> None:
    page = [
        Ink(30, 30, "星云排课系统 V2.0", 18),
        Ink(60, 200, "课程列表", 14),
        Ink(150, 800, "© 2022 杭州星云科技有限公司 版权所有", 12),
    ]
    (paper,) = read(draw.png(page, scale=1.5))
    assert paper.kind is PaperKind.OPERATING_PAGE
    assert paper.fields["holder"].value == "杭州星云科技有限公司"
    assert paper.fields["name"].value == "星云排课系统"
    assert paper.fields["version"].value == "V2.0"


def test_an_empty_picture_says_why(tmp_path: Path) -> None:
    path = tmp_path / "empty.png"
    Image.new("L", (400, 600), 255).save(path)
    (paper,) = read(path)
    assert (paper.kind, paper.why) == (PaperKind.UNKNOWN, "no text was found on it")
