"""The nightly run in a timer, a crontab, a Windows task."""

from __future__ import annotations

import os
import shlex
from pathlib import Path

import pytest

from ipp_bot.errors import UsageError
from ipp_bot.run.schedule import ScheduledJob, install_cron, install_systemd


@pytest.fixture
def job() -> ScheduledJob:
    return ScheduledJob(
        Path("/srv/my 100% agency"), 2, 5, Path("/etc/ipp bot.env"), python="/opt/py"
    )


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Stand-ins for crontab and systemctl that note what they are told."""
    folder = tmp_path / "bin"
    folder.mkdir()
    crontab = folder / "crontab"
    crontab.write_text(
        f'#!/bin/sh\nif [ "$1" = -l ]; then cat "{tmp_path}/tab" 2>/dev/null || exit 1\n'
        f'else cat > "{tmp_path}/tab"; fi\n'
    )
    systemctl = folder / "systemctl"
    systemctl.write_text(f'#!/bin/sh\necho "$@" >> "{tmp_path}/calls"\n')
    for program in (crontab, systemctl):
        program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    return tmp_path


def test_the_cron_line_is_one_command(job: ScheduledJob) -> None:
    line = job.cron()
    minute, hour, *rest = line.split(" ", 5)
    assert (minute, hour, rest[:3]) == ("5", "2", ["*", "*", "*"])
    assert "%" not in rest[3].replace(r"\%", "")
    words = shlex.split(rest[3].replace(r"\%", "%"), comments=True)
    assert words[words.index("--workspace") + 1] == "/srv/my 100% agency"


def test_the_unit_quotes_what_systemd_would_take_apart(job: ScheduledJob) -> None:
    assert '"--workspace" "/srv/my 100%% agency"' in job.service()
    assert "OnCalendar=*-*-* 02:05:00" in job.timer()
    assert "Persistent=true" in job.timer()


def test_cron_is_installed_once_and_others_stay(programs: Path, job: ScheduledJob) -> None:
    (programs / "tab").write_text("0 1 * * * other\n")
    install_cron(job)
    install_cron(job)
    lines = (programs / "tab").read_text().splitlines()
    assert lines == ["0 1 * * * other", job.cron()]


def test_systemd_is_told_of_the_timer(programs: Path, job: ScheduledJob) -> None:
    written = install_systemd(job)
    assert [path.suffix for path in written] == [".service", ".timer"]
    assert all(path.is_file() for path in written)
    calls = (programs / "calls").read_text()
    assert f"--user enable --now {job.name}.timer" in calls


def test_a_missing_program_is_said(
    job: ScheduledJob, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(UsageError, match="no crontab"):
        install_cron(job)


def test_two_workspaces_have_two_jobs() -> None:
    assert ScheduledJob(Path("/a"), 1, 0).name != ScheduledJob(Path("/b"), 1, 0).name


def test_powershell_quotes(job: ScheduledJob) -> None:
    assert "'-m ipp_bot sync --workspace \"/srv/my 100% agency\"'" in job.windows()
