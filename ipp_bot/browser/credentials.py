"""Typing a password: into one verified document, and out of it to named origins alone."""

from __future__ import annotations

import asyncio
import base64
import json
import re
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, quote_plus

from playwright.async_api import Error

from ipp_bot.browser.dom.bundle import credentials
from ipp_bot.profile.origins import matches, origin_of

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator, Sequence

    from playwright.async_api import CDPSession, Frame, Page, Request, Response, WebSocket

    from ipp_bot.browser.tab import Tab

__all__ = ["CredentialForm", "Typing"]

_WORLD = "ipp-bot sign-in"
_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
_BODILESS = frozenset({"GET", "HEAD"})


@dataclass(frozen=True, slots=True)
class Typing:
    """What came of typing."""

    refused: str
    """The origin of document or form that is not named; nothing was typed then."""
    absent: str
    """`username` or `password`, if that field is not there; nothing was typed then."""
    typed: bool
    """Whether both fields show what was typed."""


@dataclass
class CredentialForm:
    """The form to sign in with, in the document that bears it.

    The password goes into a world of the document that its own scripts cannot reach, and only once
    the document's origin was read there. That world dies with the document: a page that comes in
    its place gets nothing.
    """

    tab: Tab
    frame: Frame
    origins: tuple[str, ...]
    """Patterns of the origins at which passwords may be typed."""
    stopped: list[str] = field(default_factory=list)
    """Origins to which a request with the password was not let out."""
    escaped: list[str] = field(default_factory=list)
    """Origins that got it in a way that cannot be stopped, such as a window or a web socket."""

    @asynccontextmanager
    async def fence(self, password: str) -> AsyncIterator[None]:
        """Within, requests that bear the password get to named origins only, redirected or not."""
        own = await self._own_session()
        sessions = [await self.tab.cdp(), *([own] if own is not None else [])]
        carried: set[str] = set()
        deciding: set[asyncio.Task[None]] = set()
        forms = _forms_of(password)

        def watch(session: CDPSession) -> Any:  # noqa: ANN401  a listener
            def paused(event: dict[str, Any]) -> None:
                task = asyncio.ensure_future(self._decide(session, event, forms, carried))
                deciding.add(task)
                task.add_done_callback(deciding.discard)

            return paused

        listeners = [(session, watch(session)) for session in sessions]
        for session, listener in listeners:
            session.on("Fetch.requestPaused", listener)
            await session.send("Fetch.enable", {"patterns": [{"urlPattern": "*"}]})
        try:
            with self._watched(forms):
                yield
        except Exception:
            if self.stopped or self.escaped:
                await self._leave()  # once the fence is gone the page would try again
            raise
        finally:
            for session, listener in listeners:
                session.remove_listener("Fetch.requestPaused", listener)
            await asyncio.gather(*deciding, return_exceptions=True)
            await asyncio.gather(
                *(session.send("Fetch.disable") for session in sessions), return_exceptions=True
            )
            if own is not None:
                await asyncio.gather(own.detach(), return_exceptions=True)

    async def _leave(self) -> None:
        """Leave the document that has the password, and its scripts with it."""
        self.tab.use_document(None)
        with suppress(Error):  # a page that is gone sends nothing either
            await self.tab.page.goto("about:blank")

    @contextmanager
    def _watched(self, forms: Sequence[str]) -> Iterator[None]:
        """Within, what carries the password past the fence is noted."""
        page, context = self.tab.page, self.tab.page.context

        def note(address: str, *told: str) -> None:
            origin = origin_of(re.sub("^ws", "http", address))
            if not matches(origin, self.origins) and _bears((address, *told), forms):
                self.escaped.append(origin)

        def requested(request: Request) -> None:
            if _page_of(request) is not page:
                note(request.url, _body_of(request))

        def answered(response: Response) -> None:
            note(response.request.url, _body_of(response.request))

        def connected(socket: WebSocket) -> None:
            note(socket.url)
            socket.on("framesent", lambda message: note(socket.url, _text(message)))

        context.on("request", requested)
        context.on("response", answered)
        page.on("websocket", connected)
        try:
            yield
        finally:
            context.remove_listener("request", requested)
            context.remove_listener("response", answered)
            page.remove_listener("websocket", connected)

    async def _decide(
        self,
        session: CDPSession,
        event: dict[str, Any],
        forms: Sequence[str],
        carried: set[str],
    ) -> None:
        request, number = event["request"], event["requestId"]
        redirected = event.get("redirectedRequestId") in carried
        carries = _carries(request, forms) or (
            redirected and request["method"] not in _SAFE_METHODS
        )
        if carries:
            carried.add(number)
        elif request["method"] not in _SAFE_METHODS and self._named(request["url"]):
            carried.add(number)  # it may bear the password in a form of the page's own
        try:
            if carries and not self._named(request["url"]):
                self.stopped.append(origin_of(request["url"]) or request["url"])
                told = {"requestId": number, "errorReason": "BlockedByClient"}
                await session.send("Fetch.failRequest", told)
            else:
                await session.send("Fetch.continueRequest", {"requestId": number})
        except Error:
            return  # the document that asked is gone, and its request with it

    def _named(self, address: str) -> bool:
        return matches(origin_of(address), self.origins)

    async def type(
        self, username: str, password: str, *, name_labels: Sequence[str], labels: Sequence[str]
    ) -> Typing:
        """Type both, unless the document's or the form's origin is not named.

        Playwright's Error if the document is left meanwhile: then nothing was typed either.
        """
        self.tab.round_trips += 4
        own = await self._own_session()
        session = own or await self.tab.cdp()
        try:
            world = await session.send(
                "Page.createIsolatedWorld",
                {"frameId": await self._frame_id(session), "worldName": _WORLD},
            )
            context = world["executionContextId"]
            seen = await _evaluate(session, context, "location.origin")
            if not matches(seen, self.origins):
                return Typing(refused=seen, absent="", typed=False)
            told = {
                "origins": self.origins,
                "username": list(name_labels),
                "password": list(labels),
                "values": [username, password],
            }
            done = await _evaluate(session, context, f"{credentials()}({json.dumps(told)})")
            return Typing(**done)
        finally:
            if own is not None:
                await own.detach()

    async def _own_session(self) -> CDPSession | None:
        """The frame's own session, where it is drawn by a process of its own; else None."""
        frame: Frame | None = self.frame
        while frame is not None and frame.parent_frame is not None:
            try:
                return await self.tab.page.context.new_cdp_session(frame)
            except Error:
                frame = frame.parent_frame  # it belongs to the process of the one around it
        return None

    async def _frame_id(self, session: CDPSession) -> str:
        """The frame's id: found by its place among the frames of its process, or by its address."""
        tree = (await session.send("Page.getFrameTree"))["frameTree"]
        found = [each for each in _frames(tree) if each["url"] == self.frame.url.partition("#")[0]]
        if not found:
            raise Error("Cannot find context: the frame shows another document")
        return str(found[0]["id"])


def _frames(tree: dict[str, Any]) -> list[dict[str, Any]]:
    inner = [frame for child in tree.get("childFrames", ()) for frame in _frames(child)]
    return [tree["frame"], *inner]


async def _evaluate(session: CDPSession, context: int, expression: str) -> Any:  # noqa: ANN401
    asked = {"expression": expression, "contextId": context, "returnByValue": True}
    answer = await session.send("Runtime.evaluate", asked)
    if "exceptionDetails" in answer:
        raise Error("the form to sign in with could not be read")
    return answer["result"].get("value")


def _forms_of(password: str) -> tuple[str, ...]:
    """The password as requests may bear it."""
    encoded = base64.b64encode(password.encode()).decode().rstrip("=")
    return (
        password,
        quote(password, safe=""),
        quote_plus(password),
        json.dumps(password)[1:-1],
        encoded,
        quote(encoded, safe=""),
    )


def _carries(request: dict[str, Any], forms: Sequence[str]) -> bool:
    """Whether the request bears the password, or a body that cannot be read."""
    body = request.get("postData")
    if body is None and request.get("hasPostData") and request["method"] not in _BODILESS:
        return True
    return _bears((request["url"], body or "", *map(str, request["headers"].values())), forms)


def _bears(texts: Sequence[str], forms: Sequence[str]) -> bool:
    return any(form in text for form in forms for text in texts)


def _page_of(request: Request) -> Page | None:
    """The page that asks; None for a window that has only just been opened."""
    try:
        return request.frame.page
    except Error:
        return None


def _body_of(request: Request) -> str:
    return _text(request.post_data_buffer or "")


def _text(message: str | bytes) -> str:
    return message if isinstance(message, str) else message.decode("utf-8", "replace")
