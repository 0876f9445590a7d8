"""What was found about a file's content."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ipp_bot.preflight.colour import Colour
    from ipp_bot.preflight.finding import Finding

__all__ = ["Document"]


@dataclass(frozen=True, slots=True)
class Document:
    """What was found about a file's content; its name does not matter here."""

    sha256: str
    size: int
    format: str
    """jpg, png, gif, bmp, pdf; or "" if it is none of them."""
    findings: tuple[Finding, ...]
    width: int = 0
    height: int = 0
    pages: int = 1
    colour: Colour | None = None
    """None where it is not known, as for a PDF that is no scan, or was not asked for."""
