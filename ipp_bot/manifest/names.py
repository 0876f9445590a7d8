"""Comparing the names of holders and complainants as the portal is expected to."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from ipp_bot.characters import in_one_writing

__all__ = [
    "differ_in_writing_only",
    "name_and_short_name",
    "names_in_two_languages",
    "normalised_name",
    "same_name",
]

_BRACKETS = str.maketrans("[]{}〔〕【】〈〉《》「」『』", "()()()()()()()()")
_SUFFIXES = (
    (re.compile(r"\bcompany\b"), "co"),
    (re.compile(r"\blimited\b"), "ltd"),
    (re.compile(r"\bincorporated\b"), "inc"),
    (re.compile(r"\bcorporation\b"), "corp"),
    (re.compile(r"\bl\.?\s*l\.?\s*c\b\.?"), "llc"),
    (re.compile(r"\s*&\s*"), " and "),
)
_LEGAL_FORMS = re.compile(
    "株式会社|有限会社|合同会社|股份|有限|责任|公司|集团|주식회사|유한회사|[^\\w]", re.IGNORECASE
)
_LEAST_OF_NAME = 2
"""Letters that a name has beside its legal form, and words that a name in Latin letters has."""
_WITH_SHORT_NAME = re.compile(
    r"(?P<name>.*[^\s\[(（［【〔])\s*(?:[\[(（［【〔]\s*(?:软件)?简称\s*[:：]?\s*(?P<inside>[^\[\]()（）［］【】〔〕]+?)\s*"
    r"[\])）］】〕]|[\s,，;；]\s*(?:软件)?简称\s*[:：]?\s*(?P<behind>[^\s\[\]()（）［］【】〔〕,，;；]+))"
    r"\s*(?P<version>[Vv]\d+(?:\.\d+)*)?"
)
_SEPARATORS = re.compile(r"[\s.,·•‧∙⋅●・'’‘\"“”\-‐-―、，。]+")


@lru_cache(maxsize=65536)
def normalised_name(name: str) -> str:
    """The name without what differs between spellings of one name.

    That is width, case, brackets, spaces, punctuation, and the ways to write Company Limited.
    """
    text = unicodedata.normalize("NFKC", name).translate(_BRACKETS).casefold()
    text = re.sub(r"[.,，。]", " ", text)
    for pattern, replacement in _SUFFIXES:
        text = pattern.sub(replacement, text)
    return _SEPARATORS.sub("", text).replace("有限责任公司", "有限公司")


def same_name(first: str, second: str) -> bool:
    """Whether two names are one and the same after normalising."""
    return normalised_name(first) == normalised_name(second)


def differ_in_writing_only(first: str, second: str) -> bool:
    """Whether two names are not one, but would be in one writing: 龍騰 and 龙腾, 髙 and 高."""
    return not same_name(first, second) and same_name(in_one_writing(first), in_one_writing(second))


def name_and_short_name(text: str) -> tuple[str, str, str]:
    """The name, and the short name and version that stand behind it as certificates print them.

    That is `蓝格软件[简称：蓝格]V1.0`, with brackets of any kind, or `蓝格软件 简称：蓝格`; the
    version may lack. Of other texts nothing.
    """
    found = _WITH_SHORT_NAME.fullmatch(text.strip())
    if found is None:
        return "", "", ""
    return found["name"], found["inside"] or found["behind"], found["version"] or ""


def names_in_two_languages(text: str) -> tuple[str, ...]:
    """A name in Latin letters and one in others that stand side by side; () for one name alone.

    `IKEA 宜家` may be one name: in Latin letters it has two words at least, and in others it is
    more than a legal form.
    """
    latin: list[int] = []
    other: list[int] = []
    for at, sign in enumerate(text):
        if sign.isalpha():
            (latin if unicodedata.name(sign, "").startswith("LATIN") else other).append(at)
    if not latin or not other:
        return ()
    start = max(latin[0], other[0])
    if min(latin[-1], other[-1]) > start:
        return ()
    head, tail = text[:start], text[start:]
    if head[-1] not in " \u3000/／(（,，;；":
        return ()
    is_bracketed = head[-1] in "(（" and tail[-1] in ")）"
    parts = head[:-1].rstrip(" \u3000/／,，;；"), tail[: -1 if is_bracketed else None].strip()
    in_latin, in_other = parts if latin[0] == 0 or latin[0] < other[0] else parts[::-1]
    if len(in_latin.split()) < _LEAST_OF_NAME:
        return ()
    return parts if len(_LEGAL_FORMS.sub("", in_other)) >= _LEAST_OF_NAME else ()
