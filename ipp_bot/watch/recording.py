"""What was recorded of a filing by hand: actions and states of documents, in their order."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ipp_bot.browser.dom.results import (
        RecordedAction,
        RecordedStep,
        SeenDocument,
        SeenSignInForm,
    )
    from ipp_bot.browser.recorder import EmptiedDocument

__all__ = ["NativeQuestion", "Recording", "Step", "clicks"]


@dataclass(frozen=True, slots=True)
class Step:
    """An action with the document before it, or a state of a document."""

    at: int
    """Its position in the recording."""
    action: RecordedAction | None
    page: SeenDocument
    frame: str
    """The address of the frame; "" of a top document."""
    top: str
    """The address of the top document."""
    document: EmptiedDocument | None = None
    """The document without what was entered into it; None where it was not taken."""

    @property
    def path(self) -> str:
        """What tells pages apart: the address without what changes from record to record."""
        parts = urlsplit(self.frame or self.page.address)
        return f"{parts.path}#{parts.fragment.partition('?')[0]}"

    @property
    def relative_address(self) -> str:
        """The address of the document below its origin."""
        parts = urlsplit(self.frame or self.page.address)
        query = f"?{parts.query}" if parts.query else ""
        return f"{parts.path or '/'}{query}{f'#{parts.fragment}' if parts.fragment else ''}"

    def bears(self, text: str) -> bool:
        """Whether the text stands in the address, a notice or a fact."""
        page = self.page
        texts = (page.address, *page.notices, *(fact.value for fact in page.facts))
        return any(text in one for one in texts)


@dataclass(frozen=True, slots=True)
class NativeQuestion:
    """A question of the browser itself."""

    after: int
    """How many steps were recorded before it."""
    message: str


@dataclass(slots=True)
class Recording:
    """All steps since the person had signed in."""

    steps: list[Step] = field(default_factory=list)
    questions: list[NativeQuestion] = field(default_factory=list)
    sign_in: SeenSignInForm | None = None
    """What the form to sign in with calls its parts, read when nobody was signed in."""

    def add(
        self, step: RecordedStep, frame: str, top: str, document: EmptiedDocument | None = None
    ) -> None:
        """Notes one more step."""
        self.steps.append(Step(len(self.steps), step.action, step.page, frame, top, document))

    def after(self, step: Step) -> list[Step]:
        """The states that followed an action, up to the next action on a button or link."""
        found = []
        for each in self.steps[step.at + 1 :]:
            if each.action is not None and not each.action.kind and each.action.role != "option":
                found.append(each)
                break
            found.append(each)
        return found

    def at_once_after(self, step: Step) -> list[Step]:
        """The states that followed an action, that of the next action's beginning included.

        That a field was left by the action, and tells its change, is no action of its own.
        """
        found = []
        for each in self.steps[step.at + 1 :]:
            found.append(each)
            if each.action is not None and each.action.what != "set":
                break
        return found


def clicks(steps: Iterable[Step]) -> Iterator[tuple[Step, RecordedAction]]:
    """The steps that are clicks on a named button or link, options of lists left out."""
    for step in steps:
        action = step.action
        if action is None or action.kind or action.role == "option" or not action.name:
            continue
        if action.what != "set":
            yield step, action
