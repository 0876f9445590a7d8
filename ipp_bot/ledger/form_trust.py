"""How often each form of a portal was filed well, and how it was supervised."""

from __future__ import annotations

import json
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from ipp_bot.ledger import tables as t
from ipp_bot.ledger.model import Action, Outcome
from ipp_bot.ledger.setting_keys import SettingKey
from ipp_bot.ledger.store import Store

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy import Connection

__all__ = ["FiledAs", "FormTrust", "FormTrusts"]


class FiledAs(StrEnum):
    """How a filing ended well."""

    SUPERVISED = "supervised"
    """As a draft that a person was to look at."""
    ATTENDED = "attended"
    """Submitted by a person in the window."""
    UNATTENDED = "unattended"
    """Submitted by ipp-bot alone."""


@dataclass(frozen=True, slots=True)
class FormTrust:
    """What a form of this portal has shown so far."""

    supervised: int = 0
    attended: int = 0
    unattended: int = 0
    seen: frozenset[str] | None = None
    """What these filings showed of it; None where nobody has noted that."""

    @property
    def submitted(self) -> int:
        """How many were submitted."""
        return self.attended + self.unattended


class FormTrusts(Store):
    """The part of the ledger that counts what went well."""

    def form_trust(self, form: str) -> FormTrust:
        """The counts of a form at this portal.

        Where nothing was counted so far, what ipp-bot submitted before counts as unattended.
        """
        with self.read() as connection:
            return self._trust(connection, form)

    def count_form(self, form: str, filed_as: FiledAs, seen: Collection[str] = ()) -> None:
        """Counts one more filing that ended well, with what it showed of the form."""
        with self.write() as connection:
            before = self._trust(connection, form, leave_out=1 if filed_as in _SUBMITTED else 0)
            counts = {each: getattr(before, each) + (each is filed_as) for each in FiledAs}
            known = sorted({*(before.seen or ()), *seen})
            value = json.dumps({**counts, "seen": known}, ensure_ascii=False)
            self.write_setting(connection, SettingKey.FORM_TRUST.of(form), value)

    def _trust(self, connection: Connection, form: str, *, leave_out: int = 0) -> FormTrust:
        value = self.read_setting(connection, SettingKey.FORM_TRUST.of(form))
        if value is None:
            mark = json.dumps({"form": form}, ensure_ascii=False, separators=(",", ":"))[1:-1]
            count = select(func.count(t.intents.c.filing_id.distinct())).where(
                t.intents.c.origin == self.origin,
                t.intents.c.press == Action.SUBMIT.value,
                t.intents.c.outcome.in_([Outcome.DONE.value, Outcome.SETTLED_DONE.value]),
                t.intents.c.entry.contains(mark, autoescape=True),
            )
            earlier = connection.execute(count).scalar_one() - leave_out
            return FormTrust(unattended=max(earlier, 0))
        data = json.loads(value)
        counts = {each.value: int(data[each.value]) for each in FiledAs}
        return FormTrust(**counts, seen=frozenset(data["seen"]))


_SUBMITTED = (FiledAs.ATTENDED, FiledAs.UNATTENDED)
