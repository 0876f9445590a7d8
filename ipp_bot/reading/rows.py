"""Lines as rows of a page: straightened where the picture is tilted, and put in reading order."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING

from ipp_bot.reading.geometry import Box, Letter, Line, bounds, em_of

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["Row", "rows_of", "straightened"]

_LEAST_SLOPE = 0.002
_LEAST_LENGTH = 3.0
"""Ems that a line must be long to tell the tilt."""
_LEAST_LINES = 4
_OVERLAP = 0.45


@dataclass(frozen=True, slots=True)
class Row:
    """Letters side by side, from left to right."""

    letters: tuple[Letter, ...]
    box: Box

    @property
    def text(self) -> str:
        """Its characters, with blanks where lines meet."""
        parts = []
        for before, letter in zip((None, *self.letters), self.letters, strict=False):
            apart = before is not None and (letter.spaced or letter.line != before.line)
            parts.append(f"{' ' * apart}{letter.text}")
        return "".join(parts)


def straightened(lines: Sequence[Line]) -> list[Line]:
    """The lines with the tilt taken out that a photograph gives them.

    The tilt may change from the head of the page to its foot, as it does in perspective.
    """
    long = [line for line in lines if line.box.width >= _LEAST_LENGTH * em_of(line.letters)]
    if not long:
        return list(lines)
    level, change = _fit([(line.box.middle, line.slope, line.box.width) for line in long])
    centre = median((line.box.left + line.box.right) / 2 for line in long)
    moved = []
    for line in lines:
        slope = level + change * line.box.middle
        if abs(slope) < _LEAST_SLOPE:
            moved.append(line)
            continue
        shifts = (
            -slope * ((letter.box.left + letter.box.right) / 2 - centre) for letter in line.letters
        )
        moved.append(line.moved(shifts))
    return moved


def _fit(points: Sequence[tuple[float, float, float]]) -> tuple[float, float]:
    """The line `slope = level + change * y` through weighted points, strays left aside."""
    usual = median(slope for _, slope, _ in points)
    spread = median(abs(slope - usual) for _, slope, _ in points)
    near = [point for point in points if abs(point[1] - usual) <= 4 * spread + 0.01]
    total = sum(weight for *_, weight in near)
    mean_y = sum(y * weight for y, _, weight in near) / total
    mean_slope = sum(slope * weight for _, slope, weight in near) / total
    variance = sum(weight * (y - mean_y) ** 2 for y, _, weight in near)
    if len(near) < _LEAST_LINES or not variance:
        return mean_slope, 0.0
    change = (
        sum(weight * (y - mean_y) * (slope - mean_slope) for y, slope, weight in near) / variance
    )
    return mean_slope - change * mean_y, change


def rows_of(lines: Sequence[Line]) -> list[Row]:
    """The rows from the head of the page to its foot."""
    groups: list[list[Line]] = []
    bands: list[tuple[float, float]] = []
    for line in sorted(lines, key=lambda every: every.box.middle):
        box = line.box
        best, most = -1, _OVERLAP
        for index in range(max(0, len(groups) - 6), len(groups)):
            top, bottom = bands[index]
            shared = min(bottom, box.bottom) - max(top, box.top)
            share = shared / max(min(bottom - top, box.height), 1e-6)
            if share >= most and not _collides(groups[index], box):
                best, most = index, share
        if best < 0:
            groups.append([line])
            bands.append((box.top, box.bottom))
        else:
            groups[best].append(line)
            bands[best] = (
                median(one.box.top for one in groups[best]),
                median(one.box.bottom for one in groups[best]),
            )
    found = [_row(group) for group in groups]
    return sorted(found, key=lambda row: row.box.middle)


def _collides(group: Sequence[Line], box: Box) -> bool:
    """Whether the box lies over a line of the group: then it is the next row's."""
    return any(
        min(one.box.right, box.right) - max(one.box.left, box.left)
        > 0.5 * min(one.box.width, box.width)
        for one in group
    )


def _row(lines: Sequence[Line]) -> Row:
    letters = sorted(
        (letter for line in lines for letter in line.letters), key=lambda letter: letter.box.left
    )
    return Row(tuple(letters), bounds(letter.box for letter in letters))
