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


def nodes(found: SheetRead) -> list[Any]:
    return [plain(each.node) for each in found.rows]


def row(at: int, *more: object) -> tuple[object, ...]:
    return (*ROWS[at], *(more or ("证.pdf、图.png", "原始取得", "全部权利")))


def test_titles_of_an_office_and_two_files_in_one_cell(tmp_path: Path) -> None:
    write(tmp_path, {"软著": [TITLES, row(0), row(1, "图.png\n证书.pdf", "原始", "全部")]})
    found = read(tmp_path)
    assert faults(found) == []
    first, second = values(found)
    assert (first["acquisition"], first["version"]) == ("original", "V1.0")
    assert [(one["certificate"]["file"], one["screenshots"]) for one in nodes(found)] == [
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
    unsure = ["待定" if number == at else each for number, each in enumerate(row(2))]
    write(tmp_path, {"软著": [titles, row(0), row(1), unsure]})
    told = [one for one in read(tmp_path).diagnostics if one.code == "guessed-column"]
    assert [one.hint for one in told] == [
        f"by its cells it may be {proposal}: name it so, else begin its title with #"
    ]


def test_columns_that_say_nothing_asked_for_are_told_in_one_warning(tmp_path: Path) -> None:
    strange = [f"某栏{at}" for at in range(9)]
    write(tmp_path, {"软著": [[*TITLES, *strange], [*row(0), *["甲"] * 9], [*row(1), *["乙"] * 9]]})
    found = read(tmp_path)
    (told,) = [one for one in found.diagnostics if one.code == "unasked"]
    assert told.is_warning
    assert told.message.startswith("columns that nothing is filed from: 某栏0, 某栏1, 某栏2, ")
    assert len(told.cells) == 9


def test_an_unknown_column_is_a_fault_where_something_is_missing(tmp_path: Path) -> None:
    titles = ["某栏" if title == "版本" else title for title in TITLES]
    write(tmp_path, {"软著": [titles, row(0), row(1)]})
    assert any("某栏" in one for one in faults(read(tmp_path)))


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


def test_running_numbers_make_refs_where_no_column_has_them(tmp_path: Path) -> None:
    titles = ("序号", *TITLES[1:])
    rows = [(number, *row(at)[1:]) for at, number in enumerate((8, "9.", "10、"))]
    write(tmp_path, {"软著 十一月": [titles, *rows, ("合计", "3件")]})
    found = read(tmp_path)
    assert faults(found) == []
    assert [each.entry.ref for each in found.rows if each.entry] == [
        "软著-十一月-008",
        "软著-十一月-009",
        "软著-十一月-010",
    ]
    assert [one.code for one in found.diagnostics if one.ref == ""] == [
        "made-refs",
        "place-assumed",
    ]


@pytest.mark.parametrize("numbers", [(1, 1, 2), (1, None, 2), (1, "2a", 3)])
def test_running_numbers_that_do_not_tell_rows_apart_make_no_refs(
    tmp_path: Path, numbers: tuple[object, ...]
) -> None:
    rows = [(number, *row(at)[1:]) for at, number in enumerate(numbers)]
    write(tmp_path, {"软著": [("序号", *TITLES[1:]), *rows]})
    (fault,) = faults(read(tmp_path))
    assert "no column has your own numbers" in fault
    assert "add a column 案号" in fault


@pytest.mark.parametrize(
    ("at", "title", "key", "value"),
    [
        (3, "SR那个号", "registration_number", "2022SR0331870"),
        (7, "怎么来的", "acquisition", "original"),
        (8, "多少", "rights_scope", "all"),
    ],
)
def test_a_column_of_which_every_cell_says_what_it_is_is_read_as_that(
    tmp_path: Path, at: int, title: str, key: str, value: str
) -> None:
    titles = [title if number == at else each for number, each in enumerate(TITLES)]
    write(tmp_path, {"软著": [titles, row(0), row(1)]})
    found = read(tmp_path)
    assert faults(found) == []
    assert str(values(found)[0][key]) == value
    (told,) = [one for one in found.diagnostics if one.code == "read-by-cells"]
    assert f"unknown column {title!r}" in told.message


@pytest.mark.parametrize("title", ["变更前号", "原SR", "旧的号", "关联软著", "former no."])
def test_a_column_about_another_right_is_not_read_by_its_cells(tmp_path: Path, title: str) -> None:
    titles = [title if each == "SR号" else each for each in TITLES]
    write(tmp_path, {"软著": [titles, row(0), row(1)]})
    told = [one.message for one in read(tmp_path).diagnostics if one.code == "guessed-column"]
    assert told == [f"unknown column {title!r}"]


def test_of_two_columns_alike_neither_is_read(tmp_path: Path) -> None:
    titles = [*TITLES, "乙栏"]
    titles[3] = "甲栏"
    rows = [(*row(at), f"2021SR000000{at}") for at in (0, 1)]
    write(tmp_path, {"软著": [titles, *rows]})
    told = [one for one in read(tmp_path).diagnostics if one.code == "guessed-column"]
    assert [one.message for one in told] == ["unknown column '甲栏'", "unknown column '乙栏'"]


@pytest.mark.parametrize(
    ("kind", "filed", "term", "last"),
    [
        ("发明", "2020-05-22", "20年（自申请日）", "2040-05-21"),
        ("发明", "2020-02-29", "自申请日起20年", "2040-02-28"),
        ("发明", "2021-03-01", "二十年", "2041-02-28"),
        ("实用新型", "2021-06-01", "10年", "2031-05-31"),
        ("外观设计", "2021-06-01", "15 年", "2036-05-31"),
        ("外观设计", "2021-05-31", "10年", "2031-05-30"),
    ],
)
def test_a_term_of_years_ends_on_the_day_before_its_anniversary(
    tmp_path: Path, kind: str, filed: str, term: str, last: str
) -> None:
    titles = ("案号", "专利名称", "专利号", "专利权人", "专利类型", "申请日", "到期")
    patent = ("P-1", "一种犁", "ZL202010439527.6", "甲公司", kind, filed, term)
    write(tmp_path, {"专利": [titles, patent]})
    found = read(tmp_path)
    assert [one.message for one in found.diagnostics if one.code == "term"] == [
        f"of {term}, filed on {filed}, the last day is taken: {last}"
    ]
    (node,) = nodes(found)
    assert node["expires_on"] == last


@pytest.mark.parametrize(
    ("kind", "term"), [("发明", "10年"), ("外观设计", "20年"), ("发明", "长期")]
)
def test_another_term_than_the_law_has_is_no_day(tmp_path: Path, kind: str, term: str) -> None:
    titles = ("案号", "专利名称", "专利号", "专利权人", "专利类型", "申请日", "到期")
    patent = ("P-1", "一种犁", "ZL202010439527.6", "甲公司", kind, "2020-05-22", term)
    write(tmp_path, {"专利": [titles, patent]})
    assert any(f"{term!r} is no date" in one for one in faults(read(tmp_path)))


@pytest.mark.parametrize("typed", ["第52740163号", "注册号：52740163", "注册号: 第 52740163 号"])
def test_words_around_a_number_are_taken_off_with_a_warning(tmp_path: Path, typed: str) -> None:
    titles = ("案号", "商标名称", "注册号", "注册人", "国际分类")
    write(tmp_path, {"商标": [titles, ("T-1", "云犀", typed, "甲公司", 7)]})
    found = read(tmp_path)
    assert [values(found)[0]["registration_number"]] == ["52740163"]
    assert [one.message for one in found.diagnostics if one.code == "number-bare"] == [
        f"of {typed} the number is taken: 52740163"
    ]


FOLDER_TITLES = ("序号", "软件全称", "版本", "SR号", "权属人")


def keep(tmp_path: Path, *places: str, data: bytes = b"%PDF-1.4") -> None:
    for place in places:
        path = tmp_path / place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


def test_the_folder_of_number_and_name_serves_a_row_without_columns(tmp_path: Path) -> None:
    keep(
        tmp_path,
        *("材料/1_青禾农场系统/微信图片_2026.jpg", "材料/1_青禾农场系统/运行截图.png"),
        *("材料/2、青禾温室系统/证书.pdf", "材料/2、青禾温室系统/首页界面.png"),
        *("材料/3_别的系统/证书.pdf", "材料/3_别的系统/截图.png"),
    )
    rows = [(at + 1, *ROWS[at][1:5]) for at in range(3)]
    write(tmp_path, {"软著": [FOLDER_TITLES, *rows]})
    found = read(tmp_path, files=True)
    assert [(one["certificate"].get("file"), one.get("screenshots")) for one in nodes(found)] == [
        ("材料/1_青禾农场系统/微信图片_2026.jpg", "材料/1_青禾农场系统/运行截图.png"),
        ("材料/2、青禾温室系统/证书.pdf", "材料/2、青禾温室系统/首页界面.png"),
        (None, None),
    ]


def test_of_two_certificates_in_a_row_s_folder_none_is_taken(tmp_path: Path) -> None:
    keep(
        tmp_path, "1_青禾农场系统/证书.pdf", "1_青禾农场系统/旧证书.pdf", "1_青禾农场系统/截图.png"
    )
    write(tmp_path, {"软著": [FOLDER_TITLES, (1, *ROWS[0][1:5])]})
    found = read(tmp_path, files=True)
    assert [one.code for one in found.diagnostics if one.code == "taken-from-folder"] == []


def test_what_lies_in_another_row_s_folder_is_not_taken(tmp_path: Path) -> None:
    keep(tmp_path, "材料/2_青禾温室系统/证.pdf", "材料/1_青禾农场系统/图.png")
    rows = [(at + 1, *ROWS[at][1:5], text) for at, text in ((0, "证.pdf、图.png"), (1, "图.png"))]
    write(tmp_path, {"软著": [(*FOLDER_TITLES, "证书和截图"), *rows]})
    told = faults(read(tmp_path, files=True))
    assert [one for one in told if "there is no file '证.pdf'" in one and "F2" in one]
    assert [one for one in told if "there is no file '图.png'" in one and "F3" in one]


def test_what_lies_in_another_client_s_folder_is_not_taken(tmp_path: Path) -> None:
    keep(tmp_path, "01 青禾/旧.pdf", "02 蓝鲸/证.pdf")
    titles = ("案号", *FOLDER_TITLES[1:], "证书扫描件", "客户")
    rows = [
        ("A-1", *ROWS[0][1:5], "证.pdf", "青禾"),
        ("A-2", *ROWS[1][1:5], "证.pdf", "蓝鲸"),
    ]
    write(tmp_path, {"软著": [titles, *rows]})
    found = read(tmp_path, files=True)
    assert [one.cells for one in found.diagnostics if one.code == "found-elsewhere"] == [("F3",)]
    assert [one.cells for one in found.diagnostics if one.code == "file"] == [("F2",)]


def test_of_copies_of_one_paper_one_is_taken(tmp_path: Path) -> None:
    keep(tmp_path, "青禾/证.pdf", "青禾/a/委.pdf", "青禾/b/委.pdf")
    titles = ("案号", *FOLDER_TITLES[1:], "证书扫描件", "授权委托书")
    write(tmp_path, {"软著": [titles, ("A-1", *ROWS[0][1:5], "证.pdf", "委.pdf")]})
    (node,) = nodes(read(tmp_path, files=True))
    assert node["power_of_attorney"]["file"] == "青禾/a/委.pdf"
    keep(tmp_path, "青禾/b/委.pdf", data=b"%PDF-1.5")
    told = faults(read(tmp_path, files=True))
    assert [one for one in told if "several folders have a file of that name" in one]


def test_a_folder_that_lies_elsewhere_is_named(tmp_path: Path) -> None:
    keep(tmp_path, "02 青禾/证书/旧.pdf")
    titles = ("案号", *FOLDER_TITLES[1:], "证书扫描件")
    write(tmp_path, {"软著": [titles, ("A-1", *ROWS[0][1:5], "证书/新.pdf")]})
    told = faults(read(tmp_path, files=True))
    assert [one for one in told if "it is not in 02 青禾/证书 either" in one]


POA_TITLES = ("案号", *FOLDER_TITLES[1:], "证书扫描件", "委托到哪天", "客户")


def test_a_holder_s_licence_is_taken_from_the_client_s_folder(tmp_path: Path) -> None:
    keep(tmp_path, "01 青禾/证.pdf", "01 青禾/图/图.png", "01 青禾/营业执照.pdf")
    keep(tmp_path, "混合/证2.pdf", "混合/营业执照.pdf", data=b"%PDF-1.6")
    rows = [
        ("A-1", *ROWS[0][1:5], "证.pdf", "2030-01-01", "青禾"),
        ("A-2", *ROWS[1][1:5], "证2.pdf", "2030-01-01", "青禾"),
        ("A-3", *ROWS[2][1:5], "01 青禾/证.pdf", None, "青禾"),
    ]
    write(tmp_path, {"软著": [POA_TITLES, *rows]})
    holders = [one["holder"] for one in nodes(read(tmp_path, files=True))]
    assert holders == [
        {"name": "杭州青禾科技有限公司", "identification": {"file": "01 青禾/营业执照.pdf"}},
        {"name": "杭州青禾科技有限公司"},
        {"name": "杭州青禾科技有限公司"},
    ]


def test_of_two_licences_in_a_client_s_folder_none_is_taken(tmp_path: Path) -> None:
    keep(tmp_path, "01 青禾/证.pdf", "01 青禾/营业执照.pdf")
    keep(tmp_path, "01 青禾/旧/营业执照旧.pdf", data=b"%PDF-1.6")
    write(
        tmp_path,
        {"软著": [POA_TITLES, ("A-1", *ROWS[0][1:5], "证.pdf", "2030-01-01", "青禾")]},
    )
    (node,) = nodes(read(tmp_path, files=True))
    assert node["holder"] == {"name": "杭州青禾科技有限公司"}


@pytest.mark.parametrize(
    ("numbers", "taken"),
    [
        (("91330106MA2B0K4T0H",), {"number": "91330106MA2B0K4T0H"}),
        (("91330106MA2B0K4T0H", "91330106ma2b0k4t0h"), {"number": "91330106MA2B0K4T0H"}),
        (("91330106MA2B0K4T0H", "91330106MA2B0K4T1X"), None),
    ],
)
def test_the_number_of_a_holder_is_taken_from_its_other_rows(
    tmp_path: Path, numbers: tuple[str, ...], taken: dict[str, str] | None
) -> None:
    first = [*FOLDER_TITLES, "委托到哪天"]
    own = (7, *ROWS[0][1:5], "2030-01-01")
    other = [(at, *ROWS[1][1:5], "2030-01-01", number) for at, number in enumerate(numbers)]
    write(tmp_path, {"软著": [first, own], "软著二": [[*first, "执照/身份证号"], *other]})
    assert nodes(read(tmp_path))[0]["holder"].get("identification") == taken
