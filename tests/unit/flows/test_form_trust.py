"""Drafted and shown, attended, then alone; one step back where the form shows something new."""

from __future__ import annotations

import pytest

from ipp_bot.flows.form_trust import TrustStep, step_of
from ipp_bot.ledger import FormTrust

SEEN = frozenset({"name|text|required", "holder|text|required"})
NEW = SEEN | {"agent|text|"}


@pytest.mark.parametrize(
    ("trust", "shown", "step"),
    [
        (FormTrust(), None, TrustStep.DRAFT),
        (FormTrust(supervised=1, seen=SEEN), None, TrustStep.ATTENDED),
        (FormTrust(supervised=3, seen=SEEN), SEEN, TrustStep.ATTENDED),
        (FormTrust(supervised=1, attended=1, seen=SEEN), SEEN, TrustStep.ALONE),
        (FormTrust(unattended=1, seen=SEEN), SEEN, TrustStep.ALONE),
        (FormTrust(unattended=1, seen=SEEN), frozenset({"name|text|required"}), TrustStep.ALONE),
        (FormTrust(unattended=900, seen=SEEN), NEW, TrustStep.ATTENDED),
        (FormTrust(supervised=1, seen=SEEN), NEW, TrustStep.DRAFT),
        (FormTrust(), NEW, TrustStep.DRAFT),
        (FormTrust(unattended=1, seen=None), NEW, TrustStep.ALONE),
    ],
)
def test_the_step_of_a_form(
    trust: FormTrust, shown: frozenset[str] | None, step: TrustStep
) -> None:
    assert step_of(trust, shown) is step
