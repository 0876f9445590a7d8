"""Whether a record is gone: its own page, the list and the page of another one together."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from ipp_bot.errors import IppBotError, NeedsPerson, PageBroken, PortalDown, PortalError, RecordGone
from ipp_bot.flows import record_absence

if TYPE_CHECKING:
    from tests.conftest import Run

GONE = RecordGone("The portal has no N-5.")
DOWN = PortalDown("HTTP 500.")
SILENT = PortalDown("Its page does not open.")
RECORDS = [
    ("N-1", "approved"),
    ("N-2", "pending"),
    ("N-3", "withdrawn"),
    ("N-4", "vanished"),
    ("N-5", "draft"),
]


class Portal:
    """What a portal shows of N-5, and which pages were opened."""

    def __init__(self, *, found: bool, listed: list[str], own_page: bool) -> None:
        self.found, self.listed, self.has_page = found, listed, own_page
        self.pages_fail = False
        self.opened: list[str] = []

    async def is_listed(self, _tab: object, _portal: object, number: str) -> bool:
        return self.found and number == "N-5"

    async def listed_numbers(self, _tab: object, _portal: object) -> frozenset[str]:
        return frozenset(self.listed)

    def has_own_page(self, _portal: object, number: str) -> bool:
        return self.has_page and number == "N-5"

    async def open_record(self, _tab: object, _portal: object, number: str) -> None:
        self.opened.append(number)
        if self.pages_fail:
            raise SILENT


def ask(
    run: Run,
    monkeypatch: pytest.MonkeyPatch,
    portal: Portal,
    error: PortalError,
    known: list[tuple[str, str]],
    **said: bool,
) -> IppBotError | None:
    """How looking for N-5 ends, whose page ended with that error; None if it is gone."""
    for name in ("is_listed", "listed_numbers", "has_own_page", "open_record"):
        monkeypatch.setattr(record_absence, name, getattr(portal, name))

    async def records(account: str) -> list[SimpleNamespace]:
        assert account == "acme"
        return [SimpleNamespace(number=number, status=status) for number, status in known]

    session: Any = SimpleNamespace(
        account=SimpleNamespace(name="acme"),
        ledger=SimpleNamespace(records=records),
        portal=None,
    )
    filing: Any = SimpleNamespace(ref="r-1", number="N-5")

    async def looked() -> IppBotError | None:
        try:
            await record_absence.require_gone(session, filing, None, error, **said)  # type: ignore[arg-type]  # no page is needed
        except IppBotError as told:
            return told
        return None

    ended: IppBotError | None = run(looked)
    return ended


EMPTY = "r-1: nobody can tell whether N-5 is gone: the list is empty"
NONE_OF_THEM = (
    "r-1: nobody can tell whether N-5 is gone: the list shows none of the records "
    "that were there before"
)


@pytest.mark.parametrize(
    ("error", "own_page", "known", "listed", "said", "told", "opened"),
    [
        # Its own page says so, and the search does not find it.
        (GONE, True, RECORDS, [], {}, None, []),
        # An error, or no page of its own: the list is left, and has to show another known one.
        (DOWN, True, RECORDS, ["N-1", "N-2"], {}, None, ["N-2"]),
        (DOWN, True, RECORDS, ["N-1"], {}, None, ["N-1"]),
        (DOWN, True, [], ["N-8", "N-7"], {}, None, ["N-7"]),
        (GONE, False, RECORDS, ["N-1", "N-2"], {}, None, []),
        (GONE, False, [], ["N-7"], {}, None, []),
        (DOWN, False, RECORDS, ["N-2"], {}, None, []),
        # What was given up is no proof that the list shows what is there, nor is itself.
        (DOWN, True, RECORDS, [], {}, EMPTY, []),
        (DOWN, True, RECORDS, ["N-4"], {}, NONE_OF_THEM, []),
        (DOWN, True, [("N-5", "draft")], ["N-7"], {}, None, ["N-7"]),
        (DOWN, True, [("N-4", "vanished")], [], {}, EMPTY, []),
        (DOWN, True, [("N-4", "vanished")], ["N-7"], {}, None, ["N-7"]),
        # The portal has confirmed the click, and there is no other record.
        (DOWN, True, [], [], {}, EMPTY, []),
        (DOWN, True, [], [], {"confirmed": True}, None, []),
        (DOWN, True, RECORDS, [], {"confirmed": True}, EMPTY, []),
        (GONE, False, [], [], {"confirmed": True}, None, []),
        (GONE, False, RECORDS, ["N-7"], {"confirmed": True}, NONE_OF_THEM, []),
        # A person has looked.
        (DOWN, True, RECORDS, [], {"person_saw": True}, None, []),
        (GONE, False, [], [], {"person_saw": True}, None, []),
    ],
)
def test_a_record_that_nothing_shows_is_gone_where_something_else_is_shown(
    run: Run,
    monkeypatch: pytest.MonkeyPatch,
    error: PortalError,
    known: list[tuple[str, str]],
    listed: list[str],
    said: dict[str, bool],
    told: str | None,
    opened: list[str],
    *,
    own_page: bool,
) -> None:
    portal = Portal(found=False, listed=listed, own_page=own_page)
    ended = ask(run, monkeypatch, portal, error, known, **said)
    assert portal.opened == opened
    if told is None:
        assert ended is None
        return
    assert isinstance(ended, NeedsPerson)
    assert ended.message == told
    assert ended.hint == "look in IPR Management; if N-5 is not there, ipp-bot drop r-1 --gone"


@pytest.mark.parametrize("said", [{}, {"confirmed": True}, {"person_saw": True}])
@pytest.mark.parametrize(
    ("found", "listed", "own_page", "error", "told"),
    [
        (True, [], True, GONE, "The portal lists N-5 and does not show it."),
        (True, ["N-2"], False, GONE, "The portal lists N-5 and does not show it."),
        (True, ["N-2"], True, DOWN, "HTTP 500."),
        # The search says otherwise than the list as a whole.
        (False, ["N-2", "N-5"], True, DOWN, "The portal lists N-5 and does not show it."),
        (False, ["N-2", "N-5"], False, GONE, "The portal lists N-5 and does not show it."),
    ],
)
def test_a_record_that_the_list_has_is_not_gone_whatever_is_said(
    run: Run,
    monkeypatch: pytest.MonkeyPatch,
    listed: list[str],
    error: PortalError,
    told: str,
    said: dict[str, bool],
    *,
    found: bool,
    own_page: bool,
) -> None:
    portal = Portal(found=found, listed=listed, own_page=own_page)
    ended = ask(run, monkeypatch, portal, error, RECORDS, **said)
    assert isinstance(ended, PortalError)
    assert ended.message == told
    if isinstance(ended, PageBroken):
        assert ended.sent is False  # nothing was clicked to find that out
    assert portal.opened == []


def test_where_no_other_page_opens_either_nothing_is_known(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    portal = Portal(found=False, listed=["N-1", "N-2"], own_page=True)
    portal.pages_fail = True
    assert ask(run, monkeypatch, portal, DOWN, RECORDS) is SILENT
