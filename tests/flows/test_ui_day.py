"""A day at the page by a scripted person, without a terminal: papers, review, signatures, a night.

What the portal holds in the end, and what lies in the client's bundle, is the judge.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from PIL import Image
from pypdf import PdfWriter

from tests.support.drafts import AGENT, certificate, screenshot
from tests.support.operator import Operator, Truth
from tests.support.ui import ui_process
from tests.support.variants import short
from tests.unit.reading.conftest import Drawer, titled

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Page

    from ipp_bot.testing import PortalProcess, TestWorkspace
    from tests.support.operator import Way

pytest.importorskip("rapidocr", reason="the extra `read` is not installed")

from bench import drawing, mixed_folder

SAMPLE = Path(__file__).resolve().parents[2] / "manifests" / "documents" / "works-0001-sample-1.png"
COMPANY = "杭州星云科技有限公司"
REASON = "CERT_UNREADABLE"


@dataclass
class Heap:
    """Papers that nobody has read, and what is known about them."""

    files: list[Path]
    truths: dict[str, Truth]
    rejected: str
    """The ref of the entry that the portal rejects at first."""
    another_scan: Path | None
    """Its certificate, scanned once more; None for one that is made of what was sent."""
    numbers: dict[str, str] = field(default_factory=dict)
    """By ref: the registration number that the portal's record has to show."""
    asked_for: tuple[str, ...] = ()
    """The refs of entries of which the portal asks for something that no paper says."""


def small_heap(folder: Path) -> Heap:
    """Four papers of two clients; the second one has signed nothing yet."""
    folder.mkdir()
    drawer = Drawer(folder)
    files = [
        drawer.pdf(certificate("2022SR1417510", "星云排课管理系统"), name="扫描件 1.pdf"),
        drawer.pdf(screenshot("星云排课管理系统"), name="IMG_0002.pdf"),
        drawer.pdf(
            certificate("2022SR1417511", "蓝海考勤管理软件", holder=COMPANY), name="DOC3.pdf"
        ),
        drawer.pdf(
            titled(
                "营业执照（副本）",
                ("统一社会信用代码", "     91350100M000100Y43"),
                ("名    称", COMPANY),
                ("类    型", "有限责任公司"),
                ("法定代表人", "李晓明"),
            ),
            name="scan-4.pdf",
        ),
    ]
    later = folder.parent / "later"
    later.mkdir()
    drawer = Drawer(later)
    shot = drawer.png(screenshot("蓝海考勤管理软件", COMPANY), name="shot-later.png")
    again = drawer.pdf(
        certificate("2022SR1417510", "星云排课管理系统"), name="certificate-again.pdf"
    )
    truths = {
        "2022SR1417510": Truth(AGENT, {}),
        "2022SR1417511": Truth(
            COMPANY,
            {"power_of_attorney.expires_on": "2027-12-31", "holder.kind": "entity"},
            {"screenshots": shot},
            signs_template=True,
        ),
    }
    return Heap(files, truths, "2022SR1417510", again, {ref: ref for ref in truths})


def large_heap(folder: Path) -> Heap:
    """Thirty scans and pictures of six clients in one heap; two have signed nothing."""
    if not set(mixed_folder.FONTS) <= set(drawing.available()):
        pytest.skip("the fonts of bench.reading are not installed")
    clients = mixed_folder.draw(folder, clients=6, seed="day-6")
    truths, numbers, asked_for = {}, {}, []
    for at, client in enumerate(clients):
        values = {key: _text(value) for key, value in _dotted(client.truth)}
        typed = {"mark_type": "word", "expires_on": "2041-01-01", "completed_on": "2023-11-01"}
        number = values["registration_number"]
        words = re.sub(r"[^A-Za-z0-9.]+", "-", number).strip("-.")
        ref = f"{client.kind}-{words}" if words.isdigit() else words
        documents = {"work_samples": SAMPLE} if client.kind == "works" else {}
        truths[ref] = Truth(
            values["holder.name"], {**typed, **values}, documents, signs_template=at in {0, 2}
        )
        numbers[ref] = number
        if client.kind == "software" and "completed_on" not in values:
            asked_for.append(ref)  # the portal wants the day; new certificates do not bear it
    first = next(iter(truths))
    return Heap(
        sorted(path for path in folder.rglob("*") if path.is_file()),
        truths,
        first,
        None,
        numbers,
        tuple(asked_for),
    )


def _dotted(data: dict[str, Any], at: str = "") -> Iterator[tuple[str, Any]]:
    for key, value in data.items():
        name = f"{at}.{key}" if at else key
        if isinstance(value, dict):
            yield from _dotted(value, name)
        else:
            yield name, value


def _text(value: object) -> str:
    return "、".join(map(str, value)) if isinstance(value, list | tuple) else str(value)


def scanned_again(paper: Path, folder: Path) -> Path:
    """The same certificate in another file."""
    again = folder / f"certificate-again{paper.suffix}"
    if paper.suffix == ".pdf":
        writer = PdfWriter(clone_from=paper)
        writer.add_metadata({"/Title": "scanned again"})
        writer.write(again)
    else:
        Image.open(paper).save(again, quality=95)
    return again


HEAPS = {"small": small_heap, "large": large_heap}


@pytest.mark.timeout(3600)
@pytest.mark.parametrize(
    ("size", "way", "lang"),
    short(
        [
            ("small", "keys", "zh"),
            ("small", "mouse", "en"),
            ("large", "mouse", "zh"),
            ("large", "keys", "zh"),
        ]
    ),
)
def test_a_day_from_papers_to_the_client_s_bundle(
    page: Page,
    tmp_path: Path,
    ipp_portal: PortalProcess,
    ipp_workspace: TestWorkspace,
    monkeypatch: pytest.MonkeyPatch,
    size: str,
    way: Way,
    lang: str,
) -> None:
    if size == "large":
        monkeypatch.delenv("IPP_BOT_READING", raising=False)
    heap = HEAPS[size](tmp_path / "unread")
    page.set_default_timeout(600_000)
    environment = ipp_workspace.environment
    with ui_process(ipp_workspace.root, "--lang", lang, environment=environment) as ui:
        person = Operator(page, ui.url, way=way, lang=lang, folder=tmp_path)
        person.enter(ui.link)
        person.drop_papers(heap.files, "acme")
        person.review_all(heap.truths)
        compared = person.keys, person.clicks
        person.submit_confirmed()
        unsigned = sum(one.signs_template for one in heap.truths.values())
        assert person.sign_templates() == unsigned
        person.submit_all()
        assert sorted(person.answer_stopped(heap.truths)) == sorted(heap.asked_for)
        assert Counter(one["status"] for one in ipp_portal.iprs()) == {"pending": len(heap.truths)}

        records = {one["fields"]["registration_number"]: one for one in ipp_portal.iprs()}
        for ref, number in heap.numbers.items():
            decision = "reject" if ref == heap.rejected else "approve"
            reasons = [REASON] if ref == heap.rejected else []
            ipp_portal.review(records[number]["number"], decision, reasons)
        person.check_portal()
        rejected = records[heap.numbers[heap.rejected]]
        sent = [one["filename"] for one in rejected["attachments"] if one["slot"] == "certificate"]
        (paper,) = (ipp_workspace.root / "papers").rglob(sent[0])
        another_scan = heap.another_scan or scanned_again(paper, tmp_path)
        person.correct_rejected(heap.rejected, "certificate.file", another_scan)
        mended = ipp_portal.record(rejected["number"])
        assert mended["status"] == "pending"
        assert another_scan.name in {one["filename"] for one in mended["attachments"]}

        ipp_portal.review(mended["number"], "approve")
        person.check_portal()
        assert Counter(one["status"] for one in ipp_portal.iprs()) == {"approved": len(heap.truths)}
        client = next(one.client for one in heap.truths.values() if one.signs_template)
        bundle = person.take_bundle(client)
        page.goto("about:blank")
    with zipfile.ZipFile(io.BytesIO(bundle)) as opened:
        names = opened.namelist()
    mine = [ref for ref, one in heap.truths.items() if one.client == client]
    assert all(any(ref in name for name in names) for ref in mine), names
    others = set(heap.truths) - set(mine)
    assert not any(ref in name for name in names for ref in others)
    print(  # noqa: T201 - the measure
        f"\n{size}, {way}, {lang}: {len(heap.files)} papers, {len(heap.truths)} entries; review "
        f"{compared[0]} keys and {compared[1]} clicks, the day {person.keys} and {person.clicks}"
    )
