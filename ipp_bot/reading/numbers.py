"""Numbers of papers: closed alphabets and check digits mend what a reader mistook.

Every function takes what the readings make of a text and returns the numbers that it can be, the
likeliest first; none where it is no such number.
"""

from __future__ import annotations

import re
from functools import partial
from types import MappingProxyType
from typing import TYPE_CHECKING

from stdnum.cn import ric, uscc
from stdnum.exceptions import ValidationError as BadNumber

from ipp_bot.manifest.numbers import patent_check_digit
from ipp_bot.reading.characters import half_width

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

__all__ = [
    "NUMBERS",
    "identification_numbers",
    "is_proven",
    "patent_numbers",
    "software_certificate_numbers",
    "software_registration_numbers",
    "trademark_numbers",
    "works_numbers",
]

_TO_DIGIT = str.maketrans("OoQDIil|!]LBZSGzb", "00001111111825626")
_DIGIT = "[0-9OoQDIil|!\\]LBZSGzb]"
_PROVINCES = "国京津冀晋蒙辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼渝川贵黔云滇藏陕甘青宁新兵军港澳台"
_DASH = "[-—–―−－_~一]"
_SOFTWARE = re.compile(
    rf"({_DIGIT}{{4}})[S5s][Rr]({_DIGIT}{{5,7}})(?=(?:{_DIGIT}{{4}}[S5s][Rr])|(?!{_DIGIT}))"
)
"""Another number may follow at once: blanks are gone when this is looked for."""
_CERTIFICATE = re.compile(rf"(.)[著者善](.{{1,3}})[字宇](.)({_DIGIT}{{6,9}})[号弓另]?")
_WORKS = re.compile(
    rf"([{_PROVINCES}])作登[字宇]{_DASH}?({_DIGIT}{{4}}){_DASH}?([A-L1]){_DASH}?({_DIGIT}{{8}})(?!\d)"
)
_OLD_WORKS = re.compile(
    rf"(?:([{_PROVINCES}])?作登[字宇][:：]?)({_DIGIT}{{2}}){_DASH}({_DIGIT}{{4}}){_DASH}([A-L]){_DASH}({_DIGIT}{{1,6}})(?!\d)"
)
_OLDEST_WORKS = re.compile(rf"^({_DIGIT}{{4}}){_DASH}([A-L]){_DASH}({_DIGIT}{{5,8}})(?!\d)")
_TRADEMARK = re.compile(r"^第?(G?\d{5,9}[A-Z]?)号?$")
_PATENT = re.compile(rf"[Zz2][LlI1]\.?({_DIGIT}{{12}}|{_DIGIT}{{8}})[.,。·]?([0-9XxOIlB])")
_CREDIT_ALPHABET = frozenset("0123456789ABCDEFGHJKLMNPQRTUWXY")
_CREDIT_SURE = str.maketrans("OIZS", "0125")
_CONFUSED: Mapping[str, str] = MappingProxyType(
    {
        "0": "DQ", "D": "0", "Q": "0", "8": "B", "B": "8", "6": "G", "G": "6", "1": "LT", "L": "1",
        "T": "1", "7": "T", "5": "", "2": "", "U": "0", "M": "N", "N": "M", "W": "M", "E": "F",
        "F": "E", "P": "R", "R": "P", "4": "A", "A": "4",
    }
)  # fmt: skip


def _digits(text: str) -> str:
    return text.translate(_TO_DIGIT)


def _every(variants: Iterable[str], pick: Callable[[str], Iterable[str]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(number for text in variants for number in pick(half_width(text))))


def _plausible_year(text: str) -> bool:
    return "1985" <= text <= "2099"


def software_registration_numbers(variants: Iterable[str]) -> tuple[str, ...]:
    """Registration numbers of software (登记号): 2023SR1417580, five digits up to 2008."""

    def pick(text: str) -> Iterator[str]:
        for match in _SOFTWARE.finditer(text):
            year, running = map(_digits, match.groups())
            short = len(running) == 5  # noqa: PLR2004 - what was printed up to 2008
            if _plausible_year(year) and short == (year <= "2008"):
                yield f"{year}SR{running}"

    return _every(variants, pick)


def software_certificate_numbers(variants: Iterable[str]) -> tuple[str, ...]:
    """Certificate numbers of software (证书号): 软著登字第15980140号."""

    def pick(text: str) -> Iterator[str]:
        for match in _CERTIFICATE.finditer(text):
            word = match.group(2)
            middle = "变补" if "补" in word else "变" if word.startswith("变") else "登"
            yield f"软著{middle}字第{_digits(match.group(4))}号"

    return _every(variants, pick)


def works_numbers(variants: Iterable[str]) -> tuple[str, ...]:
    """Registration numbers of works, of today and of before 2011."""

    def pick(text: str) -> Iterator[str]:
        text = text.removesuffix("号")
        new, old = list(_WORKS.finditer(text)), list(_OLD_WORKS.finditer(text))
        for match in new:
            place, year, letter, running = match.groups()
            if _plausible_year(_digits(year)):
                letter = "I" if letter == "1" else letter
                yield f"{place}作登字-{_digits(year)}-{letter}-{_digits(running)}"
        for match in old:
            place, region, year, letter, running = match.groups()
            digits = f"{_digits(region)}-{_digits(year)}-{letter}-{_digits(running)}"
            yield f"{place or ''}作登字{digits}"
        oldest = _OLDEST_WORKS.search(text)
        if not new and not old and oldest:
            year, letter, running = oldest.groups()
            if _plausible_year(_digits(year)):
                yield f"{_digits(year)}-{letter}-{_digits(running)}"

    return _every(variants, pick)


def trademark_numbers(variants: Iterable[str]) -> tuple[str, ...]:
    """Registration numbers of trademarks in mainland China: 10001234, G1234567."""

    def pick(text: str) -> Iterator[str]:
        bare = re.sub(r"^(?:商标)?注册(?:证)?号?:?", "", text)
        core = re.match(rf"^第?(G?)({_DIGIT}{{5,9}})([A-Z]?)号?$", bare)
        if core:
            prefix, digits, suffix = core.groups()
            number = f"{prefix}{_digits(digits)}{suffix}"
            if _TRADEMARK.fullmatch(number):
                yield number

    return _every(variants, pick)


def patent_numbers(variants: Iterable[str]) -> tuple[str, ...]:
    """Patent numbers whose check digit fits: ZL201710601862.3."""

    def pick(text: str) -> Iterator[str]:
        for match in _PATENT.finditer(text):
            digits, check = _digits(match.group(1)), match.group(2).upper()
            check = check if check == "X" else _digits(check)
            if patent_check_digit(digits) == check:
                yield f"ZL{digits}.{check}"

    return _every(variants, pick)


_RESIDENT_FORM = re.compile(r"(?<![0-9A-Za-z])[1-8]\d{5}(?:19|20)\d{9}[\dXx](?![0-9A-Za-z])")


def _credit_code(text: str, *, mend: bool) -> Iterator[str]:
    for match in re.finditer(r"(?<![0-9A-Z])[0-9A-Z]{18}(?![0-9A-Z])", text.upper()):
        code = match.group().translate(_CREDIT_SURE)
        code = code[:2] + _digits(code[2:8]) + code[8:]
        if not set(code) <= _CREDIT_ALPHABET or not code[2:8].isdigit():
            continue
        if uscc.calc_check_digit(code) == code[-1]:
            yield code
        if not mend:
            continue
        for at, sign in enumerate(code):
            for other in _CONFUSED.get(sign, ""):
                changed = code[:at] + other + code[at + 1 :]
                fits = changed[2:8].isdigit() and set(changed) <= _CREDIT_ALPHABET
                if fits and uscc.calc_check_digit(changed) == changed[-1]:
                    yield changed


def _resident(text: str) -> Iterator[str]:
    for match in re.finditer(
        rf"(?<![0-9A-Za-z])({_DIGIT}{{17}})([0-9XxOIlB])(?![0-9A-Za-z])", text
    ):
        digits, check = _digits(match.group(1)), match.group(2).upper()
        number = digits + (check if check == "X" else _digits(check))
        try:
            ric.get_birth_date(number)
        except BadNumber:
            continue
        if ric.calc_check_digit(number) == number[-1]:
            yield number


def identification_numbers(variants: Iterable[str]) -> tuple[str, ...]:
    """Credit codes and identity numbers whose check digit fits."""
    every = [re.sub(r"[\s-]", "", text) for text in variants]
    residents = _every(every, _resident)
    codes = _every(every, partial(_credit_code, mend=False))
    if residents or codes or any(_RESIDENT_FORM.search(half_width(text)) for text in every):
        return tuple(dict.fromkeys((*residents, *codes)))
    return _every(every, partial(_credit_code, mend=True))


def is_proven(number: str) -> bool:
    """Whether a check digit within the number proves it."""
    bare = half_width(number)
    return any(numbers([bare]) == (bare,) for numbers in (patent_numbers, identification_numbers))


NUMBERS: Mapping[str, Callable[[Iterable[str]], tuple[str, ...]]] = MappingProxyType(
    {
        "software": software_registration_numbers,
        "certificate": software_certificate_numbers,
        "works": works_numbers,
        "trademark": trademark_numbers,
        "patent": patent_numbers,
        "identification": identification_numbers,
    }
)
"""The kinds of number by name."""
