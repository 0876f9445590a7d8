"""How a form earns that ipp-bot submits it alone: drafted and shown, attended, then alone.

Only portals that are not on this machine ask for that.
"""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING

from ipp_bot.errors import NeedsPerson
from ipp_bot.ledger import FiledAs, Supervision

if TYPE_CHECKING:
    from ipp_bot.flows.account_session import AccountSession, ActiveFiling
    from ipp_bot.flows.form_entry import OpenForm
    from ipp_bot.ledger import FormTrust

__all__ = [
    "TrustStep",
    "check_form_seen",
    "count_submitted",
    "count_supervised",
    "next_step",
    "step_of",
]


class TrustStep(IntEnum):
    """How far a form has got."""

    DRAFT = 0
    """It is filled in, saved and shown."""
    ATTENDED = 1
    """A person submits it in the window."""
    ALONE = 2
    """ipp-bot submits it."""


def step_of(trust: FormTrust, shown: frozenset[str] | None = None) -> TrustStep:
    """The step of a form with these counts; one back if it shows what nobody has seen of it."""
    if trust.submitted:
        step = TrustStep.ALONE
    else:
        step = TrustStep.ATTENDED if trust.supervised else TrustStep.DRAFT
    changed = shown is not None and trust.seen is not None and not shown <= trust.seen
    return TrustStep(max(step - changed, TrustStep.DRAFT))


async def next_step(session: AccountSession, filing: ActiveFiling) -> TrustStep:
    """What is done with this filing: DRAFT to be shown, or ALONE, which includes a person's click.

    Raises:
        NeedsPerson: a person is to submit it in the window, and this run has none.
    """
    if not session.earns_trust or session.supervision is not Supervision.ALONE:
        return TrustStep.ALONE
    step = step_of(await session.ledger.form_trust(filing.frozen.form))
    if step is TrustStep.DRAFT and filing.claim.filing.portal_status is not None:
        step = TrustStep.ATTENDED  # what was decided before has no draft to be shown
    if step is TrustStep.ATTENDED:
        raise _needs_attended(
            filing, f"the next filing of the form {filing.frozen.form} at this portal is attended"
        )
    return step


async def check_form_seen(session: AccountSession, filing: ActiveFiling, form: OpenForm) -> None:
    """NeedsPerson if the form shows something that no filing before has shown."""
    if not session.earns_trust or session.supervision is not Supervision.ALONE:
        return
    trust = await session.ledger.form_trust(filing.frozen.form)
    shown = form.details.form.signatures
    if step_of(trust, shown) is not TrustStep.ALONE:
        new = sorted(shown - (trust.seen or frozenset()))
        names = ", ".join(f"“{one.partition('|')[0]}”" for one in new[:3])
        raise _needs_attended(
            filing, f"its form shows {names}, which no filing here has shown: draft {filing.number}"
        )


def _needs_attended(filing: ActiveFiling, why: str) -> NeedsPerson:
    return NeedsPerson(
        f"{filing.ref}: {why}",
        hint=f"ipp-bot submit --attended --only {filing.ref}; --unattended does without",
        sent=False,
    )


async def count_supervised(
    session: AccountSession, filing: ActiveFiling, form: OpenForm
) -> NeedsPerson | None:
    """Counts a draft that a person is to look at; what the person is told where none asked for it.

    None at portals where nothing has to be earned.
    """
    if not session.earns_trust:
        return None
    name = filing.frozen.form
    await session.ledger.count_form(name, FiledAs.SUPERVISED, form.details.form.signatures)
    return NeedsPerson(
        f"{filing.ref}: the first filing of the form {name} at this portal: draft {filing.number} "
        "is filled in, and was not submitted",
        hint=f"look at draft {filing.number} at the portal, then ipp-bot submit --attended --only "
        f"{filing.ref}; --unattended does without",
        sent=False,
    )


async def count_submitted(
    session: AccountSession,
    filing: ActiveFiling,
    supervision: Supervision,
    form: OpenForm | None = None,
) -> None:
    """Counts a submission that ended well, with what the form showed where that is known."""
    if session.earns_trust:
        attended = supervision is Supervision.ATTENDED
        filed_as = FiledAs.ATTENDED if attended else FiledAs.UNATTENDED
        shown = frozenset() if form is None else form.details.form.signatures
        await session.ledger.count_form(filing.frozen.form, filed_as, shown)
