"""Marks messages for the catalogue where they are translated later."""

from __future__ import annotations

__all__ = ["marked"]


def marked(message: str) -> str:
    """The message itself."""
    return message
