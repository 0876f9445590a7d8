"""The review rules: reasons for which a verification fails, found in the record itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mock_portal.models import Account, Reason, Record

if TYPE_CHECKING:
    from mock_portal.core.portal import Portal

FIELD_OF = {
    "CERT_BW": "certificate",
    "CERT_UNREADABLE": "certificate",
    "FIELD_MISMATCH": "registration_number",
    "NUMBER_FORMAT": "registration_number",
    "HOLDER_NAME": "holder",
    "SHOT_OWNERSHIP": "screenshot",
    "POA_MISSING": "power_of_attorney",
    "POA_EXPIRED": "power_of_attorney_expires_on",
    "POA_SCOPE": "power_of_attorney",
    "POA_SIGNATURE": "power_of_attorney",
    "HOLDER_ID": "holder_identification_number",
    "RIGHT_EXPIRED": "expires_on",
    "RENEWAL": "renewed",
    "CHANGE_MISSING": "changed",
    "TRANSLATION": "translation",
    "NOT_REGISTERED": "certificate",
    "TERRITORY": "certificate",
    "IDENTITY_PENDING": "complainant",
    "DUPLICATE": "registration_number",
    "FORGED": "certificate",
}


def judge(portal: Portal, record: Record, account: Account) -> list[Reason]:
    """All reasons against a record; none approves it."""
    del portal, record, account
    return []
