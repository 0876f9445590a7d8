"""A colleague's list of several types: one round tells everything, and nothing that is no fault."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

import pytest
from openpyxl import Workbook

from ipp_bot.manifest.document_paths import DocumentPaths
from ipp_bot.manifest.sheets import read_sheet
from ipp_bot.profile import load_profile

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from ipp_bot.manifest.sheets import SheetRead

PROFILE = load_profile("alibaba-ipp")
TITLES = [
    *("序号", "案号", "权利类型", "软件名称", "版本", "登记号", "著作权人", "统一社会信用代码"),
    *(
        "开发完成日期",
        "首次发表日期",
        "登记日期",
        "作者",
        "代理期限",
        "证书扫描件",
        "截图/图样",
        "授权书",
    ),
    *("营业执照", "经办人"),
]
SOFTWARE: Mapping[str, object] = {
    "案号": "A-1",
    "权利类型": "软著",
    "软件名称": "青禾农场管理系统",
    "版本": "V2.0",
    "登记号": "2022SR0331870",
    "著作权人": "杭州青禾信息科技有限公司",
    "统一社会信用代码": "91330106MA2B1CDX5H",
    "开发完成日期": "2021.10.9",
    "首次发表日期": "未发表",
    "代理期限": "2028.6.30",
    "证书扫描件": "证书1.pdf",
    "截图/图样": "截图1.png",
    "授权书": "授权书.pdf",
    "营业执照": "执照.jpg",
}
WORK: Mapping[str, object] = {
    **SOFTWARE,
    "案号": "A-2",
    "权利类型": "美术作品",
    "软件名称": "锦城十二花神",
    "版本": None,
    "登记号": "川作登字-2021-F-00127709",
    "作者": "何雨桐",
    "开发完成日期": "2021年3月8日",
    "登记日期": "2021/6/22",
    "证书扫描件": "证书2.pdf",
    "截图/图样": "花神.jpg",
}


class Told(Protocol):
    """Reads a list of these rows."""

    def __call__(self, *rows: Mapping[str, object] | str, titles: list[str] = ...) -> SheetRead: ...


@pytest.fixture
def told(tmp_path: Path) -> Told:
    """Reads a list of such rows, and of texts that are merged over all columns."""

    def call(*rows: Mapping[str, object] | str, titles: list[str] = TITLES) -> SheetRead:
        book = Workbook()
        sheet = book.active
        assert sheet is not None
        sheet.append(["2026年度备案清单"])
        sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=len(titles))
        sheet.append(titles)
        for number, row in enumerate(rows, start=1):
            if isinstance(row, str):
                sheet.append([row])
                end = sheet.max_row
                sheet.merge_cells(
                    start_row=end, start_column=1, end_row=end, end_column=len(titles)
                )
            else:
                sheet.append([number, *(row.get(title) for title in titles[1:])])
        book.save(tmp_path / "list.xlsx")
        documents = DocumentPaths(tmp_path, roots=(), formats=PROFILE.limits.formats)
        return read_sheet(
            tmp_path / "list.xlsx", account="acme", profile=PROFILE, documents=documents
        )

    return call


def paper(folder: Path, *names: str) -> None:
    """Files of those names in a folder."""
    folder.mkdir(exist_ok=True)
    for name in names:
        (folder / name).write_bytes(b"%PDF-1.4")


EVERY = ("证书1.pdf", "截图1.png", "授权书.pdf", "执照.jpg", "证书2.pdf", "花神.jpg")


def faults(read: SheetRead) -> list[tuple[str, str]]:
    """Cell and message of each fault."""
    return [(one.cells[0], one.message) for one in read.diagnostics if not one.is_warning]


def values(read: SheetRead, ref: str) -> dict[str, Any]:
    """What the entry of that ref would file."""
    (entry,) = [row.entry for row in read.rows if row.entry and row.entry.ref == ref]
    return {**entry.values, "holder_kind": entry.holder_kind, "poa": entry.poa}


def test_a_list_of_software_and_works_needs_no_correction(tmp_path: Path, told: Told) -> None:
    paper(tmp_path, *EVERY)
    read = told(SOFTWARE, WORK, "注：1. 授权书均为盖章扫描件；2. 如有疑问请找小赵。")
    assert faults(read) == []
    assert values(read, "A-2")["work"] == "art"
    assert values(read, "A-2")["created_on"] == "2021-03-08"
    assert values(read, "A-1")["completed_on"] == "2021-10-09"


@pytest.mark.parametrize("note", ["合计", "总计：30 件", "注：以上均已核对", "制表人：小孙"])
def test_notes_and_sums_below_are_no_rows(tmp_path: Path, told: Told, note: str) -> None:
    paper(tmp_path, *EVERY)
    read = told(SOFTWARE, {"案号": note})
    assert [row.entry.ref for row in read.rows if row.entry] == ["A-1"]
    assert faults(read) == []


def test_a_row_that_has_a_name_is_no_sum(tmp_path: Path, told: Told) -> None:
    paper(tmp_path, *EVERY)
    read = told({**SOFTWARE, "案号": "合计"})
    assert [row.entry.ref for row in read.rows if row.entry] == ["合计"]


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("20280630", "2028-06-30"),
        ("２０２８．０６．３０", "2028-06-30"),
        ("至2028年6月30日", "2028-06-30"),
        ("2028年6月30日止", "2028-06-30"),
        ("2026.1.1-2028.6.30", "2028-06-30"),
        ("2026年1月1日起至2028年6月30日止", "2028-06-30"),
        ("自2026/1/1至2028/6/30", "2028-06-30"),
    ],
)
def test_the_end_of_a_power_of_attorney(tmp_path: Path, told: Told, typed: str, day: str) -> None:
    paper(tmp_path, *EVERY)
    read = told({**SOFTWARE, "代理期限": typed})
    assert faults(read) == []
    poa = values(read, "A-1")["poa"]
    assert str(poa.expires_on) == day


@pytest.mark.parametrize(
    ("key", "typed"),
    [
        ("开发完成日期", "2020.1.1-2021.10.9"),
        ("首次发表日期", "2020年1月1日至2021年10月9日"),
        ("代理期限", "2026.1.1、2027.1.1、2028.1.1"),
        ("代理期限", "一年"),
        ("开发完成日期", "约2021年10月9日"),
        ("开发完成日期", "20211399"),
    ],
)
def test_what_is_no_single_day_is_a_fault_without_a_guess(
    tmp_path: Path, told: Told, key: str, typed: str
) -> None:
    paper(tmp_path, *EVERY)
    read = told({**SOFTWARE, key: typed})
    (one,) = [each for each in read.diagnostics if not each.is_warning]
    assert one.title == key
    assert typed in one.message
    assert "202" not in one.hint.replace("such as 2022-05-01", "")


def test_a_person_is_known_by_the_number(tmp_path: Path, told: Told) -> None:
    paper(tmp_path, *EVERY)
    read = told({**WORK, "著作权人": "王若溪", "统一社会信用代码": "510107199003142620"})
    assert faults(read) == []
    assert values(read, "A-2")["holder_kind"] == "individual"


def test_a_version_in_full_width_is_made_half_width(tmp_path: Path, told: Told) -> None:
    paper(tmp_path, *EVERY)
    read = told({**SOFTWARE, "版本": "Ｖ２．０"})
    assert faults(read) == []
    assert values(read, "A-1")["version"] == "V2.0"


def test_files_are_found_in_the_folder_of_their_row(tmp_path: Path, told: Told) -> None:
    paper(tmp_path / "青禾", "证书1.pdf", "截图1.png", "授权书.pdf", "执照.jpg")
    paper(tmp_path / "蓝鲸", "授权书.pdf", "执照.jpg")
    read = told(SOFTWARE)
    assert faults(read) == []
    (row,) = read.rows
    assert row.entry is not None
    assert [path.parent.name for path in row.entry.files["certificate"]] == ["青禾"]
    assert [path.parent.name for path in row.entry.files["holder_identification"]] == ["青禾"]
    assert {one.code for one in read.diagnostics} >= {"found-elsewhere"}


def test_files_that_lie_flat_are_found_whatever_folder_the_list_says(
    tmp_path: Path, told: Told
) -> None:
    paper(tmp_path, *EVERY)
    read = told({**SOFTWARE, "证书扫描件": "青禾\\证书1.pdf", "营业执照": "客户/青禾/执照.jpg"})
    assert faults(read) == []
    (row,) = read.rows
    assert row.entry is not None
    assert [path.name for path in row.entry.files["certificate"]] == ["证书1.pdf"]
    assert [path.name for path in row.entry.files["holder_identification"]] == ["执照.jpg"]


@pytest.mark.parametrize(
    "typed", [{"营业执照": "青禾/执照.jpg"}, {"营业执照": "执照.jpg"}], ids=["folder", "bare"]
)
def test_another_clients_paper_of_the_same_name_is_not_taken(
    tmp_path: Path, told: Told, typed: Mapping[str, object]
) -> None:
    paper(tmp_path / "青禾", "证书1.pdf", "截图1.png", "授权书.pdf")
    paper(tmp_path / "蓝鲸", "执照.jpg")
    own = {key: f"青禾/{SOFTWARE[key]}" for key in ("证书扫描件", "截图/图样", "授权书")}
    (one,) = [
        each for each in told({**SOFTWARE, **own, **typed}).diagnostics if not each.is_warning
    ]
    assert one.title == "营业执照"
    assert "there is no file" in one.message


@pytest.mark.parametrize("path", ["../证书1.pdf", "/etc/证书1.pdf", "C:\\papers\\证书1.pdf"])
def test_a_path_that_leads_elsewhere_is_taken_at_its_word(
    tmp_path: Path, told: Told, path: str
) -> None:
    paper(tmp_path, *EVERY)
    (one,) = [
        each for each in told({**SOFTWARE, "证书扫描件": path}).diagnostics if not each.is_warning
    ]
    assert one.title == "证书扫描件"


def test_a_file_that_several_folders_have_is_not_guessed(tmp_path: Path, told: Told) -> None:
    paper(tmp_path, "证书1.pdf", "截图1.png", "授权书.pdf")
    paper(tmp_path / "青禾", "执照.jpg")
    paper(tmp_path / "蓝鲸", "执照.jpg")
    (one,) = [each for each in told(SOFTWARE).diagnostics if not each.is_warning]
    assert one.hint == "several folders have a file of that name: 蓝鲸/执照.jpg, 青禾/执照.jpg"


def test_what_else_is_wrong_with_a_row_is_told_in_the_same_round(
    tmp_path: Path, told: Told
) -> None:
    paper(tmp_path, *EVERY)
    read = told({**SOFTWARE, "代理期限": "一年", "开发完成日期": None, "登记号": "2022SR03318"})
    assert [cell for cell, _ in faults(read)] == ["F3", "I3", "M3"]


def test_an_unknown_column_may_be_the_one_that_is_missing(tmp_path: Path, told: Told) -> None:
    paper(tmp_path, *EVERY)
    titles = ["界面图片资料" if title == "截图/图样" else title for title in TITLES]
    read = told({**SOFTWARE, "界面图片资料": "截图1.png"}, titles=titles)
    (unknown,) = [one for one in read.diagnostics if one.code == "unknown-column"]
    (missing,) = [one for one in read.diagnostics if one.code == "missing"]
    assert missing.title in unknown.hint
