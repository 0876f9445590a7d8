"""A box that a person drew: read while the person waits."""

from __future__ import annotations

import os
import sys
import threading
from typing import TYPE_CHECKING, Any

import pytest

pytest.importorskip("rapidocr", reason="the extra `read` is not installed")

from ipp_bot.reading import place_reading, recognition

if TYPE_CHECKING:
    from tests.unit.reading.conftest import Drawer, Ink


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have no threads' priorities")
def test_a_box_is_read_at_the_priority_of_whoever_asks(
    monkeypatch: pytest.MonkeyPatch, draw: Drawer, software: list[Ink]
) -> None:
    seen: list[int] = []

    def noted(_part: Any) -> list[Any]:
        seen.append(os.getpriority(os.PRIO_PROCESS, threading.get_native_id()))
        return []

    monkeypatch.setattr(recognition, "read_page", noted)
    place_reading.read_place(draw.png(software), 1, (0.1, 0.1, 0.9, 0.3))
    assert seen == [os.getpriority(os.PRIO_PROCESS, threading.get_native_id())]
