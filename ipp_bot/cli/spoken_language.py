"""The language of a command line: `--lang`, else the variable, the settings, the machine."""

# No `from __future__ import annotations`: Typer reads the annotations of commands at run time.

import re
from collections.abc import Sequence
from pathlib import Path

from ipp_bot.errors import UsageError
from ipp_bot.language import (
    LANGUAGES,
    language_of_environment,
    prefer_language,
    use_language,
)
from ipp_bot.operating_system import user_speaks_chinese

__all__ = ["choose_language", "speak_before_parsing"]

_FILE = "ipp-bot.yaml"
"""As `settings.FILE_NAME`, which takes long to load."""
_SETTING = re.compile(rb"^lang: *[\"']?(en|zh)\b", re.MULTILINE)
_LOOKED_AT = 64 * 1024
"""Bytes of the settings."""


def speak_before_parsing(arguments: Sequence[str]) -> None:
    """Sets the language before anything is parsed: help and wrong arguments are told in it too."""
    machine = "zh" if user_speaks_chinese() else "en"
    prefer_language(language_of_environment() or _of_settings(arguments) or machine)
    named = _last_value("--lang", arguments)
    use_language(named if named in LANGUAGES else None)


def _last_value(option: str, arguments: Sequence[str]) -> str | None:
    """What stands behind the option the last time that it is given."""
    found = None
    for each, after in zip(arguments, [*arguments[1:], ""], strict=True):
        if each == option:
            found = after
        elif each.startswith(f"{option}="):
            found = each.removeprefix(f"{option}=")
    return found


def _of_settings(arguments: Sequence[str]) -> str | None:
    """The line `lang:` of the settings, which are not read yet, and may have faults."""
    path = Path(_last_value("--workspace", arguments) or ".") / _FILE
    try:
        with path.open("rb") as file:
            found = _SETTING.search(file.read(_LOOKED_AT))
    except (OSError, ValueError):
        return None
    return found.group(1).decode() if found else None


def choose_language(name: str | None) -> str | None:
    """The language of the option; UsageError for one that there is not."""
    if name is not None and name not in LANGUAGES:
        raise UsageError(f"--lang {name}: type en or zh", sent=False)
    return name
