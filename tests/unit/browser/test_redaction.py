"""Secrets are taken out of texts and traces, however they are spelled."""

from __future__ import annotations

import base64
import json
import zipfile
from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest

from ipp_bot.browser import scrub
from ipp_bot.browser.redaction import scrub_trace

if TYPE_CHECKING:
    from pathlib import Path

SECRET = "pa ss/wörd&<1>"


@pytest.mark.parametrize(
    "spelling",
    [
        SECRET,
        quote(SECRET, safe=""),
        json.dumps(SECRET),
        "pa ss/wörd&amp;&lt;1&gt;",
        base64.b64encode(SECRET.encode()).decode(),
    ],
)
def test_a_secret_is_removed_however_it_is_spelled(spelling: str) -> None:
    assert scrub(f"before {spelling} after", [SECRET]).count("[removed]") == 1
    assert SECRET not in scrub(spelling, [SECRET])


def test_cookies_and_password_fields_are_removed_without_being_known() -> None:
    text = 'Set-Cookie: sid=abc123; Path=/\n<input value="hunter2" type="password"> ok'
    clean = scrub(text, [])
    assert "abc123" not in clean
    assert "hunter2" not in clean
    assert clean.endswith(" ok")


def test_a_trace_is_kept_without_headers_bodies_and_secrets(tmp_path: Path) -> None:
    canary = "canary-cookie-value-1"
    event = {
        "type": "resource-snapshot",
        "snapshot": {
            "request": {
                "url": "http://x/",
                "headers": [{"name": "Cookie", "value": canary}],
                "cookies": [{"value": canary}],
                "postData": {"text": f"password={SECRET}"},
            },
            "response": {"headers": [{"name": "Set-Cookie", "value": canary}], "cookies": []},
        },
    }
    source, target = tmp_path / "raw.zip", tmp_path / "trace.zip"
    with zipfile.ZipFile(source, "w") as archive:
        archive.writestr("trace.network", json.dumps(event) + "\nno json " + SECRET)
        archive.writestr("trace.trace", json.dumps({"type": "action", "params": {"text": SECRET}}))
        archive.writestr("resources/a.html", f"<p>{SECRET}</p>")
        archive.writestr("resources/b.jpeg", b"\xff\xd8\xff")
    scrub_trace(source, target, [SECRET])
    with zipfile.ZipFile(target) as archive:
        assert max(archive.namelist()) == "trace.trace"
        everything = b"".join(archive.read(name) for name in archive.namelist())
        assert archive.read("resources/b.jpeg") == b"\xff\xd8\xff"
    for secret in (canary, SECRET, json.dumps(SECRET)[1:-1]):
        assert secret.encode() not in everything
