"""What all handlers share: the request's workspace, forms with limits, errors as pages."""

from __future__ import annotations

import os
import tempfile
import traceback
from dataclasses import dataclass
from typing import TYPE_CHECKING

from jinja2 import TemplateError
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse
from starlette.routing import Route

from ipp_bot.errors import IppBotError
from ipp_bot.run.mistakes import MISTAKES

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from starlette.datastructures import FormData
    from starlette.requests import Request
    from starlette.responses import Response

    from ipp_bot.clock import Clock
    from ipp_bot.ledger import Filing, Ledger
    from ipp_bot.ui.changes import Changes
    from ipp_bot.ui.child_commands import ChildCommand, ChildCommands
    from ipp_bot.ui.open_workspace import OpenWorkspace
    from ipp_bot.ui.rendering import Renderer
    from ipp_bot.ui.wording import Wording
    from ipp_bot.workspace import Workspace

__all__ = [
    "Call",
    "Site",
    "filing_of",
    "form_text",
    "get_route",
    "post_route",
]

_MOST_FIELDS = 500
_MOST_FORM_BYTES = 1_000_000


@dataclass(frozen=True, slots=True)
class Site:
    """What every handler may use."""

    workspace: OpenWorkspace
    renderer: Renderer
    commands: ChildCommands
    changes: Changes


@dataclass(frozen=True, slots=True)
class Call:
    """One request with the workspace as it is now."""

    site: Site
    request: Request
    workspace: Workspace
    ledger: Ledger
    mark: str
    """Of what had changed before anything was looked up for the answer."""
    form: FormData | None = None

    @property
    def words(self) -> Wording:
        """The page's words."""
        return self.site.renderer.words

    @property
    def clock(self) -> Clock:
        """Tells the time."""
        return self.site.workspace.clock

    @property
    def query(self) -> Mapping[str, str]:
        """What stands behind the question mark."""
        return self.request.query_params

    def start(self, *arguments: str) -> ChildCommand:
        """Starts a command in the name of whoever uses the page; UsageError if it cannot be."""
        return self.site.commands.start(self.workspace, arguments, actor=self.ledger.actor.name)

    def redirect(self, path: str) -> Response:
        """Goes on to a page of this server after a form was taken."""
        return RedirectResponse(self.site.renderer.base + path, status_code=303)

    def page(self, template: str, *, status: int = 200, **values: object) -> Response:
        """A page with what all pages show."""
        return self.site.renderer.page(
            template,
            status=status,
            section=template,
            mark=self.mark,
            hold=self.ledger.current_hold(),
            workspace_name=self.workspace.root.name,
            portal=self.workspace.url,
            **values,
        )


def get_route(site: Site, path: str, handler: Callable[[Call], Response]) -> Route:
    """A route that only reads."""

    def answer(request: Request) -> Response:
        return _answered(site, request, handler, None)

    return Route(path, answer, methods=["GET"])


def post_route(
    site: Site,
    path: str,
    handler: Callable[[Call], Response],
    *,
    most_files: int = 0,
    most_bytes: int = _MOST_FORM_BYTES,
) -> Route:
    """A route that a form is sent to."""

    async def answer(request: Request) -> Response:
        form = await _form(request, most_files, most_bytes)
        try:
            return await run_in_threadpool(_answered, site, request, handler, form)
        finally:
            await form.close()

    return Route(path, answer, methods=["POST"])


def form_text(call: Call, name: str) -> str:
    """A text of the form; "" where it has none of that name."""
    value = "" if call.form is None else call.form.get(name, "")
    return value.strip() if isinstance(value, str) else ""


def filing_of(call: Call, number: str | int) -> Filing:
    """The filing with that id, as an address or a form names it; 404 for none."""
    if isinstance(number, str) and not number.isdecimal():
        raise HTTPException(404)
    try:
        return call.ledger.get(int(number))
    except (KeyError, OverflowError, ValueError):  # none, or a number that no database holds
        raise HTTPException(404) from None


async def _form(request: Request, most_files: int, most_bytes: int) -> FormData:
    """The form, read up to its limit; 413 for more."""
    try:
        announced = int(request.headers.get("content-length", "0"))
    except ValueError:
        raise HTTPException(400) from None
    if announced > most_bytes:
        raise HTTPException(413)
    received = 0
    receive: Callable[[], Awaitable[object]] = request.receive

    async def limited() -> object:
        nonlocal received
        message = await receive()
        received += len(message.get("body", b"")) if isinstance(message, dict) else 0
        if received > most_bytes:
            raise HTTPException(413)
        return message

    request._receive = limited  # type: ignore[assignment]  # noqa: SLF001 - Starlette has no other place
    return await request.form(
        max_files=most_files, max_fields=_MOST_FIELDS, max_part_size=_MOST_FORM_BYTES
    )


def _answered(
    site: Site, request: Request, handler: Callable[[Call], Response], form: FormData | None
) -> Response:
    """What the handler answers; an error of ours as a page that says what to do."""
    try:
        mark = site.changes.mark()
        workspace, ledger = site.workspace.current()
        return handler(Call(site, request, workspace, ledger, mark, form))
    except IppBotError as error:
        return _error_page(site, 409, error.message, error.hint)
    except (*MISTAKES, TemplateError) as error:
        # the traceback goes into a file, as for any command: the terminal is somebody's
        name = _keep(traceback.format_exc())
        told = f"ipp-bot made a mistake ({type(error).__name__})"
        return _error_page(site, 500, told, f"report it with {name}")


def _error_page(site: Site, status: int, message: str, hint: str | None) -> Response:
    return site.renderer.page(
        "error",
        status=status,
        section="",
        mark="",
        hold=None,
        workspace_name="",
        portal="",
        message=message,
        hint=hint,
    )


def _keep(text: str) -> str:
    """Writes a traceback to a file of its own; its name."""
    try:
        handle, name = tempfile.mkstemp(prefix="ipp-bot-", suffix=".log")
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
    except OSError:
        return "a file, if there were room for one"
    return name
