"""A folder as agencies get it: the papers of several clients, of any names, in one heap."""

from __future__ import annotations

import io
import random
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from PIL import Image

from bench import drawing
from bench.certificates import Design, Inventor, OneHolder, Row

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["AGENT", "FONTS", "Client", "draw"]

AGENT = "Acme Rights Agency Ltd."
FONTS = ("zenhei", "kai", "sung", "noto-sans", "wenkai")
"""None of those that the samples under manifests/ are drawn with."""
KINDS = ("software", "trademark", "software", "works", "software", "patent", "software")
"""Which certificate a client has, in turn."""


@dataclass
class Client:
    """One client: what its papers say by the manifest's keys, and which files are its own."""

    kind: str
    truth: dict[str, Any]
    files: set[str] = field(default_factory=set)


class _Heap:
    """The folder while it is filled."""

    def __init__(self, folder: Path, seed: str) -> None:
        self.folder = folder
        self.dice = random.Random(seed)
        self.seed = seed
        self.fonts = [name for name in FONTS if name in drawing.available()]
        self.count = 0

    def name(self, suffix: str) -> str:
        """A name that says nothing."""
        self.count += 1
        words = self.dice.choice(["IMG_", "扫描件 ", "scan-", "微信图片_", "DOC"])
        where = self.dice.choice(["", "", "a/", "客户 资料/"])
        (self.folder / where).mkdir(parents=True, exist_ok=True)
        return f"{where}{words}{self.dice.randrange(10_000):04}-{self.count}{suffix}"

    def scan(self, design: Design) -> Image.Image:
        sheet = drawing.laid_out(design, self.dice, self.fonts)
        return drawing.scanned(drawing.picture(sheet, 150), self.dice, 85)

    def picture(self, design: Design, suffix: str = ".jpg") -> str:
        name = self.name(suffix)
        if design.screen:
            drawing.picture(drawing.laid_out(design, self.dice, self.fonts), 96).save(
                self.folder / name
            )
        else:
            self.scan(design).save(self.folder / name, quality=88)
        return name

    def pdf_of_scans(self, *designs: Design) -> str:
        """Several papers, a page each, in one PDF without a text layer."""
        name = self.name(".pdf")
        pages = [self.scan(design) for design in designs]
        buffer = io.BytesIO()
        pages[0].save(buffer, "PDF", save_all=True, append_images=pages[1:], resolution=150)
        (self.folder / name).write_bytes(buffer.getvalue())
        return name

    def pdf_with_text(self, design: Design) -> str:
        name = self.name(".pdf")
        fonts = [one for one in self.fonts if one in drawing.IN_PDF]
        sheet = drawing.laid_out(design, self.dice, fonts)
        drawing.text_pdf([sheet], self.folder / name, radicals=False)
        return name


def _screen(title: str, notice: str) -> Design:
    return Design("operating-page", title, [Row("", [notice])], {}, screen=True)


def _attorney(inventor: OneHolder, code: str, number: str, until: tuple[str, str]) -> Design:
    rows = [
        Row("委托人", [inventor.own]),
        Row("统一社会信用代码", [code]),
        Row("受托人", [AGENT]),
        Row("登记号", [number]),
        Row("授权事项", ["在阿里巴巴知识产权保护平台提交投诉"]),
        Row("有效期至", [until[1]]),
    ]
    return Design("power-of-attorney", "授权委托书", rows, {}, inventor.own)


def draw(folder: Path, *, clients: int, seed: str) -> list[Client]:
    """Draws five papers a client; what they say, in the order of the clients."""
    heap = _Heap(folder, seed)
    return [_client(heap, KINDS[at % len(KINDS)], f"{seed}-{at}") for at in range(clients)]


def _client(heap: _Heap, kind: str, seed: str) -> Client:
    inventor = OneHolder(seed)
    designed = {
        "software": "software-registration",
        "works": "works-registration",
        "trademark": "trademark",
        "patent": "patent",
    }[kind]
    certificate = inventor.design(designed)
    licence = inventor.design("business-licence")
    code = str(licence.truth["identification_number"])
    until = inventor.day(2028, 2031)
    number = str(certificate.truth["registration_number"])
    truth = dict(certificate.truth)
    truth["holder"] = {
        "name": inventor.own,
        "kind": "entity",
        "identification": {"number": code},
    }
    if "certificate_number" in truth:
        truth["certificate"] = {"number": truth.pop("certificate_number")}
    truth["power_of_attorney"] = {"expires_on": until[0]}
    client = Client(kind, truth)
    paper = heap.dice.choice([heap.picture, heap.pdf_with_text])
    client.files.add(paper(certificate))
    attorney = _attorney(inventor, code, number, until)
    if heap.dice.random() < 0.5:
        client.files.add(heap.pdf_of_scans(licence, attorney))
    else:
        client.files |= {heap.picture(licence), heap.picture(attorney)}
    if kind == "software":
        title = f"{inventor.title} {truth['version']}"
        year = heap.dice.randint(2019, 2026)
        for notice in (f"© {year} {inventor.own} 版权所有", f"版权所有 © {inventor.own}"):
            client.files.add(heap.picture(_screen(title, notice), ".png"))
    else:
        for _ in range(2):
            heap.picture(Inventor(f"{seed}-{heap.count}").design("unknown"))
    return client
