"""Papers that give a value twice, leave it open or correct it: no such value is sure."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ipp_bot.reading.characters import half_width, is_han

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = [
    "CROSSED_OUT",
    "MORE_SAID",
    "TWO_PAPERS",
    "correction_on",
    "has_other_class",
    "has_other_number",
    "is_bare_day",
    "is_bare_period",
    "is_open",
    "other_holder",
    "other_word",
    "remark_limits",
    "two_said",
    "version_before",
]

_OTHER = re.compile(
    r"曾用名|又名|别名|亦名|原名|原称|原为|原(?=:)|[(\[【]原|现名|现称|现为|[,，;；)\]]现|现(?=:)"
    r"|更名|改名|改称|改为|更改|更正|变更[为成后]|应为|勘误|订正|笔误|作废|待定|或|→|⇒|➔|=>|->|[※†‡]|[*?]$"
    r"|(?<![A-Za-z])(?:or|formerly|f/k/a|a/k/a|d/b/a|aka|fka|dba|instead\s*of|corrected)(?![A-Za-z])",
    re.IGNORECASE,
)
"""Words that offer another value, or put one in place of another."""
_SLASH = re.compile(r"(?<=[\u4e00-\u9fff]{2})[)\]]?[/|\\][(\[]?(?=[\u4e00-\u9fff]{2})")
_ANY_SLASH = re.compile(r"(?<!\bA)[/|\\]|[/|\\](?!S\b)")
_COMPANY = re.compile(r"有限(?:责任)?公司|\b(?:Ltd|Inc|LLC|GmbH|Co)\b\.?")
_CORRECTION = re.compile(
    r"更正(?:为|:|如下|说明)|勘误|划改|涂改(?!无效)|笔误|特此更正|以此为准|实际?(?:应)?为"
    r"|有误[,;。]?.{0,4}应(?:为|更正)|(?<!修)(?:更改|改|变更|更名)为|Erratum|Correctedto",
    re.IGNORECASE,
)
_VOID = re.compile(r"(?:已|此件|本件)?(?:作废|失效|注销|无效)|VOID|CANCELLED", re.IGNORECASE)
_DAY_BEFORE = re.compile(r"(?:公元|于|在|为|自|从|[（(:：])*")
_DAY_AFTER = re.compile(
    r"[日号]?(?:[（(](?:星期|周|礼拜)[一二三四五六日天][）)])?"
    r"(?:T?\d{1,2}[:：时]\d{1,2}(?:[:：分]\d{1,2}(?:\.\d+)?)?秒?分?)?"
    r"(?:Z|[（(]?(?:北京时间|(?:UTC|GMT)?[+]?0?8?(?:[:：]?00)?)[）)]?)?止?"
)
_BETWEEN = re.compile(r"日?[起始]?(?:至|到|止|[-—–―~～一]){1,2}")
_PERIOD_AFTER = re.compile(r"日?(?:止|为止|前有效|内有效|有效)?")
_PERIOD_BEFORE = re.compile(r"(?:(?:自|从).*)?(?:至|到|[-—–―~～])?|截止(?:至|到)?|截至|直至|于|为")
_LIMIT = re.compile(r"不|除|但|仅")
_CLASS = re.compile(
    r"\d{1,2}\s*类?[、,，]?(?:或|至|到|[-—–―~～]\s*(?:第|\d)|更|改|原|[(\[](?:原|现|更|改|曾|或))"
    r"|原(?:第|国际分类|:)"
)
_VERSION_AT_END = re.compile(
    r"[Vv]\s?\d+(?:\.\d+)*\W*(?:或|至|到|更正为|改为|变更为|原|现|or)?\W*$"
)
_SIGNS = ".,;:。、|_\"'"
_NOTED = "*※†‡?≈~"
"""Signs of a note elsewhere, or of somebody who was not sure."""
_LONG_RUN = 8
MORE_SAID = "the paper has more than this one value there"
CROSSED_OUT = "the paper has a line through it"
TWO_PAPERS = "the page bears two papers"
_FEW = 2


def other_word(text: str) -> str:
    """The word or sign by which a text offers a second value or corrects one; "" for none."""
    source = _folded(text)
    match = _OTHER.search(source) or _SLASH.search(source)
    return match.group().strip("()[]【,，;；") if match else ""


def other_holder(text: str) -> str:
    """The same for names of persons and companies, of which a field may hold two unmarked."""
    source = _folded(text)
    if found := other_word(text):
        return found
    if slash := _ANY_SLASH.search(source):
        return slash.group()
    companies = [match.group() for match in _COMPANY.finditer(source)]
    of_one = {"co", "ltd"}
    kinds = [one.lower().rstrip(".") for one in companies]
    twice = len(kinds) > (2 if set(kinds) == of_one else 1)
    return companies[-1] if twice else ""


def two_said(word: str) -> str:
    """Why a value with such a word is to be looked at."""
    return f"the paper offers a second value or corrects it: {word!r}"


def is_open(why: str) -> bool:
    """Whether it is the paper that leaves a value open, and not the reading."""
    return why in {MORE_SAID, CROSSED_OUT, TWO_PAPERS} or why.startswith(two_said("").rstrip("'"))


def is_bare_day(before: str, after: str) -> bool:
    """Whether nothing but what belongs to a day, such as its hour, stands beside it."""
    return _fits(_DAY_BEFORE, before) and _fits(_DAY_AFTER, _clause(after))


def is_bare_period(before: str, between: str | None, after: str) -> bool:
    """Whether two days are a period's, or one is its last; `between` is None for one day."""
    if not _fits(_PERIOD_AFTER, _clause(after)):
        return False
    if between is None:
        return _fits(_PERIOD_BEFORE, before) and not other_word(before)
    return _fits(_BETWEEN, between) and _fits(_DAY_BEFORE, before)


def has_other_number(text: str, number: str, *, proven: bool) -> bool:
    """Whether a value's text bears another number than the one that was taken.

    A number whose check digit fits may have short ones beside it.
    """
    source = half_width(text)
    if proven:
        bare = re.sub(r"[^0-9A-Za-z]", "", number).upper()
        rest = re.sub(r"[^0-9A-Za-z\u4e00-\u9fff]", "", source).upper().replace(bare, " ", 1)
        return any(
            sum(sign.isdigit() for sign in run) >= _LONG_RUN
            for run in re.findall(r"[0-9A-Za-z]+", rest)
        )
    own = sum(sign.isdecimal() for sign in number)
    return sum(sign.isdecimal() for sign in source) - own >= _FEW


def remark_limits(rest: str) -> bool:
    """Whether what stands behind a word of a closed list says more than a remark in brackets."""
    bare = half_width(rest).strip(_SIGNS)
    if not bare:
        return False
    is_remark = bare[0] in "([【" and bare[-1] in ")]】"
    return not is_remark or bool(_LIMIT.search(bare) or other_word(bare))


def has_other_class(text: str) -> bool:
    """Whether classes are a range, an alternative or corrected."""
    return bool(_CLASS.search(_folded(text)))


def version_before(text: str) -> bool:
    """Whether a version ends a text behind which another version stands."""
    return bool(_VERSION_AT_END.search(_folded(text)))


def correction_on(rows: Iterable[str]) -> str:
    """The row of a page that corrects or voids what is printed there; "" for none."""
    for row in rows:
        bare = half_width(row)
        if _CORRECTION.search(bare) or _VOID.fullmatch(bare):
            return row
    return ""


def _fits(pattern: re.Pattern[str], text: str) -> bool:
    """Whether it is of that form, signs at its ends aside."""
    clean = half_width(text).strip(_SIGNS)
    if pattern.fullmatch(clean):
        return True
    return not any(sign.isalnum() or is_han(sign) or sign in _NOTED for sign in clean)


def _clause(after: str) -> str:
    """What stands before the sentence goes on, where that bears no number and no other value."""
    parts = re.split(r"[，。；,;]", after, maxsplit=1)
    if len(parts) > 1 and not re.search(r"\d", parts[1]) and not other_word(parts[1]):
        return parts[0]
    return after


def _folded(text: str) -> str:
    """In half width, blanks kept between Latin words."""
    return "".join(" " if sign.isspace() else half_width(sign) or sign for sign in text)
