"""A profile with short times, so that a test need not wait for what a dead process held."""

from __future__ import annotations

import re
from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

SHORT_SECONDS = {"press_deadline": 3, "lease": 12, "navigation": 8}


def hurried_profile(folder: Path) -> Path:
    """Writes hurried.yaml there: the workspace's profile, or the shipped one, in a hurry."""
    shipped = files("ipp_bot.profile") / "alibaba-ipp.yaml"
    own = folder / "center.yaml"
    text = (own if own.exists() else shipped).read_text(encoding="utf-8")
    for key, seconds in SHORT_SECONDS.items():
        short = rf"\g<1>{seconds}"
        text, found = re.subn(rf"^(  {key}: )'?\d+'?", short, text, flags=re.MULTILINE)
        assert found == 1, key
    path = folder / "hurried.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def hurry(folder: Path) -> None:
    """Gives the workspace there a profile in a hurry."""
    hurried_profile(folder)
    settings = folder / "ipp-bot.yaml"
    text = settings.read_text(encoding="utf-8")
    plain = text.replace("profile: center.yaml, ", "")
    settings.write_text(plain.replace("portal: {", "portal: {profile: hurried.yaml, "), "utf-8")
