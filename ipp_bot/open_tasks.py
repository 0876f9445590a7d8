"""What a person can do something about in a workspace: the list of `todo` and of the page Today."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from ipp_bot.diagnostics import shown_path, typed_path
from ipp_bot.report.todo import Task, TaskKind, tasks_of
from ipp_bot.run.approving import unapproved
from ipp_bot.run.draft_records import DraftRecords
from ipp_bot.run.inbox import usable_signed_poa
from ipp_bot.run.outdated import find_outdated
from ipp_bot.run.passwords import password_hint, stored_in
from ipp_bot.run.reviewing import confirmed_entries, unconfirmed_entries

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from ipp_bot.errors import IppBotError
    from ipp_bot.ledger import Filing, Ledger
    from ipp_bot.run.reviewing import EntryOfDraft
    from ipp_bot.workspace import Workspace

__all__ = ["find_tasks"]


def find_tasks(
    workspace: Workspace,
    ledger: Ledger,
    accounts: Sequence[str],
    *,
    stopped: Mapping[str, str] | None = None,
    compares: bool = True,
) -> list[Task]:
    """What there is to do; `stopped`: by account, why it could not sign in just now.

    `compares` reads the manifests of what is unfinished, and its documents.
    """
    tasks = tasks_of(
        workspace,
        ledger,
        accounts,
        signed_poa=partial(usable_signed_poa, workspace),
        no_sign_in=partial(_no_sign_in, workspace, stopped or {}),
        unapproved=partial(_unapproved, workspace, ledger),
        outdated=partial(_outdated, workspace) if compares else _nothing_compared,
    )
    drafts = DraftRecords(workspace.drafts)
    tasks += [
        _confirmation(one, drafts)
        for one in unconfirmed_entries(workspace)
        if one.account in accounts
    ]
    tasks += [
        _submission(target, entries)
        for target, entries in confirmed_entries(workspace, ledger).items()
        if entries[0].account in accounts
    ]
    order = list(TaskKind)
    return sorted(tasks, key=lambda task: (order.index(task.kind), task.account))


def _submission(target: Path, entries: Sequence[EntryOfDraft]) -> Task:
    many = f"{len(entries):,} confirmed {'entry is' if len(entries) == 1 else 'entries are'}"
    file = shown_path(target)
    return Task(
        kind=TaskKind.SUBMIT,
        account=entries[0].account,
        what=f"{many} not planned yet: {file}",
        command=f"ipp-bot submit --skip-faulty {typed_path(target)}",
    )


def _confirmation(entry: EntryOfDraft, drafts: DraftRecords) -> Task:
    return Task(
        kind=TaskKind.CONFIRM,
        account=entry.account,
        ref=entry.ref,
        title=entry.title,
        what=f"drafted in {shown_path(entry.target)}; nobody has compared it with its papers",
        command=f"ipp-bot confirm {drafts.typed(entry.ref, entry.target)}",
    )


def _unapproved(workspace: Workspace, ledger: Ledger, filings: Sequence[Filing]) -> dict[int, str]:
    """By filing that waits for an approval: why, without its ref."""
    refs = {filing.id: filing.key.ref for filing in filings}
    return {
        number: error.message.removeprefix(f"{refs[number]}: ")
        for number, error in unapproved(workspace, ledger, filings).items()
    }


def _outdated(workspace: Workspace, filings: Sequence[Filing]) -> dict[int, IppBotError]:
    """By filing of which the manifest says something else by now: the refusal of `submit`."""
    return find_outdated(workspace, filings, copies=False).errors


def _nothing_compared(_filings: Sequence[Filing]) -> dict[int, IppBotError]:
    return {}


def _no_sign_in(
    workspace: Workspace, stopped: Mapping[str, str], account: str
) -> tuple[str, str] | None:
    """Why nobody can sign in for the account, and what to type; None where that is not known."""
    if account in stopped:
        return stopped[account], f"ipp-bot login {account}"
    settings = workspace.account(account)
    has_session = (workspace.place("sessions") / f"{account}.json").is_file()
    if has_session or stored_in(settings, workspace.url):
        return None
    return "neither a saved session nor a password", password_hint(account, settings)
