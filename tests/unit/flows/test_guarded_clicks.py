"""What is written down of an irreversible click, however it ends."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from ipp_bot.clock import ManualClock
from ipp_bot.errors import (
    ClickNotMade,
    FieldError,
    IppBotError,
    LeaseLost,
    LedgerError,
    OnHold,
    OutcomeUnknown,
    PortalError,
    Refused,
)
from ipp_bot.flows import guarded_clicks as flow
from ipp_bot.flows.draft_isolation import DraftIsolation
from ipp_bot.forms import FormContent
from ipp_bot.ledger import Action, Outcome, State, Supervision
from ipp_bot.manifest import Frozen

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from tests.conftest import Run

DUPLICATE = "重复提交"
FROZEN = Frozen(
    ref="r-1", account="acme", client="", form="f", type="copyright", place="Mainland China",
    country=None, values={"name": "Nebula"}, files={}, holder="H", holder_kind="entity",
    complainant="Acme", poa=None, title="Nebula", registration_number="2023SR1",
)  # fmt: skip


@dataclass
class Book:
    """A ledger that notes what it is told, in order."""

    entry: str = FROZEN.model_dump_json()
    notes: list[str] = field(default_factory=list)
    """Of earlier clicks that got no answer."""
    number_is_of_others: bool = False
    told: list[Any] = field(default_factory=list)
    held: IppBotError | None = None
    noted: asyncio.Event = field(default_factory=asyncio.Event)

    def _intent(self, action: Action, **more: Any) -> SimpleNamespace:
        seconds = more.pop("deadline_seconds")
        self.told.append((f"intended {action}", seconds))
        return SimpleNamespace(
            action=action, entry=self.entry, note="", fingerprint="f1", status=more.get("status"),
            submissions=more.get("submissions"), submitted_at=None,
        )  # fmt: skip

    async def intend_first_save(self, _claim: object, **more: Any) -> SimpleNamespace:
        return self._intent(Action.FIRST_SAVE, **more)

    async def intend_submit(self, _claim: object, **more: Any) -> SimpleNamespace:
        return self._intent(Action.SUBMIT, **more)

    async def note_sent(self, *_of: object) -> None:
        self.told.append("sent")
        self.noted.set()

    async def note_edited(
        self, _claim: object, intent: SimpleNamespace, entry: str
    ) -> SimpleNamespace:
        self.told.append("edited")
        return SimpleNamespace(**{**vars(intent), "entry": entry})

    async def require_no_hold(self) -> None:
        if self.held is not None:
            raise self.held

    async def unknown_notes(self, filing_id: int, action: Action) -> list[str]:
        assert (filing_id, action) == (7, Action.SUBMIT)
        return self.notes

    async def close_intent(
        self, _claim: object, _intent: object, outcome: Outcome, **more: Any
    ) -> SimpleNamespace:
        if outcome is Outcome.DONE and self.number_is_of_others:
            raise Refused("N-1 is the draft of r-9", sent=False)
        kept = {key: value for key, value in more.items() if value}
        self.told.append((outcome, kept))
        return _filing(more.get("number"))


def _filing(number: str | None) -> SimpleNamespace:
    key = SimpleNamespace(ref="r-1", account="acme")
    return SimpleNamespace(
        id=7, key=key, number=number, entry=FROZEN.model_dump_json(), fingerprint="f1"
    )


@dataclass(frozen=True)
class Claim:
    """A claim on the filing."""

    filing: Any


class Scene:
    """A filing before one of its clicks, which ends as a test wants."""

    def __init__(self, *, attended: bool = False) -> None:
        self.clock, self.book = ManualClock(), Book()
        self.said: list[str] = []
        self.evidence: list[BaseException] = []
        self.record: Any = SimpleNamespace(
            status="draft", submissions=0, submitted_at=None, submitted_about=None
        )
        self.session: Any = SimpleNamespace(
            ledger=self.book,
            clock=self.clock,
            supervision=Supervision.ATTENDED if attended else Supervision.ALONE,
            person_seconds=5400.0,
            profile=SimpleNamespace(
                timings=SimpleNamespace(press_deadline=5.0),
                labels={"mark.duplicate": [DUPLICATE, "Already Exists"]},
            ),
            portal=None,
            draft_isolation=DraftIsolation(),
            evidence=SimpleNamespace(failure=self._keep),
            left_by_person=set(),
            progress=lambda ref, text, **how: self.said.append(f"{ref}: {text} {how}"),
        )
        self.filing: Any = SimpleNamespace(
            ref="r-1", number="N-1", claim=Claim(_filing("N-1")), frozen=FROZEN, fields=()
        )
        self.closes = True
        self.leaves = asyncio.Event()
        """Set once a request has left the page."""
        self.tab: Any = SimpleNamespace(
            requests_sent=0, wait_until_sent=self._sent, close=self._close
        )

    async def _keep(self, _tab: object, error: BaseException) -> None:
        self.evidence.append(error)

    async def _sent(self, before: int, count: int, within: float) -> bool:
        assert (before, count) == (0, 1)
        async with asyncio.timeout(within):
            await self.leaves.wait()
        return True

    async def _close(self) -> bool:
        self.book.told.append("window closed")
        return self.closes

    async def read(self, _fields: object) -> Any:
        if isinstance(self.record, IppBotError):
            raise self.record
        return self.record

    def first_save(
        self,
        run: Run,
        end: Callable[[float], Awaitable[Any]],
        follows: str | IppBotError | None = None,
    ) -> object:
        """The number, or the error that it ends with; `follows` is what the next page tells."""

        async def number_that_follows() -> str | None:
            self.said.append("next page")
            if isinstance(follows, IppBotError):
                raise follows
            return follows

        page: Any = SimpleNamespace(
            tab=self.tab, save_draft=end, number_that_follows=number_that_follows
        )
        return run(_ended, lambda: flow.first_save(self.session, self.filing, page))

    def submit(
        self, run: Run, monkeypatch: pytest.MonkeyPatch, end: Callable[..., Awaitable[Any]]
    ) -> object:
        """Intent and confirmation, or the error that it ends with."""

        async def opened(_tab: object, _portal: object, number: str) -> Scene:
            assert number == "N-1"
            return self

        async def content() -> FormContent:
            return FormContent("N-1", {"name": "Nebula"}, {})

        monkeypatch.setattr(flow, "open_record", opened)
        monkeypatch.setattr(flow, "uploaded_files", lambda _frozen: ())
        details: Any = SimpleNamespace(
            submit=end, await_submission=end, tab=self.tab, content=content
        )
        form: Any = SimpleNamespace(
            details=details, status="draft", submitted_at=None, submissions=0
        )
        return run(_ended, lambda: flow.submit_for_verification(self.session, self.filing, form))


async def _ended(doing: Callable[[], Awaitable[object]]) -> object:
    try:
        return await doing()
    except (IppBotError, asyncio.CancelledError) as error:
        return error


def _ends(result: object, *, sends: Scene | None = None) -> Callable[..., Awaitable[Any]]:
    async def end(*_of: object) -> Any:
        if sends is not None:
            sends.tab.requests_sent += 1
            sends.leaves.set()
            await sends.book.noted.wait()
        if isinstance(result, BaseException):
            raise result
        return result

    return end


SAVE, SUBMIT = ("intended first save", 5.0), ("intended submit", 5.0)


def test_a_first_save_is_announced_noted_as_sent_and_closed_with_its_number(run: Run) -> None:
    scene = Scene()
    saved = SimpleNamespace(number="N-4", message="saved")
    assert scene.first_save(run, _ends(saved, sends=scene)) == "N-4"
    assert scene.book.told == [SAVE, "sent", (Outcome.DONE, {"number": "N-4"})]
    assert scene.filing.claim.filing.number == "N-4"


def test_an_answer_that_is_there_at_once_waits_for_the_note(run: Run) -> None:
    scene = Scene()

    async def end(_seconds: float) -> SimpleNamespace:
        scene.tab.requests_sent += 1
        scene.leaves.set()
        return SimpleNamespace(number="N-4", message="saved")

    assert scene.first_save(run, end) == "N-4"
    assert scene.book.told == [SAVE, "sent", (Outcome.DONE, {"number": "N-4"})]


def test_of_a_first_save_that_sent_nothing_nothing_is_noted(run: Run) -> None:
    scene = Scene()
    error = scene.first_save(run, _ends(ClickNotMade("it moved", sent=False)))
    assert isinstance(error, ClickNotMade)
    assert scene.book.told == [SAVE, (Outcome.NOT_CLICKED, {"note": "it moved"})]


@pytest.mark.parametrize("failure", [LeaseLost("w2 has it"), LedgerError("no connection")])
@pytest.mark.parametrize("answered", [False, True])
def test_a_first_save_that_cannot_be_noted_as_sent_ends_as_it_ends(
    run: Run, failure: IppBotError, *, answered: bool
) -> None:
    scene = Scene()

    async def lost(*_of: object) -> None:
        scene.book.noted.set()
        raise failure

    scene.book.note_sent = lost  # type: ignore[method-assign]
    end = SimpleNamespace(number="N-4") if answered else OutcomeUnknown("no answer")
    ended = scene.first_save(run, _ends(end, sends=scene))
    if answered:
        assert ended == "N-4"
        assert scene.book.told == [SAVE, (Outcome.DONE, {"number": "N-4"})]
    else:
        assert ended is end
        assert scene.book.told == [SAVE, (Outcome.UNKNOWN, {"note": "no answer"})]


@pytest.mark.parametrize("others", [False, True])
def test_a_first_save_without_a_number_of_its_own_stays_open(run: Run, *, others: bool) -> None:
    scene = Scene()
    scene.book.number_is_of_others = others
    saved = SimpleNamespace(number="N-1" if others else None, message="saved")
    error = scene.first_save(run, _ends(saved))
    why = "N-1 is the draft of r-9" if others else "the portal showed no IPR number"
    message = why if others else "no page showed its number"
    assert isinstance(error, OutcomeUnknown)
    assert message in error.message
    assert scene.book.told == [SAVE, (Outcome.UNKNOWN, {"note": why})]
    assert scene.session.draft_isolation.is_shared is others


def test_a_number_that_only_the_next_page_tells_closes_the_first_save(run: Run) -> None:
    scene = Scene()
    saved = SimpleNamespace(number=None, message="saved")
    assert scene.first_save(run, _ends(saved), follows="N-4") == "N-4"
    assert scene.book.told == [SAVE, (Outcome.DONE, {"number": "N-4"})]
    assert scene.session.draft_isolation.shows_numbers is False


@pytest.mark.parametrize("follows", [None, PortalError("torn"), OutcomeUnknown("no page")])
def test_where_no_page_tells_it_the_first_save_stays_open(
    run: Run, follows: IppBotError | None
) -> None:
    scene = Scene()
    saved = SimpleNamespace(number=None, message="saved")
    assert isinstance(scene.first_save(run, _ends(saved), follows=follows), OutcomeUnknown)
    note = {"note": "the portal showed no IPR number"}
    assert scene.book.told == [SAVE, (Outcome.UNKNOWN, note)]


def test_a_number_that_is_told_at_once_opens_no_other_page(run: Run) -> None:
    scene = Scene()
    saved = SimpleNamespace(number="N-4", message="saved")
    assert scene.first_save(run, _ends(saved), follows="N-9") == "N-4"
    assert scene.said == []
    assert scene.session.draft_isolation.shows_numbers is True


@pytest.mark.parametrize(
    ("ended", "told"),
    [
        (OutcomeUnknown("no answer"), (Outcome.UNKNOWN, {"note": "no answer"})),
        (
            Refused("no such type", hint="look"),
            (Outcome.REFUSED, {"state": State.REFUSED, "note": "no such type", "hint": "look"}),
        ),
        # Only a submission may have been made before; a first save makes another one.
        (
            Refused(DUPLICATE),
            (Outcome.REFUSED, {"state": State.REFUSED, "note": DUPLICATE}),
        ),
        (PortalError("torn", sent=False), (Outcome.NOT_CLICKED, {"note": "torn"})),
    ],
)
def test_only_an_unknown_end_of_a_first_save_stays_open(
    run: Run, ended: IppBotError, told: tuple[Outcome, dict[str, object]]
) -> None:
    scene = Scene()
    scene.book.notes = ["no answer"]
    assert scene.first_save(run, _ends(ended)) is ended
    assert scene.book.told == [SAVE, told]


@pytest.mark.parametrize(("passed", "clicks"), [(4.7, True), (4.9, False), (6.0, False)])
def test_no_click_is_begun_when_its_time_is_nearly_over(
    run: Run, passed: float, *, clicks: bool
) -> None:
    scene = Scene()
    given: list[float] = []

    async def slow(*_of: object, **_more: object) -> SimpleNamespace:
        scene.clock.advance(passed)
        return SimpleNamespace(action=Action.FIRST_SAVE, note="")

    async def end(seconds: float) -> SimpleNamespace:
        given.append(seconds)
        return SimpleNamespace(number="N-4", message="")

    scene.book.intend_first_save = slow  # type: ignore[method-assign]
    ended = scene.first_save(run, end)
    if clicks:
        assert given == [pytest.approx(5.0 - passed)]
        assert ended == "N-4"
        return
    assert given == []
    assert isinstance(ended, PortalError)
    assert (ended.message, ended.sent) == ("r-1: the deadline had passed before the click", False)
    assert scene.book.told == [
        (Outcome.NOT_CLICKED, {"note": "the deadline of the click had passed"})
    ]


def test_a_submission_that_the_portal_confirms_is_left_to_its_record(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene = Scene()
    ended: Any = scene.submit(run, monkeypatch, _ends("confirmed"))
    assert (ended[0].action, ended[1]) == (Action.SUBMIT, "confirmed")
    assert scene.book.told == [SUBMIT]


@pytest.mark.parametrize(
    ("notes", "refusal", "echo"),
    [
        ([], Refused(DUPLICATE), False),
        (["no answer"], Refused(DUPLICATE), True),
        (["no answer"], Refused("the same name ALREADY EXISTS"), True),
        (["no answer"], Refused("看看", fields=(FieldError("名称", DUPLICATE),)), True),
        (["no answer"], Refused("the name is missing"), False),
        # Each click without an answer explains one such refusal.
        (["no answer", f"called a duplicate: {DUPLICATE}"], Refused(DUPLICATE), False),
        (["a", "b", f"called a duplicate: {DUPLICATE}"], Refused(DUPLICATE), True),
        (["a", "called a duplicate: x", "called a duplicate: y"], Refused(DUPLICATE), False),
    ],
)
def test_a_duplicate_may_be_that_of_an_earlier_click_without_an_answer(
    run: Run, monkeypatch: pytest.MonkeyPatch, notes: list[str], refusal: Refused, *, echo: bool
) -> None:
    scene = Scene()
    scene.book.notes = notes
    error = scene.submit(run, monkeypatch, _ends(refusal))
    message = refusal.message
    if echo:
        assert isinstance(error, OutcomeUnknown)
        assert error.message == f"r-1: {message}"
        assert scene.book.told == [
            SUBMIT,
            (Outcome.UNKNOWN, {"note": f"called a duplicate: {message}"}),
        ]
    else:
        assert error is refusal
        assert scene.book.told[1][0] is Outcome.REFUSED
    assert scene.evidence == [refusal]


@pytest.mark.parametrize(
    ("status", "submissions", "unsent"),
    [("draft", 0, True), ("pending", 1, False), ("draft", 1, False), ("rejected", 0, False)],
)
@pytest.mark.parametrize("attended", [False, True])
def test_a_refusal_is_believed_where_the_record_is_as_it_was(
    run: Run,
    monkeypatch: pytest.MonkeyPatch,
    status: str,
    submissions: int,
    *,
    unsent: bool,
    attended: bool,
) -> None:
    scene = Scene(attended=attended)
    scene.record.status, scene.record.submissions = status, submissions
    error = scene.submit(run, monkeypatch, _ends(Refused("the name is missing")))
    assert isinstance(error, Refused if unsent else OutcomeUnknown)
    assert scene.book.told[-1][0] is (Outcome.REFUSED if unsent else Outcome.UNKNOWN)


def test_a_refusal_whose_record_cannot_be_read_is_not_believed(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene = Scene()
    scene.record = PortalError("HTTP 502", sent=None)
    error = scene.submit(run, monkeypatch, _ends(Refused("the name is missing")))
    assert isinstance(error, OutcomeUnknown)
    assert error.message == "r-1: the name is missing; its record cannot be read: HTTP 502"
    assert scene.book.told[1][0] is Outcome.UNKNOWN


PERSON = ("intended submit", 5400.0)


def test_a_person_is_told_how_long_the_window_is_open(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene = Scene(attended=True)
    seconds: list[float] = []

    async def end(number: str, left: float, note: object) -> str:
        assert number == "N-1"
        assert note is not None
        seconds.append(left)
        return "confirmed"

    ended: Any = scene.submit(run, monkeypatch, end)
    assert ended[1] == "confirmed"
    assert seconds == [5400.0]
    assert scene.book.told == [PERSON]
    [said] = scene.said
    assert said.startswith("r-1: filled in and checked as N-1: look at it in the window")
    assert said.endswith("submit it there, within 90 min {'notable': True}")


@pytest.mark.parametrize("closes", [True, False])
@pytest.mark.parametrize(
    "ended", [OutcomeUnknown("the window was closed"), OnHold("on hold since noon")]
)
def test_however_a_person_leaves_the_window_is_closed_first(
    run: Run, monkeypatch: pytest.MonkeyPatch, ended: IppBotError, *, closes: bool
) -> None:
    scene = Scene(attended=True)
    scene.closes = closes
    if isinstance(ended, OnHold):
        scene.book.held = ended

    async def end(*_of: object) -> str:
        if not isinstance(ended, OnHold):
            raise ended
        await asyncio.Event().wait()
        return ""

    error = scene.submit(run, monkeypatch, end)
    note = ended.message
    if isinstance(ended, OnHold):
        note = f"r-1: {note}; the window was closed"
    assert isinstance(error, OutcomeUnknown)
    kept = {"note": note, "window_gone": True} if closes else {"note": note}
    assert scene.book.told == [PERSON, "window closed", (Outcome.UNKNOWN, kept)]
    assert scene.session.left_by_person == {7}


def test_a_run_that_is_stopped_while_a_person_looks_leaves_the_click_open(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene = Scene(attended=True)

    async def end(*_of: object) -> str:
        raise asyncio.CancelledError

    assert isinstance(scene.submit(run, monkeypatch, end), asyncio.CancelledError)
    kept = {"note": "the run was stopped", "window_gone": True}
    assert scene.book.told == [PERSON, "window closed", (Outcome.UNKNOWN, kept)]


@pytest.mark.parametrize(
    ("shown", "edited"), [({"name": "Nebula"}, False), ({"name": "Nebula 2"}, True)]
)
def test_what_a_person_changed_is_what_the_intent_bears(
    run: Run, monkeypatch: pytest.MonkeyPatch, shown: dict[str, str], *, edited: bool
) -> None:
    scene = Scene(attended=True)

    async def end(_number: str, _left: float, note: Callable[..., Awaitable[None]]) -> str:
        await note(FormContent("N-1", shown, {}))
        return "confirmed"

    ended: Any = scene.submit(run, monkeypatch, end)
    sent = Frozen.model_validate_json(ended[0].entry)
    assert (sent.values, sent.title) == (shown, shown["name"])
    assert scene.book.told == ([PERSON, "edited"] if edited else [PERSON])
    told = "r-1: changed in the window: name is 'Nebula 2' now {'notable': True}"
    assert scene.said[1:] == ([told] if edited else [])


@pytest.mark.parametrize("failure", [LedgerError("no connection"), LeaseLost("no connection")])
def test_a_click_of_a_person_that_cannot_be_written_down_stays_open(
    run: Run, monkeypatch: pytest.MonkeyPatch, failure: IppBotError
) -> None:
    """The ledger was away in the moment of the click: what was sent then is not known."""
    scene = Scene(attended=True)

    async def away(*_of: object) -> None:
        raise failure

    async def end(_number: str, _left: float, note: Callable[..., Awaitable[None]]) -> str:
        await note(FormContent("N-1", {"name": "Nebula 2"}, {}))
        return "confirmed"

    scene.book.note_edited = away  # type: ignore[assignment,method-assign]  # it returns nothing
    error = scene.submit(run, monkeypatch, end)
    assert isinstance(error, OutcomeUnknown)
    assert error.message == "r-1: no connection"
    kept = {"note": "no connection", "window_gone": True}
    assert scene.book.told == [PERSON, "window closed", (Outcome.UNKNOWN, kept)]


def test_what_a_person_changed_back_is_no_edit(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """A second click: the first one sent nothing, and the form shows again what was planned."""
    scene = Scene(attended=True)

    async def end(_number: str, _left: float, note: Callable[..., Awaitable[None]]) -> str:
        await note(FormContent("N-1", {"name": "Nebula 2"}, {}))
        await note(FormContent("N-1", {"name": "Nebula"}, {}))
        return "confirmed"

    ended: Any = scene.submit(run, monkeypatch, end)
    assert ended[0].entry == FROZEN.model_dump_json()
    assert scene.book.told == [PERSON, "edited", "edited"]


def test_a_confirmed_submission_whose_record_is_unread_is_known_by_its_note(run: Run) -> None:
    scene = Scene()
    intent: Any = SimpleNamespace(note="")
    error = PortalError("HTTP 502", sent=None)
    run(lambda: flow.leave_confirmed(scene.session, scene.filing, intent, error, of=scene.tab))
    [closed, (outcome, kept)] = scene.book.told
    assert (closed, outcome) == ("window closed", Outcome.UNKNOWN)
    assert kept == {"note": "confirmed, then: HTTP 502", "window_gone": True}
