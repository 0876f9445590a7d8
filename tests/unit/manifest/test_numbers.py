"""Numbers: real ones pass, their neighbours are told apart, check digits catch slips."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ipp_bot.manifest import numbers
from ipp_bot.manifest.invalid_value import InvalidValue

if TYPE_CHECKING:
    from collections.abc import Callable

    Check = Callable[[str], str]

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
DIGITS = "0123456789"


@pytest.mark.parametrize(
    ("check", "typed", "number"),
    [
        (numbers.software_registration_number, "2014SR001852", "2014SR001852"),
        (numbers.software_registration_number, "2016SR172900", "2016SR172900"),
        (numbers.software_registration_number, "2023SR1436128", "2023SR1436128"),
        (numbers.software_registration_number, " 2023 sr 1436128 ", "2023SR1436128"),
        (numbers.software_registration_number, "２０２３ＳＲ１４３６１２８", "2023SR1436128"),
        (numbers.software_registration_number, "登记号：2023SR1436128", "2023SR1436128"),
        (numbers.software_certificate_number, "软著登字第0650314号", "软著登字第0650314号"),
        (numbers.software_certificate_number, "软著登字第 16069171 号", "软著登字第16069171号"),
        (numbers.software_certificate_number, "4317518", "软著登字第4317518号"),
        (numbers.works_registration_number, "国作登字-2021-L-00268255", "国作登字-2021-L-00268255"),
        (
            numbers.works_registration_number,
            "国作登字－2026—A–00037559",
            "国作登字-2026-A-00037559",
        ),
        (numbers.works_registration_number, "黔作登字-2023-a-00854088", "黔作登字-2023-A-00854088"),
        (numbers.chinese_trademark_number, "3917439", "3917439"),
        (numbers.chinese_trademark_number, "g1234567", "G1234567"),
        (numbers.patent_number, "ZL 2017 1 0601862.3", "ZL201710601862.3"),
        (numbers.patent_number, "201220687633.0", "ZL201220687633.0"),
        (numbers.patent_number, "ZL201910248859.7", "ZL201910248859.7"),
        (numbers.patent_number, "200510004972.9", "ZL200510004972.9"),
        (numbers.patent_number, "ZL95115608.x", "ZL95115608.X"),
        (numbers.patent_number, "ZL201910123456.X", "ZL201910123456.X"),
        (numbers.social_credit_code, "91110108551385082Q", "91110108551385082Q"),
        (numbers.social_credit_code, "91110000600037341l", "91110000600037341L"),
        (numbers.social_credit_code, "91350100M000100Y43", "91350100M000100Y43"),
        (numbers.social_credit_code, "91330100MA00000740", "91330100MA00000740"),
        (numbers.resident_identity_number, "11010519491231002x", "11010519491231002X"),
        (numbers.resident_identity_number, "440524188001010014", "440524188001010014"),
        (numbers.foreign_number, "VA 2-345-678", "VA 2-345-678"),
        (numbers.foreign_number, "VA-0002345678", "VA0002345678"),
        (numbers.foreign_number, "vau 000598764", "VAU000598764"),
        (numbers.foreign_trademark_number, "5,123,456", "5,123,456"),
    ],
)
def test_good(check: Check, typed: str, number: str) -> None:
    assert check(typed) == number
    assert check(number) == number


@pytest.mark.parametrize(
    ("check", "typed", "words", "hint"),
    [
        (
            numbers.software_registration_number,
            "软著登字第15980140号",
            "certificate number",
            "2023SR",
        ),
        (
            numbers.software_registration_number,
            "软著登字第2016SR172900号",
            "in the words of a certificate number",
            "type 2016SR172900",
        ),
        (
            numbers.software_registration_number,
            "2023SR141758O",
            "a letter where a digit",
            "type 2023SR1417580",
        ),
        (numbers.software_registration_number, "2019R11L885247", "application", "2023SR"),
        (numbers.software_registration_number, "2026R11L0626727", "application", "2023SR"),
        (numbers.software_registration_number, "15980140", "without its words", "2023SR"),
        (numbers.software_registration_number, "2023SR12345", "5 digits", "2023SR"),
        (numbers.software_registration_number, "2023SR12345678", "8 digits", "2023SR"),
        (
            numbers.software_registration_number,
            "No 2023SR1436128",
            "more than",
            "type 2023SR1436128",
        ),
        (numbers.software_registration_number, "hello", "is no registration number", "2023SR"),
        (
            numbers.software_registration_number,
            "国作登字-2021-L-00268255",
            "works registration",
            "certificate.kind",
        ),
        (
            numbers.software_certificate_number,
            "2016SR172900",
            "registration number",
            "2016SR172900",
        ),
        (numbers.software_certificate_number, "2019R11L885247", "application", "软著登字第"),
        (numbers.works_registration_number, "2016SR172900", "software registration", "kind"),
        (numbers.works_registration_number, "国作登字-2021-L-268255", "incomplete", "国作登字"),
        (numbers.works_registration_number, "国作登字-2021-Z-00268255", "incomplete", "国作登字"),
        (numbers.chinese_trademark_number, "第10001234号", "words", "type 10001234"),
        (numbers.chinese_trademark_number, "10001234-9", "class", "9 under classes"),
        (numbers.chinese_trademark_number, "ABC", "no registration number", "10001234"),
        (numbers.patent_number, "ZL201910123456.7", "ask for X", "compare"),
        (numbers.patent_number, "CN110209876A", "publication", "ZL2017"),
        (numbers.patent_number, "ZL2019", "no patent number", "ZL2017"),
        (numbers.social_credit_code, "91350100M000100Y4Z", "has Z", "5 for S"),
        (numbers.social_credit_code, "91350100M000100Y44", "ask for 3", "licence"),
        (numbers.social_credit_code, "91310115MA1H8R7C6D", "ask for 7", "licence"),
        (numbers.social_credit_code, "91350100M000100Y4", "has 17 characters", "licence"),
        (numbers.resident_identity_number, "110105194912310021", "ask for X", "card"),
        (numbers.resident_identity_number, "11010519491331002X", "no date of birth", "card"),
        (numbers.resident_identity_number, "123", "no resident identity number", "X"),
        (numbers.foreign_trademark_number, "Reg. No. 5123456", "words", "type 5123456"),
    ],
)
def test_bad(check: Check, typed: str, words: str, hint: str) -> None:
    with pytest.raises(InvalidValue) as caught:
        check(typed)
    assert words in caught.value.message
    assert hint in caught.value.hint
    assert repr(typed) in caught.value.message


@pytest.mark.parametrize(
    ("number", "kind"),
    [
        ("ZL201710601862.3", "invention"),
        ("ZL201220687633.0", "utility-model"),
        ("ZL95115608.X", "invention"),
        ("ZL201930123456.0", "design"),
        ("US 1", None),
    ],
)
def test_patent_kinds(number: str, kind: str | None) -> None:
    assert numbers.patent_kinds(number) == kind


@pytest.mark.parametrize(
    ("typed", "kind", "number"),
    [
        ("91350100M000100Y43", "entity", "91350100M000100Y43"),
        ("E12345678", "individual", "E12345678"),
        ("HK 1234567", "entity", "HK 1234567"),
        ("11010519491231002x", "individual", "11010519491231002X"),
    ],
)
def test_identification(typed: str, kind: str, number: str) -> None:
    assert numbers.identification_number(typed, holder_kind=kind) == number


@pytest.mark.parametrize(
    ("typed", "kind", "words"),
    [
        ("91350100M000100Y4", "entity", "has 17 characters"),
        ("91350100M000100Y433", "entity", "has 19 characters"),
        ("11010519491231002", "individual", "17 characters"),
        ("110105194912310021X", "individual", "19 characters"),
    ],
)
def test_a_character_too_few_or_too_many(typed: str, kind: str, words: str) -> None:
    with pytest.raises(InvalidValue, match=words):
        numbers.identification_number(typed, holder_kind=kind)


@pytest.mark.parametrize(
    "typed", ["10001234号", "No. 10001234", "第10001234号", "商标注册号10001234"]
)
def test_a_trademark_number_in_words(typed: str) -> None:
    with pytest.raises(InvalidValue) as caught:
        numbers.chinese_trademark_number(typed)
    assert caught.value.hint == "type 10001234"


@pytest.mark.parametrize(
    ("number", "year"),
    [
        ("ZL201710601862.3", 2017),
        ("ZL95115608.X", None),
        ("ZL201780601862.1", None),
        ("US D900123 S", None),
    ],
)
def test_the_year_of_filing_in_a_patent_number(number: str, year: int | None) -> None:
    assert numbers.patent_year(number) == year


def test_identification_of_the_other_kind() -> None:
    with pytest.raises(InvalidValue, match=r"holder\.kind is individual"):
        numbers.identification_number("91350100M000100Y43", holder_kind="individual")


def credit_code(body: str) -> str:
    """The standard's own arithmetic, independent of any library."""
    weights = [pow(3, place, 31) for place in range(17)]
    total = sum(
        ALPHABET.index(letter) * weight for letter, weight in zip(body, weights, strict=True)
    )
    return body + ALPHABET[(31 - total % 31) % 31]


bodies = st.builds(
    lambda head, region, tail: head + region + tail,
    st.sampled_from(["91", "92", "93", "52", "N1", "12"]),
    st.text(DIGITS, min_size=6, max_size=6),
    st.text(ALPHABET, min_size=9, max_size=9),
)


@given(bodies)
def test_every_credit_code_by_the_standard_passes(body: str) -> None:
    code = credit_code(body)
    assert numbers.social_credit_code(code) == code


@given(bodies, st.integers(0, 17), st.sampled_from(ALPHABET))
def test_every_single_slip_in_a_credit_code_is_caught(body: str, place: int, letter: str) -> None:
    code = credit_code(body)
    wrong = code[:place] + letter + code[place + 1 :]
    if wrong != code:
        with pytest.raises(InvalidValue):
            numbers.social_credit_code(wrong)


@given(st.text(DIGITS, min_size=12, max_size=12), st.integers(0, 11), st.sampled_from(DIGITS))
def test_a_slip_in_a_patent_number_is_caught(digits: str, place: int, digit: str) -> None:
    check = numbers.patent_check_digit(digits)
    assert numbers.patent_number(f"{digits}.{check}") == f"ZL{digits}.{check}"
    slip = digits[:place] + digit + digits[place + 1 :]
    if slip != digits:
        with pytest.raises(InvalidValue, match="check digit"):
            numbers.patent_number(f"ZL{slip}.{check}")


@given(st.dates(), st.text(DIGITS, min_size=3, max_size=3))
def test_resident_numbers_by_the_standard_pass(born: object, order: str) -> None:
    body = f"110105{str(born).replace('-', '')}{order}"
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    total = sum(int(digit) * weight for digit, weight in zip(body, weights, strict=True))
    number = body + "10X98765432"[total % 11]
    assert numbers.resident_identity_number(number) == number


@given(st.text(max_size=40))
def test_any_text_is_either_normalised_for_good_or_wrong(text: str) -> None:
    for check in (
        numbers.software_registration_number,
        numbers.software_certificate_number,
        numbers.works_registration_number,
        numbers.chinese_trademark_number,
        numbers.patent_number,
        numbers.social_credit_code,
        numbers.resident_identity_number,
    ):
        with contextlib.suppress(InvalidValue):
            number = check(text)
            assert check(number) == number
