"""Names of files that a portal or a manifest chose, made safe for any disk."""

from __future__ import annotations

import re
import unicodedata
from pathlib import PurePosixPath, PureWindowsPath

__all__ = ["safe_name"]

_RESERVED = re.compile(r"^(con|prn|aux|nul|com\d|lpt\d)(\.|$)", re.IGNORECASE)
_LONGEST = 120


def safe_name(text: str, *, fallback: str = "file") -> str:
    """One file name without folders, control characters, leading dots or reserved words."""
    # A portal may send a whole path of either kind as the suggested name.
    last = PureWindowsPath(PurePosixPath(text.strip()).name).name
    kept = "".join(
        "_" if c in '<>:"/\\|?*' or unicodedata.category(c) in {"Cc", "Cf", "Cs", "Co", "Cn"} else c
        for c in unicodedata.normalize("NFC", last)
    ).strip(" .")
    if not kept:
        return fallback
    if _RESERVED.match(kept):
        kept = f"_{kept}"
    stem, dot, suffix = kept.rpartition(".")
    if not dot or len(suffix) > 10:  # noqa: PLR2004  no file type is longer
        stem, dot, suffix = kept, "", ""
    # Disks count bytes, not characters.
    while len(f"{stem}{dot}{suffix}".encode()) > _LONGEST:
        stem = stem[:-1]
    return f"{stem}{dot}{suffix}"
