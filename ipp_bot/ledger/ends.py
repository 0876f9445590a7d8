"""When something of a record ends: the record itself, the right, its power of attorney."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, Any

from ipp_bot.portal_time import day_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ipp_bot.ledger.model import Filing, RecordRow

__all__ = ["ends_of"]

_OF_THE_ENTRY = (("expires_on", "right"), ("power_of_attorney_expires_on", "POA"))


def ends_of(record: RecordRow, filing: Filing | None) -> Iterator[tuple[str, date]]:
    """What of it ends, and when; the entry knows more than the portal's list does."""
    if record.valid_until is not None:
        yield "IPR", day_of(record.valid_until)
    if filing is None:
        return
    entry = json.loads(filing.entry)
    values: Mapping[str, Any] = entry.get("values") or {} if isinstance(entry, dict) else {}
    for key, what in _OF_THE_ENTRY:
        try:
            yield what, date.fromisoformat(str(values.get(key, "")))
        except ValueError:
            continue
