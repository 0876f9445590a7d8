"""`read`: a table for people, JSON for machines, one line where the extra is not there."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from ipp_bot.reading import PaperKind, reader, values
from ipp_bot.report.translations import PAPER_VALUES, PAPERS
from tests.unit.reading.conftest import SOFTWARE, Drawer, titled

if TYPE_CHECKING:
    from tests.unit.cli.conftest import CommandLine


@pytest.fixture
def certificate(cli: CommandLine) -> None:
    pytest.importorskip("rapidocr", reason="the extra `read` is not installed")
    (cli.root / "papers").mkdir()
    Drawer(cli.root / "papers").pdf(titled("计算机软件著作权登记证书", *SOFTWARE), name="a.pdf")


@pytest.mark.usefixtures("certificate")
def test_a_table_for_people(cli: CommandLine) -> None:
    typed = cli.run("read", "papers")
    assert (typed.status, typed.err) == (0, "")
    lines = typed.out.splitlines()
    assert lines[0] == "papers/a.pdf, page 1: software-registration"
    assert lines[1].split() == ["FIELD", "VALUE", "STATE", "WHY"]
    assert ["registration_number", "2022SR1417580", "sure"] in [line.split() for line in lines]
    assert lines[-1] == "1 paper in 1 file."


@pytest.mark.usefixtures("certificate")
def test_a_table_in_chinese(cli: CommandLine) -> None:
    lines = cli.run("--lang", "zh", "read", "papers/a.pdf").out.splitlines()
    assert lines[0] == "papers/a.pdf 第 1 页：软件著作权登记证书"
    assert lines[1].split() == ["字段", "值", "状态", "原因"]
    assert ["acquisition", "原始取得", "确定"] in [line.split() for line in lines]
    assert ["rights_scope", "全部权利", "确定"] in [line.split() for line in lines]


def test_every_kind_and_word_of_papers_has_its_chinese() -> None:
    assert set(PAPERS) == set(PaperKind)
    words = {
        (key, word)
        for key, every in (
            ("acquisition", values.ACQUISITIONS),
            ("rights_scope", values.SCOPES),
            ("work", values.WORKS),
        )
        for word in every.values()
    }
    assert words <= set(PAPER_VALUES)


@pytest.mark.usefixtures("certificate")
def test_json_for_machines(cli: CommandLine) -> None:
    typed = cli.run("read", "papers/a.pdf", "--json")
    told = json.loads(typed.out)
    (paper,) = told["papers"]
    assert (paper["file"], paper["page"], paper["pages"]) == ("papers/a.pdf", 1, 1)
    assert (paper["kind"], paper["seal"], paper["left_out"]) == ("software-registration", False, [])
    holder = paper["fields"]["holder"]
    assert holder["value"] == "杭州星云科技有限公司"
    assert (holder["state"], holder["from"], holder["why"]) == ("sure", "text", "")
    assert len(holder["box"]) == 4
    assert paper["says_none"] == ["first_published_on"]


@pytest.mark.usefixtures("certificate")
def test_a_file_that_cannot_be_read_does_not_stop_the_others(cli: CommandLine) -> None:
    (cli.root / "papers" / "b.pdf").write_bytes(b"%PDF-1.7 torn")
    typed = cli.run("read", "papers")
    assert typed.status == 1
    assert typed.err == "error: papers/b.pdf is a damaged PDF\n"
    assert "2022SR1417580" in typed.out


@pytest.mark.parametrize(
    ("path", "words"),
    [("nowhere", "nowhere does not exist"), (".", "no PDF and no picture")],
)
def test_paths_that_lead_nowhere(
    cli: CommandLine, path: str, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reader, "_PACKAGES", ("json",))
    (cli.root / "empty").mkdir()
    typed = cli.run("read", path if path == "nowhere" else "empty")
    assert typed.status == 2
    assert words in typed.err


def test_without_the_extra_one_line_says_how_to_get_it(
    cli: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reader, "_PACKAGES", ("no_such_package_anywhere",))
    typed = cli.run("read", "acme.yaml")
    assert (typed.status, typed.out) == (2, "")
    assert typed.err == "error: reading papers needs an extra → pip install 'ipp-bot[read]'\n"
