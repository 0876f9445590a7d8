"""What was found about documents, kept for later runs: a cache, that may be deleted at any time."""

from __future__ import annotations

import json
import time
from contextlib import suppress
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from ipp_bot.atomic_write import write_atomically
from ipp_bot.preflight.colour import Colour, Region, Tone
from ipp_bot.preflight.document import Document
from ipp_bot.preflight.finding import Finding

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

__all__ = ["Stamp", "read_kept", "write_kept"]

Stamp = tuple[str, int, int, int, int]
"""Path, times of change of content and of attributes, size and number: what tells a change."""

_VERSION = 1
"""To be raised where examining finds something else than before."""
_MOST = 100_000
_SETTLED_NS = 2_000_000_000
"""A file that changed so short ago may change again within one tick of its clock."""


def read_kept(file: Path) -> tuple[dict[Stamp, str], dict[tuple[str, bool], Document]]:
    """By stamp the content's hash, by hash and whether its tone was judged the document."""
    try:
        data = json.loads(file.read_text(encoding="utf-8"))
        if data["version"] != _VERSION:
            return {}, {}
        stamps = {_stamp(row): str(row[5]) for row in data["files"]}
        documents = {(row[0], row[1]): _document(row[2]) for row in data["documents"]}
    except (OSError, ValueError, KeyError, TypeError, IndexError, AttributeError):
        return {}, {}
    return stamps, documents


def write_kept(
    file: Path, stamps: Mapping[Stamp, str], documents: Mapping[tuple[str, bool], Document]
) -> None:
    """Writes them beside the ledger; nothing where the folder is not there or takes nothing."""
    settled = time.time_ns() - _SETTLED_NS
    files = [[*stamp, digest] for stamp, digest in stamps.items() if stamp[1] < settled]
    kept = {row[5] for row in files[-_MOST:]}
    data = {
        "version": _VERSION,
        "files": files[-_MOST:],
        "documents": [
            [digest, colour, _as_data(document)]
            for (digest, colour), document in documents.items()
            if digest in kept
        ],
    }
    with suppress(OSError):
        if file.parent.is_dir():
            write_atomically(file, json.dumps(data, ensure_ascii=False, separators=(",", ":")))


def _stamp(row: list[Any]) -> Stamp:
    return str(row[0]), int(row[1]), int(row[2]), int(row[3]), int(row[4])


def _as_data(document: Document) -> list[Any]:
    colour = document.colour
    region = colour.region if colour is not None else None
    return [
        document.sha256,
        document.size,
        document.format,
        [list(asdict(finding).values()) for finding in document.findings],
        document.width,
        document.height,
        document.pages,
        None if colour is None else str(colour.tone),
        None if region is None else [region.left, region.top, region.right, region.bottom],
    ]


def _document(row: list[Any]) -> Document:
    tone, region = row[7], row[8]
    colour = None if tone is None else Colour(Tone(tone), Region(*region) if region else None)
    findings = tuple(Finding(*each) for each in row[3])
    return Document(row[0], row[1], row[2], findings, row[4], row[5], row[6], colour)
