"""Guesses in which encoding a text was saved that is no UTF-8; a person decides."""

from __future__ import annotations

import codecs
import re

__all__ = ["guessed_encoding", "is_surely_gb18030", "utf16_without_mark"]

_LEVEL_1 = range(0xB0, 0xD8)
_LEVEL_2 = range(0xD8, 0xF8)
_SYMBOLS = frozenset({0xA1, 0xA3})
_FEW = 8
_LEAST_CHINESE = 0.9
_LEAST_COMMON = 0.6
_BIG5_COMMON = range(0xA4, 0xC7)
_BIG5_SYMBOLS = range(0xA1, 0xA4)
_PART = r"[^\s,;\"'|]*[^\x00-\x7f][^\s,;\"'|]*"
_WORD = re.compile(rf"{_PART}(?: ?&? ?{_PART})?")
_LONGEST_SAMPLE = 40


def is_surely_gb18030(data: bytes) -> bool:
    """Whether it decodes as GB18030 to what Chinese texts are made of.

    Nearly any bytes decode as GB18030: Big5 becomes rare characters, `Müller` becomes `M黮ler`.
    Characters of GB 2312 with the common ones among them are no such accident.
    """
    try:
        data.decode("gb18030")
    except UnicodeDecodeError:
        return False
    pairs = list(_pairs(data))
    inside = [lead for lead, trail in pairs if trail >= 0xA1 and _is_gb2312(lead)]  # noqa: PLR2004
    hanzi = [lead for lead in inside if lead not in _SYMBOLS]
    common = sum(lead in _LEVEL_1 for lead in hanzi)
    if len(pairs) < _FEW and _is_big5(data, pairs):
        return False
    return (
        bool(hanzi)
        and len(inside) >= _LEAST_CHINESE * len(pairs)
        and common >= _LEAST_COMMON * len(hanzi)
    )


def _is_gb2312(lead: int) -> bool:
    return lead in _LEVEL_1 or lead in _LEVEL_2 or lead in _SYMBOLS


def _pairs(data: bytes) -> list[tuple[int, int]]:
    """Every byte above ASCII with the byte behind it, as double-byte encodings take them."""
    pairs = []
    at = 0
    while at < len(data):
        if data[at] < 0x80:  # noqa: PLR2004 - ASCII
            at += 1
            continue
        pairs.append((data[at], data[at + 1] if at + 1 < len(data) else 0))
        at += 2
    return pairs


def guessed_encoding(data: bytes) -> tuple[str, str]:
    """The probable encoding's name and a few characters as it reads them; ("", "") for none."""
    if is_surely_gb18030(data):
        return "GB18030", _sample(data, "gb18030")
    pairs = _pairs(data)
    if _is_big5(data, pairs):
        return "Big5", _sample(data, "big5hkscs")
    if pairs and all(_is_western(data, at) for at, byte in enumerate(data) if byte >= 0x80):  # noqa: PLR2004
        return "Western (Windows-1252)", _sample(data, "cp1252")
    return ("GB18030", _sample(data, "gb18030")) if _decodes(data, "gb18030") else ("", "")


def _is_big5(data: bytes, pairs: list[tuple[int, int]]) -> bool:
    if not pairs or not _decodes(data, "big5hkscs"):
        return False
    common = sum(lead in _BIG5_COMMON or lead in _BIG5_SYMBOLS for lead, _ in pairs)
    return common >= _LEAST_CHINESE * len(pairs)


def _is_western(data: bytes, at: int) -> bool:
    """Whether a byte above ASCII stands alone, or with one more, as accented letters do."""
    run = data[max(0, at - 2) : at + 3]
    return _decodes(data[at : at + 1], "cp1252") and not all(byte >= 0x80 for byte in run)  # noqa: PLR2004


def _decodes(data: bytes, encoding: str) -> bool:
    try:
        data.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _sample(data: bytes, encoding: str) -> str:
    """The first words that are no ASCII, as the encoding reads them."""
    found = _WORD.search(data.decode(encoding, errors="replace"))
    return found.group()[:_LONGEST_SAMPLE].strip() if found else ""


def utf16_without_mark(data: bytes) -> str:
    """What to say of UTF-16 without its byte order mark, or of UTF-32; "" for any other text."""
    if data.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        return "is UTF-32 text"
    head = data[:4096]
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or head.count(0) < 2:  # noqa: PLR2004
        return ""
    odd, even = head[1::2].count(0), head[::2].count(0)
    if max(odd, even) > 4 * min(odd, even):
        return "is UTF-16 text without its byte order mark"
    return "has zero bytes in it: it is no text"
