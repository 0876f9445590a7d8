"""Sign-in, sign-out, who is signed in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mock_portal.call import SESSION_COOKIE, VISIT_COOKIE, Call
from mock_portal.core import accounts
from mock_portal.core.challenges import Challenge, ChallengeKind
from mock_portal.core.errors import Refused
from mock_portal.skins.modern.responses import page
from mock_portal.skins.shared.sign_in import (
    failure_text,
    is_passed,
    masked_email,
    set_session_cookie,
    set_visit_cookie,
    visit_token,
)
from mock_portal.skins.shared.submission import json_response

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from mock_portal.models import Session


async def session(_request: Request, call: Call) -> Response:
    """Who is signed in, and the token that posts must bear."""
    user = call.user
    account = {
        "username": user.username,
        "complainant": user.complainant,
        "email": user.email,
        "identity": user.identity.value,
    }
    return json_response({"account": account, "csrf": call.user_session.csrf})


async def sign_in_page(request: Request, call: Call) -> Response:
    """What the sign-in page needs: a token for its post."""
    token = visit_token(request)
    response = page(call, {"csrf": token})
    set_visit_cookie(response, token)
    return response


async def sign_in(_request: Request, call: Call) -> Response:
    """Checks name and password: a session, a challenge, or an error."""
    name, password = (str(call.form.get(key, "")) for key in ("loginId", "password"))
    try:
        outcome = accounts.sign_in(
            call.portal, name, password, str(call.form.get("return", "")),
            passed=str(call.form.get("passed", "")),
        )  # fmt: skip
    except Refused as refusal:
        # not 401: that is how the application knows that a session has ended
        text = call.portal.words.problem_text(call.lang, refusal.problem)
        return json_response({"error": text}, 400)
    if isinstance(outcome, Challenge):
        in_frame = outcome.kind is ChallengeKind.SLIDER_IN_FRAME
        return json_response({"challenge": outcome.token, "frame": in_frame})
    return _signed_in(outcome, {"entered": True})


def _signed_in(opened: Session, data: dict[str, object]) -> Response:
    response = json_response(data)
    set_session_cookie(response, opened)
    return response


async def challenge_page(request: Request, call: Call) -> Response:
    """The slider or the e-mail code; `ask` is null for a challenge that is over."""
    challenge = call.portal.challenges.find(request.query_params.get("token", ""))
    if challenge is None:
        return json_response({"ask": None})
    csrf = request.cookies.get(VISIT_COOKIE, "")
    email = masked_email(call, challenge)
    ask = "email_code" if challenge.kind is ChallengeKind.EMAIL_CODE else "slider"
    return page(call, {"ask": ask, "email": email, "csrf": csrf})


async def answer_challenge(_request: Request, call: Call) -> Response:
    """Signs in if the challenge is passed, else says what is wrong."""
    challenge = call.portal.challenges.find(str(call.form.get("token", "")))
    account = call.portal.store.account(challenge.username) if challenge else None
    if challenge is None or account is None:
        return json_response({"ask": None})
    if not is_passed(challenge, call):
        return json_response({"error": failure_text(challenge, call)}, 400)
    if challenge.kind is ChallengeKind.SLIDER_IN_FRAME:
        challenge.solved = True
        return json_response({"passed": True})
    call.portal.challenges.close(challenge)
    opened = accounts.open_session(call.portal, account)
    return _signed_in(opened, {"entered": True, "target": challenge.target})


async def challenge_state(request: Request, call: Call) -> Response:
    """Whether a person has passed the challenge meanwhile."""
    challenge = call.portal.challenges.find(request.query_params.get("token", ""))
    solved = bool(challenge and challenge.solved)
    return json_response({"solved": solved, "known": challenge is not None})


async def sign_out(_request: Request, call: Call) -> Response:
    """Ends the session."""
    accounts.sign_out(call.portal, call.user_session)
    response = json_response({})
    response.delete_cookie(SESSION_COOKIE)
    return response
