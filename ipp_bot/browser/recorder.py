"""Listening to a person in a window: what is done in each document, frames and windows included."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from pydantic import TypeAdapter

from ipp_bot.browser.dom.bundle import record
from ipp_bot.browser.dom.results import RecordedStep
from ipp_bot.profile.origins import matches, origin_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from playwright.async_api import BrowserContext, Dialog, Frame, Page

    Tell = Callable[[RecordedStep, str, str, "EmptiedDocument | None"], None]
    """Called with a step, the frame's address, the top document's, and the emptied document."""

__all__ = ["EmptiedDocument", "Recorder"]

_STEP: TypeAdapter[RecordedStep] = TypeAdapter(RecordedStep)


@dataclass(frozen=True, slots=True)
class EmptiedDocument:
    """A document without what was entered into it."""

    css: str
    """The rules of its styles."""
    tree: dict[str, Any]
    """Its elements: `t` is the name, `a` the attributes, `c` the children, `s` the shadow's."""


class Recorder:
    """Passes on what a person does in a browser context, once the person has signed in.

    Before that, and of any document that asks for a password, the documents tell nothing.
    """

    def __init__(
        self, *, person: str, origins: Sequence[str], words: Mapping[str, Sequence[str]], tell: Tell
    ) -> None:
        """`person` is the name that the portal shows once one has signed in at one of `origins`.

        `words` are what stands beside controls and is no part of their labels.
        """
        self._told = {"person": person, "origins": [*origins], "words": dict(words)}
        self._origins = tuple(origins)
        self._tell = tell
        self.signed_in = False
        """Whether the person has signed in."""
        self.changed = asyncio.Event()
        """Set whenever there is something new."""
        self.questions: list[tuple[int, str]] = []
        """Questions of the browser itself, each with the steps that were told before it."""
        self._styles: WeakKeyDictionary[Frame, str] = WeakKeyDictionary()
        """By frame, the styles of its document."""
        self.count = 0
        """Steps that were told."""

    async def listen(self, context: BrowserContext) -> None:
        """Have all documents of the context tell; pages that are open already do not."""
        await context.expose_binding("__ippTell", self._on_step)
        await context.expose_binding("__ippMayRecord", self._may_record)
        await context.add_init_script(record(self._told))
        context.on("page", self._on_page)

    def _may_record(self, _source: Mapping[str, Any]) -> bool:
        return self.signed_in

    def _on_step(self, source: Mapping[str, Any], text: str) -> None:
        step = _STEP.validate_json(text)
        if not matches(origin_of(step.page.address), self._origins):
            return
        frame, page = source["frame"], source["page"]
        self.signed_in = True
        self.count += 1
        inside = frame.parent_frame is not None
        self._tell(step, frame.url if inside else "", page.url, self._document(frame, step.tree))
        self.changed.set()

    def _document(self, frame: Frame, text: str) -> EmptiedDocument | None:
        """The emptied document; it tells its styles only when they have changed."""
        if not text:
            return None
        told = json.loads(text)
        if told["css"] is not None:
            self._styles[frame] = told["css"]
        return EmptiedDocument(self._styles.get(frame, ""), told["tree"])

    def _on_page(self, page: Page) -> None:
        page.on("dialog", self._on_dialog)
        page.on("close", lambda _page: self.changed.set())

    def _on_dialog(self, dialog: Dialog) -> None:
        # A listener that does nothing leaves the answer to the person in front of the window.
        if self.signed_in and dialog.type != "beforeunload":
            self.questions.append((self.count, dialog.message))
