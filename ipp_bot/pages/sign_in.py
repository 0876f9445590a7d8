"""The sign-in page: the one place where a password is typed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.async_api import TimeoutError as PlaywrightTimeoutError

from ipp_bot.errors import PageBroken, PortalChanged, SignInNeedsPerson, UsageError, WrongPassword
from ipp_bot.forms.wizard_steps import missing_button
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
        """Sign in; WrongPassword, or SignInNeedsPerson where a slider or a code is asked for."""
        await self._only_at_home()
        if self.tab.stop_tracing is not None:
            await self.tab.stop_tracing()
        await self._stop_for_people()
        await self._enter({"sign_in.username": username, "sign_in.password": password})
        await self.ask("remark")
        button = {"what": "button", "labels": self.labels("sign_in.button")}
        try:
            await self.navigator.click(button, goes_on=True)
        except PlaywrightTimeoutError:
            raise await missing_button(self, "sign_in.button") or self._lacks(
                "sign_in.button"
            ) from None
        return await self._judge()

    @verb
    async def wait_for_person(self, within: float) -> UserCenter:
        """Wait until a person has signed in in this window."""
        seen = await self.navigator.wait(
            "arrived", within, wanted=[PageKind.USER_CENTER], instead=[PageKind.IPR_MANAGEMENT]
        )
        state = PageState.of(seen)
        if state.kind is PageKind.USER_CENTER:
            return UserCenter(self.tab, self.portal, state)
        return await UserCenter.open(self.tab, self.portal)

    async def _enter(self, values: Mapping[str, str]) -> None:
        """Type all, and again where a dialog that came up took the keys: they are looked at."""
        for _ in range(_TRIES):
            for key, value in values.items():
                self.tab.round_trips += 1
                try:
                    await self._field(key).fill(value, timeout=self.action_timeout_ms)
                except PlaywrightTimeoutError:
                    raise self._lacks(key) from None
            self.tab.round_trips += len(values)
            kept = [
                await self._field(key).input_value(timeout=self.action_timeout_ms) for key in values
            ]
            if kept == list(values.values()):
                return
            await self.navigator.close_dialogs()
        raise PageBroken("The sign-in page does not keep what is typed.", sent=False)

    def _lacks(self, key: str) -> PortalChanged:
        return PortalChanged(
            f"The sign-in page shows nothing that is called “{self.labels(key)[0]}”.",
            hint=f"add what the page calls it to `labels.{key}` of the profile",
            sent=False,
        )

    def _field(self, key: str) -> Locator:
        return self.locator("control", self.labels(key)).first

    async def _only_at_home(self) -> None:
        if not self.portal.owns(self.tab.page.url):
            raise UsageError(
                f"The sign-in page is not at {self.portal.origin}; no password was typed.",
                hint="check portal.url in ipp-bot.yaml",
                sent=False,
            )

    async def _stop_for_people(self) -> None:
        met = await self.ask(
            "obstacles",
            slider=list(self.labels("sign_in.slider")),
            code=list(self.labels("sign_in.code")),
        )
        if met["met"]:
            raise SignInNeedsPerson(
                f"The sign-in page shows a {met['met']}, which only a person can pass.",
                hint=f"run `ipp-bot login {self.tab.account}`",
                sent=False,
            )

    async def _judge(self) -> UserCenter:
        """What came of it: the User Center, a refusal, or an obstacle."""
        seen = await self.navigator.wait(
            "admitted",
            self.portal.profile.timings.navigation,
            wrong=list(self.labels("sign_in.wrong")),
            slider=list(self.labels("sign_in.slider")),
            code=list(self.labels("sign_in.code")),
        )
        state = PageState.of(seen["sight"])
        if seen["wrong"]:
            raise WrongPassword(
                f"The portal does not take user name and password: “{seen['wrong']}”.",
                hint="correct the account's password",
                sent=False,
            )
        await self._stop_for_people()
        if state.kind is PageKind.SIGN_IN and state.notices:
            raise SignInNeedsPerson(
                f"The sign-in page says: “{state.notices[0]}”.",
                hint=f"run `ipp-bot login {self.tab.account}`",
                sent=False,
            )
        if fault := page_error(state, self.tab, tuple(PageKind)):
            raise fault
        if state.kind is PageKind.USER_CENTER:
            return UserCenter(self.tab, self.portal, await self.navigator.wait_for_page(state.kind))
        # Signed in on the way to another page: the menu is there as well.
        return await UserCenter.open(self.tab, self.portal)
