"""What proves the filings of an account, each with the hash of the one before it."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, select

from ipp_bot.ledger import tables as t
from ipp_bot.ledger.model import Proof, ProofKind
from ipp_bot.ledger.setting_keys import SettingKey
from ipp_bot.ledger.store import Store

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sqlalchemy import Connection

    from ipp_bot.ledger.model import Filing

__all__ = ["ProofChain", "append_proof", "chained_receipt"]

FIRST = "0" * 64
"""What stands in place of a hash before the first proof of an account."""


def _last_hash(store: Store, connection: Connection, account: str) -> str:
    """The hash of the account's newest proof; its row of `accounts` is locked by the caller."""
    newest = (
        select(t.proofs.c.sha256)
        .where(t.proofs.c.origin == store.origin, t.proofs.c.account == account)
        .order_by(t.proofs.c.id.desc())
        .limit(1)
    )
    return connection.execute(newest).scalar_one_or_none() or FIRST


def append_proof(
    store: Store,
    connection: Connection,
    filing: Filing,
    now: datetime,
    kind: ProofKind,
    data: Mapping[str, Any],
) -> None:
    """Appends to the chain of the filing's account, whose row is locked by the caller."""
    account = filing.key.account
    values = {
        "account": account,
        "kind": kind.value,
        "at": now.isoformat(),
        "data": dict(data),
        "previous": _last_hash(store, connection, account),
    }
    sha256 = _hash_of(values)
    row = values | {"origin": store.origin, "filing_id": filing.id, "sha256": sha256}
    connection.execute(insert(t.proofs), [row])
    store.write_setting(connection, SettingKey.LAST_PROOF.of(account), sha256)


def chained_receipt(
    store: Store,
    connection: Connection,
    filing: Filing,
    now: datetime,
    receipt: Mapping[str, Any],
) -> dict[str, Any]:
    """The receipt with the hash of the proof before it, appended to the account's chain."""
    made = {**receipt, "previous": _last_hash(store, connection, filing.key.account)}
    append_proof(store, connection, filing, now, ProofKind.RECEIPT, made)
    return made


def _hash_of(proof: Mapping[str, Any]) -> str:
    """SHA-256 of what a proof says, in one way of writing it."""
    said = {key: proof[key] for key in ("account", "kind", "at", "data", "previous")}
    text = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


class ProofChain(Store):
    """The part of the ledger that proves what the portal said."""

    def add_proof(self, filing_id: int, kind: ProofKind, data: Mapping[str, Any]) -> None:
        """Appends a proof of a filing; nothing happens if its newest of that kind says the same."""
        with self.write() as connection:
            filing = self.filing(connection, filing_id)
            self.lock_account(connection, filing.key.account)
            newest = (
                select(t.proofs.c.data)
                .where(t.proofs.c.filing_id == filing_id, t.proofs.c.kind == kind.value)
                .order_by(t.proofs.c.id.desc())
                .limit(1)
            )
            if connection.execute(newest).scalar_one_or_none() == dict(data):
                return
            append_proof(self, connection, filing, self.moment(connection), kind, data)

    def proofs(self, account: str | None = None) -> list[Proof]:
        """The proofs of an account, or of all, in the order in which they were appended."""
        query = (
            select(t.proofs, t.filings.c.ref)
            .join(t.filings, t.filings.c.id == t.proofs.c.filing_id)
            .where(t.proofs.c.origin == self.origin)
            .order_by(t.proofs.c.id)
        )
        if account is not None:
            query = query.where(t.proofs.c.account == account)
        with self.read() as connection:
            return [
                Proof(
                    filing_id=row["filing_id"],
                    account=row["account"],
                    ref=row["ref"],
                    kind=ProofKind(row["kind"]),
                    at=row["at"],
                    data=row["data"],
                    previous=row["previous"],
                    sha256=row["sha256"],
                )
                for row in connection.execute(query).mappings()
            ]

    def check_chain(self) -> list[str]:
        """What in the chains of all accounts was changed, taken out or put in since; one a line."""
        faults: list[str] = []
        before: dict[str, str] = {}
        for proof in self.proofs():
            where = f"{proof.account} {proof.ref}: the {proof.kind} of {proof.at}"
            expected = before.get(proof.account, FIRST)
            if proof.previous != expected:
                faults.append(f"{where} does not follow the proof before it")
            said = {
                "account": proof.account,
                "kind": proof.kind.value,
                "at": proof.at,
                "data": proof.data,
                "previous": proof.previous,
            }
            if _hash_of(said) != proof.sha256:
                faults.append(f"{where} was changed afterwards")
            before[proof.account] = proof.sha256
        for account, kept in self._kept_ends().items():
            if before.get(account) != kept:
                faults.append(f"{account}: the newest proofs were taken out")
        return faults

    def _kept_ends(self) -> dict[str, str]:
        """The hash of each account's newest proof, as it was noted beside the chain."""
        prefix = SettingKey.LAST_PROOF.of("")
        query = select(t.notes.c.key, t.notes.c.value).where(
            t.notes.c.origin == self.origin, t.notes.c.key.startswith(prefix, autoescape=True)
        )
        with self.read() as connection:
            rows = connection.execute(query).all()
        return {row.key.removeprefix(prefix): row.value for row in rows}
