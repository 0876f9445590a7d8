"""Names, secrets, saved sessions and evidence: what is written to disk is safe to keep."""

from __future__ import annotations

import base64
import json
import os
import zipfile
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ipp_bot.browser import Evidence, find_browser, safe_name, scrub
from ipp_bot.browser.find import BrowserKind, find_window_browser
from ipp_bot.browser.redaction import scrub_trace
from ipp_bot.browser.storage_state import read_state, secrets_of, write_state
from ipp_bot.errors import BrowserMissing

SECRET = "pa ss/wörd&<1>"


@pytest.mark.parametrize(
    ("told", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        (r"C:\Windows\poa.pdf", "poa.pdf"),
        ("授权委托书.pdf", "授权委托书.pdf"),
        ("a\x00b\n.pdf", "a_b_.pdf"),
        ("CON.pdf", "_CON.pdf"),
        ("...", "file"),
        ("", "file"),
        ('a b*c?"<>|.png', "a b_c_____.png"),
    ],
)
def test_names_of_downloads_are_made_safe(told: str, kept: str) -> None:
    assert safe_name(told) == kept


@given(st.text(max_size=400))
def test_any_name_stays_in_its_folder(text: str) -> None:
    name = safe_name(text)
    assert name not in ("", ".", "..")
    assert len(name.encode()) <= 130
    assert Path("folder", name).parent == Path("folder")
    assert Path("folder", name).name == name


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


STATE: dict[str, Any] = {
    "cookies": [{"name": "sid", "value": "0123456789abcdef"}, {"name": "lang", "value": "en"}],
    "origins": [{"origin": "http://x", "localStorage": [{"name": "t", "value": "t" * 20}]}],
}


def test_a_saved_session_is_private_and_whole(tmp_path: Path) -> None:
    path = tmp_path / "sessions" / "acme.json"
    write_state(path, STATE)
    write_state(path, STATE)
    assert read_state(path) == STATE
    assert [child.name for child in path.parent.iterdir()] == ["acme.json"]
    if os.name == "posix":
        assert path.stat().st_mode & 0o777 == 0o600
        path.chmod(0o644)
        read_state(path)
        assert path.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("content", ["", "{", "[]", '{"cookies": 3}', '"x"'])
def test_a_broken_session_means_signing_in_afresh(tmp_path: Path, content: str) -> None:
    path = tmp_path / "acme.json"
    path.write_text(content)
    assert read_state(path) is None


def test_no_session_is_no_session(tmp_path: Path) -> None:
    assert read_state(None) is None
    assert read_state(tmp_path / "none.json") is None
    assert secrets_of(None) == ()


def test_only_long_values_of_a_session_are_secrets() -> None:
    assert secrets_of(STATE) == ("0123456789abcdef", "t" * 20)


def test_evidence_stays_below_its_cap_and_loses_the_oldest(tmp_path: Path) -> None:
    for age, name in enumerate(["new", "middle", "old"]):
        path = tmp_path / "acme" / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"x" * 100)
        os.utime(path, (1_000_000 - age, 1_000_000 - age))
    assert Evidence(tmp_path, cap_bytes=250).prune() == 1
    assert sorted(child.name for child in (tmp_path / "acme").iterdir()) == ["middle", "new"]


def _program(path: Path, version: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\necho 'Chromium {version}'\n")
    path.chmod(0o755)
    return path


@pytest.mark.skipif(os.name != "posix", reason="shell scripts stand in for browsers")
def test_the_order_in_which_browsers_are_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache, system = tmp_path / "cache", tmp_path / "bin"
    monkeypatch.setenv("PLAYWRIGHT_BROWSERS_PATH", str(cache))
    monkeypatch.setenv("PATH", str(system))
    system.mkdir()
    with pytest.raises(BrowserMissing) as missing:
        find_browser()
    assert "playwright install" in missing.value.hint
    monkeypatch.setattr("ipp_bot.browser.find._version", lambda path: path.parent.name)

    _program(system / "chromium", "1.2.3")
    assert find_browser().kind is BrowserKind.CHROMIUM
    _program(system / "chromium-headless-shell", "1.2.3")
    assert find_browser().kind is BrowserKind.HEADLESS_SHELL
    assert find_window_browser().path == system / "chromium"

    half = cache / "chromium_headless_shell-2000" / "x"
    _program(half / "headless_shell", "9")
    assert find_browser().source == "system"  # a download that was broken off is no browser
    own = cache / "chromium_headless_shell-1999" / "x" / "headless_shell"
    _program(own, "8")
    (cache / "chromium_headless_shell-1999" / "INSTALLATION_COMPLETE").touch()
    assert find_browser().path == own

    wanted = _program(tmp_path / "mine" / "browser", "5")
    assert find_browser(wanted).path == wanted
    with pytest.raises(BrowserMissing, match="configured"):
        find_browser(tmp_path / "mine" / "nothing")
