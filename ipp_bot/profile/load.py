"""Reading a profile: a shipped one by name, an own one by its path."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path
from typing import Any, cast

from pydantic import ValidationError

from ipp_bot.diagnostics import Diagnostic, shown_path
from ipp_bot.errors import ProfileError
from ipp_bot.profile.model import Profile, expand
from ipp_bot.yaml_source import Mapping, Source, SourceError, find, plain, read_source

__all__ = ["load_profile", "shipped_profiles"]

_FOLDER = Path(__file__).parent


def shipped_profiles() -> tuple[str, ...]:
    """The names of the profiles that come with the client."""
    return tuple(sorted(path.stem for path in _FOLDER.glob("*.yaml")))


def load_profile(name_or_path: str | Path) -> Profile:
    """The profile of that name or file; ProfileError lists every fault with line and column."""
    path = _path_of(name_or_path)
    try:
        stamp = path.stat().st_mtime_ns
    except OSError as error:
        raise ProfileError(f"{shown_path(path)}: {error.strerror}", sent=False) from error
    return _load(path.resolve(), stamp)


def _path_of(name_or_path: str | Path) -> Path:
    text = str(name_or_path)
    if "/" not in text and not text.endswith((".yaml", ".yml")):
        path = _FOLDER / f"{text}.yaml"
        if not path.exists():
            raise ProfileError(
                f"there is no profile {text!r}",
                hint=f"shipped: {', '.join(shipped_profiles())}; or give the path of a .yaml file",
                sent=False,
            )
        return path
    return Path(text)


@lru_cache(maxsize=8)
def _load(path: Path, stamp: int) -> Profile:  # noqa: ARG001 - a changed file is read again
    try:
        source = read_source(path)
    except SourceError as error:
        where = f"{shown_path(path)}:{error.line}:{error.column}"
        raise ProfileError(f"{where}: {error.message}", hint=error.hint, sent=False) from error
    faults = [
        Diagnostic(path, at.line, at.column, at.key, at.message, at.hint) for at in source.problems
    ]
    if not faults:
        if not isinstance(source.root, Mapping):
            raise ProfileError(f"{shown_path(path)}:1:1: a profile is a mapping", sent=False)
        data = cast("dict[str, Any]", plain(source.root))
        try:
            return Profile.model_validate(expand(data)).read_from(path)
        except ValidationError as error:
            faults = _faults(source, error)
        except (TypeError, ValueError, KeyError) as error:
            faults = [Diagnostic(path, 1, 1, "", str(error))]
    raise ProfileError("\n".join(str(fault) for fault in faults), sent=False)


def _faults(source: Source, error: ValidationError) -> list[Diagnostic]:
    """One fault for each complaint, at the place of the value or of what is nearest to it."""
    faults = []
    for detail in error.errors(include_url=False):
        steps = detail["loc"]
        node, found = find(source.root, steps)
        if steps[:1] == ("forms",) and steps[2:3] == ("fields",):
            node = _described(source, steps) or node
        line, column = (node.line, node.column) if node else (1, 1)
        unknown = detail["type"] == "extra_forbidden"
        if unknown and isinstance(node, Mapping) and len(found) < len(steps):
            line, column = node.line, node.column
        message = "unknown key" if unknown else detail["msg"].removeprefix("Value error, ")
        message = re.sub(r" or instance of \w+$", "", message)
        key = ".".join(str(step) for step in steps)
        faults.append(Diagnostic(source.path, line, column, key, message))
    return faults


def _described(source: Source, steps: tuple[str | int, ...]) -> Mapping | None:
    """Where a form's field is described: its line in the form, or its entry under `fields:`."""
    entry, _ = find(source.root, steps[:4])
    if entry is None:
        return None
    if isinstance(entry, Mapping):
        return entry
    shared, found = find(source.root, ("fields", getattr(entry, "text", "")))
    return shared if isinstance(shared, Mapping) and len(found) == 2 else None  # noqa: PLR2004
