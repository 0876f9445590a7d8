"""Watching a person file one entry by hand: what it tells of the portal, and the record adopted."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from playwright.async_api import Error as PlaywrightError

from ipp_bot.atomic_write import write_atomically
from ipp_bot.errors import IppBotError, Refused
from ipp_bot.ledger import State
from ipp_bot.manifest import Frozen
from ipp_bot.portal_time import day_of
from ipp_bot.profile import folded, load_profile
from ipp_bot.run import adopt_and_drop
from ipp_bot.run.approving import require_approval
from ipp_bot.run.bundles import make_bundle, new_bundle_path, secrets_of_visit
from ipp_bot.run.lease_owners import new_owner_name
from ipp_bot.run.visit import DICTIONARY, WITHIN, record_visit
from ipp_bot.watch import Recording, learn
from ipp_bot.watch.emptying import Secret, words_of
from ipp_bot.watch.known_values import known_values, plainly
from ipp_bot.watch.pages import ends

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence
    from pathlib import Path

    from playwright.async_api import Page

    from ipp_bot.clock import Clock
    from ipp_bot.ledger import Filing, Ledger
    from ipp_bot.manifest import Entry
    from ipp_bot.profile import Profile
    from ipp_bot.watch import Lessons
    from ipp_bot.watch.questions import Ask
    from ipp_bot.workspace import Workspace

__all__ = ["WATCHED", "Watched", "propose", "watch"]

WATCHED = "watched.yaml"
"""The profile that is written beside the settings where they name a shipped one."""


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
    bundle: Path | None
    """What was kept of the portal, without anybody's data; None if `no_bundle` says why not."""
    no_bundle: str


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
        NotApproved: no other person has approved the entry, and that is required.
        NeedsPerson: nobody signed in before the window was closed.
    """
    ledger.require_no_hold()
    if filing.state is State.SUBMITTED:
        raise Refused(
            f"{filing.key.ref} is submitted already: {filing.number}",
            hint="choose another entry with --only",
            sent=False,
        )
    require_approval(workspace, ledger, filing)
    frozen = Frozen.model_validate_json(filing.entry)
    profile, dictionary = workspace.profile, load_profile(DICTIONARY)
    names = {slot: tuple(f.name for f in files) for slot, files in frozen.uploads().items()}
    values = known_values(frozen, profile, dictionary, names)
    statuses = (profile.statuses, dictionary.statuses)
    claim = ledger.claim(filing.id, new_owner_name(), within)
    if claim is None:
        raise Refused(
            f"{filing.key.ref} is in another worker's hands",
            hint=f"ipp-bot status {filing.key.ref}",
            sent=False,
        )
    try:
        recording, state = await record_visit(
            workspace,
            frozen.account,
            lambda recording: ends(recording, values, statuses),
            ready=ready,
            person=person,
            headed=headed,
            within=within,
        )
    finally:
        ledger.release(claim)
    lessons = learn(recording, frozen, values, profile, dictionary, ask, day_of(clock.now()))
    path = await asyncio.to_thread(_write_profile, workspace, lessons)
    filing, why = await _adopt(workspace, ledger, filing, lessons, path, clock=clock)
    secrets = [*secrets_of_visit(workspace, ledger, frozen.account, state)]
    words = words_of(load_profile(path), dictionary)
    secrets += [
        Secret(text, key)
        for text, key in lessons.offered_texts(profile, frozen.form).items()
        if not any(folded(text) in word for word in words)
    ]
    bundle, no_bundle = await _bundle(
        workspace, recording, lessons, secrets, (load_profile(path), dictionary), frozen.form
    )
    return Watched(lessons, path, recording, filing, why, bundle, no_bundle)


async def _bundle(
    workspace: Workspace,
    recording: Recording,
    lessons: Lessons,
    secrets: Sequence[Secret],
    profiles: Sequence[Profile],
    form: str,
) -> tuple[Path | None, str]:
    """Where the bundle was written; or why it was not."""
    try:
        content = await make_bundle(
            recording,
            lessons.page_of,
            secrets,
            profiles,
            form=form,
            missed=lessons.missed,
            assumed=lessons.assumed,
        )
    except (IppBotError, PlaywrightError) as error:
        # The record is adopted and the profile written: these are not lost for want of pictures.
        return None, str(error)
    path = new_bundle_path(workspace)
    await asyncio.to_thread(path.write_bytes, content)
    return path, ""


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
            taught, ledger, filing, lessons.number, clock=clock, was_watched=True
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
