"""What a look at the record makes of a submission without an answer, early and late."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from ipp_bot.errors import IppBotError, NeedsPerson, RecordGone, RetryLater
from ipp_bot.flows import reconcile as flow
from ipp_bot.ledger import Action, Intent, Outcome, Supervision

if TYPE_CHECKING:
    from tests.conftest import Run

NOON = datetime(2024, 3, 1, 12, 0, tzinfo=UTC)
LATER = datetime(2024, 3, 1, 12, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Claim:
    """A claim on the filing."""

    filing: Any


@dataclass
class Look:
    """One look at what became of a submission; the portal shows the record or has it no more."""

    wait: float = 0.0
    """Seconds until its settle time is over."""
    clickable: float = 0.0
    """Seconds until nobody can click any more."""
    confirmed: bool = False
    attended: bool = False
    action: Action = Action.SUBMIT
    status: str = "draft"
    submissions: int = 0
    submitted_at: datetime | None = None
    gone: bool = False
    told: list[Any] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    opened: list[str] = field(default_factory=list)

    def __call__(self, run: Run, monkeypatch: pytest.MonkeyPatch) -> object:
        """The filing's row, or the error that it ends with."""
        monkeypatch.setattr(flow, "open_record", self._open)
        monkeypatch.setattr(flow, "close_by_record", self._close_by_record)
        monkeypatch.setattr(flow, "fields_sent", lambda _session, _intent: ())
        session: Any = SimpleNamespace(
            ledger=self,
            settle_seconds=300.0,
            progress=lambda ref, text: self.said.append(f"{ref}: {text}"),
            portal=None,
        )
        filing: Any = SimpleNamespace(ref="r-1", number="N-1", claim=Claim("before"))
        intent = Intent(
            id=1, filing_id=1, account="acme", token=1, deadline_seconds=5.0, fingerprint="f1",
            entry="{}", type="software", place="CN", registration_number="", known_mark=0,
            outcome=Outcome.UNKNOWN, is_open=True, lease_end=None, closed_at=None, receipt=None,
            action=self.action, at=NOON, status="draft", submissions=0, submitted_at=None,
            note="confirmed, then: HTTP 502" if self.confirmed else "sent; no answer",
            supervision=Supervision.ATTENDED if self.attended else Supervision.ALONE,
        )  # fmt: skip

        async def looked() -> object:
            try:
                row = await flow.reconcile(session, filing, intent, None)  # type: ignore[arg-type]  # no page is needed
            except (IppBotError, RetryLater) as error:
                return error
            assert filing.claim == Claim(row)
            return row

        return run(looked)

    async def settle_wait(self, _intent: object, seconds: float) -> float:
        assert seconds in (300.0, 0.0)
        return self.wait if seconds else self.clickable

    async def attempt(self, _claim: object, kind: str) -> None:
        self.told.append(kind)

    async def close_intent(
        self, _claim: object, _intent: object, outcome: Outcome, **more: str
    ) -> str:
        self.told.append((outcome, *more.values()))
        return "closed"

    async def _open(self, _tab: object, _portal: object, number: str) -> Look:
        self.opened.append(number)
        if self.gone:
            raise RecordGone("The portal has no N-1.")
        return self

    async def read_filed(self, _fields: object) -> SimpleNamespace:
        return SimpleNamespace(
            status=self.status, submissions=self.submissions, submitted_at=self.submitted_at,
            submitted_about=None,
        )  # fmt: skip

    async def _close_by_record(  # the names are those of the function in whose place it stands
        self, _session: object, _filing: object, _intent: object, _record: object,
        outcome: Outcome, *, submitted_at: datetime, pictures: list[str], note: str,
    ) -> str:  # fmt: skip
        self.told.append((outcome, submitted_at, tuple(pictures), note))
        return "submitted"


PICTURES = ("form.jpg", "confirmation.jpg")
AS_SENT = Look(status="pending", submissions=1, submitted_at=LATER)


def _of(look: Look, **more: Any) -> Look:
    return replace(look, told=[], said=[], opened=[], **more)


@pytest.mark.parametrize(
    ("look", "seconds"),
    [
        (Look(wait=1.0), 1.0),
        (Look(wait=20.0), 20.0),
        (Look(wait=20.5, clickable=0.5), 20.5),
        (Look(wait=300.0, clickable=5.0), 300.0),
        # Whose an empty draft is cannot be told before the end.
        (Look(wait=300.0, action=Action.FIRST_SAVE), 300.0),
        (Look(wait=0.5, action=Action.FIRST_SAVE), 0.5),
    ],
)
def test_nobody_looks_while_a_look_would_tell_nothing(
    run: Run, monkeypatch: pytest.MonkeyPatch, look: Look, seconds: float
) -> None:
    mine = _of(look)
    error = mine(run, monkeypatch)
    assert isinstance(error, RetryLater)
    assert error.seconds == seconds
    assert (mine.opened, mine.said, mine.told) == ([], [], [])


@pytest.mark.parametrize(
    ("look", "seconds"),
    [
        # Nobody can click any more; the next look is a tenth of what is left later.
        (Look(wait=20.5), 20.0),
        (Look(wait=300.0), 30.0),
        (Look(wait=86_400.0), 8640.0),
        # The portal has confirmed it, or the window went with whoever waited at it.
        (Look(wait=0.5, confirmed=True), 0.5),
        (Look(wait=10.0, clickable=5.0, confirmed=True), 10.0),
        (Look(wait=600.0, clickable=5.0, confirmed=True), 60.0),
        (Look(wait=10.0, clickable=5.0, attended=True), 10.0),
        (Look(wait=600.0, clickable=5.0, attended=True), 20.0),
    ],
)
@pytest.mark.parametrize("gone", [False, True])
def test_a_look_that_shows_nothing_is_noted_and_comes_again(
    run: Run, monkeypatch: pytest.MonkeyPatch, look: Look, seconds: float, *, gone: bool
) -> None:
    mine = _of(look, gone=gone)
    error = mine(run, monkeypatch)
    assert isinstance(error, RetryLater)
    assert error.seconds == pytest.approx(seconds)
    assert "the record of r-1 does not show its submission yet" in str(error)
    assert mine.opened == ["N-1"]
    assert mine.told == ["not seen yet"]
    assert mine.said == ["r-1: looking what became of its submit"]


@pytest.mark.parametrize(
    "early", [{}, {"wait": 300.0}, {"wait": 0.5, "confirmed": True}, {"wait": 9, "attended": True}]
)
@pytest.mark.parametrize("tells_when", [True, False])
@pytest.mark.parametrize("status", ["pending", "approved", "rejected"])
def test_a_record_that_shows_it_closes_it_at_any_time(
    run: Run, monkeypatch: pytest.MonkeyPatch, early: Any, status: str, *, tells_when: bool
) -> None:
    when = LATER if tells_when else None
    look = _of(AS_SENT, status=status, submitted_at=when, **early)
    assert look(run, monkeypatch) == "submitted"
    note = f"the record shows 1 submissions, {when}"
    assert look.told == [(Outcome.SETTLED_DONE, when or NOON, PICTURES, note)]


@pytest.mark.parametrize(
    ("look", "why"),
    [
        (Look(gone=True), "is no longer at the portal"),
        (Look(gone=True, wait=0.0, attended=True), "is no longer at the portal"),
        (_of(AS_SENT, status="withdrawn"), "was submitted and is withdrawn now"),
        (_of(AS_SENT, status="withdrawn", wait=90.0), "was submitted and is withdrawn now"),
        (Look(status="approved"), "was draft before the click and is approved"),
        (Look(confirmed=True), "was confirmed as submitted, and does not show it"),
    ],
)
def test_what_nobody_can_tell_is_left_to_a_person(
    run: Run, monkeypatch: pytest.MonkeyPatch, look: Look, why: str
) -> None:
    mine = _of(look)
    error = mine(run, monkeypatch)
    assert isinstance(error, NeedsPerson)
    known = "it is not known how its submission ended"
    if look.confirmed:
        known = "the portal confirmed its submission"
    text = f"r-1: record N-1 {why}, and {known}"
    hint = "look at N-1 in IPR Management, then ipp-bot adopt r-1 N-1, or ipp-bot drop r-1"
    assert (error.message, error.hint) == (text, hint)
    assert mine.told == [(Outcome.PERSON, text, hint)]


@pytest.mark.parametrize("attended", [False, True])
def test_a_record_as_it_was_was_not_sent_once_its_time_is_over(
    run: Run, monkeypatch: pytest.MonkeyPatch, *, attended: bool
) -> None:
    look = Look(attended=attended)
    assert look(run, monkeypatch) == "closed"
    note = "the record is still draft with 0 submissions"
    assert look.told == [(Outcome.SETTLED_NOT_DONE, note)]
