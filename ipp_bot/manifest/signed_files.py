"""Signed powers of attorney that were dropped into the inbox, by the refs they are for."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["SUFFIXES", "signed_poa_file", "signed_poa_files"]

SUFFIXES = (".pdf", ".png", ".jpg", ".jpeg")


def signed_poa_file(inbox: Path, ref: str) -> Path | None:
    """The signed file that was dropped for this ref, if there is one."""
    return next(iter(signed_poa_files(inbox, ref)), None)


def signed_poa_files(inbox: Path, ref: str) -> list[Path]:
    """All files that were dropped for it."""
    names = [f"{ref}{end}" for suffix in SUFFIXES for end in (suffix, suffix.upper())]
    found = [inbox / name for name in names if (inbox / name).is_file()]
    if not found and not ref.isascii() and inbox.is_dir():
        # some systems store é, or a syllable of Korean, as two characters
        stored = {unicodedata.normalize("NFC", path.name): path for path in inbox.iterdir()}
        found = [stored[name] for name in names if name in stored]
    # On some disks `.pdf` and `.PDF` are one file.
    return list({(path.stat().st_dev, path.stat().st_ino): path for path in found}.values())
