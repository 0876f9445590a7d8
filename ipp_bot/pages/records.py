"""What the portal tells of a record: a row of the list, or all of the record's own page."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from ipp_bot.forms.attachments import Attachment
    from ipp_bot.portal_time import TimeSpan

__all__ = ["ListedRecord", "Reason", "Record"]


@dataclass(frozen=True, slots=True)
class ListedRecord:
    """One row of the list, in the profile's tokens."""

    number: str
    status: str
    type: str
    place: str
    """The profile's token, or the portal's words where a country stands there."""
    title: str
    registration_number: str
    holder: str
    submitted_at: datetime | None
    """UTC; None for a draft."""
    valid_until: date | None


@dataclass(frozen=True, slots=True)
class Reason:
    """Why the portal rejected the record."""

    field: str
    """The manifest's key, or the portal's word where the profile does not know it."""
    message: str


@dataclass(frozen=True, slots=True)
class Record:
    """All that a record's page tells."""

    number: str
    status: str
    type: str
    place: str
    submitted_at: datetime | None
    submissions: int | None
    """How often it was submitted; None if the page does not tell."""
    valid_until: date | None
    reasons: tuple[Reason, ...]
    values: Mapping[str, str]
    """By the manifest's key: choices as tokens, all else as shown."""
    texts: Mapping[str, str]
    """The same in the page's own words; a key that the page does not show is absent."""
    attachments: Mapping[str, tuple[Attachment, ...]]
    actions: tuple[str, ...]
    created: TimeSpan | None = None
    """When its draft was made; None if the page does not tell."""
    words: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Of type, place and country: all that the page shows for them, in its own words."""
    submitted_about: TimeSpan | None = None
    """When it was submitted, where the page tells only how long ago that was."""

    @property
    def submitted_by(self) -> datetime | None:
        """When it was submitted, or the last moment at which it may have been."""
        about = None if self.submitted_about is None else self.submitted_about.last
        return self.submitted_at or about

    @property
    def empty(self) -> bool:
        """Whether nobody has put anything into it yet."""
        return not any(self.values.values()) and not any(self.attachments.values())
