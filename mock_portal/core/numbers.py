"""Forms and check digits of the numbers that certificates bear."""

from __future__ import annotations

import re
import unicodedata

_SOFTWARE = re.compile(r"(?:19|20)\d{2}SR\d{6,7}|(?:19\d{2}|200[0-8])SR\d{5}")
_WORKS = re.compile(
    r"[国京津冀晋蒙辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼渝川贵黔云滇藏陕甘青宁新兵军]作登字"
    r"-(19|20)\d{2}-[A-L]-\d{8}"
)
_OLD_WORKS = re.compile(r"(?:.?作登字第?[-:]?)?(?:\d{2}-)?(?:19\d{2}|200\d|2010)-[A-L]-\d{1,8}号?")
_PATENT = re.compile(r"(?:ZL)?(\d{12}|\d{8})\.([\dX])")
_MARK = re.compile(r"G?\d{5,9}[A-Z]?")
_MARK_ABROAD = re.compile(r"[A-Z]{0,3}\d[\d/.,-]*")
_US_COPYRIGHT = re.compile(r"(?=.{12}$)[A-Z]{2,3}\d{9,10}")
_EIGHTEEN = re.compile(r"[0-9A-Z]{18}")
_LIKE_CREDIT_CODE = re.compile(r"9[0-9A-Z]{14,19}")
_RESIDENT = re.compile(r"\d{17}[\dX]")
_USCC = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_PATENT_WEIGHTS = (2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5)


def plain(number: str) -> str:
    """A number in half-width capitals, without blanks, with plain dashes."""
    text = unicodedata.normalize("NFKC", number).upper()
    return re.sub(r"[‐‑‒–—―−－一]", "-", re.sub(r"\s+", "", text))


def in_text(text: str) -> set[str]:
    """The copyright registration numbers that a text mentions."""
    flat = plain(text)
    return {m.group() for pattern in (_SOFTWARE, _WORKS) for m in pattern.finditer(flat)}


def right_form(type_: str, place: str, country: str, work: str, number: str) -> bool:
    """Whether a registration number looks as its register writes it."""
    flat = plain(number)
    mainland = place == "Mainland China"
    if type_ == "copyright":
        if mainland:
            if work == "software":
                return bool(_SOFTWARE.fullmatch(flat))
            return bool(_WORKS.fullmatch(flat) or _OLD_WORKS.fullmatch(flat))
        return country != "United States" or bool(_US_COPYRIGHT.fullmatch(flat))
    if type_ == "trademark":
        return bool((_MARK if mainland else _MARK_ABROAD).fullmatch(flat))
    return patent(flat) if mainland else any(c.isdigit() for c in flat)


def patent(number: str) -> bool:
    """Whether a Chinese patent number's check digit is right."""
    match = _PATENT.fullmatch(number)
    if not match:
        return False
    digits, check = match.groups()
    rest = sum(int(d) * w for d, w in zip(digits, _PATENT_WEIGHTS, strict=False)) % 11
    return check == "0123456789X"[rest]


def holder_id(number: str, *, kind: str, chinese: bool) -> bool:
    """Whether an identification number can be right; foreign ones follow no known rule.

    A foreign entity writes its name in Chinese on a Chinese certificate, and has its own country's
    number all the same.
    """
    flat = plain(number)
    if kind == "individual":
        return resident(flat) if chinese or _RESIDENT.fullmatch(flat) else bool(flat)
    ruled = _EIGHTEEN.fullmatch(flat) or (chinese and _LIKE_CREDIT_CODE.fullmatch(flat))
    return credit_code(flat) if ruled else bool(flat)


def credit_code(code: str) -> bool:
    """Whether a unified social credit code's check character is right (GB 32100-2015)."""
    if not _EIGHTEEN.fullmatch(code) or set(code) - set(_USCC):
        return False
    total = sum(_USCC.index(c) * (3**i % 31) for i, c in enumerate(code[:17]))
    return _USCC[(31 - total % 31) % 31] == code[17]


def resident(number: str) -> bool:
    """Whether a resident identity number's check digit is right (GB 11643-1999)."""
    if not _RESIDENT.fullmatch(number):
        return False
    total = sum(int(d) * (2 ** (17 - i) % 11) for i, d in enumerate(number[:17]))
    return "10X98765432"[total % 11] == number[17]
