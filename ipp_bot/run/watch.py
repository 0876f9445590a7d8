"""Watching a person file one entry by hand: what it tells of the portal, and the record adopted."""

from __future__ import annotations

import asyncio
import contextlib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from playwright.async_api import Error

from ipp_bot.atomic_write import write_atomically
from ipp_bot.browser import BrowserManager, Tab
from ipp_bot.browser.dom.client import PageScripts
from ipp_bot.browser.recorder import Recorder
from ipp_bot.browser.storage_state import write_state
from ipp_bot.errors import IppBotError, NeedsPerson, Refused
from ipp_bot.ledger import State
from ipp_bot.manifest import Frozen
from ipp_bot.profile import load_profile
from ipp_bot.run import adopt_and_drop
from ipp_bot.run.browser_choice import browser_options, chosen_browser
from ipp_bot.run.lease_owners import new_owner_name
from ipp_bot.run.temporary_files import temporary_folder
from ipp_bot.watch import Recording, learn
from ipp_bot.watch.known_values import known_values, plainly
from ipp_bot.watch.pages import ends
from ipp_bot.watch.recording import NativeQuestion

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence
    from pathlib import Path

    from playwright.async_api import Page

    from ipp_bot.browser.dom.results import SeenSignInForm
    from ipp_bot.clock import Clock
    from ipp_bot.ledger import Filing, Ledger
    from ipp_bot.manifest import Entry
    from ipp_bot.settings import Workspace
    from ipp_bot.watch import Lessons
    from ipp_bot.watch.known_values import KnownValue
    from ipp_bot.watch.questions import Ask

__all__ = ["DICTIONARY", "WATCHED", "Watched", "propose", "watch"]

DICTIONARY = "alibaba-ipp"
"""The shipped profile, whose words for the manifest's tokens count at every portal."""
WATCHED = "watched.yaml"
"""The profile that is written beside the settings where they name a shipped one."""
WITHIN = 4 * 3600.0
"""Seconds that a filing by hand may take."""
_SETTLES = 1.0
"""Seconds in which the last page may still change."""


@dataclass(frozen=True, slots=True)
class Watched:
    """What came of watching."""

    lessons: Lessons
    profile: Path
    """The profile with its lines."""
    recording: Recording
    filing: Filing
    """The filing, adopted unless `not_adopted` says why not."""
    not_adopted: str


async def watch(
    workspace: Workspace,
    ledger: Ledger,
    filing: Filing,
    *,
    clock: Clock,
    ask: Ask,
    ready: Callable[[], None] = lambda: None,
    person: Callable[[Page], Awaitable[None]] | None = None,
    headed: bool = True,
    within: float = WITHIN,
) -> Watched:
    """Opens a window, records how a person files the entry, and writes what the profile lacks.

    `ready` is called once the window is open. Tests give a `person`, who gets the window's page.

    Raises:
        Refused: the filing is submitted already, or somebody else works on it.
        OnHold: the workspace is on hold.
        NeedsPerson: nobody signed in before the window was closed.
    """
    ledger.require_no_hold()
    if filing.state is State.SUBMITTED:
        raise Refused(
            f"{filing.key.ref} is submitted already: {filing.number}",
            hint="choose another entry with --only",
            sent=False,
        )
    frozen = Frozen.model_validate_json(filing.entry)
    profile, dictionary = workspace.profile, load_profile(DICTIONARY)
    names = {slot: tuple(f.name for f in files) for slot, files in frozen.uploads().items()}
    values = known_values(frozen, profile, dictionary, names)
    claim = ledger.claim(filing.id, new_owner_name(), within)
    if claim is None:
        raise Refused(
            f"{filing.key.ref} is in another worker's hands",
            hint=f"ipp-bot status {filing.key.ref}",
            sent=False,
        )
    try:
        recording = await _record(
            workspace, frozen, values, ready=ready, person=person, headed=headed, within=within
        )
    finally:
        ledger.release(claim)
    lessons = learn(recording, frozen, values, profile, dictionary, ask)
    path = await asyncio.to_thread(_write_profile, workspace, lessons)
    filing, why = await _adopt(workspace, ledger, filing, lessons, path, clock=clock)
    return Watched(lessons, path, recording, filing, why)


async def _record(
    workspace: Workspace,
    frozen: Frozen,
    values: tuple[KnownValue, ...],
    *,
    ready: Callable[[], None],
    person: Callable[[Page], Awaitable[None]] | None,
    headed: bool,
    within: float,
) -> Recording:
    """Everything that the person does until list and record were shown, or the window is closed."""
    recording = Recording()
    dictionary = load_profile(DICTIONARY)
    words = {
        word: [
            *workspace.profile.labels.get(key, ()),
            *dictionary.labels.get(key, ()),
        ]
        for word, key in (
            ("required", "mark.required"),
            ("remove", "button.remove_file"),
            ("upload", "button.upload"),
        )
    }
    recorder = Recorder(
        person=frozen.complainant,
        origins=workspace.origins.pages,
        words=words,
        tell=recording.add,
    )
    found = chosen_browser(workspace.settings.browser, window=headed)
    with temporary_folder(workspace, new_owner_name()) as temporary:
        options = browser_options(workspace, window=headed, temporary=temporary)
        options = replace(options, frames_on_demand=False)
        async with BrowserManager(found, options) as browser:
            context, _ = await browser.process_of(frozen.account).new_context(None)
            await recorder.listen(context)
            page = await context.new_page()
            await page.goto(workspace.url + _start(workspace))
            ready()
            acting = None if person is None else asyncio.ensure_future(person(page))
            try:
                await _wait_for_end(recorder, recording, values, page, acting, within)
            finally:
                if acting is not None and not acting.done():
                    acting.cancel()
            with contextlib.suppress(Error):  # somebody has closed the whole browser
                state = await context.storage_state(indexed_db=True)
                path = workspace.folder("sessions") / f"{frozen.account}.json"
                await asyncio.to_thread(write_state, path, dict(state))
                if options.profile is None:  # a browser with a folder stays signed in
                    recording.sign_in = await _sign_in_form(workspace, browser)
    recording.questions = [NativeQuestion(*each) for each in recorder.questions]
    if not recording.steps:
        raise NeedsPerson(
            f"{frozen.account}: nobody signed in as {frozen.complainant}",
            hint="run ipp-bot watch again, and sign in in its window",
            sent=False,
        )
    return recording


async def _sign_in_form(workspace: Workspace, browser: BrowserManager) -> SeenSignInForm | None:
    """The form to sign in with as it is for somebody who has not; no person is there any more."""
    context, _ = await browser.process.new_context(None)
    page = await context.new_page()
    await page.goto(workspace.url + _start(workspace))
    tab = Tab(page, account="")
    timings = workspace.profile.timings
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(timings.navigation):
            while True:
                for frame in page.frames:
                    scripts = PageScripts(tab, {}, deadline=timings.action, frame=frame)
                    with contextlib.suppress(Error):  # the frame shows another document by now
                        form = await scripts.sign_in_form()
                        if form.password or form.username:
                            return form
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(tab.frames_changed.wait(), _SETTLES)
    return None


def _start(workspace: Workspace) -> str:
    """Where the portal begins, below its origin."""
    return f"/{workspace.profile.addresses.get('sign_in', '').lstrip('/')}"


async def _wait_for_end(
    recorder: Recorder,
    recording: Recording,
    values: tuple[KnownValue, ...],
    page: Page,
    acting: asyncio.Future[None] | None,
    within: float,
) -> None:
    """Until the filing was shown in the list and by itself; at most so many seconds."""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(within):
            while not ends(recording, values) and not page.is_closed():
                if acting is not None and acting.done():
                    acting.result()
                    break
                recorder.changed.clear()
                waiting = asyncio.ensure_future(recorder.changed.wait())
                either: set[asyncio.Future[Any]] = {waiting}
                either |= {acting} if acting is not None else set()
                await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED)
                waiting.cancel()
    # The last page may still be fetching what it shows.
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(_SETTLES):
            while True:
                recorder.changed.clear()
                await recorder.changed.wait()


def _write_profile(workspace: Workspace, lessons: Lessons) -> Path:
    """The profile beside the settings: the workspace's own one, or a new one."""
    own = workspace.root / workspace.settings.portal.profile
    path = own if own.is_file() else workspace.root / WATCHED
    write_atomically(path, lessons.text)
    load_profile(path)
    return path


async def _adopt(
    workspace: Workspace,
    ledger: Ledger,
    filing: Filing,
    lessons: Lessons,
    profile: Path,
    *,
    clock: Clock,
) -> tuple[Filing, str]:
    """The filing with its record and a receipt; or why it could not be adopted."""
    if not lessons.number:
        return filing, "its number was not found on the pages"
    portal = workspace.settings.portal.model_copy(update={"profile": profile.name})
    settings = workspace.settings.model_copy(update={"portal": portal})
    taught = replace(workspace, settings=settings)
    try:
        adopted = await adopt_and_drop.adopt(
            taught, ledger, filing, lessons.number, clock=clock, by_hand=True
        )
    except IppBotError as error:
        return filing, error.message
    return adopted, ""


def propose(entries: Sequence[Entry]) -> Entry:
    """The entry whose values tell most fields apart: many of them, and no two alike."""
    return max(entries, key=_told_apart)


def _told_apart(entry: Entry) -> int:
    texts = [plainly(value) for value in entry.values.values() if isinstance(value, str) and value]
    alike = len(texts) - len(set(texts))
    return len(texts) + len(entry.files) - 4 * alike
