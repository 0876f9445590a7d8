"""The language of a command line: `--lang`, else the variable, the settings, the machine."""

# No `from __future__ import annotations`: Typer reads the annotations of commands at run time.

from collections.abc import Sequence

from ipp_bot.errors import UsageError
from ipp_bot.language import (
    LANGUAGES,
    language_of_environment,
    prefer_language,
    use_language,
)
from ipp_bot.operating_system import user_speaks_chinese

__all__ = ["choose_language", "speak_before_parsing"]

_OPTION = "--lang"


def speak_before_parsing(arguments: Sequence[str]) -> None:
    """Sets the language before anything is parsed: help and wrong arguments are told in it too."""
    prefer_language(language_of_environment() or ("zh" if user_speaks_chinese() else "en"))
    named = [
        after if each == _OPTION else each.removeprefix(f"{_OPTION}=")
        for each, after in zip(arguments, [*arguments[1:], ""], strict=True)
        if each == _OPTION or each.startswith(f"{_OPTION}=")
    ]
    use_language(named[-1] if named and named[-1] in LANGUAGES else None)


def choose_language(name: str | None) -> str | None:
    """The language of the option; UsageError for one that there is not."""
    if name is not None and name not in LANGUAGES:
        raise UsageError(f"--lang {name}: type {' or '.join(LANGUAGES)}", sent=False)
    return name
