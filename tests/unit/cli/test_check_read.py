"""`check --read`: manifests against their papers, which are PDFs with a text layer here."""

from __future__ import annotations

import json
import re
import shlex
from typing import TYPE_CHECKING

import pytest

from ipp_bot.cli.filings import open_ledger
from ipp_bot.ledger import FilingFilter
from ipp_bot.manifest import Frozen
from ipp_bot.reading import reader
from ipp_bot.run import reading_progress
from ipp_bot.run.papers import poa_comparison
from ipp_bot.workspace import Workspace
from tests.unit.reading.conftest import SOFTWARE, Drawer, Ink, titled

if TYPE_CHECKING:
    from pathlib import Path

    from tests.unit.cli.conftest import CommandLine

MANIFEST = """\
version: 1
account: xingyun
iprs:
  - ref: xy-0001
    type: copyright
    place: Mainland China
    certificate:
      kind: software-registration
      file: papers/certificate.pdf
      number: 软著登字第15980140号
    work: software
    name: 星云智能排课与教务综合管理系统（企业版）
    short_name: 星云排课
    version: V2.0
    registration_number: 2022SR1417580
    holder: {name: 杭州星云科技有限公司, kind: entity}
    completed_on: 2021-08-13
    acquisition: original
    rights_scope: all
    screenshots: [papers/screenshot.pdf]
"""
TITLE = "计算机软件著作权登记证书"
OTHER_AGENT = (
    "it appoints '上海别家代理有限公司', but the account's complainant is 'Acme Rights Agency Ltd.'"
)


@pytest.fixture
def papers(cli: CommandLine, monkeypatch: pytest.MonkeyPatch) -> Drawer:
    """The manifest, its certificate and its screenshot."""
    pytest.importorskip("rapidocr", reason="the extra `read` is not installed")
    monkeypatch.delenv("IPP_BOT_READING")
    folder = cli.root / "papers"
    folder.mkdir()
    cli.manifest.write_text(MANIFEST, encoding="utf-8")
    drawer = Drawer(folder)
    drawer.pdf(titled(TITLE, *SOFTWARE), name="certificate.pdf")
    notice = [
        Ink(70, 90, "星云智能排课与教务综合管理系统 V2.0", 20),
        Ink(70, 200, "首页  课程表  教师  教室  设置"),
        Ink(70, 780, "版权所有 © 2022 杭州星云科技有限公司"),
    ]
    drawer.pdf(notice, name="screenshot.pdf")
    return drawer


@pytest.mark.usefixtures("papers")
def test_nothing_is_said_of_a_right_entry(cli: CommandLine) -> None:
    typed = cli.run("check", "--read", "acme.yaml")
    assert typed.status == 0
    assert typed.out == "1 filing in 1 manifest: no faults.\n"
    assert typed.err.startswith("* comparing with 2 papers\n")


@pytest.mark.usefixtures("papers")
def test_progress_says_how_many_papers_were_read(
    cli: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading_progress, "PAUSE", -1.0)
    typed = cli.run("check", "--read", "acme.yaml")
    assert typed.err == "* comparing with 2 papers\n* 1 of 2 papers read\n"


@pytest.mark.usefixtures("papers")
@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        (
            "教务综合管理系统",
            "教务综台管理系统",
            (
                "acme.yaml:12:11: name: is "
                "'星云智能排课与教务综台管理系统（企业版）', "
                "but the paper says '星云智能排课与教务综合管理系统（企业版）' "
                "(papers/certificate.pdf, page 1)"
            ),
        ),
        (
            "2022SR1417580",
            "2022SR1417530",
            (
                "acme.yaml:15:26: registration_number: is '2022SR1417530', but the paper says "
                "'2022SR1417580' (papers/certificate.pdf, page 1)"
            ),
        ),
        (
            "第15980140号",
            "第15980149号",
            (
                "acme.yaml:10:15: certificate.number: is '软著登字第15980149号', but the paper "
                "says '软著登字第15980140号' (papers/certificate.pdf, page 1)"
            ),
        ),
        (
            "{name: 杭州星云",
            "{name: 杭州星芸",
            (
                "acme.yaml:16:20: holder.name: is '杭州星芸科技有限公司', but the paper says "
                "'杭州星云科技有限公司' (papers/certificate.pdf, page 1)"
            ),
        ),
        (
            "2021-08-13",
            "2021-08-18",
            (
                "acme.yaml:17:19: completed_on: is '2021-08-18', but the paper says '2021-08-13' "
                "(papers/certificate.pdf, page 1)"
            ),
        ),
        (
            "V2.0",
            "V2.6",
            (
                "acme.yaml:14:14: version: is 'V2.6', but the paper says 'V2.0' "
                "(papers/certificate.pdf, page 1)"
            ),
        ),
    ],
)
def test_a_mistake_of_one_character_is_a_fault_at_its_place(
    cli: CommandLine, before: str, after: str, told: str
) -> None:
    cli.change(before, after)
    typed = cli.run("check", "--read", "acme.yaml")
    assert typed.status == 1
    assert told in [line.partition("; correct")[0] for line in typed.out.splitlines()]


@pytest.mark.usefixtures("papers")
def test_a_date_where_the_paper_says_that_there_is_none(cli: CommandLine) -> None:
    cli.change("    acquisition:", "    first_published_on: 2021-09-01\n    acquisition:")
    typed = cli.run("check", "--read", "acme.yaml")
    assert typed.status == 1
    assert "acme.yaml:18:25: first_published_on: is 2021-09-01, but the paper says" in typed.out


@pytest.mark.usefixtures("papers")
def test_the_certificates_own_brackets_are_to_be_typed(cli: CommandLine) -> None:
    cli.change("系统（企业版）", "系统(企业版)")
    typed = cli.run("check", "--read", "acme.yaml", "--json")
    told = json.loads(typed.out)
    (fault,) = [one for one in told["faults"] if one["code"] == "paper-writing"]
    assert (typed.status, fault["severity"]) == (1, "fault")
    assert (fault["path"], fault["line"], fault["key"]) == ("acme.yaml", 12, "name")
    assert fault["hint"] == (
        "type 星云智能排课与教务综合管理系统（企业版）; if the paper was read wrongly: "
        "ipp-bot confirm xy-0001 --in acme.yaml --key name"
    )


@pytest.mark.usefixtures("papers")
def test_a_short_name_that_the_manifest_lacks_is_told(cli: CommandLine) -> None:
    cli.change("    short_name: 星云排课\n", "")
    typed = cli.run("check", "--read", "acme.yaml")
    assert typed.status == 0
    assert (
        "warning: short_name: is lacking, and the paper says '星云排课' "
        "(papers/certificate.pdf, page 1); add short_name: 星云排课"
    ) in typed.out


@pytest.mark.usefixtures("papers")
def test_a_value_is_confirmed_against_what_was_read(cli: CommandLine) -> None:
    cli.change("2022SR1417580", "2022SR1417581")
    command = ("--as", "li", "confirm", "xy-0001", "--in", "acme.yaml", "--key")
    assert cli.run("check", "--read", "acme.yaml").status == 1
    assert cli.run(*command, "version").status == 2
    confirmed = cli.run(*command, "registration_number")
    assert confirmed.status == 0
    assert "confirmed registration_number '2022SR1417581' although" in confirmed.out
    checked = cli.run("check", "--read", "acme.yaml")
    assert checked.status == 0
    assert "warning: registration_number: is '2022SR1417581', but" in checked.out
    assert "; li@" in checked.out
    assert cli.run("check", "--read", "--strict", "acme.yaml").status == 0
    with open_ledger(Workspace.open(cli.root)) as ledger:
        (said,) = ledger.statements("xingyun", "xy-0001")
        assert said.by.name == "li"
    cli.change("2022SR1417581", "2022SR1417582")
    assert cli.run("check", "--read", "acme.yaml").status == 1


def test_another_paper_ends_what_was_confirmed(cli: CommandLine, papers: Drawer) -> None:
    cli.change("2022SR1417580", "2022SR1417581")
    key = ("--in", "acme.yaml", "--key", "registration_number")
    assert cli.run("confirm", "xy-0001", *key).status == 0
    again = [*titled(TITLE, *SOFTWARE), Ink(70, 700, "第 2 份")]
    papers.pdf(again, name="certificate.pdf")
    assert cli.run("check", "--read", "acme.yaml").status == 1


@pytest.mark.usefixtures("papers")
def test_each_value_is_confirmed_by_the_command_that_its_fault_prints(cli: CommandLine) -> None:
    folder = cli.root / "客户 A's list"
    folder.mkdir()
    (cli.root / "papers").rename(folder / "papers")
    manifest = cli.manifest.rename(folder / "十一月 xy-0001 清单.yaml")
    text = manifest.read_text(encoding="utf-8")
    text = text.replace("2022SR1417580", "2022SR1417581").replace("V2.0", "V2.6")
    manifest.write_text(text.replace("place: Mainland China", "place: Atlantis"), encoding="utf-8")
    shown = cli.run("check", "--read", str(manifest)).out
    commands = re.findall(r"ipp-bot (confirm .*--key \S+)", shown)
    assert [each.rpartition(" ")[2] for each in commands] == ["version", "registration_number"]
    for command in commands:
        assert cli.run(*shlex.split(command)).status == 0
    again = cli.run("check", "--read", str(manifest)).out
    assert again.count("confirmed the manifest's value") == 2
    assert "ipp-bot confirm" not in again
    before = cli.run(*shlex.split(commands[0]))
    assert (before.status, before.out) == (0, "xy-0001: version was confirmed before\n")
    with open_ledger(Workspace.open(cli.root)) as ledger:
        # its place is to be mended: who confirms the content of then is another question
        assert ledger.statements("xingyun", "xy-0001") == []


@pytest.mark.usefixtures("papers")
def test_no_command_names_an_entry_without_a_ref(cli: CommandLine) -> None:
    cli.change("2022SR1417580", "2022SR1417581")
    cli.change("ref: xy-0001", "client: none")
    shown = cli.run("check", "--read", "acme.yaml").out
    assert "; what was read wrongly can be confirmed once the ref is right\n" in shown
    assert "ipp-bot confirm" not in shown


@pytest.mark.usefixtures("papers")
def test_json_says_what_the_paper_reads_and_where(cli: CommandLine) -> None:
    cli.change("2022SR1417580", "2022SR1417581")
    told = json.loads(cli.run("check", "--read", "acme.yaml", "--json").out)
    assert [one["code"] for one in told["faults"] if one["severity"] == "fault"] == [
        "paper-differs"
    ]
    (paper,) = told["papers"]
    left, top, right, bottom = paper.pop("box")
    assert 0 < left < right < 1
    assert 0 < top < bottom < 1
    assert paper == {
        "ref": "xy-0001",
        "key": "registration_number",
        "code": "paper-differs",
        "line": 15,
        "column": 26,
        "value": "2022SR1417581",
        "paper_value": "2022SR1417580",
        "file": "papers/certificate.pdf",
        "page": 1,
    }
    assert "papers" not in json.loads(cli.run("check", "acme.yaml", "--json").out)


def test_a_screenshot_of_somebody_else(cli: CommandLine, papers: Drawer) -> None:
    papers.pdf([Ink(70, 780, "版权所有 © 2022 北京长风软件有限公司")], name="screenshot.pdf")
    typed = cli.run("check", "--read", "acme.yaml")
    assert typed.status == 1
    assert "'北京长风软件有限公司' (papers/screenshot.pdf, page 1)" in typed.out


@pytest.mark.usefixtures("papers")
def test_an_unreadable_paper_is_a_warning_and_stops_no_other(cli: CommandLine) -> None:
    (cli.root / "papers" / "screenshot.pdf").write_bytes(b"%PDF-1.7 torn")
    cli.change("2022SR1417580", "2022SR1417581")
    typed = cli.run("check", "--read", "acme.yaml")
    assert typed.status == 1
    assert (
        "acme.yaml:20:19: warning: screenshots[0]: is a damaged PDF (papers/screenshot.pdf, page 1)"
        in typed.out.splitlines()
    )
    assert "but the paper says '2022SR1417580'" in typed.out
    assert "ownership notice" not in typed.out


@pytest.mark.usefixtures("papers")
def test_a_second_check_reads_nothing_again(
    cli: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    cli.change("2022SR1417580", "2022SR1417581")
    first = cli.run("check", "--read", "acme.yaml")

    def again(path: Path) -> None:
        raise AssertionError(f"{path} is read again")

    monkeypatch.setattr(reader, "_read", again)
    (cli.root / "papers" / "certificate.pdf").rename(cli.root / "papers" / "other.pdf")
    cli.change("papers/certificate.pdf", "papers/other.pdf")
    second = cli.run("check", "--read", "acme.yaml")
    assert second.out == first.out.replace("certificate.pdf", "other.pdf")
    assert len(list((cli.root / ".ipp-bot" / "readings").iterdir())) == 2


@pytest.mark.usefixtures("papers")
def test_a_page_with_a_picture_of_each_place(cli: CommandLine) -> None:
    cli.change("教务综合管理系统", '<script>alert(1)</script>"系统')
    typed = cli.run("check", "--read", "--html", "differences.html", "acme.yaml")
    page = (cli.root / "differences.html").read_text(encoding="utf-8")
    assert "What differs, with pictures: differences.html" in typed.out
    assert page.count("data:image/jpeg;base64,") == 1
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "<script" not in page
    assert "http" not in page.replace("http-equiv", "")


def test_html_without_read_is_told(cli: CommandLine) -> None:
    typed = cli.run("check", "--html", "x.html", "acme.yaml")
    assert (typed.status, typed.out) == (2, "")
    assert (
        typed.err
        == "error: --html shows what papers say differently. Nothing was sent. → add --read\n"
    )


def test_without_the_extra_one_line_says_how_to_get_it(
    cli: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reader, "_PACKAGES", ("no_such_package_anywhere",))
    typed = cli.run("check", "--read", "acme.yaml")
    assert (typed.status, typed.out) == (2, "")
    assert typed.err == "error: reading papers needs an extra → pip install 'ipp-bot[read]'\n"


def with_setting(cli: CommandLine, reading: str) -> None:
    with (cli.root / "ipp-bot.yaml").open("a", encoding="utf-8") as settings:
        settings.write(f"reading: {reading}\n")


@pytest.mark.usefixtures("papers")
@pytest.mark.parametrize("command", ["submit", "plan"])
@pytest.mark.parametrize("reading", ["on", "auto", ""])
def test_what_differs_is_refused_before_anything_is_planned_or_sent(
    cli: CommandLine, reading: str, command: str
) -> None:
    if reading:
        with_setting(cli, reading)
    cli.change("2022SR1417580", "2022SR1417581")
    typed = cli.run(command, "acme.yaml")
    assert typed.status == 1
    assert "is '2022SR1417581', but the paper says '2022SR1417580'" in typed.out
    assert "error: 1 fault in the manifests. Nothing was sent." in typed.err
    assert not (cli.root / ".ipp-bot" / "ledger.sqlite").exists()


@pytest.mark.usefixtures("papers")
def test_what_was_planned_before_is_compared_before_it_goes_on(cli: CommandLine) -> None:
    with_setting(cli, "off")
    cli.change("2022SR1417580", "2022SR1417581")
    assert cli.run("plan", "acme.yaml").status == 0
    settings = cli.root / "ipp-bot.yaml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(text.replace("reading: off\n", ""), encoding="utf-8")
    typed = cli.run("submit")
    assert typed.status == 1
    assert (
        "acme.yaml:4:1: registration_number: is '2022SR1417581', but the paper says "
        "'2022SR1417580' ("
    ) in typed.out
    assert typed.err.splitlines()[-1] == (
        "error: 1 planned filing of 1 and their papers differ. Nothing was sent. → mend the "
        "manifest and submit it by its path, or file the rest with --skip-faulty"
    )
    typed = cli.run("submit", "--skip-faulty", "--json")
    told = json.loads(typed.out)
    assert (typed.status, told["filings"]) == (1, [])
    assert [one["code"] for one in told["faults"]] == ["paper-differs"]


@pytest.mark.usefixtures("papers")
def test_a_signed_paper_in_the_inbox_is_compared_too(cli: CommandLine, papers: Drawer) -> None:
    cli.change(
        "{name: 杭州星云科技有限公司, kind: entity}",
        "{name: 杭州星云科技有限公司, kind: entity, identification: "
        "{file: papers/licence.pdf, number: 91350100M000100Y43}}",
    )
    cli.change("account: xingyun", "account: acme")
    cli.change(
        "    screenshots:", "    power_of_attorney: {expires_on: 2030-12-31}\n    screenshots:"
    )
    papers.pdf(
        titled(
            "营业执照",
            ("统一社会信用代码：", "91350100M000100Y43"),
            ("名称：", "杭州星云科技有限公司"),
            ("类型：", "有限责任公司"),
            ("住所：", "杭州市西湖区文三路1号"),
        ),
        name="licence.pdf",
    )
    assert cli.run("plan", "acme.yaml").status == 0
    inbox = cli.root / ".ipp-bot" / "inbox"
    inbox.mkdir(parents=True)
    signed = papers.pdf(
        titled(
            "授权委托书",
            ("委托人：", "杭州星云科技有限公司"),
            ("受托人：", "上海别家代理有限公司"),
            ("登记号：", "2022SR1417580"),
            ("有效期至：", "2030年12月31日"),
        ),
        name="signed.pdf",
    )
    signed.rename(inbox / "xy-0001.pdf")
    for typed in (cli.run("submit"), cli.run("submit", "acme.yaml")):
        assert typed.status == 1
        assert OTHER_AGENT in typed.out
    workspace = Workspace.open(cli.root)
    with open_ledger(workspace) as ledger:
        (filing,) = ledger.filings(FilingFilter(ref="xy-0001"))
    frozen = Frozen.model_validate_json(filing.entry)
    told = poa_comparison(workspace)(filing, frozen, inbox / "xy-0001.pdf")
    assert OTHER_AGENT in told
    settings = cli.root / "ipp-bot.yaml"
    settings.write_text(settings.read_text(encoding="utf-8") + "reading: off\n", encoding="utf-8")
    compare = poa_comparison(Workspace.open(cli.root))
    assert compare(filing, frozen, inbox / "xy-0001.pdf") == ""


@pytest.mark.parametrize(
    ("setting", "told"),
    [
        ("", "error: nowhere.yaml:1:1: there is no such file"),
        ("on", "error: reading papers needs an extra → pip install 'ipp-bot[read]'\n"),
        ("auto", "error: nowhere.yaml:1:1: there is no such file"),
        ("off", "error: nowhere.yaml:1:1: there is no such file"),
    ],
)
def test_submit_without_the_extra(
    cli: CommandLine, monkeypatch: pytest.MonkeyPatch, setting: str, told: str
) -> None:
    monkeypatch.setattr(reader, "_PACKAGES", ("no_such_package_anywhere",))
    monkeypatch.delenv("IPP_BOT_READING")
    if setting:
        with_setting(cli, setting)
    typed = cli.run("submit", "nowhere.yaml")
    assert typed.status == 2
    assert typed.err.startswith(told)


def test_a_setting_that_there_is_not(cli: CommandLine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("IPP_BOT_READING")
    with_setting(cli, "sometimes")
    typed = cli.run("check", "acme.yaml")
    assert typed.status == 2
    assert "ipp-bot.yaml:5:10: reading: Input should be 'auto', 'on' or 'off'" in typed.err
