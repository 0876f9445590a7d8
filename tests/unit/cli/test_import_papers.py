"""`import LIST --papers FOLDER`: a list that names no files, joined with a folder of papers."""

from __future__ import annotations

import json
import re
import shlex
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from openpyxl import Workbook
from PIL import Image

from tests.unit.reading.conftest import Drawer, Ink, titled

if TYPE_CHECKING:
    from pathlib import Path

    from tests.unit.cli.conftest import CommandLine

STAR, CODE = "杭州星云科技有限公司", "91350100M000100Y43"
TITLES = [
    *("序号", "案号", "软件名称", "版本", "登记号", "著作权人", "统一社会信用代码"),
    *("开发完成日期", "授权书到期日", "权利人类型"),
]
ROWS = (
    ("A-1", "星云排课管理系统", "2022SR1417580"),
    ("A-2", "星云考勤管理系统", "2022SR1417591"),
    ("A-3", "星云食堂订餐系统", "2022SR1417603"),
)


def certificate(number: str, name: str) -> list[Ink]:
    return titled(
        "计算机软件著作权登记证书",
        ("证 书 号：", f"软著登字第{number[-7:]}号"),
        ("软 件 名 称：", name),
        ("", "V2.0"),
        ("著 作 权 人：", STAR),
        ("开发完成日期：", "2021年08月13日"),
        ("首次发表日期：", "未发表"),
        ("权利取得方式：", "原始取得"),
        ("权 利 范 围：", "全部权利"),
        ("登   记   号：", number),
    )


def screenshot(name: str) -> list[Ink]:
    return [Ink(70, 90, f"{name} V2.0", 20), Ink(70, 780, f"版权所有 © 2022 {STAR}")]


def attorney(number: str = "") -> list[Ink]:
    right = [("登记号：", number)] if number else []
    return titled(
        "授权委托书",
        ("委托人：", STAR),
        ("统一社会信用代码：", CODE),
        ("受托人：", "Acme Rights Agency Ltd."),
        *right,
        ("有效期至：", "2030年12月31日"),
    )


def licence() -> list[Ink]:
    return titled(
        "营业执照", ("统一社会信用代码：", CODE), ("名称：", STAR), ("类型：", "有限责任公司")
    )


def picture(path: Path) -> None:
    Image.new("RGB", (900, 900), (120, 160, 90)).save(path)


@pytest.fixture
def folder(cli: CommandLine) -> Path:
    pytest.importorskip("rapidocr", reason="the extra `read` is not installed")
    (cli.root / "papers").mkdir()
    return cli.root / "papers"


def write_list(cli: CommandLine, *, rows: tuple[tuple[str, str, str], ...] = ROWS) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "软件著作权"
    sheet.append(TITLES)
    for at, (ref, name, number) in enumerate(rows, start=1):
        sheet.append(
            [at, ref, name, "V2.0", number, STAR, CODE, "2021-08-13", "2030-12-31", "企业"]
        )
    book.save(cli.root / "list.xlsx")


def imported(cli: CommandLine) -> dict[str, Any]:
    typed = cli.run("import", "list.xlsx", "--account", "acme", "--papers", "papers", "--json")
    told: dict[str, Any] = json.loads(typed.out)
    return told


def files(cli: CommandLine) -> dict[str, dict[str, Any]]:
    """By ref, the files of each entry that was written."""
    data = yaml.safe_load((cli.root / "list.yaml").read_text(encoding="utf-8"))
    return {
        one["ref"]: {
            "certificate": one["certificate"]["file"],
            "screenshots": one["screenshots"],
            "identification": one["holder"]["identification"]["file"],
            "attorney": one["power_of_attorney"].get("file"),
        }
        for one in data["iprs"]
    }


def test_papers_in_one_heap_find_their_rows_by_what_they_say(
    cli: CommandLine, folder: Path
) -> None:
    write_list(cli)
    drawer = Drawer(folder)
    for at, (_, name, number) in enumerate(reversed(ROWS)):
        drawer.pdf(certificate(number, name), name=f"scan{at}.pdf")
        drawer.pdf(screenshot(name), name=f"shot{at}.pdf")
    drawer.pdf(licence(), attorney(), name="client.pdf")
    drawer.pdf(certificate("2022SR9999999", "别家系统"), name="other.pdf")
    told = imported(cli)
    assert told["faults"] == []
    assert told["strays"] == [["papers/other.pdf", "no row of the list has its number or its name"]]
    found = files(cli)
    parts = {"identification": "p1.pdf", "attorney": "p2.pdf"}
    for one in found.values():
        for key, ending in parts.items():
            assert one.pop(key).endswith(ending)
    assert found == {
        "A-1": {"certificate": "papers/scan2.pdf", "screenshots": "papers/shot2.pdf"},
        "A-2": {"certificate": "papers/scan1.pdf", "screenshots": "papers/shot1.pdf"},
        "A-3": {"certificate": "papers/scan0.pdf", "screenshots": "papers/shot0.pdf"},
    }
    assert cli.run("check", "list.yaml").status == 0


def test_a_value_of_a_list_is_confirmed_by_the_command_that_its_fault_prints(
    cli: CommandLine, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("IPP_BOT_READING")
    write_list(cli, rows=(("A-1", "星云排课管理系统", "2022SR1417581"),))
    (cli.root / "list.xlsx").rename(cli.root / "总 表.xlsx")
    places = [folder.rename(cli.root / "材 料"), cli.root / "more"]
    places[1].mkdir()
    (ref, name, number), *_ = ROWS
    drawn = [
        replace(one, text=one.text.replace("13日", "18日")) for one in certificate(number, name)
    ]
    Drawer(places[0]).pdf(drawn, name=f"{ref}.pdf")
    Drawer(places[1]).pdf(licence(), attorney(), name="client.pdf")
    Drawer(places[1]).pdf(screenshot(name), name=f"{ref} shot.pdf")
    command = ["import", "总 表.xlsx", "--papers", "材 料", "--papers", "more", "--account", "acme"]
    shown = cli.run(*command).out
    (cli.root / "总 表.yaml").unlink(missing_ok=True)
    typed = re.findall(r"ipp-bot (confirm .*--key \S+)", shown)
    end = "--papers '材 料' --papers more --account acme --key"
    assert typed == [
        f"confirm A-1 --in '总 表.xlsx' {end} registration_number",
        f"confirm A-1 --in '总 表.xlsx' {end} completed_on",
        f"confirm A-1 --in '总 表.xlsx' {end} power_of_attorney.file",
    ]
    assert cli.run(*shlex.split(typed[1])).status == 0
    again = cli.run(*command).out
    assert again.count("confirmed the manifest's value") == 1
    assert re.findall(r"ipp-bot (confirm .*--key \S+)", again) == [typed[0], typed[2]]
    alone = cli.run("confirm", "A-1", "--in", "总 表.xlsx", "--key", "completed_on")
    assert (alone.status, alone.out) == (2, "")
    assert "add --papers FOLDER, as for import" in alone.err


@pytest.mark.soak
def test_a_folder_for_each_row_is_known_by_its_number_or_title(
    cli: CommandLine, folder: Path
) -> None:
    write_list(cli)
    for place, (_, name, number) in zip(("1", "02 考勤", "星云食堂订餐系统"), ROWS, strict=True):
        own = folder / place
        own.mkdir()
        drawer = Drawer(own)
        drawer.pdf(certificate(number, name), name="证书.pdf")
        drawer.pdf(attorney(number), name="授权书.pdf")
        drawer.pdf(licence(), name="执照.pdf")
        picture(own / "截图.png")
    told = imported(cli)
    assert told["faults"] == []
    codes = [one["code"] for one in told["diagnostics"]]
    assert codes == ["taken-by-name", "taken-by-name", "taken-by-name", "place-assumed"]
    assert files(cli) == {
        ref: {
            "certificate": f"papers/{place}/证书.pdf",
            "screenshots": f"papers/{place}/截图.png",
            "identification": f"papers/{place}/执照.pdf",
            "attorney": f"papers/{place}/授权书.pdf",
        }
        for place, ref in (("1", "A-1"), ("02 考勤", "A-2"), ("星云食堂订餐系统", "A-3"))
    }


def test_papers_are_compared_in_the_look_that_takes_them(
    cli: CommandLine, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("IPP_BOT_READING")
    rows = [list(row) for row in ROWS[:2]]
    rows[0][2] = "2022SR1411580"
    write_list(cli, rows=tuple((ref, name, number) for ref, name, number in rows))
    drawer = Drawer(folder)
    # each bears the other's number in its name, and one has a page that says nothing known
    _, first, number = ROWS[0]
    drawer.pdf(certificate(number, first), [Ink(70, 90, "附页", 14)], name="A-2 证书.pdf")
    _, second, number = ROWS[1]
    drawer.pdf(certificate(number, second), name="A-1 证书.pdf")
    drawer.pdf(screenshot(first), name="shot1.pdf")
    drawer.pdf(licence(), name="星云执照.pdf")
    told = imported(cli)
    codes = [(one["code"], one["cells"]) for one in told["diagnostics"] if one["ref"]]
    assert ("named-for-another", ["B2"]) in codes
    assert ("named-for-another", ["B3"]) in codes
    assert ("paper-differs", ["E2"]) in codes
    (number_fault,) = [one for one in told["faults"] if "2022SR1417580" in one]
    assert "cell E2: 登记号: is '2022SR1411580', but the paper says '2022SR1417580'" in number_fault
    assert not any("page 2" in path for path, _ in told["strays"])


def test_a_holder_in_another_language_has_the_papers_with_its_number(
    cli: CommandLine, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("IPP_BOT_READING")
    book = Workbook()
    (sheet,) = book.worksheets
    sheet.title = "软件著作权"
    sheet.append(TITLES)
    english = "HANGZHOU STAR CLOUD CO., LTD."
    _, name, number = ROWS[0]
    sheet.append(
        [1, "A-1", name, "V2.0", number, english, CODE, "2021-08-13", "2030-12-31", "企业"]
    )
    book.save(cli.root / "list.xlsx")
    drawer = Drawer(folder)
    drawer.pdf(licence(), name="l.pdf")
    drawer.pdf(attorney(), name="p.pdf")
    drawer.pdf(screenshot(name), name="A-1 截图.pdf")
    drawer.pdf(certificate(number, name), name="c.pdf")
    told = imported(cli)
    taken = [one for one in told["strays"] if one[0] in {"papers/l.pdf", "papers/p.pdf"}]
    assert taken == []
    # the certificate itself is Chinese, and what it says counts
    named = [one for one in told["diagnostics"] if one["key"] == "holder.name"]
    assert {(one["severity"], one["code"]) for one in named} == {
        ("fault", "paper-differs"),
        ("warning", "paper-unreadable"),
    }


def test_where_two_papers_fit_a_row_none_is_taken_and_both_are_named(
    cli: CommandLine, folder: Path
) -> None:
    write_list(cli, rows=ROWS[:1])
    _, name, number = ROWS[0]
    drawer = Drawer(folder)
    drawer.pdf(certificate(number, name), name="a.pdf")
    drawer.pdf([*certificate(number, name), Ink(70, 700, "副本")], name="b.pdf")
    drawer.pdf(screenshot(name), name="shot.pdf")
    drawer.pdf(licence(), name="c.pdf")
    told = imported(cli)
    (fault,) = told["faults"]
    assert fault == (
        "list.xlsx, sheet '软件著作权', cell B2: 登记证书: each of papers/a.pdf, papers/b.pdf may "
        "be it; name the folder or file by the row's number, or add the column 登记证书"
    )
    assert told["manifest"] is None


def test_what_a_cell_names_is_no_other_rows_and_what_is_void_by_name_is_passed_over(
    cli: CommandLine, folder: Path
) -> None:
    book = Workbook()
    (sheet,) = book.worksheets
    sheet.title = "软件著作权"
    sheet.append([*TITLES, "软件运行界面截图"])
    for at, (ref, name, number) in enumerate(ROWS[:2], start=1):
        named = "papers/A-2 截图.png" if ref == "A-1" else None
        days = ("2021-08-13", "2030-12-31")
        sheet.append([at, ref, name, "V2.0", number, STAR, CODE, *days, "企业", named])
    book.save(cli.root / "list.xlsx")
    drawer = Drawer(folder)
    for _, name, number in ROWS[:2]:
        drawer.pdf(certificate(number, name), name=f"{number}.pdf")
    picture(folder / "A-2 截图.png")
    drawer.pdf(licence(), name="l.pdf")
    drawer.pdf([*licence(), Ink(70, 700, "副本")], name="l（旧）.pdf")
    told = imported(cli)
    (fault,) = told["faults"]
    assert fault.startswith("list.xlsx, sheet '软件著作权', cell K3: 软件运行界面截图: is missing")
    assert not any("A-2 截图.png" in path for path, _ in told["strays"])


def test_rows_with_faults_may_be_left_out(cli: CommandLine, folder: Path) -> None:
    write_list(cli, rows=ROWS[:2])
    drawer = Drawer(folder)
    for _, name, number in ROWS[:2]:
        drawer.pdf(certificate(number, name), name=f"{number}.pdf")
    drawer.pdf(screenshot(ROWS[0][1]), name="shot.pdf")
    drawer.pdf(licence(), name="c.pdf")
    typed = ("import", "list.xlsx", "--account", "acme", "--papers", "papers")
    assert cli.run(*typed).status == 1
    assert not (cli.root / "list.yaml").exists()
    told = cli.run(*typed, "--skip-faulty")
    assert told.status == 1
    assert "left out, since they have faults: A-2" in told.err
    assert [*files(cli)] == ["A-1"]


def test_papers_may_lie_in_several_folders(cli: CommandLine, folder: Path) -> None:
    write_list(cli, rows=ROWS[:1])
    _, name, number = ROWS[0]
    other = cli.root / "companies"
    other.mkdir()
    (cli.root / "elsewhere").mkdir()
    Drawer(folder).pdf(certificate(number, name), name="c.pdf")
    Drawer(folder).pdf(screenshot(name), name="s.pdf")
    Drawer(other).pdf(licence(), name="l.pdf")
    Drawer(cli.root / "elsewhere").pdf(attorney(), name="p.pdf")
    places = ("--papers", "papers", "--papers", "companies")
    typed = cli.run("import", "list.xlsx", "--account", "acme", *places, "--json")
    told = json.loads(typed.out)
    assert told["faults"] == []
    assert files(cli)["A-1"] == {
        "certificate": "papers/c.pdf",
        "screenshots": "papers/s.pdf",
        "identification": "companies/l.pdf",
        "attorney": None,
    }


def test_where_a_paper_fits_two_rows_both_are_told(cli: CommandLine, folder: Path) -> None:
    _, name, _ = ROWS[0]
    write_list(cli, rows=(("A-1", name, "2022SR1417580"), ("A-2", name, "2022SR1417591")))
    drawer = Drawer(folder)
    for number in ("2022SR1417580", "2022SR1417591"):
        drawer.pdf(certificate(number, name), name=f"{number}.pdf")
    drawer.pdf(licence(), name="c.pdf")
    picture(folder / f"{name}截图.png")
    told = imported(cli)
    assert [(one["cells"], one["message"]) for one in told["diagnostics"] if one["ref"]] == [
        (["B2", "B3"], f"papers/{name}截图.png may be for each of A-1, A-2")
    ]


def test_what_no_paper_is_for_is_told_at_its_row(cli: CommandLine, folder: Path) -> None:
    write_list(cli, rows=ROWS[:2])
    drawer = Drawer(folder)
    for _, name, number in ROWS[:2]:
        drawer.pdf(certificate(number, name), name=f"{number}.pdf")
    drawer.pdf(screenshot(ROWS[0][1]), name="shot.pdf")
    drawer.pdf(licence(), name="c.pdf")
    told = imported(cli)
    (fault,) = told["faults"]
    assert fault == (
        "list.xlsx, sheet '软件著作权', cell B3: 软件运行界面截图: is missing; put it into papers, "
        "named by the row's number; or add the column 软件运行界面截图"
    )


def test_what_is_taken_where_no_column_says_it_is_told_once(cli: CommandLine, folder: Path) -> None:
    write_list(cli, rows=ROWS[:1])
    _, name, number = ROWS[0]
    for title, page in (
        ("c", certificate(number, name)),
        ("s", screenshot(name)),
        ("l", licence()),
    ):
        Drawer(folder).pdf(page, name=f"{title}.pdf")
    typed = cli.run("import", "list.xlsx", "--account", "acme", "--papers", "papers")
    assert typed.status == 0, typed
    assert (
        "No column of 软件著作权 says these; taken for all its rows: 首次发表日期 未发表, "
        "权利取得方式 原始取得, 权利范围 全部权利\n    → add the column where that is wrong\n"
    ) in typed.out


def test_a_list_without_files_is_told_of_papers_in_a_folder(cli: CommandLine) -> None:
    write_list(cli)
    typed = cli.run("import", "list.xlsx", "--account", "acme")
    assert typed.status == 1
    assert (
        "登记证书: is missing; add the column 登记证书: the path of a file, or keep the papers in "
        "a folder: ipp-bot import list.xlsx --papers FOLDER"
    ) in typed.out


def test_a_number_written_shorter_is_filed_as_its_certificate_has_it(
    cli: CommandLine, folder: Path
) -> None:
    typed = ("20221417580", "2022SR1417630")
    write_list(
        cli, rows=tuple((*row[:2], number) for row, number in zip(ROWS, typed, strict=False))
    )
    drawer = Drawer(folder)
    for at, (_, name, number) in enumerate(ROWS[:2]):
        drawer.pdf(certificate(number, name), name=f"scan{at}.pdf")
    told = imported(cli)
    numbers = [one for one in told["diagnostics"] if one["key"] == "registration_number"]
    assert [(one["cells"], one["severity"], one["code"]) for one in numbers] == [
        (["E2"], "warning", "number-printed")
    ]
    assert numbers[0]["message"] == (
        "'20221417580' is written shorter than on the paper; filed as 2022SR1417580 "
        "(papers/scan0.pdf, page 1)"
    )
