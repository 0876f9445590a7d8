"""The error of a value that its key does not take."""

from __future__ import annotations

__all__ = ["InvalidValue"]


class InvalidValue(ValueError):
    """A value that its key does not take; becomes a `Diagnostic` where its place is known.

    A ValueError, so that a pydantic validator may raise it.

    Attributes:
        message: what is wrong, without the key: `'2023' is no date`.
        hint: what to type instead, or "".
    """

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
