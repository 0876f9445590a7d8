"""A hold: a person has stopped everything irreversible at one portal, on every machine."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import delete, select

from ipp_bot.errors import OnHold
from ipp_bot.ledger import tables as t
from ipp_bot.ledger.setting_keys import SettingKey
from ipp_bot.ledger.store import Store

if TYPE_CHECKING:
    from sqlalchemy import Connection

__all__ = ["Hold", "Holds", "refuse_on_hold"]


@dataclass(frozen=True, slots=True)
class Hold:
    """Since when, by whom and why nothing irreversible is done."""

    since: datetime
    by: str
    """The person and the machine, such as `li@office-2`."""
    why: str
    """In that person's words; "" where none were given."""

    def __str__(self) -> str:
        reason = f": {self.why}" if self.why else ""
        return f"on hold since {self.since.astimezone():%Y-%m-%d %H:%M} by {self.by}{reason}"


class Holds(Store):
    """The part of the ledger that knows whether anything irreversible may be done."""

    def hold(self, by: str, why: str = "") -> Hold:
        """Stops every later irreversible click at this portal; a hold that stands is kept.

        A click whose intent was written before is not called back.
        """
        with self.write() as connection:
            standing = _hold(self, connection)
            if standing is not None:
                return standing
            made = Hold(self.moment(connection), by, why)
            value = json.dumps({"since": made.since.isoformat(), "by": by, "why": why})
            row = {"origin": self.origin, "key": SettingKey.HOLD.value, "value": value}
            self.insert_new(connection, t.notes, [row], ("origin", "key"))
            return made

    def current_hold(self) -> Hold | None:
        """The hold that stands at this portal."""
        with self.read() as connection:
            return _hold(self, connection)

    def resume(self) -> Hold | None:
        """Lifts the hold; what it was, None if there was none."""
        with self.write() as connection:
            standing = _hold(self, connection)
            mine = (t.notes.c.origin == self.origin, t.notes.c.key == SettingKey.HOLD.value)
            connection.execute(delete(t.notes).where(*mine))
            return standing

    def require_no_hold(self) -> None:
        """OnHold if nothing irreversible may be done at this portal now."""
        with self.read() as connection:
            refuse_on_hold(self, connection)


def refuse_on_hold(store: Store, connection: Connection) -> None:
    """OnHold if a hold stands, asked in the transaction that writes an intent."""
    standing = _hold(store, connection)
    if standing is not None:
        raise OnHold(f"The filings are {standing}", hint="ipp-bot resume", sent=False)


def _hold(store: Store, connection: Connection) -> Hold | None:
    query = select(t.notes.c.value).where(
        t.notes.c.origin == store.origin, t.notes.c.key == SettingKey.HOLD.value
    )
    value = connection.execute(query).scalar_one_or_none()
    if value is None:
        return None
    data = json.loads(value)
    return Hold(datetime.fromisoformat(data["since"]), data["by"], data["why"])
