"""Rare states that a proof must have met: counted where tests can see them.

A kill suite that never met "an unknown submission resolved as sent" proves nothing about it. With
`IPP_BOT_REACHED=FILE` each state that is met appends its name to that file, at once, so that a
process killed a moment later has told it. Without the variable a state costs one look at a
dictionary.
"""

from __future__ import annotations

import os
from collections import Counter
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["VARIABLE", "RareState", "counts_in", "reached"]

VARIABLE = "IPP_BOT_REACHED"


class RareState(StrEnum):
    """Every state that some proof has to meet."""

    UNKNOWN_FIRST_SAVE = "a first save got no answer"
    UNKNOWN_SUBMISSION = "a submission got no answer"
    ADOPTION = "an unknown first save resolved as done: its draft adopted"
    FIRST_SAVE_NOT_DONE = "an unknown first save resolved as not done"
    RESOLVED_AS_SENT = "an unknown submission resolved as sent"
    RESOLVED_AS_NOT_SENT = "an unknown submission resolved as not sent"
    UNKNOWN_TAKE_BACK = "a withdrawal or deletion got no answer"
    RESOLVED_AS_TAKEN_BACK = "an unknown withdrawal or deletion resolved as done"
    RESOLVED_AS_NOT_TAKEN_BACK = "an unknown withdrawal or deletion resolved as not done"
    RECONCILED_AMENDMENT = "an unknown amendment resolved as sent"
    LEFT_TO_PERSON = "a click left to a person"
    CLICK_NOT_MADE = "a click announced and not made"
    ADOPTION_AWAITED = "a filing waited for another one's adoption"
    TAKEN_OVER_PLANNED = "a lease taken over: planned"
    TAKEN_OVER_FIRST_SAVE = "a lease taken over: first-save intended"
    TAKEN_OVER_DRAFTED = "a lease taken over: drafted"
    TAKEN_OVER_AWAITING_POA = "a lease taken over: awaiting POA"
    TAKEN_OVER_SUBMISSION = "a lease taken over: submit intended"
    TAKEN_OVER_SUBMITTED = "a lease taken over: submitted"
    TAKEN_OVER_DROP = "a lease taken over: drop intended"
    WORKER_DIED = "the leases of a dead process ended"
    LEASE_LOST = "a worker found its lease gone"
    CLOCK_CORRECTED = "a click dated into the future"
    RECEIPT_LATER = "a receipt written by a later run"
    SIGNED_IN_AGAIN = "a session ended and was begun again"
    PERSON_AWAITED = "a run waited for a person to pass what signing in asks"
    SIGN_IN_TAKEN_UP = "another process's sign-in taken up"
    TRIED_AGAIN = "a filing tried again after a technical failure"
    LEDGER_AWAITED = "a ledger that was away waited for"
    CONTRADICTED = "a record that contradicts its submission"
    UNANSWERED_WRITE = "an upload, a save or a removal got no answer"
    LATE_WRITE_AWAITED = "a filing waited for an upload or a save that may come late"
    SEEN_EARLY = "a click seen before its settle time was over"


def reached(state: RareState) -> None:
    """Notes that the state was met, if somebody counts."""
    path = os.environ.get(VARIABLE)
    if not path:
        return
    handle = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        os.write(handle, f"{state}\n".encode())
    finally:
        os.close(handle)


def counts_in(path: Path) -> Counter[RareState]:
    """How often each state was met, by whatever processes wrote into that file."""
    if not path.is_file():
        return Counter()
    return Counter(RareState(line) for line in path.read_text(encoding="utf-8").splitlines())
