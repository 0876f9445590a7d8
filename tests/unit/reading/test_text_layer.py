"""Papers with a text layer: every kind, radicals, several in one file, what is not taken."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from pypdf import PdfReader, PdfWriter

from ipp_bot.errors import PaperUnreadable
from ipp_bot.reading import Certainty, Origin, Paper, PaperKind, read, source
from ipp_bot.reading.comparison import compare
from tests.unit.reading.conftest import SOFTWARE, Drawer, Ink, rows, titled

if TYPE_CHECKING:
    from pathlib import Path

pytest.importorskip("rapidocr", reason="the extra `read` is not installed")


def said(paper: Paper) -> dict[str, object]:
    assert all(field.state is Certainty.SURE for field in paper.fields.values()), paper.fields
    return {key: field.value for key, field in paper.fields.items()}


def only(path: Path) -> Paper:
    (paper,) = read(path)
    return paper


def test_a_software_certificate(draw: Drawer, software: list[Ink]) -> None:
    paper = only(draw.pdf(software))
    assert paper.kind is PaperKind.SOFTWARE_REGISTRATION
    assert said(paper) == {
        "certificate_number": "软著登字第15980140号",
        "name": "星云智能排课与教务综合管理系统（企业版）",
        "short_name": "星云排课",
        "version": "V2.0",
        "holder": "杭州星云科技有限公司",
        "completed_on": "2021-08-13",
        "acquisition": "original",
        "rights_scope": "all",
        "registration_number": "2022SR1417580",
    }
    assert paper.says_none == ("first_published_on",)
    assert paper.left_out == ()
    assert not paper.seal


def test_where_a_value_stands(draw: Drawer, software: list[Ink]) -> None:
    field = only(draw.pdf(software)).fields["version"]
    left, top, right, bottom = field.box
    assert left == pytest.approx(200 / 595, abs=0.005)
    assert 0.33 < left < right < 0.40
    assert 0.34 < top < bottom < 0.37
    assert (field.page, str(field.origin)) == (1, "text")


@pytest.mark.parametrize(
    ("degrees", "corner"), [(90, (0.635, 0.336)), (180, (0.62, 0.635)), (270, (0.349, 0.62))]
)
def test_a_page_that_its_file_turns(
    draw: Drawer, software: list[Ink], tmp_path: Path, degrees: int, corner: tuple[float, float]
) -> None:
    writer = PdfWriter()
    for page in PdfReader(draw.pdf(software)).pages:
        page.rotate(degrees)
        writer.add_page(page)
    path = tmp_path / "turned.pdf"
    writer.write(path)
    version = only(path).fields["version"]
    assert (version.value, version.origin) == ("V2.0", Origin.TEXT)
    assert version.box[:2] == pytest.approx(corner, abs=0.01)


def test_a_password_of_the_owner_hinders_nobody(
    draw: Drawer, software: list[Ink], tmp_path: Path
) -> None:
    path = tmp_path / "locked.pdf"
    writer = PdfWriter(clone_from=str(draw.pdf(software)))
    writer.encrypt("", owner_password="owner", algorithm="AES-256")
    writer.write(path)
    assert only(path).fields["registration_number"].value == "2022SR1417580"
    writer = PdfWriter(clone_from=str(draw.pdf(software)))
    writer.encrypt("user", owner_password="owner", algorithm="AES-256")
    writer.write(path)
    with pytest.raises(PaperUnreadable, match="asks for a password"):
        read(path)


def test_certificates_of_today_lack_dates_and_nothing_is_missed(draw: Drawer) -> None:
    paper = only(
        draw.pdf(
            titled(
                "计算机软件著作权登记证书",
                ("证书号：", "软著登字第18980140号"),
                ("软件名称：", "星云排课系统"),
                ("", "V1.0"),
                ("著作权人：", "杭州星云科技有限公司"),
                ("权利取得方式：", "原始取得"),
                ("权利范围：", "全部权利"),
                ("登记号：", "2024SR0417580"),
            )
        )
    )
    assert paper.left_out == ()
    assert "completed_on" not in paper.fields


@pytest.mark.parametrize(
    ("printed", "meant"),
    [
        ("2004SR06549", "2004SR06549"),
        ("2008SR07843", "2008SR07843"),
        ("2012SR123456", "2012SR123456"),
        ("2O22SRO4I758B", "2022SR0417588"),
    ],
)
def test_numbers_of_other_years_and_with_look_alikes(
    draw: Drawer, printed: str, meant: str
) -> None:
    paper = only(
        draw.pdf(
            titled(
                "计算机软件著作权登记证书",
                ("软件名称：", "星云排课系统V1.0"),
                ("著作权人：", "李晓明"),
                ("登记号：", printed),
            )
        )
    )
    assert paper.fields["registration_number"].value == meant
    assert paper.fields["name"].value == "星云排课系统"
    assert paper.fields["version"].value == "V1.0"


def test_radicals_are_characters(draw: Drawer) -> None:
    paper = only(
        draw.pdf(
            titled(
                "计算机软件著作权登记证书",
                ("软件名称：", "⻋⻔⻅闻系统"),
                ("", "V1.0"),
                ("著作权人：", "⼴州⻘岛科技有限公司"),
                ("登记号：", "2022SR1417580"),
            )
        )
    )
    assert paper.fields["name"].value == "车门见闻系统"
    assert paper.fields["holder"].value == "广州青岛科技有限公司"


def test_a_change_names_the_holder_of_now(draw: Drawer) -> None:
    paper = only(
        draw.pdf(
            titled(
                "软件著作权登记事项变更或补充证明",
                ("证书号：", "软著变补字第201812345号"),
                ("登记号：", "2018SR123456"),
                ("软件名称：", "星云排课系统"),
                ("", "V1.0"),
                ("变更事项：", "著作权人"),
                ("变更前内容：", "杭州旧名科技有限公司"),
                ("变更后内容：", "杭州新名科技有限公司"),
            )
        )
    )
    assert paper.kind is PaperKind.SOFTWARE_CHANGE
    assert said(paper)["holder"] == "杭州新名科技有限公司"
    assert said(paper)["certificate_number"] == "软著变补字第201812345号"


def test_a_works_certificate(draw: Drawer) -> None:
    paper = only(
        draw.pdf(
            titled(
                "作 品 登 记 证 书",
                ("登 记 号：", "国作登字-2021-F-00268255"),
                ("作品名称：", "星云小熊"),
                ("作品类别：", "美术作品"),
                ("作    者：", "李晓明、王芳"),
                ("著作权人：", "杭州星云科技有限公司"),
                ("创作完成日期：", "2020年11月02日"),
                ("首次发表日期：", "2020年12月01日"),
                ("登记日期：", "2021年3月15日"),
            )
        )
    )
    assert paper.kind is PaperKind.WORKS_REGISTRATION
    assert said(paper) == {
        "registration_number": "国作登字-2021-F-00268255",
        "name": "星云小熊",
        "work": "art",
        "authors": ("李晓明", "王芳"),
        "holder": "杭州星云科技有限公司",
        "created_on": "2020-11-02",
        "first_published_on": "2020-12-01",
        "registered_on": "2021-03-15",
    }


@pytest.mark.parametrize(
    ("printed", "meant"),
    [
        ("2009-F-020560", "2009-F-020560"),
        ("作登字:10-2010-J-240号", "作登字10-2010-J-240"),
        ("国作登字-2021-F-00268255号", "国作登字-2021-F-00268255"),
    ],
)
def test_older_numbers_of_works(draw: Drawer, printed: str, meant: str) -> None:
    page = titled(
        "作品登记证书",
        ("登记号：", printed),
        ("作品名称：", "星云小熊"),
        ("著作权人：", "杭州星云科技有限公司"),
        ("创作完成日期：", "2009年5月"),
    )
    paper = only(draw.pdf(page))
    assert paper.fields["registration_number"].value == meant
    created = paper.fields["created_on"]
    assert (created.value, created.state) == ("2009-05", Certainty.LOOK)
    assert "without a day" in created.why


def test_a_patent_and_never_the_applicant_of_the_filing_day(draw: Drawer) -> None:
    paper = only(
        draw.pdf(
            titled(
                "发明专利证书",
                ("证书号第", "4821357号"),
                ("发明名称：", "一种课程冲突检测方法"),
                ("专利权人：", "杭州星云科技有限公司"),
                ("地    址：", "杭州市西湖区一号"),
                ("发 明 人：", "李晓明;王芳"),
                ("专 利 号：", "ZL 2020 1 0430096.0"),
                ("授权公告号：", "CN 111599999 B"),
                ("专利申请日：", "2020年05月20日"),
                ("授权公告日：", "2022年08月16日"),
                ("申请日时申请人：", "    杭州旧名科技有限公司"),
            )
        )
    )
    assert paper.kind is PaperKind.PATENT
    told = {key: paper.fields[key].value for key in ("name", "registration_number", "holder")}
    assert told == {
        "name": "一种课程冲突检测方法",
        "registration_number": "ZL202010430096.0",
        "holder": "杭州星云科技有限公司",
    }
    assert paper.fields["filed_on"].value == "2020-05-20"
    assert paper.fields["granted_on"].value == "2022-08-16"
    assert paper.fields["patent_kind"].value == "invention"
    assert paper.fields["inventors"].value == ("李晓明", "王芳")


def test_a_trademark_and_never_its_second_number(draw: Drawer) -> None:
    page = [
        Ink(240, 60, "第 10001234 号"),
        Ink(180, 100, "商标注册证", 26),
        Ink(70, 260, "核定使用商品/服务项目（国际分类：9）"),
        Ink(70, 285, "可下载的软件；计算机"),
        *rows(
            ("注册人", "杭州星云科技有限公司"),
            ("注册人地址", "杭州市西湖区一号"),
            ("注册日期", "2022年11月21日"),
            ("有效期至", "2032年11月20日"),
            y=330,
        ),
        Ink(400, 800, "2C3917439ZC"),
    ]
    paper = only(draw.pdf(page))
    assert paper.kind is PaperKind.TRADEMARK
    assert said(paper) == {
        "registration_number": "10001234",
        "holder": "杭州星云科技有限公司",
        "classes": ("9",),
        "registered_on": "2022-11-21",
        "expires_on": "2032-11-20",
    }


def test_a_title_with_blanks_in_it_has_no_label(draw: Drawer) -> None:
    page = [
        Ink(70, 60, "第 41275836 号"),
        Ink(180, 100, "商 标 注 册 证", 26),
        Ink(200, 180, "衡泽数据", 22),
        *rows(
            ("核定使用商品/服务项目（国际分类：42）", ""),
            ("注 册 人", "浙江衡泽数据科技有限公司"),
            ("注册日期", "2020年06月14日"),
            ("有效期至", "2030年06月13日"),
            y=220,
        ),
    ]
    (paper,) = read(draw.pdf(page))
    name = paper.fields["name"]
    assert (name.value, name.state) == ("衡泽数据", Certainty.LOOK)


def test_a_power_of_attorney_a_licence_and_a_card_in_one_file(draw: Drawer) -> None:
    attorney = titled(
        "授权委托书",
        ("委托人：", "杭州星云科技有限公司"),
        ("统一社会信用代码：", "        91350100M000100Y43"),
        ("受托人：", "Acme Rights Agency Ltd."),
        ("授权期限：", "自2024年1月1日至2027年12月31日"),
    )
    licence = titled(
        "营业执照（副本）",
        ("统一社会信用代码", "     91350100M000100Y43"),
        ("名    称", "杭州星云科技有限公司"),
        ("类    型", "有限责任公司"),
        ("法定代表人", "李晓明"),
    )
    card = rows(
        ("姓 名", "李晓明"),
        ("性 别", "男"),
        ("住 址", "杭州市西湖区一号"),
        ("公民身份号码", "11010519491231002X"),
    )
    papers = read(draw.pdf(attorney, licence, card))
    assert [(paper.kind, paper.page, paper.pages) for paper in papers] == [
        (PaperKind.POWER_OF_ATTORNEY, 1, 1),
        (PaperKind.BUSINESS_LICENCE, 2, 1),
        (PaperKind.IDENTITY_CARD, 3, 1),
    ]
    assert said(papers[0]) == {
        "holder": "杭州星云科技有限公司",
        "agent": "Acme Rights Agency Ltd.",
        "identification_number": "91350100M000100Y43",
        "expires_on": "2027-12-31",
    }
    assert said(papers[1]) == {
        "holder": "杭州星云科技有限公司",
        "identification_number": "91350100M000100Y43",
    }
    assert said(papers[2]) == {
        "holder": "李晓明",
        "identification_number": "11010519491231002X",
    }


def test_pages_behind_the_last_that_is_read_are_told(
    draw: Drawer, software: list[Ink], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert source.MOST_PAGES == 200
    monkeypatch.setattr(source, "MOST_PAGES", 2)
    certificate, rest = read(draw.pdf(software, [], software, software, software))
    assert (certificate.kind, certificate.page, certificate.pages) == (
        PaperKind.SOFTWARE_REGISTRATION,
        1,
        2,
    )
    assert (rest.kind, rest.page, rest.pages) == (PaperKind.UNKNOWN, 3, 3)
    assert rest.why == "only the first 200 pages of a file are read: split it"
    (told,) = compare(
        {"name": str(said(certificate)["name"])}, {"certificate.file": [certificate, rest]}
    )
    assert told.is_warning
    assert told.message == (
        "what stands behind page 2 cannot be compared: "
        "only the first 200 pages of a file are read: split it"
    )
    assert len(read(draw.pdf(software, [], name="two.pdf"))) == 1


@pytest.mark.parametrize("version", ["18.7", "Y8.7", "8.7", "∨8.7", "U 8 . 7"])
def test_a_name_that_may_end_with_its_version_is_looked_at(draw: Drawer, version: str) -> None:
    words = (
        ("证书号：", "软著登字第15980140号"),
        ("软件名称：", "星云智能排课系统"),
        ("", version),
    )
    paper = only(draw.pdf(titled("计算机软件著作权登记证书", *words, *SOFTWARE[5:])))
    name = paper.fields["name"]
    assert (name.state, name.why) == (Certainty.LOOK, "what stands at its end may be a version")
    assert "version" in paper.left_out


def test_an_app_certification_is_no_certificate(draw: Drawer) -> None:
    paper = only(
        draw.pdf(
            titled(
                "APP电子版权认证证书",
                ("认证号：", "2026SA0027426"),
                ("软件名称：", "星云排课系统"),
                ("著作权人：", "杭州星云科技有限公司"),
                ("登记号：", "2026SA0027426"),
            )
        )
    )
    assert (paper.kind, dict(paper.fields)) == (PaperKind.UNKNOWN, {})


def test_a_title_with_two_labels_cannot_be_read(draw: Drawer) -> None:
    page = titled(
        "计算机软件著作权登记证书",
        ("软件名称：", "星云排课系统"),
        ("著作权人：", "杭州星云科技有限公司"),
    )
    paper = only(draw.pdf(page))
    assert dict(paper.fields) == {}
    assert "name" in paper.left_out
    assert paper.why == "too few of its labels could be found"


def test_a_character_of_the_fonts_own_is_a_gap_and_not_sure(draw: Drawer) -> None:
    page = titled(
        "计算机软件著作权登记证书",
        ("软件名称：", "星\ue123排课系统"),
        ("著作权人：", "杭州星云科技有限公司"),
        ("登记号：", "2022SR1417580"),
    )
    name = only(draw.pdf(page)).fields["name"]
    assert name.state is Certainty.LOOK


def test_a_wrong_check_digit_is_not_sure(draw: Drawer) -> None:
    page = titled(
        "营业执照",
        ("统一社会信用代码", "     91350100M000100Y44"),
        ("名    称", "杭州星云科技有限公司"),
        ("类    型", "有限责任公司"),
    )
    code = only(draw.pdf(page)).fields["identification_number"]
    assert code.state is Certainty.LOOK
    assert "check digit" in code.why


def test_what_is_no_paper(tmp_path: Path) -> None:
    text = tmp_path / "a.txt"
    text.write_text("no paper")
    with pytest.raises(PaperUnreadable, match="no picture and no PDF"):
        read(text)
    with pytest.raises(PaperUnreadable, match="cannot be read"):
        read(tmp_path / "nowhere.pdf")
    broken = tmp_path / "b.pdf"
    broken.write_bytes(b"%PDF-1.7 and then nothing")
    with pytest.raises(PaperUnreadable, match="damaged PDF"):
        read(broken)


def test_a_reading_is_kept_by_the_files_content(
    draw: Drawer, software: list[Ink], tmp_path: Path
) -> None:
    cache = tmp_path / "readings"
    path = draw.pdf(software)
    first = read(path, cache=cache)
    (place,) = cache.iterdir()
    place.write_text(
        place.read_text(encoding="utf-8").replace("星云排课", "彗星排课"), encoding="utf-8"
    )
    other = path.rename(tmp_path / "other.pdf")
    again = read(other, cache=cache)
    assert first[0].fields["short_name"].value == "星云排课"
    assert again[0].fields["short_name"].value == "彗星排课"
    assert again[0].file == str(other)
    place.write_text("{", encoding="utf-8")
    assert read(other, cache=cache)[0].fields["short_name"].value == "星云排课"


@pytest.mark.parametrize(
    ("notice", "holder"),
    [
        ("© 2019 年华科技有限公司 版权所有", "年华科技有限公司"),
        ("© 2019年杭州星云科技有限公司 版权所有", "杭州星云科技有限公司"),
        ("© 2019-2022 杭州星云科技有限公司", "杭州星云科技有限公司"),
        ("Copyright © 2019年至2022年 杭州星云科技有限公司", "杭州星云科技有限公司"),
    ],
)
def test_the_year_of_a_notice_is_no_part_of_its_owner(
    draw: Drawer, notice: str, holder: str
) -> None:
    page = [Ink(30, 30, "星云排课系统 V2.0", 18), Ink(60, 200, "课程"), Ink(150, 780, notice, 12)]
    assert only(draw.pdf(page)).fields["holder"].value == holder


def test_a_certificate_of_today_is_known_by_its_labels_where_its_title_is_lost(
    draw: Drawer,
) -> None:
    rest = [pair for pair in SOFTWARE if "日期" not in pair[0]]
    (paper,) = read(draw.pdf([Ink(150, 90, "登记证书", 26), *rows(*rest)]))
    assert paper.kind is PaperKind.SOFTWARE_REGISTRATION
    assert paper.fields["registration_number"].value == "2022SR1417580"


def test_a_certificate_without_its_title_is_no_operating_page(draw: Drawer) -> None:
    some = [pair for pair in SOFTWARE if "日期" not in pair[0] and "范" not in pair[0]]
    (paper,) = read(draw.pdf([Ink(150, 90, "登记证书", 26), *rows(*some)]))
    assert (paper.kind, paper.fields) == (PaperKind.UNKNOWN, {})
    assert paper.why == "its labels are a certificate's, but its title cannot be read"
    (paper,) = read(draw.pdf([*rows(*some), Ink(70, 780, f"版权所有 © {SOFTWARE[5][1]}")]))
    assert paper.kind is PaperKind.OPERATING_PAGE


_SPACED = (
    ("商 标 注 册 证", "注册人 注册日期 有效期至"),
    ("作 品  登 记 证 书", "作品名称 著作权人 作者"),
    ("发 明  专 利 证 书", "发明名称 专利权人 专利号"),
    ("软 件 著 作 权 登 记 事 项  变 更 证 明", "软件名称 变更事项 登记号"),
    ("营 业  执 照", "名称 类型 住所"),
    ("授 权  委 托 书", "委托人 受托人 有效期至"),
)
"""Titles whose letters stand apart, one word further apart, each with labels below it."""


@pytest.mark.parametrize(("title", "labels"), _SPACED, ids=[one[0] for one in _SPACED])
def test_no_word_of_a_title_is_a_value(draw: Drawer, title: str, labels: str) -> None:
    below = [(label, "2032年11月20日 竹语") for label in labels.split()]
    (paper,) = read(draw.pdf([Ink(70, 90, title, 20), *rows(*below)]))
    words = title.replace(" ", "")
    values = [str(field.value) for field in paper.fields.values()]
    assert values
    assert not [value for value in values if value in words]


def test_a_title_in_two_rows_is_no_value(draw: Drawer) -> None:
    page = [
        Ink(70, 60, "计算机软件", 26),
        Ink(70, 100, "著 作 权  登 记 证 书", 26),
        *rows(
            ("软件名称：", "竹语软件 V1.0"),
            ("登记号：", "2022SR0671096"),
            ("权利范围：", "全部权利"),
        ),
    ]
    (paper,) = read(draw.pdf(page))
    assert {key: field.value for key, field in paper.fields.items()} == {
        "name": "竹语软件",
        "version": "V1.0",
        "registration_number": "2022SR0671096",
        "rights_scope": "all",
    }


@pytest.mark.parametrize("repeated", ["商标注册证", "注册证", "国家知识产权局"])
def test_a_value_that_is_a_titles_words_is_looked_at(draw: Drawer, repeated: str) -> None:
    page = titled(
        "商标注册证",
        ("商标名称：", repeated),
        ("注册人：", "杭州星云科技有限公司"),
        ("注册日期：", "2022年11月21日"),
    )
    (paper,) = read(draw.pdf(page))
    assert paper.fields["name"].state is Certainty.LOOK
    assert paper.fields["holder"].state is Certainty.SURE


@pytest.mark.parametrize(
    ("left", "state"), [(70, Certainty.SURE), (200, Certainty.LOOK)], ids=["in a column", "alone"]
)
def test_a_mark_is_sure_where_its_label_is_one(draw: Drawer, left: int, state: Certainty) -> None:
    page = [
        *titled("商标注册证", ("注册人", "杭州星云科技有限公司"), ("注册日期", "2022年11月21日")),
        Ink(left, 150, "商标"),
        Ink(left + 130, 150, "竹语"),
    ]
    (paper,) = read(draw.pdf(page))
    assert (paper.fields["name"].value, paper.fields["name"].state) == ("竹语", state)


@pytest.mark.parametrize(
    ("sentence", "end"),
    [
        ("本授权自2026年11月23日起生效，有效期至2028年11月22日。", "2028-11-22"),
        ("委托期限自2026年9月14日起至2029年9月13日止，期满自动终止。", "2029-09-13"),
        ("本授权自2026年11月23日起生效。", None),
        ("所涉商标的专用权期限自2020年5月14日至2030年5月13日。", None),
    ],
)
def test_a_power_of_attorney_may_say_in_a_sentence_until_when_it_counts(
    draw: Drawer, sentence: str, end: str | None
) -> None:
    page = titled(
        "授权委托书",
        ("委托人：", "杭州星云科技有限公司"),
        ("统一社会信用代码：", "91350100M000100Y43"),
        ("受托人：", "成都岷桥知识产权代理有限公司"),
    )
    paper = only(draw.pdf([*page, Ink(70, 640, sentence)]))
    assert said(paper).get("expires_on") == end


def test_pages_that_are_cut_out_again_are_the_same_file(draw: Drawer, software: list[Ink]) -> None:
    whole = draw.pdf(software, software[:3])
    first, second = (source.pages_of(whole, 2, 1) for _ in range(2))
    assert first == second
    assert first != source.pages_of(whole, 1, 1)
    picture = draw.png(software)
    parts = [(whole, 1, 0), (picture, 1, 1)]
    assert source.joined(parts) == source.joined(parts)
    cut = whole.with_name("cut.pdf")
    cut.write_bytes(first)
    assert len(PdfReader(cut, strict=True).pages) == 1


@pytest.mark.parametrize(
    ("lines", "holder"),
    [
        (["本公司（青鹤文化有限公司）系下列知识产权的权利人，现委托"], "青鹤文化有限公司"),
        (["我单位 （ 青鹤（苏州）文化有限公司 ） 委托"], "青鹤（苏州）文化有限公司"),
        (
            [
                "The undersigned, HERON AUDIO GMBH (Chinese name: 青鹤音响有限公司),",
                "hereby appoints",
            ],
            "青鹤音响有限公司",
        ),
        (["We, HERON AUDIO GMBH, a company of Germany, hereby appoint"], "HERON AUDIO GMBH"),
        (["We, HERON AUDIO CO., LTD., a company of Korea, appoint"], "HERON AUDIO CO., LTD."),
        (["We, the owners of the rights below, hereby appoint"], None),
        (["本公司（青鹤文化有限公司）与本公司（白鹭文化有限公司）共同委托"], None),
    ],
)
def test_who_gives_a_power_of_attorney_in_a_sentence(
    draw: Drawer, lines: list[str], holder: str | None
) -> None:
    inks = [Ink(150, 90, "授权委托书", 26)]
    inks += [Ink(70, 160 + 30 * at, line, 12) for at, line in enumerate(lines)]
    paper = only(draw.pdf(inks))
    assert paper.kind is PaperKind.POWER_OF_ATTORNEY
    found = paper.fields.get("holder")
    assert (found.value if found else None) == holder


def test_a_power_of_attorney_that_names_its_giver_in_two_languages_agrees_with_either(
    draw: Drawer,
) -> None:
    lines = ["The undersigned, HERON AUDIO GMBH (Chinese name: 青鹤音响有限公司),", "appoints"]
    inks = [Ink(150, 90, "授权委托书", 26)]
    inks += [Ink(70, 160 + 30 * at, line, 12) for at, line in enumerate(lines)]
    paper = only(draw.pdf(inks))
    for name, differs in (
        ("青鹤音响有限公司", False),
        ("HERON AUDIO GMBH", False),
        ("HERON AUDIOS GMBH", True),
        ("青鹤音响销售有限公司", True),
    ):
        found = compare({"holder.name": name}, {"power_of_attorney.file": [paper]})
        assert (
            "holder.name" in {one.key for one in found if one.code == "paper-differs"}
        ) == differs
