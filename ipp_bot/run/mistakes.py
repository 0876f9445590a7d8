"""A mistake in ipp-bot itself: it fails one filing, and its traceback is kept for the report."""

from __future__ import annotations

import traceback
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from ipp_bot.flows.account_session import AccountSession

__all__ = ["MISTAKES", "keep_traceback"]

MISTAKES = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    OSError,
    RuntimeError,
    TypeError,
    ValueError,
)
"""What such a mistake raises; every error that is foreseen is an IppBotError."""


async def keep_traceback(session: AccountSession, ref: str) -> tuple[str, Path]:
    """The last line of the exception being handled, and the file that its traceback is kept in."""
    text = traceback.format_exc()
    return text.strip().splitlines()[-1], await session.evidence.note(
        session.account.name, ref, text
    )
