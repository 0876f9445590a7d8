"""Lists as agencies write them: their titles, their words, one sheet a type, faults told once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from openpyxl import Workbook, load_workbook

from ipp_bot.manifest import load
from ipp_bot.manifest.imported import is_untouched, manifest_text
from ipp_bot.manifest.sheet_export import type_template
from ipp_bot.manifest.sheet_origin import grouped
from ipp_bot.manifest.sheets import SheetRead, read_sheet
from ipp_bot.profile import load_profile

if TYPE_CHECKING:
    from pathlib import Path

    from ipp_bot.manifest import Entry

PROFILE = load_profile("alibaba-ipp")
SOFTWARE = {
    "序号": 1,
    "我方案号": "智远-2026-001",
    "软件全称（必填）": "青禾排产管理系统",
    "软件简称": "无",
    "版本号*": "V2.0",
    "登记号": "2023SR1417501",
    "著作权人": "杭州青禾软件有限公司",
    "统一社会信用代码": "91330106MA2GYB4T15",
    "营业执照": "执照/青禾.jpg",
    "开发完成时间": "2022.5.1",
    "首次发表时间": "未发表",
    "权利取得方式": "原始取得",
    "证书扫描件": "证书\\青禾.png",
    "软件运行截图": "截图/一.png、截图/二.png",
    "授权书有效期至": "2030年12月31日",
    "备注": "加急",
}
TRADEMARK = {
    "案号": "TM-1",
    "商标": "青禾及图",
    "商标形式": "图文组合",
    "注册号": "31234567",
    "国际分类": "第9类、第35类",
    "注册人": "杭州青禾软件有限公司",
    "专用权期限": "2019年03月14日至2039年03月13日",
    "是否续展": "否",
    "注册证": "证书/tm.pdf",
    "商标图样": "图样/tm.png",
}
PATENT = {
    "案号": "P-1",
    "专利类型": "外观",
    "专利名": "检测仪",
    "专利号": "ZL202030123456.3",
    "专利权人": "杭州青禾软件有限公司",
    "申请日": "2020-04-01",
    "授权公告日": "2020-09-11",
    "到期日": "2035-04-01",
    "专利证书": "证书/p.jpg",
    "评价报告": "证书/p2.pdf",
}
WORKS = {
    "案号": "W-1",
    "作品名称": "小青禾",
    "作品类别": "美术类",
    "作品登记号": "浙作登字-2023-F-00012345",
    "作者": "王小明、李华",
    "著作权人": "杭州青禾软件有限公司",
    "创作完成时间": "2022-01-10",
    "登记日期": "2023-01-15",
    "作品登记证": "证书/w.jpg",
    "作品图样": "图样/w.jpg",
}


def written(path: Path, **sheets: list[dict[str, Any]]) -> Path:
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        titles = list(dict.fromkeys(title for row in rows for title in row))
        sheet.append(titles)
        for row in rows:
            sheet.append([row.get(title) for title in titles])
    book.save(path)
    return path


def read(path: Path) -> SheetRead:
    return read_sheet(path, account="acme", profile=PROFILE)


def one_entry(path: Path) -> Entry:
    found = read(path)
    assert [str(each) for each in found.diagnostics if not each.is_warning] == []
    (row,) = found.rows
    assert row.entry is not None
    return row.entry


def test_a_list_of_software(tmp_path: Path) -> None:
    entry = one_entry(written(tmp_path / "清单.xlsx", 软件著作权=[SOFTWARE]))
    assert (entry.form, entry.place) == ("copyright-software", "Mainland China")
    assert entry.ref == "智远-2026-001"
    assert entry.values["version"] == "V2.0"
    assert entry.values["completed_on"] == "2022-05-01"
    assert "short_name" not in entry.values
    assert "first_published_on" not in entry.values
    assert entry.values["acquisition"] == "original"
    assert entry.values["holder_identification_number"] == "91330106MA2GYB4T15"


@pytest.mark.parametrize(
    ("name", "row", "form", "values"),
    [
        (
            "商标",
            TRADEMARK,
            "trademark",
            {"mark_type": "combined", "class": ("9", "35"), "expires_on": "2039-03-13"},
        ),
        ("专利", PATENT, "patent", {"patent_kind": "design", "granted_on": "2020-09-11"}),
        ("美术作品", WORKS, "copyright-works", {"work": "art", "author": "王小明; 李华"}),
        ("Sheet1", TRADEMARK, "trademark", {"name": "青禾及图"}),
        ("Sheet1", WORKS, "copyright-works", {"registered_on": "2023-01-15"}),
    ],
)
def test_each_sheet_has_the_type_that_its_name_or_titles_say(
    tmp_path: Path, name: str, row: dict[str, Any], form: str, values: dict[str, Any]
) -> None:
    entry = one_entry(written(tmp_path / "list.xlsx", **{name: [row]}))
    assert entry.form == form
    assert {key: entry.values[key] for key in values} == values


def test_one_sheet_of_all_types(tmp_path: Path) -> None:
    rows: list[dict[str, Any]] = [
        {"知识产权类型": "计算机软件著作权", "国家": "中国", "案号": "S-1", **SOFTWARE},
        {"知识产权类型": "注册商标", "国家": "中国", **TRADEMARK},
        {"知识产权类型": "外观设计专利", "国家": "中国大陆", **PATENT},
        {"知识产权类型": "作品著作权", "国家": "国内", **WORKS},
    ]
    rows[2].pop("专利类型")
    rows[0].pop("我方案号")
    found = read(written(tmp_path / "list.xlsx", 总表=rows))
    assert [str(each) for each in found.diagnostics] == []
    forms = [row.entry.form for row in found.rows if row.entry]
    assert forms == ["copyright-software", "trademark", "patent", "copyright-works"]
    assert {row.entry.place for row in found.rows if row.entry} == {"Mainland China"}


@pytest.mark.parametrize(
    ("title", "word", "place", "country"),
    [
        ("国家", "美国", "Others", "United States"),
        ("注册地", "日本", "Others", "Japan"),
        ("国家/地区", "香港", "Hong Kong, China", None),
        ("法域", "台湾地区", "Taiwan, China", None),
        ("注册国家", "中国境内", "Mainland China", None),
    ],
)
def test_places_by_their_chinese_names(
    tmp_path: Path, title: str, word: str, place: str, country: str | None
) -> None:
    number = "31234567" if place == "Mainland China" else "TM-4455"
    entry = one_entry(
        written(tmp_path / "list.xlsx", 商标=[{**TRADEMARK, "注册号": number, title: word}])
    )
    assert (entry.place, entry.country) == (place, country)


def test_a_place_that_no_column_says_is_told(tmp_path: Path) -> None:
    (warning,) = read(written(tmp_path / "list.xlsx", 商标=[TRADEMARK])).diagnostics
    assert warning.is_warning
    assert "Mainland China is taken for all rows of 商标" in warning.message


def test_a_fault_of_many_rows_is_told_once_with_its_cells(tmp_path: Path) -> None:
    rows = [{**SOFTWARE, "我方案号": f"a-{n}", "版本号*": None} for n in range(20)]
    for row in rows:
        del row["著作权人"]
    found = read(written(tmp_path / "list.xlsx", 软著=rows))
    told = [each for each in grouped(found.diagnostics) if not each.is_warning]
    assert [each.title for each in told] == ["著作权人", "版本号*"]
    assert len(told[1].cells) == 20
    assert told[1].cells[:2] == ("E2", "E3")
    assert "cells E2, E3," in str(told[1])
    assert "and 8 more" in str(told[1])
    assert told[0].hint.startswith("add the column 著作权人")


def test_many_values_of_one_kind_are_a_few_lines(tmp_path: Path) -> None:
    rows = [{**SOFTWARE, "我方案号": f"a-{n}", "开发完成时间": f"2022-13-{n}"} for n in range(30)]
    found = read(written(tmp_path / "list.xlsx", 软著=rows))
    told = [each for each in grouped(found.diagnostics) if not each.is_warning]
    assert len(told) == 4
    assert "27 more cells are like these; the first: " in told[3].message
    assert sum(len(each.cells) for each in told) == 30


@pytest.mark.parametrize(
    ("title", "meant"),
    [("证书扫瞄件", "证书扫描件"), ("统一社会信用码", "社会信用"), ("软件运行截图图", "运行截图")],
)
def test_did_you_mean(tmp_path: Path, title: str, meant: str) -> None:
    row = {**SOFTWARE, title: "x"}
    found = read(written(tmp_path / "l.xlsx", 软著=[row])).diagnostics
    (fault,) = [each for each in found if not each.is_warning]
    assert f"unknown column {title!r}" in fault.message
    assert meant in fault.hint


def test_a_list_without_own_numbers_lacks_one_column(tmp_path: Path) -> None:
    row = {key: value for key, value in SOFTWARE.items() if key != "我方案号"}
    found = read(written(tmp_path / "l.xlsx", 软著=[row, row]))
    faults = [str(each) for each in grouped(found.diagnostics) if not each.is_warning]
    assert len(faults) <= 2
    assert "add a column 案号" in faults[0]


def test_what_the_portal_does_not_ask_for_is_left_out_and_told(tmp_path: Path) -> None:
    row = {**TRADEMARK, "登记日期": "2019-03-14"}
    found = read(written(tmp_path / "l.xlsx", 商标=[row]))
    (told, _) = found.diagnostics
    assert told.is_warning
    assert told.code == "left-out"
    assert not found.is_faulty


def test_a_yes_needs_its_paper(tmp_path: Path) -> None:
    found = read(written(tmp_path / "l.xlsx", 商标=[{**TRADEMARK, "是否续展": "是"}]))
    (fault,) = [each for each in found.diagnostics if not each.is_warning]
    assert fault.title == "是否续展"
    assert "add the column 续展证明" in fault.hint
    with_paper = {**TRADEMARK, "是否续展": "是", "续展证明": "证书/r.pdf"}
    entry = one_entry(written(tmp_path / "m.xlsx", 商标=[with_paper]))
    assert entry.values["is_renewed"] == "yes"


def test_titles_that_are_keys_are_read_to_the_letter(tmp_path: Path) -> None:
    row = {
        "ref": "a",
        "type": "trademark",
        "place": "Mainland China",
        "name": "无",
        "client": "-",
        "mark_type": "word",
        "registration_number": "31234567",
        "classes": "9",
        "holder.name": "杭州青禾软件有限公司",
        "expires_on": "2039-03-13",
        "certificate.file": "c.png",
    }
    entry = one_entry(written(tmp_path / "l.xlsx", IPR=[row]))
    assert (entry.client, entry.title) == ("-", "无")


@pytest.mark.parametrize("form", PROFILE.forms, ids=lambda form: form.name)
def test_a_template_of_one_type_says_its_type_by_itself(tmp_path: Path, form: Any) -> None:
    path = tmp_path / "t.xlsx"
    path.write_bytes(type_template(PROFILE, form, ".xlsx"))
    book = load_workbook(path)
    sheet = book.worksheets[0]
    titles = [cell.value for cell in sheet[1]]
    assert all(any("\u4e00" <= c <= "\u9fff" for c in str(title)) for title in titles)
    assert len(titles) == len(set(titles))
    sheet.cell(2, 1, "a-1")
    book.save(path)
    found = read(path)
    unknown = [
        each.message for each in found.diagnostics if each.code in {"cell", "unknown-column"}
    ]
    assert unknown == []


def test_faults_of_an_imported_manifest_name_sheet_and_cell(tmp_path: Path) -> None:
    found = read(written(tmp_path / "清单.xlsx", 软著=[SOFTWARE], 商标=[TRADEMARK]))
    text = manifest_text("清单.xlsx", "acme", found.rows)
    (tmp_path / "清单.yaml").write_text(text, "utf-8")
    loaded = load([tmp_path / "清单.yaml"], profile=PROFILE)
    told = {(each.sheet, each.cells, each.key) for each in loaded.diagnostics}
    assert ("软著", ("M2",), "certificate.file") in told
    assert ("商标", ("I2",), "certificate.file") in told
    assert "清单.yaml:" in str(loaded.diagnostics[0])
    assert "(sheet '软著', cell " in str(loaded.diagnostics[0])


def test_a_manifest_that_somebody_edited_is_known(tmp_path: Path) -> None:
    text = manifest_text("l.xlsx", "acme", read(written(tmp_path / "l.xlsx", 软著=[SOFTWARE])).rows)
    assert is_untouched(text)
    assert not is_untouched(text.replace("V2.0", "V2.1"))
    assert not is_untouched("version: 1\n")


def test_a_sheet_is_loaded_as_a_manifest_is(tmp_path: Path) -> None:
    for name in ("证书/tm.pdf", "图样/tm.png"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("x")
    path = written(tmp_path / "list.xlsx", 商标=[TRADEMARK, {**TRADEMARK, "案号": "TM-1"}])
    loaded = load([path], profile=PROFILE, account="acme")
    assert [each.code for each in loaded.diagnostics] == ["duplicate-ref", "place-assumed"]
    assert not loaded.entries
    path = written(tmp_path / "list.xlsx", 商标=[TRADEMARK])
    (entry,) = load([path], profile=PROFILE, account="acme").entries
    assert (entry.account, entry.line, entry.manifest) == ("acme", 2, path)


def test_rows_say_their_accounts(tmp_path: Path) -> None:
    rows = [{**TRADEMARK, "账号": "a"}, {**TRADEMARK, "案号": "TM-2", "账号": "b"}]
    found = read(written(tmp_path / "list.xlsx", 商标=rows))
    assert [row.account for row in found.rows] == ["a", "b"]


def test_two_columns_of_one_key_in_one_row_are_a_fault(tmp_path: Path) -> None:
    row = {**TRADEMARK, "商标名称": "另一个"}
    found = read(written(tmp_path / "l.xlsx", 商标=[row])).diagnostics
    (fault,) = [each for each in found if not each.is_warning]
    assert "'商标' is filled in as well, and both are name" in fault.message


def test_a_dash_for_what_a_type_does_not_have_is_no_value(tmp_path: Path) -> None:
    row = {**TRADEMARK, "版本号": "/", "作者": "无"}
    found = read(written(tmp_path / "l.xlsx", 商标=[row]))
    assert [each.code for each in found.diagnostics] == ["place-assumed"]


def test_what_may_be_typed_is_told_in_the_language_of_what_was_typed(tmp_path: Path) -> None:
    row = {**WORKS, "作品类别": "漫话"}
    found = read(written(tmp_path / "l.xlsx", 美术作品=[row])).diagnostics
    (fault,) = [each for each in found if not each.is_warning]
    assert "'漫话' is unknown" in fault.message
    assert "美术" in fault.hint
    assert "photography" not in fault.hint


def test_a_ref_that_is_none_is_told_with_one_that_would_be(tmp_path: Path) -> None:
    found = read(written(tmp_path / "l.xlsx", 商标=[{**TRADEMARK, "案号": "青禾/标 3"}]))
    (fault,) = [each for each in found.diagnostics if not each.is_warning]
    assert fault.hint == "type 青禾-标-3"


def test_the_template_explains_each_key_and_asks_for_nothing_conditional(tmp_path: Path) -> None:
    (form,) = [each for each in PROFILE.forms if each.name == "trademark"]
    path = tmp_path / "list.xlsx"
    path.write_bytes(type_template(PROFILE, form, ".xlsx"))
    told = {row[1]: row for row in load_workbook(path)["说明"].iter_rows(values_only=True)}
    assert told["ref"][4] == "贵所自己的编号，永久唯一"
    assert told["client"][4] == "客户名称，用于筛选和报告；可留空"
    assert [told[key][2] or "" for key in ("renewed", "assigned", "changed")] == ["", "", ""]
    assert told["mark_type"][2] == "是"
