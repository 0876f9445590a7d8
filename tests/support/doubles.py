"""Doubles with the types of what they stand for: they have the parts that a test names, no more."""

from __future__ import annotations

from dataclasses import dataclass
from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

from ipp_bot.ledger import State

if TYPE_CHECKING:
    from ipp_bot.flows.account_session import AccountSession
    from ipp_bot.ledger import Claim, Filing


def session_double(
    name: str = "acme", *, said: list[str] | None = None, **parts: object
) -> AccountSession:
    """The session of an account; the texts of its progress are added to `said`."""
    texts = [] if said is None else said
    made = {
        "account": SimpleNamespace(name=name),
        "settle_seconds": 1.0,
        "progress": lambda _ref, text, **_how: texts.append(text),
        **parts,
    }
    return cast("AccountSession", SimpleNamespace(**made))


@dataclass(frozen=True)
class FilingDouble:
    """What is looked at of a filing."""

    id: int
    key: SimpleNamespace
    state: State
    number: str | None = None


def filing_double(ref: str) -> Filing:
    """A filing of the account acme."""
    key = SimpleNamespace(account="acme", ref=ref)
    return cast("Filing", FilingDouble(1, key, State.PLANNED))


def claim_double(ref: str) -> Claim:
    """A claim on a filing of the account acme."""
    return cast("Claim", SimpleNamespace(filing=filing_double(ref)))
