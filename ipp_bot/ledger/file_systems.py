"""On what kind of file system a path lies."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["mount_of", "network_filesystem"]

_SHARE = "network share"

# SQLite's log is shared through memory-mapped files and byte-range locks; these give neither.
_NETWORK = frozenset({
    "afpfs", "afs", "beegfs", "ceph", "cifs", "coda", "davfs", "fuse.glusterfs", "fuse.rclone",
    "fuse.s3fs", "fuse.sshfs", "glusterfs", "gpfs", "lustre", "ncpfs", "nfs", "nfs4", "smb2",
    "smb3", "smbfs", "webdav",
})  # fmt: skip


def network_filesystem(path: Path, mounts: Iterable[tuple[str, str]] | None = None) -> str:
    """The name of the network file system that the path is on, "" where it is a local one."""
    _point, kind = mount_of(path, mounts)
    return kind if kind.lower() in {*_NETWORK, _SHARE} else ""


def mount_of(path: Path, mounts: Iterable[tuple[str, str]] | None = None) -> tuple[str, str]:
    """Where the file system of the path is mounted, and what it is called; "" for not known."""
    resolved = path.parent.resolve() / path.name
    if resolved.drive.startswith("\\\\"):
        return resolved.drive, _SHARE
    best, kind = "", ""
    for point, name in mounted_filesystems() if mounts is None else mounts:
        # Of two file systems mounted at one point the later covers the earlier.
        if len(point) >= len(best) and resolved.is_relative_to(point):
            best, kind = point, name
    return best, kind


def mounted_filesystems() -> list[tuple[str, str]]:
    """Mount points and their file systems."""
    table = Path("/proc/self/mounts")
    try:
        lines = table.read_text(encoding="utf-8", errors="surrogateescape").splitlines()
    except OSError:
        import psutil

        return [(part.mountpoint, part.fstype) for part in psutil.disk_partitions(all=True)]
    fields = (line.split(" ") for line in lines)
    return [(_unescaped(field[1]), field[2]) for field in fields if len(field) > 2]  # noqa: PLR2004


def _unescaped(point: str) -> str:
    """Spaces and the like are written as octal numbers there."""
    for code, char in (("\\040", " "), ("\\011", "\t"), ("\\012", "\n"), ("\\134", "\\")):
        point = point.replace(code, char)
    return point
