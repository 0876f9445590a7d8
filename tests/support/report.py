"""A workspace with a ledger in which something has happened."""

from __future__ import annotations

import json
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from ipp_bot.clock import ManualClock
from ipp_bot.ledger import (
    Ledger,
    Notice,
    NoticeKind,
    Outcome,
    PlannedEntry,
    PortalRecord,
)
from ipp_bot.report.data import ReportData, Scope, gather
from ipp_bot.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

EVIL = '<script>alert("x")</script>'
MANIFEST = f"""\
version: 1
account: acme
defaults: {{type: copyright}}
iprs:
  - ref: acme-0001
    certificate:
      kind: software-registration
      file: certs/1.png
    work: software
    name: '{EVIL}'
    registration_number: 2023SR1417580
  - ref: acme-0002
    name: 星云
"""


@dataclass
class Scene:
    """The workspace, its ledger and the clock."""

    workspace: Workspace
    ledger: Ledger
    clock: ManualClock

    def gather(self, **scope: str) -> ReportData:
        return gather(self.workspace, self.ledger, Scope(**scope), clock=self.clock)  # type: ignore[arg-type]  # the scope as a test words it

    def file(self, ref: str, number: str, *, client: str = "", title: str = "星云排课软件") -> int:
        """A filing that was submitted as that record; its id."""
        ((filing, _),) = self.ledger.plan(
            [
                PlannedEntry(
                    account="acme",
                    ref=ref,
                    entry_json=json.dumps({"form": "copyright-software", "values": {}}),
                    fingerprint=f"f-{ref}",
                    manifest=str(self.workspace.root / "m.yaml"),
                    line=5,
                    client=client,
                    holder="杭州星云科技有限公司",
                    type="copyright",
                    place="Mainland China",
                    registration_number=f"2023SR-{ref}",
                    title=title,
                )
            ]
        )
        claim = self.ledger.claim(filing.id, "w", 60)
        assert claim is not None
        first = self.ledger.intend_first_save(claim, deadline_seconds=5)
        self.ledger.close_intent(claim, first, Outcome.DONE, number=number)
        press = self.ledger.intend_submit(
            claim, status="draft", submitted_at=None, submissions=0, deadline_seconds=5
        )
        self.ledger.close_intent(claim, press, Outcome.DONE, submitted_at=self.clock.now())
        self.ledger.release(claim)
        return filing.id

    def show(self, number: str, status: str, *reasons: str) -> None:
        """The portal shows that record so."""
        self.clock.advance(1)
        self.ledger.upsert_records(
            "acme",
            [
                PortalRecord(
                    number=number,
                    status=status,
                    title=EVIL,
                    submitted_at=datetime(2024, 2, 27, 2, 0, tzinfo=UTC),
                    reasons=reasons or None,
                )
            ],
        )

    def tell(self, number: str, kind: NoticeKind, **data: object) -> None:
        """The nightly check found that out."""
        self.ledger.add_notices(
            "acme",
            [
                Notice(
                    number=number,
                    kind=kind,
                    about=str(self.clock.monotonic()),
                    seen_at=self.clock.now() + timedelta(hours=1),
                    data=data,
                )
            ],
        )


@contextmanager
def open_scene(folder: Path) -> Iterator[Scene]:
    """A workspace in this folder with an empty ledger."""
    (folder / "ipp-bot.yaml").write_text(
        'portal: {url: "http://127.0.0.1:8765"}\n'
        "accounts: {acme: {username: acme, complainant: Acme Rights Agency Ltd.}}\n"
    )
    (folder / "m.yaml").write_text(MANIFEST, encoding="utf-8")
    clock = ManualClock()
    workspace = Workspace.open(folder)
    workspace.folder(".")
    with Ledger.open(workspace.database, origin=workspace.url, clock=clock) as ledger:
        yield Scene(workspace, ledger, clock)


def fill_scene(scene: Scene) -> None:
    """One record rejected, one approved, one filed by somebody else."""
    scene.file("acme-0001", "N1", client="星云", title=EVIL)
    scene.file("acme-0002", "N2", client="=1+1")
    scene.show("N1", "pending")
    scene.show("N1", "rejected", f"certificate: {EVIL} The certificate is unclear.")
    scene.show("N2", "approved")
    scene.show("N3", "pending")
    sent = "2024-02-27T02:00:00+00:00"
    scene.tell(
        "N1",
        NoticeKind.REJECTED,
        after="rejected",
        submitted_at=sent,
        reasons=[{"field": "certificate", "words": f"{EVIL} The certificate is unclear."}],
    )
    scene.tell("N2", NoticeKind.APPROVED, after="approved", submitted_at=sent)
    scene.tell("N3", NoticeKind.FOREIGN, status="pending")
