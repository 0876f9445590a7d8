"""The chain of an account's proofs: what is changed, taken out or put in afterwards is found."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text

from ipp_bot.ledger import Ledger, ProofKind
from tests.unit.ledger.conftest import SUBMITTED_BY_LI

if TYPE_CHECKING:
    from tests.unit.ledger.conftest import Steps

FIRST = "0" * 64


@pytest.fixture
def chained(ledger: Ledger, steps: Steps) -> Ledger:
    """Three submissions with a picture and a decision between them, and another account."""
    first = steps.submitted("r-1", "N-1").filing
    ledger.add_proof(first.id, ProofKind.PICTURES, {"form.jpg": "aa"})
    steps.submitted("r-2", "N-2")
    ledger.add_proof(first.id, ProofKind.DECISION, {"status": "approved"})
    steps.submitted("r-3", "N-3", registration_number="other", account="beta")
    return ledger


def test_each_receipt_bears_the_hash_of_the_proof_before_it(chained: Ledger) -> None:
    mine = chained.proofs("acme")
    assert [proof.kind for proof in mine] == ["receipt", "pictures", "receipt", "decision"]
    assert mine[0].previous == FIRST
    assert [proof.previous for proof in mine[1:]] == [proof.sha256 for proof in mine[:-1]]
    assert len({proof.sha256 for proof in mine}) == 4
    first, second = (chained.find("acme", ref) for ref in ("r-1", "r-2"))
    assert first is not None
    assert second is not None
    assert first.receipt == {"number": "N-1", "people": SUBMITTED_BY_LI, "previous": FIRST}
    assert second.receipt == {
        "number": "N-2",
        "people": SUBMITTED_BY_LI,
        "previous": mine[1].sha256,
    }
    assert chained.proofs("beta")[0].previous == FIRST
    assert chained.check_chain() == []


def test_the_same_pictures_are_kept_once(chained: Ledger) -> None:
    first = chained.find("acme", "r-1")
    assert first is not None
    chained.add_proof(first.id, ProofKind.PICTURES, {"form.jpg": "aa"})
    assert len(chained.proofs("acme")) == 4


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ('UPDATE proofs SET data = \'{"form.jpg":"bb"}\' WHERE id = 2', "was changed afterwards"),
        ("UPDATE proofs SET at = '2020' WHERE id = 3", "was changed afterwards"),
        ("UPDATE proofs SET sha256 = previous WHERE id = 1", "was changed afterwards"),
        ("DELETE FROM proofs WHERE id = 2", "does not follow the proof before it"),
        ("DELETE FROM proofs WHERE id = 4", "acme: the newest proofs were taken out"),
        ("DELETE FROM proofs WHERE id = 1", "does not follow the proof before it"),
        ("UPDATE proofs SET account = 'beta' WHERE id = 4", "beta r-1"),
        ("DELETE FROM proofs WHERE account = 'beta'", "beta: the newest proofs were taken out"),
    ],
)
def test_what_was_done_to_it_is_found(chained: Ledger, change: str, fault: str) -> None:
    with chained.write() as connection:
        connection.execute(text(change.replace(":", "\\:")))
    assert any(fault in line for line in chained.check_chain()), chained.check_chain()
