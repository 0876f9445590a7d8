"""Which rows of a list the names of files and folders are for."""

from __future__ import annotations

from pathlib import PurePosixPath

import pytest

from ipp_bot.manifest.file_words import slots_named
from ipp_bot.run.paper_names import RowNames, RowsByName

STAR, MOON = "杭州星云科技有限公司", "上海明月软件有限公司"
ROWS = (
    RowNames("AL-2026-01", "1", "2022SR0000001", ("星云排课", "排课"), "V1.0", STAR, "星云"),
    RowNames("AL-2026-011", "2", "2022SR0000002", ("星云排课",), "V2.0", STAR, "星云"),
    RowNames("AL-2026-02", "3", "33445566", ("海棠鲜生",), "", MOON, "明月"),
    RowNames(
        "AL-2026-03", "4", "粤作登字-2022-F-00013476", ("海棠鲜生门头插画",), "", MOON, "明月"
    ),
    RowNames("AL-2026-04", "5", "44556677", ("茗",), "", MOON, "明月"),
)


def named(path: str, owners: dict[str, set[int]] | None = None) -> tuple[list[int], bool]:
    places = {PurePosixPath(place): rows for place, rows in (owners or {}).items()}
    found = RowsByName(ROWS, places).named(PurePosixPath(path))
    return sorted(found.rows), found.is_plain


@pytest.mark.parametrize(
    ("path", "rows"),
    [
        ("AL-2026-02 证书.pdf", [2]),
        ("AL-2026-01-1.png", [0]),
        ("al_2026_011_截图.png", [1]),
        ("登记证书33445566.jpg", [2]),
        ("粤作登字－2022－F－00013476.pdf", [3]),
        ("海棠鲜生 图样.png", [2]),
        ("海棠鲜生门头插画.jpg", [3]),
        ("星云排课V2.0截图.png", [1]),
        ("星云排课.pdf", [0, 1]),
        ("排课表.pdf", [0]),
        ("茗.jpg", [4]),
        ("茗茶.jpg", []),
        ("3.pdf", [2]),
        ("03-证书.pdf", [2]),
        ("3 海棠鲜生.pdf", [2]),
        ("序号4.jpg", [3]),
        ("5月.pdf", []),
        ("第3类.pdf", []),
        ("3、证书/1.png", [2]),
        ("03 海棠鲜生/2.png", [2]),
        ("明月/3.png", []),
        ("IMG_2231.jpg", []),
    ],
)
def test_a_path_names_its_rows(path: str, rows: list[int]) -> None:
    assert named(path) == (rows, True)


@pytest.mark.parametrize(
    ("path", "rows"),
    [("03/海棠鲜生门头插画.jpg", [2, 3]), ("AL-2026-02/星云排课V1.0.png", [0, 2])],
)
def test_parts_of_a_path_that_name_different_rows_are_told(path: str, rows: list[int]) -> None:
    assert named(path) == (rows, False)


def test_a_folder_with_the_certificate_of_another_row_is_no_rows_own() -> None:
    assert named("海棠鲜生/门头.jpg", {"海棠鲜生": {2, 3}}) == ([], True)
    assert named("海棠鲜生/门头.jpg", {"海棠鲜生": {2}}) == ([2], True)


def test_numbers_before_names_do_not_count_where_a_certificate_speaks_against_them() -> None:
    assert named("5.png", {"3.pdf": {2}}) == ([4], True)
    assert named("5.png", {"3.pdf": {0}}) == ([], True)


def test_a_holder_or_client_in_a_path_names_all_its_rows_and_two_holders_none() -> None:
    names = RowsByName(ROWS, {})
    assert names.of_holder(PurePosixPath("明月/营业执照.jpg")) == {2, 3, 4}
    assert names.of_holder(PurePosixPath("杭州星云科技有限公司 执照.jpg")) == {0, 1}
    assert names.of_holder(PurePosixPath("星云 明月 执照.jpg")) == frozenset()


def test_a_part_of_a_title_names_its_row_where_no_other_title_has_it() -> None:
    titles = (
        "屿见品牌素材共享平台",
        "海岛之家产品摄影集",
        "一种模块化衣柜分隔件",
        "屿见会员共享平台",
    )
    rows = [RowNames(f"r{at}", "", "", (title,), "", "", "") for at, title in enumerate(titles)]
    names = RowsByName(rows, {})

    def rows_of(path: str) -> list[int]:
        return sorted(names.named(PurePosixPath(path)).rows)

    assert rows_of("软著/素材共享平台截图.png") == [0]
    assert rows_of("版权/海岛之家 样本.jpg") == [1]
    assert rows_of("新型-衣柜分隔件-评价报告.pdf") == [2]
    assert rows_of("共享平台-首页.png") == []
    assert rows_of("衣柜.png") == []


def test_a_company_may_be_called_in_short_and_its_number_finds_its_other_names() -> None:
    code, other = "91440305MAG0HRFT5L", "91440101MA5XXXXX1A"
    rows = [
        RowNames("a", "1", "", ("x",), "", "深圳市澜迹智能科技有限公司", "", code),
        RowNames("b", "2", "", ("y",), "", "SHENZHEN LANJI CO., LTD.", "", code),
        RowNames("c", "3", "", ("z",), "", "广州市朴木文化传播有限公司", "", other),
        RowNames("d", "4", "", ("w",), "", "林若溪", "", ""),
    ]
    names = RowsByName(rows, {})
    assert names.of_holder(PurePosixPath("主体/澜迹营业执照.pdf")) == {0, 1}
    assert names.of_holder(PurePosixPath("主体/朴木执照.jpg")) == {2}
    assert names.of_holder(PurePosixPath("主体/澜迹 朴木 执照.jpg")) == frozenset()
    assert names.of_holder(PurePosixPath("主体/深圳执照.jpg")) == frozenset()
    assert names.of_holder(PurePosixPath("主体/林若溪 身份证.pdf")) == {3}


@pytest.mark.parametrize(
    ("name", "keys"),
    [
        ("授权书.pdf", ("power_of_attorney.file",)),
        ("poa_2026.pdf", ("power_of_attorney.file",)),
        ("poa-0001-certificate.png", ("certificate.file", "proof.file")),
        ("营业执照副本.jpg", ("holder.identification.file",)),
        ("软著证书.pdf", ("certificate.file", "proof.file")),
        ("登录界面.png", ("screenshots",)),
        ("海棠鲜生 图样.png", ("work_samples", "mark_image")),
        ("续展证明.pdf", ("renewed",)),
        ("PC-06_评价报告.pdf", ("evaluation_report",)),
        ("永发BR 2026-27.pdf", ("holder.identification.file",)),
        ("商業登記證.pdf", ("holder.identification.file",)),
        ("00Firmaattest NORDVIK.pdf", ("holder.identification.file",)),
        ("登记事项证明.pdf", ("holder.identification.file",)),
        ("外贸备案表.pdf", ("holder.identification.file",)),
        ("软著-仓储V1.pdf", ("certificate.file", "proof.file")),
        ("版权-寻香记.pdf", ("certificate.file", "proof.file")),
        ("软著截图.png", ("screenshots",)),
        ("作品-灯市.jpg", ("work_samples", "mark_image")),
        ("作品登记表.pdf", ()),
        ("BRAND.pdf", ()),
        ("IMG_2231.jpg", ()),
    ],
)
def test_a_file_may_be_called_what_it_is(name: str, keys: tuple[str, ...]) -> None:
    assert slots_named(PurePosixPath(name)) == keys
