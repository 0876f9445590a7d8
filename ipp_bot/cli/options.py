"""What commands share: their options, opening the workspace, telling filings."""

from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ipp_bot.errors import ExitStatus
from ipp_bot.report.terminal import Style

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ipp_bot.clock import Clock
    from ipp_bot.ledger import Filing, Ledger
    from ipp_bot.settings import Workspace

__all__ = [
    "Json",
    "Only",
    "Paths",
    "Strict",
    "Where",
    "Yes",
    "day",
    "filing_of",
    "finish",
    "named_before",
    "opened_ledger",
    "opened_workspace",
    "receipt_of",
    "shown",
    "style_of",
    "told",
]

named_before: ContextVar[Path | None] = ContextVar("named_before", default=None)
"""The workspace that was named before the command: `ipp-bot --workspace DIR submit`."""

Where = Annotated[
    Path | None,
    typer.Option("--workspace", metavar="DIR", help="The folder with ipp-bot.yaml."),
]
Json = Annotated[bool, typer.Option("--json", help="The result for machines, on stdout.")]
Yes = Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")]
Strict = Annotated[bool, typer.Option("--strict", help="Take warnings for faults.")]
Only = Annotated[
    list[str] | None,
    typer.Option("--only", metavar="REF", help="This filing only; may be repeated."),
]
Paths = Annotated[
    list[Path], typer.Argument(metavar="PATH", help="Manifests, or folders with manifests.")
]


def opened_workspace(folder: Path | None) -> "Workspace":
    """The workspace named after or before the command, else the current folder."""
    from ipp_bot.settings import Workspace

    return Workspace.open(folder or named_before.get())


@contextmanager
def opened_ledger(workspace: "Workspace", *, clock: "Clock | None" = None) -> "Iterator[Ledger]":
    """The workspace's ledger, closed at the end."""
    from ipp_bot.clock import SystemClock
    from ipp_bot.run.workspace_ledger import open_ledger

    with open_ledger(workspace, clock=clock or SystemClock()) as ledger:
        yield ledger


def finish(status: ExitStatus) -> None:
    """Leaves with that exit status."""
    if status is not ExitStatus.DONE:
        raise typer.Exit(int(status))


def shown(path: Path) -> str:
    """The path as a person types it: relative to the current folder when it lies below it."""
    from ipp_bot.diagnostics import shown_path

    return shown_path(path)


def day(when: datetime | None) -> str:
    """The minute at this machine, or nothing."""
    return "" if when is None else when.astimezone().strftime("%Y-%m-%d %H:%M")


def filing_of(ledger: "Ledger", ref: str, account: str | None = None) -> "Filing":
    """The filing of that ref; UsageError where there is none, or in more than one account."""
    from ipp_bot.errors import UsageError
    from ipp_bot.ledger import FilingFilter

    rows = ledger.filings(FilingFilter(ref=ref, account=account))
    if not rows:
        raise UsageError(
            f"the ledger has no filing {ref!r}",
            hint="ipp-bot status lists them; ipp-bot plan PATH brings new ones in",
        )
    if len(rows) > 1:
        names = ", ".join(row.key.account for row in rows)
        raise UsageError(
            f"{ref} is a filing of several accounts: {names}", hint="add --account NAME"
        )
    return rows[0]


def receipt_of(workspace: "Workspace", filing: "Filing") -> Path | None:
    """Where the filing's receipt lies, if it has one."""
    from ipp_bot.receipt_folder import path_of

    path = path_of(workspace.receipt(filing.key.account, filing.key.ref), filing.number)
    return path if filing.receipt is not None or path.is_file() else None


def told(workspace: "Workspace", filing: "Filing") -> dict[str, Any]:
    """One filing for machines."""
    receipt = receipt_of(workspace, filing)
    return {
        "account": filing.key.account,
        "ref": filing.key.ref,
        "state": str(filing.state),
        "number": filing.number,
        "portal_status": filing.portal_status,
        "submitted_at": filing.submitted_at.isoformat() if filing.submitted_at else None,
        "type": filing.type,
        "place": filing.place,
        "title": filing.title,
        "registration_number": filing.registration_number,
        "holder": filing.holder,
        "client": filing.client,
        "reason": filing.reason,
        "hint": filing.hint,
        "fingerprint": filing.fingerprint,
        "manifest": filing.manifest,
        "line": filing.line,
        "receipt": str(receipt) if receipt else None,
    }


_STYLES = {
    "submitted": Style.GOOD,
    "approved": Style.GOOD,
    "ok": Style.GOOD,
    "refused": Style.BAD,
    "failed": Style.BAD,
    "fail": Style.BAD,
    "rejected": Style.BAD,
    "unknown": Style.BAD,
    "awaiting POA": Style.CARE,
    "needs a person": Style.CARE,
    "warn": Style.CARE,
}


def style_of(word: str) -> str:
    """The colour of a state, an end or a status."""
    return _STYLES.get(word, Style.PLAIN)
