"""The folder of one ref's receipt: the newest submission's files, and those of earlier ones."""

from __future__ import annotations

import itertools
import json
from pathlib import Path
from typing import Any

__all__ = ["CONFIRMATION", "FORM", "RECEIPT", "path_of", "put_aside", "read"]

FORM = "form.jpg"
"""All of the filled form, before the press."""
CONFIRMATION = "confirmation.jpg"
"""What the window shows after it."""
RECEIPT = "receipt.json"


def put_aside(folder: Path) -> None:
    """Moves receipt and pictures into a folder that bears the record's number."""
    number = Path(str(read(folder / RECEIPT).get("number") or "earlier")).name
    names = itertools.chain([number], (f"{number}-{count}" for count in itertools.count(2)))
    aside = next(folder / name for name in names if not (folder / name).exists())
    aside.mkdir(mode=0o700)
    # The receipt goes last: without it the folder is still to be cleared.
    for name in (FORM, CONFIRMATION, RECEIPT):
        if (folder / name).is_file():
            (folder / name).replace(aside / name)


def read(path: Path) -> dict[str, Any]:
    """A receipt.json; {} if it is none that can be read."""
    try:
        told = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return told if isinstance(told, dict) else {}


def path_of(folder: Path, number: str | None) -> Path:
    """Where the receipt of this record lies, that of a ref's newest submission or an earlier one's.

    A person who looks for it must not be shown that of another portal's record.
    """
    path = folder / RECEIPT
    if number is None or not (folder / number / RECEIPT).is_file():
        return path
    return path if read(path).get("number") == number else folder / number / RECEIPT
