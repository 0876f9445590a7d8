"""One HTML page of what differs between manifests and papers; it needs nothing else."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from typing import TYPE_CHECKING

from jinja2 import Environment, PackageLoader, StrictUndefined

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["PaperRow", "paper_page"]


@dataclass(frozen=True, slots=True)
class PaperRow:
    """One difference."""

    ref: str
    where: str
    """The manifest with line and column."""
    key: str
    manifest_value: str
    paper_value: str
    message: str
    paper: str
    """The file and the page."""
    is_warning: bool
    jpeg: bytes | None
    """The place on the paper; None where it cannot be shown."""

    @property
    def source(self) -> str:
        """The picture as a data address; "" without one."""
        if self.jpeg is None:
            return ""
        return "data:image/jpeg;base64," + base64.b64encode(self.jpeg).decode()


def paper_page(rows: Sequence[PaperRow]) -> str:
    """The page; everything from outside is escaped."""
    environment = Environment(
        loader=PackageLoader("ipp_bot.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("papers.html.j2").render(
        rows=rows, faults=sum(not row.is_warning for row in rows)
    )
