"""A PgBouncer of the tests' own, before their PostgreSQL server."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from tools.postgres_server import NoServer, reserved_port, unprivileged_user

if TYPE_CHECKING:
    from collections.abc import Iterator

INI = """\
[databases]
* = host={host} port={port} user=ipp
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {own}
unix_socket_dir =
auth_type = any
pool_mode = {mode}
default_pool_size = 6
logfile = {folder}/log
pidfile = {folder}/pid
"""


@contextmanager
def pgbouncer(host: str, port: int, mode: str = "transaction") -> Iterator[int]:
    """The port at which the server can be reached through it.

    Raises:
        NoServer: PgBouncer is not installed, or does not start.
    """
    binary = shutil.which("pgbouncer", path=f"{os.environ.get('PATH', '')}{os.pathsep}/usr/sbin")
    if binary is None:
        raise NoServer("PgBouncer is not installed")
    user = unprivileged_user()
    folder = Path(tempfile.mkdtemp(prefix="ipp-bot-pgbouncer-"))
    running: subprocess.Popen[bytes] | None = None
    try:
        with reserved_port() as own:
            settings = folder / "pgbouncer.ini"
            text = INI.format(host=host, port=port, own=own, mode=mode, folder=folder)
            settings.write_text(text, encoding="ascii")
            if user:
                os.chown(folder, user["user"], user["group"])
            running = subprocess.Popen(
                [binary, "-q", str(settings)], cwd=folder, stderr=subprocess.DEVNULL, **user
            )
            _await_port(running, own, folder / "log")
            yield own
    finally:
        if running is not None:
            running.send_signal(signal.SIGINT)
            running.wait(30)
        shutil.rmtree(folder, ignore_errors=True)


def _await_port(running: subprocess.Popen[bytes], port: int, log: Path) -> None:
    end = time.monotonic() + 30
    while time.monotonic() < end:
        if running.poll() is not None:
            break
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise NoServer(f"PgBouncer does not answer: {log.read_text() if log.is_file() else 'no log'}")
