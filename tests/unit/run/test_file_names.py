"""What a list's columns say that files are called, and what names of files say beside that."""

from __future__ import annotations

from pathlib import PurePosixPath

import pytest

from ipp_bot.reading import PaperKind
from ipp_bot.run.client_papers import are_of_one_client
from ipp_bot.run.file_name_columns import file_name_columns
from ipp_bot.run.file_name_parts import cores, right_named
from ipp_bot.run.paper_names import RowNames, RowsByName


def row(name: str, file_name: str, right: PaperKind = PaperKind.TRADEMARK) -> RowNames:
    return RowNames("", "", "", (name,), "", "", "", "", (file_name,), right, file_name)


ROWS = (
    row("海岸", "海岸 25"),
    row("海岸", "海岸 22"),
    row("海岸", "EU 海岸"),
    row("云仓储管理系统", "仓储V1", PaperKind.SOFTWARE_REGISTRATION),
    row("云仓储管理系统", "仓储V11", PaperKind.SOFTWARE_REGISTRATION),
    row("山泉", "山泉"),
    row("山泉插画", "山泉", PaperKind.WORKS_REGISTRATION),
    row("小鹿", "小鹿"),
    row("小鹿形象画", "小鹿形象", PaperKind.WORKS_REGISTRATION),
)


@pytest.mark.parametrize(
    ("path", "rows"),
    [
        ("商标证-海岸 25.pdf", [0]),
        ("图样_海岸-22.png", [1]),
        ("图样-海岸 18.png", []),
        ("图样-EU海岸(2).jpg", [2]),
        ("软著-仓储V1.pdf", [3]),
        ("界面-仓储V1(1).jpg", [3]),
        ("界面-仓储V1 (1).jpg", [3]),
        ("界面-仓储V1①.jpg", [3]),
        ("仓储V11-登记证书 扫描件.pdf", [4]),
        ("2026.11.3 仓储V1 截图02.png", [3]),
        ("商标证-山泉.pdf", [5]),
        ("版权-山泉.pdf", [6]),
        ("山泉.jpg", [5, 6]),
        ("作品-小鹿形象.jpg", [8]),
        ("商标证-小鹿+山泉（2张）.pdf", [5, 7]),
        ("客户甲/客户甲-软著-仓储V1.pdf", [3]),
    ],
)
def test_a_name_for_files_tells_its_row_and_no_longer_one(path: str, rows: list[int]) -> None:
    found = RowsByName(ROWS, {}).named(PurePosixPath(path))
    assert sorted(found.rows) == rows


def test_only_names_that_are_joined_are_of_several_rows() -> None:
    names = RowsByName(ROWS, {})
    assert names.named(PurePosixPath("商标证-小鹿+山泉.pdf")).is_joint
    assert not names.named(PurePosixPath("山泉.jpg")).is_joint


def test_a_folder_called_like_a_row_is_not_its_own_where_other_rows_papers_lie() -> None:
    names = RowsByName(ROWS, {PurePosixPath("01 小鹿"): {3, 7}})
    assert names.named(PurePosixPath("01 小鹿/IMG_1.jpg")).rows == frozenset()


def test_what_stands_between_two_numbers_is_not_passed_over() -> None:
    assert [*cores("v1(1)")] == [("v1(1",), ("v1",)]
    assert [*cores("a03-2 证书")] == [("a03 2证书",), ("a03 2",), ("a03",)]


@pytest.mark.parametrize(
    ("stem", "kind"),
    [
        ("软著-x", PaperKind.SOFTWARE_REGISTRATION),
        ("商标证-x", PaperKind.TRADEMARK),
        ("外观图-x-主视图", PaperKind.PATENT),
        ("版权-x", PaperKind.WORKS_REGISTRATION),
        ("图样-x", None),
        ("软件作品-x", None),
    ],
)
def test_words_of_a_name_may_tell_the_right(stem: str, kind: PaperKind | None) -> None:
    assert right_named(stem) is kind


def test_a_column_is_known_by_the_files_that_its_texts_name() -> None:
    texts = {
        ("表", 2): {"存放名": "仓储V1", "类": "25", "说明": "客户手机拍的"},
        ("表", 3): {"存放名": "直播", "类": "9", "说明": "有简称"},
        ("表", 4): {"存放名": "面单", "类": "25"},
    }
    paths = [PurePosixPath("软著-仓储V1.pdf"), PurePosixPath("a/界面-直播(1).jpg")]
    found = file_name_columns(texts, [*paths, PurePosixPath("图样-25.png")], ())
    assert found.titles == ("存放名",)
    assert found.names["表", 3] == ("直播",)


def test_a_text_that_all_rows_share_names_no_files() -> None:
    texts = {("表", at): {"国家": "中国"} for at in (2, 3, 4)}
    assert file_name_columns(texts, [PurePosixPath("中国.pdf")], ()).titles == ()


@pytest.mark.parametrize(
    ("holders", "is_one"),
    [
        (("四川椒源食品股份有限公司", "SICHUAN JIAOYUAN FOOD CO., LTD."), True),
        (("NORDVIK OUTDOOR AS", "NORDVIK OUTDOORS AS", "诺德维克户外用品有限公司"), True),
        (("四川椒源食品股份有限公司", "成都蓝格云软件有限公司"), False),
        (("NORDVIK OUTDOOR AS", "SORABIT COSMETICS CO., LTD."), False),
        (("",), False),
    ],
)
def test_a_client_may_have_a_chinese_and_a_foreign_name(
    holders: tuple[str, ...], *, is_one: bool
) -> None:
    rows = [RowNames("", "", "", (), "", holder, "") for holder in holders]
    assert are_of_one_client(rows) is is_one


def test_a_clients_number_or_name_in_the_list_tells_more_than_the_holders_names() -> None:
    first = RowNames("", "", "", (), "", "甲公司", "", "91510109MAGDH7B26H")
    other = RowNames("", "", "", (), "", "JIA LTD.", "", "915118236611261291")
    assert not are_of_one_client([first, other])
    one, two = (RowNames("", "", "", (), "", name, "K-1") for name in ("甲公司", "乙公司"))
    assert are_of_one_client([one, two])
