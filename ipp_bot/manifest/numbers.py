"""Registration and certificate numbers: told apart, and written as their register writes them.

A check takes the text of a manifest and returns the number to file: what the paper says, rewritten
only where that very register demands it. It raises `InvalidValue`, which says what the text is
instead and what to type.
"""

from __future__ import annotations

import re
import unicodedata

from ipp_bot.manifest.invalid_value import InvalidValue
from ipp_bot.manifest.number_text import (
    DASHES,
    digits_for_letters,
    refuse_rounded,
    refuse_several,
    tidy,
)

__all__ = [
    "chinese_trademark_number",
    "patent_check_digit",
    "patent_kinds",
    "patent_number",
    "patent_year",
    "software_certificate_number",
    "software_registration_number",
    "software_version",
    "software_year",
    "works_registration_number",
    "works_year",
]

_SOFTWARE = re.compile(r"(?:19|20)\d{2}SR\d{6,7}|(?:19\d{2}|200[0-8])SR\d{5}")
"""Five digits up to 2008, six from 2009, seven today."""
_SOFTWARE_APPLICATION = re.compile(r"(?:19|20)\d{2}R\d{2}[LS]\d{6,7}")
_APP_CERTIFICATION = re.compile(r"(?:19|20)\d{2}SA\d{5,8}")
_SOFTWARE_CERTIFICATE = re.compile(
    r"软著(?:登|变|变补|补|更)字(?:第\d{6,9}|第[A-Z]{2}\d{4,9}|[A-Z]{2}第\d{4,9})号"
)
_PROVINCES = "国京津冀晋蒙辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼渝川贵黔云滇藏陕甘青宁新兵军港澳台"
_WORKS = re.compile(rf"[{_PROVINCES}]作登字-(?:19|20)\d{{2}}-[A-L]-\d{{8}}")
_OLD_WORKS = re.compile(
    rf"(?:[{_PROVINCES}]?作登字第?[-:]?)?(?:\d{{2}}-)?(?:19\d{{2}}|20(?:0\d|10))-[A-L]-\d{{1,8}}号?"
)
"""Before 2011 each office wrote its numbers in its own way."""
_LOOSE_WORKS = re.compile(
    rf"([{_PROVINCES}])作登字(?:第|:)?-?((?:19|20)\d{{2}})-?([A-L])-?([0-9OQDILSBZ]{{8}})(?!\d)号?"
)
_YEAR = re.compile(r"(?:19|20)\d{2}(?=-[A-L]-)")
_THOUSANDS = re.compile(r"\d{1,3}(?:,\d{3})+")
_MARK = re.compile(r"(?:\d{5,9}|G\d{6,8})[A-HJKMNPRT-Y]?")
"""A letter at the end, as of a divided mark, is none that looks like a digit."""
_MARK_INSIDE = re.compile(r"(?<![A-Z\d])G?\d{5,9}(?!\d)")
_SECOND_MARK = re.compile(r"(?:第?(G?\d{5,9})号?)?\d?[A-Z]+(\d{5,9})[A-Z]{1,3}")
_MOST_CLASSES = 45
_PATENT = re.compile(r"(?:ZL)?(\d{12}|\d{8})\.?([\dX])")
_PATENT_INSIDE = re.compile(r"(?:ZL|CN)?(?<!\d)(?:\d{12}|\d{8})\.?[\dX](?![\dA-Z])")
_PATENT_BARE = re.compile(r"(?:ZL|CN)(?:\d{12}|\d{8})|(?:19|20)\d{2}[12389]\d{7}")

SOFTWARE_EXAMPLE = "2023SR1417580"
CERTIFICATE_EXAMPLE = "软著登字第15980140号"
WORKS_EXAMPLE = "国作登字-2021-L-00268255"
TRADEMARK_EXAMPLE = "10001234"
PATENT_EXAMPLE = "ZL201710601862.3"


def software_version(text: str) -> str:
    """The version of a software as its certificate has it, which prints no full-width signs."""
    meant = unicodedata.normalize("NFKC", text)
    if meant != text and not re.search("[\u4e00-\u9fff]", text):
        raise InvalidValue(f"{text!r} is written in full-width characters", f"type {meant}")
    return text


def software_registration_number(text: str) -> str:
    """The registration number (登记号) of a software certificate: 2023SR1417580."""
    number = tidy(text)
    if _SOFTWARE.fullmatch(number):
        return number
    refuse_rounded(text)
    looks = f"the registration number looks like {SOFTWARE_EXAMPLE}"
    _refuse_app(text, number, looks)
    refuse_several(text, _SOFTWARE)
    meant = _software_meant(number)
    if meant:
        raise InvalidValue(f"{text!r} has a letter where a digit is expected", f"type {meant}")
    inside = _SOFTWARE.search(number)
    certificate = _SOFTWARE_CERTIFICATE.search(number)
    if inside and certificate:
        raise InvalidValue(
            f"{text!r} has the certificate number beside the registration number",
            f"type {inside.group()}, and {certificate.group()} under certificate.number",
        )
    if inside and "字第" in number:
        raise InvalidValue(
            f"{text!r} is a registration number in the words of a certificate number",
            f"type {inside.group()}",
        )
    if certificate:
        raise InvalidValue(f"{text!r} is a certificate number", looks)
    if _SOFTWARE_APPLICATION.search(number):
        raise InvalidValue(f"{text!r} is the number of an application (流水号)", looks)
    if _is_works(DASHES.sub("-", number)):
        raise InvalidValue(
            f"{text!r} is the number of a works registration",
            f"set certificate.kind to works-registration; for software {looks}",
        )
    if re.fullmatch(r"\d{6,9}", number):
        raise InvalidValue(f"{text!r} looks like a certificate number without its words", looks)
    _refuse_length(text, number, looks)
    if inside and not re.search(r"\d", number.replace(inside.group(), "")):
        raise InvalidValue(
            f"{text!r} has more than the registration number", f"type {inside.group()}"
        )
    raise InvalidValue(f"{text!r} is no registration number of software", looks)


def _refuse_app(text: str, number: str, looks: str) -> None:
    if _APP_CERTIFICATION.search(number):
        raise InvalidValue(
            f"{text!r} is the number of an APP certification (APP电子版权认证), "
            "which is no registration",
            looks,
        )


def _refuse_length(text: str, number: str, looks: str) -> None:
    wrong = re.fullmatch(r"((?:19|20)\d{2})SR(\d*)", number)
    if wrong:
        expected = "5" if int(wrong.group(1)) <= _LAST_OF_FIVE else "6 or 7"
        raise InvalidValue(
            f"{text!r} has {len(wrong.group(2))} digits after SR where {expected} are expected",
            looks,
        )


_LAST_OF_FIVE = 2008


def _software_meant(number: str) -> str:
    """The number with digits for letters that look like them; "" if that makes no number."""
    parts = re.fullmatch(r"(.{4})[S5]R(.{5,7})", number)
    if parts is None:
        return ""
    meant = "SR".join(digits_for_letters(part) for part in parts.groups())
    return meant if _SOFTWARE.fullmatch(meant) else ""


def software_certificate_number(text: str) -> str:
    """The certificate number (证书号) of a software certificate: 软著登字第15980140号."""
    number = tidy(text)
    looks = f"the certificate number looks like {CERTIFICATE_EXAMPLE}"
    if _SOFTWARE_CERTIFICATE.fullmatch(number):
        return number
    if re.fullmatch(r"\d{6,8}", number):
        return f"软著登字第{number}号"
    refuse_rounded(text)
    refuse_several(text, _SOFTWARE_CERTIFICATE)
    refuse_several(text, re.compile(r"\d{6,8}"))
    _refuse_app(text, number, looks)
    inside = _SOFTWARE.search(number)
    if inside:
        raise InvalidValue(
            f"{text!r} is a registration number",
            f"type {inside.group()} under registration_number; {looks}",
        )
    if _SOFTWARE_APPLICATION.fullmatch(number):
        raise InvalidValue(f"{text!r} is the number of an application (流水号)", looks)
    loose = re.fullmatch(r"(软著(?:登|变|变补|补|更)字)?第?([0-9OQDILSBZ]{6,9})号?", number)
    if loose:
        words, digits = loose.groups()
        meant = f"{words or '软著登字'}第{digits_for_letters(digits)}号"
        raise InvalidValue(f"{text!r} is not written as on the certificate", f"type {meant}")
    raise InvalidValue(f"{text!r} is no certificate number", looks)


def works_registration_number(text: str) -> str:
    """The number of a works registration: 国作登字-2021-L-00268255; before 2011 2009-F-020560."""
    number = DASHES.sub("-", tidy(text))
    looks = f"the registration number looks like {WORKS_EXAMPLE}"
    if _is_works(number):
        return number
    refuse_rounded(text)
    refuse_several(text, _WORKS)
    refuse_several(text, _OLD_WORKS)
    if _SOFTWARE.search(number) or _SOFTWARE_CERTIFICATE.search(number):
        raise InvalidValue(
            f"{text!r} is the number of a software registration",
            f"set certificate.kind to software-registration; for other works {looks}",
        )
    _refuse_app(text, number, looks)
    loose = list(_LOOSE_WORKS.finditer(number))
    if len(loose) > 1:
        refuse_several(text, _LOOSE_WORKS)
    if loose:
        province, year, letter, serial = loose[0].groups()
        meant = f"{province}作登字-{year}-{letter}-{digits_for_letters(serial)}"
        rest = number.replace(loose[0].group(), "")
        if not re.search(r"\d", rest):
            raise InvalidValue(f"{text!r} is not written as on the certificate", f"type {meant}")
    if "作登字" in number:
        raise InvalidValue(
            f"{text!r} is incomplete: province, 作登字, year, a letter from A to L and 8 digits "
            "are expected",
            looks,
        )
    if re.fullmatch(r"(?:\d{2}-)?20\d{2}-[A-L]-\d{1,8}号?", number):
        raise InvalidValue(
            f"{text!r} lacks the words of its office, which numbers have since 2011", looks
        )
    raise InvalidValue(f"{text!r} is no number of a works registration", looks)


def _is_works(number: str) -> bool:
    return bool(_WORKS.fullmatch(number) or _OLD_WORKS.fullmatch(number))


def software_year(number: str) -> int | None:
    """The year in a normalised software registration number."""
    return int(number[:4]) if _SOFTWARE.fullmatch(number) else None


def works_year(number: str) -> int | None:
    """The year in a normalised works registration number."""
    year = _YEAR.search(number) if _is_works(number) else None
    return int(year.group()) if year else None


def chinese_trademark_number(text: str) -> str:
    """The registration number of a trademark in mainland China, or of one extended to it (G…)."""
    number = tidy(text)
    if _MARK.fullmatch(number):
        refuse_several(text, _MARK)
        return number
    refuse_rounded(text)
    looks = f"type the number only, such as {TRADEMARK_EXAMPLE}"
    second = _SECOND_MARK.fullmatch(number)
    if second:
        top = second.group(1) or f"{second.group(2)}, if it is that"
        raise InvalidValue(
            f"{text!r} has the second number of a certificate, not the registration number only",
            f"type what stands in 第…号 at its top: {top}",
        )
    if _THOUSANDS.fullmatch(number):
        raise InvalidValue(f"{text!r} has commas in it", f"type {number.replace(',', '')}")
    suffixed = re.fullmatch(r"(G?\d{5,9})[-/(第、,](\d{1,2})(?:\)|类)?", DASHES.sub("-", number))
    if suffixed and 1 <= int(suffixed.group(2)) <= _MOST_CLASSES:
        raise InvalidValue(
            f"{text!r} has the class behind the number",
            f"type {suffixed.group(1)}, and {int(suffixed.group(2))} under classes",
        )
    refuse_several(text, _MARK)
    inside = re.search(r"第(G?\d{5,9}[A-Z]?)号", number)
    found = _MARK_INSIDE.findall(number)
    if inside and len(found) == 1:
        raise InvalidValue(f"{text!r} has words around the number", f"type {inside.group(1)}")
    if len(set(found)) > 1:
        refuse_several(text, _MARK_INSIDE)
    meant = digits_for_letters(number)
    if re.fullmatch(r"\d{7,8}", meant) and sum(map(str.isalpha, number)) <= 2:  # noqa: PLR2004
        raise InvalidValue(f"{text!r} has a letter where a digit is expected", f"type {meant}")
    if len(found) == 1 and not re.search(r"\d", number.replace(found[0], "")):
        raise InvalidValue(f"{text!r} has words around the number", f"type {found[0]}")
    raise InvalidValue(f"{text!r} is no registration number of a trademark", looks)


def patent_check_digit(digits: str) -> str:
    """The check digit of a patent's 12 digits (or 8, before October 2003)."""
    weights = (2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5)
    remainder = (
        sum(int(digit) * weight for digit, weight in zip(digits, weights, strict=False)) % 11
    )
    return "X" if remainder == 10 else str(remainder)  # noqa: PLR2004 - the rule's own number


def patent_number(text: str) -> str:
    """A Chinese patent number: ZL201710601862.3, its check digit verified, or computed if missing.

    The number of the application, CN201710601862.3, is the patent's once it is granted.
    """
    number = re.sub(r"号$", "", tidy(text))
    bare = _PATENT_BARE.fullmatch(number)
    if bare:
        digits = re.sub(r"\D", "", number)
        # nine digits behind CN may be a publication's; thirteen are a whole number
        return f"ZL{digits}.{patent_check_digit(digits)}"
    match = _PATENT.fullmatch(number.removeprefix("CN"))
    if match and number.startswith("CN") and "." not in number and len(match.group(1)) == 8:  # noqa: PLR2004
        match = None
    if not match:
        refuse_rounded(text)
        refuse_several(text, _PATENT_INSIDE)
        _no_patent(text, number)
        raise InvalidValue(
            f"{text!r} is no patent number",
            f"it looks like {PATENT_EXAMPLE}: ZL, 12 digits, a dot and the check digit",
        )
    digits, check = match.groups()
    right = patent_check_digit(digits)
    if check != right:
        raise InvalidValue(
            f"{text!r} has the check digit {check} where the other digits ask for {right}",
            "compare every digit with the certificate",
        )
    return f"ZL{digits}.{check}"


def _no_patent(text: str, number: str) -> None:
    """InvalidValue for what can be told of a text that is no patent number."""
    inside = _PATENT_INSIDE.search(number)
    if inside and not re.search(r"\d", number.replace(inside.group(), "")):
        meant = patent_number(inside.group())
        raise InvalidValue(f"{text!r} has words around the number", f"type {meant}")
    if number.startswith("CN"):
        raise InvalidValue(
            f"{text!r} is the number of a publication",
            f"the patent number looks like {PATENT_EXAMPLE}",
        )
    prefix = "ZL" if number.startswith("ZL") else ""
    meant = prefix + digits_for_letters(number.removeprefix("ZL"))
    match = _PATENT.fullmatch(meant)
    if match and patent_check_digit(match.group(1)) == match.group(2):
        raise InvalidValue(
            f"{text!r} has a letter where a digit is expected",
            f"type ZL{match.group(1)}.{match.group(2)}",
        )
    if re.fullmatch(r"第?\d{6,8}号?", number):
        raise InvalidValue(
            f"{text!r} looks like the number of the certificate (证书号)",
            f"the patent number looks like {PATENT_EXAMPLE}",
        )


def patent_kinds(number: str) -> str | None:
    """The kind of patent that a normalised number belongs to; None where it cannot be read."""
    match = _PATENT.fullmatch(number)
    if not match:
        return None
    digits = match.group(1)
    digit = digits[4] if len(digits) == 12 else digits[2]  # noqa: PLR2004 - two lengths exist
    return {
        "1": "invention",
        "8": "invention",
        "2": "utility-model",
        "9": "utility-model",
        "3": "design",
    }.get(digit)


def patent_year(number: str) -> int | None:
    """The year in a normalised number that is also the year of filing.

    None for numbers before October 2003, and for international applications (PCT): they were
    numbered when they entered China, years after their filing date.
    """
    match = _PATENT.fullmatch(number)
    if not match or len(match.group(1)) != 12 or match.group(1)[4] in "89":  # noqa: PLR2004
        return None
    return int(match.group(1)[:4])
