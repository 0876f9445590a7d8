"""Saved sign-ins: private, whole, and none where the file cannot be used."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import pytest

from ipp_bot.browser.storage_state import read_state, secrets_of, write_state

if TYPE_CHECKING:
    from pathlib import Path

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
