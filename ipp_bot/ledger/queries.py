"""Looks into the ledger: filings, their histories, and the same refs elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from sqlalchemy import ColumnElement, Connection, Select, func, or_, select

from ipp_bot.actor import Actor
from ipp_bot.ledger import tables as t
from ipp_bot.ledger.approvals import statement_events
from ipp_bot.ledger.model import Filing, FilingFilter, HistoryEvent, Outcome, State
from ipp_bot.ledger.records import chunks
from ipp_bot.ledger.rows import filing_of
from ipp_bot.ledger.setting_keys import SettingKey
from ipp_bot.ledger.store import Store

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

__all__ = ["FilterColumn", "Queries"]

FilterColumn = Literal["account", "client", "holder"]

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
        order = t.filings.c.id.desc() if wanted.newest_first else t.filings.c.id
        query = select(t.filings).where(*self._conditions(wanted)).order_by(order)
        return self._filings(query.limit(wanted.limit).offset(wanted.skip or None))

    def count(self, wanted: FilingFilter) -> int:
        """How many filings fit, without the filter's limit."""
        query = select(func.count()).select_from(t.filings).where(*self._conditions(wanted))
        with self.read() as connection:
            return connection.execute(query).scalar_one()

    def in_hand(self) -> list[Filing]:
        """The filings that a worker has claimed at this moment, in the order of planning."""
        query = select(t.filings).where(
            t.filings.c.origin == self.origin, t.filings.c.lease_owner.is_not(None)
        )
        now = self.now()
        found = self._filings(query.order_by(t.filings.c.id))
        return [one for one in found if one.lease_until is not None and one.lease_until > now]

    def names(self, column: FilterColumn, *, most: int = 500) -> list[str]:
        """The different clients, holders or accounts of all filings, sorted; at most so many."""
        chosen = t.filings.c[column]
        query = (
            select(chosen)
            .where(t.filings.c.origin == self.origin, chosen != "")
            .distinct()
            .order_by(chosen)
            .limit(most)
        )
        with self.read() as connection:
            return list(connection.execute(query).scalars())

    def change_mark(self) -> str:
        """A text that is another one once anything was appended to the ledger, or a hold changed.

        Cheap enough to be asked for every second.
        """
        tables = (t.filings, t.events, t.intents, t.statuses, t.notices)
        newest = [select(func.max(table.c.id)).scalar_subquery() for table in tables]
        with self.read() as connection:
            row = connection.execute(select(*newest)).one()
            hold = self.read_setting(connection, SettingKey.HOLD.value)
        return f"{'.'.join(str(one or 0) for one in row)} {hold or ''}"

    def _conditions(self, wanted: FilingFilter) -> list[ColumnElement[bool]]:
        """What a filing has to be to fit."""
        f = t.filings.c
        found = [f.origin == self.origin, f.id > wanted.after_id]
        if wanted.states:
            found.append(f.state.in_([state.value for state in wanted.states]))
        if wanted.refs:
            found.append(or_(*map(_has_ref, wanted.refs)))
        equal = ("account", "ref", "client", "number", "registration_number", "portal_status")
        given = {name: getattr(wanted, name) for name in equal}
        found += [f[name] == value for name, value in given.items() if value is not None]
        if wanted.holder is not None:
            found.append(f.holder.icontains(wanted.holder, autoescape=True))
        columns = (f.ref, f.title, f.holder, f.client, f.number, f.registration_number)
        for word in wanted.text.split():
            found.append(or_(*(column.icontains(word, autoescape=True) for column in columns)))
        return found

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
                *statement_events(connection, filing_id),
            ]
        return sorted(lines, key=lambda line: line.at)

    def _history_of_events(self, connection: Connection, filing_id: int) -> list[HistoryEvent]:
        rows = connection.execute(
            select(t.events).where(t.events.c.filing_id == filing_id).order_by(t.events.c.id)
        ).mappings()
        return [
            HistoryEvent(
                row["at"], row["kind"], row["note"], row["owner"], row["token"], _doer(row)
            )
            for row in rows
        ]

    def _history_of_intents(self, connection: Connection, filing_id: int) -> list[HistoryEvent]:
        rows = connection.execute(
            select(t.intents).where(t.intents.c.filing_id == filing_id).order_by(t.intents.c.id)
        ).mappings()
        lines: list[HistoryEvent] = []
        for row in rows:
            who = (row["owner"], row["token"], _doer(row))
            lines.append(
                HistoryEvent(row["at"], f"{row['press']} intended", row["fingerprint"], *who)
            )
            if row["outcome"] is not None:
                # An open unknown has no end yet; it is told at the time when it was found out.
                when = row["closed_at"] or row["lease_end"] or row["at"]
                text = ": ".join(filter(None, (Outcome(row["outcome"]).words, row["note"])))
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


def _doer(row: Mapping[Any, Any]) -> str:
    return str(Actor(row["person"], row["machine"])) if row["person"] else ""


def _has_ref(ref: str) -> ColumnElement[bool]:
    """Bears that ref, or begins as it does where it ends in a star."""
    start = ref.removesuffix("*")
    if start == ref:
        return t.filings.c.ref == ref
    return func.substr(t.filings.c.ref, 1, len(start)) == start
