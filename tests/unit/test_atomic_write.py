"""A file that is written whole or not at all."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from ipp_bot.atomic_write import part_file, write_atomically

if TYPE_CHECKING:
    from pathlib import Path


def test_the_new_text_takes_the_old_ones_place_for_its_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "file.json"
    path.write_text("old")
    write_atomically(path, "neu: 星云")
    assert path.read_text("utf-8") == "neu: 星云"
    assert list(tmp_path.iterdir()) == [path]
    if os.name == "posix":
        assert path.stat().st_mode & 0o777 == 0o600


def test_what_fails_half_way_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "file.json"
    path.write_text("old")

    def write() -> None:
        with part_file(tmp_path) as part:
            part.write(b"half")
            raise OSError("no space left")

    with pytest.raises(OSError, match="no space left"):
        write()
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_part_that_is_not_wanted_is_gone(tmp_path: Path) -> None:
    with part_file(tmp_path) as part:
        part.write(b"as before")
    assert not list(tmp_path.iterdir())
