"""Every status of a record at the portal, and what each allows."""

from __future__ import annotations

from enum import StrEnum

__all__ = [
    "AMENDABLE",
    "APPROVED_ONCE",
    "EDITABLE",
    "GONE",
    "IN_FORCE",
    "NEVER_IN_FORCE",
    "NOT_DECIDED",
    "REFILABLE",
    "SENT",
    "UNSENT",
    "PortalStatus",
]


class PortalStatus(StrEnum):
    """A record's status, by the key that the profile's vocabulary gives it.

    Pages and ledger hand statuses out as text; each member is equal to its text.
    """

    DRAFT = "draft"
    """Saved, and not sent."""
    PENDING = "pending"
    """Sent, and under review."""
    APPROVED = "approved"
    REJECTED = "rejected"
    """Not approved; it may be corrected and sent again."""
    EXPIRING = "expiring"
    """Approved, and its right or its power of attorney ends soon."""
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"
    """Taken back by the account before it was decided."""
    VANISHED = "vanished"
    """The client's own word: in the ledger, and no longer at the portal."""


# What may be done with a record.

EDITABLE = frozenset({PortalStatus.DRAFT, PortalStatus.REJECTED})
"""Its form may be filled in and sent; the record may be deleted."""
AMENDABLE = frozenset({PortalStatus.REJECTED})
"""`submit --amend` may send other content for it."""
APPROVED_ONCE = frozenset({PortalStatus.APPROVED, PortalStatus.EXPIRING, PortalStatus.EXPIRED})
"""It has a date on which it ends; its power of attorney may be renewed."""
REFILABLE = frozenset({PortalStatus.REJECTED, PortalStatus.WITHDRAWN, PortalStatus.EXPIRED})
"""Its registration number may be filed anew by another filing."""

# What a status says about the past.

UNSENT = frozenset({PortalStatus.DRAFT, PortalStatus.WITHDRAWN})
"""Nothing of it is under review or decided: it is still to be sent."""
SENT = frozenset({PortalStatus.PENDING, PortalStatus.REJECTED, *APPROVED_ONCE})
"""A record has it only after it was sent."""
NOT_DECIDED = frozenset({PortalStatus.DRAFT, PortalStatus.PENDING})
"""The portal has not judged it yet."""
IN_FORCE = frozenset({PortalStatus.APPROVED, PortalStatus.EXPIRING})
"""The portal protects the right."""
NEVER_IN_FORCE = frozenset({PortalStatus.DRAFT, PortalStatus.REJECTED, PortalStatus.WITHDRAWN})
"""It protects nothing: its disappearance matters only if it is a filing's."""
GONE = frozenset({PortalStatus.WITHDRAWN, PortalStatus.VANISHED})
"""Given up, by the account or by the portal."""
