"""What is asked of a black-and-white copy: a seal of entities here, a signature of others."""

from __future__ import annotations

import pytest

from ipp_bot.manifest.identification import is_mainland_number


@pytest.mark.parametrize(
    ("number", "is_mainland"),
    [
        ("91510109MAGDH7B26H", True),
        ("9151 0109 MAGD H7B2 6H", True),
        ("440301103097413", True),
        ("875289128", False),
        ("362-81-88558", False),
        ("HE 123456", False),
    ],
)
def test_numbers_of_mainland_china(number: str, *, is_mainland: bool) -> None:
    assert is_mainland_number(number) is is_mainland
