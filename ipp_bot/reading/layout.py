"""The form in which a kind of paper is described."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ipp_bot.reading.paper import PaperKind

__all__ = ["Layout"]


@dataclass(frozen=True, slots=True)
class Layout:
    """One kind of paper."""

    kind: PaperKind
    titles: tuple[str, ...]
    labels: Mapping[str, tuple[str, ...]]
    """Names of labels by what stands behind them; keys that begin with "-" only end a value."""
    several_lines: frozenset[str]
    """Keys whose value may run over lines."""
    usual: tuple[str, ...]
    """The manifest's keys that such papers bear."""
    least: int = 3
    """So many labels at plausible places make a paper of this kind."""
    prose: bool = False
    """Whether labels may stand amid sentences."""
