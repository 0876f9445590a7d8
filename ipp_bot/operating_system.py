"""What differs from one operating system to another: signals, rights, replacing files, folders.

Elsewhere nothing asks which system it is. Each function asks when it is called, so that tests
imitate another one by setting `sys.platform`.
"""

from __future__ import annotations

import ctypes
import errno
import locale
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Callable, Iterator

__all__ = [
    "close_to_others",
    "disk_hint",
    "folder_for_caches",
    "folder_for_state",
    "freeze_this_process",
    "installed_programs",
    "interrupt",
    "is_privileged",
    "is_windows",
    "kill_this_process",
    "lacks_room",
    "on_interrupt",
    "own_process_group",
    "replace_file",
    "sync_folder",
    "user_speaks_chinese",
]

REPLACED_WITHIN = 5.0
"""Seconds for which a file that another program has open is waited for, on Windows."""
_PAUSE = 0.02
_PRIMARY, _CHINESE = 0x3FF, 0x04
"""Of a language's number on Windows: the bits of the language itself, and Chinese."""


_DISK_HINTS = {
    errno.ENOSPC: "the disk is full: free some space, then type it again",
    errno.EDQUOT: "your share of the disk is used up: free some space, then type it again",
    errno.EROFS: "the disk is mounted read-only",
}
"""What to do about an error of the operating system, by its number."""
_SMALLEST_ROOM = 64 * 1024
"""Bytes with less of which a disk counts as full."""


def disk_hint(error: OSError, otherwise: str = "") -> str:
    """What to do about a file that cannot be written."""
    if error.errno == errno.ENOSPC and error.filename is not None:
        place = Path(os.fsdecode(error.filename)).absolute()
        folder = next((one for one in (place, *place.parents) if one.is_dir()), None)
        if folder is not None and lacks_room(folder) == "files":
            return "the disk takes no more files: remove some, then type it again"
    return _DISK_HINTS.get(error.errno or 0, otherwise)


def lacks_room(folder: Path) -> str:
    """What the folder's disk has no room for: `space` or `files`; "" where it has, or nobody knows.

    A program that cannot make or enlarge a file does not always say that this is the reason.
    """
    try:
        if shutil.disk_usage(folder).free < _SMALLEST_ROOM:
            return "space"
        if sys.platform == "win32":
            return ""
        about = os.statvfs(folder)
    except OSError:
        return ""
    return "files" if about.f_files and not about.f_favail else ""


def is_windows() -> bool:
    """Whether it is Windows."""
    return sys.platform == "win32"


def on_interrupt(loop: asyncio.AbstractEventLoop, call: Callable[[], None]) -> None:
    """Has the loop call that at every interrupt: Ctrl-C, the end that a service manager asks for.

    The loops of Windows take no handlers; there Ctrl-Break is one more.
    """
    for name in ("SIGINT", "SIGTERM", "SIGBREAK"):
        number = getattr(signal, name, None)
        if number is None:
            continue
        try:
            loop.add_signal_handler(number, call)
        except NotImplementedError:
            signal.signal(number, lambda *_about: loop.call_soon_threadsafe(call))


def own_process_group() -> int:
    """The `creationflags` of a child that Ctrl-C at our terminal does not reach; 0 but on Windows.

    Elsewhere `start_new_session` does it, which Windows does not know.
    """
    return int(getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0)) if is_windows() else 0


def interrupt(process_id: int) -> None:
    """Asks a process in a group of its own to end, as Ctrl-C does; on Windows as Ctrl-Break does.

    Raises:
        OSError: it is not there, or nobody may ask it.
    """
    os.kill(process_id, getattr(signal, "CTRL_BREAK_EVENT") if is_windows() else signal.SIGINT)  # noqa: B009 - not on every system


def is_privileged() -> bool:
    """Whether this is root; on Windows nobody has a user id to ask for."""
    return hasattr(os, "geteuid") and os.geteuid() == 0


def close_to_others(path: Path) -> None:
    """Takes away what others may do with the file; on Windows the folder's rights are its own."""
    if not is_windows() and path.stat().st_mode & 0o077:
        path.chmod(0o600)


def replace_file(source: Path, target: Path) -> None:
    """Puts the file in the other's place, as one step.

    On Windows a file that a scanner, an indexer or Excel has open cannot be replaced: that is
    waited for.

    Raises:
        OSError: it could not be replaced.
    """
    until = time.monotonic() + REPLACED_WITHIN
    while True:
        try:
            source.replace(target)
        except PermissionError:
            if not is_windows() or target.is_dir() or time.monotonic() > until:
                raise
            time.sleep(_PAUSE)
        else:
            return


def sync_folder(folder: Path) -> None:
    """The names of the folder's files are on the disk; Windows opens no folder for that."""
    if is_windows():
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def folder_for_state() -> Path:
    """Where programs keep what they remember of a user.

    Raises:
        OSError: this user has no home folder.
    """
    chosen = os.environ.get("XDG_STATE_HOME", "")
    if chosen and Path(chosen).is_absolute():
        return Path(chosen)
    if is_windows():
        return _local_data()
    if sys.platform == "darwin":
        return _home() / "Library" / "Application Support"
    return _home() / ".local" / "state"


def folder_for_caches() -> Path:
    """Where programs keep what they can get again.

    Raises:
        OSError: this user has no home folder.
    """
    if is_windows():
        return _local_data()
    if sys.platform == "darwin":
        return _home() / "Library" / "Caches"
    chosen = os.environ.get("XDG_CACHE_HOME", "")
    return Path(chosen) if chosen else _home() / ".cache"


def installed_programs(windows: tuple[str, ...], mac: tuple[str, ...]) -> Iterator[Path]:
    """Where programs would be that stand on no path; `windows` is below the program folders."""
    if sys.platform == "darwin":
        yield from map(Path, mac)
    if is_windows():
        for root in ("PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA"):
            if root in os.environ:
                yield from (Path(os.environ[root]) / place for place in windows)


def kill_this_process() -> None:
    """Ends this process as a power cut would: nothing is written, nobody is told."""
    if is_windows():
        os._exit(9)
    os.kill(os.getpid(), getattr(signal, "SIGKILL", signal.SIGTERM))


def freeze_this_process() -> None:
    """Stops this process until somebody continues it; Windows has no such signal."""
    if hasattr(signal, "SIGSTOP"):
        os.kill(os.getpid(), signal.SIGSTOP)


def user_speaks_chinese() -> bool:
    """Whether this user's programs speak Chinese: by the locale, on Windows by its own setting."""
    named = next(
        (os.environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(name)),
        None,
    )
    if named is None and is_windows():
        language = getattr(ctypes, "windll").kernel32.GetUserDefaultUILanguage()  # noqa: B009 - not on every system
        return bool(language & _PRIMARY == _CHINESE)
    if named is None:
        named = locale.getlocale()[0] or ""
    return named.casefold().startswith(("zh", "chinese"))


def _local_data() -> Path:
    return Path(os.environ.get("LOCALAPPDATA") or _home() / "AppData" / "Local")


def _home() -> Path:
    try:
        return Path.home()
    except RuntimeError as error:  # no HOME, and the user is in no list
        raise OSError("this user has no home folder") from error
