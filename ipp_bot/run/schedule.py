"""The nightly run as a systemd timer, a cron line or a Windows task."""

from __future__ import annotations

import hashlib
import os
import shlex
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from ipp_bot.errors import UsageError

__all__ = ["ScheduledJob", "install_cron", "install_systemd"]


@dataclass(frozen=True, slots=True)
class ScheduledJob:
    """A nightly check of one workspace at one time of the day."""

    workspace: Path
    hour: int
    minute: int
    passwords: Path | None = None
    """A file of NAME=value lines, closed to others, that holds the accounts' passwords."""
    python: str = sys.executable

    @property
    def name(self) -> str:
        """One name for each workspace, so that several may be scheduled."""
        digest = hashlib.sha256(str(self.workspace).encode()).hexdigest()[:8]
        return f"ipp-bot-sync-{digest}"

    @property
    def command(self) -> list[str]:
        """The command line of the check, program first."""
        return [self.python, "-m", "ipp_bot", "sync", "--workspace", str(self.workspace)]

    def service(self) -> str:
        """The systemd unit that runs the check."""
        lines = [
            "[Unit]",
            f"Description=Nightly check of the IPRs in {_systemd_escaped(str(self.workspace))}",
            "Wants=network-online.target",
            "After=network-online.target",
            "",
            "[Service]",
            "Type=oneshot",
            f"WorkingDirectory={_systemd_escaped(str(self.workspace))}",
            "ExecStart=" + " ".join(f'"{_systemd_escaped(part)}"' for part in self.command),
            # 3 says that a person has to sign in: the digest says so, and the unit did not fail.
            "SuccessExitStatus=3",
            "TimeoutStartSec=2h",
        ]
        if self.passwords is not None:
            lines.append(f"EnvironmentFile={_systemd_escaped(str(self.passwords))}")
        return "\n".join(lines) + "\n"

    def timer(self) -> str:
        """The systemd unit that starts it every night, or later where the machine was off."""
        return (
            "[Unit]\n"
            f"Description=Every night at {self.hour:02}:{self.minute:02}: {self.name}\n\n"
            "[Timer]\n"
            f"OnCalendar=*-*-* {self.hour:02}:{self.minute:02}:00\n"
            "RandomizedDelaySec=5m\n"
            "Persistent=true\n\n"
            "[Install]\n"
            "WantedBy=timers.target\n"
        )

    def cron(self) -> str:
        """The line of a crontab; it ends with a comment by which it is found again."""
        source = f"set -a; . {shlex.quote(str(self.passwords))}; set +a; " if self.passwords else ""
        log = self.workspace / ".ipp-bot" / "sync.log"
        what = f"{source}{shlex.join(self.command)} >> {shlex.quote(str(log))} 2>&1"
        # In a crontab a percent sign ends the command.
        escaped = what.replace("%", r"\%")
        return f"{self.minute} {self.hour} * * * {escaped} # {self.name}"

    def windows(self) -> str:
        """The command that makes a scheduled task, to be typed in PowerShell."""
        program, *arguments = self.command
        quoted = " ".join(f'"{part}"' if " " in part else part for part in arguments)
        return (
            f"Register-ScheduledTask -TaskName {_powershell_quoted(self.name)} "
            f"-Trigger (New-ScheduledTaskTrigger -Daily -At {self.hour:02}:{self.minute:02}) "
            f"-Action (New-ScheduledTaskAction -Execute {_powershell_quoted(program)} "
            f"-Argument {_powershell_quoted(quoted)} "
            f"-WorkingDirectory {_powershell_quoted(str(self.workspace))}) "
            "-Settings (New-ScheduledTaskSettingsSet -StartWhenAvailable "
            "-MultipleInstances IgnoreNew)"
        )


def install_systemd(job: ScheduledJob) -> list[Path]:
    """Writes and starts the timer for this user; returns the files that were written."""
    base = Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config")
    folder = base / "systemd" / "user"
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for suffix, text in (("service", job.service()), ("timer", job.timer())):
        path = folder / f"{job.name}.{suffix}"
        path.write_text(text, encoding="utf-8")
        written.append(path)
    _run(["systemctl", "--user", "daemon-reload"])
    _run(["systemctl", "--user", "enable", "--now", f"{job.name}.timer"])
    return written


def install_cron(job: ScheduledJob) -> str:
    """Puts the line into this user's crontab in place of an older one; returns the line."""
    try:
        held = subprocess.run(
            ["crontab", "-l"],  # noqa: S607
            capture_output=True,
            text=True,
            check=False,
        )
    except FileNotFoundError as error:
        raise _program_missing("crontab") from error
    before = held.stdout if held.returncode == 0 else ""
    kept = [line for line in before.splitlines() if not line.endswith(f"# {job.name}")]
    line = job.cron()
    _run(["crontab", "-"], given="\n".join([*kept, line]) + "\n")
    return line


def _run(command: list[str], *, given: str | None = None) -> None:
    try:
        done = subprocess.run(  # noqa: S603 - the system's own programs
            command, input=given, capture_output=True, text=True, check=False
        )
    except FileNotFoundError as error:
        raise _program_missing(command[0]) from error
    if done.returncode:
        said = (done.stderr or done.stdout).strip().splitlines()
        raise UsageError(
            f"{shlex.join(command)} failed: {said[-1] if said else done.returncode}",
            hint="ipp-bot schedule without --install prints what to put where",
        )


def _program_missing(program: str) -> UsageError:
    return UsageError(
        f"there is no {program} on this machine",
        hint="ipp-bot schedule --cron, --systemd or --windows prints what to put where",
    )


def _systemd_escaped(text: str) -> str:
    """A text in a unit file, where % and quotes have a meaning."""
    return text.replace("%", "%%").replace("\\", "\\\\").replace('"', '\\"')


def _powershell_quoted(text: str) -> str:
    """A text as a literal string of PowerShell."""
    return "'" + text.replace("'", "''") + "'"
