"""A PostgreSQL server of the tests' own, and a workspace that several workers share."""

from __future__ import annotations

import os
import pwd
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import uuid
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from ipp_bot.testing import PortalProcess, TestWorkspace, assert_filed
from tests.many import write_manifest

if TYPE_CHECKING:
    from collections.abc import Iterator

ELSEWHERE = """
from ipp_bot.run import owners
owners._machine = lambda: {machine!r}
from ipp_bot.cli import main
main()
"""


def _binaries() -> Path | None:
    """The folder with PostgreSQL's programs; Debian keeps them off the path."""
    folders = [Path(folder) for folder in os.environ.get("PATH", "").split(os.pathsep)]
    folders += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    for folder in folders:
        if (folder / "initdb").is_file() and (folder / "postgres").is_file():
            return folder
    return None


def _servant() -> dict[str, Any]:
    """As whom the server runs: it refuses to run as root."""
    if os.geteuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        try:
            person = pwd.getpwnam(name)
        except KeyError:
            continue
        return {"user": person.pw_uid, "group": person.pw_gid, "extra_groups": []}
    pytest.skip("no unprivileged user to run PostgreSQL as")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _answers(address: str) -> bool:
    import psycopg

    try:
        psycopg.connect(address, connect_timeout=5).close()
    except psycopg.OperationalError:
        return False
    return True


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The address, without a database, of a server that lives as long as this session."""
    binaries = _binaries()
    if binaries is None:
        pytest.skip("PostgreSQL is not installed")
    pytest.importorskip("psycopg")
    pytest.importorskip("procrastinate")
    servant = _servant()
    # Not pytest's folder, which the server's user may not enter.
    folder = Path(tempfile.mkdtemp(prefix="ipp-bot-pg-"))
    server: subprocess.Popen[bytes] | None = None
    try:
        if servant:
            os.chown(folder, servant["user"], servant["group"])
        data = folder / "data"
        init = ["-A", "trust", "-U", "ipp", "-E", "UTF8", "--locale=C", "--no-sync"]
        made = subprocess.run(
            [binaries / "initdb", "-D", data, *init],
            cwd=folder,
            check=False,
            capture_output=True,
            text=True,
            **servant,
        )
        assert made.returncode == 0, made.stderr
        port = _free_port()
        command: list[str | Path] = [binaries / "postgres", "-D", data, "-p", str(port)]
        for setting in ("listen_addresses=127.0.0.1", "unix_socket_directories=", "fsync=off"):
            command += ["-c", setting]
        with (folder / "log").open("wb") as log:
            server = subprocess.Popen(command, cwd=folder, stderr=log, **servant)
        while not _answers(f"postgresql://ipp@127.0.0.1:{port}/postgres"):
            assert server.poll() is None, (folder / "log").read_text(errors="replace")
            time.sleep(0.1)
        yield f"postgresql://ipp@127.0.0.1:{port}"
    finally:
        if server is not None:
            server.send_signal(signal.SIGINT)
            server.wait(30)
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def database(postgres_server: str) -> str:
    """The address of an empty database."""
    import psycopg

    name = f"ipp_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(f"{postgres_server}/postgres", autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}".encode())
    return f"{postgres_server}/{name}"


@dataclass
class Agency:
    """A workspace on PostgreSQL with some manifests, and the workers that were started for it."""

    portal: PortalProcess
    workspace: TestWorkspace
    database: str
    workers: list[subprocess.Popen[str]] = field(default_factory=list)

    def queue(self, *more: str) -> subprocess.CompletedProcess[str]:
        """`ipp-bot submit --queue` of the manifests."""
        return self.workspace.run("submit", "--queue", "manifests", *more)

    def worker(self, *more: str, machine: str = "", **environment: str) -> subprocess.Popen[str]:
        """`ipp-bot worker` as a child with a process group of its own.

        With `machine` it takes itself for a process of that machine, so that no other one can
        see that it died, and has a workspace of its own beside the shared documents.
        """
        root, command = self.workspace.root, ["-m", "ipp_bot"]
        if machine:
            command = ["-c", ELSEWHERE.format(machine=machine)]
            root = root / machine
            if not root.is_dir():
                root.mkdir()
                for name in ("ipp-bot.yaml", "hurried.yaml"):
                    shutil.copy(self.workspace.root / name, root / name)
        child = subprocess.Popen(
            [sys.executable, *command, "worker", *more],
            cwd=root,
            env={**os.environ, **self.workspace.environment, **environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        self.workers.append(child)
        return child

    def jobs(self) -> list[tuple[str, str, str]]:
        """Status, lock and queueing lock of whatever is in the queue."""
        import psycopg

        query = "SELECT status::text, lock, queueing_lock FROM procrastinate_jobs ORDER BY id"
        with psycopg.connect(self.database) as connection:
            return list(connection.execute(query))

    def one(self, query: str) -> Any:
        """The one value that the query finds in the database."""
        import psycopg

        with psycopg.connect(self.database) as connection:
            row = connection.execute(query.encode()).fetchone()
        assert row is not None
        return row[0]

    def records(self) -> Counter[str]:
        """How many records there are of each status."""
        return Counter(ipr["status"] for ipr in self.portal.iprs())

    def assert_exactly_once(self) -> None:
        """One record an entry, each equal to its manifest, no orphan, each submitted once."""
        assert_filed(self.portal, self.workspace, "manifests")
        iprs = self.portal.iprs()
        numbers = Counter(ipr["fields"].get("registration_number") for ipr in iprs)
        assert {number: count for number, count in numbers.items() if count != 1} == {}
        assert {ipr["number"]: ipr["submissions"] for ipr in iprs if ipr["submissions"] != 1} == {}


def kill(child: subprocess.Popen[str]) -> None:
    """Ends a child and everything that it started, at once."""
    with suppress(ProcessLookupError):  # nobody of them is left
        os.killpg(child.pid, signal.SIGKILL)
    child.wait()
    if child.stdout is not None:
        child.stdout.close()


def hurried_profile(folder: Path) -> None:
    """The shipped profile with short times, so that tests need not wait for leases to end."""
    text = (files("ipp_bot.profile") / "alibaba-ipp.yaml").read_text(encoding="utf-8")
    for key, seconds in (("press_deadline", 3), ("lease", 12), ("navigation", 8)):
        text, found = re.subn(rf"^(  {key}: )\d+", rf"\g<1>{seconds}", text, flags=re.MULTILINE)
        assert found == 1, key
    (folder / "hurried.yaml").write_text(text, encoding="utf-8")


@pytest.fixture
def agency(
    ipp_portal: PortalProcess, ipp_workspace: TestWorkspace, database: str
) -> Iterator[Agency]:
    """Three filings of an account with two sessions, a shared database, a profile in a hurry."""
    root = ipp_workspace.root
    hurried_profile(root)
    settings = root / "ipp-bot.yaml"
    text = settings.read_text(encoding="utf-8").replace(
        "portal: {", "portal: {profile: hurried.yaml, "
    )
    settings.write_text(
        f'{text}database: "{database}"\nshared_files: {root / "shared"}\nsessions: 2\n', "utf-8"
    )
    write_manifest(root, 3)
    agency = Agency(ipp_portal, ipp_workspace, database)
    yield agency
    for child in agency.workers:
        kill(child)
