"""Values that a person confirmed although a paper was read otherwise: one entry, key and paper."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ipp_bot.atomic_write import write_atomically
from ipp_bot.errors import UsageError
from ipp_bot.manifest.confirmation import digest_of
from ipp_bot.operating_system import disk_hint

if TYPE_CHECKING:
    from ipp_bot.reading.comparison import Difference

__all__ = ["ConfirmedValue", "ConfirmedValues"]


@dataclass(frozen=True, slots=True)
class ConfirmedValue:
    """Who confirmed a value, and when."""

    by: str
    at: dt.datetime


@dataclass(frozen=True, slots=True)
class ConfirmedValues:
    """What was confirmed in one workspace; a file each, which bears no value."""

    folder: Path

    def keep(self, ref: str, difference: Difference, confirmed: ConfirmedValue) -> None:
        """Keeps who confirmed that the entry's value is right although the paper differs.

        Raises:
            UsageError: it cannot be written, or the paper cannot be read.
        """
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            data = {
                "ref": ref,
                "key": difference.key,
                "by": confirmed.by,
                "at": confirmed.at.isoformat(),
            }
            write_atomically(self._place(ref, difference), json.dumps(data, ensure_ascii=False))
        except OSError as error:
            message = f"{self.folder} cannot be written: {error.strerror}"
            raise UsageError(message, hint=disk_hint(error), sent=False) from error

    def of(self, ref: str, difference: Difference) -> ConfirmedValue | None:
        """Who confirmed it; None where nobody did, of another value or for another paper."""
        if not self.folder.is_dir():
            return None
        try:
            data = json.loads(self._place(ref, difference).read_text(encoding="utf-8"))
            return ConfirmedValue(str(data["by"]), dt.datetime.fromisoformat(data["at"]))
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def _place(self, ref: str, difference: Difference) -> Path:
        """The file: another value or a paper with another content has another one."""
        paper = digest_of(Path(difference.file))
        what = json.dumps([ref, difference.key, difference.value, paper], ensure_ascii=False)
        return self.folder / f"{hashlib.sha256(what.encode()).hexdigest()[:32]}.json"
