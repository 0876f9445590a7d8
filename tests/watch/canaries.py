"""Whether a bundle holds what is somebody's."""

from __future__ import annotations

import base64
import html
import json
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tests.other_portals.samples import Sample

__all__ = ["canaries_in", "canaries_of"]

LEAST = 4
"""Characters: shorter values stand in any text."""


def canaries_in(path: Path, canaries: Iterable[str]) -> list[str]:
    """Those that stand in a file of the archive, or its name: as they are, escaped or encoded."""
    with zipfile.ZipFile(path) as archive:
        names = archive.namelist()
        contents = [archive.read(name) for name in names]
    assert len(contents) > 20
    # Nothing in it is packed once more, so that its bytes are all that can be searched.
    assert {Path(name).suffix for name in names} <= {".json", ".html", ".yaml", ".css", ".jpg"}
    pictures = [one for name, one in zip(names, contents, strict=True) if name.endswith(".jpg")]
    assert all(one.startswith(b"\xff\xd8") and one.endswith(b"\xff\xd9") for one in pictures)
    everything = b"\n".join((*(name.encode() for name in names), *contents, path.read_bytes()))
    return [one for one in canaries if any(way in everything for way in _ways(one))]


def _ways(text: str) -> Iterator[bytes]:
    for encoding in ("utf-8", "utf-16-le", "utf-16-be", "gb18030"):
        yield text.encode(encoding)
    yield quote(text, safe="").encode()
    yield json.dumps(text)[1:-1].encode()
    yield html.escape(text).encode()
    yield base64.b64encode(text.encode()).rstrip(b"=")[:-1]


def canaries_of(sample: Sample, *more: str) -> list[str]:
    """The texts, days and names of files of a sample."""
    texts = [text for key, text in sample.answers.items() if isinstance(text, str)]
    texts += [
        text for texts in sample.answers.values() if not isinstance(texts, str) for text in texts
    ]
    names = [name for files in sample.files.values() for name, _ in files]
    told = [text for text in texts if any(char.isdigit() or not char.isascii() for char in text)]
    return [text for text in (*told, *names, sample.ref, *more) if len(text) >= LEAST]
