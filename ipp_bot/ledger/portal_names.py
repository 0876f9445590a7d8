"""One portal under several addresses, and one portal account under several names, are one."""

from __future__ import annotations

import hashlib
import secrets
from typing import TYPE_CHECKING

from sqlalchemy import Table, and_, exists, func, or_, select, update

from ipp_bot.ledger import tables as t
from ipp_bot.ledger.setting_keys import SettingKey
from ipp_bot.ledger.store import Store

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection

__all__ = ["PortalNames"]

_KEYS: tuple[tuple[Table, tuple[str, ...]], ...] = (
    (t.records, ("account", "number")),
    (t.accounts, ("account",)),
    (t.notes, ("key",)),
    (t.notices, ("account", "number", "kind", "about")),
)
"""What makes a row of a table one and the same within a portal."""


class PortalNames(Store):
    """The part of the ledger that knows who is who."""

    def use_one_origin(self, others: Sequence[str]) -> None:
        """What was kept under another address of this portal is kept under its own from now on.

        Where both have a filing of one ref, the one that went further is the one that counts.
        """
        if not others:
            return
        with self.read() as connection:
            found = any(
                connection.execute(
                    select(table.c.origin).where(table.c.origin.in_(others)).limit(1)
                ).first()
                for table in (t.filings, t.records, t.accounts, t.notes, t.approvals)
            )
        if found:
            with self.write() as connection:
                for other in others:
                    self._move(connection, other)

    def _move(self, connection: Connection, other: str) -> None:
        mine, theirs = t.filings.alias("mine"), t.filings.alias("theirs")
        pairs = connection.execute(
            select(mine.c.id, theirs.c.id.label("other_id")).where(
                mine.c.origin == self.origin,
                theirs.c.origin == other,
                mine.c.account == theirs.c.account,
                mine.c.ref == theirs.c.ref,
                mine.c.number.is_(None),
                ~exists().where(t.intents.c.filing_id == mine.c.id, t.intents.c.is_open),
                or_(
                    theirs.c.number.is_not(None),
                    exists().where(t.intents.c.filing_id == theirs.c.id, t.intents.c.is_open),
                ),
            )
        ).all()
        for row in pairs:
            aside = f"{other} (never begun)"
            connection.execute(
                update(t.filings).where(t.filings.c.id == row.id).values(origin=aside)
            )
        twin = t.filings.alias("twin")
        taken = exists().where(
            twin.c.origin == self.origin,
            twin.c.account == t.filings.c.account,
            or_(twin.c.ref == t.filings.c.ref, twin.c.number == t.filings.c.number),
        )
        connection.execute(
            update(t.filings).where(t.filings.c.origin == other, ~taken).values(origin=self.origin)
        )
        self._keep_owners(connection, other)
        for table, key in _KEYS:
            twin = table.alias("twin")
            taken = exists().where(
                twin.c.origin == self.origin, *(twin.c[name] == table.c[name] for name in key)
            )
            connection.execute(
                update(table).where(table.c.origin == other, ~taken).values(origin=self.origin)
            )
        its_filings = select(t.filings.c.id).where(t.filings.c.origin == self.origin)
        connection.execute(
            update(t.intents)
            .where(t.intents.c.origin == other, t.intents.c.filing_id.in_(its_filings))
            .values(origin=self.origin)
        )
        connection.execute(
            update(t.approvals).where(t.approvals.c.origin == other).values(origin=self.origin)
        )
        # Where both addresses have a chain, each stays where it is: a chain cannot be joined.
        twin = t.proofs.alias("twin")
        chained = exists().where(twin.c.origin == self.origin, twin.c.account == t.proofs.c.account)
        connection.execute(
            update(t.proofs).where(t.proofs.c.origin == other, ~chained).values(origin=self.origin)
        )

    def _keep_owners(self, connection: Connection, other: str) -> None:
        """A record that both addresses have listed stays its filing's own."""
        mine, theirs = t.records.alias("mine"), t.records.alias("theirs")
        pairs = connection.execute(
            select(mine.c.id, theirs.c.id.label("other_id"), theirs.c.owner_filing_id).where(
                mine.c.origin == self.origin,
                theirs.c.origin == other,
                mine.c.account == theirs.c.account,
                mine.c.number == theirs.c.number,
                mine.c.owner_filing_id.is_(None),
                theirs.c.owner_filing_id.is_not(None),
            )
        ).all()
        for row in pairs:
            for record_id, owner in ((row.other_id, None), (row.id, row.owner_filing_id)):
                connection.execute(
                    update(t.records)
                    .where(t.records.c.id == record_id)
                    .values(owner_filing_id=owner)
                )

    def shared_name(self) -> str:
        """A random name that all who share this database see; a copied file would share it too."""
        with self.write() as connection:
            row = {"origin": self.origin, "key": SettingKey.LEDGER, "value": secrets.token_hex(16)}
            self.insert_new(connection, t.notes, [row], ("origin", "key"))
            return str(self.read_setting(connection, SettingKey.LEDGER))

    def bind_account(self, name: str, identity: str, known: Sequence[str]) -> str:
        """The name under which the portal's account is filed for: the first one it was seen by.

        `identity` is what the portal shows of the account, `known` are the names in the settings.
        A name that is in them no more and has no filings is forgotten.
        """
        digest = hashlib.sha256(identity.encode()).hexdigest()[:32]
        key = SettingKey.PORTAL_ACCOUNT.of(digest)
        with self.read() as connection:
            if self.read_setting(connection, key) == name:
                return name
        with self.write() as connection:
            bound = self.read_setting(connection, key)
            if bound is not None and bound != name:
                mine = and_(t.filings.c.origin == self.origin, t.filings.c.account == bound)
                filings = select(func.count()).select_from(t.filings).where(mine)
                if bound in known or connection.execute(filings).scalar_one():
                    return bound
            self.write_setting(connection, key, name)
        return name
