"""What the build of an application left, and the words it is served with."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import yaml

if TYPE_CHECKING:
    from pathlib import Path

    from mock_portal.core.portal import Portal

HTML_LANGUAGES = {"en": "en", "zh": "zh-CN"}


@dataclass(frozen=True, slots=True)
class Built:
    """What the build left: the document with its gaps, and the files beside it."""

    document: str
    assets: dict[str, bytes]


def read(skin: Path) -> Built:
    """The built application; ValueError says how to build it."""
    folder = skin / "dist"
    document = folder / "index.html"
    if not document.is_file():
        raise ValueError(f"the {skin.name} skin is not built: run `bash tools/build_skins.sh`")
    files = (path for path in (folder / "assets").iterdir() if path.is_file())
    return Built(document.read_text("utf-8"), {path.name: path.read_bytes() for path in files})


def words(portal: Portal, skin: Path, lang: str) -> dict[str, str]:
    """All words of a language: the portal's, and those that the skin adds or says otherwise."""
    texts = {key: portal.words.text(lang, key) for key in portal.words.keys(lang)}
    own = yaml.safe_load((skin / "lang" / f"{lang}.yaml").read_text("utf-8"))
    for group, entries in own.items():
        texts.update({f"{group}.{key}": str(text) for key, text in entries.items()})
    return texts


def script_safe(data: Any) -> str:  # noqa: ANN401  (whatever the page starts with)
    """JSON that may stand in a script element."""
    return json.dumps(data, ensure_ascii=False).replace("<", "\\u003c")
