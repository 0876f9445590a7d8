"""Sign-in, sign-out, who is there."""

from __future__ import annotations

import json
import secrets
from typing import TYPE_CHECKING, Any

from mock_portal.core import accounts
from mock_portal.core.challenges import Ask, Challenge, moved_by_hand
from mock_portal.core.errors import Refused
from mock_portal.gate import SESSION_COOKIE, VISIT_COOKIE, Call
from mock_portal.skins.modern.answers import answer, page

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from mock_portal.models import Session


async def session(_request: Request, call: Call) -> Response:
    """Who is signed in, and the token that posts must bear."""
    user = call.user
    told = {
        "username": user.username,
        "complainant": user.complainant,
        "email": user.email,
        "identity": user.identity.value,
    }
    return answer({"account": told, "csrf": call.ticket.csrf})


async def visit(request: Request, call: Call) -> Response:
    """What the sign-in page needs: a token for its post."""
    token = request.cookies.get(VISIT_COOKIE) or secrets.token_urlsafe(18)
    response = page(call, {"csrf": token})
    response.set_cookie(VISIT_COOKIE, token, httponly=True, samesite="lax")
    return response


async def enter(_request: Request, call: Call) -> Response:
    """Name and password."""
    name, password = (str(call.form.get(key, "")) for key in ("loginId", "password"))
    try:
        outcome = accounts.sign_in(
            call.portal, name, password, str(call.form.get("return", "")),
            passed=str(call.form.get("passed", "")),
        )  # fmt: skip
    except Refused as refusal:
        # not 401: that is how the application knows that a session has ended
        return answer({"error": call.portal.words.tell(call.lang, refusal.problem)}, 400)
    if isinstance(outcome, Challenge):
        return answer({"challenge": outcome.token, "frame": outcome.ask is Ask.SLIDER_IN_FRAME})
    return _entered(outcome, outcome_of={})


def _entered(session_: Session, *, outcome_of: dict[str, Any]) -> Response:
    response = answer({"entered": True, **outcome_of})
    response.set_cookie(SESSION_COOKIE, session_.token, httponly=True, samesite="lax")
    return response


async def show_check(request: Request, call: Call) -> Response:
    """The slider or the e-mail code."""
    challenge = call.portal.challenges.find(request.query_params.get("token", ""))
    if challenge is None:
        return answer({"ask": None})
    account = call.portal.store.account(challenge.username)
    email = account.email if account else ""
    hidden = email[:2] + "***@" + email.partition("@")[2]
    told = {"ask": "email_code" if challenge.ask is Ask.EMAIL_CODE else "slider", "email": hidden}
    return page(call, {**told, "csrf": request.cookies.get(VISIT_COOKIE, "")})


async def check(_request: Request, call: Call) -> Response:
    """What the person did."""
    challenge = call.portal.challenges.find(str(call.form.get("token", "")))
    account = call.portal.store.account(challenge.username) if challenge else None
    if challenge is None or account is None:
        return answer({"ask": None})
    if challenge.solved or _passed(challenge, call):
        if challenge.ask is Ask.SLIDER_IN_FRAME:
            challenge.solved = True
            return answer({"passed": True})
        call.portal.challenges.close(challenge)
        opened = accounts.open_session(call.portal, account)
        return _entered(opened, outcome_of={"target": challenge.target})
    slider = challenge.ask is not Ask.EMAIL_CODE
    key = "sign_in.slider_failed" if slider else "sign_in.code_wrong"
    return answer({"error": call.portal.words.say(call.lang, key)}, 400)


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
    return answer({"solved": bool(challenge and challenge.solved), "known": challenge is not None})


async def leave(_request: Request, call: Call) -> Response:
    """Signs out."""
    accounts.sign_out(call.portal, call.ticket)
    response = answer({})
    response.delete_cookie(SESSION_COOKIE)
    return response
