"""Several papers at a time: in order, and one that cannot be read stops none."""

from __future__ import annotations

import os
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from ipp_bot.errors import PaperUnreadable
from ipp_bot.reading import PaperKind, batch, read_all

if TYPE_CHECKING:
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


def own_niceness() -> int:
    return os.getpriority(os.PRIO_PROCESS, threading.get_native_id())


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have no threads' priorities")
@pytest.mark.parametrize(("begun_at", "read_at"), [(0, 15), (15, 15), (19, 19)])
def test_readers_stand_back_and_never_forward(
    monkeypatch: pytest.MonkeyPatch, begun_at: int, read_at: int
) -> None:
    seen: list[int] = []

    def noted(_path: Path, **_: object) -> list[object]:
        seen.append(own_niceness())
        return []

    def all_read() -> None:
        # threads begin at the niceness of the one that starts them
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), begun_at)
        list(read_all([Path("a.pdf")]))

    monkeypatch.setattr(batch, "read", noted)
    thread = threading.Thread(target=all_read)
    thread.start()
    thread.join()
    assert seen == [read_at]
