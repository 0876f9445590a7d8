"""Queueing filings for the workers of several machines."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from ipp_bot.errors import SettingsError
from ipp_bot.run.queue.model import Heartbeat, Mode, QueuedFiling
from ipp_bot.run.queue.store import SharedQueue

if TYPE_CHECKING:
    from collections.abc import Sequence
    from contextlib import AbstractAsyncContextManager

    from ipp_bot.ledger import Filing, Ledger
    from ipp_bot.settings import Workspace

__all__ = [
    "default_concurrency",
    "enqueue",
    "ensure_shared_documents",
    "heartbeat_of",
    "open_queue",
    "single_session_setting",
    "slots_setting",
]

HANDS_AT_MOST = 8
"""Filings side by side in one process, unless told otherwise: they fit into a gigabyte."""


def heartbeat_of(workspace: Workspace) -> Heartbeat:
    """How often workers of this workspace show that they live."""
    return Heartbeat.of_lease(workspace.profile.timings.lease)


def open_queue(workspace: Workspace) -> AbstractAsyncContextManager[SharedQueue]:
    """The queue beside the workspace's ledger, which is on PostgreSQL."""
    return SharedQueue.open(
        workspace.settings.database,
        origin=workspace.url,
        accounts=workspace.settings.accounts,
        tempo=heartbeat_of(workspace),
    )


def sessions_of(workspace: Workspace, account: str) -> int:
    """How many sessions the settings give the account."""
    return workspace.account(account).sessions or workspace.settings.sessions


def default_concurrency(workspace: Workspace, accounts: Sequence[str]) -> int:
    """How many filings one process works on: every session of every account, within reason."""
    return min(HANDS_AT_MOST, max(1, sum(sessions_of(workspace, name) for name in accounts)))


async def enqueue(
    workspace: Workspace,
    ledger: Ledger,
    queue: SharedQueue,
    filings: Sequence[Filing],
    *,
    mode: Mode = Mode.FILE,
    sessions: int | None = None,
) -> list[bool]:
    """Puts the filings into the queue: whether each is new there, in the same order.

    Sets with how many sessions each account is worked on from now on, by all machines together.
    """
    lanes = {}
    for account in {filing.key.account for filing in filings}:
        lanes[account] = sessions or sessions_of(workspace, account)
        ledger.set_setting(slots_setting(account), str(lanes[account]))
        if sessions is not None:
            ledger.set_setting(single_session_setting(account), None)
    errands = [
        QueuedFiling(filing.id, filing.key.account, filing.key.ref, mode) for filing in filings
    ]
    return await queue.add(errands, lanes.__getitem__)


def ensure_shared_documents(workspace: Workspace, ledger: Ledger) -> None:
    """SettingsError unless this machine's copies of documents are everybody's."""
    marker = workspace.files / ".ipp-bot-documents"
    workspace.files.mkdir(mode=0o700, parents=True, exist_ok=True)
    here = marker.read_text(encoding="ascii").strip() if marker.is_file() else ""
    told = ledger.setting("documents")
    if told is None:
        told = here or secrets.token_hex(8)
        ledger.set_setting("documents", told)
        marker.write_text(f"{told}\n", encoding="ascii")
    elif told != here:
        raise SettingsError(
            f"{workspace.files} is not the folder in which the other machines keep the documents",
            hint="set shared_files: in ipp-bot.yaml to the folder that all machines share",
            sent=False,
        )


def slots_setting(account: str) -> str:
    """Under which note the ledger keeps the account's number of sessions."""
    return f"sessions:{account}"


def single_session_setting(account: str) -> str:
    """Under which note the ledger keeps why the account has one session only."""
    return f"one-session:{account}"
