"""Whatever stdin, stdout and stderr are: the same exit status, and no traceback."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.support.variants import short

if TYPE_CHECKING:
    from tests.unit.cli.conftest import CommandLine

ROOT = Path(__file__).resolve().parents[3]


def shell(script: str, folder: Path, **variables: str) -> subprocess.CompletedProcess[bytes]:
    """Runs a line of sh in the folder, in which `ipp-bot` is $BOT."""
    environment = {
        "BOT": f"{sys.executable} -m ipp_bot",
        "PYTHONPATH": str(ROOT),
        "PATH": os.environ["PATH"],
        **variables,
    }
    done = subprocess.run(
        ["/bin/sh", "-c", script],
        cwd=folder,
        env=environment,
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert b"Traceback" not in done.stderr
    assert b"made a mistake" not in done.stderr
    return done


@pytest.fixture
def workspace(cli: CommandLine) -> Path:
    assert cli.run("plan", "acme.yaml").status == 0
    return cli.root


CLOSED = ["$BOT status >&-", "$BOT status 2>&-", "$BOT status <&-", "$BOT status <&- >&- 2>&-"]


@pytest.mark.parametrize("script", CLOSED)
def test_a_closed_stream_changes_no_status(workspace: Path, script: str) -> None:
    assert shell(script, workspace).returncode == 0
    assert shell(script.replace("status", "status acme-9999"), workspace).returncode == 2


def test_nothing_comes_to_lie_where_stdout_was(workspace: Path) -> None:
    shell("$BOT status --json >&-", workspace)
    assert shell("$BOT ledger check", workspace).returncode == 0


def test_a_reader_who_leaves_early(workspace: Path) -> None:
    done = shell("{ $BOT schema; echo $? >&2; } | head -1", workspace)
    assert done.stdout == b"{\n"
    assert done.stderr == b"0\n"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_full_stdout(workspace: Path) -> None:
    done = shell("$BOT status >/dev/full", workspace)
    assert done.returncode == 1
    [line] = done.stderr.decode().splitlines()
    assert line.startswith("error: The result cannot be written to stdout: No space left on device")
    assert shell("$BOT status 2>/dev/full", workspace).returncode == 0


@pytest.mark.parametrize("encoding", short(["gbk", "cp1252", "ascii", "utf-8"], 2))
def test_any_encoding(workspace: Path, encoding: str) -> None:
    done = shell("$BOT status", workspace, PYTHONIOENCODING=encoding)
    assert done.returncode == 0
    assert "acme-0003" in done.stdout.decode(encoding)
    failed = shell("$BOT status acme-9999", workspace, PYTHONIOENCODING=encoding)
    assert failed.returncode == 2
    arrow = {"ascii": "->", "cp1252": "->"}.get(encoding, "→")
    assert f"'acme-9999' {arrow} ipp-bot status lists them" in failed.stderr.decode(encoding)


def test_an_empty_environment(workspace: Path) -> None:
    done = shell(f"env -i PYTHONPATH={ROOT} $BOT status", workspace)
    assert done.returncode == 0
    assert "爱可美线索管理软件" in done.stdout.decode()
