"""What faults do to a request, before its handler runs and after."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from starlette.datastructures import FormData

from mock_portal import connection_faults
from mock_portal.call import SESSION_COOKIE
from mock_portal.clock import wall
from mock_portal.core import accounts, request_faults
from mock_portal.faults import Fault, FaultKind
from mock_portal.lang import Problem

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from mock_portal.call import Call, Responder
    from mock_portal.core.portal import Portal

Run = Callable[[], Awaitable["Response"]]
"""Runs the handler, unless the portal was reset meanwhile; the skin answers the core's errors."""
REQUEST_KINDS = frozenset(
    {
        FaultKind.LATENCY,
        FaultKind.STATUS,
        FaultKind.RESET_BEFORE,
        FaultKind.RESET_AFTER,
        FaultKind.NO_ANSWER,
        FaultKind.LATE_COMMIT,
        FaultKind.LATE_LISTING,
        FaultKind.TRUNCATE,
        FaultKind.EXPIRE_SESSION,
        FaultKind.MAINTENANCE,
        FaultKind.UPLOAD_STALL,
        FaultKind.UPLOAD_FAIL,
        FaultKind.SLOW_SCAN,
        FaultKind.REFUSE_DUPLICATES,
        FaultKind.SESSION_OVER_PAGE,
        FaultKind.SILENT_CHANGE,
        FaultKind.OTHER_BYTES,
        FaultKind.LAG_DAYS,
        FaultKind.CONTRADICTION,
        FaultKind.FALSE_DUPLICATE,
    }
)
"""The faults of any request; the others change forms, pages or sign-in."""
SESSION_ENDS = frozenset({FaultKind.EXPIRE_SESSION, FaultKind.SESSION_OVER_PAGE})
"""Those that only a visitor who is signed in can meet."""
_RESEND_SECONDS = 10.0
"""Longer than any browser waits before it sends a dropped request again."""


class FaultEffects:
    """Delays, refuses, drops, hangs or carries out later, as the faults of a request say."""

    def __init__(self, portal: Portal, responder: Responder) -> None:
        self.portal = portal
        self.responder = responder
        self._dropped: dict[str, float] = {}
        self._late: set[asyncio.Task[None]] = set()

    async def before(
        self, request: Request, call: Call, faults: list[Fault], run: Run
    ) -> Response | None:
        """What happens instead of the handler; None where it is still to run."""
        for fault in faults:
            early = await self._one_before(request, call, fault, run)
            if early is not None:
                return early
        return None

    async def _one_before(  # noqa: C901, PLR0911  (one branch a kind)
        self, request: Request, call: Call, fault: Fault, run: Run
    ) -> Response | None:
        match fault.kind:
            case FaultKind.LATENCY:
                await self.portal.held.wait(fault.seconds)
            case FaultKind.LATE_LISTING:
                request_faults.current().list_delay = fault.seconds
            case FaultKind.SLOW_SCAN:
                request_faults.current().scan_delay = fault.seconds
            case FaultKind.REFUSE_DUPLICATES:
                request_faults.current().refuse_duplicates = True
            case FaultKind.RESET_BEFORE:
                return await self._drop(request, fault)
            case FaultKind.STATUS if not fault.options.get("committed"):
                return self._status(request, call, fault)
            case FaultKind.MAINTENANCE:
                wait = str(int(fault.options.get("retry_after", fault.seconds or 30)))
                problem = Problem("error.maintenance")
                return self.responder.error(request, call, problem, 503, {"Retry-After": wait})
            case FaultKind.EXPIRE_SESSION | FaultKind.SESSION_OVER_PAGE if call.session is not None:
                over_page = fault.kind is FaultKind.SESSION_OVER_PAGE
                request_faults.current().over_page = over_page
                accounts.sign_out(self.portal, call.session)
                return self.responder.sign_in_required(request, self.portal, call.lang)
            case FaultKind.UPLOAD_STALL:
                await self._hang(fault)
            case FaultKind.UPLOAD_FAIL:
                problem = Problem("upload.failed")
                code = int(fault.options.get("code", 500))
                return self.responder.error(request, call, problem, code, {})
            case FaultKind.LATE_COMMIT:
                return await self._commit_late(request, call, fault, run)
            case _:
                _note_for_core(fault)
        return None

    async def after(
        self, request: Request, call: Call, response: Response, faults: list[Fault]
    ) -> Response:
        """What the client gets once the handler has run."""
        for fault in faults:
            match fault.kind:
                case FaultKind.RESET_AFTER:
                    return await self._drop(request, fault)
                case FaultKind.NO_ANSWER:
                    await self._hang(fault)
                    return await self._drop(request, fault)
                case FaultKind.TRUNCATE:
                    return connection_faults.Truncated(response)
                case FaultKind.STATUS:
                    return self._status(request, call, fault)
                case _:
                    pass
        return response

    def _status(self, request: Request, call: Call, fault: Fault) -> Response:
        headers = {}
        if "retry_after" in fault.options:
            headers["Retry-After"] = fault.text("retry_after")
        code = int(fault.options.get("code", 500))
        return self.responder.error(request, call, Problem("error.server"), code, headers)

    async def _drop(self, request: Request, fault: Fault) -> Response:
        # A browser sends a request again by itself, POST or not, when a kept-alive connection
        # dies before the answer, and again if that one does. One dropped request is meant to be
        # dropped for good. What it takes for a used connection is not always known; but each form
        # shown and each request of a script bears a token of its own: no other POST is like it.
        again = connection_faults.will_resend(request) or (
            connection_faults.from_browser(request) and request.method == "POST"
        )
        if again and not fault.options.get("resend"):
            self._dropped[await _fingerprint_of(request)] = wall() + _RESEND_SECONDS
        return await connection_faults.reset(request)

    async def is_resend(self, request: Request) -> bool:
        """Whether a browser sends a dropped request again by itself."""
        if not self._dropped:
            return False
        self._dropped = {k: until for k, until in self._dropped.items() if until > wall()}
        known = await _fingerprint_of(request)
        if known not in self._dropped:
            return False
        if request.method != "POST" and not connection_faults.will_resend(request):
            del self._dropped[known]  # a fresh connection: what comes next is somebody's reload
        return True

    async def _hang(self, fault: Fault) -> None:
        """Waits `seconds`, or until a release, until the faults change or the portal stops."""
        version, releases = self.portal.faults.version, self.portal.held.releases
        until = wall() + fault.seconds if fault.seconds else float("inf")
        # polled, because several things may end it: the time, the test, the portal's end
        while (  # noqa: ASYNC110
            wall() < until
            and version == self.portal.faults.version
            and releases == self.portal.held.releases
        ):
            await asyncio.sleep(0.05)

    async def _commit_late(self, request: Request, call: Call, fault: Fault, run: Run) -> Response:
        await request.form(max_files=20)  # now, since the connection is about to end
        task = asyncio.create_task(self._run_later(run, fault.seconds))
        self._late.add(task)
        task.add_done_callback(self._late.discard)
        if fault.text("answer", "lost") == "given":
            return self.responder.accepted(request, call)
        return await self._drop(request, fault)

    async def _run_later(self, run: Run, seconds: float) -> None:
        reset_count = self.portal.reset_count
        await self.portal.held.wait(seconds)
        if reset_count == self.portal.reset_count:  # else its connection serves others by now
            await run()


def _note_for_core(fault: Fault) -> None:
    """Sets what the core is to do otherwise for this request."""
    now = request_faults.current()
    match fault.kind:
        case FaultKind.SILENT_CHANGE:
            change = request_faults.SilentChange(fault.text("field"), fault.style, fault.rng)
            now.silent_changes = (*now.silent_changes, change)
        case FaultKind.OTHER_BYTES:
            now.other_bytes = fault.style
        case FaultKind.LAG_DAYS:
            now.lag_days = int(fault.options.get("days", 1))
        case FaultKind.CONTRADICTION:
            now.contradiction = True
        case FaultKind.FALSE_DUPLICATE:
            now.false_duplicate = True
        case _:
            pass


async def _fingerprint_of(request: Request) -> str:
    form = await request.form(max_files=20) if request.method == "POST" else FormData()
    parts = [request.method, str(request.url), request.cookies.get(SESSION_COOKIE, "")]
    parts.append(request.headers.get("x-request-id", ""))
    for key, value in form.multi_items():
        parts += [key, value if isinstance(value, str) else f"{value.filename}/{value.size}"]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()
