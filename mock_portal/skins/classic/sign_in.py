"""Sign-in, sign-out, language."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from starlette.responses import JSONResponse, Response

from mock_portal.call import LANG_COOKIE, SESSION_COOKIE, VISIT_COOKIE, Call
from mock_portal.core import accounts
from mock_portal.core.challenges import Challenge, ChallengeKind
from mock_portal.core.errors import Refused
from mock_portal.faults import At
from mock_portal.lang import LANGUAGES
from mock_portal.skins.classic.pages import page, redirect
from mock_portal.skins.shared.sign_in import (
    failure_text,
    is_passed,
    masked_email,
    set_session_cookie,
    set_visit_cookie,
    visit_token,
)

if TYPE_CHECKING:
    from starlette.requests import Request

    from mock_portal.models import Session

_HOME = "/uc/index.htm"


def _local_path(target: str) -> str:
    """The target if it is a path of this portal, else User Center."""
    local = target.startswith("/") and not target.startswith(("//", "/\\"))
    return target if local else _HOME


async def root(_request: Request, _call: Call) -> Response:
    """Redirects the bare address to User Center."""
    return redirect(_HOME)


async def sign_in_page(request: Request, call: Call) -> Response:
    """The sign-in page; somebody signed in goes on to the page they came from."""
    if call.session is not None:
        return redirect(_local_path(request.query_params.get("return", _HOME)))
    return _sign_in_page(request, call, target=request.query_params.get("return", ""))


def _sign_in_page(
    request: Request,
    call: Call,
    *,
    target: str,
    name: str = "",
    problem: str = "",
    challenge: Challenge | None = None,
) -> Response:
    token = visit_token(request)
    note = call.portal.words.text(call.lang, "sign_in.expired") if target else ""
    response = page(
        request, call, "sign_in.html", at=At.SIGN_IN,
        csrf=token, target=target, name=name, problem=problem, note=note,
        asked=challenge.token if challenge else "",
    )  # fmt: skip
    set_visit_cookie(response, token)
    return response


async def sign_in(request: Request, call: Call) -> Response:
    """Checks name and password: User Center, a challenge, or the page again with an error."""
    name = str(call.form.get("loginId", ""))
    target = str(call.form.get("return", ""))
    try:
        outcome = accounts.sign_in(
            call.portal, name, str(call.form.get("password", "")), target,
            passed=str(call.form.get("passed", "")),
        )  # fmt: skip
    except Refused as refusal:
        problem = call.portal.words.problem_text(call.lang, refusal.problem)
        return _sign_in_page(request, call, target=target, name=name, problem=problem)
    if isinstance(outcome, Challenge):
        if outcome.kind is ChallengeKind.SLIDER_IN_FRAME:
            return _sign_in_page(request, call, target=target, name=name, challenge=outcome)
        return redirect(f"/login/check.htm?token={quote(outcome.token)}")
    return _signed_in(outcome, target)


def _signed_in(session: Session, target: str) -> Response:
    response = redirect(_local_path(target or _HOME))
    set_session_cookie(response, session)
    return response


async def challenge_page(request: Request, call: Call) -> Response:
    """The slider or the e-mail code."""
    challenge = call.portal.challenges.find(request.query_params.get("token", ""))
    return _challenge_page(request, call, challenge, "") if challenge else redirect("/login.htm")


def _challenge_page(request: Request, call: Call, challenge: Challenge, problem: str) -> Response:
    return page(
        request, call, "challenge.html", csrf=request.cookies.get(VISIT_COOKIE, ""),
        ask="code" if challenge.kind is ChallengeKind.EMAIL_CODE else "slider",
        passed=challenge.solved and challenge.kind is ChallengeKind.SLIDER_IN_FRAME,
        token=challenge.token, email=masked_email(call, challenge), problem=problem,
    )  # fmt: skip


async def answer_challenge(request: Request, call: Call) -> Response:
    """Signs in if the challenge is passed, else shows it again."""
    challenge = call.portal.challenges.find(str(call.form.get("token", "")))
    if challenge is None:
        return redirect("/login.htm")
    if is_passed(challenge, call):
        if challenge.kind is ChallengeKind.SLIDER_IN_FRAME:
            challenge.solved = True
            return _challenge_page(request, call, challenge, "")
        call.portal.challenges.close(challenge)
        account = call.portal.store.account(challenge.username)
        if account is not None:
            return _signed_in(accounts.open_session(call.portal, account), challenge.target)
    return _challenge_page(request, call, challenge, failure_text(challenge, call))


async def challenge_state(request: Request, call: Call) -> Response:
    """Whether a person has passed the challenge meanwhile."""
    challenge = call.portal.challenges.find(request.query_params.get("token", ""))
    if challenge is None:
        return JSONResponse({}, 404)
    return JSONResponse({"solved": challenge.solved}, headers={"Cache-Control": "no-store"})


async def sign_out(_request: Request, call: Call) -> Response:
    """Ends the session."""
    accounts.sign_out(call.portal, call.user_session)
    response = redirect("/login.htm")
    response.delete_cookie(SESSION_COOKIE)
    return response


async def choose_language(request: Request, _call: Call) -> Response:
    """Remembers the language and goes back."""
    response = redirect(_local_path(request.query_params.get("return", _HOME)))
    to = request.query_params.get("to", "")
    if to in LANGUAGES:
        response.set_cookie(LANG_COOKIE, to, samesite="lax")
    return response
