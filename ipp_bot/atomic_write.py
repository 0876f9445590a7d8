"""Files that are written whole or not at all."""

from __future__ import annotations

import errno
import os
import secrets
import stat
from contextlib import contextmanager
from typing import TYPE_CHECKING, BinaryIO

from ipp_bot.operating_system import replace_file

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

__all__ = [
    "PartFile",
    "create_shared",
    "part_file",
    "replace_content",
    "write_atomically",
    "write_shared",
]

_OWN = 0o600
_SHARED = 0o666
"""The mode of a file for others too, before the process's mask takes from it."""


class PartFile:
    """A file that is being written under a name of its own; without another, mode 0600."""

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
        self._finish()
        replace_file(self._path, path)

    def appear_as(self, path: Path) -> None:
        """Gives the file that name, as `move_to` does; FileExistsError where there is one."""
        self._finish()
        try:
            os.link(self._path, path)
        except FileExistsError:
            raise
        except OSError:  # no hard links here (exFAT and the like)
            if path.exists():
                raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(path)) from None
            replace_file(self._path, path)

    def _finish(self) -> None:
        self.stream.flush()
        os.fsync(self.stream.fileno())
        self.stream.close()


@contextmanager
def part_file(folder: Path, *, mode: int = _OWN) -> Iterator[PartFile]:
    """A new file in the folder; it is removed at the end unless it was moved to its place.

    An error of the disk names the folder.
    """
    path = folder / f".part-{secrets.token_hex(8)}"
    flags = os.O_CREAT | os.O_EXCL | os.O_WRONLY | getattr(os, "O_BINARY", 0)
    try:
        handle = os.open(path, flags, mode)
        with os.fdopen(handle, "wb") as stream:
            yield PartFile(path, stream)
    except OSError as error:
        if error.errno is not None and error.filename in (None, path, str(path)):
            error.filename = str(folder)
        raise
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


def write_shared(path: Path, data: bytes) -> None:
    """Writes the bytes for whoever may read what this user writes, or could read the old file.

    A crash or a full disk leaves the old file or the new one.
    """
    with part_file(path.parent, mode=_SHARED) as part:
        part.write(data)
        if path.exists():
            part.take_mode_of(path)
        part.move_to(path)


def create_shared(path: Path, data: bytes) -> None:
    """The same for a file that is not there yet, else FileExistsError; never half of one."""
    with part_file(path.parent, mode=_SHARED) as part:
        part.write(data)
        part.appear_as(path)


def write_atomically(path: Path, text: str) -> None:
    """Writes the text in UTF-8 with mode 0600; a crash leaves the old file or the new one."""
    with part_file(path.parent) as part:
        part.write(text.encode())
        part.move_to(path)
