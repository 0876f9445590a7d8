"""Names that are one, and names that are not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ipp_bot.manifest import same_name
from ipp_bot.manifest.names import (
    differ_in_writing_only,
    name_and_short_name,
    names_in_two_languages,
)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Acme Rights Agency Ltd.", "ACME RIGHTS AGENCY LIMITED"),
        ("Acme Co., Ltd.", "Acme Company Limited"),
        ("Acme Co.,Ltd", "ACME CO. LTD."),
        ("Acme Inc.", "Acme, Incorporated"),
        ("Acme L.L.C.", "Acme LLC"),
        ("Smith & Sons Ltd", "Smith and Sons Ltd."),
        ("杭州星云科技有限公司", " 杭州星云科技 有限公司 "),
        ("星云（杭州）科技有限公司", "星云(杭州)科技有限公司"),
        ("星云【杭州】科技有限公司", "星云(杭州)科技有限公司"),
        ("Ａｃｍｅ Ltd", "Acme Ltd"),
        ("杭州星云科技有限责任公司", "杭州星云科技有限公司"),
    ],
)
def test_same(first: str, second: str) -> None:
    assert same_name(first, second)
    assert same_name(second, first)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Acme Ltd.", "Acme Inc."),
        ("杭州星云科技有限公司", "北京星云科技有限公司"),
        ("星云（杭州）科技有限公司", "星云科技有限公司"),
        ("杭州星云科技有限公司", "杭州星云科技股份有限公司"),
        ("Acme Rights Agency Ltd.", "杭州星云科技有限公司"),
    ],
)
def test_different(first: str, second: str) -> None:
    assert not same_name(first, second)


@given(st.text(max_size=30))
def test_a_name_is_itself(name: str) -> None:
    assert same_name(name, f" {name}\u3000")


@pytest.mark.parametrize("dot", ["·", "•", "‧", "・", "∙", "⋅", "･"])
def test_middle_dots_are_one(dot: str) -> None:
    assert same_name(f"阿依古丽{dot}买买提", "阿依古丽·买买提")


@pytest.mark.parametrize(
    ("first", "second", "only"),
    [
        ("龍騰科技有限公司", "龙腾科技有限公司", True),
        ("髙桥商贸", "高桥商贸", True),
        ("華東電器實業", "华东电器实业", True),
        ("臺灣雲端軟體", "台湾云端软体", True),
        ("⻘岛科技", "青岛科技", True),
        ("龙腾科技", "龙腾科技", False),
        ("龍騰科技", "龙飞科技", False),
    ],
)
def test_names_that_differ_in_writing_only(first: str, second: str, *, only: bool) -> None:
    assert differ_in_writing_only(first, second) is only


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("北岭户外有限公司 NORTH RIDGE AS", ("北岭户外有限公司", "NORTH RIDGE AS")),
        ("NORTH RIDGE AS 北岭户外有限公司", ("NORTH RIDGE AS", "北岭户外有限公司")),
        ("北岭户外有限公司（NORTH RIDGE AS）", ("北岭户外有限公司", "NORTH RIDGE AS")),
        (
            "北岭（中国）公司 RIDGE (CHINA) CO., LTD.",
            ("北岭（中国）公司", "RIDGE (CHINA) CO., LTD."),
        ),
        ("株式会社青空　AOZORA CO., LTD.", ("株式会社青空", "AOZORA CO., LTD.")),
        ("주식회사 소라빗 SORABIT Co., Ltd.", ("주식회사 소라빗", "SORABIT Co., Ltd.")),
        ("Société Générale 法国兴业银行", ("Société Générale", "法国兴业银行")),
    ],
)
def test_a_name_in_two_languages_is_two(text: str, names: tuple[str, str]) -> None:
    assert names_in_two_languages(text) == names


@pytest.mark.parametrize(
    "text",
    [
        "TCL 科技集团股份有限公司",
        "3M中国有限公司",
        "杭州ABC DEF科技有限公司",
        "株式会社 NORTH RIDGE",
        "北岭户外有限公司",
        "NORTH RIDGE AS",
    ],
)
def test_one_name_with_two_scripts_in_it_stays_one(text: str) -> None:
    assert names_in_two_languages(text) == ()


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("星云中控软件（简称：星云中控）", ("星云中控软件", "星云中控", "")),
        ("星云中控软件[简称:星云中控]V1.0", ("星云中控软件", "星云中控", "V1.0")),
        ("星云中控软件【软件简称：星云中控】", ("星云中控软件", "星云中控", "")),
        ("星云中控软件 简称 星云中控", ("星云中控软件", "星云中控", "")),
        ("星云中控软件，简称：星云中控", ("星云中控软件", "星云中控", "")),
        ("星云简称管理软件", ("", "", "")),
        ("企业简称 管理", ("", "", "")),
        ("星云(简称)系统", ("", "", "")),
        ("星云中控软件（企业版）", ("", "", "")),
    ],
)
def test_a_short_name_behind_a_name(text: str, parts: tuple[str, str, str]) -> None:
    assert name_and_short_name(text) == parts
