"""Text of other people's, as a terminal, a report or a message may show it."""

from __future__ import annotations

import re

__all__ = ["one_line", "printable", "printable_json"]

# Control characters but tab and line feed; what turns the direction of text; separators of lines
# and paragraphs; lone surrogates; annotations and tags, which nobody sees.
_HARMFUL = re.compile(
    "[\0-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u206f\ud800-\udfff"
    "\ufff9-\ufffb\U000e0000-\U000e007f]"
)


def printable(text: str) -> str:
    r"""The text with each character that steers a terminal or hides written out, as `\x1b`."""
    return text if text.isascii() and text.isprintable() else _HARMFUL.sub(_written_out, text)


def one_line(text: str) -> str:
    """The same, and a space for each tab or end of a line."""
    return printable(re.sub(r"[\n\t]", " ", text))


def printable_json(document: str) -> str:
    r"""A JSON document that says the same without such characters: they become `\u` escapes."""
    return _HARMFUL.sub(_as_json_escape, document)


def _written_out(found: re.Match[str]) -> str:
    return found.group().encode("unicode_escape", "surrogatepass").decode("ascii")


def _as_json_escape(found: re.Match[str]) -> str:
    units = found.group().encode("utf-16-be", "surrogatepass").hex()
    return "".join(f"\\u{units[at : at + 4]}" for at in range(0, len(units), 4))
