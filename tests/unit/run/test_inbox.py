"""The inbox of signed papers: what lies there for whom, and what is odd about it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PIL import Image, ImageDraw

from ipp_bot.clock import SystemClock
from ipp_bot.ledger import FilingFilter, Ledger, Outcome, PlannedEntry, State
from ipp_bot.run.inbox import paper_for, unmatched
from ipp_bot.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ipp_bot.ledger import Filing

SETTINGS = """\
portal: {url: "http://127.0.0.1:8765"}
accounts:
  acme: {username: acme, complainant: Acme}
"""


def opened(root: Path, more: str = "") -> Workspace:
    (root / "ipp-bot.yaml").write_text(SETTINGS + more, encoding="utf-8")
    workspace = Workspace.open(root)
    for folder in (workspace.hidden, workspace.inbox, workspace.poa):
        folder.mkdir(parents=True, exist_ok=True)
    return workspace


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return opened(tmp_path)


@pytest.fixture
def ledger(workspace: Workspace) -> Iterator[Ledger]:
    with Ledger.open(workspace.database, origin=workspace.url, clock=SystemClock()) as ledger:
        yield ledger


def waiting(ledger: Ledger, ref: str) -> Filing:
    entry = PlannedEntry(account="acme", ref=ref, entry_json="{}", fingerprint=ref, holder="星云")
    ((filing, _),) = ledger.plan([entry])
    claim = ledger.claim(filing.id, "w", 60)
    assert claim is not None
    intent = ledger.intend_first_save(claim, deadline_seconds=5)
    ledger.close_intent(claim, intent, Outcome.DONE, number=f"N-{ref}")
    ledger.set_state(claim, State.AWAITING_POA)
    ledger.release(claim)
    (found,) = ledger.filings(FilingFilter(ref=ref))
    return found


def signed(path: Path, *, seal: bool = True) -> None:
    image = Image.new("RGB", (900, 1200), "white")
    draw = ImageDraw.Draw(image)
    draw.rectangle((100, 100, 700, 140), fill=(20, 20, 20))
    if seal:
        draw.ellipse((600, 900, 800, 1100), outline=(200, 30, 40), width=8)
    image.save(path)


def test_a_signed_paper_is_taken(workspace: Workspace, ledger: Ledger) -> None:
    filing = waiting(ledger, "案-1")
    assert paper_for(workspace, filing) is None
    signed(workspace.inbox / "案-1.png")
    paper = paper_for(workspace, filing)
    assert paper is not None
    assert (paper.path.name, paper.problem, paper.warnings) == ("案-1.png", "", ())
    assert list(unmatched(workspace, ledger)) == []


def test_a_name_that_is_stored_in_two_characters_is_found(
    workspace: Workspace, ledger: Ledger
) -> None:
    filing = waiting(ledger, "caf\u00e9-1")
    signed(workspace.inbox / "cafe\u0301-1.png")
    assert paper_for(workspace, filing) is not None
    assert list(unmatched(workspace, ledger)) == []


def test_the_template_itself_is_not_signed(workspace: Workspace, ledger: Ledger) -> None:
    filing = waiting(ledger, "a-1")
    for folder in (workspace.poa, workspace.inbox):
        (folder / "a-1.pdf").write_bytes(b"%PDF-1.4 template %%EOF")
    paper = paper_for(workspace, filing)
    assert paper is not None
    assert "nobody has signed" in paper.problem


def test_black_and_white_without_a_seal_is_warned_of(workspace: Workspace, ledger: Ledger) -> None:
    filing = waiting(ledger, "a-1")
    signed(workspace.inbox / "a-1.png", seal=False)
    paper = paper_for(workspace, filing)
    assert paper is not None
    assert paper.problem == ""
    assert paper.warnings[0].startswith("is black-and-white")


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("a-1 签字版.png", "if it is the one for a-1, rename it to a-1.png"),
        ("A-1.JPG", "rename it to a-1.jpg"),
        ("scan0001.png", "ipp-bot poa lists those that wait"),
        ("a-1.docx", "save it as PDF, PNG or JPEG"),
    ],
)
def test_what_matches_nothing_is_told(
    workspace: Workspace, ledger: Ledger, name: str, hint: str
) -> None:
    waiting(ledger, "a-1")
    (workspace.inbox / name).write_bytes(b"x")
    (told,) = unmatched(workspace, ledger)
    assert hint in told.hint


def test_folders_beside_the_manifests(tmp_path: Path) -> None:
    workspace = opened(tmp_path, "folders: {inbox: 签字件, poa: 授权书, receipts: /srv/receipts}\n")
    assert workspace.inbox == tmp_path / "签字件"
    assert workspace.poa == tmp_path / "授权书"
    assert workspace.receipt("acme", "a-1") == Path("/srv/receipts/acme/a-1")


@pytest.mark.parametrize(
    "folders", ["{inbox: .}", "{inbox: a, poa: a}", "{receipts: .ipp-bot/files}", "{poa: ..}"]
)
def test_folders_that_hold_other_things_are_refused(tmp_path: Path, folders: str) -> None:
    with pytest.raises(Exception, match="folder"):
        opened(tmp_path, f"folders: {folders}\n")
