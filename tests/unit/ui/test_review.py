"""Drafted entries are compared, corrected and confirmed as `ipp-bot confirm` does it."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING, Any

import pytest
from PIL import Image

from ipp_bot.ui.child_commands import ChildCommands
from ipp_bot.ui.look_alikes import Look, pieces
from tests.support.drafts import certificate, draft_software
from tests.unit.reading.conftest import Drawer

if TYPE_CHECKING:
    from pathlib import Path

    import httpx

    from tests.unit.ui.conftest import Page

pytest.importorskip("rapidocr", reason="the extra `read` is not installed")

FIRST, SECOND = "2022SR1417580", "2022SR1417581"


@pytest.fixture
def draft(inside: Page) -> Path:
    names = {FIRST: "星云排课管理系统", SECOND: "星云考勤管理系统"}
    return draft_software(inside.scene.workspace.root, names)


def addresses(inside: Page) -> list[str]:
    return re.findall(r'href="(/k3y/review/[0-9a-f]{20})"', inside.get("/review").text)


def shown(inside: Page, address: str) -> dict[str, str]:
    """The form as a browser would send it, every look box checked."""
    text = inside.get(address).text
    fields = dict(re.findall(r'<input [^>]*name="([^"]+)" value="([^"]*)"', text))
    for name, options in re.findall(r'<select [^>]*name="([^"]+)">(.*?)</select>', text, re.DOTALL):
        chosen = re.search(r'<option value="([^"]*)" selected', options)
        fields[name] = chosen.group(1) if chosen else ""
    return fields


def test_the_list_has_what_nobody_confirmed(inside: Page, draft: Path) -> None:
    text = inside.get("/review").text
    assert "<title>(2) Review" in text
    assert FIRST in text
    draft.write_text(draft.read_text().replace("confirmed: false", "confirmed: true", 1))
    assert "<title>(1) Review" in inside.get("/review").text


@pytest.mark.usefixtures("draft")
def test_a_value_shows_where_it_was_read(inside: Page) -> None:
    text = inside.get(addresses(inside)[0]).text
    row = text[text.index('name="value:name"') - 900 : text.index('name="value:name"')]
    (place,) = re.findall(r'data-file="(\d)" data-page="1" data-box="([\d. e-]+)"', row)
    left, top, right, bottom = map(float, place[1].split())
    assert 0 < left < right < 1
    assert 0.1 < top < bottom < 0.5
    picture = inside.get(f"{addresses(inside)[0]}/papers/{place[0]}/1")
    assert picture.headers["content-type"] == "image/jpeg"
    upright = Image.open(io.BytesIO(picture.content)).size
    turned = inside.get(f"{addresses(inside)[0]}/papers/{place[0]}/1?turned=1")
    assert Image.open(io.BytesIO(turned.content)).size == upright[::-1]


def test_confirming_writes_what_the_command_writes_and_goes_on(inside: Page, draft: Path) -> None:
    first, second = addresses(inside)
    answer = inside.post(first, shown(inside, first))
    assert answer.status_code == 303, answer.text
    assert answer.headers["location"].startswith(f"{second}?confirmed=2022SR14175")
    assert len(re.findall("confirmed: papers-[0-9a-f]{16}", draft.read_text())) == 1
    assert len(addresses(inside)) == 1
    last = inside.post(second, shown(inside, second))
    assert last.headers["location"].startswith("/k3y/review?confirmed=")
    assert inside.get(first).status_code == 200  # it can be corrected later
    assert "<title>(0) Review" in inside.get("/review").text


def test_a_correction_is_written_and_nothing_else(inside: Page, draft: Path) -> None:
    before = draft.read_text()
    first = addresses(inside)[0]
    form = shown(inside, first) | {"value:version": "V3.0"}
    assert inside.post(first, form).status_code == 303
    after = draft.read_text()
    changed = [
        (old, new)
        for old, new in zip(before.splitlines(), after.splitlines(), strict=True)
        if old != new
    ]
    assert [new.strip().partition("-")[0] for _, new in changed] == [
        "confirmed: papers",
        "version: V3.0",
    ]


def test_an_empty_value_is_to_be_typed(inside: Page, draft: Path) -> None:
    first = addresses(inside)[0]
    answer = inside.post(first, shown(inside, first) | {"value:version": ""})
    assert answer.status_code == 409
    assert "It is empty: type what the paper says." in answer.text
    assert "papers-" not in draft.read_text()


def test_a_value_that_the_form_does_not_take_is_told_at_its_field(
    inside: Page, draft: Path
) -> None:
    first = addresses(inside)[0]
    answer = inside.post(first, shown(inside, first) | {"value:completed_on": "yesterday"})
    assert answer.status_code == 409
    assert re.search(r"field [a-z]+ faulty", answer.text)
    assert "papers-" not in draft.read_text()


def test_what_is_not_sure_has_to_be_compared(inside: Page) -> None:
    draft_software(inside.scene.workspace.root, {FIRST: "星云"}, finished="2021年08月")
    (first,) = addresses(inside)
    text = inside.get(first).text
    assert 'class="field empty"' in text
    form = shown(inside, first) | {"value:completed_on": "2021-08-13"}
    assert inside.post(first, form).status_code == 303


def test_a_changed_paper_voids_the_review(inside: Page, draft: Path) -> None:
    first = addresses(inside)[0]
    form = shown(inside, first)
    number = FIRST if FIRST in inside.get(first).text else SECOND
    papers = Drawer(draft.parent / "papers")
    papers.pdf(certificate(number, "别的软件"), name=f"{number}.pdf")
    answer = inside.post(first, form)
    assert answer.status_code == 409
    assert "has changed since it was shown" in answer.text
    assert "papers-" not in draft.read_text()
    assert 'class="field look"' in inside.get(first).text


def test_a_value_that_somebody_else_changed_meanwhile_is_not_overwritten(
    inside: Page, draft: Path
) -> None:
    first = addresses(inside)[0]
    form = shown(inside, first)
    draft.write_text(draft.read_text().replace("V2.0", "V9.9"))
    assert inside.post(first, form).status_code == 409
    assert "V9.9" in draft.read_text()


def test_another_paper_brings_a_confirmed_entry_back(inside: Page, draft: Path) -> None:
    for address in addresses(inside):
        assert inside.post(address, shown(inside, address)).status_code == 303
    assert addresses(inside) == []
    assert "Submit 2 confirmed entries" in inside.get("/review").text
    papers = Drawer(draft.parent / "papers")
    papers.pdf(
        certificate(FIRST, "星云排课管理系统", finished="2021年08月14日"), name=f"{FIRST}.pdf"
    )
    (again,) = addresses(inside)
    assert inside.post(again, shown(inside, again) | {"seen": "completed_on"}).status_code == 303
    assert addresses(inside) == []


def test_confirmed_entries_are_a_task_until_they_are_planned(
    inside: Page, draft: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[tuple[str, ...]] = []

    class Started:
        id = "x"

    def start(_self: object, _workspace: object, arguments: tuple[str, ...], *, actor: str) -> Any:
        assert actor
        started.append(tuple(arguments))
        return Started

    monkeypatch.setattr(ChildCommands, "start", start)
    first = addresses(inside)[0]
    inside.post(first, shown(inside, first))
    text = inside.get("/").text
    assert "1 confirmed entry is not planned yet" in text
    (chosen,) = re.findall(r'name="draft" value="([0-9a-f]{20})"', text)
    assert inside.post("/run/submit", {"draft": chosen}).status_code == 303
    assert inside.post("/run/submit", {"draft": "0" * 20}).status_code == 409
    assert started == [("submit", "--json", "--verbose", "--skip-faulty", str(draft))]


def send_document(
    inside: Page, address: str, key: str, content: bytes, **form: str
) -> httpx.Response:
    data = shown(inside, address) | form
    return inside.client.request(
        "POST",
        f"{address}/documents",
        files={f"file:{key}": ("../另一份 scan.exe", content, "application/pdf")},
        data=data,
        headers={"origin": "http://127.0.0.1:4711"},
    )


def test_another_document_is_sent_and_what_was_typed_stays(inside: Page, draft: Path) -> None:
    first = addresses(inside)[0]
    content = (draft.parent / "papers" / f"{FIRST}.pdf").read_bytes()
    answer = send_document(
        inside, first, "screenshots", content, change="screenshots", **{"value:version": "V7.0"}
    )
    assert (answer.status_code, answer.headers["location"]) == (303, first)
    assert "version: V7.0\n" in draft.read_text("utf-8")
    assert "screenshots: draft-papers/另一份 scan.pdf\n" in draft.read_text("utf-8")
    assert (draft.parent / "draft-papers" / "另一份 scan.pdf").read_bytes() == content
    assert "另一份 scan.pdf" in inside.get(first).text


def test_no_other_key_takes_a_document(inside: Page, draft: Path) -> None:
    before = draft.read_text("utf-8")
    address, content = addresses(inside)[0], b"%PDF-1.4 x"
    stale = {"change": "screenshots", "mark": "0" * 64}
    for key, sent, form, status in (
        ("screenshots", b"MZ program", {"change": "screenshots"}, 409),
        ("account", content, {"change": "account"}, 404),
        ("confirmed", content, {"change": "confirmed"}, 404),
        ("screenshots", content, {}, 404),
        ("screenshots", content, {"leave_out": "screenshots"}, 409),
        ("screenshots", content, stale, 409),
    ):
        answer = send_document(inside, address, key, sent, **form)
        assert answer.status_code == status, (key, form)
        assert draft.read_text("utf-8") == before


def test_an_entry_without_a_signed_paper_is_filed_with_the_portal_s_template(
    inside: Page,
) -> None:
    root = inside.scene.workspace.root
    draft = draft_software(root, {FIRST: "星云"}, holder="杭州星云科技有限公司")
    assert "  file:  # not read: none is here" in draft.read_text("utf-8")
    (first,) = addresses(inside)
    form = shown(inside, first) | {"leave_out": "power_of_attorney.file"}
    answer = inside.post(f"{first}/documents", form)
    assert answer.status_code == 303, answer.text
    block = draft.read_text("utf-8").partition("power_of_attorney:")[2]
    assert "file:" not in block
    assert "expires_on:" in block
    assert "the portal's template is signed" in inside.get(first).text


def test_a_client_is_named_beside_the_papers(inside: Page, draft: Path) -> None:
    first = addresses(inside)[0]
    assert "client:" not in draft.read_text("utf-8")
    form = shown(inside, first) | {"value:client": "星云: #1"}
    assert inside.post(first, form).status_code == 303
    assert "    client: '星云: #1'\n" in draft.read_text("utf-8")
    lines = [line for line in draft.read_text("utf-8").splitlines() if "client" in line]
    assert len(lines) == 1


def test_a_box_on_a_page_is_read_by_its_text_and_its_picture(inside: Page, draft: Path) -> None:
    assert draft.is_file()
    first = addresses(inside)[0]
    text = inside.get(first).text
    row = text[text.index('name="value:name"') - 900 : text.index('name="value:name"')]
    (found,) = re.findall(r'data-file="(\d)" data-page="1" data-box="([\d. e-]+)"', row)
    sides = [float(side) for side in found[1].split()]
    box = [sides[0] - 0.01, sides[1] - 0.006, sides[2] + 0.01, sides[3] + 0.006]
    name = re.findall(r'name="value:name" value="([^"]+)"', text)[0]
    place = f"{found[0]}/1 0 {' '.join(f'{side:.5f}' for side in box)}"
    assert inside.post(f"{first}/read", {"place": place}).json() == {"texts": [name]}
    upside_down = [1 - box[2], 1 - box[3], 1 - box[0], 1 - box[1]]
    place = f"{found[0]}/1 2 {' '.join(f'{side:.5f}' for side in upside_down)}"
    # as it is shown then it stands on its head
    assert name not in inside.post(f"{first}/read", {"place": place}).json()["texts"]


NO_BOXES = (
    "",
    "0/1 0 0.1 0.1 0.2",
    "0/1 0 0.5 0.1 0.2 0.2",
    "0/1 0 0.1 0.1 1.9 0.2",
    "0/1 4 0.1 0.1 0.2 0.2",
    "9/1 0 0.1 0.1 0.2 0.2",
    "0/1 0 nan 0.1 0.2 0.2",
    "0/1 0 1e9 0.1 0.2 0.2",
    "../../x 0 0.1 0.1 0.2 0.2",
    "٠/1 0 0.1 0.1 0.2 0.9",
)


@pytest.mark.usefixtures("draft")
def test_a_box_that_is_none_is_not_read(inside: Page) -> None:
    address = addresses(inside)[0]
    for place in NO_BOXES:
        assert inside.post(f"{address}/read", {"place": place}).status_code == 404, place


@pytest.mark.parametrize("path", ["99/1", "0/999", "0/0", "..%2f..%2fdraft.yaml/1", "-1/1"])
def test_papers_are_asked_for_by_number(inside: Page, draft: Path, path: str) -> None:
    assert draft.is_file()
    assert inside.get(f"{addresses(inside)[0]}/papers/{path}").status_code == 404


def test_a_draft_that_names_a_file_outside_its_folder_does_not_show_it(
    inside: Page, draft: Path
) -> None:
    secret = draft.parent.parent / "secret.pdf"
    Drawer(draft.parent.parent).pdf(certificate(FIRST, "secret"), name="secret.pdf")
    assert secret.is_file()
    text = re.sub(r"file: papers/\S+", "file: ../secret.pdf", draft.read_text())
    draft.write_text(text)
    for address in addresses(inside):
        assert ">secret.pdf" not in inside.get(address).text


def test_look_alikes_are_made_visible() -> None:
    assert pieces("星云软件") == []
    assert [(one.text, one.look) for one in pieces("2O2\xa01（长沙)己")] == [
        ("2", Look.DIGIT),
        ("O", Look.LETTER),
        ("2", Look.DIGIT),
        ("\\u00a0", Look.BLANK),
        ("1", Look.DIGIT),
        ("（", Look.WIDE),
        ("长沙)", Look.PLAIN),
        ("己", Look.ALIKE),
    ]
    assert [one.text for one in pieces("a\u200bb\u202e")] == ["a", "\\u200b", "b", "\\u202e"]
    assert pieces("Acme Rights Agency Ltd.") == []
    assert [one.look for one in pieces("V1l")] == [Look.PLAIN, Look.DIGIT, Look.LETTER]
    assert [one.text for one in pieces("a  b")] == ["a", "␣␣", "b"]
