"""A profile that knows of a portal where it begins and where one signs in, and no word of it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["write_start_profile"]

SHIPPED = Path(__file__).resolve().parents[2] / "ipp_bot" / "profile" / "alibaba-ipp.yaml"


def write_start_profile(path: Path, *, start: str = "/") -> None:
    """The manifest's keys, kinds and forms; in place of all words stand these keys."""
    data: dict[str, Any] = yaml.load(SHIPPED.read_text("utf-8"), yaml.BaseLoader)  # noqa: S506
    data["name"] = "start"
    data["addresses"] = {"sign_in": start}
    data["labels"] = {}
    data["listing"] = {"filters": []}
    data["timings"]["action"] = "5"
    for key in ("statuses", "types", "places", "countries"):
        data[key] = _without_words(data[key])
    for key, field in data["fields"].items():
        field["labels"] = [key]
        if "options" in field:
            field["options"] = _without_words(field["options"])
        if "numbered" in field:
            field["numbered"]["labels"] = ["#"]
        field.pop("general", None)
    for form in data["forms"]:
        for entry in form["fields"]:
            for differing in entry.values() if isinstance(entry, dict) else ():
                differing.pop("labels", None)
    path.write_text(yaml.safe_dump(data, allow_unicode=True, sort_keys=False), encoding="utf-8")


def _without_words(vocabulary: Mapping[str, Any]) -> dict[str, list[str]]:
    return {token: [token] for token in vocabulary}
