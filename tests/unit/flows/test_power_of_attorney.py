"""A signed power of attorney from the inbox is judged before the portal does."""

from __future__ import annotations

from dataclasses import dataclass
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
from PIL import Image

from ipp_bot.flows.power_of_attorney import take_signed_poa
from ipp_bot.profile import load_profile

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.conftest import Run

PROFILE = load_profile("alibaba-ipp")


class Frozen(SimpleNamespace):
    def poa_fields_hash(self) -> str:
        return "same"

    def with_poa_file(self, file: Any, *, from_inbox: bool = False) -> Frozen:
        return Frozen(poa=SimpleNamespace(file=file, from_inbox=from_inbox))

    def fingerprint(self) -> str:
        return "f1"

    def model_dump_json(self) -> str:
        return f"{self.poa.file}"


@dataclass
class Held:
    """A claim, as far as it is looked at."""

    filing: Any


@pytest.fixture
def taken(tmp_path: Path, run: Run) -> Callable[[], tuple[str, Any]]:
    """Tells why the filing waits, and the file that it goes on with."""

    async def run_in_thread(work: Any, *args: Any, **kwargs: Any) -> Any:
        return work(*args, **kwargs)

    async def update_entry(claim: Held, *, entry_json: str, fingerprint: str) -> Any:
        assert fingerprint == "f1"
        return SimpleNamespace(**{**vars(claim.filing), "entry": entry_json})

    session: Any = SimpleNamespace(
        folders=SimpleNamespace(
            inbox=tmp_path / "inbox", poa=tmp_path / "poa", files=tmp_path / "files"
        ),
        profile=PROFILE,
        compare_poa=lambda _row, _frozen, _paper: "",
        ledger=SimpleNamespace(run_in_thread=run_in_thread, update_entry=update_entry),
    )
    row = SimpleNamespace(poa_fields=None, poa_fields_hash="same", entry="planned")
    filing: Any = SimpleNamespace(
        ref="a.1",
        frozen=Frozen(poa=SimpleNamespace(file=None, from_inbox=False)),
        claim=Held(row),
    )

    def told() -> tuple[str, Any]:
        paper = run(take_signed_poa, session, filing)
        return paper.waits, filing.frozen.poa.file

    told.filing = filing  # type: ignore[attr-defined]  # a double
    told.session = session  # type: ignore[attr-defined]  # a double
    return told


def test_nothing_was_dropped(taken: Callable[[], tuple[str, Any]]) -> None:
    assert taken() == ("no signed power of attorney yet", None)


@pytest.mark.parametrize("name", ["a.1.png", "a.1.PNG"])
def test_a_good_paper_is_taken(
    taken: Callable[[], tuple[str, Any]], tmp_path: Path, name: str
) -> None:
    (tmp_path / "inbox").mkdir()
    Image.new("RGB", (900, 700), (200, 20, 20)).save(tmp_path / "inbox" / name)
    waits, file = taken()
    assert (waits, file.name) == ("", name)
    assert name in taken.filing.claim.filing.entry  # type: ignore[attr-defined]  # a double


def test_a_damaged_paper_is_not(taken: Callable[[], tuple[str, Any]], tmp_path: Path) -> None:
    (tmp_path / "inbox").mkdir()
    (tmp_path / "inbox" / "a.1.pdf").write_bytes(b"%PDF-1.4 torn")
    waits, file = taken()
    assert file is None
    assert "a.1.pdf is a damaged or truncated PDF" in waits


def test_a_paper_that_says_something_else_is_not(
    taken: Callable[[], tuple[str, Any]], tmp_path: Path
) -> None:
    (tmp_path / "inbox").mkdir()
    paper = tmp_path / "inbox" / "a.1.png"
    Image.new("RGB", (900, 700), (200, 20, 20)).save(paper)
    compared: list[bytes] = []

    def compare(_row: object, _frozen: object, copy: Path) -> str:
        compared.append(copy.read_bytes())
        return "holder.name is 'A', but the paper says 'B'"

    taken.session.compare_poa = compare  # type: ignore[attr-defined]  # a double
    assert taken() == ("a.1.png: holder.name is 'A', but the paper says 'B'", None)
    assert compared == [paper.read_bytes()]
