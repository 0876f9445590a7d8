"""Under which keys the ledger keeps settings: what is to be remembered and has no table."""

from __future__ import annotations

from enum import StrEnum

__all__ = ["SettingKey"]


class SettingKey(StrEnum):
    """Every key; those of an account are its format, filled in by `of`."""

    INDEX_COMPLETE = "index-complete:{account}"
    """When IPR Management was read to its end; absent until it was (ISO time)."""
    AUDIT = "audit:{account}"
    """How far the rolling audit is (JSON of `list_audit._Progress`)."""
    PORTAL_CHECK_DRAFT = "survey-draft:{account}"
    """The draft that the portal check made and has to delete (IPR number)."""
    PORTAL_CHECK_CLICK = "survey-click:{account}"
    """The portal check's first save whose answer is not known yet (JSON of `_Click`)."""
    SYNC_TURN = "sync-turn:{account}"
    """Who runs the nightly check, and until when (JSON `owner`, `until`)."""
    NOTICES_THROUGH = "digest:{account}"
    """The last status change that notices were derived from (its id)."""
    SESSIONS = "sessions:{account}"
    """With how many sessions all machines together work on the account (a number)."""
    ONE_SESSION = "one-session:{account}"
    """Why the account is worked on with one session only (a sentence)."""
    LAST_PROOF = "last-proof:{account}"
    """The hash of the newest proof: what was taken off the end of the chain is missed."""
    WORST_LAG = "worst-lag"
    """The longest time from a click to its first sight (seconds)."""
    PORTAL_ACCOUNT = "portal-account:{account}"
    """Under which name a portal's account is filed for (`account`: a hash of what it shows)."""
    HOLD = "hold"
    """Nothing irreversible is done at this portal (JSON `since`, `by`, `why`)."""
    APPROVALS = "approvals"
    """Whether filings need an approval at this portal (JSON `required`, `since`, `by`)."""
    FORM_TRUST = "form-trust:{account}"
    """How often a form was filed well (`account`: the form; JSON of `FormTrust`)."""
    REHEARSED = "rehearsed:{account}"
    """When this content passed a rehearsal (`account`: its fingerprint; ISO time)."""
    LEDGER = "ledger"
    """Which ledger it is, however the address of its server is spelled (a random name)."""
    DOCUMENTS = "documents"
    """Which folder of documents all machines share (a random name)."""

    def of(self, account: str) -> str:
        """The account's key."""
        return self.format(account=account)
