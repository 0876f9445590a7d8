"""Comparing a portal's forms with the profile, and the entries that a difference would stop."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ipp_bot.flows.portal_check import check_portal
from ipp_bot.run.account_sessions import open_account_sessions

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from ipp_bot.clock import Clock
    from ipp_bot.flows.account_session import Progress
    from ipp_bot.flows.portal_check import PortalCheck
    from ipp_bot.ledger import Ledger
    from ipp_bot.manifest import Entry
    from ipp_bot.profile import FormChange
    from ipp_bot.workspace import Workspace

__all__ = ["StoppedEntry", "compare_forms", "stopped_entries"]


@dataclass(frozen=True, slots=True)
class StoppedEntry:
    """An entry that could not be filed as the portal is now."""

    entry: Entry
    changes: tuple[FormChange, ...]


async def compare_forms(
    workspace: Workspace,
    ledger: Ledger,
    account: str,
    *,
    clock: Clock,
    ask: Callable[[str], str] | None = None,
    on_progress: Callable[[Progress], None] = lambda _progress: None,
) -> PortalCheck:
    """Every form of the profile compared with the portal's; see `flows.check_portal`.

    It saves a draft and deletes it: OnHold where that is stopped.
    """
    ledger.require_no_hold()
    async with open_account_sessions(
        workspace, ledger, [account], clock=clock, ask=ask, on_progress=on_progress
    ) as account_sessions:
        return await check_portal(account_sessions[account], pause=workspace.pacing.gap_seconds)


def stopped_entries(
    changes: Sequence[FormChange], entries: Iterable[Entry], complainants: Mapping[str, str]
) -> tuple[StoppedEntry, ...]:
    """The entries that are stopped by one of the changes, in their order.

    `complainants` says for each account, by its name, whom the portal shows.
    """
    found = []
    for entry in entries:
        complainant = complainants.get(entry.account)
        needs_poa = complainant is not None and entry.needs_poa(complainant)
        without = frozenset() if needs_poa else entry.poa_keys
        chosen = {"type": entry.type, "place": entry.place, "country": entry.country or ""}
        values = {key: v for key, v in entry.values.items() if key not in without} | chosen
        slots = {slot for slot in entry.files if slot not in without}
        if needs_poa:
            slots.add("power_of_attorney")
        stopping = tuple(
            change
            for change in changes
            if change.form in ("", entry.form)
            and (needs_poa or change.field is None or not change.field.poa_block)
            and change.hits(values, slots)
        )
        if stopping:
            found.append(StoppedEntry(entry, stopping))
    return tuple(found)
