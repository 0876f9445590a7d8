"""Which filings wait for an approval, by what lies in the workspace."""

from __future__ import annotations

import hashlib
import json
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest

from ipp_bot.actor import Actor
from ipp_bot.clock import ManualClock
from ipp_bot.errors import NotApproved
from ipp_bot.ledger import Ledger, PlannedEntry
from ipp_bot.run.approving import signed_paper, unapproved
from ipp_bot.run.watch import watch
from tests.support.report import Scene, open_scene

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from ipp_bot.ledger import Filing
    from tests.conftest import Run

PAPER = b"%PDF a signed power of attorney"
DIGEST = hashlib.sha256(PAPER).hexdigest()


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    with open_scene(tmp_path) as opened:
        opened.ledger.require_approvals()
        yield opened


def planned(scene: Scene, poa: dict[str, Any] | None = None) -> Filing:
    entry = {
        "ref": "acme-0001",
        "account": "acme",
        "client": "",
        "form": "copyright-software",
        "type": "copyright",
        "place": "Mainland China",
        "country": None,
        "values": {},
        "files": {},
        "holder": "星云",
        "holder_kind": "entity",
        "complainant": "Acme Rights Agency Ltd.",
        "poa": poa,
        "title": "星云",
        "registration_number": "2023SR1417580",
    }
    ((filing, _),) = scene.ledger.plan(
        [
            PlannedEntry(
                account="acme",
                ref="acme-0001",
                entry_json=json.dumps(entry, ensure_ascii=False),
                fingerprint="f1",
                manifest="m.yaml",
                line=5,
            )
        ]
    )
    return filing


def approve(scene: Scene, filing: Filing) -> None:
    with Ledger.open(
        scene.workspace.database,
        origin=scene.workspace.url,
        clock=ManualClock(),
        actor=Actor("wang", "office-3"),
    ) as wang:
        paper = signed_paper(scene.workspace, filing)
        wang.approve(filing.id, fingerprint=filing.fingerprint, signed_poa=paper)


def why(scene: Scene, filing: Filing) -> list[str]:
    found = unapproved(scene.workspace, scene.ledger, [scene.ledger.get(filing.id)])
    return [error.message for error in found.values()]


def put_into_inbox(scene: Scene, content: bytes = PAPER) -> None:
    scene.workspace.inbox.mkdir(parents=True, exist_ok=True)
    (scene.workspace.inbox / "acme-0001.pdf").write_bytes(content)


def test_what_awaits_its_signed_paper_goes_on_until_it_has_it(scene: Scene) -> None:
    filing = planned(scene, {"expires_on": "2027-01-01", "file": None})
    assert (signed_paper(scene.workspace, filing), why(scene, filing)) == ("", [])
    put_into_inbox(scene)
    assert signed_paper(scene.workspace, filing) == DIGEST
    assert why(scene, filing) == ["acme-0001: nobody has approved it yet"]
    approve(scene, filing)
    assert why(scene, filing) == []
    put_into_inbox(scene, b"%PDF another one")
    (told,) = why(scene, filing)
    assert told.startswith("acme-0001: its signed power of attorney is another one than wang@")


def test_an_approval_before_the_paper_came_is_asked_for_again(scene: Scene) -> None:
    filing = planned(scene, {"expires_on": "2027-01-01", "file": None})
    approve(scene, filing)
    put_into_inbox(scene)
    (told,) = why(scene, filing)
    assert told.startswith("acme-0001: its signed power of attorney came after wang@")


def test_a_paper_that_the_manifest_names_counts_and_none_of_the_inbox(scene: Scene) -> None:
    file = {"name": "poa.pdf", "size": 1, "sha256": "ab" * 32}
    filing = planned(scene, {"expires_on": "2027-01-01", "file": file})
    put_into_inbox(scene)
    assert signed_paper(scene.workspace, filing) == "ab" * 32


def test_what_needs_no_paper_waits_for_its_approval(scene: Scene) -> None:
    filing = planned(scene)
    assert signed_paper(scene.workspace, filing) is None
    assert why(scene, filing) == ["acme-0001: nobody has approved it yet"]
    approve(scene, filing)
    assert why(scene, filing) == []


def test_no_window_is_opened_for_what_nobody_has_approved(run: Run, scene: Scene) -> None:
    filing = planned(scene)
    with pytest.raises(NotApproved, match="nobody has approved it yet"):
        run(
            partial(
                watch,
                scene.workspace,
                scene.ledger,
                filing,
                clock=ManualClock(),
                ask=lambda *_about: "",
                ready=lambda: pytest.fail("a window was opened"),
            )
        )
