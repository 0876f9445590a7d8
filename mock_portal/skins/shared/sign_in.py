"""Sign-in: cookies, and what a person does at a challenge."""

from __future__ import annotations

import json
import secrets
from typing import TYPE_CHECKING

from mock_portal.call import SESSION_COOKIE, VISIT_COOKIE
from mock_portal.core.challenges import Challenge, ChallengeKind, looks_human

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from mock_portal.call import Call
    from mock_portal.models import Session


def visit_token(request: Request) -> str:
    """The CSRF token of a visitor who is not signed in, a new one at the first visit."""
    return request.cookies.get(VISIT_COOKIE) or secrets.token_urlsafe(18)


def set_visit_cookie(response: Response, token: str) -> None:
    """Keeps the visitor's token in the browser."""
    response.set_cookie(VISIT_COOKIE, token, httponly=True, samesite="lax")


def set_session_cookie(response: Response, session: Session) -> None:
    """Keeps the session in the browser."""
    response.set_cookie(SESSION_COOKIE, session.token, httponly=True, samesite="lax")


def masked_email(call: Call, challenge: Challenge) -> str:
    """The address that a code was sent to, all but its first two letters and its host hidden."""
    account = call.portal.store.account(challenge.username)
    email = account.email if account else ""
    return email[:2] + "***@" + email.partition("@")[2]


def is_passed(challenge: Challenge, call: Call) -> bool:
    """Whether the posted code or slider's trail passes, or a person has passed it meanwhile."""
    if challenge.solved:
        return True
    if challenge.kind is ChallengeKind.EMAIL_CODE:
        return secrets.compare_digest(str(call.form.get("code", "")).strip(), challenge.code)
    try:
        trail = [(float(x), float(y), float(t)) for x, y, t in json.loads(str(call.form["trail"]))]
    except (ValueError, TypeError, KeyError):
        return False
    return looks_human(trail)


def failure_text(challenge: Challenge, call: Call) -> str:
    """What the page says when a challenge was not passed."""
    slider = challenge.kind is not ChallengeKind.EMAIL_CODE
    key = "sign_in.slider_failed" if slider else "sign_in.code_wrong"
    return call.portal.words.text(call.lang, key)
