"""Owners of leases: names that show whether their process still lives."""

from __future__ import annotations

import os
import re
import secrets
import socket
from pathlib import Path
from typing import TYPE_CHECKING

import psutil

from ipp_bot.browser.processes import drives_browser

if TYPE_CHECKING:
    from ipp_bot.ledger import Ledger

__all__ = [
    "expire_leases_of_dead",
    "is_browser_gone",
    "is_dead",
    "is_of_this_machine",
    "new_owner_name",
    "this_machine",
]

_START_TOLERANCE = 2.0
"""Seconds by which two readings of one process's start may differ."""


def new_owner_name() -> str:
    """A name for this run: the machine, the process, when it started, and something random.

    The last part ends with the user, who alone can be sure to see the run's browsers.
    """
    process = psutil.Process()
    last = f"{secrets.token_hex(3)}-{_this_user()}"
    return f"{this_machine()}/{process.pid}/{process.create_time():.0f}/{last}"


def is_dead(owner: str) -> bool:
    """Whether that owner was a process of this machine that has ended; False if that is not known.

    A dead process submits nothing any more, so its filings need not wait for the lease's end.
    """
    machine, *identity = owner.split("/")
    if machine != this_machine() or len(identity) < 2:  # noqa: PLR2004 - process and start
        return False
    try:
        process = psutil.Process(int(identity[0]))
        alive = abs(process.create_time() - float(identity[1])) < _START_TOLERANCE
        return not alive or process.status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True
    except (psutil.Error, ValueError):
        return False


def is_browser_gone(owner: str) -> bool | None:
    """Whether nothing is left of a dead owner's browsers: nobody clicks there any more.

    None if that cannot be known: it lives, or was another user's, or one of an earlier version,
    whose browsers do not name their run.
    """
    _, _, user = owner.rpartition("/")[2].partition("-")
    if not is_dead(owner) or user != _this_user():
        return None
    return not drives_browser(owner)


def _this_user() -> str:
    return re.sub(r"[\s/\\\\]", "_", psutil.Process().username())


def is_of_this_machine(owner: str) -> bool:
    """Whether `is_dead` can tell of that owner."""
    return owner.split("/", maxsplit=1)[0] == this_machine()


def expire_leases_of_dead(ledger: Ledger) -> list[str]:
    """Ends the leases of processes of this machine that have died; returns those owners."""
    dead = [owner for owner in ledger.lease_owners() if is_dead(owner)]
    for owner in dead:
        ledger.expire_leases(owner)
    return dead


def this_machine() -> str:
    """This machine as its processes see it: two containers of one name are two machines."""
    parts = [socket.gethostname().replace("/", "_")]
    try:
        parts.append(Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii")[:8])
        parts.append(str(os.stat("/proc/self/ns/pid").st_ino))  # noqa: PTH116 - a link to no file
    except OSError:
        parts.append("-")
    return ":".join(parts)
