"""Slips that YAML reads otherwise than they look: full-width signs, swallowed `#`, folded Chinese.

`wide_sign` and `missing_blank` look at lines, where the parser gave up or took a line for a text's
continuation; `swallowed` and `folded_blank` look at what surrounds a text that was parsed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = [
    "Slip",
    "folded_blank",
    "in_wide_brackets",
    "listed_with_wide_commas",
    "lost_in_flow",
    "missing_blank",
    "swallowed",
    "wide_key",
    "wide_sign",
]

_KEY = r"[A-Za-z_][\w.-]*"
_WIDE_COLON = re.compile(rf"^[ \t]*(?:- +)?(?:.*[{{,] *)?({_KEY}) *(：)")
_WIDE_DASH = re.compile(rf"^[ \t]*([－—–−―﹣]) *(?={_KEY} *[:：])")
_WIDE_BLANK = re.compile("^[ \t]*([\u3000\u00a0\u2003\u2002])")
_WIDE_BRACKET = re.compile(rf"^[ \t]*(?:- +)?{_KEY} *: *([［｛〔])")
_WIDE_COMMENT = re.compile("^[ \t]*(＃)")
_WIDE_COMMA = re.compile(r"[\[{][^\]}\"']*(，)")
_NO_BLANK = re.compile(rf"^[ \t]*(?:- +)?({_KEY}) *:(?=[^\s:/\\])")
_WIDE_BLANK_BEHIND = re.compile(rf"^[ \t]*(?:- +)?({_KEY}) *:([\u3000\u00a0\u2002\u2003])")
_DASH_WITHOUT_BLANK = re.compile(rf"^[ \t]*-([\u3000\u00a0\u2002\u2003]?)(?={_KEY} *:)")
_SWALLOWED = re.compile(r"[ \t]+#(?=[^\s#]|[ \t]?\d+[ \t]*$|[ \t]*$)")
"""A comment that begins like a part of the value; `# text`, as comments are written, is none."""
_CHINESE = re.compile(
    "[\u3000-\u303f\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\uffef\U00020000-\U0003ffff]"
)
_LOST_IN_FLOW = re.compile(r"^.*[{\[].*?[ \t](#)\S")
_BRACKETED = re.compile("[［｛].*[］｝]")
_LISTED = re.compile(r"\d+(?:[，、]\d+)+")


@dataclass(frozen=True, slots=True)
class Slip:
    """Where a slip is, both numbers from 1, what it is and what to type."""

    line: int
    column: int
    message: str
    hint: str


_SIGNS = (
    (_WIDE_COLON, 2, "a full-width colon (：) stands behind {0}", "type {0}: and a blank"),
    (
        _WIDE_DASH,
        1,
        "a full-width dash ({0}) stands where a list's item begins",
        "type - and a blank",
    ),
    (_WIDE_BLANK, 1, "a full-width blank stands in the indentation", "indent with spaces only"),
    (
        _WIDE_BLANK_BEHIND,
        2,
        "a blank that YAML does not know stands behind a colon",
        "type a plain blank",
    ),
    (_WIDE_BRACKET, 1, "a full-width bracket ({0}) stands here", "type [ ] or {{ }}"),
    (_WIDE_COMMENT, 1, "a full-width # (＃) stands here", "begin a comment with #"),
    (_WIDE_COMMA, 1, "a full-width comma (，) stands in a list", "type a comma and a blank"),
)


def wide_sign(lines: Sequence[str], first: int, last: int) -> Slip | None:
    """The first full-width sign where YAML needs a plain one, in lines `first` to `last` from 1."""
    for number in range(max(first, 1), min(last, len(lines)) + 1):
        for pattern, group, message, hint in _SIGNS:
            found = pattern.match(lines[number - 1])
            if pattern is _WIDE_COMMA:
                found = pattern.search(lines[number - 1])
            if found:
                word = found.group(1)
                return Slip(number, found.start(group) + 1, message.format(word), hint.format(word))
    return None


def missing_blank(lines: Sequence[str], first: int, last: int) -> Slip | None:
    """The first colon or dash without a blank behind it, in lines `first` to `last` from 1."""
    for number in range(max(first, 1), min(last, len(lines)) + 1):
        found = _NO_BLANK.match(lines[number - 1])
        if found:
            key = found.group(1)
            return Slip(
                number,
                found.end() + 1,
                f"the colon behind {key} has no blank behind it",
                f"type {key}: and a blank",
            )
        found = _DASH_WITHOUT_BLANK.match(lines[number - 1])
        if found:
            message = "the dash of a list's item has no plain blank behind it"
            return Slip(number, found.start(1) + 1, message, "type - and a blank")
    return None


def lost_in_flow(lines: Sequence[str], first: int, last: int) -> Slip | None:
    """The first `#` within brackets that makes a comment of what closes them."""
    for number in range(max(first, 1), min(last, len(lines)) + 1):
        found = _LOST_IN_FLOW.match(lines[number - 1])
        if found:
            return Slip(
                number,
                found.start(1) + 1,
                "a # behind a blank begins a comment, and what follows in the line is lost",
                "put the text that has the # in quotes",
            )
    return None


def wide_key(line: int, column: int, key: str) -> Slip | None:
    """The slip in a key that begins with a full-width sign, or has one in it."""
    slip = wide_sign((f"{key}:",), 1, 1)
    if slip is None or (slip.message.startswith("a full-width comma")):
        return None
    return Slip(line, column + slip.column - 1, slip.message, slip.hint)


def listed_with_wide_commas(text: str) -> bool:
    """Whether a text in a list is several numbers: `[9，42]`."""
    return bool(_LISTED.fullmatch(text))


def in_wide_brackets(text: str) -> bool:
    """Whether the whole text stands in full-width brackets: `［9］`."""
    return bool(_BRACKETED.fullmatch(text))


def swallowed(lines: Sequence[str], line: int, column: int) -> str:
    """The comment right behind a plain text that ends there, if it looks like a part of it."""
    rest = lines[line - 1][column - 1 :] if line <= len(lines) else ""
    return rest.strip() if _SWALLOWED.match(rest) else ""


def folded_blank(lines: Sequence[str], first: int, last: int) -> tuple[str, str] | None:
    """The characters around a line break that became a blank, if one of them is Chinese."""
    for number in range(first, min(last, len(lines))):
        before, after = lines[number - 1].rstrip(), lines[number].strip()
        if not before or not after or before.endswith("\\"):
            continue
        if _CHINESE.match(before[-1]) or _CHINESE.match(after[0]):
            return before[-1], after[0]
    return None
