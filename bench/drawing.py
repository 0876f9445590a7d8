"""Draws invented papers: as pictures in many conditions, and as PDFs with a text layer."""

from __future__ import annotations

import io
import math
import random
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageFont
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from bench.certificates import Design, Row

FONTS = {
    "microhei": ("/usr/share/fonts/truetype/wqy/wqy-microhei.ttc", 0),
    "zenhei": ("/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc", 0),
    "kai": ("/usr/share/fonts/truetype/arphic-gkai00mp/gkai00mp.ttf", 0),
    "sung": ("/usr/share/fonts/truetype/arphic-gbsn00lp/gbsn00lp.ttf", 0),
    "uming": ("/usr/share/fonts/truetype/arphic/uming.ttc", 0),
    "noto-sans": ("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc", 2),
    "noto-serif": ("/usr/share/fonts/opentype/noto/NotoSerifCJK-Regular.ttc", 2),
    "wenkai": ("/usr/share/fonts/truetype/lxgw-wenkai/LXGWWenKai-Regular.ttf", 0),
}
IN_PDF = ("microhei", "zenhei", "kai", "sung")
PAGE = (595.0, 842.0)
HALF = PAGE[0] / 2 + 10
CARD = (430.0, 270.0)
SCREEN = (960.0, 600.0)
RED = (205, 35, 40)
RADICALS = str.maketrans("广青长西见贝车门马鸟龙", "⼴⻘⻓⻄⻅⻉⻋⻔⻢⻦⻰")


@dataclass
class Ink:
    """One text on a page, in points from the upper left corner."""

    x: float
    y: float
    size: float
    text: str
    colour: tuple[int, int, int] = (30, 30, 34)


@dataclass
class Sheet:
    size: tuple[float, float]
    font: str
    inks: list[Ink]
    seal: tuple[float, float, str] | None
    paper: tuple[int, int, int]
    frame: tuple[int, int, int] | None


def width_of(text: str, size: float) -> float:
    return sum(size if ord(one) > 0x2E00 else size * 0.55 for one in text)


def available() -> list[str]:
    return [name for name, (path, _) in FONTS.items() if Path(path).exists()]


@dataclass
class Columns:
    """How the rows of one paper are set."""

    size: float
    left: float
    column: float
    longest: float
    colon: str
    spacing: str
    widest: float
    pitch: float
    beside: bool

    @classmethod
    def by_chance(cls, design: Design, dice: random.Random) -> Columns:
        size = dice.choice([11.0, 12.0, 13.0, 14.0])
        left = dice.uniform(50, 95)
        colon = dice.choice(["：", "：", ":", " ："])
        spacing = dice.choice(["justified", "justified", "blanks", "none"])
        labels = [row.label for row in design.rows if row.label and not row.plain]
        shown = [" ".join(label) if spacing == "blanks" else label for label in labels]
        longest = max(width_of(label, size) for label in shown)
        column = left + longest + size * dice.uniform(1.6, 3.5)
        widest = min(PAGE[0] - column - 45, dice.choice([12, 16, 60, 60]) * size)
        pitch = size * dice.uniform(2.1, 3.2)
        beside = dice.random() < 0.25
        return cls(size, left, column, longest, colon, spacing, widest, pitch, beside)

    def rows(self, rows: list[Row], y: float) -> tuple[list[Ink], float]:
        """The rows' texts, and the y below them."""
        inks: list[Ink] = []
        waiting = list(rows)
        while waiting:
            row = waiting.pop(0)
            if row.centred:
                inks.append(_centred(row.values[0], y, self.size))
            elif row.plain:
                inks.append(Ink(self.left, y, self.size, row.label))
            elif self.beside and waiting and self._is_short(row) and self._is_short(waiting[0]):
                inks += [*self._pair(row, self.left, y), *self._pair(waiting.pop(0), HALF, y)]
            else:
                inks += _label(row.label, self, y)
                lines = [
                    one for value in row.values for one in _wrapped(value, self.size, self.widest)
                ]
                step = self.size * 1.55
                inks += [
                    Ink(self.column, y + at * step, self.size, one) for at, one in enumerate(lines)
                ]
                y += (len(lines) - 1) * step
            y += self.pitch
        return inks, y

    def _pair(self, row: Row, x: float, y: float) -> list[Ink]:
        """A label with its value right behind it."""
        shown = f"{row.label}{self.colon}"
        value = Ink(x + width_of(shown, self.size) + self.size, y, self.size, row.values[0])
        return [Ink(x, y, self.size, shown), value]

    def _is_short(self, row: Row) -> bool:
        """Whether label and value fit into half of the page."""
        words = f"{row.label}：　{''.join(row.values)}"
        room = HALF - self.left - self.size * 2
        fits = width_of(words, self.size) < room
        return bool(row.label) and len(row.values) == 1 and fits


def laid_out(design: Design, dice: random.Random, fonts: list[str]) -> Sheet:
    """Where everything stands, by chance."""
    font = dice.choice(fonts)
    if design.screen:
        return _screen(design, dice, font)
    if design.kind == "identity-card":
        return _card(design, font)
    columns = Columns.by_chance(design, dice)
    inks: list[Ink] = []
    y = 85.0
    if design.head:
        inks.append(_centred(design.head, y, 15))
        y += 34
    title_size = min(dice.choice([22.0, 26.0, 30.0]), 480 / len(design.title))
    spaced = dice.random() < 0.25 and len(design.title) < 10
    title = " ".join(design.title) if spaced else design.title
    inks.append(_centred(title, y, title_size, RED if dice.random() < 0.4 else (30, 30, 34)))
    body, y = columns.rows(design.rows, y + title_size + dice.uniform(40, 70))
    inks += body
    for at, foot in enumerate(design.foot):
        inks.append(Ink(columns.left + at * 260, max(y + 40, 700), columns.size - 1, foot))
    if dice.random() < 0.2:
        words = "本证书依法登记，真伪可在登记机构网站查询。"
        inks.append(Ink(columns.left, max(y + 75, 740), columns.size - 2, words))
    seal = None
    if design.seal:
        over = dice.random() < 0.35
        low = min(max(y + 50, 690), 750)
        spot = (dice.uniform(230, 420), dice.uniform(300, y)) if over else (440.0, low)
        seal = (*spot, design.seal[:12])
    paper = dice.choice([(255, 255, 255), (253, 249, 238), (246, 248, 252)])
    frame = (180, 140, 70) if dice.random() < 0.5 else None
    return Sheet(PAGE, font, inks, seal, paper, frame)


def _centred(text: str, y: float, size: float, colour: tuple[int, int, int] = (30, 30, 34)) -> Ink:
    return Ink((PAGE[0] - width_of(text, size)) / 2, y, size, text, colour)


def _label(text: str, columns: Columns, y: float) -> list[Ink]:
    x, size, longest = columns.left, columns.size, columns.longest
    if columns.spacing == "justified" and len(text) > 1 and width_of(text, size) < longest:
        step = (longest - size) / (len(text) - 1)
        if step < size * 4:
            inks = [Ink(x + at * step, y, size, one) for at, one in enumerate(text)]
            return [*inks, Ink(x + longest + 1, y, size, columns.colon.strip())]
    shown = " ".join(text) if columns.spacing == "blanks" else text
    return [Ink(x, y, size, shown + columns.colon)]


def _wrapped(text: str, size: float, width: float) -> list[str]:
    lines, line = [], ""
    words = text.split(" ")
    units = [f"{word} " for word in words[:-1]] + [words[-1]] if text.isascii() else list(text)
    for unit in units:
        if line and width_of(line + unit, size) > width:
            lines.append(line.rstrip())
            line = ""
        line += unit
    return [*lines, line]


def _card(design: Design, font: str) -> Sheet:
    inks, y = [], 34.0
    for row in design.rows:
        low = row.label == "公民身份号码"
        inks.append(Ink(26, 232.0 if low else y, 11, row.label, (60, 90, 160)))
        inks.append(
            Ink(130.0 if low else 74, 232.0 if low else y, 15.0 if low else 13, row.values[0])
        )
        y += 34
    return Sheet(CARD, font, inks, None, (226, 236, 242), None)


def _screen(design: Design, dice: random.Random, font: str) -> Sheet:
    inks = [Ink(24, 14, 18, design.title, (255, 255, 255))]
    items = ["首页", "列表", "统计报表", "系统设置"]
    inks += [Ink(24, 80 + at * 40, 14, item) for at, item in enumerate(items)]
    for at in range(8):
        state = dice.choice(["已完成", "处理中", "待审核"])
        inks.append(Ink(220, 80 + at * 44, 13, f"{at + 1:04}  {state}  2024-0{at + 1}-11"))
    notice = design.rows[0].values[0]
    inks.append(Ink((SCREEN[0] - width_of(notice, 13)) / 2, 572, 13, notice, (90, 90, 100)))
    return Sheet(SCREEN, font, inks, None, (245, 247, 250), (0, 0, 0))


def picture(sheet: Sheet, dpi: int) -> Image.Image:
    """The sheet in that many dots an inch."""
    scale = dpi / 72
    size = (round(sheet.size[0] * scale), round(sheet.size[1] * scale))
    image = Image.new("RGB", size, sheet.paper)
    draw = ImageDraw.Draw(image)
    if sheet.size == SCREEN:
        draw.rectangle((0, 0, size[0], 50 * scale), fill=(36, 84, 170))
    elif sheet.frame:
        inset = 22 * scale
        draw.rectangle(
            (inset, inset, size[0] - inset, size[1] - inset),
            outline=sheet.frame,
            width=max(1, round(2 * scale)),
        )
    path, index = FONTS[sheet.font]
    for ink in sheet.inks:
        font = ImageFont.truetype(path, max(1, round(ink.size * scale)), index=index)
        draw.text((ink.x * scale, ink.y * scale), ink.text, font=font, fill=ink.colour)
    return _sealed(image, sheet, scale) if sheet.seal else image


def _sealed(image: Image.Image, sheet: Sheet, scale: float) -> Image.Image:
    assert sheet.seal
    x, y, text = sheet.seal
    radius = 44 * scale
    side = round(radius * 2 + 8)
    stamp = Image.new("RGB", (side, side), (255, 255, 255))
    draw = ImageDraw.Draw(stamp)
    middle = side / 2
    draw.ellipse((4, 4, side - 4, side - 4), outline=RED, width=max(2, round(2.5 * scale)))
    star = [
        (
            middle + radius * (0.3 if turn % 2 == 0 else 0.12) * math.sin(turn * math.pi / 5),
            middle - radius * (0.3 if turn % 2 == 0 else 0.12) * math.cos(turn * math.pi / 5),
        )
        for turn in range(10)
    ]
    draw.polygon(star, fill=RED)
    path, index = FONTS[sheet.font]
    font = ImageFont.truetype(path, max(6, round(9 * scale)), index=index)
    for at, letter in enumerate(text):
        angle = math.radians(-125 + 250 * (at + 0.5) / len(text))
        spot = (middle + radius * 0.76 * math.sin(angle), middle - radius * 0.76 * math.cos(angle))
        draw.text(spot, letter, font=font, fill=RED, anchor="mm")
    box = (round(x * scale - middle), round(y * scale - middle))
    ground = image.crop((*box, box[0] + side, box[1] + side))
    mixed = np.asarray(ground, np.float32) * np.asarray(stamp, np.float32) / 255
    image.paste(Image.fromarray(mixed.astype(np.uint8)), box)
    return image


def scanned(image: Image.Image, dice: random.Random, quality: int = 80) -> Image.Image:
    """A little tilt, noise and JPEG."""
    tilted = image.rotate(
        dice.uniform(-1.2, 1.2), Image.Resampling.BICUBIC, fillcolor=(250, 250, 250)
    )
    noise = np.random.default_rng(dice.randrange(1 << 30)).normal(0, 5, (*tilted.size[::-1], 1))
    pixels = np.clip(np.asarray(tilted, np.float32) + noise, 0, 255).astype(np.uint8)
    return jpeg(Image.fromarray(pixels), quality)


def jpeg(image: Image.Image, quality: int) -> Image.Image:
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=quality)
    return Image.open(io.BytesIO(buffer.getvalue())).convert("RGB")


def photographed(image: Image.Image, dice: random.Random) -> Image.Image:
    """In perspective on a table, in bad light, a little out of focus."""
    width, height = image.size
    margin = round(0.07 * max(width, height))
    table = Image.new("RGB", (width + 2 * margin, height + 2 * margin), (96, 84, 72))
    table.paste(image, (margin, margin))
    shift = [dice.uniform(0, 0.05) * width for _ in range(8)]
    w, h = table.size
    corners = (
        shift[0],
        shift[1],
        shift[2],
        h - shift[3],
        w - shift[4],
        h - shift[5],
        w - shift[6],
        shift[7],
    )
    warped = table.transform(table.size, Image.Transform.QUAD, corners, Image.Resampling.BICUBIC)
    rows, columns = np.mgrid[0:h, 0:w].astype(np.float32)
    angle = dice.uniform(0, 2 * math.pi)
    light = (
        0.78
        + 0.22 * np.cos(angle) * (columns / w - 0.5) * 2
        + 0.22 * np.sin(angle) * (rows / h - 0.5) * 2
    )
    tint = np.array([1.0, dice.uniform(0.92, 1), dice.uniform(0.8, 0.98)], np.float32)
    noise = np.random.default_rng(dice.randrange(1 << 30)).normal(0, 4, (h, w, 1))
    pixels = np.clip(
        np.asarray(warped, np.float32) * light[..., None] * tint + noise, 0, 255
    ).astype(np.uint8)
    return jpeg(
        Image.fromarray(pixels).filter(ImageFilter.GaussianBlur(dice.uniform(0.3, 0.9) * w / 1500)),
        75,
    )


def faxed(image: Image.Image, dice: random.Random) -> Image.Image:
    """Black and white, as a fax has it."""
    grey = np.asarray(scanned(image, dice).convert("L"))
    return Image.fromarray(np.where(grey < 150, 0, 255).astype(np.uint8))


def copied(image: Image.Image, dice: random.Random) -> Image.Image:
    """A copy of a copy: black and white twice, thin strokes gone or broken, specks of toner."""
    grey = image.convert("L")
    for _ in range(2):
        scale = dice.uniform(0.97, 1.03)
        size = (round(grey.width * scale), round(grey.height * scale))
        turned = grey.resize(size, Image.Resampling.BICUBIC).rotate(
            dice.uniform(-0.8, 0.8), Image.Resampling.BICUBIC, fillcolor=255
        )
        soft = turned.filter(ImageFilter.GaussianBlur(dice.uniform(0.3, 0.8) * size[0] / 1240))
        noise = np.random.default_rng(dice.randrange(1 << 30)).normal(0, 14, soft.size[::-1])
        pixels = np.asarray(soft, np.float32) + noise
        level = dice.uniform(90, 190)
        grey = Image.fromarray(np.where(pixels < level, 0, 255).astype(np.uint8))
    return jpeg(grey, 75)


def text_pdf(sheets: list[Sheet], path: Path, *, radicals: bool) -> None:
    """The sheets as pages of a PDF with a text layer."""
    canvas = Canvas(str(path))
    for sheet in sheets:
        canvas.setPageSize(sheet.size)
        file, index = FONTS[sheet.font]
        if sheet.font not in pdfmetrics.getRegisteredFontNames():
            pdfmetrics.registerFont(TTFont(sheet.font, file, subfontIndex=index))
        for ink in sheet.inks:
            canvas.setFont(sheet.font, ink.size)
            canvas.setFillColorRGB(*(one / 255 for one in ink.colour))
            has = pdfmetrics.getFont(sheet.font).face.charToGlyph
            changed = ((one, one.translate(RADICALS)) for one in ink.text)
            text = "".join(two if radicals and ord(two) in has else one for one, two in changed)
            canvas.drawString(ink.x, sheet.size[1] - ink.y - ink.size * 0.88, text)
        canvas.showPage()
    canvas.save()
