"""What a soak found, from the ledger, the portal and the clock."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from statistics import median, quantiles
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from ipp_bot.clock import SystemClock
from ipp_bot.ledger import Action, Outcome, State, tables
from ipp_bot.reached import RareState
from ipp_bot.run.account_sessions import open_ledger
from ipp_bot.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from soak.workspaces import LoadWorkspace

__all__ = [
    "RunLog",
    "UnansweredClicks",
    "empty_drafts_told",
    "reached_lines",
    "read_unanswered_clicks",
    "report_lines",
    "unowned_draft_lines",
]

SETTLED = (Outcome.SETTLED_DONE.value, Outcome.SETTLED_NOT_DONE.value)
OPEN = (None, Outcome.UNKNOWN.value)
NEARBY = 5.0
"""Seconds between a first save and a draft that may come of it."""
CERTAIN = 3.0
"""Rule of three: nothing seen in n tries bounds its rate by 3/n, with 95 % confidence."""


@dataclass
class RunLog:
    """Kills, exit statuses and memory of the runs so far."""

    kills: list[datetime] = field(default_factory=list)
    at_points: int = 0
    """Kills at a named point, beside those at a random moment."""
    statuses: Counter[int] = field(default_factory=Counter)
    """Exit statuses of runs that were not killed."""
    memory: list[int] = field(default_factory=list)
    """Peak of each run, in bytes, in order."""
    began: datetime = field(default_factory=lambda: datetime.now(UTC))

    def killed(self, *, at_point: bool) -> None:
        """Notes a kill."""
        self.kills.append(datetime.now(UTC))
        self.at_points += at_point


@dataclass(frozen=True, slots=True)
class UnansweredClicks:
    """What the ledger says of the clicks that got no answer."""

    entered: int
    resolved: int
    left_for_a_person: int
    still_open: int
    unfinished: int
    """Filings that are not submitted."""
    recovery: tuple[float, ...]
    """Seconds from each kill that left a click open to the moment when all of them were settled."""
    settling: tuple[float, ...]
    """Seconds from each click without an answer to the moment when it was settled."""


def read_unanswered_clicks(workspace: LoadWorkspace, kills: Sequence[datetime]) -> UnansweredClicks:
    """The ledger's clicks without an answer, and how long they took to settle."""
    with open_ledger(Workspace.open(workspace.folder), clock=SystemClock()) as ledger:
        with ledger.read() as connection:
            i = tables.intents.c
            rows = connection.execute(select(i.at, i.closed_at, i.outcome)).all()
        counts = ledger.counts()
    settled = [(at, closed) for at, closed, outcome in rows if outcome in SETTLED]
    still_open = sum(outcome in OPEN for _, _, outcome in rows)
    for_a_person = sum(outcome == Outcome.PERSON.value for _, _, outcome in rows)
    recovery = []
    for kill in kills:
        left = [closed for at, closed in settled if at <= kill < closed]
        if left:
            recovery.append((max(left) - kill).total_seconds())
    return UnansweredClicks(
        entered=len(settled) + still_open + for_a_person,
        resolved=len(settled),
        left_for_a_person=counts.get(State.NEEDS_PERSON, 0),
        still_open=still_open,
        unfinished=sum(n for state, n in counts.items() if state is not State.SUBMITTED),
        recovery=tuple(recovery),
        settling=tuple((closed - at).total_seconds() for at, closed in settled),
    )


def empty_drafts_told(workspace: LoadWorkspace, iprs: Iterable[Mapping[str, Any]]) -> int:
    """How many empty drafts were left of which nothing proves whose they are, and told.

    Told is what the history of a filing names by its number.
    """
    with (
        open_ledger(Workspace.open(workspace.folder), clock=SystemClock()) as ledger,
        ledger.read() as connection,
    ):
        notes = " ".join(filter(None, connection.scalars(select(tables.intents.c.note))))
    told = set(re.findall(r"\w+", notes))
    return sum(
        ipr["account"] == "acme"
        and ipr["status"] == "draft"
        and not ipr["fields"].get("name")
        and not ipr["attachments"]
        and ipr["number"] in told
        for ipr in iprs
    )


def unowned_draft_lines(workspace: LoadWorkspace, iprs: Iterable[Mapping[str, Any]]) -> list[str]:
    """For each draft that is no filing's, the first saves around the time that it was made."""
    i, f = tables.intents.c, tables.filings.c
    saves = select(i.at, i.outcome, i.note, f.ref, f.number).join_from(
        tables.intents, tables.filings, i.filing_id == f.id
    )
    with (
        open_ledger(Workspace.open(workspace.folder), clock=SystemClock()) as ledger,
        ledger.read() as connection,
    ):
        rows = connection.execute(saves.where(i.press == Action.FIRST_SAVE.value)).all()
    owned = {row.number for row in rows}
    lines = []
    for ipr in iprs:
        if ipr["account"] != "acme" or ipr["number"] in owned:
            continue
        made = datetime.fromisoformat(ipr["created_at"])
        lines.append(f"stray draft {ipr['number']}, made {made:%H:%M:%S}")
        lines += [
            f"    {row.at:%H:%M:%S.%f} {row.ref} {row.number}: {row.outcome} {row.note}".rstrip()
            for row in rows
            if abs((row.at - made).total_seconds()) < NEARBY
        ]
    return lines


def reached_lines(met: Mapping[RareState, int]) -> list[str]:
    """How often each rare state was met, and those that were not."""
    lines = [f"reached {count} x {state}" for state, count in sorted(met.items())]
    missing = sorted(set(RareState) - set(met))
    return [*lines, *(f"never reached: {state}" for state in missing)]


def report_lines(
    log: RunLog, clicks: UnansweredClicks, found: dict[str, int], filings: int
) -> list[str]:
    """The figures, a line each."""
    seconds = (datetime.now(UTC) - log.began).total_seconds()
    kills = len(log.kills)
    by_chance = kills - log.at_points
    statuses = ", ".join(f"{n} x {status}" for status, n in sorted(log.statuses.items()))
    lines = [
        f"took {seconds / 60:.1f} min",
        f"kills {kills} ({log.at_points} at a named point, {by_chance} at random moments)",
        f"ends of runs that were not killed: {statuses or 'none'}",
        *(f"{words} {count}" for words, count in found.items()),
        f"unfinished filings {clicks.unfinished}",
        f"unknown clicks entered {clicks.entered}, resolved {clicks.resolved}",
        f"unknown clicks still open {clicks.still_open}",
        f"filings left for a person {clicks.left_for_a_person}",
        f"recovery after a kill that left a click open: {_seconds_text(clicks.recovery)}",
        f"from a click without an answer until it was settled: {_seconds_text(clicks.settling)}",
        f"memory, peak of a run: {_memory_text(log.memory)}",
    ]
    if not any(found.values()):
        lines.append(
            f"95 % bound: below {CERTAIN / filings:.2%} of filings, "
            + (f"below {CERTAIN / kills:.2%} of kills" if kills else "no kills")
        )
    return lines


def _seconds_text(seconds: Sequence[float]) -> str:
    if len(seconds) < 2:  # noqa: PLR2004 - quantiles need two
        return f"{len(seconds)} seen"
    high = quantiles(seconds, n=20, method="inclusive")[18]
    return f"p50 {median(seconds):.1f} s, p95 {high:.1f} s, longest {max(seconds):.1f} s"


def _memory_text(memory: Iterable[int]) -> str:
    measured = [peak / 2**20 for peak in memory if peak]
    if not measured:
        return "not weighed"
    part = max(len(measured) // 10, 1)
    return (
        f"first tenth of the runs {median(measured[:part]):.0f} MB, "
        f"last tenth {median(measured[-part:]):.0f} MB, highest {max(measured):.0f} MB"
    )
