"""A PostgreSQL server of the tests' own, and a workspace that several workers share."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest

from ipp_bot.testing import PortalProcess, TestWorkspace, assert_filed
from tests.support.hurried import hurry
from tests.support.manifests import write_manifest
from tools.postgres_server import NoServer, new_database, server

if TYPE_CHECKING:
    from collections.abc import Iterator

ELSEWHERE = """
from ipp_bot.run import lease_owners
lease_owners.this_machine = lambda: {machine!r}
from ipp_bot.cli import main
main()
"""


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The address, without a database, of a server that lives as long as this session."""
    pytest.importorskip("psycopg")
    pytest.importorskip("procrastinate")
    try:
        with server() as address:
            yield address
    except NoServer as why:
        pytest.skip(str(why))


@pytest.fixture
def database(postgres_server: str) -> str:
    """The address of an empty database."""
    return new_database(postgres_server)


@dataclass
class LoadWorkspace:
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
            environment["XDG_STATE_HOME"] = str(root / "state")
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
        """One record an entry, each equal to its manifest and submitted once.

        An empty draft of which nobody can tell whose it is may be left, if it is told.
        """
        assert_filed(self.portal, self.workspace, "manifests")
        notes = self.one("SELECT coalesce(string_agg(note, ' '), '') FROM intents")
        iprs = [
            ipr
            for ipr in self.portal.iprs()
            if ipr["status"] != "draft" or "name" in ipr["fields"] or ipr["number"] not in notes
        ]
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


@pytest.fixture
def agency(
    ipp_portal: PortalProcess, ipp_workspace: TestWorkspace, database: str
) -> Iterator[LoadWorkspace]:
    """Three filings of an account with two sessions, a shared database, a profile in a hurry."""
    root = ipp_workspace.root
    hurry(root)
    settings = root / "ipp-bot.yaml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(
        f'{text}database: "{database}"\nshared_files: {root / "shared"}\nsessions: 2\n', "utf-8"
    )
    write_manifest(root, 3)
    agency = LoadWorkspace(ipp_portal, ipp_workspace, database)
    yield agency
    for child in agency.workers:
        kill(child)
