"""Files that come in: known by their content, kept under harmless names, bounded in size."""

from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING

import pytest
from pypdf import PdfReader, PdfWriter

from ipp_bot.ledger import Outcome, PlannedEntry, State
from ipp_bot.ui.child_commands import ChildCommands
from ipp_bot.ui.pages import inbox
from ipp_bot.ui.uploads import harmless_name
from tests.support import attorneys

if TYPE_CHECKING:
    import httpx

    from tests.unit.ui.conftest import Page

ORIGIN = {"origin": "http://127.0.0.1:4711"}
ENTRY = json.dumps(
    {
        **dict.fromkeys(("client", "form", "type", "place", "holder", "title"), "x"),
        "account": "acme",
        "ref": "poa-1",
        "values": {},
        "files": {},
        "holder_kind": "entity",
        "complainant": "Acme",
        "country": None,
        "poa": None,
        "registration_number": None,
    }
)


def pdf(pages: int = 1, width: int = 595) -> bytes:
    writer = PdfWriter()
    for _ in range(pages):
        writer.add_blank_page(width=width, height=842)
    held = io.BytesIO()
    writer.write(held)
    return held.getvalue()


@pytest.fixture
def waiting(inside: Page) -> int:
    """A filing that waits for its power of attorney; its id."""
    ledger = inside.scene.ledger
    entry = PlannedEntry(
        account="acme", ref="poa-1", entry_json=ENTRY, fingerprint="1", holder="星云"
    )
    ((filing, _),) = ledger.plan([entry])
    claim = ledger.claim(filing.id, "w", 60)
    assert claim is not None
    intent = ledger.intend_first_save(claim, deadline_seconds=5)
    ledger.close_intent(claim, intent, Outcome.DONE, number="P1")
    ledger.set_state(claim, State.AWAITING_POA)
    ledger.release(claim)
    return filing.id


def send(inside: Page, path: str, name: str, content: bytes, **data: str) -> httpx.Response:
    field = "paper" if path.startswith("/poa") else "files"
    files = {field: (name, content, "application/pdf")}
    return inside.client.request("POST", path, files=files, data=data, headers=ORIGIN)


def test_a_signed_paper_goes_where_submit_looks_for_it(inside: Page, waiting: int) -> None:
    answer = send(inside, f"/poa/{waiting}/signed", "../../etc/passwd", pdf())
    assert (answer.status_code, answer.headers["location"]) == (303, f"/k3y/poa#f-{waiting}")
    folder = inside.scene.workspace.inbox
    assert [path.name for path in folder.iterdir()] == ["poa-1.pdf"]
    assert "poa-1" in inside.get("/poa").text
    picture = b"\x89PNG\r\n\x1a\n" + b"x" * 100
    assert send(inside, f"/poa/{waiting}/signed", "x.pdf", picture).status_code == 303
    assert sorted(path.name for path in folder.iterdir()) == [".poa-1.pdf.replaced", "poa-1.png"]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("paper.pdf", b"<script>alert(1)</script>"),
        ("paper.pdf", b"MZ\x90\0 program"),
        ("paper.pdf", b""),
        ("paper.pdf", b"PK\x03\x04 archive"),
        ("paper.pdf", b"\xff\xd8\xff" + b"x" * 30_000_001),
    ],
)
def test_what_is_no_paper_by_its_content_is_not_kept(
    inside: Page, waiting: int, name: str, content: bytes
) -> None:
    assert send(inside, f"/poa/{waiting}/signed", name, content).status_code == 409
    assert not inside.scene.workspace.inbox.exists()


def test_more_than_the_limit_is_not_even_read(inside: Page, waiting: int) -> None:
    answer = send(inside, f"/poa/{waiting}/signed", "x.pdf", pdf() + b"x" * 60_000_000)
    assert answer.status_code == 413


def test_a_filing_that_waits_for_nothing_takes_no_paper(inside: Page) -> None:
    assert send(inside, "/poa/1/signed", "x.pdf", pdf()).status_code == 409
    assert send(inside, "/poa/77/signed", "x.pdf", pdf()).status_code == 404


def test_a_scan_of_many_goes_by_its_codes(inside: Page, waiting: int) -> None:
    pytest.importorskip("rapidocr", reason="the extra `read` is not installed")
    scene = inside.scene
    scene.workspace.poa.mkdir(parents=True)
    filing = attorneys.waiting(scene.ledger, scene.workspace, "poa-2", entry_json=ENTRY)
    held = io.BytesIO()
    attorneys.signed(scene.workspace, filing).save(held, "PDF", resolution=150)
    files = [("papers", ("../scan.pdf", held.getvalue(), "x")), ("papers", ("a.pdf", pdf(), "x"))]
    answer = inside.client.request("POST", "/poa/signed", files=files, headers=ORIGIN)
    assert answer.status_code == 200
    assert "1 signed power of attorney was taken" in answer.text
    assert "<b>poa-2</b> page 1 of scan.pdf" in answer.text
    assert "<b>page 1 of a.pdf</b>" in answer.text
    assert [path.name for path in scene.workspace.inbox.iterdir()] == ["poa-2.pdf"]
    assert inside.get("/poa/signed").status_code == 200  # as its live parts are asked for
    assert waiting


def test_templates_of_a_signatory_are_one_pdf(inside: Page, waiting: int) -> None:
    assert inside.get(f"/poa/{waiting}/template").status_code == 404
    folder = inside.scene.workspace.poa
    folder.mkdir(parents=True)
    (folder / "poa-1.pdf").write_bytes(pdf(2))
    one = inside.get(f"/poa/{waiting}/template")
    assert one.headers["content-disposition"].startswith("attachment")
    every = inside.get(f"/poa/{waiting}/templates")
    assert len(PdfReader(io.BytesIO(every.content)).pages) == 2


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, ...]]:
    """The commands that were started, which are not."""
    found: list[tuple[str, ...]] = []

    def start(_self: object, _workspace: object, arguments: tuple[str, ...], *, actor: str) -> None:
        assert actor
        found.append(tuple(arguments))

    monkeypatch.setattr(ChildCommands, "start", start)
    return found


def test_dropped_papers_are_kept_and_drafted(inside: Page, started: list[tuple[str, ...]]) -> None:
    root = inside.scene.workspace.root
    path = "../../../evil\\扫描 1.exe"
    answer = send(inside, "/inbox", path, pdf(), account="acme", client="../星云")
    assert (answer.status_code, answer.headers["location"]) == (303, "/k3y/inbox")
    assert send(inside, "/inbox", path, pdf(), account="acme", client="../星云").status_code == 303
    other = pdf(width=600)
    assert send(inside, "/inbox", path, other, account="acme", client="../星云").status_code == 303
    kept = sorted(one.relative_to(root).as_posix() for one in (root / "papers").rglob("*.*"))
    assert kept == ["papers/acme/星云/扫描 1-2.pdf", "papers/acme/星云/扫描 1.pdf"]
    papers, draft = str(root / "papers" / "acme"), str(root / "drafted-acme.yaml")
    options = ("--account", "acme", "--out", draft, "--client-folders", "--json")
    assert started[0] == ("draft", papers, *options)


def test_a_dropped_sheet_is_planned(inside: Page, started: list[tuple[str, ...]]) -> None:
    assert send(inside, "/inbox", "a.csv", b"ref,name\n", account="acme").status_code == 303
    sheet = inside.scene.workspace.root / "papers" / "acme" / "a.csv"
    assert started == [("plan", "--json", str(sheet))]
    assert sheet.read_bytes() == b"ref,name\n"


@pytest.mark.parametrize(
    ("name", "content", "account"),
    [
        ("a.yaml", b"version: 1", "acme"),
        ("a.sh", b"rm -rf /", "acme"),
        ("a.pdf", b"\0\1\2", "acme"),
        ("a.pdf", pdf(), "nobody"),
        ("a.pdf", pdf(), "../acme"),
    ],
)
def test_anything_else_is_not_kept(
    inside: Page, started: list[tuple[str, ...]], name: str, content: bytes, account: str
) -> None:
    assert send(inside, "/inbox", name, content, account=account).status_code == 409
    assert not (inside.scene.workspace.root / "papers").exists()
    assert started == []


def test_too_many_files_are_refused(inside: Page, started: list[tuple[str, ...]]) -> None:
    files = [("files", (f"{count}.pdf", b"%PDF-")) for count in range(inbox.MOST_FILES + 1)]
    answer = inside.client.request(
        "POST", "/inbox", files=files, data={"account": "acme"}, headers=ORIGIN
    )
    assert answer.status_code == 400
    assert started == []


@pytest.mark.parametrize(
    ("given", "harmless"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\x\\证书.pdf", "证书.pdf"),
        (".bashrc", "bashrc"),
        ("a\u202efdp.exe", "a_fdp.exe"),
        ("nul.pdf", "nul_.pdf"),
        ("", "file"),
        ("a\0b\n.pdf", "a_b_.pdf"),
        ("长" * 1000 + ".pdf", "长" * 40 + ".pdf"),
    ],
)
def test_names_are_made_harmless(given: str, harmless: str) -> None:
    assert harmless_name(given) == harmless
