"""Papers drawn for the tests: rows of text as PDFs with a text layer, and as pictures."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from PIL import Image, ImageDraw, ImageFont

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

FONT = "/usr/share/fonts/truetype/wqy/wqy-microhei.ttc"
A4 = (595, 842)
RADICALS = {"⼴": "广", "⻘": "青", "⻋": "车", "⻔": "门", "⻅": "见"}
"""As fonts of other makers have it: the same glyph for both."""


@dataclass(frozen=True)
class Ink:
    """A text at a place, in points from the upper left corner."""

    x: float
    y: float
    text: str
    size: float = 13


def rows(*pairs: tuple[str, str], x: float = 70, column: float = 200, y: float = 180) -> list[Ink]:
    """Labels and values below each other; a row without label goes on with the value above."""
    inks = []
    for label, value in pairs:
        y += 32 if label else 20
        if label:
            inks.append(Ink(x, y, label))
        if value:
            inks.append(Ink(column, y, value))
    return inks


def titled(title: str, *pairs: tuple[str, str]) -> list[Ink]:
    return [Ink(150, 90, title, 26), *rows(*pairs)]


class Drawer:
    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def pdf(self, *pages: Sequence[Ink], name: str = "paper.pdf") -> Path:
        from reportlab.pdfbase import pdfmetrics
        from reportlab.pdfbase.ttfonts import TTFont
        from reportlab.pdfgen.canvas import Canvas

        font = TTFont("test", FONT, subfontIndex=0)
        glyphs = font.face.charToGlyph
        for radical, character in RADICALS.items():
            glyphs[ord(radical)] = glyphs[ord(character)]
        pdfmetrics.registerFont(font)
        path = self._folder / name
        canvas = Canvas(str(path), pagesize=A4)
        for page in pages:
            for ink in page:
                canvas.setFont("test", ink.size)
                canvas.drawString(ink.x, A4[1] - ink.y, ink.text)
            canvas.showPage()
        canvas.save()
        return path

    def image(self, page: Sequence[Ink], *, scale: float = 2.0) -> Image.Image:
        image = Image.new("RGB", (round(A4[0] * scale), round(A4[1] * scale)), "white")
        draw = ImageDraw.Draw(image)
        for ink in page:
            font = ImageFont.truetype(FONT, round(ink.size * scale))
            draw.text(
                (ink.x * scale, ink.y * scale), ink.text, font=font, fill="black", anchor="ls"
            )
        return image

    def png(self, page: Sequence[Ink], *, scale: float = 2.0, name: str = "paper.png") -> Path:
        path = self._folder / name
        self.image(page, scale=scale).save(path)
        return path


@pytest.fixture
def draw(tmp_path: Path) -> Drawer:
    return Drawer(tmp_path)


SOFTWARE = (
    ("证 书 号：", "软著登字第15980140号"),
    ("软 件 名 称：", "星云智能排课与教务综合管理"),
    ("", "系统（企业版）"),
    ("", "[简称：星云排课]"),
    ("", "V2.0"),
    ("著 作 权 人：", "杭州星云科技有限公司"),
    ("开发完成日期：", "2021年08月13日"),
    ("首次发表日期：", "未发表"),
    ("权利取得方式：", "原始取得"),
    ("权 利 范 围：", "全部权利"),
    ("登   记   号：", "2022SR1417580"),
)


@pytest.fixture
def software() -> list[Ink]:
    return [*titled("计算机软件著作权登记证书", *SOFTWARE), Ink(70, 780, "No. 12345678")]
