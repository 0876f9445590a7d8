"""`approve`: another person than the one who confirmed an entry lets it be submitted."""

# No `from __future__ import annotations`: Typer reads the annotations of commands at run time.

from typing import Annotated

import typer

from ipp_bot.cli.filings import find_filing, open_ledger
from ipp_bot.cli.options import AccountName, Json, WorkspaceFolder, exit_with
from ipp_bot.errors import ExitStatus, Refused
from ipp_bot.report.terminal import Terminal
from ipp_bot.run.approving import signed_paper
from ipp_bot.workspace import Workspace

__all__ = ["approve"]


def approve(
    refs: Annotated[list[str], typer.Argument(metavar="REF", help="The filings.")],
    account: AccountName = None,
    as_json: Json = False,
    folder: WorkspaceFolder = None,
) -> None:
    """Let filings be submitted that another person has confirmed; any change voids it."""
    terminal = Terminal(as_json=as_json)
    workspace = Workspace.open(folder)
    done: list[dict[str, str]] = []
    faults: list[dict[str, str]] = []
    with open_ledger(workspace) as ledger:
        filings = [find_filing(ledger, ref, account) for ref in dict.fromkeys(refs)]
        for filing in filings:
            try:
                standing = ledger.approve(
                    filing.id,
                    fingerprint=filing.fingerprint,
                    signed_poa=signed_paper(workspace, filing),
                )
            except Refused as refused:
                faults.append({"ref": filing.key.ref, "message": refused.message})
                terminal.print(f"{refused.message}\n    → {refused.hint}")
                continue
            by = ledger.actor if standing is None else standing.by
            done.append({"ref": filing.key.ref, "by": by.name, "fingerprint": filing.fingerprint})
            before = "" if standing is None else " before"
            terminal.print(f"{filing.key.ref}: approved{before} by {by} ({filing.title})")
        rule = ledger.approval_rule()
    terminal.data({"approved": done, "refused": faults})
    if done and (rule is None or not rule.required):
        terminal.print("Nothing waits for it: no approvals are required here.")
        terminal.print("    → approvals: required in ipp-bot.yaml")
    exit_with(ExitStatus.FAILED if faults else ExitStatus.DONE)
