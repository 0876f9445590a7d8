"""Signing in: by password only, at the portal only, and never past an obstacle."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING

import pytest

from ipp_bot.errors import (
    PortalDown,
    SessionExpired,
    SignInNeedsPerson,
    UsageError,
    WrongPassword,
)
from ipp_bot.pages import IprManagement, SignIn, UserCenter
from ipp_bot.site import Portal
from tests.flows.pages.conftest import IN_TIME

if TYPE_CHECKING:
    from pathlib import Path

    from ipp_bot.browser import BrowserManager
    from ipp_bot.profile import Profile
    from tests.conftest import Run
    from tests.flows.pages.conftest import Visitor


PASSWORD = "acme-pass1"


def _enter(visitor: Visitor, password: str = PASSWORD) -> str:
    async def story() -> str:
        async with visitor.page_pool.tab("door") as page:
            sign_in_page = await SignIn.open(page, visitor.portal)
            home = await sign_in_page.sign_in("acme", password)
            return await home.complainant("")

    return str(visitor.run(story))


def test_the_user_center_names_the_complainant(visitor: Visitor) -> None:
    assert _enter(visitor) == "Acme Rights Agency Ltd."


@pytest.mark.ipp_portal(lang="zh")
def test_in_chinese_too(visitor: Visitor) -> None:
    assert _enter(visitor) == "Acme Rights Agency Ltd."
    visitor.run(visitor.page_pool.forget_state)
    with pytest.raises(WrongPassword):
        _enter(visitor, "wrong-pass9")


def test_a_wrong_password_is_told_in_the_portals_words(visitor: Visitor) -> None:
    with pytest.raises(WrongPassword, match="incorrect") as caught:
        _enter(visitor, "wrong-pass9")
    assert "wrong-pass9" not in str(caught.value)
    assert visitor.process.stats()["sign_ins"] == 0


@pytest.mark.parametrize(("kind", "word"), [("slider", "slider"), ("email_code", "code")])
def test_what_only_a_person_can_pass_stops(visitor: Visitor, kind: str, word: str) -> None:
    visitor.process.faults({"at": "sign_in", "kind": kind})
    with pytest.raises(SignInNeedsPerson, match=word):
        _enter(visitor)


def test_a_person_passes_and_the_session_is_kept(visitor: Visitor) -> None:
    visitor.process.faults({"at": "sign_in", "kind": "slider"})

    async def story() -> str:
        async with visitor.page_pool.tab("window") as page:
            sign_in_page = await SignIn.open(page, visitor.portal)
            with pytest.raises(SignInNeedsPerson):
                await sign_in_page.sign_in("acme", "acme-pass1")
            visitor.process.call("POST", "person", {"account": "acme"})
            home = await sign_in_page.wait_for_person(IN_TIME)
            return await home.complainant("")

    assert visitor.run(story) == "Acme Rights Agency Ltd."


def test_nobody_signed_in_is_asked_to(visitor: Visitor) -> None:
    async def story() -> None:
        async with visitor.page_pool.tab("nobody") as page:
            await UserCenter.open(page, visitor.portal)

    with pytest.raises(SessionExpired):
        visitor.run(story)


def test_credentials_are_typed_nowhere_else(visitor: Visitor, profile: Profile) -> None:
    elsewhere = Portal(profile, visitor.portal.url.replace("127.0.0.1", "localhost"))

    async def story() -> None:
        async with visitor.page_pool.tab("phish") as page:
            sign_in_page = await SignIn.open(page, visitor.portal)
            sign_in_page.portal = elsewhere
            await sign_in_page.sign_in("acme", "acme-pass1")

    with pytest.raises(UsageError, match="no password was typed"):
        visitor.run(story)


def test_nobody_answers(visitor: Visitor, profile: Profile) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        nowhere = Portal(profile, f"http://127.0.0.1:{closed.getsockname()[1]}")

        async def story() -> None:
            async with visitor.page_pool.tab("down") as page:
                await SignIn.open(page, nowhere)

        with pytest.raises(PortalDown):
            visitor.run(story)


def test_a_saved_sign_in_serves_the_next_run(
    run: Run, host: BrowserManager, visitor: Visitor, tmp_path: Path
) -> None:
    state = tmp_path / "sessions" / "acme.json"
    first = run(host.page_pool, f"first-{tmp_path.name}", state)
    second_name = f"second-{tmp_path.name}"

    async def enter() -> None:
        async with first.tab() as page:
            sign_in_page = await SignIn.open(page, visitor.portal)
            await sign_in_page.sign_in("acme", "acme-pass1")
            await first.save_state(page)

    async def again() -> str:
        pool = await host.page_pool(second_name, state)
        async with pool.tab() as page:
            await IprManagement.open(page, visitor.portal)
            return await (await UserCenter.open(page, visitor.portal)).complainant("")

    run(enter)
    assert state.stat().st_mode & 0o077 == 0
    assert run(again) == "Acme Rights Agency Ltd."
    assert visitor.process.stats()["sign_ins"] == 1
