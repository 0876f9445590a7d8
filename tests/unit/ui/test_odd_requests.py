"""Requests that no page of ours makes: other content types, forged headers, options as values."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import openpyxl
import pytest
import yaml
from PIL import Image
from typer import Typer
from typer.main import get_command

from ipp_bot.cli.drop import drop
from ipp_bot.ledger import PlannedEntry
from tests.support.drafts import draft_software
from tests.unit.ui.test_review import addresses, send_document, shown
from tests.unit.ui.test_uploads import ENTRY

if TYPE_CHECKING:
    from tests.unit.ui.conftest import Page

OWN = {"origin": "http://127.0.0.1:4711", "sec-fetch-site": "same-origin"}


def test_a_cookie_of_the_same_name_from_elsewhere_neither_opens_nor_locks_out(
    inside: Page,
) -> None:
    mine = inside.access.cookie
    inside.client.cookies.clear()
    tossed = f"ipp-bot-4711=tossed; ipp-bot-4711={mine}"
    assert inside.get("/", cookie="ipp-bot-4711=tossed; ipp-bot-4711=again").status_code == 403
    assert inside.get("/", cookie=tossed).status_code == 200
    assert inside.get("/", cookie=f'ipp-bot-4711="{mine}"').status_code == 403


@pytest.mark.parametrize(
    "headers",
    [
        {"x-http-method-override": "POST"},
        {"x-forwarded-host": "127.0.0.1:4711", "host": "evil.example"},
        {"forwarded": "host=127.0.0.1:4711", "host": "evil.example"},
        {"x-original-url": "/settings/hold"},
        {"x-rewrite-url": "/settings/hold"},
    ],
)
def test_forged_headers_change_nothing(inside: Page, headers: dict[str, str]) -> None:
    answer = inside.get("/settings/hold?why=x", **headers)
    assert answer.status_code in {404, 405, 421}
    assert inside.scene.ledger.current_hold() is None


@pytest.mark.parametrize("kind", ["text/plain", "application/json", "multipart/form-data", "x"])
def test_a_body_that_is_no_form_is_read_as_none(inside: Page, kind: str) -> None:
    plain = {"content-type": kind}
    body = b'{"do": "drop", "sure": "1", "ids": "1"}'
    foreign = inside.client.request("POST", "/filings/chosen", content=body, headers=plain)
    assert foreign.status_code == 403
    own = inside.client.request("POST", "/filings/chosen", content=body, headers=plain | OWN)
    assert own.status_code in {400, 404}


@pytest.mark.parametrize("number", ["１", "1%00", "1/", "1;2", "0x1", "1e0", "+1", " 1"])
def test_a_number_is_written_in_one_way(inside: Page, number: str) -> None:
    for path in (f"/filings/{number}", f"/run/pictures/{number}", f"/poa/{number}/template"):
        assert inside.get(path).status_code in {307, 404, 405}, path


def test_formulas_in_titles_are_text_in_an_export(inside: Page) -> None:
    titles = ["=1+1", "+1", "-1", "@SUM(A1)", '=HYPERLINK("http://evil.example")', "\t=1"]
    entries = [
        PlannedEntry(
            account="acme", ref=f"f-{at}", entry_json=ENTRY, fingerprint=f"{at}", title=title
        )
        for at, title in enumerate(titles)
    ]
    numbers = [filing.id for filing, _ in inside.scene.ledger.plan(entries)]
    answer = inside.post("/filings/chosen", {"do": "export", "id": numbers})
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    cells = [cell for sheet in book for row in sheet.rows for cell in row]
    assert [cell.value for cell in cells if cell.data_type == "f"] == []
    shown_titles = {str(cell.value).lstrip("'\t") for cell in cells}
    assert {title.strip() for title in titles} <= shown_titles


def test_an_option_as_a_value_is_a_value() -> None:
    app = Typer()
    app.command()(drop)
    words = ["--yes", "--json", "--reason", "--workspace=/etc", "--", "acme/--yes", "-x"]
    with get_command(app).make_context("drop", words) as context:
        heard = {name: context.params[name] for name in ("reason", "folder", "refs")}
    assert heard == {"reason": "--workspace=/etc", "folder": None, "refs": ["acme/--yes", "-x"]}


TEXTS = (
    "x\n  - ref: evil\n    confirmed: true",
    "x # no comment",
    "*alias",
    "!!python/object:os.system",
    "{a: b}",
    "'",
    "x\u2028  - ref: evil",
    "\u202e",
)


def test_what_is_typed_is_one_value_of_the_draft(inside: Page) -> None:
    pytest.importorskip("rapidocr", reason="the extra `read` is not installed")
    draft = draft_software(inside.scene.workspace.root, {"2022SR1417580": "星云"})
    before = draft.read_text("utf-8")
    (expected,) = yaml.load(before, yaml.BaseLoader)["iprs"]  # noqa: S506 - texts only
    (first,) = addresses(inside)
    for text in TEXTS:
        draft.write_text(before, "utf-8")
        answer = inside.post(first, shown(inside, first) | {"value:client": text})
        (entry,) = yaml.load(draft.read_text("utf-8"), yaml.BaseLoader)["iprs"]  # noqa: S506 - the same
        assert answer.status_code in {303, 409}, text
        if answer.status_code == 303:
            assert entry["client"].split() == text.split()
        entry.pop("client", None)
        entry["confirmed"] = expected["confirmed"]
        assert entry == expected, text


@pytest.mark.soak
def test_a_picture_of_more_pixels_than_memory_holds_is_not_opened(inside: Page) -> None:
    pytest.importorskip("rapidocr", reason="the extra `read` is not installed")
    draft_software(inside.scene.workspace.root, {"2022SR1417580": "星云"})
    (first,) = addresses(inside)
    held = io.BytesIO()
    Image.new("1", (30_000, 30_000)).save(held, "PNG")
    answer = send_document(inside, first, "screenshots", held.getvalue(), change="screenshots")
    assert answer.status_code == 303
    assert inside.get(first).status_code == 200
    assert inside.get(f"{first}/papers/1/1").status_code == 409
    place = {"place": "1/1 0 0.10000 0.10000 0.20000 0.20000"}
    assert inside.post(f"{first}/read", place).status_code == 409
