"""Signing in: once for an account, whatever the number of its sessions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipp_bot.errors import NeedsPerson, SessionExpired
from ipp_bot.manifest import same_name
from ipp_bot.pages import SignIn, UserCenter

if TYPE_CHECKING:
    from ipp_bot.browser import Tab
    from ipp_bot.flows.account_session import AccountSession

__all__ = ["ensure_signed_in", "sign_in_again"]

TOO_MANY = 6
"""Sign-ins of one account within an hour after which somebody else must be using it."""
HOUR = 3600.0
TRIES = 3
"""How often a session that ends is taken up anew: another run may sign in at the same moment."""


async def ensure_signed_in(office: AccountSession, page: Tab) -> None:
    """Makes sure that the account is signed in and is whom the settings say.

    A saved session is tried first; looking at User Center is the cheap proof that it still works.

    Raises:
        WrongPassword, SignInNeedsPerson: nobody is signed in.
        NeedsPerson: the portal shows another complainant than the settings; nothing is filed.
    """
    for last in (*[False] * TRIES, True):
        if office.signed_in_as is not None:
            return
        seen = office.desk.epoch
        try:
            home = await UserCenter.open(page, office.portal)
        except SessionExpired:
            if last:
                raise
            await sign_in_again(office, page, seen)
        else:
            _check_complainant(office, await home.complainant())
            return


async def sign_in_again(office: AccountSession, page: Tab, seen: int) -> None:
    """Signs in, unless another session has done so since `seen` (the epoch when it was lost).

    It may have been another process: what that one saved is tried before signing in once more.
    """
    async with office.desk.sign_in_lock:
        office.portal.signed_in_anew()
        if await office.desk.catch_up(page) or office.desk.epoch != seen:
            return
        if await office.desk.look_for_sign_in():
            await office.desk.catch_up(page)
            return
        now = office.clock.monotonic()
        if sum(now - when < HOUR for when in office.sign_ins) >= TOO_MANY:
            raise NeedsPerson(
                f"{office.account}: signed out {TOO_MANY} times within an hour; "
                "another program or person seems to use this account",
                hint="stop the other one, then run submit again",
                sent=False,
            )
        office.say("", "signing in")
        password = office.password()
        office.desk.hide(password)
        door = await SignIn.open(page, office.portal)
        home = await door.sign_in(office.username, password)
        office.sign_ins.append(office.clock.monotonic())
        await office.desk.save_state(page)
        _check_complainant(office, await home.complainant())


def _check_complainant(office: AccountSession, shown: str) -> None:
    if not same_name(shown, office.complainant):
        raise NeedsPerson(
            f"{office.account}: the portal shows the complainant {shown!r}, "
            f"the settings say {office.complainant!r}",
            hint=f"mend accounts.{office.account}.complainant in ipp-bot.yaml, or sign in with "
            "another user name",
            sent=False,
        )
    office.signed_in_as = shown
