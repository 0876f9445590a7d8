"""Sheets: a manifest goes out and comes back unchanged; a bad cell is named."""

from __future__ import annotations

import datetime as dt
import os
import zipfile
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from ipp_bot.errors import FaultsFound, ManifestUnreadable
from ipp_bot.manifest import load
from ipp_bot.manifest.imported import manifest_text
from ipp_bot.manifest.sheet_export import export_sheet, template
from ipp_bot.manifest.sheets import SheetRead, read_sheet
from ipp_bot.profile import load_profile

from .conftest import SOFTWARE

if TYPE_CHECKING:
    from ipp_bot.manifest import Entry
    from ipp_bot.profile import Profile

PROFILE = load_profile("alibaba-ipp")
HEADER = [
    "ref",
    "type",
    "place",
    "certificate.kind",
    "certificate.file",
    "work",
    "name",
    "version",
    "registration_number",
    "holder.name",
    "holder.kind",
    "completed_on",
    "screenshots",
]
ROW: list[Any] = [
    "a-1",
    "copyright",
    "Mainland China",
    "software-registration",
    "docs/c.png",
    "software",
    "星云排课软件",
    "V2.0",
    "2023SR1417580",
    "杭州星云科技有限公司",
    "entity",
    "2022-05-01",
    "docs/s.png",
]


def workbook(path: Path, *rows: list[Any]) -> Path:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "清单"
    for row in rows:
        sheet.append(row)
    book.save(path)
    return path


def manifest_of(read: SheetRead) -> str:
    """What `import` would write; "" if there is a fault."""
    return "" if read.is_faulty else manifest_text("s.xlsx", "acme", read.rows)


def with_cell(column: str, value: object) -> list[Any]:
    return [value if name == column else old for name, old in zip(HEADER, ROW, strict=True)]


def essence(entry: Entry) -> tuple[object, ...]:
    return (
        entry.ref,
        entry.client,
        entry.form,
        entry.place,
        entry.country,
        entry.values,
        entry.files,
        entry.poa,
    )


@pytest.mark.parametrize("suffix", [".xlsx", ".csv"])
def test_out_and_back(folder: Path, profile: Profile, suffix: str) -> None:
    source = folder / "m.yaml"
    source.write_text(SOFTWARE, "utf-8")
    sheet = folder / f"m{suffix}"
    sheet.write_bytes(export_sheet(source, profile=profile, suffix=suffix))
    read = read_sheet(sheet, account="acme", profile=profile)
    assert not read.diagnostics
    assert len(read.rows) == 1
    (folder / "back.yaml").write_text(manifest_of(read), "utf-8")
    before = load([source], profile=profile)
    after = load([folder / "back.yaml"], profile=profile)
    assert not after.diagnostics
    assert list(map(essence, after.entries)) == list(map(essence, before.entries))


UNTYPED = "\ufffd\ufffe\uffff" + "".join(map(chr, range(0x2E80, 0x2FD6)))
"""Radicals and replacements: a manifest with them has a fault."""
plain_text = st.text(
    st.characters(exclude_categories=("Cs", "Cc", "Co", "Zl", "Zp"), exclude_characters=UNTYPED),
    min_size=1,
    max_size=30,
).filter(lambda text: text.strip() and text.strip() not in {"~", "null"})
risky = st.sampled_from(
    [
        "=1+1",
        "+86",
        "-1",
        "@x",
        "'quoted",
        "'=x",
        "a;b",
        "a；b",
        "No",
        "yes",
        "2.0",
        "0012",
        "1e5",
        "2022-05-01",
        "_x0041_",
        "a,b",
        'say "x"',
        "#N/A",
        "<<",
        "- x",
        "a: b",
        "# x",
        "{x}",
        "*x",
    ]
)
texts = st.one_of(risky, plain_text)
entries = st.builds(
    lambda number, name, version, owner, authors, client: {
        "ref": f"r-{number}",
        "type": "copyright",
        "place": "Mainland China",
        "client": client,
        "proof": {"kind": "timestamp", "file": "c.png"},
        "work": "art",
        "name": name,
        "short": version,
        "authors": authors,
        "holder": {"name": owner, "kind": "entity"},
        "created_on": "2022-05-01",
        "work_samples": ["s;1.png", "t.png"],
    },
    st.integers(0, 10**6),
    texts,
    texts,
    texts,
    st.lists(texts, min_size=1, max_size=3),
    texts,
)


@pytest.mark.parametrize("suffix", [".xlsx", ".csv"])
@pytest.mark.parametrize("examples", [5, pytest.param(50, marks=pytest.mark.soak)])
def test_nothing_is_lost(suffix: str, examples: int) -> None:
    some = st.lists(entries, min_size=1, max_size=4, unique_by=lambda entry: str(entry["ref"]))

    @settings(max_examples=examples, derandomize=examples < 50)
    @given(some)
    def each(made: list[dict[str, Any]]) -> None:
        _comes_back_whole(suffix, made)

    each()


def _comes_back_whole(suffix: str, made: list[dict[str, Any]]) -> None:
    """From a manifest to a sheet and back: the same entries."""
    for entry in made:
        entry.pop("short", None)
    with TemporaryDirectory() as name:
        folder = Path(name)
        for document in ("c.png", "s;1.png", "t.png"):
            (folder / document).write_text("x")
        body = {"version": 1, "account": "acme", "iprs": made}
        dumped = yaml.safe_dump(body, allow_unicode=True, width=10_000)
        (folder / "m.yaml").write_text(dumped, "utf-8")
        before = load([folder / "m.yaml"], profile=PROFILE)
        assert not before.diagnostics, [str(diagnostic) for diagnostic in before.diagnostics]
        sheet = folder / f"m{suffix}"
        sheet.write_bytes(export_sheet(folder / "m.yaml", profile=PROFILE, suffix=suffix))
        read = read_sheet(sheet, account="acme", profile=PROFILE)
        assert not read.diagnostics, [str(diagnostic) for diagnostic in read.diagnostics]
        (folder / "back.yaml").write_text(manifest_of(read), "utf-8")
        after = load([folder / "back.yaml"], profile=PROFILE)
        assert not after.diagnostics
        assert list(map(essence, after.entries)) == list(map(essence, before.entries))


@pytest.mark.parametrize(
    ("column", "value", "cell", "words"),
    [
        ("registration_number", "软著登字第15980140号", "I2", "is a certificate number"),
        ("registration_number", "=A1", "I2", "is a formula; copy the cell and paste it as a value"),
        ("registration_number", 10**16, "I2", "Excel has rounded"),
        ("completed_on", "31.12.2022", "L2", "is no date"),
        ("holder.kind", "somebody", "K2", "is unknown"),
        ("version", None, "H2", "is missing; fill it in: as the certificate shows it"),
    ],
)
def test_a_bad_cell_is_named(
    tmp_path: Path, column: str, value: object, cell: str, words: str
) -> None:
    path = workbook(tmp_path / "s.xlsx", HEADER, with_cell(column, value))
    read = read_sheet(path, account="acme", profile=PROFILE)
    (diagnostic,) = read.diagnostics
    assert f"sheet '清单', cell {cell}: " in str(diagnostic)
    assert words in str(diagnostic)
    assert diagnostic.line == 2
    assert manifest_of(read) == ""


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (dt.date(2022, 5, 1), "2022-05-01"),
        (dt.datetime(2022, 5, 1, 12, 0), "2022-05-01"),  # noqa: DTZ001 - what Excel stores
        ("2022/5/1", "2022-05-01"),
        ("2022年5月1日", "2022-05-01"),
    ],
)
def test_dates_as_people_type_them(tmp_path: Path, value: object, text: str) -> None:
    path = workbook(tmp_path / "s.xlsx", HEADER, with_cell("completed_on", value))
    read = read_sheet(path, account="acme", profile=PROFILE)
    assert not read.diagnostics
    assert f"completed_on: {text}" in manifest_of(read)


def test_numbers_are_read_as_they_are_shown(tmp_path: Path) -> None:
    path = workbook(tmp_path / "s.xlsx", HEADER, with_cell("version", 2.0))
    book = load_workbook(path)
    book["清单"]["H2"].number_format = "0.0"
    book.save(path)
    read = read_sheet(path, account="acme", profile=PROFILE)
    assert "version: '2.0'" in manifest_of(read)


def test_chinese_headers(tmp_path: Path) -> None:
    chinese = [
        "编号",
        "知识产权类型",
        "注册地",
        "证书类型",
        "登记证书",
        "作品类型",
        "软件名称",
        "版本号",
        "登记号",
        "著作权人",
        "权利人类型",
        "开发完成日期",
        "软件截图",
    ]
    plain = read_sheet(workbook(tmp_path / "a.xlsx", HEADER, ROW), account="acme", profile=PROFILE)
    read = read_sheet(workbook(tmp_path / "b.xlsx", chinese, ROW), account="acme", profile=PROFILE)
    assert not read.diagnostics
    assert manifest_of(read).splitlines()[2:] == manifest_of(plain).splitlines()[2:]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_csv_of_many_programs(tmp_path: Path, encoding: str, separator: str) -> None:
    path = tmp_path / "s.csv"
    path.write_text(f"{separator.join(HEADER)}\r\n{separator.join(ROW)}\r\n", encoding)
    read = read_sheet(path, account="acme", profile=PROFILE)
    assert not read.diagnostics
    assert "name: 星云排课软件" in manifest_of(read)


def test_headers_and_rows_with_faults(tmp_path: Path) -> None:
    header = [*HEADER, "colour", "name", "account"]
    rows = [[*ROW, "red", "x", "acme"], [], [*ROW, "", "", "other"]]
    path = workbook(tmp_path / "s.xlsx", header, *rows)
    read = read_sheet(path, account="acme", profile=PROFILE, only_account=True)
    told = [str(diagnostic) for diagnostic in read.diagnostics]
    assert len(told) == 4
    assert any("cell N1: unknown column 'colour'" in line for line in told)
    assert any("cell O1: the column 'name' is there twice" in line for line in told)
    assert any("cell P4: account: 'other' is not 'acme'" in line for line in told)
    assert any("cell A4: ref: 'a-1' is given twice (first in '清单' A2)" in line for line in told)


def test_columns_of_ones_own(tmp_path: Path) -> None:
    path = workbook(tmp_path / "s.xlsx", [*HEADER, "#备注", "Colour"], [*ROW, "=1+1", "x"])
    (diagnostic,) = read_sheet(path, account="acme", profile=PROFILE).diagnostics
    assert "'Colour'" in diagnostic.message
    assert "begin its title with #" in diagnostic.hint
    path = workbook(tmp_path / "s.xlsx", HEADER, [*ROW, "lost?"], [*with_cell("ref", "b"), "y"])
    (diagnostic,) = read_sheet(path, account="acme", profile=PROFILE).diagnostics
    assert "has no title above it" in diagnostic.message


def test_titles_above_the_header(tmp_path: Path) -> None:
    path = workbook(tmp_path / "s.xlsx", ["IPR of 2024"], [], ["ref", "is ours"], HEADER, ROW)
    read = read_sheet(path, account="acme", profile=PROFILE)
    assert not read.diagnostics
    assert len(read.rows) == 1


def test_what_is_missing_is_told_where_it_belongs(tmp_path: Path) -> None:
    columns = [name for name in HEADER if name != "version"]
    row = [value for name, value in zip(HEADER, ROW, strict=True) if name != "version"]
    row[columns.index("holder.name")] = row[columns.index("holder.kind")] = None
    path = workbook(tmp_path / "s.xlsx", columns, row)
    diagnostics = {f.key: f for f in read_sheet(path, account="acme", profile=PROFILE).diagnostics}
    assert diagnostics["version"].hint == "add the column version: as the certificate shows it"
    assert diagnostics["holder"].column == columns.index("holder.name") + 1
    assert list(diagnostics) == ["version", "holder"]


def test_cells_merged_over_columns_are_a_fault(tmp_path: Path) -> None:
    path = workbook(tmp_path / "s.xlsx", ["title"], HEADER, ROW, with_cell("ref", "b-2"))
    book = load_workbook(path)
    (sheet,) = book.worksheets
    sheet.merge_cells("A1:D1")
    sheet.merge_cells("J3:K3")
    book.save(path)
    (diagnostic, *_) = read_sheet(path, account="acme", profile=PROFILE).diagnostics
    assert diagnostic.cells == ("K3",)
    assert "is merged with J3" in diagnostic.message
    assert diagnostic.hint.startswith("unmerge")


def test_cells_merged_down_one_column_have_one_value_which_is_told(tmp_path: Path) -> None:
    path = workbook(tmp_path / "s.xlsx", HEADER, ROW, with_cell("ref", "b-2"))
    book = load_workbook(path)
    (sheet,) = book.worksheets
    sheet.merge_cells("J2:J3")
    book.save(path)
    read = read_sheet(path, account="acme", profile=PROFILE)
    assert [(each.cells, each.is_warning) for each in read.diagnostics] == [(("J3",), True)]
    assert "the first with row 2: 杭州星云科技有限公司" in read.diagnostics[0].message
    entries = [row.entry for row in read.rows]
    assert [entry.holder for entry in entries if entry] == ["杭州星云科技有限公司"] * 2


def test_a_lonely_cell_far_away(tmp_path: Path) -> None:
    path = workbook(tmp_path / "s.xlsx", HEADER, ROW)
    book = load_workbook(path)
    book.worksheets[0]["A1048576"] = " "
    book.worksheets[0]["XFD3"] = " "
    book.save(path)
    read = read_sheet(path, account="acme", profile=PROFILE)
    assert not read.diagnostics
    assert len(read.rows) == 1


def test_sheets_without_iprs_are_passed_over(tmp_path: Path) -> None:
    path = workbook(tmp_path / "s.xlsx", HEADER, ROW)
    book = load_workbook(path)
    book.create_sheet("notes").append(["hello", "world"])
    book.save(path)
    assert len(read_sheet(path, account="acme", profile=PROFILE).rows) == 1


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("s.xlsx", b"hello", "is no .xlsx file"),
        ("s.xls", b"\xd0\xcf\x11\xe0", "is an old Excel workbook (.xls)"),
        ("s.xlsx", b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"), "password"),
        ("s.xlsx", b"\xd0\xcf\x11\xe0", "an old Excel workbook (.xls) under the name .xlsx"),
        ("s.xls", b"<html><table><tr><td>ref", "is a web page (HTML) under the name .xls"),
        ("s.xlsx", b"\xef\xbb\xbf\r\n<!DOCTYPE html><html>", "is a web page (HTML) under"),
        ("s.csv", b"PK\x03\x04xl/workbook.xml", "is a workbook (.xlsx) under the name .csv"),
        ("s.xls", b"PK\x03\x04xl/workbook.xml", "is a workbook (.xlsx) under the name .xls"),
        ("s.ods", b"PK\x03\x04mimetypeapplication/vnd.oasis.opendocument.spreadsheet", "OpenDoc"),
        (
            "s.xls",
            b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">',
            "is an XML spreadsheet of 2003 under the name .xls",
        ),
        ("s.xls", b"ref\tname\n", "is a text under the name .xls"),
        ("s.csv", b"%PDF-1.4", "is a PDF under the name .csv"),
        ("s.csv", "ref,name\na,星".encode("utf-16-le"), "UTF-16 text without its byte order mark"),
        ("s.csv", "ref,name\na,x".encode("utf-16-be"), "UTF-16 text without its byte order mark"),
        ("s.csv", "ref,name\na,x".encode("utf-32"), "UTF-32"),
        ("s.csv", "ref,name\na,Müller & Söhne\n".encode("cp1252"), "reads 'Müller & Söhne'"),
        ("s.csv", "ref,name\na,Café Zürich\n".encode("latin-1"), "Western"),
        (
            "s.csv",
            "ref,名稱\na,龍騰科技有限公司\n".encode("big5"),
            "Big5, where it reads '名稱'",
        ),
        ("s.csv", "ref,name\na,臺灣雲端軟體\n".encode("big5"), "reads '臺灣雲端軟體'"),
        ("s.csv", b"hello,world\n1,2\n", "no sheet with a column ref"),
        ("s.csv", b'ref,name\n"a,b\n', "is no CSV"),
        ("s.csv", b"\xff\xff\xff", "neither UTF-8 nor GB18030"),
        ("s.csv", b"", "no sheet with a column ref"),
    ],
)
def test_what_is_no_sheet(tmp_path: Path, name: str, data: bytes, words: str) -> None:
    (tmp_path / name).write_bytes(data)
    with pytest.raises(ManifestUnreadable) as caught:
        read_sheet(tmp_path / name, account="acme", profile=PROFILE)
    assert words in caught.value.line()


def test_a_sheet_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(ManifestUnreadable, match="cannot be opened"):
        read_sheet(tmp_path / "absent.xlsx", account="acme", profile=PROFILE)


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    path = tmp_path / "pipe.csv"
    os.mkfifo(path)
    with pytest.raises(ManifestUnreadable, match="no regular file"):
        read_sheet(path, account="acme", profile=PROFILE)


def test_a_torn_sheet_in_a_whole_workbook(tmp_path: Path) -> None:
    path = workbook(tmp_path / "s.xlsx", HEADER, ROW)
    torn = tmp_path / "torn.xlsx"
    with zipfile.ZipFile(path) as whole, zipfile.ZipFile(torn, "w") as half:
        for name in whole.namelist():
            data = whole.read(name)
            half.writestr(name, data[: len(data) // 2] if "sheet1" in name else data)
    with pytest.raises(ManifestUnreadable, match=r"is no \.xlsx file"):
        read_sheet(torn, account="acme", profile=PROFILE)


def test_a_workbook_that_unpacks_without_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ipp_bot.manifest.cells._MOST_UNPACKED", 1_000_000)
    path = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 1_000_001)
    assert path.stat().st_size < 10_000
    with pytest.raises(ManifestUnreadable, match="unpacks to more"):
        read_sheet(path, account="acme", profile=PROFILE)


@pytest.mark.parametrize("suffix", [".xlsx", ".csv"])
def test_the_template_can_be_filled_in(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"t{suffix}"
    path.write_bytes(template(PROFILE, suffix))
    read = read_sheet(path, account="acme", profile=PROFILE)
    assert [each.message for each in read.diagnostics] == ["has no row below its header"]


def test_the_template_has_every_key_and_keeps_zeros(tmp_path: Path) -> None:
    path = tmp_path / "t.xlsx"
    path.write_bytes(template(PROFILE, ".xlsx"))
    book = load_workbook(path)
    header = [cell.value for cell in next(book["IPR"].iter_rows(max_row=1))]
    keys = {f.dotted for form in PROFILE.forms for f in form.fields if f.in_manifest}
    assert keys <= set(header)
    assert book["IPR"].cell(2, header.index("registration_number") + 1).number_format == "@"


def test_formulas_do_not_leave_the_house(folder: Path, profile: Profile) -> None:
    text = SOFTWARE.replace("星云排课软件", '"=HYPERLINK(1)"')
    (folder / "m.yaml").write_text(text, "utf-8")
    csv_text = export_sheet(folder / "m.yaml", profile=profile, suffix=".csv").decode("utf-8-sig")
    assert ",'=HYPERLINK(1)," in csv_text
    path = folder / "m.xlsx"
    path.write_bytes(export_sheet(folder / "m.yaml", profile=profile, suffix=".xlsx"))
    types = {cell.data_type for row in load_workbook(path)["IPR"].iter_rows() for cell in row}
    assert "f" not in types


def test_what_cannot_be_exported(folder: Path, profile: Profile) -> None:
    (folder / "m.yaml").write_text("- x\n")
    with pytest.raises(FaultsFound, match="is no manifest"):
        export_sheet(folder / "m.yaml", profile=profile, suffix=".csv")


def _hide(path: Path, what: str) -> Path:
    book = load_workbook(path)
    sheet = book.worksheets[0]
    if what == "row":
        sheet.row_dimensions[3].hidden = True
    elif what == "filter":
        sheet.auto_filter.ref = "A1:C4"
        sheet.row_dimensions[3].hidden = True
        sheet.row_dimensions[4].hidden = True
    elif what == "flat":
        sheet.row_dimensions[3].height = 0.5
    elif what == "column":
        sheet.column_dimensions["C"].hidden = True
    elif what == "narrow":
        sheet.column_dimensions["C"].width = 0.5
    elif what == "sheet":
        book.create_sheet("Other").append(["ref"])
        sheet.sheet_state = "hidden"
    elif what == "very":
        book.create_sheet("Other").append(["ref"])
        sheet.sheet_state = "veryHidden"
    book.save(path)
    return path


@pytest.mark.parametrize(
    ("what", "place", "words"),
    [
        ("row", (3, 1), "row 3 is hidden"),
        ("filter", (3, 1), "rows 3, 4 are hidden, perhaps by the filter"),
        ("flat", (3, 1), "row 3 is hidden"),
        ("column", (2, 3), "the column is hidden"),
        ("narrow", (2, 3), "the column is hidden"),
        ("sheet", (1, 1), "the sheet is hidden; rows that would be imported: 3"),
        ("very", (1, 1), "the sheet is hidden; rows that would be imported: 3"),
    ],
)
def test_what_a_workbook_hides_is_told(
    tmp_path: Path, what: str, place: tuple[int, int], words: str
) -> None:
    rows = [with_cell("ref", f"a-{number}") for number in range(3)]
    path = _hide(workbook(tmp_path / "s.xlsx", HEADER, *rows), what)
    read = read_sheet(path, account="acme", profile=PROFILE)
    faults = [each for each in read.diagnostics if "hidden" in each.message]
    assert [(each.line, each.column) for each in faults] == [place]
    assert words in faults[0].message
    assert manifest_of(read) == ""


def test_hidden_parts_without_cells_are_nobodys_matter(tmp_path: Path) -> None:
    path = workbook(tmp_path / "s.xlsx", HEADER, ROW)
    book = load_workbook(path)
    book.worksheets[0].row_dimensions[9].hidden = True
    book.worksheets[0].column_dimensions["Z"].hidden = True
    book.create_sheet("lists").sheet_state = "hidden"
    book.save(path)
    assert not read_sheet(path, account="acme", profile=PROFILE).diagnostics


@pytest.mark.parametrize(
    ("key", "value", "number_format", "text"),
    [
        ("version", 2, '"V"0.0', "version: V2.0"),
        ("version", 3, '0.0"版"', "version: 3.0版"),
        ("version", 3, "0.0版", "version: 3.0版"),
        ("version", 2.1, r"\V0.00", "version: V2.10"),
        ("version", 2, "General", "version: '2'"),
        ("version", 3, "第0版", "version: 第3版"),
        ("completed_on", 44682, "General", "completed_on: 2022-05-01"),
        ("completed_on", 44682, "0", "completed_on: 2022-05-01"),
    ],
)
def test_numbers_as_they_are_shown(
    tmp_path: Path, key: str, value: float, number_format: str, text: str
) -> None:
    path = workbook(tmp_path / "s.xlsx", HEADER, ROW)
    book = load_workbook(path)
    cell = book.worksheets[0].cell(2, HEADER.index(key) + 1)
    cell.value, cell.number_format = value, number_format
    book.save(path)
    read = read_sheet(path, account="acme", profile=PROFILE)
    assert not read.diagnostics
    assert text in manifest_of(read)


@pytest.mark.parametrize(
    ("key", "value", "number_format", "words"),
    [
        ("version", 2, "0.0E+00", "is the number 2, shown in the format 0.0E+00"),
        ("version", 0.5, "0%", "shown in the format 0%"),
        ("version", 2.5, "# ?/?", "shown in the format # ?/?"),
        ("version", dt.date(2026, 1, 2), "yyyy-mm-dd", "is the date 2026-01-02 to the program"),
        ("completed_on", dt.date(2022, 5, 1), 'yyyy"年"m"月"', "a date without its day"),
        ("completed_on", dt.date(2022, 5, 1), "mmm-yy", "a date without its day"),
        ("completed_on", 12, "General", "'12' is no date"),
        ("registration_number", 9.13101e17, "General", "more than 15 digits"),
    ],
)
def test_cells_that_must_be_typed_again(
    tmp_path: Path, key: str, value: Any, number_format: str, words: str
) -> None:
    path = workbook(tmp_path / "s.xlsx", HEADER, ROW)
    book = load_workbook(path)
    cell = book.worksheets[0].cell(2, HEADER.index(key) + 1)
    cell.value, cell.number_format = value, number_format
    book.save(path)
    (fault,) = read_sheet(path, account="acme", profile=PROFILE).diagnostics
    assert words in fault.message
    assert fault.hint


def test_days_of_a_workbook_that_counts_from_1904(tmp_path: Path) -> None:
    path = workbook(tmp_path / "s.xlsx", HEADER, ROW)
    book = load_workbook(path)
    book.epoch = CALENDAR_MAC_1904
    cell = book.worksheets[0].cell(2, HEADER.index("completed_on") + 1)
    cell.value, cell.number_format = 43220, "General"
    book.save(path)
    assert "completed_on: 2022-05-01" in manifest_of(
        read_sheet(path, account="acme", profile=PROFILE)
    )


def test_a_day_number_in_csv_is_a_fault_that_says_the_day(tmp_path: Path) -> None:
    path = tmp_path / "s.csv"
    path.write_text(f"{','.join(HEADER)}\n{','.join(with_cell('completed_on', '44682'))}\n")
    (fault,) = read_sheet(path, account="acme", profile=PROFILE).diagnostics
    assert "a day number of Excel" in fault.message
    assert "type 2022-05-01" in fault.hint
