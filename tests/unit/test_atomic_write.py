"""A file that is written whole or not at all."""

from __future__ import annotations

import errno
import os
from typing import TYPE_CHECKING

import pytest

from ipp_bot.atomic_write import create_shared, part_file, write_atomically, write_shared

if TYPE_CHECKING:
    from collections.abc import Callable
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


@pytest.mark.skipif(os.name != "posix", reason="modes are those of POSIX")
def test_what_is_for_others_has_the_mode_of_any_new_file_or_of_the_old_one(tmp_path: Path) -> None:
    usual, new, old = (tmp_path / name for name in ("usual", "new", "old"))
    usual.write_bytes(b"")
    old.write_bytes(b"old")
    old.chmod(0o640)
    write_shared(new, b"new")
    write_shared(old, b"newer")
    assert (new.read_bytes(), old.read_bytes()) == (b"new", b"newer")
    assert new.stat().st_mode == usual.stat().st_mode
    assert old.stat().st_mode & 0o777 == 0o640


@pytest.mark.parametrize("links", [True, False])
def test_a_new_file_takes_nobodys_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, links: object
) -> None:
    def no_links(_old: Path, _new: Path) -> None:
        raise OSError(errno.EPERM, "Operation not permitted")

    if not links:
        monkeypatch.setattr(os, "link", no_links)
    path = tmp_path / "sheet.xlsx"
    create_shared(path, b"first")
    with pytest.raises(FileExistsError):
        create_shared(path, b"second")
    assert path.read_bytes() == b"first"
    assert list(tmp_path.iterdir()) == [path]


def test_a_folder_that_takes_no_file_is_named_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def read_only(path: Path, _flags: int, _mode: int) -> int:
        raise OSError(errno.EROFS, "Read-only file system", path)

    monkeypatch.setattr(os, "open", read_only)
    with pytest.raises(OSError, match="Read-only") as told:
        write_shared(tmp_path / "report.html", b"new")
    assert told.value.filename == str(tmp_path)


@pytest.mark.parametrize("write", [write_shared, create_shared])
def test_a_full_disk_leaves_no_half_of_a_file_and_its_folder_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, write: Callable[[Path, bytes], None]
) -> None:
    def full(_handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left") as told:
        write(tmp_path / "report.html", b"half")
    assert told.value.filename == str(tmp_path)
    assert list(tmp_path.iterdir()) == []
