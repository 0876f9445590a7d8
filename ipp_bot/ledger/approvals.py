"""Who confirmed and who approved which content, and that nobody approves his own."""

from __future__ import annotations

import json
import shlex
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, insert, select, update

from ipp_bot.actor import Actor, folded_name
from ipp_bot.errors import NotApproved, Refused
from ipp_bot.ledger import tables as t
from ipp_bot.ledger.model import HistoryEvent, State
from ipp_bot.ledger.setting_keys import SettingKey
from ipp_bot.ledger.store import Store

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from sqlalchemy import Connection

    from ipp_bot.ledger.model import Filing, Intent

__all__ = [
    "CHANGED",
    "GIVEN_UP",
    "SUBMITTED",
    "ApprovalRule",
    "Approvals",
    "Statement",
    "StatementKind",
    "end_approvals",
    "people_of",
    "refuse_unapproved",
    "statement_events",
]

_TAKEN_IN = ("planned", "updated", "amended")
"""Kinds of history events that name the content that a person took into the ledger."""
SUBMITTED = "it was submitted"
"""Why an approval ended that was used."""
CHANGED = "the entry has changed"
GIVEN_UP = "the record was given up"
_ASKED_AT_ONCE = 300


class StatementKind(StrEnum):
    """What a person said of a content."""

    CONFIRMED = "confirmed"
    """Compared it with its papers."""
    APPROVED = "approved"
    """Lets it be submitted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """What one person said of one content of an entry."""

    kind: StatementKind
    fingerprint: str
    signed_poa: str
    """SHA-256 of the signed power of attorney that belonged to it then; "" for none."""
    by: Actor
    at: datetime
    ended: str = ""
    """Why an approval no longer counts; "" while it does."""

    def as_data(self) -> dict[str, str]:
        """The statement as receipts and `--json` show it."""
        return {"name": self.by.name, "machine": self.by.machine, "at": self.at.isoformat()}


@dataclass(frozen=True, slots=True)
class ApprovalRule:
    """Since when and by whose doing approvals are required at this portal, or no longer are."""

    required: bool
    since: datetime
    by: str

    def __str__(self) -> str:
        word = "required" if self.required else "not required"
        return f"{word} since {self.since.astimezone():%Y-%m-%d %H:%M} by {self.by}"


class Approvals(Store):
    """The part of the ledger that knows what may be submitted by whose word."""

    def approval_rule(self) -> ApprovalRule | None:
        """The rule that stands at this portal; None where nobody ever made one."""
        with self.read() as connection:
            return _rule(self, connection)

    def require_approvals(self, *, required: bool = True) -> None:
        """From now on nothing is submitted without an approval, on all machines; or no longer."""
        with self.read() as connection:
            standing = _rule(self, connection)
        if (standing is not None and standing.required) is required:
            return
        with self.write() as connection:
            now = self.moment(connection)
            rule = {"required": required, "since": now.isoformat(), "by": str(self.actor)}
            self.write_setting(connection, SettingKey.APPROVALS, json.dumps(rule))

    def confirm(self, account: str, ref: str, *, fingerprint: str, signed_poa: str = "") -> None:
        """Keeps that the actor compared this content with its papers; once for each person."""
        with self.write() as connection:
            self.lock_account(connection, account)
            said = _statements(self, connection, account, ref)
            if not any(
                each.kind is StatementKind.CONFIRMED
                and each.fingerprint == fingerprint
                and each.by.is_same_person(self.actor.name)
                for each in said
            ):
                self._state(
                    connection, account, ref, StatementKind.CONFIRMED, fingerprint, signed_poa
                )

    def approve(
        self, filing_id: int, *, fingerprint: str, signed_poa: str | None = None
    ) -> Statement | None:
        """Keeps that the actor approved this content; the approval that counts already, or None.

        `signed_poa` is the hash of the signed power of attorney that was looked at, "" for none;
        None stands for the one that the ledger knows.

        Raises:
            Refused: it is the actor's own, nobody has confirmed it, it is another content by now,
                or it is submitted already.
        """
        with self.write() as connection:
            filing = self.filing(connection, filing_id, lock=True)
            ref = filing.key.ref
            if filing.state is State.SUBMITTED:
                raise Refused(f"{ref} is submitted already", hint=f"ipp-bot status {ref}")
            if filing.fingerprint != fingerprint:
                raise Refused(
                    f"{ref} has changed since you looked at it", hint=f"ipp-bot status {ref}"
                )
            paper = poa_of(filing) if signed_poa is None else signed_poa
            said = _statements(self, connection, filing.key.account, ref)
            persons = _vouching(connection, filing, said)
            if not persons:
                manifest = shlex.quote(filing.manifest)
                raise Refused(
                    f"nobody is known to have confirmed {ref}",
                    hint=f"another person: ipp-bot confirm {ref} --in {manifest}",
                )
            own = [each for each in persons if each.is_same_person(self.actor.name)]
            if own:
                raise Refused(
                    f"{ref} is {own[0]}'s own: another person than {self.actor.name} approves it",
                    hint=f"ipp-bot --as NAME approve {ref}, typed by that person",
                )
            standing = _standing(said, filing.fingerprint, paper)
            if standing:
                return standing[0]
            self._state(
                connection, filing.key.account, ref, StatementKind.APPROVED, fingerprint, paper
            )
            return None

    def statements(self, account: str, ref: str) -> list[Statement]:
        """All that was said of the contents of an entry, the oldest first."""
        with self.read() as connection:
            return _statements(self, connection, account, ref)

    def unapproved(
        self,
        filings: Iterable[Filing],
        signed_poa: Callable[[Filing], str | None] = lambda _filing: None,
    ) -> dict[int, str]:
        """By filing that may not be submitted: why; nothing where approvals are not required.

        `signed_poa` gives the hash of the signed power of attorney that would be sent, None where
        it is the one that the ledger knows.
        """
        with self.read() as connection:
            if not _required(self, connection):
                return {}
            found: dict[int, str] = {}
            wanted = [each for each in filings if each.state is not State.SUBMITTED]
            said = _statements_by_filing(self, connection, wanted)
            for filing in wanted:
                paper = signed_poa(filing)
                why = _why_not(
                    connection,
                    filing,
                    said.get((filing.key.account, filing.key.ref), ()),
                    poa_of(filing) if paper is None else paper,
                )
                if why:
                    found[filing.id] = why
            return found

    def people_by_filing(self, filings: Iterable[Filing]) -> dict[int, dict[str, list[Statement]]]:
        """By filing: who confirmed and who approved the content that it has now."""
        wanted = list(filings)
        with self.read() as connection:
            said = _statements_by_filing(self, connection, wanted)
        return {
            filing.id: _people(filing, said.get((filing.key.account, filing.key.ref), ()))
            for filing in wanted
        }

    def _state(
        self,
        connection: Connection,
        account: str,
        ref: str,
        kind: StatementKind,
        fingerprint: str,
        signed_poa: str,
    ) -> None:
        row = {
            "origin": self.origin,
            "account": account,
            "ref": ref,
            "kind": kind.value,
            "fingerprint": fingerprint,
            "signed_poa": signed_poa,
            "at": self.moment(connection),
            "ended": "",
            **self._doer(),
        }
        connection.execute(insert(t.approvals), [row])


def refuse_unapproved(store: Store, connection: Connection, filing: Filing) -> None:
    """NotApproved without an approval of what is sent; asked in the intent's own transaction."""
    if not _required(store, connection):
        return
    said = _statements(store, connection, filing.key.account, filing.key.ref)
    why = _why_not(connection, filing, said, poa_of(filing))
    if why:
        raise NotApproved(
            f"{filing.key.ref}: {why}", hint=f"ipp-bot approve {filing.key.ref}", sent=False
        )


def end_approvals(store: Store, connection: Connection, filing: Filing, why: str) -> None:
    """From now on no approval of the filing counts: it was used, or the content is another one."""
    connection.execute(
        update(t.approvals)
        .where(
            t.approvals.c.origin == store.origin,
            t.approvals.c.account == filing.key.account,
            t.approvals.c.ref == filing.key.ref,
            t.approvals.c.kind == StatementKind.APPROVED.value,
            t.approvals.c.ended == "",
        )
        .values(ended=why)
    )


def people_of(
    store: Store, connection: Connection, filing: Filing, intent: Intent
) -> dict[str, list[dict[str, str]]]:
    """Who confirmed, approved and submitted what the intent sent, as a receipt says it."""
    said = _statements(store, connection, filing.key.account, filing.key.ref)
    clicked = connection.execute(
        select(t.intents.c.person, t.intents.c.machine).where(t.intents.c.id == intent.id)
    ).one()
    people = {
        StatementKind.CONFIRMED.value: [
            each.as_data()
            for each in said
            if each.kind is StatementKind.CONFIRMED and each.fingerprint == intent.fingerprint
        ],
        StatementKind.APPROVED.value: [
            each.as_data() for each in _standing(said, intent.fingerprint, poa_of(filing))
        ],
        "submitted": [
            {"name": clicked.person, "machine": clicked.machine, "at": intent.at.isoformat()}
        ],
    }
    return {what: each for what, each in people.items() if each}


def statement_events(connection: Connection, filing_id: int) -> list[HistoryEvent]:
    """What was said of the filing's contents, as its history tells it."""
    query = (
        select(t.approvals)
        .join(
            t.filings,
            and_(
                t.filings.c.origin == t.approvals.c.origin,
                t.filings.c.account == t.approvals.c.account,
                t.filings.c.ref == t.approvals.c.ref,
            ),
        )
        .where(t.filings.c.id == filing_id)
        .order_by(t.approvals.c.id)
    )
    return [
        HistoryEvent(
            each.at,
            each.kind.value,
            each.fingerprint + (f" (no longer counts: {each.ended})" if each.ended else ""),
            by=str(each.by),
        )
        for each in map(_statement, connection.execute(query).mappings())
    ]


def poa_of(filing: Filing) -> str:
    """SHA-256 of the signed power of attorney in the stored entry; "" for none."""
    poa = json.loads(filing.entry).get("poa") or {}
    return str((poa.get("file") or {}).get("sha256", ""))


def _rule(store: Store, connection: Connection) -> ApprovalRule | None:
    value = store.read_setting(connection, SettingKey.APPROVALS)
    if value is None:
        return None
    data = json.loads(value)
    return ApprovalRule(data["required"], datetime.fromisoformat(data["since"]), data["by"])


def _required(store: Store, connection: Connection) -> bool:
    rule = _rule(store, connection)
    return rule is not None and rule.required


def _statements(store: Store, connection: Connection, account: str, ref: str) -> list[Statement]:
    query = (
        select(t.approvals)
        .where(
            t.approvals.c.origin == store.origin,
            t.approvals.c.account == account,
            t.approvals.c.ref == ref,
        )
        .order_by(t.approvals.c.id)
    )
    return [_statement(row) for row in connection.execute(query).mappings()]


def _statements_by_filing(
    store: Store, connection: Connection, filings: Sequence[Filing]
) -> dict[tuple[str, str], list[Statement]]:
    refs: dict[str, list[str]] = {}
    for filing in filings:
        refs.setdefault(filing.key.account, []).append(filing.key.ref)
    found: dict[tuple[str, str], list[Statement]] = {}
    for account, wanted in refs.items():
        for start in range(0, len(wanted), _ASKED_AT_ONCE):
            query = (
                select(t.approvals)
                .where(
                    t.approvals.c.origin == store.origin,
                    t.approvals.c.account == account,
                    t.approvals.c.ref.in_(wanted[start : start + _ASKED_AT_ONCE]),
                )
                .order_by(t.approvals.c.id)
            )
            for row in connection.execute(query).mappings():
                found.setdefault((account, row["ref"]), []).append(_statement(row))
    return found


def _statement(row: Mapping[Any, Any]) -> Statement:
    return Statement(
        kind=StatementKind(row["kind"]),
        fingerprint=row["fingerprint"],
        signed_poa=row["signed_poa"],
        by=Actor(row["person"], row["machine"]),
        at=row["at"],
        ended=row["ended"],
    )


def _people(filing: Filing, said: Sequence[Statement]) -> dict[str, list[Statement]]:
    own = [each for each in said if each.fingerprint == filing.fingerprint]
    return {
        kind.value: [each for each in own if each.kind is kind and each.ended in ("", SUBMITTED)]
        for kind in StatementKind
    }


def _standing(said: Iterable[Statement], fingerprint: str, signed_poa: str) -> list[Statement]:
    """The approvals that count for that content and paper."""
    return [
        each
        for each in said
        if each.kind is StatementKind.APPROVED
        and not each.ended
        and (each.fingerprint, each.signed_poa) == (fingerprint, signed_poa)
    ]


def _vouching(connection: Connection, filing: Filing, said: Sequence[Statement]) -> list[Actor]:
    """Who confirmed the filing's content; where nobody did, who took it into the ledger."""
    confirmed = [
        each.by
        for each in said
        if each.kind is StatementKind.CONFIRMED and each.fingerprint == filing.fingerprint
    ]
    if confirmed:
        return confirmed
    query = select(t.events.c.person, t.events.c.machine, t.events.c.note).where(
        t.events.c.filing_id == filing.id, t.events.c.kind.in_(_TAKEN_IN), t.events.c.person != ""
    )
    return [
        Actor(row.person, row.machine)
        for row in connection.execute(query)
        # a worker that takes a paper from the inbox notes no manifest
        if row.note.endswith(filing.fingerprint) and ":" in row.note
    ]


def _why_not(
    connection: Connection,
    filing: Filing,
    said: Sequence[Statement],
    signed_poa: str,
) -> str:
    """Why the filing may not be submitted; "" where it may."""
    standing = _standing(said, filing.fingerprint, signed_poa)
    if standing:
        persons = _vouching(connection, filing, said)
        others = {
            folded_name(each.by.name): each
            for each in standing
            if any(not person.is_same_person(each.by.name) for person in persons)
        }
        return "" if others else f"{standing[0].by} both confirmed and approved it"
    approved = [each for each in said if each.kind is StatementKind.APPROVED]
    if not approved:
        return "nobody has approved it yet"
    last = approved[-1]
    if last.ended:
        return f"the approval of {last.by} no longer counts: {last.ended}"
    if last.fingerprint != filing.fingerprint:
        return f"it has changed since {last.by} approved it"
    if not last.signed_poa:
        return f"its signed power of attorney came after {last.by} had approved it"
    return f"its signed power of attorney is another one than {last.by} approved"
