"""What a workbook's file is by its bytes, and what its sheets do not show."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import zipfile

__all__ = ["NOTHING_HIDDEN", "Hidden", "hidden_parts", "misnamed"]

_OLE = b"\xd0\xcf\x11\xe0"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_SAVE = "open it in Excel and save it as .xlsx"
_ROW = re.compile(rb"<(?:\w+:)?row\b([^>]*)>")
_COLUMN = re.compile(rb"<(?:\w+:)?col\b([^>]*)>")
_FILTER = re.compile(rb"<(?:\w+:)?autoFilter\b")
_BLOCK = 1 << 20
_OVERLAP = 2000
_MOST_COLUMNS = 300


_CONTENTS = (
    ("an old Excel workbook (.xls)", ".xls", _SAVE, (_OLE,)),
    (
        "a web page (HTML)",
        ".html",
        _SAVE,
        (b"<!doctype html", b"<html", b"<table", b"<meta", b"<head"),
    ),
    ("a PDF", ".pdf", "type the rows into a sheet", (b"%pdf",)),
)


@dataclass(frozen=True, slots=True)
class Hidden:
    """Numbers, from 1, of rows and columns that a sheet does not show."""

    rows: frozenset[int] = frozenset()
    columns: frozenset[int] = frozenset()
    by_filter: bool = False
    """Whether a filter is set: it hides the rows that do not fit."""


NOTHING_HIDDEN = Hidden()


def misnamed(data: bytes, suffix: str) -> tuple[str, str] | None:
    """What is wrong with a file's content beside its ending, and what to do; None if it fits."""
    if data.startswith(_OLE) and _ENCRYPTED in data:
        return (
            "is protected by a password",
            "open it in Excel, take the password away and save it again as .xlsx",
        )
    name, own, hint = _content(data)
    if name and own != suffix and not (own == ".xlsx" and suffix == ".xlsm"):
        return f"is {name} under the name {suffix or 'of no ending'}", hint
    if own in {".xls", ".ods"}:
        return f"is {name}", hint
    if suffix == ".xls" and data and b"\0" not in data[:1024]:
        return "is a text under the name .xls", "rename it to .csv"
    return None


def _content(data: bytes) -> tuple[str, str, str]:
    """What the bytes are, the ending that fits and what to do; "" for texts and other formats."""
    head = data[:1024].lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    if data.startswith(b"PK\x03\x04"):
        if b"opendocument.spreadsheet" in data[:200]:
            return "an OpenDocument sheet (.ods)", ".ods", "save it as .xlsx"
        return "a workbook (.xlsx)", ".xlsx", "rename it to .xlsx"
    for name, own, hint, beginnings in _CONTENTS:
        if (data if own == ".xls" else head).startswith(beginnings):
            return name, own, hint
    if head.startswith(b"<?xml") and b"urn:schemas-microsoft-com:office" in data[:4096]:
        return "an XML spreadsheet of 2003", ".xml", _SAVE
    return "", "", ""


def hidden_parts(archive: zipfile.ZipFile, part: str) -> Hidden:
    """Rows and columns of a sheet that nobody sees: hidden, filtered, folded away or without size.

    openpyxl tells of them only those who load everything at once.
    """
    rows: set[int] = set()
    columns: set[int] = set()
    is_filtered = False
    last = 0
    before = b""
    with archive.open(part) as source:
        while block := source.read(_BLOCK):
            text = before + block
            end = 0
            if not last:
                for match in _COLUMN.finditer(text):
                    if _is_unseen(match.group(1), b"width"):
                        first = _number(match.group(1), b"min")
                        final = min(_number(match.group(1), b"max"), first + _MOST_COLUMNS)
                        columns.update(range(first, final + 1))
            for match in _ROW.finditer(text):
                end = match.end()
                last = _number(match.group(1), b"r") or last + 1
                if _is_unseen(match.group(1), b"ht"):
                    rows.add(last)
            is_filtered = is_filtered or bool(_FILTER.search(text))
            before = text[max(end, len(text) - _OVERLAP) :]
    return Hidden(frozenset(rows), frozenset(columns), is_filtered)


def _number(attributes: bytes, name: bytes) -> int:
    found = re.search(rb"(?<![\w:])" + name + rb'="(\d+)"', attributes)
    return int(found.group(1)) if found else 0


def _is_unseen(attributes: bytes, size: bytes) -> bool:
    return bool(
        re.search(rb'(?<![\w:])hidden="(?:1|true)"', attributes)
        or re.search(rb"(?<![\w:])" + size + rb'="0(?:\.\d+)?"', attributes)
    )
