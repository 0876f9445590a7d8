"""Letters and lines with their places on a page."""

from __future__ import annotations

from dataclasses import dataclass, replace
from statistics import median
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

__all__ = ["Box", "Letter", "Line", "bounds", "em_of"]


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle; y grows downwards. The unit is the owner's to say."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        """Its width."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """Its height."""
        return self.bottom - self.top

    @property
    def middle(self) -> float:
        """The y of its middle."""
        return (self.top + self.bottom) / 2

    def moved(self, down: float) -> Box:
        """The box, moved down."""
        return Box(self.left, self.top + down, self.right, self.bottom + down)


@dataclass(frozen=True, slots=True)
class Letter:
    """One character as it was read."""

    text: str
    box: Box
    """Where it stands on the page turned upright; in points or pixels, the same for all letters
    of a page."""
    place: Box
    """Where it stands on the page as a viewer shows it, in parts of its width and height."""
    score: float = 1.0
    """How sure the reader is, 0 to 1; 1 for a text layer."""
    rivals: tuple[str, ...] = ()
    """What other readings have in its place; "" for nothing. Empty where all agree."""
    spaced: bool = False
    """Whether a blank stands before it."""
    readings: int = 1
    """How many readings looked at it."""
    line: int = 0
    """The line that it was read in."""


@dataclass(frozen=True, slots=True)
class Line:
    """Letters that were read together, from left to right."""

    letters: tuple[Letter, ...]
    slope: float = 0.0
    """Rise of the line: dy / dx."""

    @property
    def text(self) -> str:
        """Its characters, with blanks."""
        return "".join(f"{' ' * letter.spaced}{letter.text}" for letter in self.letters).strip()

    @property
    def box(self) -> Box:
        """The rectangle around it, upright."""
        return bounds(letter.box for letter in self.letters)

    def moved(self, shifts: Iterable[float]) -> Line:
        """The line with each letter moved down by its own amount."""
        return Line(
            tuple(
                replace(letter, box=letter.box.moved(down))
                for letter, down in zip(self.letters, shifts, strict=True)
            )
        )


def bounds(boxes: Iterable[Box]) -> Box:
    """The rectangle around all of them; ValueError if there are none."""
    every = list(boxes)
    return Box(
        min(box.left for box in every),
        min(box.top for box in every),
        max(box.right for box in every),
        max(box.bottom for box in every),
    )


def em_of(letters: Sequence[Letter]) -> float:
    """The height of a usual letter; 1 where there is none."""
    return median(letter.box.height for letter in letters) if letters else 1.0
