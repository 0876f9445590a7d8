"""Signing in: once for an account, whatever the number of its sessions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipp_bot.errors import (
    NeedsPerson,
    PageBroken,
    PortalError,
    SessionExpired,
    SignInNeedsPerson,
)
from ipp_bot.manifest import same_name
from ipp_bot.pages import SignIn, UserCenter
from ipp_bot.reached import RareState, reached

if TYPE_CHECKING:
    from ipp_bot.browser import Tab
    from ipp_bot.flows.account_session import AccountSession

__all__ = ["ensure_signed_in", "sign_in_again"]

TOO_MANY = 6
"""Sign-ins of one account within an hour after which somebody else must be using it."""
HOUR = 3600.0
TRIES = 3
"""How often a session that ends is taken up anew: another run may sign in at the same moment."""


async def ensure_signed_in(session: AccountSession, tab: Tab) -> None:
    """Makes sure that the account is signed in and is whom the settings say.

    A saved session is tried first; looking at User Center is the cheap proof that it still works.

    Raises:
        WrongPassword, SignInNeedsPerson: nobody is signed in.
        NeedsPerson: the portal shows another complainant than the settings; nothing is filed.
    """
    for last in (*[False] * TRIES, True):
        if session.signed_in_as is not None:
            return
        seen = session.page_pool.sign_in_version
        try:
            home = await UserCenter.open(tab, session.portal)
        except SessionExpired:
            if last:
                raise
            await sign_in_again(session, tab, seen)
        else:
            await _check_complainant(session, await home.complainant(session.account.complainant))
            return


async def sign_in_again(session: AccountSession, tab: Tab, seen: int) -> None:
    """Signs in, unless another session has done so since `seen` (the epoch when it was lost).

    It may have been another process: what that one saved is tried before signing in once more.
    """
    async with session.page_pool.sign_in_lock:
        session.portal.forget_documents()
        if await session.page_pool.catch_up(tab) or session.page_pool.sign_in_version != seen:
            return
        if await session.page_pool.look_for_sign_in():
            reached(RareState.SIGN_IN_TAKEN_UP)
            await session.page_pool.catch_up(tab)
            return
        now = session.clock.monotonic()
        if sum(now - when < HOUR for when in session.sign_ins) >= TOO_MANY:
            raise NeedsPerson(
                f"{session.account.name}: signed out {TOO_MANY} times within an hour; "
                "another program or person seems to use this account",
                hint="stop the other one, then run submit again",
                sent=False,
            )
        session.progress("", "signing in")
        password = session.account.password()
        session.page_pool.hide(password)
        sign_in_page = await SignIn.open(tab, session.portal)
        try:
            home = await sign_in_page.sign_in(session.account.username, password)
        except SignInNeedsPerson as need:
            home = await _signed_in_by_person(session, sign_in_page, need)
        except PageBroken:
            if not session.person_seconds or not await sign_in_page.shows_unknown_page():
                raise
            unknown = SignInNeedsPerson(
                "After signing in the portal shows a page that the profile does not know",
                hint=f"run `ipp-bot login {session.account.name}`",
                sent=False,
            )
            home = await _signed_in_by_person(session, sign_in_page, unknown)
        if session.sign_ins or session.signed_in_as is not None:
            reached(RareState.SIGNED_IN_AGAIN)
        session.sign_ins.append(session.clock.monotonic())
        await session.page_pool.save_state(tab)
        await _check_complainant(session, await home.complainant(session.account.complainant))


async def _signed_in_by_person(
    session: AccountSession, page: SignIn, need: SignInNeedsPerson
) -> UserCenter:
    """The User Center, once a person has passed in the window what the portal asks.

    The account waits for that, others go on. `need` where there is no window, or nobody came.
    """
    if not session.person_seconds:
        raise need
    reached(RareState.PERSON_AWAITED)
    session.progress(
        "",
        f"waiting for you: {need.message.rstrip('.')}. Pass it in the window and finish signing in "
        f"there, within {session.person_seconds / 60:.0f} min",
        notable=True,
    )
    await page.tab.show()
    try:
        home = await page.wait_for_person(session.person_seconds)
    except PortalError as error:
        raise need from error
    session.progress("", "signed in; the run goes on", notable=True)
    return home


async def _check_complainant(session: AccountSession, shown: str) -> None:
    if not same_name(shown, session.account.complainant):
        raise NeedsPerson(
            f"{session.account.name}: the portal shows the complainant {shown!r}, "
            f"the settings say {session.account.complainant!r}",
            hint=f"mend accounts.{session.account.name}.complainant in ipp-bot.yaml, "
            "or sign in with another user name",
            sent=False,
        )
    await session.on_identified(shown)
    session.signed_in_as = shown
