"""What all checks of numbers share: labels and width, two numbers in one text, rounded numbers."""

from __future__ import annotations

import re
import unicodedata

from ipp_bot.manifest.invalid_value import InvalidValue

__all__ = [
    "DASHES",
    "digits_for_letters",
    "is_written_shorter",
    "narrow",
    "refuse_rounded",
    "refuse_several",
    "tidy",
]

DASHES = re.compile(r"[‐-―−－﹣—–]+")
"""Dashes of all kinds: a number has hyphens."""
_PREFIXES = re.compile(
    r"^(?:登记号|注册号|证书号|专利号|认证号|编号|registration\s*(?:number|no\.?))\s*[::]?",
    re.IGNORECASE,
)
_ROUNDED = re.compile(r"\d(?:[.,]\d+)?E\+?\d{1,2}", re.IGNORECASE)
_BETWEEN = re.compile(r"[\s,，;；、/|&+]+|(?:\s|^)(?:and|or)(?:\s|$)|[和及与至~]", re.IGNORECASE)
_LETTERS = str.maketrans("OQDILSBZ", "00011582")
_LABELS = re.compile(
    r"(?:REGISTRATION|REGISTERED|REG|NUMBER|NUM|NO|NR|TM|EUTM|EU|USA|US)(?![A-Z])|[第号类類]"
    r"|注册(?:证)?|登记|证书|专利|商标|编号"
)
_FIXED_LETTERS = re.compile(
    r"(?<![A-Z])ZL(?=\d)|(?<=\d)SR(?=\d)|(?<=\d{4})-?[A-L]-?(?=\d{8}(?!\d))"
)
"""Letters that tell no number from another one of its register."""
_LEAST_DIGITS = 5
_WIDE = {0xFF01 + at: 0x21 + at for at in range(94)} | {0x3000: 0x20}


def narrow(text: str) -> str:
    """The text with half-width letters, digits and signs, single blanks, no label in front.

    All else stays as the paper has it: `№` and `²` are no other writing of `No` and `2`.
    """
    plain = unicodedata.normalize("NFC", text).translate(_WIDE).strip()
    return " ".join(_PREFIXES.sub("", plain).split())


def tidy(text: str) -> str:
    """The text in half width, upper case, without spaces and without the label in front of it."""
    bare = _PREFIXES.sub("", unicodedata.normalize("NFKC", text).strip())
    return "".join(bare.split()).upper()


def digits_for_letters(text: str) -> str:
    """The text with the digits that its letters look like: 0 for O, 1 for I, 8 for B."""
    return text.translate(_LETTERS)


def refuse_rounded(text: str) -> None:
    """InvalidValue for a number that a spreadsheet program has rounded: 9.13101E+17."""
    if _ROUNDED.fullmatch(tidy(text)):
        raise InvalidValue(
            f"{text!r} is a number that a spreadsheet program has rounded",
            "format the cell as text, then type all digits again from the paper",
        )


def refuse_several(text: str, number: re.Pattern[str]) -> None:
    """InvalidValue if the text holds more than one number of this form, or a range of them."""
    whole = tidy(text)
    if number.fullmatch(whole) and not _BETWEEN.search(text.strip()):
        return
    parts = [tidy(part) for part in _BETWEEN.split(unicodedata.normalize("NFKC", text))]
    found = [part for part in parts if number.fullmatch(part)]
    if len(found) < 2:  # noqa: PLR2004 - two are several
        found = [match.group() for match in number.finditer(DASHES.sub("-", whole))]
    distinct = list(dict.fromkeys(found))
    if len(distinct) > 1:
        count = {2: "two", 3: "three"}.get(len(distinct), str(len(distinct)))
        raise InvalidValue(
            f"{text!r} has {count} numbers: {', '.join(distinct)}",
            "write an entry for each of them, each with its own certificate",
        )
    if len(distinct) == 1:
        rest = DASHES.sub("-", whole).replace(distinct[0], "")
        if re.fullmatch(r"(?:[-~至到/]|\.\.+)\d{1,9}号?", rest):
            raise InvalidValue(
                f"{text!r} stands for several numbers, from {distinct[0]} on",
                "write an entry for each of them, each with its own certificate",
            )


def is_written_shorter(typed: str, printed: str) -> bool:
    """Whether a text is that printed number with fewer words and signs: `7638918`, `6,864,260`.

    It has the same digits, though zeros at the beginning may be gone, as spreadsheet programs lose
    them, and no letter that is not printed. A letter of the number itself, as in `G1234567`, is
    none of its fixed words: without it the text is another number.
    """
    one, other = (_without_labels(text) for text in (typed, printed))
    its_digits, digits = (re.sub(r"\D", "", text) for text in (one, other))
    if len(its_digits) < _LEAST_DIGITS or its_digits not in (digits, digits.lstrip("0")):
        return False
    its_own = filter(str.isalpha, one)
    demanded = [sign for sign in _FIXED_LETTERS.sub("", other) if sign.isascii() and sign.isalpha()]
    rest, printed_letters = filter(str.isalpha, one), filter(str.isalpha, other)
    return all(sign in printed_letters for sign in its_own) and all(
        sign in rest for sign in demanded
    )


def _without_labels(text: str) -> str:
    plain = "".join(unicodedata.normalize("NFKC", text).upper().split())
    return _LABELS.sub("", DASHES.sub("-", plain))
