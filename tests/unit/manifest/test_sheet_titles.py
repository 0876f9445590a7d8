"""Titles of agencies' lists: by their parts, joined, under headings, and what no portal asks."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest
from openpyxl import Workbook

from ipp_bot.language import prefer_language
from ipp_bot.manifest.cells import Cell
from ipp_bot.manifest.document_paths import DocumentPaths
from ipp_bot.manifest.sheet_columns import SheetTitles, fields_of
from ipp_bot.manifest.sheet_language import SheetWords
from ipp_bot.manifest.sheet_title_parts import alternatives
from ipp_bot.manifest.sheets import read_sheet
from ipp_bot.preflight import examine
from ipp_bot.profile import load_profile

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from ipp_bot.manifest.sheets import SheetRead

PROFILE = load_profile("alibaba-ipp")
CODE = "91350100M000100Y43"
NUMBER_A, NUMBER_B = "2022SR0331870", "粤作登字-2021-F-00560465"


def keys_of(title: str, *, is_spanned: bool = False) -> tuple[str, ...] | None:
    column = SheetTitles(PROFILE).column(Cell(1, 1, title, is_spanned=is_spanned))
    return None if column is None else column.keys


@pytest.mark.parametrize(
    ("title", "key"),
    [
        ("尼斯类", "classes"),
        ("商标国际分类", "classes"),
        ("首发日", "first_published_on"),
        ("最早公开时间", "first_published_on"),
        ("下证日", "registered_on"),
        ("领证日期", "registered_on"),
        ("授权截止", "power_of_attorney.expires_on"),
        ("委托书有效期止", "power_of_attorney.expires_on"),
        ("POA到期时间", "power_of_attorney.expires_on"),
        ("知产名称（全称）", "name"),
        ("权属方", "holder.name"),
        ("产权人姓名", "holder.name"),
        ("权利人证照号码", "holder.identification.number"),
        ("证号", "registration_number"),
        ("官方登记号", "registration_number"),
        ("属地", "place"),
        ("权利大类", "type"),
        ("保护期届满日", "expires_on"),
    ],
)
def test_a_title_is_known_by_its_parts(title: str, key: str) -> None:
    found = keys_of(title)
    assert found is not None
    assert found[0] == key


@pytest.mark.parametrize(
    ("title", "keys"),
    [
        ("完成/创作/申请日", {"completed_on", "created_on", "filed_on"}),
        ("授权/登记日", {"granted_on", "registered_on"}),
        ("申请日/完成日", {"filed_on", "completed_on", "created_on"}),
        ("作者/发明人", {"authors"}),
        ("注册地/国别", {"place"}),
    ],
)
def test_a_title_may_join_several(title: str, keys: set[str]) -> None:
    assert set(keys_of(title) or ()) == keys


def test_what_stands_behind_the_last_title_belongs_to_all() -> None:
    assert alternatives("完成/申请日") == ("完成日", "申请日")
    assert alternatives("登记号、注册证号") == ("登记号", "注册证号")
    assert alternatives("权利人") == ("权利人",)


@pytest.mark.parametrize("title", ["跟案", "服务费(元/件)", "自有？", "快递单号柜号", "办案律师"])
def test_what_a_list_has_for_its_office_bears_nothing(title: str) -> None:
    assert not keys_of(title)


@pytest.mark.parametrize(
    ("title", "key"),
    [
        ("权利人 › 名称", "holder.name"),
        ("权利人 › 证件号码", "holder.identification.number"),
        ("权利种类 › 大类", "type"),
        ("证号信息 › 证书编号", "certificate.number"),
        ("商标 › 类别", "classes"),
        ("权利人 › 甲方", "holder.name"),
    ],
)
def test_a_heading_counts_with_the_title_below_it(title: str, key: str) -> None:
    found = keys_of(title)
    assert found is not None
    assert found[0] == key


def test_only_the_first_title_below_a_heading_may_be_the_heading_itself() -> None:
    assert keys_of("权利人 › 甲方", is_spanned=True) is None


HEAD = ("序", "案号", "权利种类", None, "权利名称", "版本", "权利人", None, "登记号/专利号", "法域")
BELOW = (None, None, "大类", "细类", None, None, "名称", "证件号码", None, None)
ROWS = (
    (
        1,
        "P-1",
        "著作权",
        "计算机软件",
        "青禾系统",
        "V1.0",
        "青禾公司",
        "91350100M000100Y43",
        NUMBER_A,
        "CN",
    ),
    (
        2,
        "P-2",
        "著作权",
        "美术",
        "青禾小牛",
        None,
        "青禾公司",
        "91350100M000100Y43",
        NUMBER_B,
        "CN",
    ),
)


def written(path: Path, rows: Sequence[Sequence[object]], *merged: str) -> SheetRead:
    book = Workbook()
    (sheet,) = book.worksheets
    sheet.title = "台账"
    for row in rows:
        sheet.append(list(row))
    for cells in merged:
        sheet.merge_cells(cells)
    book.save(path)
    return read_sheet(path, account="acme", profile=PROFILE)


def read_with_files(folder: Path, rows: Sequence[Sequence[object]]) -> SheetRead:
    """Reads the rows with the files that they name looked for."""
    written(folder / "l.xlsx", rows)
    documents = DocumentPaths(folder, roots=(), formats=PROFILE.limits.formats)
    return read_sheet(folder / "l.xlsx", account="acme", profile=PROFILE, documents=documents)


def values(read: SheetRead) -> list[tuple[str, str, str]]:
    return [
        (built.form, str(built.values["name"]), built.holder)
        for row in read.rows
        if (built := row.built) is not None
    ]


def test_a_heading_of_two_rows_says_what_each_row_is(tmp_path: Path) -> None:
    alone = [f"{letter}1:{letter}2" for letter in "ABEFIJ"]
    read = written(tmp_path / "l.xlsx", [HEAD, BELOW, *ROWS], "C1:D1", "G1:H1", *alone)
    assert values(read) == [
        ("copyright-software", "青禾系统", "青禾公司"),
        ("copyright-works", "青禾小牛", "青禾公司"),
    ]


def test_a_heading_of_two_rows_needs_no_merged_cells(tmp_path: Path) -> None:
    read = written(tmp_path / "l.xlsx", [HEAD, BELOW, *ROWS])
    assert [name for _, name, _ in values(read)] == ["青禾系统", "青禾小牛"]


def test_titles_of_several_types_do_not_say_that_all_rows_are_of_one(tmp_path: Path) -> None:
    titles = ("案号", "名称", "权利人", "登记号/注册号/专利号", "版本")
    read = written(tmp_path / "l.xlsx", [titles, ("P-1", "青禾系统", "青禾公司", NUMBER_A, "V1.0")])
    assert not any("专利" in str(one) or "patent" in str(one) for one in read.diagnostics)


def test_a_sum_of_one_column_is_no_row(tmp_path: Path) -> None:
    titles = ("案号", "类型", "名称", "权利人", "登记号", "版本", "授权截止", "官费(元)")
    row = ("P-1", "软件著作权", "青禾系统", "青禾公司", NUMBER_A, "V1.0", "2027.6.30", 300)
    total = (None, None, None, None, None, None, "官费小计", 300)
    read = written(tmp_path / "l.xlsx", [titles, row, total])
    assert len(read.rows) == 1


def test_a_number_of_the_certificate_is_not_that_of_the_right_beside_it(tmp_path: Path) -> None:
    titles = ("案号", "类型", "细类", "名称", "权利人", "专利号", "证书编号")
    row = ("P-1", "专利", "外观", "积木", "青禾公司", "ZL202130936005.6", "第1858409号")
    read = written(tmp_path / "l.xlsx", [titles, row])
    (entry,) = [each.built for each in read.rows]
    assert entry is not None
    assert entry.registration_number == "ZL202130936005.6"
    assert not any("证书编号" in one.title and not one.is_warning for one in read.diagnostics)


def test_a_column_for_the_country_may_say_what_the_place_says(tmp_path: Path) -> None:
    titles = ("案号", "类型", "商标类型", "名称", "权利人", "注册号", "类别", "法域", "国家")
    row = ("P-1", "商标", "文字", "LANJI", "青禾公司", "6836719", "9", "US", "美国")
    read = written(tmp_path / "l.xlsx", [titles, row])
    assert not any(one.key in ("place", "country") for one in read.diagnostics)
    other = written(tmp_path / "m.xlsx", [titles, (*row[:-1], "日本")])
    assert any("are country" in one.message for one in other.diagnostics)


@pytest.mark.parametrize("word", ["WO（马德里）", "火星"])
def test_a_place_that_nobody_lists_is_told_with_places_and_countries(
    tmp_path: Path, word: str
) -> None:
    titles = ("案号", "类型", "商标类型", "名称", "权利人", "注册号", "类别", "法域")
    row = ("P-1", "商标", "文字", "LANJI", "青禾公司", "6836719", "9", word)
    (told,) = [
        one
        for one in written(tmp_path / "l.xlsx", [titles, row]).diagnostics
        if one.code == "place"
    ]
    assert told.cells == ("H2",)
    assert told.hint.startswith(
        "type one of 中国大陆, 中国香港, 中国台湾, 其他, or a country: 美国"
    )


def test_place_others_asks_for_the_country_in_its_own_cell(tmp_path: Path) -> None:
    titles = ("案号", "类型", "商标类型", "名称", "权利人", "注册号", "类别", "法域")
    row = ("P-1", "商标", "文字", "LANJI", "青禾公司", "6836719", "9", "其他")
    found = written(tmp_path / "l.xlsx", [titles, row]).diagnostics
    (told,) = [one for one in found if one.hint == "type the country itself"]
    assert told.cells == ("H2",)


def test_options_are_told_in_the_words_of_the_sheet(tmp_path: Path) -> None:
    titles = ("案号", "类型", "专利类型", "名称", "权利人", "专利号")
    row = ("P-1", "专利", "外观", "积木", "青禾公司", "ZL202130936005.6")
    found = written(tmp_path / "l.xlsx", [titles, row]).diagnostics
    assert any("专利类型: 外观设计" in str(one) for one in found)
    assert not any("patent_kind" in str(one) for one in found)


@pytest.mark.parametrize(
    ("kind", "number", "form"),
    [
        ("版权-文字", "浙作登字—2023—A—00696304", "copyright-works"),
        ("版权-图形", "浙作登字-2020-J-00556557", "copyright-works"),
        ("商标（组合）", "26243524", "trademark"),
        ("专利/新型", "ZL202120488970.6", "patent"),
    ],
)
def test_a_kind_of_right_may_say_type_and_kind(
    tmp_path: Path, kind: str, number: str, form: str
) -> None:
    titles = ("案号", "类型", "名称", "权利人", "证号", "国际分类")
    rows = [titles, ("P-1", kind, "青禾", "青禾公司", number, None)]
    (entry,) = [row.built for row in written(tmp_path / "l.xlsx", rows).rows]
    assert entry is not None
    assert entry.form == form


def test_a_name_as_certificates_print_it_is_taken_apart_where_no_column_has_the_version(
    tmp_path: Path,
) -> None:
    glued = "青禾门店巡检软件[简称：青禾巡检]V1.0"
    titles = ("案号", "类型", "名称", "权利人", "证号")
    read = written(tmp_path / "l.xlsx", [titles, ("P-1", "软著", glued, "青禾公司", NUMBER_A)])
    (entry,) = [row.built for row in read.rows]
    assert entry is not None
    taken = [str(entry.values[key]) for key in ("name", "short_name", "version")]
    assert taken == ["青禾门店巡检软件", "青禾巡检", "V1.0"]
    assert any(one.code == "name-parts" and one.is_warning for one in read.diagnostics)
    rows = [(*titles, "版本"), ("P-1", "软著", glued, "青禾公司", NUMBER_A, "V2.0")]
    (whole,) = [row.built for row in written(tmp_path / "m.xlsx", rows).rows]
    assert whole is not None
    assert str(whole.values["name"]) == glued


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("有，到2028.11.08", "2028-11-08"),
        ("2028-11-08到期", "2028-11-08"),
        ("不用", None),
        ("有", None),
        ("Y", None),
    ],
)
def test_a_cell_for_a_paper_may_say_until_when_it_counts(
    tmp_path: Path, typed: str, day: str | None
) -> None:
    titles = ("案号", "类型", "名称", "权利人", "证号", "版本", "授权书")
    row = ("P-1", "软著", "青禾系统", "青禾公司", NUMBER_A, "V1.0", typed)
    read = written(tmp_path / "l.xlsx", [titles, row])
    (entry,) = [each.built for each in read.rows]
    assert entry is not None
    until = entry.poa.expires_on.isoformat() if entry.poa and entry.poa.expires_on else None
    assert until == day
    assert not any("file" in one.message for one in read.diagnostics)


@pytest.mark.parametrize(
    ("other", "day", "faults"),
    [
        (None, "2028-11-08", 0),
        ("2028.11.8", "2028-11-08", 0),
        ("2027.6.30", "2027-06-30", 1),
    ],
)
def test_the_day_of_a_paper_and_that_of_its_own_column_agree(
    tmp_path: Path, other: str | None, day: str, faults: int
) -> None:
    titles = ("案号", "类型", "名称", "权利人", "证号", "版本", "授权书", "授权截止")
    row = ("P-1", "软著", "青禾系统", "青禾公司", NUMBER_A, "V1.0", "有，到2028.11.08", other)
    read = written(tmp_path / "l.xlsx", [titles, row])
    (entry,) = [each.built for each in read.rows]
    assert entry is not None
    assert entry.poa is not None
    assert str(entry.poa.expires_on) == day
    told = [one for one in read.diagnostics if "another column" in one.message]
    assert [one.cells for one in told] == [("G2",)] * faults


@pytest.mark.parametrize(("name", "rows"), [("已备案", 1), ("归档", 1), ("已核对", 2), ("二批", 2)])
def test_a_sheet_of_what_is_done_is_not_filed_and_told(
    tmp_path: Path, name: str, rows: int
) -> None:
    titles = ("案号", "类型", "名称", "权利人", "证号", "版本")
    book = Workbook()
    (first,) = book.worksheets
    first.title = "待备案"
    second = book.create_sheet(name)
    for sheet, ref in ((first, "P-1"), (second, "P-2")):
        sheet.append(titles)
        sheet.append((ref, "软著", "青禾系统", "青禾公司", NUMBER_A, "V1.0"))
    book.save(tmp_path / "l.xlsx")
    read = read_sheet(tmp_path / "l.xlsx", account="acme", profile=PROFILE)
    assert len(read.rows) == rows
    assert [one.code for one in read.diagnostics].count("done-sheet") == 2 - rows


def test_a_lonely_text_below_the_rows_is_no_row(tmp_path: Path) -> None:
    titles = ("案号", "类型", "名称", "权利人", "证号", "版本")
    row = ("P-1", "软著", "青禾系统", "青禾公司", NUMBER_A, "V1.0")
    rows = [titles, row, (None, None, "小苏 11.28 整理")]
    assert len(written(tmp_path / "l.xlsx", rows).rows) == 1
    assert len(written(tmp_path / "m.xlsx", [titles, row, ("P-2",)]).rows) == 2
    forgotten = [titles, (None, None, "青禾温室"), row]
    assert len(written(tmp_path / "n.xlsx", forgotten).rows) == 2


def test_two_columns_that_differ_in_a_letters_size_are_a_fault(tmp_path: Path) -> None:
    titles = ("案号", "类型", "商标", "商标名称", "权利人", "证号", "国际分类")
    same = ("P-1", "商标", "LANJI", "LANJI", "青禾公司", "26243524", "9")
    other = ("P-2", "商标", "LanJi", "LANJI", "青禾公司", "26243525", "9")
    found = written(tmp_path / "l.xlsx", [titles, same, other]).diagnostics
    assert [one.cells for one in found if "both are name" in one.message] == [("D3",)]


def test_what_only_some_rows_lack_is_told_with_these_rows(tmp_path: Path) -> None:
    titles = ("案号", "类型", "名称", "权利人", "证号", "版本")
    rows = [
        ("P-1", "软著", "青禾系统", "青禾公司", NUMBER_A, "V1.0"),
        ("P-2", "商标", "青禾", "青禾公司", "26243524", None),
        ("P-3", "商标", "禾青", "青禾公司", "26243525", None),
    ]
    found = written(tmp_path / "l.xlsx", [titles, *rows]).diagnostics
    told = {one.title: one.message for one in found if one.code == "missing"}
    assert told["商标类型"] == "is missing for P-2, P-3"
    assert told["登记证书"] == "is missing"


def test_numbers_in_paths_are_no_classes(tmp_path: Path) -> None:
    titles = ("案号", "类型", "名称", "权利人", "证号", "国际分类", "证书扫描件")
    row = ("P-1", "商标", "青禾", "青禾公司", "26243524", "20", "青禾(20 21 24).pdf")
    (told,) = [
        one
        for one in read_with_files(tmp_path, [titles, row]).diagnostics
        if "青禾(20 21 24).pdf" in one.message
    ]
    assert "第20类" not in told.message


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("林婉清", "权利人类型: '林婉清' 像是个人姓名；请将 权利人类型 改为 个人，除非是单位"),
        ("青禾公司", "首发: 2021-01-02 早于 完成日 2021-05-06；请将两者与证书核对"),
    ],
)
def test_what_is_told_in_chinese_has_the_words_of_the_sheet(
    tmp_path: Path, typed: str, told: str
) -> None:
    titles = ("案号", "类型", "名称", "权利人", "登记号", "完成日", "首发")
    row = ("S-1", "软著", "青禾软件", typed, NUMBER_A, "2021-05-06", "2021-01-02")
    read = written(tmp_path / "l.xlsx", [titles, row])
    entries = [row.built for row in read.rows if row.built is not None]
    found = examine(entries, profile=PROFILE, complainants={}, today=dt.date(2026, 11, 30))
    prefer_language("zh")
    assert told in [one.shown().partition(": ")[2].removeprefix("警告：") for one in found]


def test_a_name_cell_with_its_short_name_is_both(tmp_path: Path) -> None:
    titles = ("案号", "类型", "名称", "权利人", "登记号", "版本")
    for glued in ("青禾软件（简称：青禾）", "青禾软件[简称：青禾]V1.0", "青禾软件，简称 青禾"):
        row = ("S-1", "软著", glued, "青禾公司", NUMBER_A, "V1.0")
        read = written(tmp_path / "l.xlsx", [titles, row])
        (entry,) = [row.built for row in read.rows]
        assert entry is not None
        assert [entry.values[key] for key in ("name", "short_name")] == ["青禾软件", "青禾"]
        assert [one.is_warning for one in read.diagnostics if one.code == "name-parts"] == [True]
    other = ("S-1", "软著", "青禾软件 简称 青禾", "青禾公司", NUMBER_A, "V1.0", "小禾")
    (kept,) = [row.built for row in written(tmp_path / "m.xlsx", [(*titles, "简称"), other]).rows]
    assert kept is not None
    assert kept.values["name"] == "青禾软件 简称 青禾"


def test_a_key_or_option_that_somebody_typed_stays() -> None:
    words = SheetWords(SheetTitles(PROFILE), fields_of(PROFILE), PROFILE)
    text = (
        "'created_on' 有误；certificate.kind 为 works-registration；"
        "ipp-bot confirm a --key holder.name"
    )
    assert words.told("name", text, {"certificate.kind": "证别"}) == (
        "'created_on' 有误；证别 为 作品登记；ipp-bot confirm a --key holder.name"
    )
    assert words.told("", "name, registration_number 无法对照", {}) == "软件名称, 登记号 无法对照"
