"""Sign-in, sign-out, language."""

from __future__ import annotations

import json
import secrets
from typing import TYPE_CHECKING
from urllib.parse import quote

from starlette.responses import JSONResponse, Response

from mock_portal.core import accounts
from mock_portal.core.challenges import Ask, Challenge, moved_by_hand
from mock_portal.core.errors import Problem, Refused
from mock_portal.faults import At
from mock_portal.gate import LANG_COOKIE, SESSION_COOKIE, VISIT_COOKIE, Call
from mock_portal.lang import LANGUAGES
from mock_portal.skins.classic.render import go, page

if TYPE_CHECKING:
    from starlette.requests import Request

    from mock_portal.models import Session

_HOME = "/uc/index.htm"


def _safe(target: str) -> str:
    """A path of this portal; anything else leads home."""
    local = target.startswith("/") and not target.startswith(("//", "/\\"))
    return target if local else _HOME


async def root(_request: Request, _call: Call) -> Response:
    """The bare address leads to User Center."""
    return go(_HOME)


async def show(request: Request, call: Call) -> Response:
    """The sign-in page."""
    if call.session is not None:
        return go(_safe(request.query_params.get("return", _HOME)))
    return _page(request, call, target=request.query_params.get("return", ""))


def _page(
    request: Request,
    call: Call,
    *,
    target: str,
    name: str = "",
    problem: str = "",
    asked: Challenge | None = None,
) -> Response:
    visit = request.cookies.get(VISIT_COOKIE) or secrets.token_urlsafe(18)
    say = call.portal.words.say
    response = page(
        request, call, "sign_in.html", at=At.SIGN_IN, csrf=visit, target=target, name=name,
        asked=asked.token if asked else "",
        problem=problem, note=say(call.lang, "sign_in.expired") if target else "",
    )  # fmt: skip
    response.set_cookie(VISIT_COOKIE, visit, httponly=True, samesite="lax")
    return response


async def enter(request: Request, call: Call) -> Response:
    """Name and password."""
    name = str(call.form.get("loginId", ""))
    target = str(call.form.get("return", ""))
    try:
        outcome = accounts.sign_in(
            call.portal, name, str(call.form.get("password", "")), target,
            passed=str(call.form.get("passed", "")),
        )  # fmt: skip
    except Refused as refusal:
        problem = call.portal.words.tell(call.lang, refusal.problem)
        return _page(request, call, target=target, name=name, problem=problem)
    if isinstance(outcome, Challenge):
        if outcome.ask is Ask.SLIDER_IN_FRAME:
            return _page(request, call, target=target, name=name, asked=outcome)
        return go(f"/login/check.htm?token={quote(outcome.token)}")
    return _entered(outcome, target)


def _entered(session: Session, target: str) -> Response:
    response = go(_safe(target or _HOME))
    response.set_cookie(SESSION_COOKIE, session.token, httponly=True, samesite="lax")
    return response


async def show_check(request: Request, call: Call) -> Response:
    """The slider or the e-mail code."""
    challenge = call.portal.challenges.find(request.query_params.get("token", ""))
    return _check_page(request, call, challenge, "") if challenge else go("/login.htm")


def _check_page(request: Request, call: Call, challenge: Challenge, problem: str) -> Response:
    account = call.portal.store.account(challenge.username)
    email = account.email if account else ""
    hidden = email[:2] + "***@" + email.partition("@")[2]
    return page(
        request, call, "challenge.html", csrf=request.cookies.get(VISIT_COOKIE, ""),
        ask="code" if challenge.ask is Ask.EMAIL_CODE else "slider", token=challenge.token,
        passed=challenge.solved and challenge.ask is Ask.SLIDER_IN_FRAME, email=hidden,
        problem=problem,
    )  # fmt: skip


async def check(request: Request, call: Call) -> Response:
    """What the person did."""
    challenge = call.portal.challenges.find(str(call.form.get("token", "")))
    if challenge is None:
        return go("/login.htm")
    if challenge.solved or _passed(challenge, call):
        if challenge.ask is Ask.SLIDER_IN_FRAME:
            challenge.solved = True
            return _check_page(request, call, challenge, "")
        call.portal.challenges.close(challenge)
        account = call.portal.store.account(challenge.username)
        if account is not None:
            return _entered(accounts.open_session(call.portal, account), challenge.target)
    slider = challenge.ask is not Ask.EMAIL_CODE
    problem = Problem("sign_in.slider_failed" if slider else "sign_in.code_wrong")
    return _check_page(request, call, challenge, call.portal.words.tell(call.lang, problem))


def _passed(challenge: Challenge, call: Call) -> bool:
    if challenge.ask is Ask.EMAIL_CODE:
        return secrets.compare_digest(str(call.form.get("code", "")).strip(), challenge.code)
    try:
        trail = [(float(x), float(y), float(t)) for x, y, t in json.loads(str(call.form["trail"]))]
    except (ValueError, TypeError, KeyError):
        return False
    return moved_by_hand(trail)


async def waits(request: Request, call: Call) -> Response:
    """Whether a person has passed the challenge meanwhile."""
    challenge = call.portal.challenges.find(request.query_params.get("token", ""))
    if challenge is None:
        return JSONResponse({}, 404)
    return JSONResponse({"solved": challenge.solved}, headers={"Cache-Control": "no-store"})


async def leave(_request: Request, call: Call) -> Response:
    """Signs out."""
    accounts.sign_out(call.portal, call.ticket)
    response = go("/login.htm")
    response.delete_cookie(SESSION_COOKIE)
    return response


async def choose_language(request: Request, _call: Call) -> Response:
    """Remembers the language and goes back."""
    response = go(_safe(request.query_params.get("return", _HOME)))
    to = request.query_params.get("to", "")
    if to in LANGUAGES:
        response.set_cookie(LANG_COOKIE, to, samesite="lax")
    return response
