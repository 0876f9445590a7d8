"""The page's words: messages in English, and their Chinese from a gettext catalogue."""

from __future__ import annotations

from functools import lru_cache
from importlib import resources
from typing import TYPE_CHECKING

from babel.messages.pofile import read_po

from ipp_bot.portal_status import PortalStatus
from ipp_bot.report.todo import TaskKind
from ipp_bot.report.translations import LANGUAGES, STATUSES, Translations

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["LANGUAGES", "Wording", "marked"]


def marked(message: str) -> str:
    """The message itself: marks it for the catalogue where it is translated later."""
    return message


KINDS: Mapping[TaskKind, tuple[str, str]] = {
    TaskKind.SIGN_IN: (marked("Sign in"), marked("Nobody can sign in without a person.")),
    TaskKind.DECIDE: (marked("Decide"), marked("Only a person can tell how these go on.")),
    TaskKind.MEND: (
        marked("Correct"),
        marked("The portal said no: the entry or a document has to be corrected."),
    ),
    TaskKind.SIGN: (
        marked("Have signed"),
        marked("A power of attorney waits for its signature."),
    ),
    TaskKind.APPROVE: (
        marked("Approve"),
        marked("Another person than the one who confirmed these lets them be submitted."),
    ),
    TaskKind.SUBMIT: (marked("Submit"), marked("Nothing stands in the way any more.")),
}
"""By the sort of task: its heading, and what it means."""


@lru_cache(maxsize=1)
def _chinese() -> dict[str, str]:
    place = resources.files("ipp_bot.ui") / "locale" / "zh.po"
    with place.open("rb") as file:
        catalogue = read_po(file, locale="zh")
    return {_first(message.id): _first(message.string) for message in catalogue if message.string}


def _first(forms: str | Sequence[str]) -> str:
    """The text, or that of the singular; Chinese has one form."""
    return forms if isinstance(forms, str) else forms[0]


class Wording:
    """The words of one language, `en` or `zh`."""

    def __init__(self, lang: str) -> None:
        self.lang = lang
        self._translations = Translations(lang)
        self._messages = _chinese() if lang == "zh" else {}

    def gettext(self, message: str) -> str:
        """The message in this language."""
        return self._messages.get(message, message)

    def ngettext(self, one: str, many: str, count: int) -> str:
        """The message for that number; Chinese has one form."""
        if self.lang == "zh":
            return self.gettext(one)
        return one if count == 1 else many

    def __call__(self, message: str, **values: object) -> str:
        """The message in this language, filled in."""
        return self.gettext(message) % values if values else self.gettext(message)

    def status(self, status: str) -> str:
        """A state of a filing, or the portal's status."""
        return self._translations.status(status)

    def task_heading(self, kind: TaskKind) -> str:
        """What is asked of a person, in a word."""
        return self.gettext(KINDS[kind][0])

    def task_meaning(self, kind: TaskKind) -> str:
        """The same as a sentence."""
        return self.gettext(KINDS[kind][1])

    @staticmethod
    def portal_statuses() -> list[str]:
        """What the portal may say of a record."""
        return [str(status) for status in PortalStatus if status in STATUSES]
