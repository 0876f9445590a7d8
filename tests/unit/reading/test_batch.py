"""Several papers at a time: in order, and one that cannot be read stops none."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ipp_bot.errors import PaperUnreadable
from ipp_bot.reading import PaperKind, read_all

if TYPE_CHECKING:
    from pathlib import Path

    from tests.unit.reading.conftest import Drawer, Ink

pytest.importorskip("rapidocr", reason="the extra `read` is not installed")


def test_papers_come_in_the_order_of_the_paths(
    draw: Drawer, software: list[Ink], tmp_path: Path
) -> None:
    broken = tmp_path / "broken.pdf"
    broken.write_bytes(b"%PDF-1.7 torn")
    paths = [draw.pdf(software, name="a.pdf"), broken, draw.pdf(software, name="c.pdf")]
    told = dict(read_all(paths))
    assert list(told) == paths
    kinds = [
        found if isinstance(found, PaperUnreadable) else [paper.kind for paper in found]
        for found in told.values()
    ]
    assert kinds[0] == kinds[2] == [PaperKind.SOFTWARE_REGISTRATION]
    assert isinstance(kinds[1], PaperUnreadable)
