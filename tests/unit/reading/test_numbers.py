"""Closed alphabets and check digits: mended where one way fits, told where several do."""

from __future__ import annotations

import pytest

from ipp_bot.reading.characters import mended
from ipp_bot.reading.numbers import (
    identification_numbers,
    patent_numbers,
    software_certificate_numbers,
    software_registration_numbers,
    trademark_numbers,
    works_numbers,
)


@pytest.mark.parametrize(
    ("read", "meant"),
    [
        ("2023SR1417580", ("2023SR1417580",)),
        ("2O23SR14I758O", ("2023SR1417580",)),
        ("2004SR06549", ("2004SR06549",)),
        ("2023SR06549", ()),
        ("2008SR123456", ()),
        ("2026SA0027426", ()),
        ("No. 12345678", ()),
        ("2022SR1417580 2022SR1417581", ("2022SR1417580", "2022SR1417581")),
        ("2004SR06549 2022SR1417581", ("2004SR06549", "2022SR1417581")),
    ],
)
def test_registration_numbers_of_software(read: str, meant: tuple[str, ...]) -> None:
    assert software_registration_numbers([read]) == meant


@pytest.mark.parametrize(
    ("read", "meant"),
    [
        ("软著登字第15980140号", "软著登字第15980140号"),
        ("教著登字弟1598O140号", "软著登字第15980140号"),
        ("软著变补字第201812345号", "软著变补字第201812345号"),
    ],
)
def test_certificate_numbers(read: str, meant: str) -> None:
    assert software_certificate_numbers([read]) == (meant,)


def test_readings_that_differ_give_both() -> None:
    assert software_registration_numbers(["2023SR1417580", "2023SR1417530"]) == (
        "2023SR1417580",
        "2023SR1417530",
    )


@pytest.mark.parametrize(
    ("read", "meant"),
    [
        ("国作登字-2021-F-00268255", ("国作登字-2021-F-00268255",)),
        ("浙作登字一2022—F－0008540B号", ("浙作登字-2022-F-00085408",)),
        ("2009-F-020560", ("2009-F-020560",)),
        ("作登字10-2010-J-240", ("作登字10-2010-J-240",)),
        (
            "国作登字-2021-F-00268255 国作登字-2021-F-00268256",
            ("国作登字-2021-F-00268255", "国作登字-2021-F-00268256"),
        ),
        ("2021-00268255", ()),
    ],
)
def test_numbers_of_works(read: str, meant: tuple[str, ...]) -> None:
    assert works_numbers([read]) == meant


def test_patents_by_their_check_digit() -> None:
    assert patent_numbers(["ZL 2020 1 0430096.0"]) == ("ZL202010430096.0",)
    assert patent_numbers(["ZL 2020 1 0430O96.O"]) == ("ZL202010430096.0",)
    assert patent_numbers(["ZI. 2020 1 0430096.0"]) == ("ZL202010430096.0",)
    assert patent_numbers(["ZL202010430098.0"]) == ()
    assert patent_numbers(["ZL202010430098.0", "ZL202010430096.0"]) == ("ZL202010430096.0",)


def test_codes_by_their_check_digit() -> None:
    assert identification_numbers(["91350100M000100Y43"]) == ("91350100M000100Y43",)
    assert identification_numbers(["9135O1OOM0OO1OOY43"]) == ("91350100M000100Y43",)
    assert "91350100M000100Y43" in identification_numbers(["91350100N000100Y43"])
    assert identification_numbers(["91350100M000100Y44"]) == ()
    assert identification_numbers(["11010519491231002x"]) == ("11010519491231002X",)
    assert identification_numbers(["110105194912310021"]) == ()


@pytest.mark.parametrize(
    ("read", "meant"),
    [
        ("第 10001234 号", ("10001234",)),
        ("注册号：1000123O", ("10001230",)),
        ("G1234567", ("G1234567",)),
        ("2C3917439ZC", ()),
        ("1234", ()),
    ],
)
def test_trademarks(read: str, meant: tuple[str, ...]) -> None:
    assert trademark_numbers([read]) == meant


def test_radicals_of_both_blocks() -> None:
    assert mended("⼴州⻘岛⻓沙⻄安⻢鞍山") == "广州青岛长沙西安马鞍山"
    assert mended("（Ａ）　①") == "（Ａ）　①"
