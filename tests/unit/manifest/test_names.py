"""Names that are one, and names that are not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ipp_bot.manifest import same_name


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
