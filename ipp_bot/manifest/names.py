"""Comparing the names of holders and complainants as the portal is expected to."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from ipp_bot.characters import in_one_writing

__all__ = ["differ_in_writing_only", "normalised_name", "same_name"]

_BRACKETS = str.maketrans("[]{}〔〕【】〈〉《》「」『』", "()()()()()()()()")
_SUFFIXES = (
    (re.compile(r"\bcompany\b"), "co"),
    (re.compile(r"\blimited\b"), "ltd"),
    (re.compile(r"\bincorporated\b"), "inc"),
    (re.compile(r"\bcorporation\b"), "corp"),
    (re.compile(r"\bl\.?\s*l\.?\s*c\b\.?"), "llc"),
    (re.compile(r"\s*&\s*"), " and "),
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
