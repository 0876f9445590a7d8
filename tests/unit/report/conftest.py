"""A workspace with a ledger in which something has happened."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support.report import Scene, fill_scene, open_scene

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    with open_scene(tmp_path) as opened:
        yield opened


@pytest.fixture
def busy(scene: Scene) -> Scene:
    """One record rejected, one approved, one filed by somebody else."""
    fill_scene(scene)
    return scene
