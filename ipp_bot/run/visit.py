"""A window in which a person visits the portal, and the recording of the visit."""

from __future__ import annotations

import asyncio
import contextlib
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from playwright.async_api import Error

from ipp_bot.browser import BrowserManager, Tab
from ipp_bot.browser.dom.client import PageScripts
from ipp_bot.browser.recorder import Recorder
from ipp_bot.browser.storage_state import write_state
from ipp_bot.errors import NeedsPerson
from ipp_bot.profile import load_profile
from ipp_bot.run.browser_choice import browser_options, chosen_browser
from ipp_bot.run.lease_owners import new_owner_name
from ipp_bot.run.temporary_files import temporary_folder
from ipp_bot.watch import Recording
from ipp_bot.watch.recording import NativeQuestion

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from playwright.async_api import Page

    from ipp_bot.browser.dom.results import SeenSignInForm
    from ipp_bot.workspace import Workspace

__all__ = ["DICTIONARY", "WITHIN", "record_visit"]

DICTIONARY = "alibaba-ipp"
"""The shipped profile, whose words for the manifest's tokens count at every portal."""
WITHIN = 4 * 3600.0
"""Seconds that a visit may take."""
_SETTLES = 1.0
"""Seconds in which the last page may still change."""


async def record_visit(
    workspace: Workspace,
    account: str,
    is_over: Callable[[Recording], bool],
    *,
    ready: Callable[[], None],
    person: Callable[[Page], Awaitable[None]] | None,
    headed: bool,
    within: float,
) -> tuple[Recording, Mapping[str, Any] | None]:
    """Everything that a person does until `is_over`, or until the window is closed.

    And the session, which is saved as well; None if the whole browser was closed. `ready` is called
    once the window is open.

    Raises:
        NeedsPerson: nobody signed in as the account's complainant.
    """
    recording = Recording()
    state: Mapping[str, Any] | None = None
    complainant = workspace.account(account).complainant
    recorder = Recorder(
        person=complainant,
        origins=workspace.origins.pages,
        words=_words(workspace),
        tell=recording.add,
    )
    found = chosen_browser(workspace.settings.browser, window=headed)
    with temporary_folder(workspace, new_owner_name()) as temporary:
        options = browser_options(workspace, window=headed, temporary=temporary)
        options = replace(options, frames_on_demand=False)
        async with BrowserManager(found, options) as browser:
            context, _ = await browser.process_of(account).new_context(None)
            await recorder.listen(context)
            page = await context.new_page()
            await page.goto(workspace.url + _start(workspace))
            ready()
            await _wait_for_end(recorder, lambda: is_over(recording), page, person, within)
            with contextlib.suppress(Error):  # somebody has closed the whole browser
                state = dict(await context.storage_state(indexed_db=True))
                path = workspace.sign_in_of(account)
                await asyncio.to_thread(write_state, path, state)
                if options.profile is None:
                    recording.sign_in = await _sign_in_form(workspace, browser)
        if state is not None and options.profile is not None:
            # A browser with a folder stays signed in: another one is asked.
            plain = replace(options, profile=None, headless=True)
            async with BrowserManager(found, plain) as browser:
                recording.sign_in = await _sign_in_form(workspace, browser)
    recording.questions = [NativeQuestion(*each) for each in recorder.questions]
    if not recording.steps:
        raise NeedsPerson(
            f"{account}: nobody signed in as {complainant}",
            hint="run it again, and sign in in its window",
            sent=False,
        )
    return recording, state


def _words(workspace: Workspace) -> dict[str, list[str]]:
    """What stands beside controls and is no part of their labels."""
    known = (workspace.profile, load_profile(DICTIONARY))
    keys = {
        "required": "mark.required",
        "remove": "button.remove_file",
        "upload": "button.upload",
    }
    return {
        word: [label for profile in known for label in profile.labels.get(key, ())]
        for word, key in keys.items()
    }


def _start(workspace: Workspace) -> str:
    """Where the portal begins, below its origin."""
    return f"/{workspace.profile.addresses.get('sign_in', '').lstrip('/')}"


async def _wait_for_end(
    recorder: Recorder,
    is_over: Callable[[], bool],
    page: Page,
    person: Callable[[Page], Awaitable[None]] | None,
    within: float,
) -> None:
    """Until it is over, the window is closed, or so many seconds have passed."""
    acting = None if person is None else asyncio.ensure_future(person(page))
    try:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(within):
                while not is_over() and not page.is_closed():
                    if acting is not None and acting.done():
                        acting.result()
                        break
                    await _next_change(recorder, acting)
    finally:
        if acting is not None and not acting.done():
            acting.cancel()
    # The last page may still be fetching what it shows.
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(_SETTLES):
            while True:
                recorder.changed.clear()
                await recorder.changed.wait()


async def _next_change(recorder: Recorder, acting: asyncio.Future[None] | None) -> None:
    """Until something is told, or whoever acts has ended."""
    recorder.changed.clear()
    waiting = asyncio.ensure_future(recorder.changed.wait())
    either: set[asyncio.Future[Any]] = {waiting}
    either |= {acting} if acting is not None else set()
    try:
        await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED)
    finally:
        waiting.cancel()


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
