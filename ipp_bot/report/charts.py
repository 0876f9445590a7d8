"""Bar charts as SVG: no library, no script, readable by a screen reader."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["columns", "rows"]

WIDTH, HEIGHT = 640, 200
BOTTOM, TOP = 26, 16
BAR_HEIGHT = 20
LABELS = 12
"""Labels that fit below the columns."""


def columns(points: Sequence[tuple[str, int]], *, title: str) -> Markup:
    """Upright bars from left to right, with some of their labels."""
    most = max((count for _, count in points), default=0) or 1
    step = WIDTH / max(len(points), 1)
    every = -(-len(points) // LABELS)
    parts = []
    for at, (label, count) in enumerate(points):
        height = (HEIGHT - BOTTOM - TOP) * count / most
        x, y = at * step, HEIGHT - BOTTOM - height
        parts.append(
            Markup('<rect x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{:.1f}" rx="2">').format(
                x + step * 0.1, y, step * 0.8, height
            )
            + Markup("<title>{}: {}</title></rect>").format(label, count)
        )
        if count and len(points) <= LABELS * 2:
            parts.append(_text(x + step / 2, y - 4, str(count), "middle", "value"))
        if at % every == 0:
            parts.append(_text(x + step / 2, HEIGHT - 8, label, "middle"))
    return _drawn(parts, WIDTH, HEIGHT, title, points)


def rows(points: Sequence[tuple[str, int]], *, title: str) -> Markup:
    """Lying bars, the label above each."""
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
    return _drawn(parts, WIDTH, len(points) * (BAR_HEIGHT * 2 + 6), title, points)


def _text(x: float, y: float, text: str, anchor: str, kind: str = "label") -> Markup:
    cut = text if len(text) <= 88 else text[:87] + "…"  # noqa: PLR2004 - what fits the width
    return Markup('<text x="{:.1f}" y="{:.1f}" text-anchor="{}" class="{}">{}</text>').format(
        x, y, anchor, kind, cut
    )


def _drawn(
    parts: Sequence[Markup], width: int, height: int, title: str, points: Sequence[tuple[str, int]]
) -> Markup:
    told = ", ".join(f"{label}: {count}" for label, count in points if count)
    head = Markup('<svg viewBox="0 0 {} {}" role="img" aria-label="{}" class="chart">').format(
        width, height, f"{title}. {told}"[:1000]
    )
    return head + Markup("").join(parts) + Markup("</svg>")
