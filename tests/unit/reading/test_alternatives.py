"""Papers that offer a second value, correct one or cross one out: none of these is sure."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from PIL import ImageDraw

from ipp_bot.reading import Certainty, Paper, PaperKind, read
from tests.unit.reading.conftest import SOFTWARE, Drawer, Ink, rows, titled

pytest.importorskip("rapidocr", reason="the extra `read` is not installed")

Rows = Sequence[tuple[str, str]]
CODE = "91310000MA1K35XA76"
TITLE = "计算机软件著作权登记证书"
WORK: Rows = (
    ("登记号：", "国作登字-2021-F-00268255"),
    ("作品名称：", "晨雾系列插画"),
    ("作品类别：", "美术作品"),
    ("作者：", "李小明"),
    ("著作权人：", "青岛海风文化传媒有限公司"),
    ("创作完成日期：", "2020年05月06日"),
    ("登记日期：", "2021年03月04日"),
)
MARK: Rows = (
    ("注册号：", "31234567"),
    ("商标：", "云岚"),
    ("国际分类：", "9"),
    ("注册人：", "厦门云岚贸易有限公司"),
    ("注册日期：", "2019年03月07日"),
    ("有效期至：", "2029年03月06日"),
)
ATTORNEY: Rows = (
    ("委托人：", "杭州星云科技有限公司"),
    ("受托人：", "上海知产代理有限公司"),
    ("授权事项：", "在阿里巴巴知识产权保护平台提交投诉"),
    ("有效期至：", "2028年12月31日"),
)
PATENT: Rows = (
    ("发明名称：", "一种图像识别装置"),
    ("专利号：", "ZL201710601862.3"),
    ("专利申请日：", "2017年07月21日"),
    ("专利权人：", "苏州识图科技有限公司"),
    ("授权公告日：", "2019年05月10日"),
)


def changed(rows: Rows, label: str, value: str) -> Rows:
    """The rows with another value behind that label."""
    bare = label.replace(" ", "")
    assert any(one.replace(" ", "").startswith(bare) for one, _ in rows)
    return [(one, value if one.replace(" ", "").startswith(bare) else old) for one, old in rows]


SOFTWARE_CASES: Sequence[tuple[str, str, str]] = (
    ("completed_on", "开发完成日期", "2021-08-13 或 2021-08-14"),
    ("completed_on", "开发完成日期", "2021年08月13日/14日"),
    ("completed_on", "开发完成日期", "2021年08月13日（更正为2021年08月14日）"),
    ("completed_on", "开发完成日期", "2021年08月13日 2021年09月13日"),
    ("completed_on", "开发完成日期", "2021年08月13日至2021年09月30日"),
    ("completed_on", "开发完成日期", "2021年8-9月"),
    ("completed_on", "开发完成日期", "2021年08月13日前后"),
    ("completed_on", "开发完成日期", "约2021年08月13日"),
    ("completed_on", "开发完成日期", "2021年8月13（14）日"),
    ("completed_on", "开发完成日期", "原2021年08月13日现2021年08月14日"),
    ("first_published_on", "首次发表日期", "未发表（更正为2022年01月05日）"),
    ("first_published_on", "首次发表日期", "2022年01月05日 or 2022年01月06日"),
    ("holder", "著作权人", "杭州星云科技有限公司（曾用名：杭州星河科技有限公司）"),
    ("holder", "著作权人", "杭州星云科技有限公司 杭州星河科技有限公司"),
    ("holder", "著作权人", "张三/李四"),
    ("holder", "著作权人", "杭州星云科技有限公司，现杭州星河科技有限公司"),
    ("acquisition", "权利取得方式", "原始取得/继受取得（受让）"),
    ("acquisition", "权利取得方式", "原始取得 受让"),
    ("rights_scope", "权利范围", "全部权利（不含署名权）"),
    ("rights_scope", "权利范围", "全部权利或部分权利"),
    ("registration_number", "登记号", "2022SR1417580 更正为 2022SR1417581"),
    ("registration_number", "登记号", "2022SR1417580（原12345678号）"),
    ("completed_on", "开发完成日期", "2021年08月13日*"),
)
OTHER_CASES: Sequence[tuple[str, str, Rows, str, str]] = (
    ("name", "作品登记证书", WORK, "作品名称", "晨雾系列插画／暮雨系列插画"),
    ("name", "作品登记证书", WORK, "作品名称", "晨雾系列插画（原名暮雨插画）"),
    ("authors", "作品登记证书", WORK, "作者", "李小明或王大力"),
    ("work", "作品登记证书", WORK, "作品类别", "美术作品/文字作品"),
    ("created_on", "作品登记证书", WORK, "创作完成日期", "2020.05.06-08"),
    ("classes", "商标注册证", MARK, "国际分类", "9-12"),
    ("classes", "商标注册证", MARK, "国际分类", "9类更正为35类"),
    ("expires_on", "商标注册证", MARK, "有效期至", "2029年03月06日或2039年03月06日"),
    ("expires_on", "授权委托书", ATTORNEY, "有效期至", "2028年12月31日（更改：2029年12月31日）"),
    ("expires_on", "授权委托书", ATTORNEY, "有效期至", "2028年12月31日 2027年12月31日"),
    ("holder", "授权委托书", ATTORNEY, "委托人", "杭州星云科技有限公司或上海星河科技有限公司"),
    ("registration_number", "发明专利证书", PATENT, "专利号", "ZL201710601862.3/ZL201710601863.4"),
)


def looked_at(paper: Paper, key: str) -> None:
    field = paper.fields.get(key)
    assert field is None or field.state is Certainty.LOOK, (key, field)
    assert key not in paper.says_none


def test_no_value_that_the_paper_leaves_open_is_sure(draw: Drawer) -> None:
    pages = [titled(TITLE, *changed(SOFTWARE, label, value)) for _, label, value in SOFTWARE_CASES]
    pages += [titled(title, *changed(rows, label, to)) for _, title, rows, label, to in OTHER_CASES]
    papers = read(draw.pdf(*pages))
    keys = [case[0] for case in SOFTWARE_CASES] + [case[0] for case in OTHER_CASES]
    assert len(papers) == len(keys)
    for paper, key in zip(papers, keys, strict=True):
        looked_at(paper, key)


PLAIN_CASES: Sequence[tuple[str, str, Rows, str, str, object]] = (
    ("completed_on", TITLE, SOFTWARE, "开发完成日期", "于2021年08月13日（星期五）", "2021-08-13"),
    ("completed_on", TITLE, SOFTWARE, "开发完成日期", "2021-08-13 09:30:15", "2021-08-13"),
    ("rights_scope", TITLE, SOFTWARE, "权利范围", "部分权利（复制权、发行权）", "partial"),
    ("holder", TITLE, SOFTWARE, "著作权人", "星云科技有限公司工会", "星云科技有限公司工会"),
    ("work", "作品登记证书", WORK, "作品类别", "美术作品（实用艺术）", "art"),
    ("authors", "作品登记证书", WORK, "作者", "李小明、王大力", ("李小明", "王大力")),
    ("expires_on", "授权委托书", ATTORNEY, "有效期至", "2024年1月1日至2028年12月31日止，逾期失效。",
     "2028-12-31"),
    ("expires_on", "商标注册证", MARK, "有效期至", "2019年03月07日至2029年03月06日", "2029-03-06"),
    ("classes", "商标注册证", MARK, "国际分类", "9、42", ("9", "42")),
)  # fmt: skip


def test_what_belongs_to_a_value_leaves_it_sure(draw: Drawer) -> None:
    pages = [
        titled(title, *changed(rows, label, to)) for _, title, rows, label, to, _ in PLAIN_CASES
    ]
    for paper, (key, *_, value) in zip(read(draw.pdf(*pages)), PLAIN_CASES, strict=True):
        field = paper.fields[key]
        assert (field.value, field.state, field.why) == (value, Certainty.SURE, ""), field


def test_a_label_twice_with_different_values(draw: Drawer) -> None:
    (paper,) = read(draw.pdf(titled(TITLE, *SOFTWARE, ("开发完成日期：", "2021年09月13日"))))
    field = paper.fields["completed_on"]
    assert (field.state, field.candidates) == (Certainty.LOOK, ("2021-08-13", "2021-09-13"))


@pytest.mark.parametrize(
    "note", ["更正：著作权人有误，以此为准", "登记日期有误，应为2022年3月9日", "作废"]
)
def test_a_note_that_corrects_the_paper_makes_nothing_sure(draw: Drawer, note: str) -> None:
    (paper,) = read(draw.pdf([*titled(TITLE, *SOFTWARE), Ink(70, 700, note)]))
    assert paper.kind is PaperKind.SOFTWARE_REGISTRATION
    assert {field.state for field in paper.fields.values()} == {Certainty.LOOK}


@pytest.mark.parametrize(
    ("key", "value", "above"),
    [
        ("completed_on", "2021年08月13日", "2021年08月14日"),
        ("registration_number", "2022SR1417580", "2022SR1417581"),
    ],
)
def test_a_small_value_above_another_is_none_of_the_label_before(
    draw: Drawer, software: list[Ink], key: str, value: str, above: str
) -> None:
    at = next(ink for ink in software if ink.text == value)
    (paper,) = read(draw.pdf([*software, Ink(at.x + 10, at.y - 12, above, 8)]))
    looked_at(paper, key)
    assert paper.fields["holder"].value == "杭州星云科技有限公司"
    assert paper.fields["rights_scope"].value == "all"


def test_the_translation_of_a_label_is_no_part_of_its_value(draw: Drawer) -> None:
    words = {"软 件 名 称：": "软件名称 Software Name", "著 作 权 人：": "著作权人 Copyright Owner"}
    pairs = [(words.get(label, label), value) for label, value in SOFTWARE]
    (paper,) = read(draw.pdf([Ink(150, 90, TITLE, 26), *rows(*pairs, column=280)]))
    assert paper.fields["holder"].value == "杭州星云科技有限公司"
    assert paper.fields["name"].value == "星云智能排课与教务综合管理系统（企业版）"
    apart = [Ink(70, 160, "名称 Name"), *titled("营业执照", ("统一社会信用代码：", CODE))]
    (licence,) = read(draw.pdf(apart))
    assert "holder" not in licence.fields


def test_two_papers_on_one_page_make_nothing_sure(draw: Drawer) -> None:
    above = [
        Ink(ink.x, ink.y * 0.48, ink.text, ink.size * 0.6) for ink in titled("商标注册证", *MARK)
    ]
    below = [Ink(ink.x, ink.y + 360, ink.text, ink.size) for ink in above]
    beside = [
        Ink(150, 90, "商标注册证", 20),
        Ink(380, 90, "商标注册证", 20),
        *titled("", *MARK)[1:],
    ]
    for paper in read(draw.pdf([*above, *below], beside)):
        assert paper.kind is PaperKind.TRADEMARK
        assert {field.state for field in paper.fields.values()} == {Certainty.LOOK}


def test_the_code_of_the_agent_is_not_the_holders(draw: Drawer) -> None:
    code = ("统一社会信用代码：", CODE)
    first, second, *rest = ATTORNEY
    papers = read(
        draw.pdf(
            titled("授权委托书", first, second, code, *rest),
            titled("授权委托书", second, code, first, *rest),
        )
    )
    assert ["identification_number" in paper.fields for paper in papers] == [False, False]


def test_what_a_line_crosses_out_is_not_sure(draw: Drawer, software: list[Ink]) -> None:
    image = draw.image(software)
    at = next(ink for ink in software if ink.text == "2021年08月13日")
    middle = (at.y - at.size * 0.38) * 2
    drawing = ImageDraw.Draw(image)
    drawing.line((at.x * 2 - 4, middle + 3, at.x * 2 + 200, middle - 2), "red", 2)
    under = next(ink for ink in software if ink.text == "2022SR1417580")
    drawing.line((under.x * 2, under.y * 2 + 5, under.x * 2 + 220, under.y * 2 + 5), "black", 2)
    path = draw.png(software).with_name("crossed.png")
    image.save(path)
    (paper,) = read(path)
    looked_at(paper, "completed_on")
    assert paper.fields["registration_number"].state is Certainty.SURE
