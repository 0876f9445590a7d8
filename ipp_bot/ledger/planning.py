"""From manifests into the ledger: what is new, what changed, what is done already."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, insert, select

from ipp_bot.ledger import tables as t
from ipp_bot.ledger.approvals import CHANGED, end_approvals
from ipp_bot.ledger.model import (
    Action,
    Claim,
    Filing,
    PlannedEntry,
    PlanVerdict,
    State,
)
from ipp_bot.ledger.rows import filing_of
from ipp_bot.ledger.store import Store
from ipp_bot.portal_status import AMENDABLE, APPROVED_ONCE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from datetime import datetime

__all__ = ["Planning"]

_BATCH = 300


def _never(*_about: object) -> bool:
    return False


@dataclass(frozen=True, slots=True)
class _Amendments:
    """What may be done to records that were sent."""

    amend: bool
    renews: Callable[[str, str], bool]
    signs_anew: Callable[[Filing, PlannedEntry], bool]
    as_planned: Callable[[str], str]

    def verdict(self, filing: Filing, entry: PlannedEntry) -> PlanVerdict:
        """What other content means for one that was sent: UPDATED if it may be taken in."""
        status = (filing.portal_status or "").casefold()
        if status in AMENDABLE:
            return PlanVerdict.UPDATED if self.amend else PlanVerdict.AMENDABLE
        if not self.renews(filing.entry, entry.entry_json):
            return PlanVerdict.CONFLICT
        if not self.amend:
            return PlanVerdict.AMENDABLE
        return PlanVerdict.UPDATED if status in APPROVED_ONCE else PlanVerdict.CONFLICT

    def is_done(self, filing: Filing, entry: PlannedEntry) -> bool:
        """Whether one that was sent with the same content has nothing more to send.

        The signed power of attorney is no part of the content, but may be why it was rejected.
        """
        rejected = (filing.portal_status or "").casefold() in AMENDABLE
        return not (rejected and self.signs_anew(filing, entry))


class Planning(Store):
    """The part of the ledger that takes entries in."""

    def plan(
        self,
        entries: Iterable[PlannedEntry],
        *,
        amend: bool = False,
        renews: Callable[[str, str], bool] = _never,
        signs_anew: Callable[[Filing, PlannedEntry], bool] = _never,
        as_planned: Callable[[str], str] = str,
    ) -> list[tuple[Filing, PlanVerdict]]:
        """Takes entries in, some hundred a transaction; verdicts come in the order of the entries.

        With `amend` a rejected filing takes the new content and is a draft again; an approved one
        does where the new content only `renews` the stored one's power of attorney. A rejected one
        of the same content goes on as well where it `signs_anew`: the signed paper is another one.
        `as_planned` gives a stored entry without what its worker added to it.
        """
        amendments = _Amendments(amend, renews, signs_anew, as_planned)
        found: list[tuple[Filing, PlanVerdict]] = []
        for batch in _batches(entries):
            with self.write() as connection:
                found.extend(self._plan_batch(connection, batch, amendments))
        return found

    def _plan_batch(
        self,
        connection: Connection,
        batch: list[PlannedEntry],
        amendments: _Amendments,
    ) -> list[tuple[Filing, PlanVerdict]]:
        for account in sorted({entry.account for entry in batch}):
            self.lock_account(connection, account)
        now = self.moment(connection)
        known = self._known(connection, batch)
        new = [entry for entry in batch if (entry.account, entry.ref) not in known]
        if new:
            connection.execute(insert(t.filings), [self._new_row(entry, now) for entry in new])
            fresh = self._known(connection, new)
            connection.execute(
                insert(t.events),
                [
                    {
                        "filing_id": filing.id,
                        "at": now,
                        "owner": "",
                        "token": 0,
                        "kind": "planned",
                        "note": f"{filing.manifest}:{filing.line} {filing.fingerprint}",
                        **self._doer(),
                    }
                    for filing in fresh.values()
                ],
            )
        else:
            fresh = {}
        return [
            (fresh[entry.account, entry.ref], PlanVerdict.NEW)
            if (entry.account, entry.ref) in fresh
            else self._plan_known(
                connection, known[entry.account, entry.ref], entry, now, amendments
            )
            for entry in batch
        ]

    def _known(
        self, connection: Connection, batch: list[PlannedEntry]
    ) -> dict[tuple[str, str], Filing]:
        refs: dict[str, list[str]] = {}
        for entry in batch:
            refs.setdefault(entry.account, []).append(entry.ref)
        known: dict[tuple[str, str], Filing] = {}
        for account, wanted in refs.items():
            rows = connection.execute(
                select(t.filings).where(
                    t.filings.c.origin == self.origin,
                    t.filings.c.account == account,
                    t.filings.c.ref.in_(wanted),
                )
            ).mappings()
            for row in rows:
                known[account, row["ref"]] = filing_of(row)
        return known

    def _new_row(self, entry: PlannedEntry, now: datetime) -> dict[str, Any]:
        values = asdict(entry)
        values["entry"] = values.pop("entry_json")
        return values | {
            "origin": self.origin,
            "state": State.PLANNED.value,
            "reason": "",
            "hint": "",
            "created_at": now,
            "updated_at": now,
            "token": 0,
        }

    def _plan_known(
        self,
        connection: Connection,
        known: Filing,
        entry: PlannedEntry,
        now: datetime,
        amendments: _Amendments,
    ) -> tuple[Filing, PlanVerdict]:
        done = known.state is State.SUBMITTED
        if known.fingerprint == entry.fingerprint and not (
            done and not amendments.is_done(known, entry)
        ):
            stored = known.entry
            same = stored == entry.entry_json or amendments.as_planned(stored) == entry.entry_json
            if not done and not same:
                return self._update_documents(connection, known, entry, now)
            filing = self._update_position(connection, known, entry, now)
            return filing, PlanVerdict.DONE if done else PlanVerdict.UNCHANGED
        filing = self.filing(connection, known.id, lock=True)
        if filing.state is State.SUBMITTED:
            verdict = amendments.verdict(filing, entry)
            if verdict is not PlanVerdict.UPDATED:
                return filing, verdict
            self.emit(connection, filing, now, "amended", _from_to(filing, entry))
            return self._replace(connection, filing, entry, now, State.DRAFTED), verdict
        action = self._open_action(connection, filing)
        if action not in (None, Action.FIRST_SAVE):
            return filing, PlanVerdict.UNDECIDED
        if action == Action.FIRST_SAVE:
            state = State.FIRST_SAVE_INTENDED
        else:
            state = State.DRAFTED if filing.number else State.PLANNED
        self.emit(connection, filing, now, "updated", _from_to(filing, entry))
        return self._replace(connection, filing, entry, now, state), PlanVerdict.UPDATED

    def _open_action(self, connection: Connection, filing: Filing) -> str | None:
        found: str | None = connection.execute(
            select(t.intents.c.press).where(t.intents.c.filing_id == filing.id, t.intents.c.is_open)
        ).scalar_one_or_none()
        return found

    def _update_documents(
        self, connection: Connection, known: Filing, entry: PlannedEntry, now: datetime
    ) -> tuple[Filing, PlanVerdict]:
        """Same fingerprint: the signed power of attorney is named now, or a file is renamed."""
        filing = self.filing(connection, known.id, lock=True)
        if filing.state is State.SUBMITTED:
            return self._update_position(connection, filing, entry, now), PlanVerdict.DONE
        if self._open_action(connection, filing) not in (None, Action.FIRST_SAVE):
            return self._update_position(connection, filing, entry, now), PlanVerdict.UNCHANGED
        end_approvals(self, connection, filing, CHANGED)
        self.emit(connection, filing, now, "updated", f"{entry.manifest}:{entry.line} its papers")
        values = _columns(entry)
        # a worker that works with the old documents loses its claim, as for other content
        filing = self.change(connection, filing, now, **values, token=filing.token + 1)
        return filing, PlanVerdict.UPDATED

    def _update_position(
        self, connection: Connection, filing: Filing, entry: PlannedEntry, now: datetime
    ) -> Filing:
        """Same content: only where it is written may have changed, and for whom it is filed."""
        moved = (filing.manifest, filing.line, filing.client) != (
            entry.manifest,
            entry.line,
            entry.client,
        )
        if not moved:
            return filing
        return self.change(
            connection, filing, now, manifest=entry.manifest, line=entry.line, client=entry.client
        )

    def _replace(
        self,
        connection: Connection,
        filing: Filing,
        entry: PlannedEntry,
        now: datetime,
        state: State,
    ) -> Filing:
        end_approvals(self, connection, filing, CHANGED)
        # A worker that works with the old content loses its claim, but not its lease: nobody
        # else begins before it had the time to notice.
        return self.change(
            connection,
            filing,
            now,
            **_columns(entry),
            state=state.value,
            reason="",
            hint="",
            submitted_at=None,
            receipt=None,
            token=filing.token + 1,
        )

    def update_entry(self, claim: Claim, *, entry_json: str, fingerprint: str) -> Filing:
        """Replaces the content of the claimed filing, as when the signed file arrived.

        Raises:
            LeaseLost: the claim no longer holds.
            ValueError: the filing is submitted, or an intent on its old content is open.
        """
        with self.write() as connection:
            filing, now = self.guard(connection, claim)
            opened = connection.execute(
                select(t.intents.c.id).where(
                    t.intents.c.filing_id == filing.id, t.intents.c.is_open
                )
            ).first()
            if opened or filing.state is State.SUBMITTED:
                raise ValueError(f"{filing.key.ref}: its content can no longer be changed")
            note = f"{filing.fingerprint} → {fingerprint}"
            self.emit(connection, filing, now, "updated", note)
            return self.change(connection, filing, now, entry=entry_json, fingerprint=fingerprint)


def _columns(entry: PlannedEntry) -> dict[str, Any]:
    """What a known filing takes over."""
    values = asdict(entry)
    values["entry"] = values.pop("entry_json")
    del values["account"], values["ref"]
    return values


def _from_to(filing: Filing, entry: PlannedEntry) -> str:
    return f"{entry.manifest}:{entry.line} {filing.fingerprint} → {entry.fingerprint}"


def _batches(entries: Iterable[PlannedEntry]) -> Iterator[list[PlannedEntry]]:
    """Some hundred entries each; an entry that comes twice begins another batch."""
    batch: list[PlannedEntry] = []
    keys: set[tuple[str, str]] = set()
    for entry in entries:
        key = (entry.account, entry.ref)
        if len(batch) >= _BATCH or key in keys:
            yield batch
            batch, keys = [], set()
        batch.append(entry)
        keys.add(key)
    if batch:
        yield batch
