"""A colleague's own list: headings of two rows, titles of his own, sums, several sheets."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from openpyxl import Workbook

from ipp_bot.errors import ManifestUnreadable
from ipp_bot.manifest.document_paths import DocumentPaths
from ipp_bot.manifest.sheet_origin import grouped
from ipp_bot.manifest.sheets import read_sheet
from ipp_bot.profile import load_profile
from ipp_bot.yaml_source import plain

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from ipp_bot.manifest.sheets import SheetRead

PROFILE = load_profile("alibaba-ipp")
TITLES = ("案号", "软件全称", "版本", "SR号", "权属人", "做完", "证书和截图", "取得", "范围")
ROWS = (
    ("A-1", "青禾农场系统", "V1.0", "2022SR0331870", "杭州青禾科技有限公司", "2021.10.9"),
    ("A-2", "青禾温室系统", "V2.0", "2022SR0331881", "杭州青禾科技有限公司", "2021.11.9"),
    ("A-3", "青禾灌溉系统", "V2.0", "2022SR0331892", "杭州青禾科技有限公司", "2021.12.9"),
)


def write(tmp_path: Path, sheets: Mapping[str, Sequence[Sequence[object]]], *merged: str) -> None:
    """A workbook with these sheets; `merged` of the first."""
    book = Workbook()
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    del book["Sheet"]
    for area in merged:
        book.worksheets[0].merge_cells(area)
    book.save(tmp_path / "list.xlsx")


def read(tmp_path: Path, *, files: bool = False) -> SheetRead:
    documents = DocumentPaths(tmp_path, roots=(), formats=PROFILE.limits.formats)
    return read_sheet(
        tmp_path / "list.xlsx",
        account="acme",
        profile=PROFILE,
        documents=documents if files else None,
    )


def faults(found: SheetRead) -> list[str]:
    return [str(one) for one in grouped(found.diagnostics) if not one.is_warning]


def values(found: SheetRead) -> list[dict[str, Any]]:
    return [dict(row.entry.values) for row in found.rows if row.entry]


def row(at: int, *more: object) -> tuple[object, ...]:
    return (*ROWS[at], *(more or ("证.pdf、图.png", "原始取得", "全部权利")))


def test_titles_of_an_office_and_two_files_in_one_cell(tmp_path: Path) -> None:
    write(tmp_path, {"软著": [TITLES, row(0), row(1, "图.png\n证书.pdf", "原始", "全部")]})
    found = read(tmp_path)
    assert faults(found) == []
    first, second = values(found)
    assert (first["acquisition"], first["version"]) == ("original", "V1.0")
    nodes: list[Any] = [plain(each.node) for each in found.rows]
    assert [(one["certificate"]["file"], one["screenshots"]) for one in nodes] == [
        ("证.pdf", "图.png"),
        ("证书.pdf", "图.png"),
    ]
    assert second["rights_scope"] == "all"


def test_a_heading_of_two_rows_is_one(tmp_path: Path) -> None:
    head = ("案号", "软件全称", "版本", "SR号", "权属人", "时间节点", None, "证书和截图")
    second = (None, None, None, None, None, "做完", "首次对外", None)
    rows = [(*ROWS[at], "未发表", "证.pdf、图.png") for at in (0, 1)]
    areas = [f"{letter}1:{letter}2" for letter in "ABCDEH"]
    write(tmp_path, {"软著": [head, second, *rows]}, *areas, "F1:G1")
    found = read(tmp_path)
    assert faults(found) == []
    assert [one["completed_on"] for one in values(found)] == ["2021-10-09", "2021-11-09"]


@pytest.mark.parametrize(
    "sums",
    [
        ("小计", "共2件"),
        ("合计", None),
        ("总计", "2件"),
        ("本页小计", "2项"),
        (None, "2件", None, None, "合计："),
        (3, "2件", None, None, "小计"),
    ],
)
def test_a_row_of_sums_is_none_even_with_a_count_as_its_name(
    tmp_path: Path, sums: tuple[str | None, ...]
) -> None:
    write(tmp_path, {"软著": [TITLES, row(0), row(1), sums]})
    assert [one["name"] for one in values(read(tmp_path))] == ["青禾农场系统", "青禾温室系统"]


def test_a_name_and_number_of_digits_is_no_row_of_sums(tmp_path: Path) -> None:
    titles = ("序号", "案号", "商标名称", "注册号", "注册人", "国际分类")
    rows = [(at, f"T-{at}", 360 + at, f"4127583{at}", "甲公司", 9) for at in (1, 2)]
    write(tmp_path, {"商标": [titles, *rows, (3, None, "共享", None, "甲公司", 9)]})
    assert [row.node.line for row in read(tmp_path).rows] == [2, 3, 4]


@pytest.mark.parametrize("number", ["2022SR033187{}", "4127583{}", "第4127583{}号"])
def test_a_sheet_whose_titles_nobody_knows_is_told(tmp_path: Path, number: str) -> None:
    strange = [("甲", "案号", "丙"), *((f"x{at}", number.format(at), "y") for at in range(3))]
    write(tmp_path, {"软著": [TITLES, row(0)], "其他": [("一批",), *strange]})
    (fault,) = faults(read(tmp_path))
    assert "sheet '其他', cell A2: the sheet is not read, and none of its 3 rows is filed" in fault
    assert "unknown: 甲, 丙" in fault
    assert read(tmp_path).is_untrusted


def test_a_sheet_that_may_be_a_list_is_warned_of(tmp_path: Path) -> None:
    write(tmp_path, {"软著": [TITLES, row(0)], "表二": [("甲", "乙", "丙"), ("猫", "狗", "鱼")]})
    found = read(tmp_path)
    assert [one.code for one in found.diagnostics if one.sheet == "表二"] == ["unread-sheet"]
    assert not found.is_untrusted


def test_a_list_without_a_known_sheet_says_which_titles_are_unknown(tmp_path: Path) -> None:
    sheet = [("甲", "乙", "丙"), *(("x", f"2022SR033187{at}", "y") for at in range(2))]
    write(tmp_path, {"其他": sheet})
    (fault,) = faults(read(tmp_path))
    assert "unknown: 甲, 乙, 丙" in fault
    assert read(tmp_path).is_untrusted


def test_a_workbook_without_any_list_cannot_be_read(tmp_path: Path) -> None:
    write(tmp_path, {"其他": [("甲", "乙", "丙"), ("x", "y", "z")]})
    with pytest.raises(ManifestUnreadable, match="no sheet with a column ref"):
        read(tmp_path)


def test_a_sheet_that_is_no_list_is_passed_over(tmp_path: Path) -> None:
    notes = [("甲", "乙", "丙")] * 5
    write(tmp_path, {"软著": [TITLES, row(0)], "说明": notes})
    assert faults(read(tmp_path)) == []


@pytest.mark.parametrize(
    ("at", "title", "proposal"),
    [
        (3, "乙栏", "登记号"),
        (4, "丙栏", "著作权人"),
        (7, "丁栏", "权利取得方式"),
        (8, "戊栏", "权利范围"),
        (6, "己栏", "登记证书, 软件运行界面截图, 授权委托书"),
    ],
)
def test_an_unknown_column_is_offered_what_its_cells_look_like(
    tmp_path: Path, at: int, title: str, proposal: str
) -> None:
    titles = [title if number == at else each for number, each in enumerate(TITLES)]
    write(tmp_path, {"软著": [titles, row(0), row(1), row(2)]})
    told = [one for one in read(tmp_path).diagnostics if one.code == "guessed-column"]
    assert [one.hint for one in told] == [
        f"by its cells it may be {proposal}: name it so, else begin its title with #"
    ]


def test_each_of_many_unknown_columns_is_told_by_its_title(tmp_path: Path) -> None:
    strange = [f"某栏{at}" for at in range(9)]
    write(tmp_path, {"软著": [[*TITLES, *strange], row(0)]})
    told = faults(read(tmp_path))
    assert [title for title in strange if any(title in one for one in told)] == strange


def test_merged_cells_are_told_once(tmp_path: Path) -> None:
    titles = (*TITLES, "客户", "备注")
    rows = [(*row(at), "青禾" if at == 0 else None, None) for at in (0, 1, 2)]
    write(tmp_path, {"软著": [titles, *rows, ("A-4", *rows[1][1:])]}, "J2:J5")
    told = [one for one in grouped(read(tmp_path).diagnostics) if one.code == "merged"]
    assert len(told) == 1


@pytest.mark.parametrize(
    ("name", "keys"), [("软著以外的", 0), ("软著", 1), ("除软著外", 0), ("备案（软著以外）", 0)]
)
def test_what_a_name_says_that_it_is_not_about_is_no_type(
    tmp_path: Path, name: str, keys: int
) -> None:
    titles = ("案号", "名称", "登记号", "著作权人", "版本")
    write(tmp_path, {name: [titles, ("A-1", "x", "1", "y", "z")]})
    (row_,) = read(tmp_path).rows
    assert len({"certificate"} & set(row_.node.items)) == keys


def test_files_of_one_client_are_taken_from_its_folders(tmp_path: Path) -> None:
    for place in ("青禾/证书/证.pdf", "青禾/截图/图.png", "蓝鲸/截图/图2.png"):
        path = tmp_path / place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"%PDF-1.4")
    write(tmp_path, {"软著": [TITLES, row(0), row(1, "证.pdf、图2.png", "原始", "全部")]})
    told = faults(read(tmp_path, files=True))
    assert [one for one in told if "B2" in one or "G2" in one] == []
    assert len([one for one in told if "G3" in one]) == 2
