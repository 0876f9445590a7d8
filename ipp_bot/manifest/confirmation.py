"""The key `confirmed`: whether a person compared a drafted entry with its papers, and which.

`false` until then; `true` where a person typed it; `papers-…` where `ipp-bot confirm` wrote it: a
hash of the papers that were compared, so that another paper takes the confirmation away wherever
the manifest lies, on every machine and with a new ledger too.
"""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING

from ipp_bot.manifest.invalid_value import InvalidValue
from ipp_bot.profile import folded

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from ipp_bot.manifest.entry import Entry

__all__ = ["MARK", "NO", "YES", "confirmation", "digest_of", "papers_mark", "papers_of"]

NO, YES = "no", "yes"
MARK = re.compile(r"papers-[0-9a-f]{16}")
_WORDS = dict.fromkeys(("false", "no", "否", "未核对"), NO) | dict.fromkeys(
    ("true", "yes", "是", "已核对"), YES
)


def confirmation(text: str) -> str:
    """`NO`, `YES` or a mark of papers; InvalidValue for another text."""
    if MARK.fullmatch(text.strip()):
        return text.strip()
    try:
        return _WORDS[folded(text)]
    except KeyError:
        raise InvalidValue(
            f"{text!r} is no confirmation", "type true or false, or let ipp-bot confirm write it"
        ) from None


def papers_of(entry: Entry) -> Iterator[tuple[str, Path]]:
    """Every document of the entry with the key of its slot."""
    for slot, paths in sorted(entry.files.items()):
        for path in paths:
            yield slot, path
    if entry.poa is not None and entry.poa.file is not None:
        yield "power_of_attorney", entry.poa.file


def digest_of(path: Path) -> str:
    """SHA-256 of the file's content; OSError where it cannot be read."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def papers_mark(entry: Entry) -> str:
    """What `confirmed` says of an entry that was compared with its papers of now.

    Raises:
        OSError: a paper cannot be read.
    """
    lines = sorted(f"{slot} {digest_of(path)}" for slot, path in papers_of(entry))
    return f"papers-{hashlib.sha256(chr(10).join(lines).encode()).hexdigest()[:16]}"
