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


def laid_out(design: Design, dice: random.Random, fonts: list[str]) -> Sheet:
    """Where everything stands, by chance."""
    font = dice.choice(fonts)
    if design.screen:
        return _screen(design, dice, font)
    if design.kind == "identity-card":
        return _card(design, dice, font)
    size = dice.choice([11.0, 12.0, 13.0, 14.0])
    left = dice.uniform(50, 95)
    labels = [row.label for row in design.rows if row.label and not row.plain]
    colon = dice.choice(["：", "：", ":", " ："])
    spacing = dice.choice(["justified", "justified", "blanks", "none"])
    longest = max(
        width_of(" ".join(label) if spacing == "blanks" else label, size) for label in labels
    )
    column = left + longest + size * dice.uniform(1.6, 3.5)
    narrow = dice.choice([12, 16, 60, 60])
    pitch = size * dice.uniform(2.1, 3.2)
    inks: list[Ink] = []
    title_size = dice.choice([22.0, 26.0, 30.0])
    y = 85.0
    if design.head:
        inks.append(_centred(design.head, y, 15))
        y += 34
    if len(design.title) * title_size > 480:
        title_size = 480 / len(design.title)
    title = (
        " ".join(design.title) if dice.random() < 0.25 and len(design.title) < 10 else design.title
    )
    inks.append(_centred(title, y, title_size, RED if dice.random() < 0.4 else (30, 30, 34)))
    y += title_size + dice.uniform(40, 70)
    beside = dice.random() < 0.25
    skip = False
    for at, row in enumerate(design.rows):
        if skip:
            skip = False
            continue
        following = design.rows[at + 1] if at + 1 < len(design.rows) else None
        room = PAGE[0] / 2 + 10 - left - size * 2
        if beside and following and _is_short(row, size, room) and _is_short(following, size, room):
            # two pairs of label and value on one line
            half = PAGE[0] / 2 + 10
            for x, pair in ((left, row), (half, following)):
                shown = f"{pair.label}{colon}"
                inks.append(Ink(x, y, size, shown))
                inks.append(Ink(x + width_of(shown, size) + size, y, size, pair.values[0]))
            y += pitch
            skip = True
            continue
        if row.centred:
            inks.append(_centred(row.values[0], y, size))
            y += pitch
            continue
        if row.plain:
            inks.append(Ink(left, y, size, row.label))
            y += pitch
            continue
        inks += _label(row.label, colon, left, y, size, longest, spacing)
        for value in row.values:
            for line in _wrapped(value, size, min(PAGE[0] - column - 45, narrow * size)):
                inks.append(Ink(column, y, size, line))
                y += size * 1.55
        y += pitch - size * 1.55
    for at, foot in enumerate(design.foot):
        inks.append(Ink(left + at * 260, max(y + 40, 700), size - 1, foot))
    if dice.random() < 0.2:
        inks.append(
            Ink(left, max(y + 75, 740), size - 2, "本证书依法登记，真伪可在登记机构网站查询。")
        )
    seal = None
    if design.seal:
        over = dice.random() < 0.35
        spot = (
            (dice.uniform(230, 420), dice.uniform(300, y))
            if over
            else (440.0, min(max(y + 50, 690), 750))
        )
        seal = (*spot, design.seal[:12])
    paper = dice.choice([(255, 255, 255), (253, 249, 238), (246, 248, 252)])
    return Sheet(PAGE, font, inks, seal, paper, (180, 140, 70) if dice.random() < 0.5 else None)


def _is_short(row: Row, size: float, room: float) -> bool:
    """Whether label and value fit into half of the page."""
    words = f"{row.label}：　{''.join(row.values)}"
    return bool(row.label and row.values) and len(row.values) == 1 and width_of(words, size) < room


def _centred(text: str, y: float, size: float, colour: tuple[int, int, int] = (30, 30, 34)) -> Ink:
    return Ink((PAGE[0] - width_of(text, size)) / 2, y, size, text, colour)


def _label(
    text: str, colon: str, x: float, y: float, size: float, longest: float, spacing: str
) -> list[Ink]:
    if spacing == "justified" and 1 < len(text) and width_of(text, size) < longest:
        step = (longest - size) / (len(text) - 1)
        if step < size * 4:
            inks = [Ink(x + at * step, y, size, one) for at, one in enumerate(text)]
            return [*inks, Ink(x + longest + 1, y, size, colon.strip())]
    shown = " ".join(text) if spacing == "blanks" else text
    return [Ink(x, y, size, shown + colon)]


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


def _card(design: Design, dice: random.Random, font: str) -> Sheet:
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
    for at, item in enumerate(["首页", "列表", "统计报表", "系统设置"]):
        inks.append(Ink(24, 80 + at * 40, 14, item))
    for at in range(8):
        inks.append(
            Ink(
                220,
                80 + at * 44,
                13,
                f"{at + 1:04}  {dice.choice(['已完成', '处理中', '待审核'])}  2024-0{at + 1}-11",
            )
        )
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
        (middle + radius * (0.3 if turn % 2 == 0 else 0.12) * math.sin(turn * math.pi / 5),
         middle - radius * (0.3 if turn % 2 == 0 else 0.12) * math.cos(turn * math.pi / 5))
        for turn in range(10)
    ]  # fmt: skip
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
