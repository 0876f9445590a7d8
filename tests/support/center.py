"""The profile of the skin `center`: the shipped one, copied and added to as a user would."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

__all__ = ["CENTER", "add_lines"]

CENTER = Path(__file__).with_suffix(".yaml")
"""The lines that differ."""


def add_lines(profile: Path, lines: Path = CENTER) -> None:
    """Changes a copy of the shipped profile: words are added, all else is replaced."""
    data, own = (
        yaml.load(path.read_text("utf-8"), yaml.BaseLoader)  # noqa: S506 - texts only
        for path in (profile, lines)
    )
    merged = {**_merged(data, own), "listing": own["listing"]}
    text = yaml.safe_dump(merged, allow_unicode=True, sort_keys=False)
    profile.write_text(text, encoding="utf-8")


def _merged(data: Any, own: Any) -> Any:
    if isinstance(data, dict) and isinstance(own, dict):
        return {**data, **{key: _merged(data.get(key), value) for key, value in own.items()}}
    return [*data, *own] if isinstance(data, list) else own
