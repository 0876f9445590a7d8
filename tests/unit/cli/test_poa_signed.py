"""`poa --signed`: scans of signed powers of attorney are split, for people and for machines."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from ipp_bot.clock import SystemClock
from ipp_bot.ledger import Ledger
from ipp_bot.workspace import Workspace
from tests.support.attorneys import scan, signed, waiting

if TYPE_CHECKING:
    from pathlib import Path

    from tests.unit.cli.conftest import CommandLine

pytest.importorskip("rapidocr", reason="the extra `read` is not installed")


@pytest.fixture
def scans(cli: CommandLine) -> Path:
    """A folder with a scan of two, one of which is there twice."""
    workspace = Workspace.open(cli.root)
    for folder in (workspace.hidden, workspace.poa, cli.root / "scans"):
        folder.mkdir(parents=True, exist_ok=True)
    with Ledger.open(workspace.database, origin=workspace.url, clock=SystemClock()) as ledger:
        a, b = (signed(workspace, waiting(ledger, workspace, ref)) for ref in ("a", "b"))
    scan(cli.root / "scans" / "all.pdf", b, a, b)
    return cli.root / "scans"


@pytest.mark.usefixtures("scans")
def test_each_goes_where_submit_looks_for_it(cli: CommandLine) -> None:
    typed = cli.run("poa", "--signed", "scans")
    assert (typed.status, typed.err) == (1, "")
    assert typed.out.splitlines() == [
        "a: page 2 of all.pdf → .ipp-bot/inbox/a.pdf",
        "page 1 of all.pdf, page 3 of all.pdf: page 1 of b is there twice",
        "    → leave out the one that is not to be sent",
        "1 power of attorney taken → ipp-bot submit",
    ]
    told = json.loads(cli.run("poa", "--signed", "scans/all.pdf", "--json").out)
    assert told["exit_status"] == 1
    assert [(one["ref"], one["replaced"], one["problem"]) for one in told["taken"]] == [
        ("a", True, "")
    ]
    assert [one["why"] for one in told["left"]] == ["page 1 of b is there twice"]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--signed", "nowhere.pdf"), "nowhere.pdf cannot be read: No such file or directory"),
        (("--signed", "."), "holds no PDF, PNG or JPEG"),
        (("a", "--signed", "x.pdf"), "--signed goes with neither REF nor --offline"),
        (("--signed", "acme.yaml"), "is no picture and no PDF"),
    ],
)
def test_bad_input_is_one_line(cli: CommandLine, words: tuple[str, ...], told: str) -> None:
    typed = cli.run("poa", *words)
    assert typed.status in {1, 2}
    assert told in typed.out + typed.err
    assert "mistake" not in typed.out + typed.err
