"""Saved sign-ins: files that only their owner may read, written whole or not at all."""

from __future__ import annotations

import json
import logging
from typing import TYPE_CHECKING, Any

from ipp_bot.atomic_write import write_atomically
from ipp_bot.operating_system import close_to_others

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

__all__ = ["read_state", "secrets_of", "write_state"]

log = logging.getLogger(__name__)


def read_state(path: Path | None) -> dict[str, Any] | None:
    """The saved state, or None where there is none that can be used."""
    if path is None:
        return None
    try:
        state = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except (OSError, ValueError):
        log.warning("the saved session %s cannot be read; signing in afresh", path.name)
        return None
    if not isinstance(state, dict) or not isinstance(state.get("cookies"), list):
        log.warning("the saved session %s is none; signing in afresh", path.name)
        return None
    close_to_others(path)
    return state


def write_state(path: Path, state: dict[str, Any]) -> None:
    """Save the state with mode 0600, so that a crash leaves the old file or the new one."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    write_atomically(path, json.dumps(state))


def _texts_in(kept: object) -> Iterator[str]:
    """All texts within a value of JSON."""
    if isinstance(kept, str):
        yield kept
    elif isinstance(kept, dict):
        for value in kept.values():
            yield from _texts_in(value)
    elif isinstance(kept, list | tuple):
        for value in kept:
            yield from _texts_in(value)


def secrets_of(state: dict[str, Any] | None) -> tuple[str, ...]:
    """The values of cookies and stored items that must never be seen."""
    if not state:
        return ()
    values = [str(cookie.get("value", "")) for cookie in state.get("cookies", ())]
    for origin in state.get("origins", ()):
        values += [str(item.get("value", "")) for item in origin.get("localStorage", ())]
        values += [
            text
            for base in origin.get("indexedDB", ())
            for store in base.get("stores", ())
            for text in _texts_in(store.get("records", ()))
        ]
    # Short ones are language switches and flags, and would tear holes into every text.
    return tuple(value for value in values if len(value) >= 12)  # noqa: PLR2004
