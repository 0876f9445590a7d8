"""Named points at which a test may end, freeze or break this process.

`IPP_BOT_CRASH_AT=point` kills the process there the first time it passes, `point:3` the third
time, `point:stop` freezes it (SIGSTOP) until somebody continues it. Without the variable a point
costs one look at a dictionary.
"""

from __future__ import annotations

import os
from collections import Counter
from enum import StrEnum

from ipp_bot.operating_system import freeze_this_process, kill_this_process

__all__ = ["CrashPoint", "crash_point"]

VARIABLE = "IPP_BOT_CRASH_AT"


class CrashPoint(StrEnum):
    """Every place whose loss the ledger must survive."""

    CLAIMED = "claimed"
    BEFORE_FIRST_SAVE_INTENT = "before-first-save-intent"
    AFTER_FIRST_SAVE_INTENT = "after-first-save-intent"
    AFTER_FIRST_SAVE_CLICK = "after-first-save-click"
    AFTER_NUMBER = "after-number"
    AFTER_FILL = "after-fill"
    AFTER_SAVE = "after-save"
    BEFORE_SUBMIT_INTENT = "before-submit-intent"
    AFTER_SUBMIT_INTENT = "after-submit-intent"
    AFTER_SUBMIT_CLICK = "after-submit-click"
    ATTENDED_CLICK = "attended-click"
    AFTER_SUBMITTED = "after-submitted"
    AFTER_RECEIPT = "after-receipt"
    AFTER_TEMPLATE = "after-template"
    IN_RECONCILING = "in-reconciling"
    IN_ADOPTION = "in-adoption"
    BEFORE_DROP_INTENT = "before-drop-intent"
    AFTER_DROP_INTENT = "after-drop-intent"
    AFTER_DROP_CLICK = "after-drop-click"
    AFTER_DROPPED = "after-dropped"
    IN_DROP_SETTLING = "in-drop-settling"


_passed: Counter[str] = Counter()


def crash_point(point: CrashPoint) -> None:
    """Kills or stops the process here if the variable IPP_BOT_CRASH_AT names this point."""
    wanted = os.environ.get(VARIABLE)
    if not wanted:
        return
    name, _, detail = wanted.partition(":")
    if name != point:
        return
    _passed[point] += 1
    if detail == "stop":
        if _passed[point] == 1:
            freeze_this_process()
    elif _passed[point] == int(detail or 1):
        kill_this_process()
