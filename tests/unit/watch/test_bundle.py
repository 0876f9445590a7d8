"""A bundle holds the portal's words and nobody's data; else it is not written."""

from __future__ import annotations

import base64
import io
import json
import zipfile
from typing import TYPE_CHECKING, Any

import pytest

from ipp_bot.errors import UsageError
from ipp_bot.watch.bundle import Bundle, BundleStep, LearnedPage, SecretFound, packed
from ipp_bot.watch.emptying import Emptier, Secret

if TYPE_CHECKING:
    from pathlib import Path

SECRETS = (
    Secret("星云校园通", "name"),
    Secret("Acme Rights Agency Ltd.", "complainant"),
    Secret("2023SR0671096", "registration_number"),
    Secret("V5.0", "version"),
    Secret("7f3c9a-token", "cookie or token"),
)
WORDS = frozenset({"approved", "copyright"})


def element(tag: str, *children: Any, **attributes: str) -> dict[str, Any]:
    """An element as the recorder tells it."""
    return {"t": tag, "a": attributes, "c": list(children)}


def emptied(*body: Any) -> str:
    """The emptied HTML of a page with this content."""
    tree = element("html", element("head"), element("body", *body))
    text = Emptier(SECRETS, WORDS).document(tree, "/styles/0.css")
    return text.partition("<body>")[2].partition("</body>")[0]


def bundle(document: str = "", **more: Any) -> Bundle:
    """A bundle of one step."""
    given: dict[str, Any] = {
        "at": 0,
        "address": "/form",
        "frame": "",
        "action": None,
        "learned": LearnedPage("details", {"version": "Version"}),
        "document": document,
        **more,
    }
    return Bundle("own", "copyright-software", (BundleStep(**given),))


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Name of the work", "Name of the work"),
        ("Welcome, ＡＣＭＥ  Rights Agency Ltd. !", "Welcome, ⟦complainant⟧ !"),
        ("星 云 校 园 通", "⟦name⟧"),
        ("Saved at 2026-11-30 10:02:33", "Saved at 0000-00-00 00:00:00"),
        ("No. 20261130000001", "No. 00000000000000"),
        ("write to li@example.com", "write to ⟦mail⟧"),
        ("Step 2 of 3", "Step 2 of 3"),
        ("星云\u200b校园\u00ad通", "⟦name⟧"),
        ("星云校… (Acme Rights A...)", "⟦name⟧… (⟦complainant⟧...)"),
        ("No name… and A...", "No name… and A..."),
        ("已委托杭州晨光信息技术有限公司提交", "⟦company⟧提交"),
        ("Filed for Blue Harbour of Kent Co., Ltd. today", "Filed for ⟦company⟧ today"),
        ("请输入公司名称", "请输入公司名称"),
        ("scan.png (9129 B)", "scan.png (0000 B)"),
        ("9,129.5 KB of 20 MB", "0,000.0 KB of 20 MB"),
    ],
)
def test_a_text_loses_values_numbers_times_and_mail(text: str, kept: str) -> None:
    assert emptied(element("p", text)) == f"<p>{kept}</p>"


def test_a_list_of_records_keeps_its_headings_and_known_words_alone() -> None:
    heads = element("tr", *(element("th", words) for words in ("No.", "Title", "Status", "Who")))
    cells = ("1000001", element("a", "Some work of another client"), "Approved", "Li Ming")
    row = element("tr", *(element("td", one) for one in cells))
    assert emptied(element("table", heads, row)) == (
        "<table><tr><th>No.</th><th>Title</th><th>Status</th><th>Who</th></tr>"
        "<tr><td>⟦number⟧</td><td><a>⟦text⟧</a></td><td>Approved</td><td>⟦text⟧</td></tr></table>"
    )


def test_a_list_of_records_that_is_no_table_is_emptied_as_well() -> None:
    def card(name: str, number: str) -> dict[str, Any]:
        inner = (element("h4", element("a", name)), element("p", f"No. {number}"), "Approved")
        return element("div", *inner, **{"class": "card"})

    html = emptied(element("div", card("海风", "1000001"), card("Harbour", "1000002")))
    assert "海风" not in html
    assert "Harbour" not in html
    assert html.count("Approved") == 2


def test_rows_of_a_form_with_example_numbers_are_no_records() -> None:
    def row(label: str, example: str) -> dict[str, Any]:
        parts = element("label", label), element("input", type="text"), element("i", example)
        return element("div", *parts, **{"class": "row"})

    html = emptied(element("form", row("登记号", "例如 20235"), row("证书号", "例如 20236")))
    assert "登记号" in html
    assert "例如 00000" in html


@pytest.mark.parametrize(
    "line",
    [
        element("p", "Results for ", element("mark", "星云"), "校园通"),
        element("td", element("em", "星云"), element("em", "校园"), "通"),
        element("a", "Acme ", element("b", "Rights"), " Agency Ltd."),
    ],
)
def test_a_value_in_pieces_goes(line: dict[str, Any]) -> None:
    html = emptied(line)
    assert not [piece for piece in ("星云", "校园", "通", "Acme", "Agency") if piece in html]


@pytest.mark.parametrize(
    ("tag", "named"),
    [("span", "user-name"), ("button", "header-avatar"), ("a", "nickName"), ("div", "accountInfo")],
)
def test_who_is_signed_in_goes_and_the_menu_stays(tag: str, named: str) -> None:
    html = emptied(element(tag, "Li Ming", **{"class": named}), element("a", "Sign out"))
    assert "Li Ming" not in html
    assert "Sign out" in html
    page = element("div", element("p", "A page about one's account, " * 4), **{"class": "account"})
    assert "about one's account" in emptied(page).replace("&#x27;", "'")


def test_what_styles_draw_goes() -> None:
    css = Emptier(SECRETS, WORDS).styles('.a::after{content:"Acme Rights Agency Ltd."}')
    assert css == '.a::after{content:"⟦complainant⟧"}'


def test_a_table_that_lays_out_a_form_keeps_its_labels() -> None:
    row = element("tr", element("td", "发行版本"), element("td", element("input", type="text")))
    assert "<td>发行版本</td>" in emptied(element("table", row))


def test_values_in_attributes_and_queries_go() -> None:
    link = element("a", "View", href="https://ipp.example/record?iprNo=7&_tb_token_=abc")
    button = element("button", "x", title="Remove 星云校园通.png")
    assert emptied(link, button) == (
        '<a href="/record?iprNo=&amp;_tb_token_=">View</a>'
        '<button title="Remove ⟦name⟧.png">x</button>'
    )


@pytest.mark.parametrize(
    "written",
    [
        "星云校园通",
        "2023SR0671096",
        json.dumps("星云校园通")[1:-1],
        "%E6%98%9F%E4%BA%91%E6%A0%A1%E5%9B%AD%E9%80%9A",
        base64.b64encode("星云校园通".encode()).decode(),
        "acme RIGHTS agency ltd.",
    ],
)
@pytest.mark.parametrize("place", ["document", "outline", "address"])
def test_a_secret_anywhere_keeps_the_bundle_from_being_written(place: str, written: str) -> None:
    with pytest.raises(SecretFound) as caught:
        packed(bundle(**{place: f"before {written} behind"}), SECRETS)
    told = str(caught.value)
    assert any(kind in told for kind in ("name", "registration_number", "complainant"))
    assert "星云" not in told
    assert "2023SR" not in told


def test_a_secret_in_the_bytes_of_a_picture_is_found() -> None:
    with pytest.raises(SecretFound, match="cookie or token"):
        packed(bundle(picture=b"\xff\xd8 7f3c9a-TOKEN \x00"), SECRETS)


def test_what_is_clean_is_written_and_read_again(tmp_path: Path) -> None:
    content = packed(bundle("<p>Version</p>", outline="- text: Version\n"), SECRETS)
    path = tmp_path / "clean.zip"
    path.write_bytes(content)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert sorted(archive.namelist()) == [
            "bundle.json",
            "steps/000.html",
            "steps/000.yaml",
        ]
    [step] = Bundle.read(path).steps
    assert step.document == "<p>Version</p>"
    assert step.learned.fields == {"version": "Version"}


def test_another_file_is_no_bundle(tmp_path: Path) -> None:
    path = tmp_path / "other.zip"
    path.write_text("nothing of the kind")
    with pytest.raises(UsageError, match="is no bundle"):
        Bundle.read(path)
