"""What every request passes before it reaches a skin: session, CSRF token, faults, counts."""

from __future__ import annotations

import hmac
from dataclasses import replace
from typing import TYPE_CHECKING

from starlette.datastructures import FormData
from starlette.routing import Route

from mock_portal import connection_faults
from mock_portal.call import SESSION_COOKIE, VISIT_COOKIE, Call, language
from mock_portal.core import accounts, request_faults
from mock_portal.core.errors import PortalError
from mock_portal.fault_effects import REQUEST_KINDS, SESSION_ENDS, FaultEffects
from mock_portal.faults import At
from mock_portal.lang import Problem

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from mock_portal.call import Handler, Responder
    from mock_portal.core.portal import Portal


class Middleware:
    """Wraps a skin's handlers: sign-in, CSRF token, faults and counts."""

    def __init__(self, portal: Portal, responder: Responder) -> None:
        self.portal = portal
        self.responder = responder
        self.effects = FaultEffects(portal, responder)

    def route(
        self,
        path: str,
        handler: Handler,
        *,
        name: str,
        method: str = "GET",
        at: At = At.PAGE,
        public: bool = False,
    ) -> Route:
        """A route whose requests are checked, counted, and met by the faults of `at`."""

        async def guarded(request: Request) -> Response:
            self.portal.stats.requests[name] += 1
            return await self._guard(request, handler, name, at=at, public=public)

        return Route(path, guarded, name=name, methods=[method])

    async def _guard(
        self, request: Request, handler: Handler, name: str, *, at: At, public: bool
    ) -> Response:
        portal = self.portal
        reset_count = portal.reset_count
        lang = self.language(request)
        session = accounts.session_of(portal, request.cookies.get(SESSION_COOKIE, ""))
        account = portal.store.account(session.username) if session else None
        call = Call(portal, lang, session, account, FormData())
        if not public and account is None:
            return self.responder.sign_in_required(request, portal, lang)
        if request.method == "POST":
            problem, call = await self._check_token(request, call, public=public)
            if problem is not None:
                return self.responder.error(request, call, problem, 403, {})
        if await self.effects.is_resend(request):
            return await connection_faults.reset(request)
        request_faults.begin(request_faults.RequestFaults())
        kinds = REQUEST_KINDS if session else REQUEST_KINDS - SESSION_ENDS
        faults = portal.faults.draw(kinds, at, name)

        async def run() -> Response:
            if reset_count != portal.reset_count:  # a fault held it meanwhile
                return await connection_faults.reset(request)
            return await self._run(request, handler, call)

        early = await self.effects.before(request, call, faults, run)
        if early is not None:
            return early
        response = await run()
        return await self.effects.after(request, call, response, faults)

    def language(self, request: Request) -> str:
        """The language that a request is answered in."""
        return language(self.portal, request)

    async def _check_token(
        self, request: Request, call: Call, *, public: bool
    ) -> tuple[Problem | None, Call]:
        given = request.headers.get("x-csrf-token", "")
        if "multipart" not in request.headers.get("content-type", "") or not given:
            form = await request.form(max_files=20)
            call = replace(call, form=form)
            given = given or str(form.get("csrf_token", ""))
        wanted = [request.cookies.get(VISIT_COOKIE, "")] if public else []
        wanted += [call.session.csrf] if call.session else []
        if any(w and hmac.compare_digest(given.encode(), w.encode()) for w in wanted):
            return None, call
        return Problem("error.csrf"), call

    async def _run(self, request: Request, handler: Handler, call: Call) -> Response:
        try:
            return await handler(request, call)
        except PortalError as error:
            return self.responder.error(request, call, error.problem, error.status, {})
