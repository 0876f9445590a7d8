"""A list joined with papers as they were read, by columns, names, folders and what papers say."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from openpyxl import Workbook

from ipp_bot.manifest.document_paths import DocumentPaths
from ipp_bot.manifest.sheet_unread import unread_texts
from ipp_bot.manifest.sheets import SheetRead, read_sheet
from ipp_bot.profile import load_profile
from ipp_bot.reading import Certainty, Paper, PaperKind
from ipp_bot.reading.paper import Field, Origin
from ipp_bot.run.list_papers import JoinedList, join_list
from ipp_bot.run.paper_files import PaperFiles, PapersRead
from ipp_bot.yaml_source import Scalar, find

if TYPE_CHECKING:
    from collections.abc import Sequence

TODAY = dt.date(2026, 11, 30)
HOLDER, FOREIGN = "四川椒源食品股份有限公司", "SICHUAN JIAOYUAN FOOD CO., LTD."
CODE = "915118236611261291"
TITLES = ("序号", "商标名称", "注册号", "国际分类", "注册人", "商标类型", "有效期至", "存放名")
ATTORNEY, IDENTITY = "power_of_attorney.file", "holder.identification.file"


@dataclass(frozen=True)
class Heap(PaperFiles):
    """A folder of papers that were read before."""

    papers: tuple[Paper, ...] = ()
    copies: tuple[tuple[Paper, Path], ...] = field(default=())

    def read(self) -> PapersRead:
        return PapersRead(len(self.papers), list(self.papers), list(self.copies))


class Case:
    def __init__(self, root: Path) -> None:
        self.root = root
        (root / "papers").mkdir()
        self.papers: list[Paper] = []
        self.copies: list[tuple[Paper, Path]] = []
        self.sheet = SheetRead((), (), is_untrusted=False)

    def paper(self, path: str, kind: PaperKind = PaperKind.UNKNOWN, **says: str) -> Paper:
        file = self.root / "papers" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(path.encode())
        fields = {
            key: Field(value, Certainty.SURE, Origin.TEXT, (0.0, 0.0, 1.0, 1.0))
            for key, value in says.items()
        }
        paper = Paper(str(file), 1, 1, kind, fields)
        self.papers.append(paper)
        return paper

    def copy(self, path: str, first: Paper) -> None:
        paper = self.paper(path, first.kind)
        self.papers.remove(paper)
        self.copies.append((paper, Path(first.file)))

    def joined(
        self, rows: Sequence[Sequence[object]], titles: Sequence[str] = TITLES
    ) -> JoinedList:
        book = Workbook()
        sheet = book.active
        assert sheet is not None
        sheet.title = "商标"
        sheet.append([*titles])
        for row in rows:
            sheet.append([*row])
        path = self.root / "list.xlsx"
        book.save(path)
        profile = load_profile("alibaba-ipp")
        documents = DocumentPaths(self.root, roots=(), formats=profile.limits.formats)

        def read(joined: JoinedList | None = None) -> SheetRead:
            papers = joined.papers if joined is not None else None
            return read_sheet(
                path, account="acme", profile=profile, documents=documents, papers=papers
            )

        found = read()
        heap = Heap(
            self.root / "papers",
            self.root / "list.yaml",
            self.root,
            "--to",
            papers=tuple(self.papers),
            copies=tuple(self.copies),
        )
        joined = join_list(
            found.rows,
            heap,
            profile=profile,
            complainants={},
            today=TODAY,
            texts=unread_texts(path, found.rows),
        )
        self.sheet = read(joined)
        return joined


@pytest.fixture
def case(tmp_path: Path) -> Case:
    return Case(tmp_path)


def mark(at: int, name: str, number: str, called: str, holder: str = HOLDER) -> list[object]:
    return [at, name, number, "30", holder, "文字商标", "2034-05-13", called]


def files(joined: JoinedList, key: str) -> list[tuple[str, ...]]:
    """By row, the files for the key, from the folder of papers."""
    return [
        tuple(path.removeprefix("papers/") for path in row.files.get(key, ()))
        for row in joined.papers.rows.values()
    ]


def test_rows_of_one_title_have_the_files_that_a_column_names(case: Case) -> None:
    for name in ("商标证-海岸 25.pdf", "图样-海岸 25.png", "商标证-EU海岸.pdf", "图样-海岸 22.png"):
        case.paper(name)
    joined = case.joined(
        [mark(1, "海岸", "34201900", "海岸 25"), mark(2, "海岸", "018473493", "EU海岸")]
    )
    assert joined.file_names == ("存放名",)
    assert files(joined, "certificate.file") == [("商标证-海岸 25.pdf",), ("商标证-EU海岸.pdf",)]
    assert files(joined, "mark_image") == [("图样-海岸 25.png",), ()]
    assert [path for path, _, _ in joined.strays] == ["papers/图样-海岸 22.png"]


def test_where_two_rows_are_called_alike_none_is_taken_and_both_are_named(case: Case) -> None:
    case.paper("商标证-海岸.pdf")
    case.paper("商标证-山泉.pdf")
    joined = case.joined(
        [
            mark(1, "海岸甲", "34201900", "海岸"),
            mark(2, "海岸乙", "34201901", "海岸"),
            mark(3, "山泉", "34201902", "山泉"),
        ]
    )
    assert files(joined, "certificate.file") == [(), (), ("商标证-山泉.pdf",)]
    first, second, _ = joined.papers.rows.values()
    told = "papers/商标证-海岸.pdf may be for each of 商标-001, 商标-002"
    assert (first.doubts, second.doubts) == ({"certificate.file": told}, {"certificate.file": told})


def test_rows_without_a_ref_are_told_by_cell_and_title(case: Case) -> None:
    case.paper("商标证-海岸.pdf")
    case.paper("商标证-山泉.pdf")
    joined = case.joined(
        [
            mark(1, "海岸甲", "34201900", "海岸")[1:],
            mark(2, "海岸乙", "34201901", "海岸")[1:],
            mark(3, "山泉", "34201902", "山泉")[1:],
        ],
        TITLES[1:],
    )
    first, *_ = joined.papers.rows.values()
    assert first.doubts["certificate.file"].endswith("each of 商标!A2 海岸甲, 商标!A3 海岸乙")


def test_the_same_picture_under_two_names_is_each_rows_own(case: Case) -> None:
    first = case.paper("图样-海岸 25.png")
    case.copy("图样-海岸 22.png", first)
    joined = case.joined(
        [mark(1, "海岸", "34201900", "海岸 25"), mark(2, "海岸", "34201901", "海岸 22")]
    )
    assert files(joined, "mark_image") == [("图样-海岸 25.png",), ("图样-海岸 22.png",)]
    assert joined.strays == ()


def test_papers_of_a_holder_are_for_the_rows_in_the_clients_folder(case: Case) -> None:
    case.paper("椒/商标证-椒源.pdf", PaperKind.TRADEMARK, registration_number="12102507")
    case.paper("椒/商标证-EU椒.pdf")
    case.paper("椒/00/POA signed.pdf", PaperKind.POWER_OF_ATTORNEY)
    case.paper("椒/00登记表 business registration.jpg")
    case.paper("别/商标证-鹿鸣.pdf", PaperKind.TRADEMARK, registration_number="55555555")
    case.paper("别/licence.pdf", PaperKind.BUSINESS_LICENCE, holder="某某有限公司")
    joined = case.joined(
        [
            mark(1, "椒源", "12102507", "椒源"),
            mark(2, "JIAOYUAN", "018747017", "EU椒", FOREIGN),
            mark(3, "鹿鸣", "55555555", "鹿鸣", "鹿鸣科技有限公司"),
        ]
    )
    assert files(joined, ATTORNEY) == [*[("椒/00/POA signed.pdf",)] * 2, ()]
    assert files(joined, IDENTITY) == [*[("椒/00登记表 business registration.jpg",)] * 2, ()]
    assert ATTORNEY in next(iter(joined.papers.rows.values())).by_name
    assert [path for path, _, _ in joined.strays] == ["papers/别/licence.pdf"]


def test_a_folder_with_two_holders_gives_its_papers_to_none(case: Case) -> None:
    case.paper("商标证-椒源.pdf")
    case.paper("商标证-鹿鸣.pdf")
    case.paper("POA.pdf", PaperKind.POWER_OF_ATTORNEY)
    joined = case.joined(
        [
            mark(1, "椒源", "12102507", "椒源"),
            mark(2, "鹿鸣", "55555555", "鹿鸣", "鹿鸣科技有限公司"),
        ]
    )
    assert files(joined, ATTORNEY) == [(), ()]
    assert [path for path, _, _ in joined.strays] == ["papers/POA.pdf"]


def test_a_licence_that_was_read_is_for_the_rows_under_the_foreign_name_too(case: Case) -> None:
    case.paper("椒/商标证-椒源.pdf")
    case.paper("椒/商标证-EU椒.pdf")
    says = {"holder": HOLDER, "identification_number": CODE}
    case.paper("椒/执照.pdf", PaperKind.BUSINESS_LICENCE, **says)
    joined = case.joined(
        [mark(1, "椒源", "12102507", "椒源"), mark(2, "JIAOYUAN", "018747017", "EU椒", FOREIGN)]
    )
    assert files(joined, IDENTITY) == [("椒/执照.pdf",), ("椒/执照.pdf",)]
    first, second = joined.papers.rows.values()
    assert (IDENTITY in first.by_name, IDENTITY in second.by_name) == (False, True)


def test_of_two_powers_of_attorney_the_one_that_is_valid_counts(case: Case) -> None:
    says = {"holder": HOLDER}
    kind = PaperKind.POWER_OF_ATTORNEY
    case.paper("旧档.pdf", kind, expires_on="2025-12-31", **says)
    case.paper("新档.pdf", kind, expires_on="2028-10-14", **says)
    joined = case.joined([mark(1, "椒源", "12102507", "椒源")])
    assert files(joined, ATTORNEY) == [("新档.pdf",)]
    assert joined.strays == (
        ("papers/旧档.pdf", 0, "it ended on 2025-12-31; papers/新档.pdf is taken"),
    )


def test_number_and_last_day_are_taken_from_the_papers_and_told(case: Case) -> None:
    says = {"holder": HOLDER, "identification_number": CODE}
    case.paper("执照.pdf", PaperKind.BUSINESS_LICENCE, **says)
    case.paper("委托书.pdf", PaperKind.POWER_OF_ATTORNEY, expires_on="2028-10-14", **says)
    case.joined([mark(1, "椒源", "12102507", "椒源")])
    (row,) = case.sheet.rows
    assert row.built is not None
    told = {each.message for each in case.sheet.diagnostics if each.code.endswith("from-paper")}
    assert told == {
        f"{CODE} is taken from papers/执照.pdf",
        "2028-10-14 is taken from papers/委托书.pdf",
    }
    missing = {each.key for each in case.sheet.diagnostics if each.code == "missing"}
    assert "certificate.file" in missing
    assert not missing & {"holder.identification.number", "power_of_attorney.expires_on"}


def test_papers_that_disagree_fill_in_nothing(case: Case) -> None:
    case.paper("执照.pdf", PaperKind.BUSINESS_LICENCE, holder=HOLDER, identification_number=CODE)
    other = {"holder": HOLDER, "identification_number": "91510109MAGDH7B26H"}
    case.paper("委托书.pdf", PaperKind.POWER_OF_ATTORNEY, **other)
    joined = case.joined([mark(1, "椒源", "12102507", "椒源")])
    (row,) = joined.papers.rows.values()
    assert "holder.identification.number" not in row.says


@pytest.mark.parametrize(
    ("typed", "day"),
    [("2034年5月", "2034-05-13"), ("2034.05", "2034-05-13"), ("2034年6月", "2034年6月")],
)
def test_the_day_of_a_month_is_taken_from_the_certificate(case: Case, typed: str, day: str) -> None:
    says = {"registration_number": "12102507", "expires_on": "2034-05-13"}
    case.paper("证.pdf", PaperKind.TRADEMARK, **says)
    row = mark(1, "椒源", "12102507", "椒源")
    row[6] = typed
    case.joined([row])
    (found,) = case.sheet.rows
    assert found.node.items["expires_on"].text == day  # type: ignore[union-attr]  # a text
    told = [each for each in case.sheet.diagnostics if each.code == "day-from-paper"]
    assert len(told) == (day != typed)


def test_a_certificate_named_for_another_row_is_told_and_not_taken(case: Case) -> None:
    says = {"registration_number": "12102507"}
    case.paper("商标证-椒源.pdf", PaperKind.TRADEMARK, **says)
    case.paper("商标证-椒小源.pdf", PaperKind.TRADEMARK, **says)
    joined = case.joined(
        [mark(1, "椒源", "12102507", "椒源"), mark(2, "椒小源", "27661669", "椒小源")]
    )
    assert files(joined, "certificate.file") == [("商标证-椒源.pdf",), ()]
    assert joined.strays == (
        (
            "papers/商标证-椒小源.pdf",
            0,
            (
                "it says what papers/商标证-椒源.pdf says, which is taken for 商标-001; "
                "by its name it is of 商标-002"
            ),
        ),
    )


def test_rows_with_the_same_paper_share_its_last_day(case: Case) -> None:
    case.paper("椒/商标证-椒源.pdf")
    case.paper("椒/商标证-EU椒.pdf")
    case.paper("椒/委托书.pdf", PaperKind.POWER_OF_ATTORNEY, holder=HOLDER)
    first = [*mark(1, "椒源", "12102507", "椒源"), "2028-10-14"]
    other = [*mark(2, "JIAOYUAN", "018747017", "EU椒", FOREIGN), ""]
    joined = case.joined([first, other], [*TITLES, "授权书到期日"])
    _, second = joined.papers.rows.values()
    assert second.says == {"power_of_attorney.expires_on": ("2028-10-14", "商标-001")}
    assert second.other_holder == ""


def test_a_slip_in_a_foreign_holder_is_told_and_nothing_is_shared(case: Case) -> None:
    case.paper("N/商标证-EU.pdf")
    case.paper("N/商标证-US.pdf")
    case.paper("N/POA.pdf", PaperKind.POWER_OF_ATTORNEY)
    first = [*mark(1, "NORDVIK", "018473493", "EU", "NORDVIK OUTDOOR AS"), "2029-09-13"]
    other = [*mark(2, "NORDVIK", "6864260", "US", "NORDVIK OUTDOORS AS"), ""]
    joined = case.joined([first, other], [*TITLES, "授权书到期日"])
    assert files(joined, ATTORNEY) == [("N/POA.pdf",), ("N/POA.pdf",)]
    _, second = joined.papers.rows.values()
    assert second.says == {}
    told = [each.message for each in case.sheet.diagnostics if each.code == "other-holder"]
    assert told == [
        "another row with the same papers of its holder has NORDVIK OUTDOORS AS",
        "another row with the same papers of its holder has NORDVIK OUTDOOR AS",
    ]


@pytest.mark.parametrize(
    ("typed", "taken"),
    [("第7638918号", "软著登字第7638918号"), ("第7638919号", "第7638919号")],
)
def test_digits_of_a_certificates_number_are_written_as_on_it(
    case: Case, typed: str, taken: str
) -> None:
    says = {"registration_number": "2021SR0509317", "certificate_number": "软著登字第7638918号"}
    case.paper("软著.pdf", PaperKind.SOFTWARE_REGISTRATION, **says)
    row = [1, "云仓储管理系统", "V1.0", "2021SR0509317", typed, HOLDER, "软件著作权"]
    titles = ["序号", "软件名称", "版本", "登记号", "证书号", "著作权人", "类型"]
    case.joined([row], titles)
    (found,) = case.sheet.rows
    number, _ = find(found.node, ("certificate", "number"))
    assert isinstance(number, Scalar)
    assert number.text == taken


def test_a_certificate_of_an_unknown_kind_is_taken_by_its_name_alone(case: Case) -> None:
    case.paper("018747017.pdf")
    case.paper("鹿鸣.pdf")
    case.paper("山泉 说明.pdf")
    case.paper("山泉.pdf")
    joined = case.joined(
        [
            mark(1, "EU", "018747017", "EU X"),
            mark(2, "鹿鸣", "55555555", "鹿鸣"),
            mark(3, "山泉", "55555556", "山泉"),
        ]
    )
    assert files(joined, "certificate.file") == [("018747017.pdf",), ("鹿鸣.pdf",), ("山泉.pdf",)]
    assert all("certificate.file" in row.by_name for row in joined.papers.rows.values())
    assert [path for path, _, _ in joined.strays] == ["papers/山泉 说明.pdf"]


def test_a_row_without_papers_of_its_own_has_those_of_its_holder(case: Case) -> None:
    case.paper("椒/商标证-椒源.pdf")
    case.paper("椒/商标证-山泉.pdf")
    case.paper("椒/身份/kbis.pdf")
    joined = case.joined(
        [
            mark(1, "椒源", "12102507", "椒源"),
            mark(2, "山泉", "12102508", "山泉"),
            mark(3, "鹿鸣", "12102509", "鹿鸣"),
        ]
    )
    assert files(joined, IDENTITY) == [("椒/身份/kbis.pdf",)] * 3
