"""The N-th operation fails, for N = 1, 2, 3 … until a run passes untouched (`python -m soak.nth`)."""

from __future__ import annotations

import pytest

from soak.nth import main
from soak.sabotage import Operation, Way

IN_SHORT = [
    ([Operation.LEDGER_WRITE, Way.AFTER], 3),
    ([Operation.REQUEST, Way.AFTER], 3),
    ([Operation.FILE_WRITE, Way.BEFORE], 2),
]
IN_FULL = [
    *((operation, way) for operation in (Operation.REQUEST, Operation.LEDGER_WRITE) for way in Way),
    *((operation, way) for operation in Operation for way in (Way.BEFORE, Way.KILLED_BEFORE)),
]


def _held(capfd: pytest.CaptureFixture[str], *arguments: str) -> None:
    status = main(list(arguments))
    assert status == 0, capfd.readouterr().out
