"""File systems that only pretend to lock are found by trying, whatever they are called."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from ipp_bot.clock import ManualClock
from ipp_bot.errors import LedgerError
from ipp_bot.ledger import Ledger, folder_trial
from ipp_bot.ledger.folder_trial import try_folder
from ipp_bot.state_folder import state_folder
from tests.unit.ledger.conftest import ORIGIN

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(autouse=True)
def _own_state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))


def test_a_local_disk_holds(tmp_path: Path) -> None:
    trial = try_folder(tmp_path, remembered=False)
    assert (trial.fault, trial.was_tried) == ("", True)
    assert list(tmp_path.glob(".trial-*")) == []


PRETENDS = """
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdarg.h>
/* A share that grants every lock, as some mounts of containers and offices do. */
int fcntl64(int fd, int command, ...) {
  static int (*real)(int, int, ...);
  if (command == F_SETLK || command == F_SETLKW) return 0;
  if (!real) real = dlsym(RTLD_NEXT, "fcntl64");
  va_list rest; va_start(rest, command);
  void *given = va_arg(rest, void *);
  va_end(rest);
  if (command == F_GETLK) { ((struct flock *) given)->l_type = F_UNLCK; return 0; }
  return real(fd, command, given);
}
"""


@pytest.mark.skipif(shutil.which("gcc") is None, reason="no compiler to make such a share with")
def test_locks_that_keep_nobody_out_are_found(tmp_path: Path) -> None:
    (tmp_path / "pretends.c").write_text(PRETENDS, "utf-8")
    library = tmp_path / "pretends.so"
    subprocess.run(["gcc", "-shared", "-fPIC", "-o", library, tmp_path / "pretends.c"], check=True)
    script = (
        "import sys; from pathlib import Path; from ipp_bot.ledger.folder_trial import try_folder;"
        "print(try_folder(Path(sys.argv[1])).fault)"
    )
    said = subprocess.run(
        [sys.executable, "-c", script, tmp_path],
        env={**os.environ, "LD_PRELOAD": str(library)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert said.stdout == "only pretends to lock: two processes wrote at one time\n"


def test_a_folder_without_shared_memory_is_found(tmp_path: Path) -> None:
    trial = try_folder(tmp_path, options="?vfs=unix-none", remembered=False)
    assert trial.fault == "gives no memory that processes share"


def test_a_ledger_is_not_opened_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tried = folder_trial._tried
    monkeypatch.setattr(folder_trial, "_tried", lambda folder, _options: tried(folder, "?nolock=1"))
    with pytest.raises(LedgerError, match="file system that") as refused:
        Ledger.open(tmp_path / "ledger.sqlite", origin=ORIGIN, clock=ManualClock())
    assert "postgresql" in refused.value.hint
    assert not (tmp_path / "ledger.sqlite").exists()


def test_a_file_system_is_tried_once_a_day(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tries = []

    def tried(folder: Path, _options: str) -> str:
        tries.append(folder)
        return ""

    monkeypatch.setattr(folder_trial, "_tried", tried)
    (tmp_path / "other").mkdir()
    for folder in (tmp_path, tmp_path, tmp_path / "other"):
        assert try_folder(folder).fault == ""
    assert len(tries) == 1
    path = state_folder() / "file-systems.json"
    known = json.loads(path.read_text("utf-8"))
    for one in known.values():
        one["at"] -= 90_000
    path.write_text(json.dumps(known), "utf-8")
    try_folder(tmp_path)
    assert len(tries) == 2
    path.write_text("nothing", "utf-8")
    try_folder(tmp_path)
    assert len(tries) == 3


def test_a_second_process_that_says_nothing_shows_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(folder_trial, "_SECOND_PROCESS", "raise SystemExit(1)")
    assert try_folder(tmp_path).was_tried is False
    assert try_folder(tmp_path).fault == ""
    assert not (state_folder() / "file-systems.json").exists()


def test_a_folder_that_is_closed_is_no_fault_of_its_file_system(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_about: object, **_more: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("tempfile.TemporaryDirectory", full)
    assert not try_folder(tmp_path).was_tried
    assert not (state_folder() / "file-systems.json").exists()
