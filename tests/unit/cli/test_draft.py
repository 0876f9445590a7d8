"""`draft`: from a folder of papers, PDFs with a text layer here, to entries."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from openpyxl import load_workbook
from pypdf import PdfReader

from ipp_bot.cli import draft as draft_command
from ipp_bot.manifest.confirmation import digest_of
from ipp_bot.reading import read as read_paper
from ipp_bot.reading import reader
from tests.unit.reading.conftest import Drawer, Ink, titled

if TYPE_CHECKING:
    from pathlib import Path

    from tests.unit.cli.conftest import CommandLine

STAR, AGENT, CODE = "杭州星云科技有限公司", "Acme Rights Agency Ltd.", "91350100M000100Y43"
REF = "2022SR1417580"


def certificate(
    name: str = "星云排课管理系统",
    number: str = REF,
    holder: str = STAR,
    issued: str = "软著登字第15980140号",
) -> list[Ink]:
    return titled(
        "计算机软件著作权登记证书",
        ("证 书 号：", issued),
        ("软 件 名 称：", name),
        ("", "V2.0"),
        ("著 作 权 人：", holder),
        ("开发完成日期：", "2021年08月13日"),
        ("首次发表日期：", "未发表"),
        ("权利取得方式：", "原始取得"),
        ("权 利 范 围：", "全部权利"),
        ("登   记   号：", number),
    )


def screenshot(name: str = "星云排课管理系统", holder: str = STAR) -> list[Ink]:
    return [
        Ink(70, 90, f"{name} V2.0", 20),
        Ink(70, 200, "首页  课程表  教师  教室  设置"),
        Ink(70, 780, f"版权所有 © 2022 {holder}"),
    ]


def licence(holder: str = STAR, code: str = CODE) -> list[Ink]:
    return titled(
        "营业执照",
        ("统一社会信用代码：", code),
        ("名称：", holder),
        ("类型：", "有限责任公司"),
        ("住所：", "杭州市西湖区文三路1号"),
    )


def attorney(agent: str = AGENT, until: str = "2030年12月31日", number: str = REF) -> list[Ink]:
    return titled(
        "授权委托书",
        ("委托人：", STAR),
        ("统一社会信用代码：", CODE),
        ("受托人：", agent),
        ("登记号：", number),
        ("有效期至：", until),
    )


@pytest.fixture
def papers(cli: CommandLine) -> Drawer:
    """One client's papers: the licence and the power of attorney are pages of one PDF."""
    pytest.importorskip("rapidocr", reason="the extra `read` is not installed")
    folder = cli.root / "papers"
    folder.mkdir()
    drawer = Drawer(folder)
    drawer.pdf(certificate(), name="扫描0001.pdf")
    drawer.pdf(licence(), attorney(), name="client.pdf")
    drawer.pdf(screenshot(), name="shot.pdf")
    return drawer


def drafted(cli: CommandLine, *more: str, out: str = "draft.yaml") -> dict[str, Any]:
    typed = cli.run("draft", "papers", "--account", "acme", "--out", out, "--json", *more)
    assert typed.status == 0, typed.err
    told: dict[str, Any] = json.loads(typed.out)
    return told


def read(cli: CommandLine) -> str:
    return (cli.root / "draft.yaml").read_text(encoding="utf-8")


def replace(cli: CommandLine, before: str, after: str) -> None:
    text = read(cli)
    assert before in text
    (cli.root / "draft.yaml").write_text(text.replace(before, after, 1), encoding="utf-8")


ENTRY = """\
version: 1
account: acme
iprs:
  - ref: 2022SR1417580
    confirmed: false
    type: copyright
    place: Mainland China
    certificate:
      kind: software-registration
      file: papers/扫描0001.pdf
      number: 软著登字第15980140号  # read from papers/扫描0001.pdf, page 1
    work: software
    name: 星云排课管理系统  # read from papers/扫描0001.pdf, page 1
    version: V2.0  # read from papers/扫描0001.pdf, page 1
    registration_number: 2022SR1417580  # read from papers/扫描0001.pdf, page 1
    holder:
      name: 杭州星云科技有限公司  # read from papers/扫描0001.pdf, page 1
      kind: entity  # read from LICENCE: a business-licence
      identification:
        file: LICENCE
        number: 91350100M000100Y43  # read from LICENCE, page 1
    completed_on: 2021-08-13  # read from papers/扫描0001.pdf, page 1
    acquisition: original  # read from papers/扫描0001.pdf, page 1
    rights_scope: all  # read from papers/扫描0001.pdf, page 1
    screenshots: papers/shot.pdf
    power_of_attorney:
      expires_on: 2030-12-31  # read from ATTORNEY, page 1
      file: ATTORNEY
"""


@pytest.mark.usefixtures("papers")
def test_papers_become_an_entry_that_says_where_each_value_was_read(cli: CommandLine) -> None:
    told = drafted(cli)
    licence_file, attorney_file = told.pop("parts")
    assert told == {
        "files": 3,
        "papers": 4,
        "entries": [
            {"ref": REF, "new": True, "papers": 4, "look": [], "empty": [], "filled": []},
        ],
        "strays": [],
        "notes": [],
        "unreadable": [],
        "exit_status": 0,
    }
    written = read(cli)
    assert written[written.index("version: 1") :] == ENTRY.replace("LICENCE", licence_file).replace(
        "ATTORNEY", attorney_file
    )
    pages = [len(PdfReader(cli.root / one).pages) for one in (licence_file, attorney_file)]
    assert pages == [1, 1]
    refused = cli.run("plan", "draft.yaml")
    assert refused.status == 1
    assert [line for line in refused.out.splitlines() if "warning" not in line] == [
        (
            "draft.yaml:8:16: confirmed: 2022SR1417580 is not confirmed; "
            "compare it with its papers, then: ipp-bot confirm 2022SR1417580"
        )
    ]
    assert cli.run("confirm", REF).out == f"{REF}: confirmed with 4 papers (draft.yaml:8)\n"
    assert cli.run("check", "draft.yaml").status == 0


@pytest.mark.usefixtures("papers")
def test_drafting_again_changes_nothing_and_reads_nothing(
    cli: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    drafted(cli)
    cli.run("confirm", REF)
    before = read(cli)

    def again(path: Path) -> None:
        raise AssertionError(f"{path} is read again")

    monkeypatch.setattr(reader, "_read", again)
    (entry,) = drafted(cli)["entries"]
    assert (entry["new"], entry["filled"]) == (False, [])
    assert read(cli) == before


def test_what_a_person_typed_is_never_overwritten(cli: CommandLine, papers: Drawer) -> None:
    drafted(cli)
    replace(cli, "name: 星云排课管理系统  #", "name: 星云排课系统   # 客户要求 #")
    replace(cli, f"ref: {REF}", "ref: client-7")
    replace(cli, "    rights_scope: all  # read from papers/扫描0001.pdf, page 1\n", "")
    replace(cli, "version: 1\n", "version: 1   # by hand\n")
    cli.run("confirm", "client-7", "--in", "draft.yaml")
    papers.pdf(certificate(name="星云排课管理系统（企业版）"), name="扫描0001.pdf")
    told = drafted(cli)
    written = read(cli)
    assert "name: 星云排课系统   # 客户要求 # read from" in written
    assert "rights_scope" not in written
    assert "version: 1   # by hand\n" in written
    assert "  - ref: client-7\n    confirmed: false\n" in written
    assert written.count("- ref:") == 1
    assert told["notes"] == [
        "client-7: name stays 星云排课系统; on paper: 星云排课管理系统（企业版）",
        "client-7: its papers changed; it is to be confirmed again",
    ]


def test_a_paper_that_changes_takes_the_confirmation_away(cli: CommandLine, papers: Drawer) -> None:
    drafted(cli)
    replace(cli, "completed_on: 2021-08-13", "completed_on: 2021-08-14")
    assert cli.run("confirm", REF).status == 0
    papers.pdf(certificate(issued="软著登字第15980141号"), name="扫描0001.pdf")
    assert "the papers of 2022SR1417580 are others" in cli.run("check", "draft.yaml").out
    told = drafted(cli)
    (entry,) = told["entries"]
    assert entry["filled"] == ["certificate.number"]
    assert told["notes"] == [f"{REF}: its papers changed; it is to be confirmed again"]
    written = read(cli)
    assert "    confirmed: false\n" in written
    assert "number: 软著登字第15980141号  # read from papers/扫描0001.pdf, page 1\n" in written
    assert "completed_on: 2021-08-14  #" in written


def test_a_typed_confirmation_counts_for_the_papers_of_the_draft(
    cli: CommandLine, papers: Drawer
) -> None:
    drafted(cli)
    replace(cli, "confirmed: false", "confirmed: true")
    assert cli.run("check", "draft.yaml").status == 0
    papers.pdf(screenshot(name="别的系统"), name="shot.pdf")
    typed = cli.run("check", "draft.yaml")
    assert typed.status == 1
    assert "papers/shot.pdf has changed since 2022SR1417580 was drafted from it" in typed.out


def test_a_paper_that_comes_later_fills_what_was_empty(cli: CommandLine, papers: Drawer) -> None:
    shot = cli.root / "papers" / "shot.pdf"
    shot.unlink()
    (entry,) = drafted(cli)["entries"]
    assert entry["empty"] == ["screenshots"]
    assert "    screenshots:  # not read: no paper here is one\n" in read(cli)
    assert "screenshots: is empty" in cli.run("check", "draft.yaml").out
    papers.pdf(screenshot(), name="shot.pdf")
    (entry,) = drafted(cli)["entries"]
    assert (entry["empty"], entry["filled"]) == ([], ["screenshots"])
    assert "    screenshots: papers/shot.pdf\n" in read(cli)


def test_a_second_client_is_added_and_a_deleted_entry_stays_deleted(
    cli: CommandLine, papers: Drawer
) -> None:
    drafted(cli)
    papers.pdf(certificate("考勤软件", "2023SR0000001", AGENT), name="two.pdf")
    papers.pdf(screenshot("考勤软件", AGENT), name="two-shot.pdf")
    assert {one["ref"]: one["new"] for one in drafted(cli)["entries"]} == {
        REF: False,
        "2023SR0000001": True,
    }
    written = read(cli)
    own = written[written.index("  - ref: 2023SR0000001") :]
    assert "identification" not in own  # the account's own right needs no power of attorney
    first = written[written.index(f"  - ref: {REF}") : written.index("  - ref: 2023SR0000001")]
    replace(cli, first, "")
    told = drafted(cli)
    assert told["notes"] == [f"{REF} was drafted before and deleted; it stays deleted"]
    assert REF not in read(cli)


def test_two_files_of_one_name_are_not_mixed_up(cli: CommandLine, papers: Drawer) -> None:
    for folder, holder, number, code in (
        ("a", "上海明月软件有限公司", "2023SR0000001", "91310101MA1FPX1234"),
        ("b", "北京长风软件有限公司", "2023SR0000002", "91110108551385082Q"),
    ):
        (cli.root / "papers" / folder).mkdir()
        papers.pdf(
            certificate("考勤软件", number, holder),
            licence(holder, code),
            name=f"{folder}/scan.pdf",
        )
    told = drafted(cli)
    readings = cli.root / ".ipp-bot" / "readings"
    assert len(told["entries"]) == 3
    assert len(told["parts"]) == 6
    for part, source in told["parts"].items():
        text = PdfReader(cli.root / part).pages[0].extract_text()
        assert ("明月" in text) == (source == "papers/a/scan.pdf")
        assert ("长风" in text) == (source == "papers/b/scan.pdf")
        # what the part says is known from the larger file, and is what a reading of it alone finds
        path = cli.root / part
        assert len(list(readings.glob(f"{digest_of(path)}-*.json"))) == 1
        kept = read_paper(path, cache=readings)
        assert [paper.data() for paper in kept] == [paper.data() for paper in read_paper(path)]


def test_what_belongs_to_nothing_and_what_cannot_be_read_is_told(
    cli: CommandLine, papers: Drawer
) -> None:
    papers.pdf(licence("上海明月软件有限公司"), name="moon.pdf")
    (cli.root / "papers" / "torn.pdf").write_bytes(b"%PDF-1.7 torn")
    typed = cli.run("draft", "papers", "--account", "acme", "--out", "draft.yaml")
    assert typed.status == 1
    assert (
        "papers/moon.pdf, page 1: business-licence: belongs to no entry: no certificate here names "
        "上海明月软件有限公司 as its holder\n"
    ) in typed.out
    assert "torn.pdf is a damaged PDF" in typed.err
    assert "5 papers in 5 files: 1 entry in draft.yaml, 1 new.\n" in typed.out


def test_of_two_powers_of_attorney_the_agents_own_and_longest_is_taken(
    cli: CommandLine, papers: Drawer
) -> None:
    papers.pdf(attorney("上海别家代理有限公司", "2033年01月01日"), name="other.pdf")
    papers.pdf(attorney(until="2031年01月01日"), name="longer.pdf")
    drafted(cli)
    assert "      file: papers/longer.pdf\n" in read(cli)
    assert "expires_on: 2031-01-01  # read from papers/longer.pdf, page 1\n" in read(cli)


def test_what_is_not_sure_is_marked_and_what_is_unreadable_left_open(
    cli: CommandLine, papers: Drawer
) -> None:
    papers.pdf(certificate(number="2022SR1417580 2022SR1417581"), name="扫描0001.pdf")
    (entry,) = drafted(cli)["entries"]
    assert entry["look"] == ["registration_number"]
    assert (
        "    registration_number: 2022SR1417580  # look: it may be 2022SR1417580 or 2022SR1417581 "
        "(papers/扫描0001.pdf, page 1); it may be 2022SR1417581\n"
    ) in read(cli)


@pytest.mark.usefixtures("papers")
def test_a_sheet_has_its_provenance_in_comments_and_keeps_what_was_typed(
    cli: CommandLine,
) -> None:
    drafted(cli, out="draft.xlsx")
    path = cli.root / "draft.xlsx"
    book = load_workbook(path)
    header, row = book["IPR"].iter_rows()
    cells = {title.value: cell for title, cell in zip(header, row, strict=True)}
    assert cells["name"].value == "星云排课管理系统"
    assert cells["name"].comment is not None
    assert cells["name"].comment.text == "read from papers/扫描0001.pdf, page 1"
    assert (cells["ref"].value, cells["confirmed"].value) == (REF, "false")
    cells["version"].value = "V2.1"
    book.save(path)
    (entry,) = drafted(cli, out="draft.xlsx")["entries"]
    assert (entry["new"], entry["filled"]) == (False, [])
    assert cli.run("confirm", REF).out == f"{REF}: confirmed with 4 papers (draft.xlsx:2)\n"
    assert cli.run("import", "draft.xlsx", "--account", "acme").status == 0
    (one,) = yaml.safe_load((cli.root / "draft.yaml").read_text(encoding="utf-8"))["iprs"]
    assert (one["version"], one["holder"]["identification"]["number"]) == ("V2.1", CODE)
    assert one["confirmed"].startswith("papers-")
    assert cli.run("check", "draft.yaml").status == 0


@pytest.mark.usefixtures("papers")
def test_watching_drafts_when_the_folder_is_at_rest_and_ends_with_ctrl_c(
    cli: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks = 0

    class Looks:
        def wait(self, _seconds: float) -> None:
            nonlocal looks
            looks += 1
            if looks == 2:
                assert read(cli).count("- ref:") == 1
                Drawer(cli.root / "papers").pdf(
                    certificate("考勤软件", "2023SR0000001", AGENT), name="two.pdf"
                )
            if looks == 5:
                raise KeyboardInterrupt

    monkeypatch.setattr(draft_command, "Event", Looks)
    typed = cli.run("draft", "papers", "--account", "acme", "--out", "draft.yaml", "--watch")
    assert typed.status == 0
    assert typed.out.count("entries in draft.yaml, 1 new.") == 1
    assert read(cli).count("- ref:") == 2
    assert typed.err.endswith("* no longer watching\n")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("papers", "--account", "acme", "--out", "draft.csv"), "draft.csv is neither a manifest"),
        (("nowhere", "--account", "acme", "--out", "draft.yaml"), "nowhere is no folder"),
        (("papers", "--account", "nobody", "--out", "draft.yaml"), "there is no account 'nobody'"),
        (("papers", "--account", "acme", "--out", "x/draft.yaml"), "there is no folder"),
        (("papers", "--account", "acme", "--out", "other/draft.yaml"), "would lie beside papers"),
        (("papers", "--account", "xingyun", "--out", "acme.yaml"), "no manifest of the account"),
        (("papers", "--account", "acme", "--out", "torn.yaml"), "torn.yaml:3:1: is no YAML"),
        (("papers", "--account", "acme", "--out", "list.yaml"), "cannot be added to"),
        (("papers", "--account", "acme", "--out", "torn.xlsx"), "torn.xlsx"),
    ],
)
@pytest.mark.usefixtures("papers")
def test_bad_input_is_one_line(cli: CommandLine, words: tuple[str, ...], told: str) -> None:
    (cli.root / "other").mkdir()
    (cli.root / "torn.yaml").write_text("version: 1\naccount: [acme\n", encoding="utf-8")
    (cli.root / "list.yaml").write_text(
        "version: 1\naccount: acme\niprs: [{ref: a}]\n", encoding="utf-8"
    )
    (cli.root / "torn.xlsx").write_bytes(b"PK torn")
    typed = cli.run("draft", *words)
    assert (typed.status, typed.out) == (2, "")
    assert told in typed.err
    assert typed.err.count("error:") == 1
