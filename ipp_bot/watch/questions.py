"""What a person is asked where a value alone does not name a field."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["Ask", "Question"]


@dataclass(frozen=True, slots=True)
class Question:
    """Which of the manifest's keys a control is about."""

    label: str
    """What the portal calls the control."""
    value: str
    """What was entered there."""
    keys: tuple[str, ...]
    """The keys that it may be."""
    words: str = ""
    """The question, where it is another one."""

    def sentence(self) -> str:
        """The question without its answers."""
        return (
            self.words or f"“{self.label}” got “{self.value}”: which key of the manifest is that?"
        )


Ask: TypeAlias = "Callable[[Question], str]"
"""Answers with one of the question's keys, or with "" for none of them."""
