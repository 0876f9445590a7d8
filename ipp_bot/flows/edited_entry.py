"""What a person changed in the window before the click: the entry as it is sent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipp_bot.manifest import Frozen

if TYPE_CHECKING:
    from ipp_bot.forms import FormContent
    from ipp_bot.ledger import Filing, Intent

__all__ = ["edited_entry", "edits_of"]


def edited_entry(frozen: Frozen, before: FormContent, shown: FormContent) -> Frozen | None:
    """The entry with the values that the form shows instead of those before; None if it agrees.

    Files are no values: a file that was put in another's place is told by the record.
    """
    keys = before.values.keys() | shown.values.keys()
    changed = {
        key: shown.values.get(key, "")
        for key in keys
        if shown.values.get(key, "") != before.values.get(key, "")
    }
    if not changed:
        return None
    values = {**frozen.values, **changed}
    repeated = {
        name: str(changed[key])
        for name, key in _REPEATED.items()
        if key in changed and getattr(frozen, name) == frozen.values.get(key)
    }
    kept = {key: value for key, value in values.items() if value or key not in changed}
    return frozen.model_copy(update={"values": kept, **repeated})


_REPEATED = {
    "title": "name",
    "holder": "holder",
    "holder_kind": "holder_kind",
    "registration_number": "registration_number",
}
"""By attribute of an entry: the field whose value it repeats."""


def edits_of(filing: Filing, intent: Intent) -> dict[str, dict[str, object]]:
    """By field: what was planned, and what a person sent instead."""
    if filing.fingerprint != intent.fingerprint or filing.entry == intent.entry:
        return {}
    planned = Frozen.model_validate_json(filing.entry).values
    sent = Frozen.model_validate_json(intent.entry).values
    return {
        key: {"planned": planned.get(key, ""), "sent": sent.get(key, "")}
        for key in sorted(planned.keys() | sent.keys())
        if planned.get(key, "") != sent.get(key, "")
    }
