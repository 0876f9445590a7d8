"""The language in which people are told things: English as the code says it, or Chinese.

Sentences stand in the code, in English; the ledger, logs and `--json` keep them so. Where one is
shown, `told` gives it in the language of this process: its message is found again by its words
(`forms`), with what varies in it, and the catalogues in `zh/` have that message in Chinese.
"""

from __future__ import annotations

import os
from contextvars import ContextVar

__all__ = [
    "LANGUAGES",
    "Told",
    "current_language",
    "language_of_environment",
    "prefer_language",
    "preferred_language",
    "told",
    "told_in",
    "use_language",
]

LANGUAGES = ("en", "zh")
VARIABLE = "IPP_BOT_LANG"
"""The variable of the environment that sets `lang:` as well."""

_chosen: ContextVar[str | None] = ContextVar("ipp_bot_language_chosen", default=None)
_preferred: ContextVar[str] = ContextVar("ipp_bot_language", default="en")


class Told(str):
    """A text in the reader's language: it is not told once more."""

    __slots__ = ()


def use_language(lang: str | None) -> None:
    """What the command line names: it counts more than settings and machine; None takes it back."""
    _chosen.set(lang)


def prefer_language(lang: str) -> None:
    """What the settings or the machine say."""
    _preferred.set(lang)


def language_of_environment() -> str | None:
    """What the variable IPP_BOT_LANG says; None where it names no language."""
    named = os.environ.get(VARIABLE, "").casefold()
    return named if named in LANGUAGES else None


def current_language() -> str:
    """`en` or `zh`."""
    return _chosen.get() or _preferred.get()


def preferred_language() -> str:
    """What the settings or the machine say, whatever the command line names: for mails."""
    return _preferred.get()


def told(text: str) -> str:
    """The text as the reader is told it; what no catalogue knows stays as it is."""
    return told_in(current_language(), text)


def told_in(lang: str, text: str) -> str:
    """The text in that language."""
    if lang == "en" or isinstance(text, Told):
        return text
    # Imported here: English needs no catalogue.
    from ipp_bot.language.retelling import retold

    return Told(retold(text))
