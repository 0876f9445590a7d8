"""A local portal that does not start says why, and what to install where a package is missing."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from ipp_bot.errors import PortalDown
from ipp_bot.portal_process import PortalProcess

if TYPE_CHECKING:
    from pathlib import Path


def test_a_package_that_is_missing_names_the_extra(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    packages = tmp_path / "packages"
    packages.mkdir()
    error = "raise ModuleNotFoundError(name='starlette')"
    (packages / "starlette.py").write_text(error, encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", f"{packages}{os.pathsep}{os.environ.get('PYTHONPATH', '')}")
    with pytest.raises(PortalDown, match="starlette is not installed") as raised:
        PortalProcess.start(tmp_path / "portal")
    assert raised.value.hint == "pip install 'ipp-bot[portal]'"


def test_a_skin_that_does_not_exist_says_how_to_see_more(tmp_path: Path) -> None:
    with pytest.raises(PortalDown, match=r"the local portal did not start: .*baroque") as raised:
        PortalProcess.start(tmp_path, skin="baroque")
    assert raised.value.hint.startswith("python -m mock_portal")
    assert raised.value.sent is False
