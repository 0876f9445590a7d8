"""Making a bundle of a visit, and reading one offline with a profile."""

from __future__ import annotations

import asyncio
import datetime as dt
import os
import re
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from playwright.async_api import Error

from ipp_bot.browser import BrowserManager, BrowserOptions, Tab, find_browser
from ipp_bot.browser.dom.client import PageScripts
from ipp_bot.browser.storage_state import secrets_of
from ipp_bot.errors import IppBotError
from ipp_bot.forms.snapshot import FormSnapshot
from ipp_bot.ledger import FilingFilter
from ipp_bot.manifest import Frozen
from ipp_bot.pages import IprManagement
from ipp_bot.profile import Kind, folded
from ipp_bot.site import Portal
from ipp_bot.site.page_state import PageState
from ipp_bot.watch.bundle import Bundle, BundleStep, LearnedPage, packed
from ipp_bot.watch.emptying import Emptier, Secret, words_of

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    from playwright.async_api import Page, Route

    from ipp_bot.browser.recorder import EmptiedDocument
    from ipp_bot.ledger import Ledger
    from ipp_bot.profile import Profile
    from ipp_bot.watch import Recording, Step
    from ipp_bot.workspace import Workspace

__all__ = [
    "BundleReading",
    "make_bundle",
    "new_bundle_path",
    "read_bundle",
    "secrets_of_visit",
    "steps_to_keep",
]

_ADDRESS = "https://bundle.invalid"
"""Where a bundle's documents seem to lie: nothing is asked of any server."""
_STYLES = "/styles/"
_ONE_PAGE = {"details", "ipr_submission"}
_MOST_STEPS = 80
_QUALITY = 70
_SHORTEST_COOKIE = 8
"""Characters: shorter ones are a language or a flag, which stands in many words."""
_LOADED = 15.0
"""Seconds that a document without scripts may take to be shown."""


# ---------------------------------------------------------------------- what must not be in it


def secrets_of_visit(
    workspace: Workspace, ledger: Ledger, account: str, state: Mapping[str, Any] | None
) -> tuple[Secret, ...]:
    """Whatever is somebody's: the account, all of its filings, cookies, tokens, the password."""
    settings = workspace.account(account)
    found = [
        Secret(settings.complainant, "complainant"),
        Secret(settings.username, "user name"),
        Secret(os.environ.get(settings.password_env or "", ""), "password"),
    ]
    kept = dict(state) if state else {}
    cookies = [str(cookie.get("value", "")) for cookie in kept.get("cookies", ())]
    found += [
        Secret(text, "cookie or token")
        for text in (*secrets_of(kept), *cookies)
        if len(text) >= _SHORTEST_COOKIE
    ]
    for filing in ledger.filings(FilingFilter(account=account)):
        found.append(Secret(filing.number or "", "IPR number"))
        found += _secrets_of(Frozen.model_validate_json(filing.entry), workspace.profile)
    return tuple(dict.fromkeys(one for one in found if one.text.strip()))


def _secrets_of(frozen: Frozen, profile: Profile) -> Iterator[Secret]:
    """What an entry says; its tokens are words of the manifest, and nobody's."""
    yield Secret(frozen.client, "client")
    yield Secret(frozen.ref, "ref")
    yield Secret(frozen.title, "name")
    yield Secret(frozen.holder, "holder")
    kinds = {field.key: field.kind for form in profile.forms for field in form.fields}
    for key, value in frozen.values.items():
        for text in (value,) if isinstance(value, str) else value:
            if kinds.get(key) is Kind.DATE:
                yield from (Secret(written, key) for written in _written(text))
            elif kinds.get(key) in (Kind.TEXT, Kind.TEXTAREA, None):
                yield Secret(text, key)
    for slot, files in frozen.uploads().items():
        yield from (Secret(file.name, slot) for file in files)


def _written(day: str) -> Iterator[str]:
    """An ISO day as portals write it; () of what is none."""
    if not re.fullmatch(r"\d{4}-\d\d-\d\d", day):
        return
    year, month, date = day.split("-")
    for sign in "-/.":
        yield sign.join((year, month, date))
        yield sign.join((date, month, year))
        yield sign.join((month, date, year))
    yield f"{year}年{month}月{date}日"
    yield f"{year}年{int(month)}月{int(date)}日"


# ---------------------------------------------------------------------- making one


def steps_to_keep(recording: Recording) -> list[Step]:
    """Clicks and entries, and of the states of a document the last one before the next of them."""
    kept: list[Step] = []
    for step in recording.steps:
        if step.document is None:
            continue
        same = kept and kept[-1].page.address == step.page.address
        if same and kept[-1].action is None and kept[-1].frame == step.frame:
            kept.pop()
        kept.append(step)
    return kept[-_MOST_STEPS:]


async def make_bundle(
    recording: Recording,
    learned: Callable[[Step], LearnedPage],
    secrets: Sequence[Secret],
    profiles: Sequence[Profile],
    *,
    form: str = "",
    missed: tuple[str, ...] = (),
    assumed: tuple[str, ...] = (),
) -> bytes:
    """The bundle of a visit as a .zip; `profiles` say which words are the portal's own.

    Raises:
        SecretFound: it would hold one of the secrets.
    """
    emptier = Emptier(secrets, words_of(*profiles))
    styles: dict[str, str] = {}
    steps = [
        _step(step, step.document, learned(step), emptier, styles)
        for step in steps_to_keep(recording)
        if step.document is not None
    ]
    async with _offline(styles) as show:
        drawn = []
        for step in steps:
            page = await show(step.document)
            outline = await page.locator("body").aria_snapshot(boxes=True)
            picture = await page.screenshot(type="jpeg", quality=_QUALITY, full_page=True)
            drawn.append(replace(step, outline=f"{emptier.text(outline)}\n", picture=picture))
    bundle = Bundle(profiles[0].name, form, tuple(drawn), styles, missed, assumed)
    return await asyncio.to_thread(packed, bundle, secrets)


def _step(
    step: Step,
    document: EmptiedDocument,
    learned: LearnedPage,
    emptier: Emptier,
    styles: dict[str, str],
) -> BundleStep:
    """The emptied step; its styles are added to `styles` unless they are there."""
    name = f"{sha256(document.css.encode()).hexdigest()[:16]}.css"
    if name not in styles:
        styles[name] = emptier.styles(document.css)
    action = step.action
    done: dict[str, Any] | None = None
    if action is not None:
        done = {
            "what": action.what,
            "role": action.role,
            "name": emptier.text(action.name),
            "label": emptier.text(action.label),
            "kind": action.kind,
            "required": action.required,
            "options": [emptier.text(words) for words in action.options],
            "dialog": action.dialog,
        }
    return BundleStep(
        at=step.at,
        address=emptier.address(step.top),
        frame=emptier.address(step.frame) if step.frame else "",
        action=done,
        learned=learned,
        document=emptier.document(document.tree, f"{_STYLES}{name}"),
        styles=name,
    )


@asynccontextmanager
async def _offline(styles: Mapping[str, str]) -> AsyncIterator[Callable[[str], Any]]:
    """Shows documents in a browser that reaches nothing."""
    options = BrowserOptions(frames_on_demand=False, fence=True)
    async with BrowserManager(find_browser(), options) as browser:
        context, _ = await browser.process.new_context(None)
        page = await context.new_page()
        documents: dict[str, str] = {}

        async def answer(route: Route) -> None:
            path = urlsplit(route.request.url).path
            css = styles.get(path.removeprefix(_STYLES))
            if css is not None:
                await route.fulfill(body=css, content_type="text/css; charset=utf-8")
                return
            document = documents.get(route.request.url)
            if document is None:
                await route.abort()
            else:
                await route.fulfill(body=document, content_type="text/html; charset=utf-8")

        await context.route("**/*", answer)

        async def show(document: str) -> Page:
            address = f"{_ADDRESS}/{len(documents)}"
            documents[address] = document
            await page.goto(address, timeout=_LOADED * 1000)
            return page

        yield show


# ---------------------------------------------------------------------- reading one


@dataclass(slots=True)
class BundleReading:
    """What a profile finds in a bundle, and what it misses."""

    found: list[str] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)

    def note(self, words: str, *, found: bool) -> None:
        """Notes one thing that the visit had found, once."""
        (self.found if found else self.missed).append(words)


async def read_bundle(bundle: Bundle, profile: Profile) -> BundleReading:
    """The client's reading of every document of the bundle, compared with what the visit found."""
    reading = BundleReading()
    portal = Portal(profile, _ADDRESS)
    fields = {one.key: one for one in profile.form(bundle.form).fields} if bundle.form else {}
    async with _offline(bundle.styles) as show:
        for step in bundle.steps:
            page = await show(step.document)
            tab = Tab(page, account="")
            seconds = profile.timings.action
            scripts = PageScripts(tab, portal.probe, deadline=seconds)
            state = PageState.of(await scripts.page_state())
            learned, where = step.learned, f"step {step.at}"
            if learned.kind:
                kind = state.kind.value if state.kind else "no page"
                words = f"{where}: the page {learned.kind}"
                # A form of one page is where an entry is begun, until it has its number.
                alike = _ONE_PAGE if profile.steps.one_page else set()
                is_read = kind == learned.kind or {kind, learned.kind} <= alike
                more = "" if is_read else f" (read as {kind})"
                reading.note(words + more, found=not more)
            snapshot = FormSnapshot.of(await scripts.form_snapshot(portal.upload_marks))
            for key, label in learned.fields.items():
                there = _shows(snapshot, fields.get(key), portal, key)
                reading.note(f"{where}: {key} “{label}”", found=there)
            for key, name in learned.buttons.items():
                labels = map(folded, portal.labels(key))
                reading.note(f"{where}: {key} “{name}”", found=folded(name) in labels)
            if learned.columns:
                columns = await _columns(IprManagement(tab, portal, state))
                for key, head in learned.columns.items():
                    reading.note(f"{where}: the column {key} “{head}”", found=key in columns)
    return reading


def _shows(snapshot: FormSnapshot, own: Any, portal: Portal, key: str) -> bool:  # noqa: ANN401
    if own is not None:
        return bool(snapshot.controls_of(own))
    labels = {folded(label) for label in portal.labels(f"{key}.label")}
    return any(folded(control.label) in labels for control in snapshot.controls)


async def _columns(management: IprManagement) -> frozenset[str]:
    try:
        seen = await management.first_page()
    except (IppBotError, Error):
        return frozenset()
    return frozenset(key for row in seen.rows or () for key in row.values)


def new_bundle_path(workspace: Workspace) -> Path:
    """Where the next bundle is written."""
    stamp = dt.datetime.now(dt.UTC).strftime("%Y%m%dT%H%M%S%f")[:-3]
    return workspace.folder("bundles") / f"{stamp}.zip"
