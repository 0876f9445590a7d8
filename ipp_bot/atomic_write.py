"""Files that are written whole or not at all."""

from __future__ import annotations

import os
import stat
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from ipp_bot.operating_system import replace_file

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["PartFile", "part_file", "replace_content", "write_atomically"]


class PartFile:
    """A file that is being written under a name of its own, readable by its owner only."""

    def __init__(self, path: Path, stream: BinaryIO) -> None:
        self._path = path
        self.stream = stream
        """For what writes into an open file itself, such as an archive."""

    def write(self, data: bytes) -> None:
        """Appends the bytes."""
        self.stream.write(data)

    def take_mode_of(self, path: Path) -> None:
        """Lets those read and write it who may read and write the other file."""
        self._path.chmod(stat.S_IMODE(path.stat().st_mode))

    def move_to(self, path: Path) -> None:
        """Puts the file in place of `path`, on the same disk, once all of it is on the disk."""
        self.stream.flush()
        os.fsync(self.stream.fileno())
        self.stream.close()
        replace_file(self._path, path)


@contextmanager
def part_file(folder: Path) -> Iterator[PartFile]:
    """A new file in the folder; it is removed at the end unless it was moved to its place."""
    handle, name = tempfile.mkstemp(dir=folder, prefix=".part-")  # made with mode 0600
    path = Path(name)
    try:
        with os.fdopen(handle, "wb") as stream:
            yield PartFile(path, stream)
    finally:
        path.unlink(missing_ok=True)


def replace_content(path: Path, before: bytes, after: bytes) -> bool:
    """Puts other bytes into a file of somebody's; False, and nothing done, if it changed meanwhile.

    Its mode stays, and a link to it; a crash leaves the old content or the new one.
    """
    path = path.resolve()
    with part_file(path.parent) as part:
        part.write(after)
        part.take_mode_of(path)
        if path.read_bytes() != before:
            return False
        part.move_to(path)
    return True


def write_atomically(path: Path, text: str) -> None:
    """Writes the text in UTF-8 with mode 0600; a crash leaves the old file or the new one."""
    with part_file(path.parent) as part:
        part.write(text.encode())
        part.move_to(path)
