"""Everything about the real portal that had to be assumed, as switches."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import Any

_MOST = 100_000


@dataclass(frozen=True, slots=True)
class Settings:
    """One portal's assumptions; `--set KEY=VALUE` and POST /_mock/settings change them."""

    session_minutes: int = 30
    list_days: int = 15
    page_size: int = 10
    max_megabytes: int = 8
    max_files: int = 5
    text_limit: int = 200
    expiring_days: int = 30
    work_types: str = "joined"  # joined: "Software and other types of works"; split: two options
    next_needs_save: bool = True
    refuse_duplicates: bool = False  # at submission
    review_duplicates: bool = False  # by the review rules
    slider_after_failures: int = 5  # wrong passwords until sign-in asks for the slider; 0: never
    confirm_submit: bool = False

    def changed(self, values: dict[str, Any]) -> Settings:
        """A copy with some values changed; ValueError names what is unknown or of a wrong kind."""
        kinds = {f.name: type(getattr(self, f.name)) for f in fields(self)}
        parsed: dict[str, Any] = {}
        for key, value in values.items():
            if key not in kinds:
                raise ValueError(f"unknown setting {key!r}; known: {', '.join(kinds)}")
            parsed[key] = _parse(key, kinds[key], value)
        result = replace(self, **parsed)
        if result.work_types not in {"joined", "split"}:
            raise ValueError("work_types is joined or split")
        return result


def _parse(key: str, kind: type, value: object) -> object:
    if kind is bool:
        words = {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}
        if str(value).lower() not in words:
            raise ValueError(f"{key} is true or false")
        return words[str(value).lower()]
    if kind is int:
        try:
            number = int(str(value))
        except ValueError:
            raise ValueError(f"{key} is a whole number") from None
        least = 1 if key == "page_size" else 0
        if not least <= number <= _MOST:
            raise ValueError(f"{key} is a whole number from {least} to {_MOST}")
        return number
    return str(value)
