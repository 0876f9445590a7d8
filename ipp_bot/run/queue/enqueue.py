"""Queueing filings for the workers of several machines."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from ipp_bot.errors import SettingsError
from ipp_bot.ledger import SettingKey
from ipp_bot.run.queue.model import Heartbeat, Mode, QueuedFiling
from ipp_bot.run.queue.store import SharedQueue

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from contextlib import AbstractAsyncContextManager
    from pathlib import Path

    from ipp_bot.ledger import Filing, Ledger
    from ipp_bot.profile import Profile
    from ipp_bot.workspace import Workspace

__all__ = [
    "default_concurrency",
    "enqueue",
    "ensure_shared_documents",
    "heartbeat_of",
    "open_queue",
]

MAX_CONCURRENCY = 8
"""Filings side by side in one process, unless told otherwise: they fit into a gigabyte."""


def heartbeat_of(profile: Profile) -> Heartbeat:
    """How often workers show that they live where leases are as long as the profile says."""
    return Heartbeat.of_lease(profile.timings.lease)


def open_queue(workspace: Workspace) -> AbstractAsyncContextManager[SharedQueue]:
    """The queue beside the workspace's ledger, which is on PostgreSQL."""
    return SharedQueue.open(
        workspace.settings.database,
        origin=workspace.portal_names[0],
        accounts=workspace.settings.accounts,
        heartbeat=heartbeat_of(workspace.profile),
    )


def default_concurrency(sessions: Iterable[int]) -> int:
    """How many filings one process runs at a time: all sessions of its accounts, at most 8."""
    return min(MAX_CONCURRENCY, max(1, sum(sessions)))


async def enqueue(
    ledger: Ledger,
    queue: SharedQueue,
    filings: Sequence[Filing],
    *,
    mode: Mode = Mode.FILE,
    sessions_of: Callable[[str], int],
    sessions: int | None = None,
) -> list[bool]:
    """Puts the filings into the queue: whether each is new there, in the same order.

    Sets with how many sessions each account is worked on from now on, by all machines together:
    `sessions`, or what `sessions_of` says of the account.
    """
    slots = {}
    for account in {filing.key.account for filing in filings}:
        slots[account] = sessions or sessions_of(account)
        ledger.set_setting(SettingKey.SESSIONS.of(account), str(slots[account]))
        if sessions is not None:
            ledger.set_setting(SettingKey.ONE_SESSION.of(account), None)
    queued = [
        QueuedFiling(filing.id, filing.key.account, filing.key.ref, mode) for filing in filings
    ]
    return await queue.add(queued, slots.__getitem__)


def ensure_shared_documents(files: Path, ledger: Ledger) -> None:
    """SettingsError unless `files` is the folder of documents that all machines share."""
    marker = files / ".ipp-bot-documents"
    files.mkdir(mode=0o700, parents=True, exist_ok=True)
    here = marker.read_text(encoding="ascii").strip() if marker.is_file() else ""
    expected = ledger.setting(SettingKey.DOCUMENTS.value)
    if expected is None:
        expected = here or secrets.token_hex(8)
        ledger.set_setting(SettingKey.DOCUMENTS.value, expected)
        marker.write_text(f"{expected}\n", encoding="ascii")
    elif expected != here:
        raise SettingsError(
            f"{files} is not the folder in which the other machines keep the documents",
            hint="set shared_files: in ipp-bot.yaml to the folder that all machines share",
            sent=False,
        )
