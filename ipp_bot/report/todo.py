"""What a person can do something about, each with the command to type."""

from __future__ import annotations

import shlex
from collections import Counter
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ipp_bot.diagnostics import shown_path
from ipp_bot.ledger import FilingFilter, State
from ipp_bot.portal_status import GONE, PortalStatus
from ipp_bot.report.items import amend_command
from ipp_bot.report.manifest_lines import ManifestLines

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence

    from ipp_bot.errors import IppBotError
    from ipp_bot.ledger import Filing, Ledger
    from ipp_bot.workspace import Workspace

__all__ = ["Task", "TaskKind", "counts_of_tasks", "tasks_of"]


class TaskKind(StrEnum):
    """What is asked of a person, the most urgent first."""

    SIGN_IN = "sign in"
    """Nobody can sign in for the account without a person."""
    DECIDE = "decide"
    """Only a person can tell how the filing goes on."""
    MEND = "mend"
    """The portal said no: the manifest or a document has to be corrected."""
    CONFIRM = "confirm"
    """A drafted entry waits to be compared with its papers."""
    SIGN = "sign"
    """A power of attorney waits for its signature."""
    APPROVE = "approve"
    """Another person than the one who confirmed it lets it be submitted."""
    SUBMIT = "submit"
    """Nothing stands in the way any more: the command has to be typed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One thing to do."""

    kind: TaskKind
    account: str
    ref: str = ""
    number: str = ""
    title: str = ""
    what: str
    """A sentence without the ref."""
    command: str
    """What to type, or what to do before."""

    def as_data(self) -> dict[str, Any]:
        """The task as `--json` shows it."""
        return asdict(self) | {"kind": str(self.kind)}


def tasks_of(
    workspace: Workspace,
    ledger: Ledger,
    accounts: Iterable[str],
    *,
    signed_poa: Callable[[Filing], Path | None],
    no_sign_in: Callable[[str], tuple[str, str] | None],
    unapproved: Callable[[Sequence[Filing]], Mapping[int, str]] = lambda _filings: {},
    outdated: Callable[[Sequence[Filing]], Mapping[int, IppBotError]] = lambda _filings: {},
) -> list[Task]:
    """What there is to do for these accounts, the most urgent first; reads the ledger only.

    `signed_poa` gives the signed paper that is there for a filing; `no_sign_in` says why an account
    cannot sign in without a person, and what to type, None where it can; `unapproved` says which
    filings wait for an approval, and why; `outdated` of which the manifest says something else by
    now than was planned.
    """
    lines = ManifestLines(workspace.profile)
    tasks: list[Task] = []
    for account in accounts:
        if (stopped := no_sign_in(account)) is not None:
            why, command = stopped
            tasks.append(Task(kind=TaskKind.SIGN_IN, account=account, what=why, command=command))
        going_on = ledger.filings(FilingFilter(states=_GOING_ON, account=account))
        changed = outdated(going_on)
        tasks += [
            _change(filing, changed[filing.id]) for filing in going_on if filing.id in changed
        ]
        waiting = unapproved([each for each in going_on if each.id not in changed])
        tasks += [
            _approval(filing, waiting[filing.id]) for filing in going_on if filing.id in waiting
        ]
        stopped_refs = _refs(going_on, changed)
        tasks += [
            task
            for task in _of_states(workspace, ledger, account, signed_poa)
            if task.ref not in stopped_refs
            and not (task.kind is TaskKind.SUBMIT and task.ref in _refs(going_on, waiting))
        ]
        tasks += _of_statuses(ledger, account, lines)
        rest = [each for each in going_on if each.id not in waiting and each.id not in changed]
        tasks += _unfinished(account, rest)
    order = list(TaskKind)
    return sorted(tasks, key=lambda task: (order.index(task.kind), task.account))


_GOING_ON = (
    State.PLANNED,
    State.FIRST_SAVE_INTENDED,
    State.DRAFTED,
    State.AWAITING_POA,
    State.SUBMIT_INTENDED,
    State.DROP_INTENDED,
)


def _refs(filings: Iterable[Filing], numbers: Container[int]) -> set[str]:
    return {filing.key.ref for filing in filings if filing.id in numbers}


def _change(filing: Filing, error: IppBotError) -> Task:
    """What `submit` and workers refuse, in their words."""
    what = error.message.removeprefix(f"{filing.key.ref}: ")
    return _task(TaskKind.DECIDE, filing, what, error.hint)


def _approval(filing: Filing, why: str) -> Task:
    ref = filing.key.ref
    words = f"{filing.title}: {why}" if filing.title else why
    return _task(TaskKind.APPROVE, filing, words, f"ipp-bot approve {ref}, by another person")


def counts_of_tasks(tasks: Sequence[Task]) -> str:
    """`2 to sign, 1 to mend`; "" for none."""
    found = Counter(task.kind for task in tasks)
    return ", ".join(f"{found[kind]:,} to {kind}" for kind in TaskKind if found[kind])


def _of_states(
    workspace: Workspace,
    ledger: Ledger,
    account: str,
    signed_poa: Callable[[Filing], Path | None],
) -> Iterator[Task]:
    """Filings that wait for a signature, were refused, or stopped."""
    states = (State.AWAITING_POA, State.REFUSED, State.NEEDS_PERSON)
    for filing in ledger.filings(FilingFilter(states=states, account=account)):
        ref = filing.key.ref
        if filing.state is State.AWAITING_POA:
            yield _signature(workspace, filing, signed_poa(filing))
        elif filing.state is State.REFUSED:
            file = shlex.quote(shown_path(Path(filing.manifest))) if filing.manifest else "PATH"
            command = filing.hint or f"mend {file}, then ipp-bot submit --only {ref} {file}"
            yield _task(TaskKind.MEND, filing, _reason(filing), command)
        else:
            command = filing.hint or f"ipp-bot status {ref}"
            yield _task(TaskKind.DECIDE, filing, _reason(filing), command)


def _signature(workspace: Workspace, filing: Filing, signed: Path | None) -> Task:
    ref = filing.key.ref
    submit = f"ipp-bot submit --only {ref}"
    if signed is not None:
        words = f"{shown_path(signed)} is there"
        return _task(TaskKind.SUBMIT, filing, words, submit)
    template = workspace.poa / f"{ref}.pdf"
    if not template.is_file():
        words = f"{filing.holder} signs a power of attorney"
        return _task(TaskKind.SIGN, filing, words, f"ipp-bot poa {ref} fetches its template")
    inbox = shown_path(workspace.inbox / f"{ref}.pdf")
    words = f"{filing.holder} signs {shown_path(template)}"
    return _task(TaskKind.SIGN, filing, words, f"save it as {inbox}, then {submit}")


def _of_statuses(ledger: Ledger, account: str, lines: ManifestLines) -> Iterator[Task]:
    """Submitted filings whose record was rejected, or is gone."""
    reasons: dict[str, tuple[str, ...]] = {}
    for status in (PortalStatus.REJECTED, *sorted(GONE)):
        wanted = FilingFilter(
            states=(State.SUBMITTED,), account=account, portal_status=status.value
        )
        filings = ledger.filings(wanted)
        if filings and status is PortalStatus.REJECTED:
            rejected = ledger.records(account, (status.value,))
            reasons = {record.number: record.reasons for record in rejected}
        for filing in filings:
            if status is not PortalStatus.REJECTED:
                drop = f"ipp-bot drop {filing.key.ref}, then ipp-bot submit files it anew"
                yield _task(TaskKind.DECIDE, filing, f"{status} at the portal", drop)
                continue
            words = reasons.get(filing.number or "", ())
            first = f": {words[0]}" if words else ""
            more = f" (and {len(words) - 1} more)" if len(words) > 1 else ""
            what = f"rejected by the portal{first}{more}"
            yield _task(TaskKind.MEND, filing, what, amend_command(filing, lines))


def _unfinished(account: str, filings: Iterable[Filing]) -> Iterator[Task]:
    """What `submit` goes on with, as one task."""
    counts = Counter(filing.state for filing in filings)
    states = [state for state in _GOING_ON if state is not State.AWAITING_POA]
    parts = [f"{counts[state]:,} {state}" for state in states if counts[state]]
    if parts:
        what = f"unfinished: {', '.join(parts)}"
        yield Task(kind=TaskKind.SUBMIT, account=account, what=what, command="ipp-bot submit")


def _task(kind: TaskKind, filing: Filing, what: str, command: str) -> Task:
    return Task(
        kind=kind,
        account=filing.key.account,
        ref=filing.key.ref,
        number=filing.number or "",
        title=filing.title,
        what=what,
        command=command,
    )


def _reason(filing: Filing) -> str:
    """Why the filing stopped, on one line."""
    words = filing.reason.removeprefix(f"{filing.key.ref}: ").splitlines()
    return words[0] if words else str(filing.state)
