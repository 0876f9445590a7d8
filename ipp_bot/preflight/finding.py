"""What is wrong, or should be looked at, in a document."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Finding", "damaged"]


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is wrong, or should be looked at, in a document."""

    code: str
    message: str
    hint: str
    is_warning: bool = False


def damaged(what: str) -> Finding:
    """The finding that a file is torn."""
    return Finding("damaged", f"is a damaged or truncated {what}", "scan or download it again")
