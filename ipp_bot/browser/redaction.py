"""Secrets taken out of everything that is kept: texts, and the zip files of traces."""

from __future__ import annotations

import base64
import html
import json
import re
import zipfile
from typing import TYPE_CHECKING
from urllib.parse import quote, quote_plus

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

__all__ = ["REMOVED", "scrub", "scrub_trace"]

REMOVED = "[removed]"
_SHORTEST = 4
"""Shorter secrets would take half of every text with them."""

_HEADERS = re.compile(
    r"(?im)\b(set-cookie|cookie|authorization|x-csrf-token|x-xsrf-token)(\s*[:=]\s*)[^\r\n\"<]+"
)
_PASSWORD_VALUE = re.compile(
    r"(<input\b(?=[^>]*\btype=[\"']?password)[^>]*?\bvalue=)(\"[^\"]*\"|'[^']*'|[^\s>]+)",
    re.IGNORECASE,
)


def spellings(secret: str) -> tuple[str, ...]:
    """The ways in which a secret turns up in pages, addresses and JSON, longest first."""
    forms = {
        secret,
        quote(secret, safe=""),
        quote_plus(secret),
        html.escape(secret),
        json.dumps(secret)[1:-1],
        json.dumps(secret, ensure_ascii=False)[1:-1],
        base64.b64encode(secret.encode()).decode(),
    }
    return tuple(sorted(forms, key=len, reverse=True))


def scrub(text: str, secrets: Iterable[str]) -> str:
    """The text without any of the secrets, values of cookies or values of password fields."""
    text = _PASSWORD_VALUE.sub(rf'\1"{REMOVED}"', text)
    text = _HEADERS.sub(rf"\1\2{REMOVED}", text)
    for secret in secrets:
        if len(secret) >= _SHORTEST:
            for form in spellings(secret):
                text = text.replace(form, REMOVED)
    return text


def scrub_trace(source: Path, target: Path, secrets: Iterable[str]) -> None:
    """A trace copied without bodies of requests, cookies, headers or secrets."""
    kept = tuple(secrets)
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for item in old.infolist():
            data = old.read(item)
            if item.filename.endswith((".trace", ".network", ".stacks")):
                lines = data.decode("utf-8", "replace").splitlines()
                data = "\n".join(_scrub_line(line, kept) for line in lines).encode()
            elif item.filename.endswith((".html", ".json", ".txt", ".css", ".js", ".dat")):
                data = scrub(data.decode("utf-8", "surrogateescape"), kept).encode(
                    "utf-8", "surrogateescape"
                )
            new.writestr(item.filename, data)


def _scrub_line(line: str, secrets: tuple[str, ...]) -> str:
    try:
        event = json.loads(line)
    except ValueError:
        return scrub(line, secrets)
    snapshot = event.get("snapshot") if isinstance(event, dict) else None
    if isinstance(snapshot, dict):
        for side in ("request", "response"):
            part = snapshot.get(side)
            if isinstance(part, dict):
                part["headers"] = []
                part["cookies"] = []
                part.pop("postData", None)
    return scrub(json.dumps(event, ensure_ascii=False), secrets)
