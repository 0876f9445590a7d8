"""The sign-in page: the one place where a password is typed."""

from __future__ import annotations

import asyncio
import contextlib
import time
from typing import TYPE_CHECKING, cast

from playwright.async_api import Error
from playwright.async_api import TimeoutError as PlaywrightTimeoutError

from ipp_bot.browser.credentials import CredentialForm
from ipp_bot.browser.dom.client import PageScripts, scripts_in
from ipp_bot.browser.dom.results import Missed
from ipp_bot.errors import (
    IppBotError,
    PageBroken,
    PortalChanged,
    SignInNeedsPerson,
    UsageError,
    WrongPassword,
)
from ipp_bot.forms.wizard_steps import missing_button_error
from ipp_bot.pages.user_center import UserCenter
from ipp_bot.profile.origins import origin_of
from ipp_bot.site.page import Page
from ipp_bot.site.page_state import PageState, page_error
from ipp_bot.site.playwright_errors import verb
from ipp_bot.site.portal import PageKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from playwright.async_api import Frame

    from ipp_bot.browser.credentials import Typing
    from ipp_bot.browser.dom.results import SignInAnswer

__all__ = ["SignIn"]

_FINE = 200
"""The HTTP status of a page that is there."""
_TRIES = 3
_REDRAWN = 0.1
"""Seconds after which a form that lacks a field is looked at again."""


class SignIn(Page):
    """User name and password; sliders and codes are for people."""

    kind = PageKind.SIGN_IN

    @verb
    async def sign_in(self, username: str, password: str) -> UserCenter:
        """Sign in, and return the User Center.

        WrongPassword if the portal refuses, SignInNeedsPerson where it asks for a slider or a code.
        UsageError, with nothing typed, if the form or where it leads is not at an origin that the
        profile names for signing in; the same where the password was about to be sent elsewhere, or
        where the page has sent it there past the fence.
        """
        self._require_named_origin(self.tab.address)
        if self.tab.stop_tracing is not None:
            await self.tab.stop_tracing()
        await self._require_no_challenge()
        await self._show_password_form()
        form = CredentialForm(self.tab, self._frame(), self.portal.origins.sign_in)
        try:
            async with form.fence(password):
                home = await self._enter(form, username, password)
        except (Error, IppBotError):
            if form.escaped:
                raise _escaped_error(form.escaped) from None
            if form.stopped:
                raise _stopped_error(form.stopped) from None
            raise
        if form.escaped:
            raise _escaped_error(form.escaped)
        return home

    async def _enter(self, form: CredentialForm, username: str, password: str) -> UserCenter:
        """Type both, click the button, and wait for what the portal answers."""
        await self._type(form, username, password)
        await self.scripts.reset_click_baseline()
        button = {"what": "button", "labels": self.labels("sign_in.button")}
        try:
            await self.navigator.click(button, goes_on=True)
        except PlaywrightTimeoutError:
            raise await missing_button_error(self, "sign_in.button") or self._missing_control_error(
                "sign_in.button"
            ) from None
        return await self._wait_for_answer()

    @verb
    async def wait_for_person(self, within: float) -> UserCenter:
        """Wait up to so many seconds until a person has signed in in this window."""
        frame = self._frame() if self.tab.in_frame else None
        self.tab.use_document(None)
        # These scripts take a form to sign in with in a frame for no end of a session: it is what
        # the person is at.
        deadline = self.portal.profile.timings.navigation
        scripts = PageScripts(self.tab, self.portal.probe, deadline=deadline)
        arriving = asyncio.ensure_future(
            scripts.page_arrived([PageKind.USER_CENTER], [PageKind.IPR_MANAGEMENT], within=within)
        )
        waits = [arriving, asyncio.ensure_future(self._gone(frame))] if frame else [arriving]
        try:
            await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
            seen = arriving.result() if arriving.done() else None
        finally:
            for task in waits:
                task.cancel()
            await asyncio.gather(*waits, return_exceptions=True)
        if seen is not None and not isinstance(seen, Missed):
            state = PageState.of(seen)
            if state.kind is PageKind.USER_CENTER:
                return UserCenter(self.tab, self.portal, state)
        return await UserCenter.open(self.tab, self.portal)

    @verb
    async def shows_unknown_page(self) -> bool:
        """Whether the portal shows a page that the profile does not know, without an error.

        Such as one that wants the person's identity checked.
        """
        self.tab.use_document(None)
        state = PageState.of(await self.scripts.page_state())
        unknown = state.kind is None and state.status == _FINE and not state.browser_error
        return unknown and not await self._asks_in_a_frame()

    async def _gone(self, frame: Frame) -> None:
        """Wait until the frame is taken away."""
        while not frame.is_detached():
            changed = self.tab.frames_changed
            await changed.wait()

    async def _asks_in_a_frame(self) -> bool:
        """Whether the form to sign in with stands in a frame: nobody is signed in any more."""
        for frame in self.tab.other_frames():
            if self.portal.signs_in_at(frame.url):
                seen = PageState.of(await scripts_in(frame, self.scripts).page_state())
                if seen.kind is PageKind.SIGN_IN:
                    return True
        return False

    def _frame(self) -> Frame:
        """The frame that bears the form."""
        document = self.tab.document
        return self.tab.page.main_frame if document is self.tab.page else cast("Frame", document)

    async def _show_password_form(self) -> None:
        """Bring the form for a password to the front, where another way to sign in stands there."""
        tab = {"what": "button", "labels": self.labels("sign_in.by_password"), "anywhere": True}
        if (await self.scripts.aim_click(tab)).ready:
            await self.navigator.click(tab)

    async def _type(self, form: CredentialForm, username: str, password: str) -> None:
        """Type both; again where a dialog that came up took them."""
        for _ in range(_TRIES):
            done = await self._type_once(form, username, password)
            if done.refused:
                raise _origin_error(done.refused)
            if done.absent:
                raise self._missing_control_error(f"sign_in.{done.absent}")
            if done.typed:
                return
            await self.navigator.close_dialogs()
        raise PageBroken("The sign-in page does not keep what is typed.", sent=False)

    async def _type_once(self, form: CredentialForm, username: str, password: str) -> Typing:
        """What came of typing, once both fields are there: a form may draw itself anew."""
        until = time.monotonic() + self.portal.profile.timings.action
        while True:
            done = await form.type(
                username,
                password,
                name_labels=self.labels("sign_in.username"),
                labels=self.labels("sign_in.password"),
            )
            if not done.absent or time.monotonic() > until:
                return done
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self.tab.frames_changed.wait(), _REDRAWN)
            # on a busy page what leads to the form may not have taken the first click
            await self._show_password_form()

    def _missing_control_error(self, key: str) -> PortalChanged:
        return PortalChanged(
            f"The sign-in page shows nothing that is called “{self.labels(key)[0]}”.",
            hint=f"add what the page calls it to `labels.{key}` of the profile",
            sent=False,
        )

    def _require_named_origin(self, address: str) -> None:
        if not self.portal.signs_in_at(address):
            raise _origin_error(origin_of(address) or address)

    async def _require_no_challenge(self) -> None:
        met = await self.scripts.sign_in_challenge(
            self.labels("sign_in.slider"), self.labels("sign_in.code")
        )
        if met:
            raise SignInNeedsPerson(
                f"The sign-in page shows a {met}, which only a person can pass.",
                hint=f"run `ipp-bot login {self.tab.account}`",
                sent=False,
            )

    async def _wait_for_answer(self) -> UserCenter:
        """The User Center, or the error for a refusal, a challenge or another page."""
        framed = self.tab.in_frame
        seen = await self._answer()
        if seen is None:
            return await UserCenter.open(self.tab, self.portal)
        state = PageState.of(seen.shown)
        if seen.wrong:
            raise WrongPassword(
                f"The portal does not take user name and password: “{seen.wrong}”.",
                hint="correct the account's password",
                sent=False,
            )
        await self._require_no_challenge()
        if framed and state.kind is not PageKind.SIGN_IN:
            return await UserCenter.open(self.tab, self.portal)
        if state.kind is PageKind.SIGN_IN and state.notices:
            raise SignInNeedsPerson(
                f"The sign-in page says: “{state.notices[0]}”.",
                hint=f"run `ipp-bot login {self.tab.account}`",
                sent=False,
            )
        if error := page_error(state, self.tab, tuple(PageKind)):
            raise error
        if state.kind is PageKind.USER_CENTER:
            return UserCenter(self.tab, self.portal, await self.navigator.wait_for_page(state.kind))
        # Signed in on the way to another page: the menu is there as well.
        return await UserCenter.open(self.tab, self.portal)

    async def _answer(self) -> SignInAnswer | None:
        """What the form's document answers; None if its frame is gone: the page goes on."""
        in_frame = self.tab.in_frame
        scripts = scripts_in(self._frame(), self.scripts) if in_frame else self.scripts
        try:
            return await scripts.sign_in_answered(
                self.labels("sign_in.wrong"),
                self.labels("sign_in.slider"),
                self.labels("sign_in.code"),
                within=self.portal.profile.timings.navigation,
            )
        except Error:
            if in_frame and not self.tab.in_frame:
                return None
            raise


def _origin_error(origin: str) -> UsageError:
    return UsageError(
        f"The form to sign in with belongs to {origin}, which is not among `origins.sign_in`; "
        "no password was typed.",
        hint="check portal.url in ipp-bot.yaml; if the portal signs in there, add the address to "
        "`origins.sign_in` of the profile or of portal: in ipp-bot.yaml",
        sent=False,
    )


def _escaped_error(origins: Sequence[str]) -> UsageError:
    return UsageError(
        f"The sign-in page has sent the password to {', '.join(dict.fromkeys(origins))}, which is "
        "not among `origins.sign_in`, in a way that could not be stopped.",
        hint="change the password; if the portal signs in there, add the address to "
        "`origins.sign_in`",
        sent=False,
    )


def _stopped_error(origins: Sequence[str]) -> UsageError:
    return UsageError(
        f"The sign-in page was about to send the password to {', '.join(dict.fromkeys(origins))}, "
        "which is not among `origins.sign_in`; the request was stopped and the password did not "
        "get there.",
        hint="if the portal signs in there, add the address to `origins.sign_in`",
        sent=False,
    )
