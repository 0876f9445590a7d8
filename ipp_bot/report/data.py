"""The content of a report, read from the ledger in a few queries."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from ipp_bot.ledger import FilingFilter, NoticeKind, StatementKind
from ipp_bot.portal_status import PortalStatus
from ipp_bot.portal_time import day_of
from ipp_bot.receipt_folder import path_of
from ipp_bot.report.items import items_of
from ipp_bot.report.rejection_reasons import explain
from ipp_bot.working_days import working_days_between

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from ipp_bot.clock import Clock
    from ipp_bot.ledger import (
        Filing,
        Hold,
        Ledger,
        RecordRow,
        Statement,
        StatusChange,
        StoredNotice,
    )
    from ipp_bot.report.items import Item
    from ipp_bot.workspace import Workspace

__all__ = ["Event", "ReportData", "Row", "Scope", "gather"]

DAYS_SHOWN = 60
"""Days of the throughput chart."""
DECIDED = frozenset({NoticeKind.APPROVED, NoticeKind.REJECTED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """What a report is about; None and () mean all."""

    accounts: tuple[str, ...] = ()
    client: str | None = None
    holder: str | None = None
    since: datetime | None = None
    """Changes since then."""
    filings: frozenset[tuple[str, str]] | None = None
    """By account and ref."""
    lang: str = "en"


@dataclass(frozen=True, slots=True)
class Event:
    """One point of a filing's timeline."""

    at: datetime
    status: str
    """A state, a status or `planned`."""
    text: str


@dataclass(slots=True, kw_only=True)
class Row:
    """One filing or one foreign record."""

    account: str
    ref: str
    number: str
    status: str
    """The portal's status; the filing's own state while the portal has nothing of it."""
    state: str
    title: str
    registration_number: str
    holder: str
    client: str
    type: str
    place: str
    submitted: date | None
    valid_until: date | None
    is_foreign: bool
    """Whether somebody else filed it, not ipp-bot."""
    reason: str = ""
    confirmed_by: str = ""
    approved_by: str = ""
    """Who did it and at which machine; several behind commas."""
    events: list[Event] = field(default_factory=list)
    pictures: list[Path] = field(default_factory=list)


@dataclass(slots=True, kw_only=True)
class ReportData:
    """A whole report."""

    made_at: datetime
    origin: str
    scope: Scope
    items: list[Item]
    rows: list[Row]
    statuses: dict[str, int]
    throughput: list[tuple[date, int]]
    verification: list[tuple[int, int]]
    rejections: list[tuple[str, int]]
    worst_lag: float = 0.0
    """The longest time in seconds that the portal took to show a click."""
    least_settle: float = 0.0
    """What the settle time should be by that, in seconds; 0 if it is long enough."""
    hold: Hold | None = None
    """What stops everything irreversible just now."""


def gather(workspace: Workspace, ledger: Ledger, scope: Scope, *, clock: Clock) -> ReportData:
    """The report of a workspace; reads the ledger and the names of picture files only."""
    names = list(scope.accounts or workspace.settings.accounts)
    rows: list[Row] = []
    submitted: Counter[date] = Counter()
    for name in names:
        filings = {each.id: each for each in ledger.filings(FilingFilter(account=name))}
        people = ledger.people_by_filing(filings.values())
        records = ledger.records(name)
        timelines = _timelines(ledger.status_history(name))
        dropped = ledger.dropped_numbers(name)
        for record in records:
            filing = filings.pop(record.owner_filing_id or 0, None)
            row = _row(name, filing, record, timelines.get(record.number, []))
            row.is_foreign = filing is None and record.number not in dropped
            if filing is not None:
                _add_people(row, people[filing.id])
            rows.append(row)
        for filing in filings.values():
            row = _row(name, filing, None, [])
            _add_people(row, people[filing.id])
            rows.append(row)
    rows = [row for row in rows if _wanted(row, scope)]
    submitted.update(row.submitted for row in rows if row.submitted is not None)
    for row in rows:
        row.pictures = _pictures(workspace, row)
    notices = [
        notice
        for notice in ledger.notices(names)
        if not _is_narrow(scope) or _notice_wanted(notice, scope)
    ]
    recent = [each for each in notices if scope.since is None or each.at >= scope.since]
    worst = ledger.worst_lag()
    return ReportData(
        made_at=clock.now(),
        origin=ledger.origin,
        scope=scope,
        items=items_of(recent, workspace.profile, lang=scope.lang),
        rows=sorted(rows, key=_order),
        statuses=dict(Counter(row.status for row in rows).most_common()),
        throughput=_throughput(submitted),
        verification=_verification(notices),
        rejections=_rejections(notices, scope.lang),
        worst_lag=worst,
        least_settle=workspace.least_settle_seconds(worst),
        hold=ledger.current_hold(),
    )


def _row(
    account: str, filing: Filing | None, record: RecordRow | None, events: Sequence[Event]
) -> Row:
    sent = (record.submitted_at if record else None) or (filing.submitted_at if filing else None)
    until = record.valid_until if record else None
    state = str(filing.state) if filing else ""
    at_portal = record.status if record else ""
    # Until a check has seen more than the draft, the ledger says more than the portal did.
    status = state if filing and at_portal in {"", PortalStatus.DRAFT} else at_portal
    return Row(
        account=account,
        ref=filing.key.ref if filing else "",
        number=(record.number if record else "") or (filing.number or "" if filing else ""),
        status=status or state,
        state=state,
        title=(filing.title if filing else "") or (record.title if record else ""),
        registration_number=(filing.registration_number if filing else "")
        or (record.registration_number if record else ""),
        holder=(filing.holder if filing else "") or (record.holder if record else ""),
        client=filing.client if filing else "",
        type=(filing.type if filing else "") or (record.type if record else ""),
        place=(filing.place if filing else "") or (record.place if record else ""),
        submitted=day_of(sent),
        valid_until=day_of(until),
        is_foreign=False,
        reason=filing.reason if filing else "",
        events=_events(filing, events) if filing else [],
    )


def _add_people(row: Row, people: Mapping[str, Sequence[Statement]]) -> None:
    """Who confirmed and who approved it, for its columns and its timeline."""
    row.confirmed_by, row.approved_by = (
        ", ".join(dict.fromkeys(str(each.by) for each in people[kind]))
        for kind in (StatementKind.CONFIRMED, StatementKind.APPROVED)
    )
    said = [
        Event(each.at, each.kind.value, str(each.by)) for some in people.values() for each in some
    ]
    row.events = sorted([*row.events, *said], key=lambda event: event.at)


def _events(filing: Filing, seen: Sequence[Event]) -> list[Event]:
    events = [Event(filing.created_at, "planned", "")]
    if filing.submitted_at is not None:
        events.append(Event(filing.submitted_at, "submitted", filing.number or ""))
    # The list of statuses begins with what our own saves did.
    events += [event for event in seen if event.status != PortalStatus.DRAFT]
    return sorted(events, key=lambda event: event.at)


def _timelines(changes: Iterable[StatusChange]) -> dict[str, list[Event]]:
    timelines: dict[str, list[Event]] = {}
    for change in changes:
        text = "; ".join(change.reasons)
        timelines.setdefault(change.record.number, []).append(Event(change.at, change.after, text))
    return timelines


def _pictures(workspace: Workspace, row: Row) -> list[Path]:
    """The pictures beside the receipt and of failures, oldest first."""
    if not row.ref:
        return []
    folders = [
        path_of(workspace.receipt(row.account, row.ref), row.number).parent,
        workspace.hidden / "evidence" / row.account / row.ref,
    ]
    return [path for folder in folders if folder.is_dir() for path in sorted(folder.glob("*.jpg"))]


def _is_narrow(scope: Scope) -> bool:
    return any(one is not None for one in (scope.client, scope.holder, scope.filings))


def _wanted(row: Row, scope: Scope) -> bool:
    is_chosen = scope.filings is None or (row.account, row.ref) in scope.filings
    return is_chosen and scope.client in (None, row.client) and scope.holder in (None, row.holder)


def _notice_wanted(notice: StoredNotice, scope: Scope) -> bool:
    filing, record = notice.filing, notice.record
    client = filing.client if filing else ""
    holder = (filing.holder if filing else "") or (record.holder if record else "")
    if scope.filings is not None and (
        filing is None or (filing.key.account, filing.key.ref) not in scope.filings
    ):
        return False
    return scope.client in (None, client) and scope.holder in (None, holder)


def _order(row: Row) -> tuple[str, ...]:
    newest = date.max.toordinal() - (row.submitted or date.min).toordinal()
    # What ipp-bot filed comes before what it only follows.
    return ("" if row.ref else "~", row.client, row.holder, f"{newest:08}", row.number, row.ref)


def _throughput(submitted: Counter[date]) -> list[tuple[date, int]]:
    """The last days up to the newest submission, those without any included."""
    if not submitted:
        return []
    last = max(submitted)
    first = max(min(submitted), last - timedelta(days=DAYS_SHOWN - 1))
    days = [first + timedelta(days=after) for after in range((last - first).days + 1)]
    return [(day, submitted[day]) for day in days]


def _verification(notices: Iterable[StoredNotice]) -> list[tuple[int, int]]:
    """(working days, decisions that took so many), by the portal's clock."""
    counts: Counter[int] = Counter()
    for notice in notices:
        sent = str(notice.data.get("submitted_at", ""))
        if notice.kind in DECIDED and sent:
            first, last = day_of(datetime.fromisoformat(sent)), day_of(notice.seen_at)
            if first is not None and last is not None and first <= last:
                counts[working_days_between(first, last)] += 1
    return sorted(counts.items())


def _rejections(notices: Iterable[StoredNotice], lang: str) -> list[tuple[str, int]]:
    counts: Counter[str] = Counter()
    for notice in notices:
        for reason in notice.data.get("reasons", ()):
            meaning = explain(reason["words"])
            known = meaning.code != "OTHER"
            # The first sentence says what is wrong, the others what to do.
            stop = "。" if lang == "zh" else ". "
            counts[meaning.text(lang).split(stop)[0].rstrip(".") if known else reason["words"]] += 1
    return counts.most_common(12)
