"""The sign-in page: the one place where a password is typed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.async_api import TimeoutError as PlaywrightTimeoutError

from ipp_bot.browser.dom.results import Missed
from ipp_bot.errors import PageBroken, PortalChanged, SignInNeedsPerson, UsageError, WrongPassword
from ipp_bot.forms.wizard_steps import missing_button_error
from ipp_bot.pages.user_center import UserCenter
from ipp_bot.site.page import Page
from ipp_bot.site.page_state import PageState, page_error
from ipp_bot.site.playwright_errors import verb
from ipp_bot.site.portal import PageKind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from playwright.async_api import Locator

__all__ = ["SignIn"]

_TRIES = 3


class SignIn(Page):
    """User name and password; sliders and codes are for people."""

    kind = PageKind.SIGN_IN

    @verb
    async def sign_in(self, username: str, password: str) -> UserCenter:
        """Sign in, and return the User Center.

        WrongPassword if the portal refuses, SignInNeedsPerson where it asks for a slider or a code.
        UsageError, with nothing typed, if the page is not at the portal's own origin.
        """
        await self._require_own_origin()
        if self.tab.stop_tracing is not None:
            await self.tab.stop_tracing()
        await self._require_no_challenge()
        await self._type({"sign_in.username": username, "sign_in.password": password})
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
        seen = await self.scripts.page_arrived(
            [PageKind.USER_CENTER], [PageKind.IPR_MANAGEMENT], within=within
        )
        if not isinstance(seen, Missed):
            state = PageState.of(seen)
            if state.kind is PageKind.USER_CENTER:
                return UserCenter(self.tab, self.portal, state)
        return await UserCenter.open(self.tab, self.portal)

    async def _type(self, values: Mapping[str, str]) -> None:
        """Type the values and read them back; again where a dialog that came up took the keys."""
        for _ in range(_TRIES):
            for key, value in values.items():
                self.tab.round_trips += 1
                try:
                    await self._field(key).fill(value, timeout=self.action_timeout_ms)
                except PlaywrightTimeoutError:
                    raise self._missing_control_error(key) from None
            self.tab.round_trips += len(values)
            kept = [
                await self._field(key).input_value(timeout=self.action_timeout_ms) for key in values
            ]
            if kept == list(values.values()):
                return
            await self.navigator.close_dialogs()
        raise PageBroken("The sign-in page does not keep what is typed.", sent=False)

    def _missing_control_error(self, key: str) -> PortalChanged:
        return PortalChanged(
            f"The sign-in page shows nothing that is called “{self.labels(key)[0]}”.",
            hint=f"add what the page calls it to `labels.{key}` of the profile",
            sent=False,
        )

    def _field(self, key: str) -> Locator:
        return self.locator("control", self.labels(key)).first

    async def _require_own_origin(self) -> None:
        if not self.portal.owns(self.tab.page.url):
            raise UsageError(
                f"The sign-in page is not at {self.portal.origin}; no password was typed.",
                hint="check portal.url in ipp-bot.yaml",
                sent=False,
            )

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
        seen = await self.scripts.sign_in_answered(
            self.labels("sign_in.wrong"),
            self.labels("sign_in.slider"),
            self.labels("sign_in.code"),
            within=self.portal.profile.timings.navigation,
        )
        state = PageState.of(seen.sight)
        if seen.wrong:
            raise WrongPassword(
                f"The portal does not take user name and password: “{seen.wrong}”.",
                hint="correct the account's password",
                sent=False,
            )
        await self._require_no_challenge()
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
