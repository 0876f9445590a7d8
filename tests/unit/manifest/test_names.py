"""Names that are one, and names that are not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ipp_bot.manifest import same_name
from ipp_bot.manifest.names import differ_in_writing_only


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
