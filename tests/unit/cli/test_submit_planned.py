"""`submit` without a path: what was planned is not sent in an old form."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from ipp_bot.clock import SystemClock
from ipp_bot.manifest import Frozen, path_of
from ipp_bot.run.account_sessions import open_ledger
from ipp_bot.run.outdated import find_outdated
from ipp_bot.workspace import Workspace

if TYPE_CHECKING:
    from tests.unit.cli.conftest import CommandLine

PAPER = "documents/acme-0001-certificate.png"


def test_planning_copies_no_document(cli: CommandLine) -> None:
    assert cli.run("plan", "acme.yaml").status == 0
    assert not (cli.root / ".ipp-bot" / "files").exists()


def test_what_agrees_is_copied_before_it_is_sent(cli: CommandLine) -> None:
    cli.run("plan", "acme.yaml")
    workspace = Workspace.open(cli.root)
    with open_ledger(workspace, clock=SystemClock()) as ledger:
        planned = ledger.unfinished()
    found = find_outdated(workspace, planned)
    assert (found.errors, found.without_manifest) == ({}, [])
    for filing in planned:
        for files in Frozen.model_validate_json(filing.entry).uploads().values():
            assert all(path_of(workspace.files, file, verify=True).is_file() for file in files)


def test_a_paper_that_was_corrected_is_not_sent_in_its_old_form(cli: CommandLine) -> None:
    cli.run("plan", "acme.yaml")
    corrected = (cli.root / "documents" / "acme-0002-certificate.png").read_bytes()
    (cli.root / PAPER).write_bytes(corrected)
    result = cli.run("submit", "--only", "acme-0001")
    assert result.status == 1
    assert (
        "acme.yaml says something else than was planned: certificate: acme-0001-certificate.png, "
        "of other content" in " ".join(result.out.split())
    )
    assert "ipp-bot submit --only acme-0001 acme.yaml files it as it is now" in result.out
    told = json.loads(cli.run("submit", "--only", "acme-0001", "--json").out)
    assert [(row["ref"], row["end"], row["number"]) for row in told["filings"]] == [
        ("acme-0001", "refused", None)
    ]
    assert told["exit_status"] == 1
    again = json.loads(cli.run("plan", "acme.yaml", "--json").out)
    assert [row["verdict"] for row in again["plan"]] == ["updated", "unchanged", "unchanged"]


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("name: Acme Watchtower", "name: Acme Watch", "name: Acme Watchtower → Acme Watch"),
        ("ref: acme-0001", "ref: acme-0009", "has no such entry any more, or it has faults now"),
        (PAPER, "documents/none.png", "has no such entry any more, or it has faults now"),
        ("iprs:", "iprs: [", "has no such entry any more, or it has faults now"),
    ],
)
def test_an_entry_that_was_changed_is_not_sent_in_its_old_form(
    cli: CommandLine, before: str, after: str, told: str
) -> None:
    cli.run("plan", "acme.yaml")
    cli.change(before, after)
    result = cli.run("submit", "--only", "acme-0001")
    assert result.status == 1
    assert told in " ".join(result.out.split())


def test_what_has_no_manifest_any_more_is_told(cli: CommandLine) -> None:
    cli.run("plan", "acme.yaml")
    cli.manifest.unlink()
    workspace = Workspace.open(cli.root)
    with open_ledger(workspace, clock=SystemClock()) as ledger:
        found = find_outdated(workspace, ledger.unfinished())
    assert [filing.key.ref for filing in found.without_manifest] == [
        "acme-0001",
        "acme-0002",
        "acme-0003",
    ]
