"""Bar charts as SVG: no library, no script, readable by a screen reader."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup

from ipp_bot.report.terminal import fitted

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["bar_chart", "column_chart"]

WIDTH, HEIGHT = 420, 190
BOTTOM, TOP = 26, 16
BAR_HEIGHT = 20
LABELS = 7
"""Labels that fit below the columns."""
WIDEST = 44.0
LONGEST = 54
"""Letters of a label that fit on a line; a Chinese one takes the room of two."""


def column_chart(points: Sequence[tuple[str, int]], *, title: str) -> Markup:
    """Vertical bars from left to right, with as many labels as fit."""
    most = max((count for _, count in points), default=0) or 1
    step = WIDTH / max(len(points), 1)
    bar = min(step * 0.8, WIDEST)
    every = -(-len(points) // LABELS)
    scaled = False
    parts = []
    for at, (label, count) in enumerate(points):
        height = (HEIGHT - BOTTOM - TOP) * count / most
        x, y = at * step, HEIGHT - BOTTOM - height
        parts.append(
            Markup('<rect x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{:.1f}" rx="2">').format(
                x + (step - bar) / 2, y, bar, height
            )
            + Markup("<title>{}: {}</title></rect>").format(label, count)
        )
        if count and len(points) <= LABELS * 2:
            parts.append(_text(x + step / 2, y - 4, str(count), "middle", "value"))
        if count == most and not scaled and len(points) > LABELS * 2:
            # Among many columns only the highest bears its number: it is the scale of the others.
            parts.append(
                _text(min(max(x + step / 2, 8), WIDTH - 8), y - 4, str(count), "middle", "value")
            )
            scaled = True
        if at % every == 0:
            # The first label would hang over the edge.
            anchor, place = ("start", 0.0) if at == 0 and len(points) > 1 else ("middle", 0.5)
            parts.append(_text(x + step * place, HEIGHT - 8, label, anchor))
    return _svg(parts, WIDTH, HEIGHT, title, points)


def bar_chart(points: Sequence[tuple[str, int]], *, title: str) -> Markup:
    """Horizontal bars from top to bottom, the label above each."""
    most = max((count for _, count in points), default=0) or 1
    parts = []
    for at, (label, count) in enumerate(points):
        y = at * (BAR_HEIGHT * 2 + 6)
        width = (WIDTH - 60) * count / most
        parts += [
            _text(0, y + 14, label, "start"),
            Markup('<rect x="0" y="{}" width="{:.1f}" height="{}" rx="2"/>').format(
                y + BAR_HEIGHT, width, BAR_HEIGHT - 4
            ),
            _text(width + 6, y + BAR_HEIGHT + 12, str(count), "start", "value"),
        ]
    return _svg(parts, WIDTH, len(points) * (BAR_HEIGHT * 2 + 6), title, points)


def _text(x: float, y: float, text: str, anchor: str, kind: str = "label") -> Markup:
    cut = fitted(text, LONGEST)
    return Markup('<text x="{:.1f}" y="{:.1f}" text-anchor="{}" class="{}">{}</text>').format(
        x, y, anchor, kind, cut
    )


def _svg(
    parts: Sequence[Markup], width: int, height: int, title: str, points: Sequence[tuple[str, int]]
) -> Markup:
    text = ", ".join(f"{label}: {count}" for label, count in points if count)
    head = Markup('<svg viewBox="0 0 {} {}" role="img" aria-label="{}" class="chart">').format(
        width, height, f"{title}. {text}"[:1000]
    )
    return head + Markup("").join(parts) + Markup("</svg>")
