"""The folder of evidence stays below its size."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from ipp_bot.browser import Evidence

if TYPE_CHECKING:
    from pathlib import Path


def test_evidence_stays_below_its_cap_and_loses_the_oldest(tmp_path: Path) -> None:
    for age, name in enumerate(["new", "middle", "old"]):
        path = tmp_path / "acme" / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"x" * 100)
        os.utime(path, (1_000_000 - age, 1_000_000 - age))
    assert Evidence(tmp_path, cap_bytes=250).prune() == 1
    assert sorted(child.name for child in (tmp_path / "acme").iterdir()) == ["middle", "new"]
