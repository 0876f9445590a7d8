"""What differs on Windows and macOS, imitated by setting `sys.platform`."""

from __future__ import annotations

import ctypes
import errno
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest

from ipp_bot import operating_system
from ipp_bot.atomic_write import write_atomically

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.fixture
def on(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Sets the system, with none of this machine's variables of folders."""
    for name in ("XDG_STATE_HOME", "XDG_CACHE_HOME", "LOCALAPPDATA"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", "/home/li")
    return lambda platform: monkeypatch.setattr(sys, "platform", platform)


@pytest.mark.parametrize(
    ("platform", "state", "caches"),
    [
        ("linux", "/home/li/.local/state", "/home/li/.cache"),
        ("darwin", "/home/li/Library/Application Support", "/home/li/Library/Caches"),
        ("win32", "/home/li/AppData/Local", "/home/li/AppData/Local"),
    ],
)
def test_folders_are_where_the_system_has_them(
    on: Callable[[str], None], platform: str, state: str, caches: str
) -> None:
    on(platform)
    assert operating_system.folder_for_state() == Path(state)
    assert operating_system.folder_for_caches() == Path(caches)


def test_variables_name_other_folders(
    on: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    on("win32")
    monkeypatch.setenv("LOCALAPPDATA", "/d/local")
    assert operating_system.folder_for_caches() == Path("/d/local")
    on("linux")
    monkeypatch.setenv("XDG_STATE_HOME", "relative")
    assert operating_system.folder_for_state() == Path("/home/li/.local/state")
    monkeypatch.setenv("XDG_STATE_HOME", "/state")
    assert operating_system.folder_for_state() == Path("/state")


def test_programs_are_looked_for_where_windows_puts_them(
    on: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PROGRAMFILES", "/c/programs")
    monkeypatch.setenv("PROGRAMFILES(X86)", "/c/x86")
    on("win32")
    found = list(operating_system.installed_programs(("edge.exe",), ("/Applications/Edge",)))
    assert found == [Path("/c/programs/edge.exe"), Path("/c/x86/edge.exe")]
    on("darwin")
    found = list(operating_system.installed_programs(("edge.exe",), ("/Applications/Edge",)))
    assert found == [Path("/Applications/Edge")]
    on("linux")
    assert list(operating_system.installed_programs(("edge.exe",), ("/Applications/Edge",))) == []


def test_a_file_that_another_program_has_open_is_waited_for_on_windows(
    on: Callable[[str], None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "receipt.json"
    target.write_text("old", encoding="utf-8")
    refusals = [PermissionError("in use"), PermissionError("in use")]
    replace = Path.replace

    def in_use(source: Path, to: Path) -> Path:
        if refusals:
            raise refusals.pop()
        return replace(source, to)

    monkeypatch.setattr(Path, "replace", in_use)
    on("linux")
    with pytest.raises(PermissionError):
        write_atomically(target, "new")
    on("win32")
    refusals.append(PermissionError("in use"))
    write_atomically(target, "new")
    assert target.read_text(encoding="utf-8") == "new"
    assert [path.name for path in tmp_path.iterdir()] == ["receipt.json"]


def test_the_wait_for_a_file_has_an_end(
    on: Callable[[str], None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def always(_source: Path, _to: Path) -> Path:
        raise PermissionError("in use")

    monkeypatch.setattr(Path, "replace", always)
    monkeypatch.setattr(operating_system, "REPLACED_WITHIN", 0.05)
    on("win32")
    with pytest.raises(PermissionError):
        write_atomically(tmp_path / "receipt.json", "new")


def test_rights_are_left_alone_on_windows(on: Callable[[str], None], tmp_path: Path) -> None:
    path = tmp_path / "session.json"
    path.touch(mode=0o644)
    path.chmod(0o644)
    on("win32")
    operating_system.close_to_others(path)
    operating_system.sync_folder(tmp_path / "which no Windows opens")
    assert path.stat().st_mode & 0o777 == 0o644
    on("linux")
    operating_system.close_to_others(path)
    assert path.stat().st_mode & 0o777 == 0o600


def test_nobody_is_root_where_there_are_no_user_ids(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(os, "geteuid")
    assert operating_system.is_privileged() is False


INTERRUPTED = """
import asyncio, signal, sys
from ipp_bot import operating_system

class LoopOfWindows(asyncio.SelectorEventLoop):
    def add_signal_handler(self, *_about):
        raise NotImplementedError

async def main():
    came = asyncio.Event()
    def interrupted():
        print("interrupted")
        came.set()
    operating_system.on_interrupt(asyncio.get_running_loop(), interrupted)
    for number in (signal.SIGINT, signal.SIGTERM):
        came.clear()
        signal.raise_signal(number)
        await asyncio.wait_for(came.wait(), 60)

{loop}().run_until_complete(main())
"""


@pytest.mark.parametrize("loop", ["LoopOfWindows", "asyncio.SelectorEventLoop"])
def test_an_interrupt_reaches_the_loop(loop: str) -> None:
    """In a process of its own: signals are the main thread's, where another loop may run."""
    code = INTERRUPTED.replace("{loop}", loop)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "interrupted\ninterrupted\n"


def test_a_process_ends_at_once() -> None:
    words = (
        "import atexit; from ipp_bot.operating_system import kill_this_process;"
        "atexit.register(print, 'written'); kill_this_process()"
    )
    ended = subprocess.run(
        [sys.executable, "-c", words], capture_output=True, check=False, timeout=60
    )
    assert (ended.returncode, ended.stdout) == (-9, b"")


def test_a_child_is_asked_to_end_as_its_system_does_it(
    on: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[int, int]] = []
    monkeypatch.setattr(os, "kill", lambda *about: asked.append(about))
    monkeypatch.setattr(signal, "CTRL_BREAK_EVENT", 1, raising=False)
    monkeypatch.setattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0x200, raising=False)
    on("linux")
    operating_system.interrupt(7)
    assert operating_system.own_process_group() == 0
    on("win32")
    operating_system.interrupt(8)
    assert operating_system.own_process_group() == 0x200
    assert asked == [(7, signal.SIGINT), (8, 1)]


@pytest.mark.parametrize(
    ("variables", "chinese"),
    [
        ({"LC_ALL": "zh_CN.UTF-8"}, True),
        ({"LC_ALL": "C.UTF-8", "LANG": "zh_CN.UTF-8"}, False),
        ({"LC_MESSAGES": "zh_TW", "LANG": "en_US"}, True),
        ({"LC_ALL": "", "LANG": "zh_CN"}, True),
        ({"LANG": "en_GB.UTF-8"}, False),
    ],
)
def test_the_locale_says_whether_chinese_is_spoken(
    monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], chinese: object
) -> None:
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert operating_system.user_speaks_chinese() is chinese


@pytest.mark.parametrize(("number", "chinese"), [(0x0804, True), (0x0404, True), (0x0409, False)])
def test_windows_says_it_by_the_language_of_its_windows(
    on: Callable[[str], None], monkeypatch: pytest.MonkeyPatch, number: int, chinese: object
) -> None:
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    kernel = SimpleNamespace(GetUserDefaultUILanguage=lambda: number)
    monkeypatch.setattr(ctypes, "windll", SimpleNamespace(kernel32=kernel), raising=False)
    on("win32")
    assert operating_system.user_speaks_chinese() is chinese


@pytest.mark.parametrize(
    ("free", "names", "lacking"),
    [
        (65_535, (100, 50), "space"),
        (65_536, (100, 50), ""),
        (10**9, (100, 0), "files"),
        (10**9, (0, 0), ""),  # a file system that does not count files
    ],
)
def test_a_disk_lacks_space_or_names_for_files(
    monkeypatch: pytest.MonkeyPatch, free: int, names: tuple[int, int], lacking: str
) -> None:
    about = SimpleNamespace(f_files=names[0], f_favail=names[1])
    monkeypatch.setattr(shutil, "disk_usage", lambda _folder: SimpleNamespace(free=free))
    monkeypatch.setattr(os, "statvfs", lambda _folder: about, raising=False)
    assert operating_system.lacks_room(Path("anywhere")) == lacking


def test_of_a_folder_that_is_not_there_nobody_knows(tmp_path: Path) -> None:
    assert operating_system.lacks_room(tmp_path / "none") == ""
    assert operating_system.lacks_room(tmp_path) == ""


def test_a_disk_that_takes_no_more_files_is_not_called_full(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    error = OSError(errno.ENOSPC, "No space left on device", str(tmp_path / "none" / "file"))
    asked: list[Path] = []

    def lacks_room(folder: Path) -> str:
        asked.append(folder)
        return "files"

    monkeypatch.setattr(operating_system, "lacks_room", lacks_room)
    told = operating_system.disk_hint(error)
    assert told == "the disk takes no more files: remove some, then type it again"
    assert asked == [tmp_path]


@pytest.mark.parametrize(
    ("number", "hint"),
    [
        (errno.ENOSPC, "the disk is full: free some space, then type it again"),
        (errno.EROFS, "the disk is mounted read-only"),
        (errno.EACCES, "look at its owner"),
    ],
)
def test_what_to_do_about_a_file_that_cannot_be_written(number: int, hint: str) -> None:
    assert operating_system.disk_hint(OSError(number, "said"), "look at its owner") == hint
