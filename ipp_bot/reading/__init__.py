"""What papers say: certificates, licences, powers of attorney, screenshots read by machine.

A second reader, not an authority: what it calls sure two readings agree on; the rest is for a
person to look at. Needs the extra `ipp-bot[read]`; touches no network.
"""

from __future__ import annotations

from ipp_bot.reading.batch import read_all
from ipp_bot.reading.paper import Certainty, Field, Origin, Paper, PaperKind
from ipp_bot.reading.reader import is_installed, keep_part, read, require_installed

__all__ = [
    "Certainty",
    "Field",
    "Origin",
    "Paper",
    "PaperKind",
    "is_installed",
    "keep_part",
    "read",
    "read_all",
    "require_installed",
]
