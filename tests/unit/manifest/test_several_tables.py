"""A sheet with several tables below each other, and rows that are settled."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from openpyxl import Workbook
from openpyxl.styles import Font

from ipp_bot.manifest.sheet_origin import grouped
from ipp_bot.manifest.sheets import read_sheet
from ipp_bot.preflight import repeated_numbers
from ipp_bot.profile import load_profile

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from ipp_bot.manifest.sheets import SheetRead

PROFILE = load_profile("alibaba-ipp")
OWNER = "杭州青禾科技有限公司"
MARKS = ("编", "商标", "形式", "注册号", "类", "注册人", "专用期止", "平台")
PATENTS = ("编", "专利名称", "类型", "专利号", "专利权人", "申请日", "授权公告", "平台")
WORKS = ("编", "作品", "种类", "登记号", "作者", "著作权人", "完成", "首发", "平台")
MARK = ("青禾", "文字", "43325717", "9、35类", OWNER, "2030.10.13")
PATENT = ("播种装置", "发明", "ZL202110296319.3", OWNER, "2021-03-09", "2023-05-05")
WORK = ("禾苗", "美术", "国作登字-2022-F-10866861", "王芳", OWNER, "2022-03-11", "未发表")


def read(tmp_path: Path, rows: Sequence[Sequence[object]], struck: Sequence[int] = ()) -> SheetRead:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "青禾"
    for row in rows:
        sheet.append(list(row))
    for number in struck:
        for cell in sheet[number]:
            cell.font = Font(strike=True)
    book.save(tmp_path / "list.xlsx")
    return read_sheet(tmp_path / "list.xlsx", account="acme", profile=PROFILE)


def told(found: SheetRead, code: str) -> list[str]:
    return [str(one) for one in grouped(found.diagnostics) if one.code == code]


def values(found: SheetRead) -> list[tuple[str, str, dict[str, Any]]]:
    built = [each.built for each in found.rows]
    return [(each.ref, each.type, dict(each.values)) for each in built if each is not None]


def test_each_table_of_a_sheet_has_its_own_titles(tmp_path: Path) -> None:
    rows = [
        (f"{OWNER}  客户号 K017",),
        (),
        ("▍版权",),
        WORKS,
        (2, *WORK, "报"),
        (),
        ("二、商标（1件）",),
        MARKS,
        (3, *MARK, "报"),
        ("【专利】",),
        PATENTS,
        (4, *PATENT, "报"),
        ("注：证书原件在客户处",),
    ]
    work, mark, patent = values(read(tmp_path, rows))
    assert work[:2] == ("青禾-版权-002", "copyright")
    assert work[2]["name"] == "禾苗"
    assert work[2]["created_on"] == "2022-03-11"
    assert mark[:2] == ("青禾-商标-003", "trademark")
    assert (mark[2]["mark_type"], mark[2]["class"]) == ("word", ("9", "35"))
    assert patent[:2] == ("青禾-专利-004", "patent")
    assert (patent[2]["patent_kind"], patent[2]["granted_on"]) == ("invention", "2023-05-05")


def test_the_first_table_may_be_the_smaller_one(tmp_path: Path) -> None:
    small = ("编", "商标", "注册号", "类", "注册人")
    rows = [small, (1, "青禾", "43325717", "9", OWNER), PATENTS, (2, *PATENT, "报")]
    assert [each[1] for each in values(read(tmp_path, rows))] == ["trademark", "patent"]


def test_a_table_without_rows_is_no_list(tmp_path: Path) -> None:
    rows = [("商标",), MARKS, (1, *MARK, "报"), ("专利",), PATENTS, ("版权",), WORKS]
    found = read(tmp_path, rows)
    assert [each[0] for each in values(found)] == ["青禾-商标-001"]
    assert told(found, "unknown-column") == []


def test_rows_that_are_struck_out_are_not_filed_and_told(tmp_path: Path) -> None:
    rows = [("商标",), MARKS, (1, *MARK, "√ 11.6"), (2, *MARK, "报"), (3, *MARK, "缓")]
    found = read(tmp_path, rows, struck=[3, 5])
    assert [each[0] for each in values(found)] == ["青禾-商标-002"]
    (line,) = told(found, "rows")
    assert "A3, A5" in line
    assert "struck out: not filed" in line


@pytest.mark.parametrize("done", ["√ 11.6", "已报", "缓", "不报", "已备案（9月）", "暂不提交"])
def test_a_column_that_says_what_is_to_be_filed_is_heeded(tmp_path: Path, done: str) -> None:
    rows = [("商标",), MARKS, (1, *MARK, done), (2, *MARK, "报")]
    found = read(tmp_path, rows)
    assert [each[0] for each in values(found)] == ["青禾-商标-002"]
    (line,) = told(found, "rows")
    assert "H3" in line
    assert done in line


@pytest.mark.parametrize("words", [("√", "√"), ("报", "已寄出"), ("20", "30"), ("√", "")])
def test_a_column_of_other_words_leaves_no_row_out(tmp_path: Path, words: tuple[str, str]) -> None:
    rows = [("商标",), MARKS, *((at, *MARK, word) for at, word in enumerate(words, start=1))]
    assert len(values(read(tmp_path, rows))) == 2


def test_refs_that_are_made_stay_when_rows_are_added(tmp_path: Path) -> None:
    rows = [("商标",), MARKS, *((at, *MARK, "报") for at in range(1, 10))]
    before = [each[0] for each in values(read(tmp_path, rows))]
    after = [each[0] for each in values(read(tmp_path, [*rows, (10, *MARK, "报")]))]
    assert after == [*before, "青禾-商标-010"]


def test_titles_of_two_rows_are_no_second_table(tmp_path: Path) -> None:
    rows = [
        ("案号", "商标信息", "", "", "", "期限"),
        ("", "商标", "注册号", "类", "注册人", "专用期止"),
        ("A-1", "青禾", "43325717", "9", OWNER, "2030.10.13"),
    ]
    assert [each[0] for each in values(read(tmp_path, rows))] == ["A-1"]


def heads(*lines: str) -> list[tuple[str, ...]]:
    return [(line,) for line in lines]


def test_what_stands_over_the_heading_counts_for_rows_of_its_holder(tmp_path: Path) -> None:
    other = (*MARK[:4], "杭州青禾（集团）有限公司", MARK[5])
    rows = [
        *heads(f"{OWNER}    客户号 MQ-K017", "证照号：91510109MAGDH7B26H（统一社会信用代码）"),
        *heads("委托书：2026.11.5 — 2027.11.4，已收"),
        ("商标",),
        MARKS,
        (1, *MARK, "报"),
        (2, *other, "报"),
    ]
    found = read(tmp_path, rows)
    own, of_other = (each.built for each in found.rows)
    assert own is not None
    assert of_other is not None
    assert own.values["holder_identification_number"] == "91510109MAGDH7B26H"
    assert own.values["power_of_attorney_expires_on"] == "2027-11-04"
    assert "holder_identification_number" not in of_other.values
    assert len(told(found, "rows")) == 1
    assert "A2, A3" in told(found, "rows")[0]


@pytest.mark.parametrize(
    "line",
    ["委托书：投诉方自有，无需委托书", "说明：2026.11.5", "制表：小王", "证照号：", "时间 12:30"],
)
def test_other_lines_over_the_heading_say_nothing(tmp_path: Path, line: str) -> None:
    rows = [*heads(OWNER, line), ("商标",), MARKS, (1, *MARK, "报")]
    assert told(read(tmp_path, rows), "rows") == []


def test_a_column_says_more_than_what_stands_over_the_heading(tmp_path: Path) -> None:
    rows = [
        *heads(OWNER, "证照号：91510109MAGDH7B26H"),
        ("商标",),
        (*MARKS[:6], "证件号码"),
        (1, *MARK[:5], "91330100MA27Y5QF3K"),
    ]
    (row,) = read(tmp_path, rows).rows
    assert row.built is not None
    assert row.built.values["holder_identification_number"] == "91330100MA27Y5QF3K"


def test_a_short_name_in_brackets_is_no_part_of_the_name(tmp_path: Path) -> None:
    titles = ("案号", "软件全称", "版本", "登记号", "著作权人")
    row = ("A-1", "青禾播种软件（简称：播种）", "V3.2", "2022SR1313403", OWNER)
    ((_, _, found),) = values(read(tmp_path, [titles, row]))
    assert (found["name"], found["short_name"], found["version"]) == (
        "青禾播种软件",
        "播种",
        "V3.2",
    )


def test_a_column_is_offered_only_for_what_its_cells_may_be(tmp_path: Path) -> None:
    titles = ("案号", "商标", "注册号", "类", "注册人", "次", "包号", "归档于")
    rows = [
        (f"A-{at}", "青禾", f"4332571{at}", "9", OWNER, str(at), f"盒{at}号", f"2026.1{at}.5")
        for at in (0, 1, 2)
    ]
    found = read(tmp_path, [("商标",), titles, *rows])
    hints = {one.column: one.hint for one in found.diagnostics if one.code == "unknown-column"}
    assert 6 not in hints
    assert not any("到期" in hint or "有效期" in hint for at, hint in hints.items() if at != 8)


def test_a_day_before_others_of_its_row_is_offered_for_no_end(tmp_path: Path) -> None:
    titles = ("案号", "专利名称", "专利号", "专利权人", "授权公告", "收文", "盯到")
    rows = [
        (f"A-{at}", f"装置{at}", f"ZL20211029631{at}.3", OWNER, "2023-05-05", "2022-01-0" + at, end)
        for at, end in (("1", "2041-03-08"), ("2", "2041-03-09"), ("3", "2041-03-10"))
    ]
    found = read(tmp_path, [("专利",), titles, *rows])
    hints = {one.column: one.hint for one in found.diagnostics if one.code == "guessed-column"}
    assert "有效期" not in hints[6]
    assert "申请日" in hints[6]
    assert "有效期至" in hints[7]
    assert "申请日" not in hints[7]


@pytest.mark.parametrize(
    ("number", "filed", "last"),
    [
        ("ZL202110296319.3", "2021-03-09", "2041-03-08"),
        ("ZL 2020 2 2056104.8", "2020-08-27", "2030-08-26"),
        ("202130718190.1", "2021.11.16", "2036-11-15"),
        ("ZL202030272723.3", "2020-04-29", "2030-04-28"),
        ("ZL202010000000.0", "2020-02-29", "2040-02-28"),
        ("US 11,000,000 B2", "2020-02-29", None),
    ],
)
def test_the_last_day_of_a_patent_follows_from_the_law(
    tmp_path: Path, number: str, filed: str, last: str | None
) -> None:
    row = (1, "播种装置", "", number, OWNER, filed, "2023-05-05", "报")
    ((_, _, found),) = values(read(tmp_path, [("专利",), PATENTS, row]))
    assert found.get("expires_on") == last


@pytest.mark.parametrize(
    ("names", "slips"),
    [
        (["NORDVIK OUTDOOR AS", "NORDVIK OUTDOORS AS"], {"F4"}),
        (["无锡璟和科技有限公司", "无锡璟和科技有限公司", "无锡景和科技有限公司"], {"F5"}),
        (["无锡景和科技有限公司", "无锡璟和科技有限公司", "无锡璟和科技有限公司"], {"F3"}),
        (["Acme Co., Ltd.", "ACME Company Limited"], set()),
        (["王芳", "王方"], set()),
        (["杭州青禾第一分公司", "杭州青禾第二分公司"], set()),
        (["北京青禾科技有限公司", "杭州青禾科技有限公司"], set()),
    ],
)
def test_holders_that_are_almost_alike_are_told(
    tmp_path: Path, names: list[str], slips: set[str]
) -> None:
    rows = [(at, *MARK[:4], name, MARK[5], "报") for at, name in enumerate(names, start=1)]
    found = read(tmp_path, [("商标",), MARKS, *rows])
    lines = told(found, "almost-alike")
    assert {name for name in ("F3", "F4", "F5") for line in lines if name in line} == slips


@pytest.mark.parametrize("between", ["\n", " ", " / ", "\n\n"])
def test_titles_in_two_languages_are_known_by_either(tmp_path: Path, between: str) -> None:
    english = ("Case No.", "Mark", "Form", "Reg. No.", "Class", "Owner", "Valid until", "Status")
    chinese = ("案号", "商标", "形式", "注册号", "类", "注册人", "专用期止", "平台")
    titles = [
        between.join(pair if at % 2 else pair[::-1])
        for at, pair in enumerate(zip(chinese, english, strict=True))
    ]
    ((ref, kind, found),) = values(read(tmp_path, [titles, ("A-1", *MARK, "报")]))
    assert (ref, kind, found["registration_number"]) == ("A-1", "trademark", "43325717")
    assert found["expires_on"] == "2030-10-13"


def test_a_title_that_ends_in_chinese_is_no_title_in_two_languages(tmp_path: Path) -> None:
    found = read(tmp_path, [(*MARKS[:7], "ISBN编号"), (1, *MARK, "978-7")])
    assert [each[0] for each in values(found)] == ["青禾-001"]


EXPORT: tuple[str, ...] = ("案件编号\nCase No.", "案件类型\nCase Type", "权利名称\nIP Title")
EXPORT += (
    "权利名称(外文)\nIP Title (Foreign)",
    "权利号\nRight No.",
    "权利人(中文)\nRight Holder (CN)",
)
EXPORT += ("权利人(外文)\nRight Holder (EN)", "法域\nJur.", "授权日\nGrant/Reg. Date")
EXPORT += ("委托书\nPOA", "当前节点\nNode", "更新时间\nUpdated")


def test_an_export_with_codes_is_read_by_the_numbers_of_its_rows(tmp_path: Path) -> None:
    def row(
        ref: str, code: str, number: str, place: str = "CN", node: str = "资料齐-待备案"
    ) -> Any:
        rest = ("2022-05-19", "1", node, "2026-11-22")
        return (ref, code, f"名称{ref}", f"Title {ref}", number, OWNER, "QINGHE LTD.", place, *rest)

    rows = [
        EXPORT,
        row("A-1", "CS", "2021SR0325069"),
        row("A-2", "CA", "国作登字-2022-F-10982161"),
        row("A-3", "PU", "2020211850725"),
        row("A-4", "PU", "202021185072.9"),
        row("A-5", "TM", "43851680"),
        row("A-6", "TM", "018214052", "EM"),
        row("A-7", "TM", "43851681", node="已备案-归档"),
        row("A-8", "TM", "43851682", node="客户暂缓"),
    ]
    found = read(tmp_path, rows)
    kinds = {ref: (kind, has) for ref, kind, has in values(found)}
    assert {ref: kind for ref, (kind, _) in kinds.items()} == {
        "A-1": "copyright",
        "A-2": "copyright",
        "A-3": "patent",
        "A-4": "patent",
        "A-5": "trademark",
        "A-6": "trademark",
    }
    assert kinds["A-2"][1]["work"] == "art"
    assert kinds["A-2"][1]["registered_on"] == "2022-05-19"
    assert kinds["A-3"][1]["granted_on"] == "2022-05-19"
    assert kinds["A-4"][1]["patent_kind"] == "utility-model"
    assert [each.built.country for each in found.rows if each.built][5] == "European Union"
    assert {each.built.holder for each in found.rows if each.built} == {OWNER}
    (line,) = told(found, "codes")
    assert "CS = 软件著作权, CA = 作品登记, PU = 实用新型, TM = 商标" in line


def test_a_code_whose_numbers_disagree_stands_for_nothing(tmp_path: Path) -> None:
    titles = ("案号", "案件类型", "名称", "登记号", "权利人")
    rows = [("A-1", "Q", "甲", "2021SR0325069", OWNER), ("A-2", "Q", "乙", "43851680", OWNER)]
    assert told(read(tmp_path, [titles, *rows]), "codes") == []


def test_a_number_that_is_given_twice_is_told_of_rows_with_other_faults(tmp_path: Path) -> None:
    other = ("青禾", "", *MARK[2:])
    found = read(tmp_path, [("商标",), MARKS, (1, *MARK, "报"), (2, *other, "报")])
    (diagnostic,) = repeated_numbers([each.built for each in found.rows if each.built])
    assert diagnostic.cells == ("D4",)
    assert diagnostic.code == "duplicate-number"
    assert "青禾-商标-001" in diagnostic.message
