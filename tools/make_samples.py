"""Draws the documents that the sample manifests name, from what the manifests say.

Run it after changing a sample: `python tools/make_samples.py [manifests]`. The documents are small,
in colour, and show what a reviewer looks for: seals, numbers, an ownership notice. All of them are
marked as samples; none resembles a real certificate closely enough to pass for one.
"""

from __future__ import annotations

import io
import math
import random
import subprocess
import sys
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml
from PIL import Image, ImageDraw, ImageFont
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

PAPER = (253, 248, 236)
INK = (40, 40, 48)
RED = (200, 30, 35)
BLUE = (30, 60, 160)
PORTRAIT = (720, 1018)
LANDSCAPE = (1018, 720)
SCREEN = (1024, 640)

Entry = dict[str, Any]
Row = tuple[str, str]


@lru_cache(maxsize=1)
def font_file() -> str:
    """A font with Chinese characters, as fontconfig finds it."""
    command = ["fc-match", "--format=%{file}", "WenQuanYi Micro Hei:lang=zh-cn"]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


@lru_cache(maxsize=32)
def font(size: int) -> ImageFont.FreeTypeFont:
    """The font in one size."""
    return ImageFont.truetype(font_file(), size)


class Sheet:
    """A page to draw on."""

    def __init__(self, size: tuple[int, int], paper: tuple[int, int, int] = PAPER) -> None:
        self.image = Image.new("RGB", size, paper)
        self.draw = ImageDraw.Draw(self.image)
        self.width, self.height = size

    def frame(self, colour: tuple[int, int, int]) -> None:
        """Two lines around the page."""
        for inset, width in ((22, 5), (34, 1)):
            box = (inset, inset, self.width - inset, self.height - inset)
            self.draw.rectangle(box, outline=colour, width=width)

    def middle(self, y: int, text: str, size: int, colour: tuple[int, int, int] = INK) -> None:
        """A line of text in the middle."""
        self.draw.text((self.width // 2, y), text, font=font(size), fill=colour, anchor="ma")

    def rows(self, y: int, rows: list[Row], *, left: int = 80, step: int = 48) -> int:
        """Label and value on a line each; the y below them."""
        for label, value in rows:
            self.draw.text((left, y), f"{label}:", font=font(20), fill=INK)
            for line in wrapped(value, self.width - left - 250):
                self.draw.text((left + 190, y), line, font=font(20), fill=INK)
                y += 28
            y += step - 28
        return y

    def seal(self, x: int, y: int, text: str, radius: int = 78) -> None:
        """A round red seal with a star and the issuer's name around it."""
        box = (x - radius, y - radius, x + radius, y + radius)
        self.draw.ellipse(box, outline=RED, width=5)
        points = [
            (
                x + radius * (0.34 if turn % 2 == 0 else 0.14) * math.sin(turn * math.pi / 5),
                y - radius * (0.34 if turn % 2 == 0 else 0.14) * math.cos(turn * math.pi / 5),
            )
            for turn in range(10)
        ]
        self.draw.polygon(points, fill=RED)
        letters = text[:18]
        for index, letter in enumerate(letters):
            angle = math.radians(-130 + 260 * (index + 0.5) / len(letters))
            at = (x + radius * 0.76 * math.sin(angle), y - radius * 0.76 * math.cos(angle))
            self.draw.text(at, letter, font=font(15), fill=RED, anchor="mm")

    def code(self, x: int, y: int, seed: str, cells: int = 17, cell: int = 5) -> None:
        """A square that looks like a QR code and says nothing."""
        dice = random.Random(seed)
        for row in range(cells):
            for column in range(cells):
                if dice.random() < 0.5:  # noqa: PLR2004 - a fair coin
                    at = (x + column * cell, y + row * cell)
                    self.draw.rectangle((*at, at[0] + cell - 1, at[1] + cell - 1), fill=INK)

    def signature(self, x: int, y: int, seed: str) -> None:
        """A scribble in blue ink."""
        dice = random.Random(seed)
        points = [(x + step * 9, y + dice.randint(-22, 22)) for step in range(18)]
        self.draw.line(points, fill=BLUE, width=4, joint="curve")

    def sample(self) -> None:
        """The word that keeps the drawing from passing for a real document."""
        text = "样本 SAMPLE"
        self.draw.text(
            (self.width - 46, self.height - 44),
            text,
            font=font(16),
            fill=(150, 120, 60),
            anchor="rs",
        )


def wrapped(text: str, width: int) -> Iterator[str]:
    """The text in lines of at most that many pixels."""
    line = ""
    for letter in text:
        if font(20).getlength(line + letter) > width:
            yield line
            line = ""
        line += letter
    yield line


def certificate(
    title: str, rows: list[Row], *, issuer: str, seed: str, head: str = ""
) -> Image.Image:
    """An upright certificate with frame, code and seal."""
    sheet = Sheet(PORTRAIT)
    sheet.frame((176, 132, 60))
    sheet.middle(80, head or "中华人民共和国国家版权局", 24)
    sheet.middle(130, title, 34, RED)
    bottom = sheet.rows(250, rows)
    sheet.code(90, max(bottom + 20, 800), seed)
    sheet.seal(sheet.width - 190, max(bottom + 60, 850), issuer)
    sheet.sample()
    return sheet.image


def letter(title: str, lines: list[str], *, seal: str, signed: str = "") -> Image.Image:
    """A letter on white paper with the holder's seal, or signature."""
    sheet = Sheet(PORTRAIT, (255, 255, 255))
    sheet.middle(90, title, 32)
    y = 190
    for line in lines:
        for part in wrapped(line, sheet.width - 160):
            sheet.draw.text((80, y), part, font=font(20), fill=INK)
            y += 32
        y += 14
    if signed:
        sheet.draw.text((380, 850), f"{signed}  (签字 / signature)", font=font(18), fill=INK)
        sheet.signature(400, 810, signed)
    else:
        sheet.draw.text((380, 930), seal, font=font(18), fill=INK)
        sheet.seal(500, 830, seal)
    sheet.sample()
    return sheet.image


def holder(entry: Entry) -> str:
    """The holder's name."""
    return str(entry["holder"]["name"])


def registration(entry: Entry) -> Image.Image:
    """A certificate of any type."""
    number, name, owner = (
        str(entry.get("registration_number", "")),
        str(entry["name"]),
        holder(entry),
    )
    kind = entry.get("certificate", {}).get("kind", "")
    place = entry["place"]
    if entry["type"] == "trademark":
        rows = [
            ("商标 Mark", name),
            ("注册号 No.", number),
            ("注册人 Owner", owner),
            ("类别 Classes", ", ".join(entry["classes"])),
            ("有效期至 Until", entry["expires_on"]),
        ]
        return certificate("商标注册证", rows, issuer="商标注册专用章样本", seed=number, head=place)
    if entry["type"] == "patent":
        rows = [
            ("名称 Title", name),
            ("专利号 No.", number),
            ("专利权人 Owner", owner),
            ("申请日 Filed", entry["filed_on"]),
            ("授权日 Granted", entry["granted_on"]),
        ]
        return certificate("专利证书", rows, issuer="专利登记专用章样本", seed=number, head=place)
    if kind == "software-registration":
        rows = [
            ("软件名称", f"{name} {entry['version']}"),
            ("著作权人", owner),
            ("开发完成日期", entry["completed_on"]),
            ("首次发表日期", entry.get("first_published_on", "未发表")),
            ("权利取得方式", "原始取得" if entry["acquisition"] == "original" else "受让"),
            ("权利范围", "全部权利" if entry["rights_scope"] == "all" else "部分权利"),
            ("登记号", number),
            ("证书号", entry["certificate"].get("number", "")),
        ]
        return certificate(
            "计算机软件著作权登记证书", rows, issuer="软件登记专用章样本", seed=number
        )
    authors = entry["authors"] if isinstance(entry["authors"], list) else [entry["authors"]]
    rows = [
        ("登记号 No.", number),
        ("作品名称 Title", name),
        ("作品类别 Kind", entry["work"]),
        ("作者 Author", "、".join(authors)),
        ("著作权人 Owner", owner),
        ("创作完成日期", entry["created_on"]),
        ("首次发表日期", entry.get("first_published_on", "未发表")),
        ("登记日期 Date", entry["registered_on"]),
    ]
    session = entry.get("issuing_office", "中华人民共和国国家版权局")
    return certificate("作品登记证书", rows, issuer="作品登记专用章样本", seed=number, head=session)


def proof(entry: Entry) -> Image.Image:
    """What stands in for a certificate."""
    kind, owner = entry["proof"]["kind"], holder(entry)
    if kind == "claim-statement":
        lines = [
            f"We, {owner}, state that we own the copyright of the work “{entry['name']}”.",
            (
                f"Author: {entry['authors']}. Completed on {entry['created_on']}, "
                f"first published on {entry['first_published_on']}."
            ),
            "The statement is true; we answer for it.",
        ]
        return letter("Copyright Claim Statement", lines, seal=owner)
    title = "可信时间戳认证证书" if kind == "timestamp" else "原创作品登记证书"
    rows = [
        ("作品名称", entry["name"]),
        ("作者", "、".join(entry["authors"])),
        ("申请人", owner),
        ("创作完成日期", entry["created_on"]),
        ("登记时间", f"{entry['created_on']} 09:30:00"),
    ]
    return certificate(
        title, rows, issuer="存证专用章样本", seed=entry["ref"], head="电子存证中心（样本）"
    )


def screenshot(entry: Entry, variant: str) -> Image.Image:
    """The operating page of a program with its ownership notice."""
    sheet = Sheet(SCREEN, (244, 246, 250))
    sheet.draw.rectangle((0, 0, sheet.width, 52), fill=(36, 84, 170))
    title = f"{entry['name']} {entry['version']}"
    sheet.draw.text((20, 13), title, font=font(22), fill=(255, 255, 255))
    sheet.draw.rectangle((0, 52, 180, sheet.height), fill=(226, 232, 244))
    for index, item in enumerate(("首页 Home", "列表 List", "统计 Report", "设置 Settings")):
        sheet.draw.text((20, 80 + index * 44), item, font=font(18), fill=INK)
    dice = random.Random(entry["ref"] + variant)
    for row in range(9):
        y = 90 + row * 48
        sheet.draw.line((200, y + 40, sheet.width - 30, y + 40), fill=(205, 212, 226))
        sheet.draw.text((210, y + 8), f"{row + 1:04d}", font=font(17), fill=INK)
        wide = 300 + dice.randint(40, 460)
        sheet.draw.rectangle((300, y + 12, wide, y + 28), fill=(92, 150, 226))
    notice = f"© {entry['completed_on'][:4]} {holder(entry)} 版权所有 All rights reserved"
    sheet.draw.text((200, sheet.height - 40), notice, font=font(18), fill=INK)
    return sheet.image


def picture(entry: Entry, variant: str) -> Image.Image:
    """A work of art, or the image of a mark."""
    sheet = Sheet((800, 800), (250, 250, 246))
    dice = random.Random(entry["ref"] + variant)
    for turn in range(12):
        radius = 340 - turn * 26
        colour = (dice.randint(40, 230), dice.randint(60, 200), dice.randint(60, 230))
        shift = dice.randint(-30, 30)
        box = (400 - radius + shift, 380 - radius, 400 + radius + shift, 380 + radius)
        sheet.draw.arc(box, dice.randint(0, 180), dice.randint(200, 360), fill=colour, width=14)
    sheet.middle(740, entry["name"], 30)
    return sheet.image


def identification(entry: Entry) -> Image.Image:
    """A business licence, or an identity card."""
    number = entry["holder"]["identification"]["number"]
    if entry["holder"]["kind"] == "individual":
        sheet = Sheet((856, 540), (224, 238, 246))
        rows = [("姓名", holder(entry)), ("公民身份号码", number)]
        sheet.rows(160, rows, left=60)
        sheet.middle(60, "居民身份证（样本）", 30, BLUE)
        sheet.draw.rectangle((640, 130, 800, 330), outline=INK, width=2)
        sheet.sample()
        return sheet.image
    rows = [("名称", holder(entry)), ("统一社会信用代码", number), ("类型", "有限责任公司")]
    return certificate("营业执照", rows, issuer="登记机关专用章样本", seed=number, head="样本")


def attorney(entry: Entry) -> Image.Image:
    """A signed power of attorney."""
    owner, until = holder(entry), entry["power_of_attorney"]["expires_on"]
    lines = [
        f"委托人 Principal: {owner} ({entry['holder']['identification']['number']})",
        "受托人 Agent: Acme Rights Agency Ltd.",
        f"知识产权 IPR: {entry['name']} ({entry['registration_number']})",
        "委托人授权受托人在阿里巴巴知识产权保护平台提交并跟进该知识产权的验证与投诉，并代为维权。",
        "The principal authorises the agent to enforce this IPR on the Alibaba platforms.",
        f"有效期至 Valid until: {until}",
        "职务 Title: 法定代表人 Legal representative",
    ]
    signed = owner if entry["holder"]["kind"] == "individual" else ""
    return letter("授权委托书 Power of Attorney", lines, seal=owner, signed=signed)


def paper(title: str) -> Callable[[Entry], Image.Image]:
    """A painter of lesser papers: a renewal, a receipt, a report, a class page."""

    def draw(entry: Entry) -> Image.Image:
        rows = [
            ("名称 Name", str(entry["name"])),
            ("号码 No.", str(entry["registration_number"])),
            ("权利人 Owner", holder(entry)),
        ]
        return certificate(
            title, rows, issuer="业务专用章样本", seed=entry["ref"] + title, head="样本"
        )

    return draw


PAPERS: dict[str, Callable[[Entry], Image.Image]] = {
    "renewed": paper("商标续展注册证明"),
    "assigned": paper("商标转让证明"),
    "changed": paper("商标变更证明"),
    "class_pages": paper("核定使用商品服务项目"),
    "evaluation_report": paper("专利权评价报告"),
    "fee_receipt": paper("年费缴纳收据"),
}


def paths(value: object) -> list[str]:
    """A path or a list of paths as a list."""
    return (
        [str(item) for item in value] if isinstance(value, list) else [str(value)] if value else []
    )


def documents(entry: Entry) -> Iterator[tuple[str, Image.Image]]:
    """Every document that the entry names, drawn."""
    for path in paths(entry.get("certificate", {}).get("file")):
        yield path, registration(entry)
    for path in paths(entry.get("proof", {}).get("file")):
        yield path, proof(entry)
    for path in paths(entry["holder"].get("identification", {}).get("file")):
        yield path, identification(entry)
    for path in paths(entry.get("power_of_attorney", {}).get("file")):
        yield path, attorney(entry)
    for path in paths(entry.get("screenshots")):
        yield path, screenshot(entry, path)
    for path in paths(entry.get("work_samples")) + paths(entry.get("mark_image")):
        yield path, picture(entry, path)
    for key, painter in PAPERS.items():
        for path in paths(entry.get(key)):
            yield path, painter(entry)


def write(image: Image.Image, path: Path) -> None:
    """The picture as PNG or PDF, the same bytes at every run."""
    path.parent.mkdir(parents=True, exist_ok=True)
    small = image.quantize(24, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    if path.suffix == ".png":
        small.save(path, optimize=True)
        return
    raster = io.BytesIO()
    small.save(raster, "PNG", optimize=True)
    canvas = Canvas(str(path), pagesize=(595, 842), invariant=1)
    canvas.setTitle(path.stem)
    canvas.drawImage(ImageReader(raster), 0, 0, width=595, height=842)
    canvas.save()


def main(folder: Path) -> None:
    """Draws the documents of every manifest below the folder."""
    for manifest in sorted(folder.rglob("*.yaml")):
        content = yaml.load(manifest.read_text("utf-8"), Loader=yaml.BaseLoader)  # noqa: S506 - text only
        for own in content["iprs"]:
            entry = {**content.get("defaults", {}), **own}
            for path, image in documents(entry):
                write(image, manifest.parent / path)
        print(f"* {manifest}")


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "manifests"))
