"""Sign-in and sessions."""

from __future__ import annotations

import hmac
import secrets
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from mock_portal.core.challenges import Challenge, ChallengeKind
from mock_portal.core.errors import Refused
from mock_portal.faults import At, FaultKind
from mock_portal.models import Account, Session

if TYPE_CHECKING:
    from mock_portal.core.portal import Portal


def sign_in(
    portal: Portal, name: str, password: str, target: str, *, passed: str = ""
) -> Session | Challenge:
    """A session, or what a person must pass first; Refused if name or password is wrong.

    `passed` is the token of a challenge that was passed before this press.
    """
    account = portal.store.account(name.strip())
    known = account is not None and hmac.compare_digest(
        account.password.encode(), password.encode()
    )
    if account is None or not known:
        if account is not None:
            portal.store.update_account(account.username, failures=account.failures + 1)
        raise Refused("sign_in.wrong", status=401)
    if account.disabled:
        raise Refused("sign_in.disabled", status=403)
    before = portal.challenges.find(passed)
    if before is not None and before.solved and before.username == account.username:
        portal.challenges.close(before)
        return open_session(portal, account)
    kind = _required_challenge(portal, account)
    if kind is not None:
        return portal.challenges.open(kind, account.username, target)
    return open_session(portal, account)


def _required_challenge(portal: Portal, account: Account) -> ChallengeKind | None:
    limit = portal.settings.slider_after_failures
    if portal.faults.take(FaultKind.SLIDER, At.SIGN_IN):
        return ChallengeKind.SLIDER
    if portal.faults.take(FaultKind.SLIDER_IN_FRAME, At.SIGN_IN):
        return ChallengeKind.SLIDER_IN_FRAME
    if portal.faults.take(FaultKind.EMAIL_CODE, At.SIGN_IN):
        return ChallengeKind.EMAIL_CODE
    return ChallengeKind.SLIDER if limit and account.failures >= limit else None


def open_session(portal: Portal, account: Account) -> Session:
    """Signs an account in."""
    now = portal.clock.now()
    session = Session(
        token=secrets.token_urlsafe(24),
        username=account.username,
        csrf=secrets.token_urlsafe(18),
        created_at=now,
        last_seen=now,
    )
    portal.store.update_account(account.username, failures=0)
    portal.store.put_session(session)
    if portal.faults.take(FaultKind.SIGN_OUT_OTHERS, At.SIGN_IN):
        portal.store.drop_sessions(account.username, but=session.token)
    portal.stats.sign_ins += 1
    return session


def session_of(portal: Portal, token: str) -> Session | None:
    """The live session of a cookie, its idle time started anew; an idle one is ended."""
    session = portal.store.session(token) if token else None
    if session is None:
        return None
    now = portal.clock.now()
    idle = abs(now - session.last_seen)
    if idle > timedelta(minutes=portal.settings.session_minutes):
        portal.store.drop_session(token)
        return None
    if now != session.last_seen:
        session = replace(session, last_seen=now)
        portal.store.put_session(session)
    return session


def sign_out(portal: Portal, session: Session) -> None:
    """Ends a session."""
    portal.store.drop_session(session.token)


def remember(portal: Portal, session: Session, key: str, value: object) -> None:
    """Keeps a value in the session; None forgets it."""
    if value is None:
        session.data.pop(key, None)
    else:
        session.data[key] = value
    portal.store.put_session(session)
