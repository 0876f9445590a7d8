from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.portal.support import picture

if TYPE_CHECKING:
    from playwright.sync_api import FilePayload, Page

    from tests.portal.support import Portal, Visitor

PDF = b"%PDF-1.4\n%%EOF\n"
REFUSED = [
    ("a.txt", b"words", "Only jpg"),
    ("a.png", b"no picture at all", "does not match"),
    ("a.pdf", b"\x89PNG\r\n\x1a\n", "does not match"),
    ("a.jpg", None, "does not match"),  # a PNG called .jpg
    ("a.pdf", PDF + b"x" * 8 * 1024 * 1024, "larger than 8 MB"),
]


@pytest.mark.parametrize(("name", "content", "words"), REFUSED)
def test_wrong_files_are_refused(
    portal: Portal, visitor: Visitor, name: str, content: bytes | None, words: str
) -> None:
    number = visitor.first_save("patent")
    answer = visitor.upload(number, "certificate", content or picture(), name)
    assert answer.status_code == 400
    assert words in answer.json()["error"]
    assert portal.iprs()[0]["attachments"] == []


def test_up_to_five_files_of_up_to_eight_megabytes(portal: Portal, visitor: Visitor) -> None:
    number = visitor.first_save("patent")
    whole = PDF + b"x" * (8 * 1024 * 1024 - len(PDF))
    assert visitor.upload(number, "certificate", whole, "最大 (1).PDF").status_code == 200
    for _ in range(4):
        assert visitor.upload(number, "certificate", PDF, "a.pdf").status_code == 200
    answer = visitor.upload(number, "certificate", PDF, "a.pdf")
    assert "At most 5 files" in answer.json()["error"]
    held = portal.iprs()[0]["attachments"]
    assert len(held) == 5
    assert held[0] == {
        "slot": "certificate",
        "filename": "最大 (1).PDF",
        "size": 8 * 1024 * 1024,
        "sha256": hashlib.sha256(whole).hexdigest(),
    }


def test_unknown_slots_are_refused_and_paths_cut_off(portal: Portal, visitor: Visitor) -> None:
    number = visitor.first_save("patent")
    assert visitor.upload(number, "screenshot").status_code == 400
    assert visitor.upload(number, "certificate", picture(), "C:\\x\\b.png").status_code == 200
    assert portal.iprs()[0]["attachments"][0]["filename"] == "b.png"


def test_a_file_goes_as_soon_as_it_is_chosen_and_can_be_removed(
    acme: Page, portal: Portal, visitor: Visitor
) -> None:
    number = visitor.first_save("patent")
    content = picture()
    acme.goto(f"{portal.url}/uc/ipr/detail.htm?iprNo={number}")
    slot = acme.get_by_label("Patent certificate", exact=True)
    papers: list[FilePayload] = [
        {"name": name, "mimeType": "image/png", "buffer": content} for name in ("a.png", "b.png")
    ]
    slot.set_input_files(papers)
    marks = acme.locator(".file .mark")
    expect(marks).to_have_text(["Uploaded", "Uploaded"])
    expect(acme.locator(".file .size").first).to_contain_text(f"{len(content):,} bytes")
    assert len(portal.iprs()[0]["attachments"]) == 2
    acme.get_by_role("button", name="Remove a.png").click()
    expect(marks).to_have_count(1)
    assert [a["filename"] for a in portal.iprs()[0]["attachments"]] == ["b.png"]
    acme.reload()
    expect(acme.locator(".file .name")).to_have_text("b.png")


def test_the_page_says_why_a_file_is_refused(acme: Page, portal: Portal, visitor: Visitor) -> None:
    number = visitor.first_save("patent")
    acme.goto(f"{portal.url}/uc/ipr/detail.htm?iprNo={number}")
    acme.get_by_label("Patent certificate", exact=True).set_input_files(
        {"name": "a.png", "mimeType": "image/png", "buffer": b"nothing"}
    )
    expect(acme.get_by_role("alert")).to_have_text(
        "a.png: The content of the file does not match its extension."
    )
    expect(acme.locator(".file")).to_have_count(0)


def test_an_expired_session_is_told_at_the_upload(
    acme: Page, portal: Portal, visitor: Visitor
) -> None:
    number = visitor.first_save("patent")
    acme.goto(f"{portal.url}/uc/ipr/detail.htm?iprNo={number}")
    portal.post("clock", advance_seconds=3600)
    acme.get_by_label("Patent certificate", exact=True).set_input_files(
        {"name": "a.png", "mimeType": "image/png", "buffer": picture()}
    )
    expect(acme.get_by_role("alert")).to_contain_text("Your session has expired")


def test_files_are_given_back(visitor: Visitor) -> None:
    number = visitor.first_save("patent")
    sent = picture()
    held = visitor.upload(number, "certificate", sent).json()
    answer = visitor.get("/uc/ipr/attachment.htm", iprNo=number, id=held["id"])
    assert (answer.content, answer.headers["content-type"]) == (sent, "image/png")
