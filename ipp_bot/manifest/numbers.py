"""Registration, certificate, application and identification numbers: recognised and normalised.

A check takes the text of a manifest and returns the normalised number. It raises `InvalidValue`,
which says what the text is instead and what to type.
"""

from __future__ import annotations

import re
import unicodedata

from stdnum.cn import ric, uscc
from stdnum.exceptions import ValidationError as BadNumber

from ipp_bot.manifest.invalid_value import InvalidValue

__all__ = [
    "chinese_trademark_number",
    "foreign_number",
    "foreign_trademark_number",
    "identification_number",
    "patent_check_digit",
    "patent_kinds",
    "patent_number",
    "patent_year",
    "resident_identity_number",
    "social_credit_code",
    "software_certificate_number",
    "software_registration_number",
    "software_year",
    "works_registration_number",
    "works_year",
]


_SOFTWARE = re.compile(r"(?:19|20)\d{2}SR\d{6,7}")
_SOFTWARE_APPLICATION = re.compile(r"(?:19|20)\d{2}R\d{2}[LS]\d{6,7}")
_SOFTWARE_CERTIFICATE = re.compile(r"软著(?:登|变|变补|补)字第(\d{6,9})号")
_PROVINCES = "国京津冀晋蒙辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼渝川贵黔云滇藏陕甘青宁新兵军港澳台"
_WORKS = re.compile(rf"[{_PROVINCES}]作登字-((?:19|20)\d{{2}})-[A-L]-\d{{8}}")
_PATENT = re.compile(r"(?:ZL)?(\d{12}|\d{8})\.?([\dX])")
_US_COPYRIGHT = re.compile(r"[A-Z]{2}\d{10}|[A-Z]{3}\d{9}")
_DASHES = re.compile(r"[‐-―−－﹣—–]+")
_PREFIXES = re.compile(
    r"^(?:登记号|注册号|证书号|专利号|registration\s*(?:number|no\.?))\s*[::]?", re.IGNORECASE
)
_LOOKALIKES = str.maketrans("OIL", "011")

SOFTWARE_EXAMPLE = "2023SR1417580"
CERTIFICATE_EXAMPLE = "软著登字第15980140号"
WORKS_EXAMPLE = "国作登字-2021-L-00268255"


def tidy(text: str) -> str:
    """The text in half width, upper case, without spaces and without the label in front of it."""
    bare = _PREFIXES.sub("", unicodedata.normalize("NFKC", text).strip())
    return "".join(bare.split()).upper()


def software_registration_number(text: str) -> str:
    """The registration number (登记号) of a software certificate: 2023SR1417580."""
    number = tidy(text)
    if _SOFTWARE.fullmatch(number):
        return number
    looks = f"the registration number looks like {SOFTWARE_EXAMPLE}"
    meant = number.translate(_LOOKALIKES)
    if _SOFTWARE.fullmatch(meant):
        raise InvalidValue(f"{text!r} has a letter where a digit is expected", f"type {meant}")
    inside = _SOFTWARE.search(number)
    if inside and "字第" in number:
        raise InvalidValue(
            f"{text!r} is a registration number in the words of a certificate number",
            f"type {inside.group()}",
        )
    if _SOFTWARE_CERTIFICATE.fullmatch(number):
        raise InvalidValue(f"{text!r} is a certificate number", looks)
    if _SOFTWARE_APPLICATION.fullmatch(number):
        raise InvalidValue(f"{text!r} is the number of an application (流水号)", looks)
    if _WORKS.fullmatch(_DASHES.sub("-", number)):
        raise InvalidValue(
            f"{text!r} is the number of a works registration",
            f"set certificate.kind to works-registration; for software {looks}",
        )
    if re.fullmatch(r"\d{6,9}", number):
        raise InvalidValue(f"{text!r} looks like a certificate number without its words", looks)
    if re.fullmatch(r"(?:19|20)\d{2}SR\d*", number):
        count = len(number) - 6
        raise InvalidValue(f"{text!r} has {count} digits after SR where 6 or 7 are expected", looks)
    if inside:
        raise InvalidValue(
            f"{text!r} has more than the registration number", f"type {inside.group()}"
        )
    raise InvalidValue(f"{text!r} is no registration number of software", looks)


def software_certificate_number(text: str) -> str:
    """The certificate number (证书号) of a software certificate: 软著登字第15980140号."""
    number = tidy(text)
    looks = f"the certificate number looks like {CERTIFICATE_EXAMPLE}"
    if _SOFTWARE_CERTIFICATE.fullmatch(number):
        return number
    if re.fullmatch(r"\d{6,8}", number):
        return f"软著登字第{number}号"
    inside = _SOFTWARE.search(number)
    if inside:
        raise InvalidValue(
            f"{text!r} is a registration number",
            f"type {inside.group()} under registration_number; {looks}",
        )
    if _SOFTWARE_APPLICATION.fullmatch(number):
        raise InvalidValue(f"{text!r} is the number of an application (流水号)", looks)
    raise InvalidValue(f"{text!r} is no certificate number", looks)


def works_registration_number(text: str) -> str:
    """The number of a works registration: 国作登字-2021-L-00268255."""
    number = _DASHES.sub("-", tidy(text))
    looks = f"the registration number looks like {WORKS_EXAMPLE}"
    if _WORKS.fullmatch(number):
        return number
    if _SOFTWARE.fullmatch(number) or _SOFTWARE_CERTIFICATE.fullmatch(number):
        raise InvalidValue(
            f"{text!r} is the number of a software registration",
            f"set certificate.kind to software-registration; for other works {looks}",
        )
    if "作登字" in number:
        raise InvalidValue(
            f"{text!r} is incomplete: province, 作登字, year, a letter from A to L and 8 digits "
            "are expected",
            looks,
        )
    raise InvalidValue(f"{text!r} is no number of a works registration", looks)


def software_year(number: str) -> int | None:
    """The year in a normalised software registration number."""
    return int(number[:4]) if _SOFTWARE.fullmatch(number) else None


def works_year(number: str) -> int | None:
    """The year in a normalised works registration number."""
    match = _WORKS.fullmatch(number)
    return int(match.group(1)) if match else None


def chinese_trademark_number(text: str) -> str:
    """The registration number of a trademark in mainland China, or of one extended to it (G…)."""
    number = tidy(text)
    if re.fullmatch(r"\d{5,9}[A-Z]?|G\d{6,8}[A-Z]?", number):
        return number
    looks = "type the number only, such as 10001234"
    inside = re.search(r"第(G?\d{5,9}[A-Z]?)号", number)
    if inside:
        raise InvalidValue(f"{text!r} has words around the number", f"type {inside.group(1)}")
    suffixed = re.fullmatch(r"(G?\d{5,9})[-/(第](\d{1,2})(?:\)|类)?", _DASHES.sub("-", number))
    if suffixed:
        raise InvalidValue(
            f"{text!r} has the class behind the number",
            f"type {suffixed.group(1)}, and {int(suffixed.group(2))} under classes",
        )
    found = re.findall(r"(?<![A-Z\d])G?\d{5,9}(?!\d)", number)
    if len(found) == 1:
        raise InvalidValue(f"{text!r} has words around the number", f"type {found[0]}")
    raise InvalidValue(f"{text!r} is no registration number of a trademark", looks)


def foreign_trademark_number(text: str) -> str:
    """The registration number of a trademark outside mainland China, without words around it."""
    number = foreign_number(text)
    digits = re.search(r"\d[\d,./-]*", number)
    if not digits:
        raise InvalidValue(f"{text!r} has no digits", "type the number only, such as 5123456")
    if re.match(r"(?:no|nr|reg|registration|注册|第)", number, re.IGNORECASE):
        raise InvalidValue(f"{text!r} has words around the number", f"type {digits.group()}")
    return number


def foreign_number(text: str) -> str:
    """A number of another office, tidied; a U.S. copyright number loses its separators."""
    number = " ".join(_PREFIXES.sub("", unicodedata.normalize("NFKC", text).strip()).split())
    if not number:
        raise InvalidValue("is empty", "type the number as the certificate shows it")
    bare = re.sub(r"[\s-]", "", number).upper()
    return bare if _US_COPYRIGHT.fullmatch(bare) else number


def patent_check_digit(digits: str) -> str:
    """The check digit of a patent's 12 digits (or 8, before October 2003)."""
    weights = (2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5)
    remainder = (
        sum(int(digit) * weight for digit, weight in zip(digits, weights, strict=False)) % 11
    )
    return "X" if remainder == 10 else str(remainder)  # noqa: PLR2004 - the rule's own number


def patent_number(text: str) -> str:
    """A Chinese patent number: ZL201710601862.3, its check digit verified."""
    number = tidy(text)
    match = _PATENT.fullmatch(number)
    if not match:
        if number.startswith("CN"):
            raise InvalidValue(
                f"{text!r} is the number of a publication",
                "the patent number looks like ZL201710601862.3",
            )
        raise InvalidValue(
            f"{text!r} is no patent number",
            "it looks like ZL201710601862.3: ZL, 12 digits, a dot and the check digit",
        )
    digits, check = match.groups()
    right = patent_check_digit(digits)
    if check != right:
        raise InvalidValue(
            f"{text!r} has the check digit {check} where the other digits ask for {right}",
            "compare every digit with the certificate",
        )
    return f"ZL{digits}.{check}"


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


_CREDIT_LETTERS = "0-9A-HJ-NPQRTUWXY"
_CREDIT = re.compile(rf"[{_CREDIT_LETTERS}]{{2}}\d{{6}}[{_CREDIT_LETTERS}]{{10}}")


def social_credit_code(text: str) -> str:
    """A unified social credit code, GB 32100-2015: 18 characters, the last one checked."""
    code = re.sub(r"[\s-]", "", tidy(text))
    if len(code) != 18:  # noqa: PLR2004 - GB 32100
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
    if len(number) != 18 or not re.fullmatch(r"\d{17}[\dX]", number):  # noqa: PLR2004 - GB 11643
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


def identification_number(text: str, *, holder_kind: str) -> str:
    """A holder's number: a Chinese one is checked by its digit, any other taken as it is."""
    number = " ".join(unicodedata.normalize("NFKC", text).split())
    bare = re.sub(r"[\s-]", "", number).upper()
    if holder_kind == "individual":
        if re.fullmatch(r"\d{17}[\dX]", bare):
            return resident_identity_number(bare)
        if _CREDIT.fullmatch(bare):
            raise InvalidValue(
                f"{text!r} is a unified social credit code, but holder.kind is individual",
                "set holder.kind to entity, or type the person's number",
            )
        if re.fullmatch(r"[1-8]\d{5}(?:19|20)\d{8,10}[\dX]?", bare):
            # the place and year of a birth, but one character too few or too many
            return resident_identity_number(bare)
        return number
    if re.fullmatch(r"[0-9A-Z]{18}|9[1-3]\d{6}[0-9A-Z]{9}(?:[0-9A-Z]{2})?", bare):
        return social_credit_code(bare)
    return number
