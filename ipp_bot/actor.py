"""Who acts: the person that the command line names, else the system's user, and the machine."""

from __future__ import annotations

import getpass
import platform
import unicodedata
from contextvars import ContextVar
from dataclasses import dataclass

from ipp_bot.errors import UsageError

__all__ = ["Actor", "act_as", "current_actor", "folded_name"]

LONGEST_NAME = 64
"""Characters of a person's name."""
_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
"""Categories of characters that nobody sees."""

_named: ContextVar[str | None] = ContextVar("ipp_bot_actor", default=None)


@dataclass(frozen=True, slots=True)
class Actor:
    """A person at a machine. The name is a statement of whoever typed it, and proves nothing."""

    name: str
    machine: str

    def __str__(self) -> str:
        return f"{self.name}@{self.machine}" if self.machine else self.name

    def is_same_person(self, name: str) -> bool:
        """Whether that name is this person's, whatever its case, width and blanks."""
        return folded_name(self.name) == folded_name(name)


def folded_name(name: str) -> str:
    """What two spellings of one name share: case, width, accents and blanks left out."""
    text = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", name).casefold())
    kept = (
        each
        for each in text
        if not each.isspace()
        and unicodedata.category(each) not in _HIDDEN
        and not unicodedata.combining(each)
    )
    return unicodedata.normalize("NFKC", "".join(kept).casefold())


def act_as(name: str) -> None:
    """Has this process (in a task: this task) act in the name of that person.

    Raises:
        UsageError: it is no name.
    """
    tidy = " ".join(unicodedata.normalize("NFC", name).split())
    if not folded_name(tidy) or any(unicodedata.category(each) in _HIDDEN for each in tidy):
        raise UsageError(f"--as {name!r} is no name of a person", hint="--as li", sent=False)
    if len(tidy) > LONGEST_NAME:
        raise UsageError(
            f"--as: a name has at most {LONGEST_NAME} characters, not {len(tidy)}",
            hint="--as li",
            sent=False,
        )
    _named.set(tidy)


def current_actor() -> Actor:
    """Who acts now."""
    return Actor(_named.get() or _user(), platform.node())


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a user without a name, as in containers
        return "somebody"
