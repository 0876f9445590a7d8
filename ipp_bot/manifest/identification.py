"""Numbers of holders: unified social credit codes and resident identity numbers, verified.

A check takes the text of a manifest and returns the number to file, or raises `InvalidValue`.
"""

from __future__ import annotations

import re
import unicodedata

from stdnum.cn import ric, uscc
from stdnum.exceptions import ValidationError as BadNumber

from ipp_bot.manifest.invalid_value import InvalidValue
from ipp_bot.manifest.number_text import digits_for_letters, refuse_rounded, tidy

__all__ = [
    "identification_number",
    "is_mainland_number",
    "is_resident_identity_number",
    "resident_identity_number",
    "social_credit_code",
    "today_of_old_identity_number",
]

_CREDIT_LETTERS = "0-9A-HJ-NPQRTUWXY"
_CREDIT = re.compile(rf"[{_CREDIT_LETTERS}]{{2}}\d{{6}}[{_CREDIT_LETTERS}]{{10}}")
_CREDIT_LENGTH = 18
_REGION = "(?:1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3])"
"""The first two digits of a region's number: the provinces."""
_CREDIT_LIKE = re.compile(
    rf"(?:1[1239]|2[19]|3[1-59]|4[19]|5[1239]|6[129]|7[129]|8[19]|9[123]|A[19]|N[1239]|Y1)"
    rf"(?:{_REGION}|10)\d{{4}}[0-9A-Z]{{8,11}}"
)
"""What begins like a credit code, a character too few or too many included."""
_RESIDENT = re.compile(r"\d{17}[\dX]")
_OLD_RESIDENT = re.compile(rf"{_REGION}\d{{13}}")
_BETWEEN = re.compile(r"[,，;；、/|&+\n]+|(?<=\S{10})\s+(?=\S{10})|[和及与]")
_LEAST = 8
_MAINLAND = re.compile(r"[0-9A-Za-z]{18}|\d{15}")
"""A credit code or identity number, or one of before 2015."""


def social_credit_code(text: str) -> str:
    """A unified social credit code, GB 32100-2015: 18 characters, the last one checked."""
    code = re.sub(r"[\s-]", "", tidy(text))
    if len(code) != _CREDIT_LENGTH:
        raise InvalidValue(
            f"{text!r} has {len(code)} characters; a unified social credit code has 18",
            "compare it with the business licence",
        )
    unknown = sorted(set(code) & set("IOSVZ"))
    if unknown:
        raise InvalidValue(
            f"{text!r} has {', '.join(unknown)}, which no unified social credit code has",
            "look whether a digit is meant: 1 for I, 0 for O, 5 for S, 2 for Z",
        )
    if not _CREDIT.fullmatch(code):
        raise InvalidValue(
            f"{text!r} is no unified social credit code",
            "it looks like 91350100M000100Y43; characters 3 to 8 are digits",
        )
    right = uscc.calc_check_digit(code)
    if code[-1] != right:
        raise InvalidValue(
            f"{text!r} ends in {code[-1]} where the other characters ask for {right}",
            "compare every character with the business licence",
        )
    return code


def resident_identity_number(text: str) -> str:
    """A resident identity number, GB 11643-1999: 18 characters, birth date and last one checked.

    The place of birth is not checked: public tables of places are incomplete, and the standard's
    own example would fail.
    """
    number = re.sub(r"[\s-]", "", tidy(text))
    if not _RESIDENT.fullmatch(number):
        meant = digits_for_letters(number[:-1]) + number[-1:]
        if _is_resident(meant):
            raise InvalidValue(f"{text!r} has a letter where a digit is expected", f"type {meant}")
        raise InvalidValue(
            f"{text!r} is no resident identity number ({len(number)} characters)",
            "it has 17 digits and a last digit or X, such as 11010519491231002X",
        )
    try:
        ric.get_birth_date(number)
    except BadNumber as error:
        raise InvalidValue(
            f"{text!r} has no date of birth in places 7 to 14",
            "compare every digit with the identity card",
        ) from error
    right = ric.calc_check_digit(number)
    if number[-1] != right:
        raise InvalidValue(
            f"{text!r} ends in {number[-1]} where the other digits ask for {right}",
            "compare every digit with the identity card",
        )
    return number


def _is_resident(number: str) -> bool:
    if not _RESIDENT.fullmatch(number):
        return False
    try:
        ric.get_birth_date(number)
    except BadNumber:
        return False
    return number[-1] == ric.calc_check_digit(number)


def today_of_old_identity_number(text: str) -> str:
    """Today's 18 characters of an identity number of 15 digits; "" if it is none.

    Cards of before 2000 had neither the century nor the check digit.
    """
    old = re.sub(r"[\s-]", "", tidy(text))
    if not _OLD_RESIDENT.fullmatch(old):
        return ""
    number = f"{old[:6]}19{old[6:]}"
    number += ric.calc_check_digit(f"{number}0")
    return number if _is_resident(number) else ""


def is_resident_identity_number(text: str) -> bool:
    """Whether it is a resident identity number whose birth date and check digit are right."""
    return _is_resident(re.sub(r"[\s-]", "", tidy(text)).upper())


def is_mainland_number(text: str) -> bool:
    """Whether a holder's number has the form of Mainland China's, mistyped ones included."""
    return _MAINLAND.fullmatch(re.sub(r"[^0-9A-Za-z]", "", tidy(text))) is not None


def identification_number(text: str, *, holder_kind: str) -> str:
    """A holder's number: a Chinese one is checked by its digit, any other taken as it is."""
    number = " ".join(unicodedata.normalize("NFKC", text).split())
    bare = re.sub(r"[\s-]", "", number).upper()
    refuse_rounded(text)
    _refuse_two(text)
    if holder_kind == "individual":
        return _of_individual(text, number, bare)
    if _is_resident(bare):
        raise InvalidValue(
            f"{text!r} is a resident identity number, but holder.kind is entity",
            "set holder.kind to individual, or type the code of the business licence",
        )
    if re.fullmatch(r"[0-9A-Z]{18}", bare) or (
        len(bare) != _CREDIT_LENGTH and _CREDIT_LIKE.fullmatch(bare)
    ):
        return social_credit_code(bare)
    return number


def _of_individual(text: str, number: str, bare: str) -> str:
    if _CREDIT.fullmatch(bare) and not _RESIDENT.fullmatch(bare):
        raise _code_for_individual(text)
    if re.fullmatch(r"9[123]\d{6}[0-9A-Z]{9,11}", bare):
        raise _code_for_individual(text)
    if _RESIDENT.fullmatch(bare):
        return resident_identity_number(bare)
    if re.fullmatch(r"[1-8]\d{5}(?:19|20)\d{8,10}[\dX]?", bare):
        # the place and year of a birth, but one character too few or too many
        return resident_identity_number(bare)
    if len(bare) == _CREDIT_LENGTH and _is_resident(digits_for_letters(bare[:-1]) + bare[-1]):
        return resident_identity_number(bare)
    if _CREDIT_LIKE.fullmatch(bare):
        raise _code_for_individual(text)
    return number


def _code_for_individual(text: str) -> InvalidValue:
    return InvalidValue(
        f"{text!r} is a unified social credit code, but holder.kind is individual",
        "set holder.kind to entity, or type the person's number",
    )


def _refuse_two(text: str) -> None:
    parts = [part.strip() for part in _BETWEEN.split(unicodedata.normalize("NFKC", text))]
    whole = [part for part in parts if len(re.findall(r"[0-9A-Za-z]", part)) >= _LEAST]
    whole = [part for part in whole if re.search(r"\d{4}", part)]
    if len(whole) > 1:
        raise InvalidValue(
            f"{text!r} has more than one number: {', '.join(whole)}",
            "type the number of this holder only",
        )
