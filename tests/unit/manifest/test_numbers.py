"""Numbers: real ones pass, their neighbours are told apart, check digits catch slips."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ipp_bot.manifest import foreign_numbers, identification, numbers
from ipp_bot.manifest.invalid_value import InvalidValue
from ipp_bot.manifest.number_text import is_written_shorter
from ipp_bot.manifest.values import iso_date

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
        (identification.social_credit_code, "91110108551385082Q", "91110108551385082Q"),
        (identification.social_credit_code, "91110000600037341l", "91110000600037341L"),
        (identification.social_credit_code, "91350100M000100Y43", "91350100M000100Y43"),
        (identification.social_credit_code, "91330100MA00000740", "91330100MA00000740"),
        (identification.resident_identity_number, "11010519491231002x", "11010519491231002X"),
        (identification.resident_identity_number, "440524188001010014", "440524188001010014"),
        (foreign_numbers.foreign_number, "VA 2-345-678", "VA 2-345-678"),
        (foreign_numbers.us_copyright_number, "VA-0002345678", "VA0002345678"),
        (foreign_numbers.us_copyright_number, "vau 000598764", "VAU000598764"),
        (foreign_numbers.foreign_trademark_number, "5,123,456", "5,123,456"),
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
        (identification.social_credit_code, "91350100M000100Y4Z", "has Z", "5 for S"),
        (identification.social_credit_code, "91350100M000100Y44", "ask for 3", "licence"),
        (identification.social_credit_code, "91310115MA1H8R7C6D", "ask for 7", "licence"),
        (identification.social_credit_code, "91350100M000100Y4", "has 17 characters", "licence"),
        (identification.resident_identity_number, "110105194912310021", "ask for X", "card"),
        (identification.resident_identity_number, "11010519491331002X", "no date of birth", "card"),
        (identification.resident_identity_number, "123", "no resident identity number", "X"),
        (foreign_numbers.foreign_trademark_number, "Reg. No. 5123456", "words", "type 5123456"),
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
    assert identification.identification_number(typed, holder_kind=kind) == number


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
        identification.identification_number(typed, holder_kind=kind)


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
        identification.identification_number("91350100M000100Y43", holder_kind="individual")


SOFTWARE = numbers.software_registration_number
CERTIFICATE = numbers.software_certificate_number
WORKS = numbers.works_registration_number
MARK = numbers.chinese_trademark_number
PATENT = numbers.patent_number
FOREIGN = foreign_numbers.foreign_number
FOREIGN_MARK = foreign_numbers.foreign_trademark_number


@pytest.mark.parametrize(
    ("check", "typed", "number"),
    [
        (SOFTWARE, "2004SR06549", "2004SR06549"),
        (SOFTWARE, "2008SR07843", "2008SR07843"),
        (SOFTWARE, "1999SR00123", "1999SR00123"),
        (SOFTWARE, "登记号：２００５ＳＲ１２３４５", "2005SR12345"),
        (SOFTWARE, "2009SR012345", "2009SR012345"),
        (CERTIFICATE, "软著登字第BJ12345号", "软著登字第BJ12345号"),
        (CERTIFICATE, "软著登字BJ第1234号", "软著登字BJ第1234号"),
        (CERTIFICATE, "软著变补字第202312345号", "软著变补字第202312345号"),
        (WORKS, "2009-F-020560", "2009-F-020560"),
        (WORKS, "作登字10-2010-J-240", "作登字10-2010-J-240"),
        (WORKS, "作登字：10-2010-J-240号", "作登字:10-2010-J-240号"),
        (WORKS, "21-2010-F-1234", "21-2010-F-1234"),
        (WORKS, "2008—A—12", "2008-A-12"),
        (WORKS, "沪作登字-2009-F-123", "沪作登字-2009-F-123"),
        (MARK, "3917439A", "3917439A"),
        (MARK, "1000 1234", "10001234"),
        (PATENT, "CN201710601862.3", "ZL201710601862.3"),
        (PATENT, "CN 2017 1 0601862.3", "ZL201710601862.3"),
        (PATENT, "CN2017106018623", "ZL201710601862.3"),
        (PATENT, "ZL201710601862", "ZL201710601862.3"),
        (PATENT, "201710601862", "ZL201710601862.3"),
        (PATENT, "ZL 95115608", "ZL95115608.X"),
        (PATENT, "专利号：ZL201220687633.0号", "ZL201220687633.0"),
        (FOREIGN, "HK-2021-004417", "HK-2021-004417"),
        (FOREIGN, "EP 1234567890", "EP 1234567890"),
        (FOREIGN, "TW-1234567890", "TW-1234567890"),
        (FOREIGN, "DE 10 2021 123456", "DE 10 2021 123456"),
        (FOREIGN, "vau 000598764", "vau 000598764"),
        (FOREIGN, "PCT/CN2021/123456", "PCT/CN2021/123456"),
        (FOREIGN, "№ 12345", "№ 12345"),
        (FOREIGN, "ＨＫ－２０２１", "HK-2021"),
        (FOREIGN, "US 10,123,456 B2", "US 10,123,456 B2"),
        (FOREIGN, "U.S. Copyright Reg. No. VA-0002345678", "VA0002345678"),
    ],
)
def test_numbers_as_papers_have_them(check: Check, typed: str, number: str) -> None:
    assert check(typed) == number


@pytest.mark.parametrize(
    ("check", "typed", "message", "hint"),
    [
        (SOFTWARE, "2009SR07843", "has 5 digits after SR where 6 or 7", "2023SR1417580"),
        (SOFTWARE, "2004SR0654", "has 4 digits after SR where 5 are expected", "2023SR"),
        (SOFTWARE, "2026SA0027426", "APP certification", "2023SR1417580"),
        (SOFTWARE, "认证号：2025 SA 0012345", "APP certification", "2023SR1417580"),
        (WORKS, "2026SA0027426", "APP certification", "国作登字-2021-L-00268255"),
        (CERTIFICATE, "2026SA0027426", "APP certification", "软著登字第15980140号"),
        (SOFTWARE, "2O23SR1417580", "a letter where a digit", "type 2023SR1417580"),
        (SOFTWARE, "20235R1417580", "a letter where a digit", "type 2023SR1417580"),
        (
            SOFTWARE,
            "软著登字第15980140号 2023SR1417580",
            "the certificate number beside",
            "type 2023SR1417580, and 软著登字第15980140号 under certificate.number",
        ),
        (
            WORKS,
            "国作登字-2021-L-00268255号",
            "not written as on the certificate",
            "type 国作登字-2021-L-00268255",
        ),
        (WORKS, "国作登字2021L00268255", "not written", "type 国作登字-2021-L-00268255"),
        (WORKS, "国作登字第2021-L-00268255号", "not written", "type 国作登字-2021-L-00268255"),
        (WORKS, "国作登字-2021-L-0O268255", "not written", "type 国作登字-2021-L-00268255"),
        (WORKS, "登记号 沪作登字 2021 F 00268255", "not written", "type 沪作登字-2021-F-00268255"),
        (WORKS, "2015-F-020560", "since 2011", "国作登字-2021-L-00268255"),
        (CERTIFICATE, "软著登字第15980140", "not written", "type 软著登字第15980140号"),
        (CERTIFICATE, "第15980140号", "not written", "type 软著登字第15980140号"),
        (CERTIFICATE, "软著登字第1598014O号", "not written", "type 软著登字第15980140号"),
        (MARK, "2C3917439ZC", "second number of a certificate", "3917439"),
        (MARK, "第3917439号 2C3917439ZC", "second number of a certificate", "top: 3917439"),
        (MARK, "1,234,567", "commas", "type 1234567"),
        (MARK, "1000123O", "a letter where a digit", "type 10001230"),
        (MARK, "10001234、9", "class behind", "type 10001234, and 9 under classes"),
        (PATENT, "ZL2O1710601862.3", "a letter where a digit", "type ZL201710601862.3"),
        (PATENT, "发明专利 ZL201710601862.3", "words around", "type ZL201710601862.3"),
        (PATENT, "第1234567号", "number of the certificate", "ZL201710601862.3"),
        (PATENT, "95115608", "number of the certificate", "ZL201710601862.3"),
        (PATENT, "CN110209876B", "publication", "ZL201710601862.3"),
        (FOREIGN, "9.13101E+17", "rounded", "as text"),
        (SOFTWARE, "2.02E+12", "rounded", "as text"),
        (MARK, "1.00012E+07", "rounded", "as text"),
    ],
)
def test_what_to_type_instead(check: Check, typed: str, message: str, hint: str) -> None:
    with pytest.raises(InvalidValue) as caught:
        check(typed)
    assert message in caught.value.message
    assert hint in caught.value.hint


@pytest.mark.parametrize(
    ("check", "typed", "numbers_told"),
    [
        (SOFTWARE, "2023SR0123456、2023SR0123457", "two numbers: 2023SR0123456, 2023SR0123457"),
        (SOFTWARE, "2023SR0123456 2023SR0123457", "two numbers: 2023SR0123456, 2023SR0123457"),
        (SOFTWARE, "2023SR0123456和2004SR06549", "two numbers: 2023SR0123456, 2004SR06549"),
        (SOFTWARE, "2023SR0123456；2023SR0123457;2023SR0123458", "three numbers: 2023SR0123456"),
        (SOFTWARE, "2023SR0123456-58", "several numbers, from 2023SR0123456 on"),
        (SOFTWARE, "2023SR0123456至0123460", "several numbers, from 2023SR0123456 on"),
        (CERTIFICATE, "15980140,15980141", "two numbers: 15980140, 15980141"),
        (
            CERTIFICATE,
            "软著登字第15980140号、软著登字第15980141号",
            "two numbers: 软著登字第15980140号, 软著登字第15980141号",
        ),
        (
            WORKS,
            "国作登字-2021-L-00268255、国作登字-2021-L-00268256",
            "two numbers: 国作登字-2021-L-00268255, 国作登字-2021-L-00268256",
        ),
        (WORKS, "2009-F-020560、2009-F-020561", "two numbers: 2009-F-020560, 2009-F-020561"),
        (MARK, "1234567,1234568", "two numbers: 1234567, 1234568"),
        (MARK, "1234567 1234568", "two numbers: 1234567, 1234568"),
        (MARK, "第1234567号、第1234568号", "two numbers: 1234567, 1234568"),
        (MARK, "G1234567/1234568", "two numbers: G1234567, 1234568"),
        (MARK, "1234567-70", "several numbers, from 1234567 on"),
        (
            PATENT,
            "ZL201710601862.3、ZL201220687633.0",
            "two numbers: ZL201710601862.3, ZL201220687633.0",
        ),
        (PATENT, "2017106018623;2012206876330", "two numbers"),
        (FOREIGN, "VA0002345678, VA0002345679", "two numbers: VA0002345678, VA0002345679"),
        (FOREIGN, "US 10,123,456 B2; US 10,123,457 B2", "two numbers: US 10,123,456 B2"),
        (
            foreign_numbers.foreign_trademark_number,
            "5,123,456; 5,123,457",
            "two numbers: 5,123,456",
        ),
    ],
)
def test_several_numbers_in_one_text(check: Check, typed: str, numbers_told: str) -> None:
    with pytest.raises(InvalidValue) as caught:
        check(typed)
    assert numbers_told in caught.value.message
    assert "an entry for each" in caught.value.hint


@pytest.mark.parametrize(
    ("typed", "kind", "message"),
    [
        ("9.13101E+17", "entity", "rounded"),
        ("9.13E17", "individual", "rounded"),
        ("91350100M000100Y4", "individual", r"holder\.kind is individual"),
        ("91350100M000100Y433", "individual", r"holder\.kind is individual"),
        ("52110000500000123", "entity", "has 17 characters"),
        ("N2350100M000100Y4", "entity", "has 17 characters"),
        ("12110000MB000000123", "entity", "has 19 characters"),
        ("11010519491231002X", "entity", r"holder\.kind is entity"),
        ("11O10519491231002X", "individual", "a letter where a digit"),
        ("91350100M000100Y43、91110108551385082Q", "entity", "more than one number"),
        ("11010519491231002X 440524188001010014", "individual", "more than one number"),
    ],
)
def test_identification_that_cannot_be(typed: str, kind: str, message: str) -> None:
    with pytest.raises(InvalidValue, match=message):
        identification.identification_number(typed, holder_kind=kind)


@pytest.mark.parametrize(
    ("old", "today"),
    [
        ("110105491231002", "11010519491231002X"),
        ("110105 491231 002", "11010519491231002X"),
        ("110105491331002", ""),  # no month 13
        ("784199012345678", ""),  # another country's
        ("91110000600037", ""),
    ],
)
def test_identity_numbers_of_15_digits(old: str, today: str) -> None:
    assert identification.today_of_old_identity_number(old) == today


@pytest.mark.parametrize(
    ("number", "whole"),
    [
        ("VA 2-345-678", "VA0002345678"),
        ("TXu 1-234-567", "TXU001234567"),
        ("VA0002345678", ""),
        ("HK-2021-004417", ""),
        ("EP 123456", ""),
    ],
)
def test_us_numbers_without_their_zeros(number: str, whole: str) -> None:
    assert foreign_numbers.us_copyright_number_in_full(number) == whole
    assert foreign_numbers.us_copyright_number(number) == number


@pytest.mark.parametrize(
    ("number", "year"),
    [
        ("国作登字-2021-L-00268255", 2021),
        ("2009-F-020560", 2009),
        ("作登字10-2010-J-240", 2010),
        ("21-2010-F-1234", 2010),
        ("hello", None),
    ],
)
def test_the_year_in_a_works_number(number: str, year: int | None) -> None:
    assert numbers.works_year(number) == year


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
    assert identification.social_credit_code(code) == code


@given(bodies, st.integers(0, 17), st.sampled_from(ALPHABET))
def test_every_single_slip_in_a_credit_code_is_caught(body: str, place: int, letter: str) -> None:
    code = credit_code(body)
    wrong = code[:place] + letter + code[place + 1 :]
    if wrong != code:
        with pytest.raises(InvalidValue):
            identification.social_credit_code(wrong)


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
    assert identification.resident_identity_number(number) == number


@given(st.text(max_size=40))
def test_any_text_is_either_normalised_for_good_or_wrong(text: str) -> None:
    for check in (
        numbers.software_registration_number,
        numbers.software_certificate_number,
        numbers.works_registration_number,
        numbers.chinese_trademark_number,
        numbers.patent_number,
        identification.social_credit_code,
        identification.resident_identity_number,
    ):
        with contextlib.suppress(InvalidValue):
            number = check(text)
            assert check(number) == number


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("第7638918号", "软著登字第7638918号"),
        ("7638918", "软著变补字第7638918号"),
        ("登字7638918", "软著登字第7638918号"),
        ("202110296319.3", "ZL202110296319.3"),
        ("6,864,260", "6864260"),
        ("Reg. No. 6864260", "6,864,260"),
        ("18123456", "018123456"),
        ("2021-F-00268255", "国作登字-2021-F-00268255"),
        ("2021-00268255", "国作登字-2021-F-00268255"),
        ("20230520047", "2023SR0520047"),
        ("D912345", "D912,345"),
    ],
)
def test_a_number_written_shorter_is_the_printed_one(typed: str, printed: str) -> None:
    assert is_written_shorter(typed, printed)


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("7639818", "软著登字第7638918号"),
        ("763891", "软著登字第7638918号"),
        ("软著登字第7638918号", "软著变补字第7638918号"),
        ("川作登字-2021-F-00268255", "国作登字-2021-F-00268255"),
        ("2021-L-00268255", "国作登字-2021-F-00268255"),
        ("1234567", "G1234567"),
        ("G1234567", "1234567"),
        ("912345", "D912,345"),
        ("5123456A", "5123456"),
        ("号", "软著登字第7638918号"),
    ],
)
def test_a_number_with_other_digits_or_letters_is_another_one(typed: str, printed: str) -> None:
    assert not is_written_shorter(typed, printed)


@pytest.mark.parametrize(
    "typed", ["2022年7月", "2022-07", "2022.7", "202207", "07/2022", "Jul 2022"]
)
def test_a_month_lacks_its_day(typed: str) -> None:
    with pytest.raises(InvalidValue) as refused:
        iso_date(typed)
    assert refused.value.message == f"{typed!r} lacks the day"
    assert refused.value.hint == "take the day from the certificate"


@pytest.mark.parametrize("typed", ["2022", "2022年"])
def test_a_year_lacks_month_and_day(typed: str) -> None:
    with pytest.raises(InvalidValue) as refused:
        iso_date(typed)
    assert refused.value.message == f"{typed!r} lacks the month and the day"
