"""Filings of the ledger as commands find, show and report them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ipp_bot.clock import SystemClock
from ipp_bot.errors import UsageError
from ipp_bot.ledger import FilingFilter
from ipp_bot.receipt_folder import path_of
from ipp_bot.report.terminal import plural
from ipp_bot.run import workspace_ledger

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from contextlib import AbstractContextManager
    from datetime import datetime
    from pathlib import Path

    from ipp_bot.errors import NotApproved
    from ipp_bot.ledger import Filing, Hold, Ledger
    from ipp_bot.report.terminal import Terminal
    from ipp_bot.workspace import Workspace

__all__ = [
    "filing_data",
    "find_filing",
    "ledger_to_read",
    "local_minute",
    "open_ledger",
    "receipt_path",
    "unfinished_filings",
    "warn_of_approvals",
    "warn_of_hold",
]


def open_ledger(workspace: Workspace) -> Ledger:
    """The workspace's ledger, to be used in a `with` block; LedgerError in one line."""
    return workspace_ledger.open_ledger(workspace, clock=SystemClock())


def ledger_to_read(workspace: Workspace) -> AbstractContextManager[Ledger]:
    """The same for a command that only reads, also where the workspace is read-only."""
    return workspace_ledger.ledger_to_read(workspace, clock=SystemClock())


def find_filing(ledger: Ledger, ref: str, account: str | None = None) -> Filing:
    """The filing of that ref, or ACCOUNT/REF; UsageError for none, or one in several accounts."""
    named, _, bare = ref.rpartition("/")
    filings = ledger.filings(FilingFilter(ref=bare, account=named or account))
    if not filings:
        raise UsageError(
            f"the ledger has no filing {ref!r}",
            hint="ipp-bot status lists them; ipp-bot plan PATH brings new ones in",
        )
    if len(filings) > 1:
        names = ", ".join(filing.key.account for filing in filings)
        raise UsageError(
            f"{ref} is a filing of several accounts: {names}", hint="add --account NAME"
        )
    return filings[0]


def unfinished_filings(ledger: Ledger, only: Sequence[str]) -> list[Filing]:
    """Whatever is unfinished, or of it what has one of these refs; UsageError for another ref.

    A ref may be written ACCOUNT/REF, where several accounts have it.
    """
    wanted = set(only)
    filings = [one for one in ledger.unfinished() if not only or wanted & _names(one)]
    known = {name for each in filings for name in _names(each)}
    missing = [ref for ref in only if ref not in known]
    if missing:
        raise UsageError(
            f"the ledger has no unfinished filing {missing[0]!r}",
            hint=f"ipp-bot status {missing[0]}",
            sent=False,
        )
    return filings


def _names(filing: Filing) -> set[str]:
    """What a command may call the filing."""
    return {filing.key.ref, f"{filing.key.account}/{filing.key.ref}"}


def receipt_path(workspace: Workspace, filing: Filing) -> Path | None:
    """Where the filing's receipt lies, if it has one."""
    path = path_of(workspace.receipt(filing.key.account, filing.key.ref), filing.number)
    return path if filing.receipt is not None or path.is_file() else None


def filing_data(workspace: Workspace, filing: Filing) -> dict[str, Any]:
    """The filing as `--json` shows it."""
    receipt = receipt_path(workspace, filing)
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


def local_minute(when: datetime | None) -> str:
    """`2026-11-29 16:57` in this machine's time zone; "" for None."""
    return "" if when is None else when.astimezone().strftime("%Y-%m-%d %H:%M")


def warn_of_hold(terminal: Terminal, ledger: Ledger) -> Hold | None:
    """Tells of the hold that stands, if one does."""
    stands = ledger.current_hold()
    if stands is not None:
        terminal.warn(f"The filings are {stands} → ipp-bot resume")
    return stands


def warn_of_approvals(terminal: Terminal, waiting: Mapping[int, NotApproved]) -> None:
    """Tells how many filings wait for an approval, if any does."""
    if waiting:
        is_one = len(waiting) == 1
        hint = next(iter(waiting.values())).hint if is_one else "ipp-bot todo lists them"
        count = plural(len(waiting), "filing waits", "filings wait")
        terminal.warn(f"{count} for an approval → {hint}")
