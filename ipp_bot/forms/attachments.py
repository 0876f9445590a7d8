"""Files beside a form: those to be uploaded, and those that the portal lists."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from ipp_bot.profile import folded

if TYPE_CHECKING:
    from ipp_bot.browser.dom.results import SeenFile

__all__ = ["Attachment", "Upload"]


@dataclass(frozen=True, slots=True)
class Upload:
    """A file to send: its name and its size in bytes, as the portal shall show them."""

    name: str
    size: int


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file as the portal lists it beside its slot."""

    name: str
    size: float | None = None
    """Bytes; None if the portal does not tell."""
    exact: bool = False
    """Whether the size was told in bytes; otherwise it is rounded."""
    state: str = "done"
    """done, uploading, failed, held by the input, or unknown where the portal has no mark."""
    fixed: bool = False
    """Whether the page offers no way to remove it."""
    boxed: bool = False
    """Whether a checkbox removes it when the form is saved; a new file may also take its place."""

    @classmethod
    def of(cls, seen: SeenFile) -> Self:
        """From what the script saw."""
        return cls(seen.name, seen.size, seen.exact, seen.state, seen.fixed, seen.boxed)

    def fits(self, upload: Upload) -> bool:
        """Whether this is that file, as far as the page tells."""
        if folded(self.name) != folded(upload.name) or self.state in ("failed", "uploading"):
            return False
        if self.size is None:
            return True
        # 1.2 MB stands for anything that rounds to it.
        return self.size == upload.size if self.exact else _rounds_to(self.size, upload.size)


def _rounds_to(shown: float, real: int) -> bool:
    # 1000 or 1024 to the kilobyte, and one decimal or none.
    unit = 1024 if shown < 1024**2 else 1024**2
    return any(
        abs(shown * factor - real) <= unit for factor in (1, (1000 / 1024), (1000 / 1024) ** 2)
    )
