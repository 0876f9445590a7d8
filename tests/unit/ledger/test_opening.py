from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import create_engine

import ipp_bot
from ipp_bot.clock import ManualClock
from ipp_bot.errors import ExitStatus, LedgerError
from ipp_bot.ledger import Ledger, database_errors
from ipp_bot.ledger.engine import url_of
from ipp_bot.ledger.file_systems import network_filesystem
from ipp_bot.ledger.schema_version import HEAD, VERSION_TABLE
from ipp_bot.ledger.tables import metadata

if TYPE_CHECKING:
    from tests.unit.ledger.conftest import MakeEntry, Steps

ROOT = Path(ipp_bot.__file__).parent.parent


def opened(address: Path | str, **how: Any) -> Ledger:
    return Ledger.open(address, origin="http://x", clock=ManualClock(), **how)


def refusal(address: Path | str, **how: Any) -> LedgerError:
    with pytest.raises(LedgerError) as refused:
        opened(address, **how)
    assert refused.value.exit_status is ExitStatus.USAGE
    assert "\n" not in refused.value.line()
    assert refused.value.hint
    return refused.value


def child(code: str, *arguments: str, prefix: tuple[str, ...] = ()) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [*prefix, sys.executable, "-c", code, *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"},
    )


def test_a_new_ledger_is_whole_and_leaves_nothing_else_behind(path: Path) -> None:
    opened(path).close()
    assert [each.name for each in path.parent.iterdir()] == ["ledger.sqlite"]
    with sqlite3.connect(path) as raw:
        assert raw.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        assert raw.execute(f"SELECT version_num FROM {VERSION_TABLE}").fetchall() == [(HEAD,)]
    raw.close()


def test_every_connection_writes_through_to_the_disk(ledger: Ledger) -> None:
    with ledger.read() as connection:
        for pragma, value in (("synchronous", 2), ("foreign_keys", 1), ("fullfsync", 1)):
            assert connection.exec_driver_sql(f"PRAGMA {pragma}").scalar() == value


def test_the_migrations_lead_to_the_tables(path: Path) -> None:
    opened(path).close()
    engine = create_engine(f"sqlite:///{path}")
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"version_table": VERSION_TABLE})
        assert compare_metadata(context, metadata) == []
        assert context.get_current_revision() == HEAD
    engine.dispose()


def test_opening_a_current_ledger_imports_no_alembic(path: Path) -> None:
    opened(path).close()
    code = """
import sys
from ipp_bot.clock import SystemClock
from ipp_bot.ledger import Ledger
Ledger.open(sys.argv[1], origin="http://x", clock=SystemClock()).close()
print([name for name in sys.modules if name.startswith(("alembic", "psutil", "psycopg"))])
"""
    told, _ = child(code, str(path)).communicate()
    assert told.strip() == "[]"


def test_an_older_ledger_is_brought_up_to_date(path: Path) -> None:
    with sqlite3.connect(path) as raw:
        raw.execute(f"CREATE TABLE {VERSION_TABLE} (version_num VARCHAR(32) NOT NULL)")
    raw.close()
    with opened(path) as ledger:
        assert ledger.filings() == []


def test_a_ledger_of_the_first_schema_keeps_its_filings(path: Path) -> None:
    engine = create_engine(f"sqlite:///{path}")
    with engine.begin() as connection:
        config = Config(attributes={"connection": connection})
        config.set_main_option("script_location", "ipp_bot.ledger:migrations")
        config.set_main_option("path_separator", "os")
        command.upgrade(config, "0001")
        connection.exec_driver_sql(
            "INSERT INTO filings (origin, account, ref, state, fingerprint, entry, manifest, line,"
            " client, holder, type, place, registration_number, title, reason, hint, created_at,"
            " updated_at, token) VALUES ('http://x', 'acme', 'r-1', 'planned', 'f1', '{}', '', 1,"
            " '', '', '', '', '', '', '', '', '2024-03-01 08:00:00.000000',"
            " '2024-03-01 08:00:00.000000', 0)"
        )
    engine.dispose()
    with opened(path) as ledger:
        assert [filing.key.ref for filing in ledger.filings()] == ["r-1"]
        assert ledger.check() == []
    opened(path, create=False).close()


def test_a_newer_ledger_is_left_alone(path: Path, template: bytes) -> None:
    path.write_bytes(template)
    with sqlite3.connect(path) as raw:
        raw.execute(f"UPDATE {VERSION_TABLE} SET version_num = '9999'")
    raw.close()
    before = path.read_bytes()
    error = refusal(path)
    assert "schema 9999" in error.message
    assert "Update ipp-bot" in error.hint
    assert path.read_bytes() == before


def test_two_that_begin_a_ledger_at_once_share_one(path: Path) -> None:
    code = """
import sys
from ipp_bot.clock import SystemClock
from ipp_bot.ledger import Ledger, PlannedEntry
sys.stdin.readline()
with Ledger.open(sys.argv[1], origin="http://x", clock=SystemClock()) as ledger:
    ledger.plan([PlannedEntry(account="a", ref=sys.argv[2], entry_json="{}", fingerprint="f")])
"""
    children = [child(code, str(path), f"r-{n}") for n in range(4)]
    for each in children:
        assert each.stdin
        each.stdin.write("go\n")
        each.stdin.flush()
    for each in children:
        each.communicate()
        assert each.returncode == 0
    with opened(path) as ledger:
        assert {filing.key.ref for filing in ledger.filings()} == {f"r-{n}" for n in range(4)}
    assert [each.name for each in path.parent.iterdir()] == ["ledger.sqlite"]


def test_without_hard_links_a_ledger_begins_as_well(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_links(*_: object) -> None:
        raise OSError("no hard links here")

    monkeypatch.setattr(os, "link", no_links)
    opened(path).close()
    opened(path, create=False).close()
    assert [each.name for each in path.parent.iterdir()] == ["ledger.sqlite"]


def test_a_missing_ledger_is_not_made_unasked(path: Path) -> None:
    assert "no ledger at" in refusal(path, create=False).message
    assert not path.exists()


def test_a_missing_folder_is_told(tmp_path: Path) -> None:
    assert "missing" in refusal(tmp_path / "none" / "ledger.sqlite").message


def test_a_folder_in_its_place_is_told(tmp_path: Path) -> None:
    assert "is a folder" in refusal(tmp_path).message


def test_an_empty_file_is_a_lost_ledger_not_a_new_one(path: Path) -> None:
    path.touch()
    assert "torn" in refusal(path).message


def test_a_log_without_its_ledger_is_a_lost_ledger_not_a_new_one(
    path: Path, template: bytes
) -> None:
    path.with_name("ledger.sqlite-wal").write_bytes(template)
    assert "is gone" in refusal(path).message
    assert not path.exists()


def test_another_kind_of_file_is_told(path: Path) -> None:
    path.write_text("ref,number\n" * 1000)
    assert "is no database" in refusal(path).message


def test_another_database_is_told_and_left_alone(path: Path) -> None:
    with sqlite3.connect(path) as raw:
        raw.execute("CREATE TABLE cards (title TEXT)")
    raw.close()
    before = path.read_bytes()
    assert "not a ledger" in refusal(path).message
    assert path.read_bytes() == before


@pytest.mark.parametrize("kept", [0.5, 0.9])
def test_a_cut_off_ledger_is_told(path: Path, template: bytes, kept: float) -> None:
    path.write_bytes(template[: int(len(template) * kept)])
    assert "torn" in refusal(path).message


def test_a_ledger_that_tears_later_is_told_by_the_call_that_meets_it(
    path: Path, steps: Steps
) -> None:
    filing = steps.plan()
    raw = sqlite3.connect(path)
    raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    query = "SELECT rootpage FROM sqlite_master WHERE name = 'filings'"
    (page,) = raw.execute(query).fetchone()
    raw.close()
    sound = path.read_bytes()
    start = (page - 1) * 4096
    path.write_bytes(sound[:start] + b"\x55" * 4096 + sound[start + 4096 :])
    with opened(path) as torn:
        with pytest.raises(LedgerError, match="torn"):
            torn.get(filing.id)
        assert "torn" in torn.check()[0]
    path.write_bytes(sound)


def test_a_locked_ledger_is_told_after_the_wait(
    ledger: Ledger, path: Path, make_entry: MakeEntry
) -> None:
    holder = sqlite3.connect(path)
    holder.execute("BEGIN IMMEDIATE")
    with opened(path, busy_seconds=0.1) as second:
        with pytest.raises(LedgerError, match="locked by another program") as locked:
            second.plan([make_entry()])
        assert second.filings() == []
    assert "Wait" in locked.value.hint
    holder.rollback()
    holder.close()
    assert len(ledger.plan([make_entry()])) == 1


def test_a_full_disk_is_told_and_nothing_half_is_left(
    ledger: Ledger, make_entry: MakeEntry
) -> None:
    ledger.plan([make_entry("r-0")])
    with ledger.read() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
    big = [make_entry(f"r-{n}", entry_json="x" * 4000) for n in range(1, 50)]
    with pytest.raises(LedgerError, match="disk is full"):
        ledger.plan(big)
    assert [filing.key.ref for filing in ledger.filings()] == ["r-0"]


@pytest.mark.parametrize(
    ("code", "lacking", "told"),
    [
        (4874, "space", "cannot grow: the disk is full"),
        (4874, "", "cannot be read or written: the disk failed"),
        (14, "files", "cannot grow: the disk takes no more files"),
        (14, "", "cannot be opened"),
        (8, "space", "cannot grow: the disk is full"),
        (8, "", "is read-only"),
        (11, "space", "is torn"),
    ],
)
def test_a_disk_without_room_is_told_whatever_sqlite_calls_it(
    path: Path, monkeypatch: pytest.MonkeyPatch, code: int, lacking: str, told: str
) -> None:
    monkeypatch.setattr(database_errors, "lacks_room", lambda _folder: lacking)
    error = sqlite3.OperationalError("said")
    error.sqlite_errorcode = code
    made = database_errors.translated(error, str(path))
    assert made.message == f"The ledger {path} {told} (said)"
    assert made.lacks_room == (bool(lacking) and code != 11)


@pytest.mark.parametrize(
    ("lacking", "told"),
    [
        ("space", "cannot grow: the disk is full"),
        ("files", "cannot grow: the disk takes no more files"),
    ],
)
def test_a_ledger_on_a_full_disk_is_not_mapped_into_memory(
    path: Path, monkeypatch: pytest.MonkeyPatch, lacking: str, told: str
) -> None:
    monkeypatch.setattr(database_errors, "lacks_room", lambda _folder: lacking)
    refused = refusal(path)
    assert (refused.message, refused.lacks_room) == (f"The ledger {path} {told}", True)
    assert list(path.parent.iterdir()) == []


def test_a_ledger_that_became_read_only_is_told(ledger: Ledger, make_entry: MakeEntry) -> None:
    with ledger.read() as connection:
        connection.exec_driver_sql("PRAGMA query_only = ON")
    with pytest.raises(LedgerError, match="read-only"):
        ledger.plan([make_entry()])


def test_a_read_only_ledger_is_told_on_opening(
    tmp_path_factory: pytest.TempPathFactory, template: bytes
) -> None:
    prefix: tuple[str, ...] = ()
    folder = tmp_path_factory.mktemp("read-only")
    if os.geteuid() == 0:
        # To root nothing is read-only, so a child without rights looks, in a folder it can reach.
        setpriv = shutil.which("setpriv")
        if setpriv is None:
            pytest.skip("root without setpriv cannot give its rights up")
        prefix = (setpriv, "--reuid=65534", "--regid=65534", "--clear-groups")
        for each in (folder, *folder.parents[:-2]):
            each.chmod(each.stat().st_mode | 0o055)
    path = folder / "ledger.sqlite"
    path.write_bytes(template)
    path.chmod(0o444)
    folder.chmod(0o555)
    code = """
import sys
from ipp_bot.clock import SystemClock
from ipp_bot.errors import LedgerError
from ipp_bot.ledger import Ledger
try:
    Ledger.open(sys.argv[1], origin="http://x", clock=SystemClock())
except LedgerError as error:
    print(error.line())
"""
    told, _ = child(code, str(path), prefix=prefix).communicate()
    folder.chmod(0o755)
    assert "is read-only" in told


MOUNTS = [("/", "ext4"), ("/mnt/nas", "nfs4"), ("/mnt/nas/cache", "ext4"), ("/mnt/na", "ext4")]


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/home/li/ledger.sqlite", ""),
        ("/mnt/nas/ipr/ledger.sqlite", "nfs4"),
        ("/mnt/nas/cache/ledger.sqlite", ""),
        ("/mnt/nasty/ledger.sqlite", ""),
    ],
)
def test_network_file_systems_are_recognised_by_their_mount(path: str, kind: str) -> None:
    assert network_filesystem(Path(path), MOUNTS) == kind


def test_of_two_mounts_at_one_place_the_later_counts() -> None:
    assert network_filesystem(Path("/m/l"), [("/m", "autofs"), ("/m", "cifs")]) == "cifs"


def test_a_ledger_on_a_network_file_system_is_refused(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "ipp_bot.ledger.file_systems.mounted_filesystems",
        lambda: [("/", "ext4"), (str(path.parent), "nfs4")],
    )
    assert "network file system (nfs4)" in refusal(path).message
    assert not path.exists()


def test_this_machine_s_own_mounts_can_be_read(tmp_path: Path) -> None:
    assert network_filesystem(tmp_path / "ledger.sqlite") == ""


def test_addresses(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert url_of("ledger.sqlite").database == str(tmp_path / "ledger.sqlite")
    assert url_of("sqlite:///ledger.sqlite").database == str(tmp_path / "ledger.sqlite")
    assert url_of(tmp_path / "l").drivername == "sqlite+pysqlite"
    for address in (
        "postgresql://li@db/ipr",
        "postgres://li@db/ipr",
        "postgresql+psycopg://li@db/ipr",
    ):
        assert str(url_of(address)) == "postgresql+psycopg://li@db/ipr"


@pytest.mark.parametrize("address", ["mysql://db/ipr", "sqlite://", "://", "postgresql://db:x/"])
def test_addresses_that_make_no_ledger(address: str) -> None:
    assert "ledger" in refusal(address).message.casefold()


def test_a_server_that_is_not_there_is_told_without_its_password() -> None:
    error = refusal("postgresql://li:geheim@127.0.0.1:1/ipr")
    assert "cannot be reached" in error.message
    assert "127.0.0.1:1/ipr" in error.message
    assert "geheim" not in error.line()


def test_a_closed_ledger_can_be_opened_again(
    path: Path, template: bytes, make_entry: MakeEntry
) -> None:
    path.write_bytes(template)
    for n in range(3):
        with opened(path) as ledger:
            ledger.plan([make_entry(f"r-{n}")])
            assert len(ledger.filings()) == n + 1
