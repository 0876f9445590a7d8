"""Files beside a form: those to be uploaded, and those that the portal lists."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from ipp_bot.profile import folded

if TYPE_CHECKING:
    from ipp_bot.browser.dom.results import SeenFile

__all__ = ["Attachment", "StoredFile", "Upload"]


@dataclass(frozen=True, slots=True)
class Upload:
    """A file to send: its name and its size in bytes, as the portal shall show them."""

    name: str
    size: int
    sha256: str = ""
    """Of its content; "" where only name and size are compared."""


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file as the portal hands it out again."""

    size: int
    sha256: str
    is_download: bool
    """Whether it was handed out to be kept; a picture to look at may be another than was sent."""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file as the portal lists it beside its slot."""

    name: str
    size: float | None = None
    """Bytes; None if the portal does not tell."""
    exact: bool = False
    """Whether the size was told in bytes; otherwise it is rounded."""
    digit: float = 0.0
    """Bytes that one of the last shown digit stands for."""
    state: str = "done"
    """done, uploading, failed, held by the input, or unknown where the portal has no mark."""
    fixed: bool = False
    """Whether the page offers no way to remove it."""
    boxed: bool = False
    """Whether a checkbox removes it when the form is saved; a new file may also take its place."""
    link: str = ""
    """Where the portal hands it out; "" if its name is no link."""
    stored: StoredFile | None = None
    """What the portal handed out there; None if nobody asked."""

    @classmethod
    def of(cls, seen: SeenFile) -> Self:
        """From what the script saw."""
        return cls(
            seen.name,
            seen.size,
            seen.exact,
            seen.digit,
            seen.state,
            seen.fixed,
            seen.boxed,
            seen.link,
        )

    def has_other_content(self, upload: Upload) -> bool:
        """Whether the portal hands out other bytes than were sent.

        A picture that it only shows, and in another size, may be a smaller one of the same; nothing
        at all is none.
        """
        stored = self.stored
        if stored is None or not upload.sha256 or stored.sha256 == upload.sha256:
            return False
        return stored.is_download or stored.size in (0, upload.size)

    def fits(self, upload: Upload) -> bool:
        """Whether this is that file, as far as the page tells."""
        if folded(self.name) != folded(upload.name) or self.state in ("failed", "uploading"):
            return False
        if self.size is None:
            return True
        if self.exact:
            return self.size == upload.size
        return _rounds_to(self.size, self.digit, upload.size)


def _rounds_to(shown: float, digit: float, real: int) -> bool:
    """Whether a size is the shown one to its last digit, rounded either way.

    A kilobyte may have 1000 bytes or 1024, and a megabyte as many kilobytes.
    """
    decimal = 1000 / 1024
    return any(abs(shown * factor - real) <= digit * factor for factor in (1, decimal, decimal**2))
