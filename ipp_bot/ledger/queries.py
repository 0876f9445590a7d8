"""Looks into the ledger: filings, their histories, and the same refs elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, Connection, Select, func, or_, select

from ipp_bot.ledger import tables as t
from ipp_bot.ledger.model import Filing, FilingFilter, HistoryEvent, State
from ipp_bot.ledger.records import chunks
from ipp_bot.ledger.rows import filing_of
from ipp_bot.ledger.store import Store

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

__all__ = ["Queries"]

_FINISHED = (State.SUBMITTED, State.REFUSED)
_UNFINISHED = tuple(state.value for state in State if state not in _FINISHED)


class Queries(Store):
    """The part of the ledger that answers questions."""

    def find(self, account: str, ref: str) -> Filing | None:
        """The filing of that account and ref at this portal."""
        query = select(t.filings).where(
            t.filings.c.origin == self.origin,
            t.filings.c.account == account,
            t.filings.c.ref == ref,
        )
        with self.read() as connection:
            row = connection.execute(query).mappings().one_or_none()
        return None if row is None else filing_of(row)

    def get(self, filing_id: int) -> Filing:
        """The filing with that id; KeyError where there is none."""
        with self.read() as connection:
            return self.filing(connection, filing_id)

    def unfinished(self, accounts: Iterable[str] | None = None) -> list[Filing]:
        """All filings that can go on: neither submitted nor refused, in the order of planning."""
        query = select(t.filings).where(
            t.filings.c.origin == self.origin, t.filings.c.state.in_(_UNFINISHED)
        )
        if accounts is not None:
            query = query.where(t.filings.c.account.in_(list(accounts)))
        return self._filings(query.order_by(t.filings.c.id))

    def filings(self, wanted: FilingFilter | None = None) -> list[Filing]:
        """The filings that fit, in the order of planning."""
        wanted = wanted or FilingFilter()
        query = select(t.filings).where(
            t.filings.c.origin == self.origin, t.filings.c.id > wanted.after_id
        )
        if wanted.states:
            query = query.where(t.filings.c.state.in_([state.value for state in wanted.states]))
        if wanted.refs:
            query = query.where(or_(*map(_has_ref, wanted.refs)))
        for name in (
            "account",
            "ref",
            "client",
            "number",
            "registration_number",
            "portal_status",
        ):
            value = getattr(wanted, name)
            if value is not None:
                query = query.where(t.filings.c[name] == value)
        if wanted.holder is not None:
            query = query.where(t.filings.c.holder.icontains(wanted.holder, autoescape=True))
        return self._filings(query.order_by(t.filings.c.id).limit(wanted.limit))

    def _filings(self, query: Select[*tuple[object, ...]]) -> list[Filing]:
        with self.read() as connection:
            return [filing_of(row) for row in connection.execute(query).mappings()]

    def counts(self, account: str | None = None) -> dict[State, int]:
        """How many filings stand where."""
        query = (
            select(t.filings.c.state, func.count())
            .where(t.filings.c.origin == self.origin)
            .group_by(t.filings.c.state)
        )
        if account is not None:
            query = query.where(t.filings.c.account == account)
        with self.read() as connection:
            found = {State(state): count for state, count in connection.execute(query).all()}
        return {state: found[state] for state in State if state in found}

    def other_origins(self, account: str, refs: Iterable[str]) -> list[Filing]:
        """The same account's filings of these refs at other portals."""
        found: list[Filing] = []
        for part in chunks(list(dict.fromkeys(refs))):
            found += self._filings(
                select(t.filings)
                .where(
                    t.filings.c.account == account,
                    t.filings.c.ref.in_(part),
                    t.filings.c.origin != self.origin,
                )
                .order_by(t.filings.c.id)
            )
        return found

    def history(self, filing_id: int) -> list[HistoryEvent]:
        """All that happened to a filing, in order of time."""
        with self.read() as connection:
            lines = [
                *self._history_of_events(connection, filing_id),
                *self._history_of_intents(connection, filing_id),
                *self._history_of_files(connection, filing_id),
                *self._history_of_statuses(connection, filing_id),
            ]
        return sorted(lines, key=lambda line: line.at)

    def _history_of_events(self, connection: Connection, filing_id: int) -> list[HistoryEvent]:
        rows = connection.execute(
            select(t.events).where(t.events.c.filing_id == filing_id).order_by(t.events.c.id)
        ).mappings()
        return [
            HistoryEvent(row["at"], row["kind"], row["note"], row["owner"], row["token"])
            for row in rows
        ]

    def _history_of_intents(self, connection: Connection, filing_id: int) -> list[HistoryEvent]:
        rows = connection.execute(
            select(t.intents).where(t.intents.c.filing_id == filing_id).order_by(t.intents.c.id)
        ).mappings()
        lines: list[HistoryEvent] = []
        for row in rows:
            who = (row["owner"], row["token"])
            lines.append(
                HistoryEvent(row["at"], f"{row['press']} intended", row["fingerprint"], *who)
            )
            if row["outcome"] is not None:
                # An open unknown has no end yet; it is told at the time when it was found out.
                when = row["closed_at"] or row["lease_end"] or row["at"]
                text = ": ".join(filter(None, (row["outcome"], row["note"])))
                lines.append(HistoryEvent(when, row["press"], text, *who))
        return lines

    def _history_of_files(self, connection: Connection, filing_id: int) -> list[HistoryEvent]:
        rows = connection.execute(
            select(t.files).where(t.files.c.filing_id == filing_id).order_by(t.files.c.id)
        ).mappings()
        return [
            HistoryEvent(
                row["at"],
                "file",
                f"{row['slot']}: {row['name']} ({row['size']} bytes, {row['sha256']})",
                "",
                row["token"],
            )
            for row in rows
        ]

    def _history_of_statuses(
        self, connection: Connection, filing_id: int
    ) -> Sequence[HistoryEvent]:
        rows = connection.execute(
            select(t.statuses, t.records.c.number)
            .join(t.records, t.records.c.id == t.statuses.c.record_id)
            .where(t.records.c.owner_filing_id == filing_id)
            .order_by(t.statuses.c.id)
        ).mappings()
        return [
            HistoryEvent(
                row["at"],
                "portal status",
                f"{row['number']}: {row['before'] or '—'} → {row['after']}"
                + (f" ({'; '.join(row['reasons'])})" if row["reasons"] else ""),
            )
            for row in rows
        ]


def _has_ref(ref: str) -> ColumnElement[bool]:
    """Bears that ref, or begins as it does where it ends in a star."""
    start = ref.removesuffix("*")
    if start == ref:
        return t.filings.c.ref == ref
    return func.substr(t.filings.c.ref, 1, len(start)) == start
