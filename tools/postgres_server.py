"""A PostgreSQL server of one's own, thrown away afterwards."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import uuid
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["NoServer", "new_database", "reserved_port", "server", "unprivileged_user"]


class NoServer(Exception):
    """Why no server can be started here."""


def _binaries() -> Path:
    """The folder with PostgreSQL's programs; Debian keeps them off the path."""
    folders = [Path(folder) for folder in os.environ.get("PATH", "").split(os.pathsep)]
    folders += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    for folder in folders:
        if (folder / "initdb").is_file() and (folder / "postgres").is_file():
            return folder
    raise NoServer("PostgreSQL is not installed")


def unprivileged_user() -> dict[str, Any]:
    """As whom the server runs: it refuses to run as root."""
    if os.geteuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        try:
            person = pwd.getpwnam(name)
        except KeyError:
            continue
        return {"user": person.pw_uid, "group": person.pw_gid, "extra_groups": []}
    raise NoServer("no unprivileged user to run PostgreSQL as")


@contextmanager
def reserved_port() -> Iterator[int]:
    """A port that nobody else is given; PostgreSQL, which reuses addresses, may listen there."""
    with socket.socket() as holder:
        holder.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        holder.bind(("127.0.0.1", 0))
        yield holder.getsockname()[1]


def _answers(address: str) -> bool:
    import psycopg

    try:
        psycopg.connect(address, connect_timeout=5).close()
    except psycopg.OperationalError:
        return False
    return True


@contextmanager
def server() -> Iterator[str]:
    """The address, without a database, of a server that lives as long as the block.

    Raises:
        NoServer: there is none to start.
    """
    binaries, user = _binaries(), unprivileged_user()
    with reserved_port() as port:
        # A folder that the server's user may enter.
        folder = Path(tempfile.mkdtemp(prefix="ipp-bot-pg-"))
        running: subprocess.Popen[bytes] | None = None
        try:
            if user:
                os.chown(folder, user["user"], user["group"])
            data = folder / "data"
            init = ["-A", "trust", "-U", "ipp", "-E", "UTF8", "--locale=C", "--no-sync"]
            made = subprocess.run(
                [binaries / "initdb", "-D", data, *init],
                cwd=folder,
                check=False,
                capture_output=True,
                text=True,
                **user,
            )
            if made.returncode:
                raise NoServer(made.stderr)
            command: list[str | Path] = [binaries / "postgres", "-D", data, "-p", str(port)]
            for setting in ("listen_addresses=127.0.0.1", "unix_socket_directories=", "fsync=off"):
                command += ["-c", setting]
            with (folder / "log").open("wb") as log:
                running = subprocess.Popen(command, cwd=folder, stderr=log, **user)
            while not _answers(f"postgresql://ipp@127.0.0.1:{port}/postgres"):
                if running.poll() is not None:
                    raise NoServer((folder / "log").read_text(errors="replace"))
                time.sleep(0.1)
            yield f"postgresql://ipp@127.0.0.1:{port}"
        finally:
            if running is not None:
                running.send_signal(signal.SIGINT)
                running.wait(120)
            shutil.rmtree(folder, ignore_errors=True)


def new_database(address: str) -> str:
    """The address of an empty database there."""
    import psycopg

    name = f"ipp_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(f"{address}/postgres", autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}".encode())
    return f"{address}/{name}"
