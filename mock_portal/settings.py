"""Everything about the real portal that had to be assumed, as switches."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import Any

_MOST = 100_000
_CHOICES = {
    "work_types": ("joined", "split"),
    "agreement": ("off", "ask", "disable"),
    "ownership": ("off", "optional", "required"),
    "date_picker": ("new", "old"),
    "template_opens": ("direct", "blob", "tab", "window"),
    "in_frame": ("off", "bar", "menu", "late", "tall"),
    "sign_in_tab": ("password", "sms", "qr"),
}


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
    agreement: str = "off"  # ask: Submit says so while the box is empty; disable: it is grey
    ownership: str = "off"  # questions of the branch without certificate: off, optional, required
    tour: bool = False  # shown over the first page that a browser sees
    holder_book: bool = False  # the holder is chosen from those registered, or added (center)
    date_picker: str = "new"  # new: takes typing; old: read-only (center)
    template_opens: str = "direct"  # direct, blob; tab and window: a new one (center)
    sign_in_tab: str = "password"  # what the widget shows first: password, sms, qr (center)
    in_frame: str = (
        "off"  # what is around the application at `/`: off, bar, menu, late, tall (center)
    )
    chinese_pages: str = ""  # pages that stay Chinese in English, by comma (center)

    def changed(self, values: dict[str, Any]) -> Settings:
        """A copy with some values changed; ValueError names what is unknown or of a wrong kind."""
        kinds = {f.name: type(getattr(self, f.name)) for f in fields(self)}
        parsed: dict[str, Any] = {}
        for key, value in values.items():
            if key not in kinds:
                raise ValueError(f"unknown setting {key!r}; known: {', '.join(kinds)}")
            parsed[key] = _parse(key, kinds[key], value)
        for key, words in _CHOICES.items():
            if parsed.get(key, words[0]) not in words:
                raise ValueError(f"{key} is {' or '.join(words)}")
        return replace(self, **parsed)


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
