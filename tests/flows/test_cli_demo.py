"""The demo is the main job: it must end well, show the receipts, and file nothing twice."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.timeout(600)
def test_the_demo_files_the_samples_once_and_reports(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "ipp_bot", "demo", "--workspace", "show"],
        cwd=tmp_path,
        env={**os.environ, "IPP_BOT_READING": "off"},  # pictures take their time to be read
        capture_output=True,
        text=True,
        timeout=550,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "22 submitted, 1 awaiting POA" in done.stdout
    assert "22 already submitted, 1 still awaiting POA: nothing was filed twice" in done.stdout
    assert "22 changes: 22 approved." in done.stdout
    assert (tmp_path / "show" / "report.html").read_text(encoding="utf-8").count("approved") > 20
    told = subprocess.run(
        [sys.executable, "-m", "ipp_bot", "status", "--workspace", "show", "--json"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    filings = json.loads(told.stdout)["filings"]
    assert sum(filing["receipt"] is not None for filing in filings) == 22


def test_the_demo_leaves_another_workspace_alone(tmp_path: Path) -> None:
    mine = tmp_path / "ipp-bot.yaml"
    mine.write_text("accounts: {}\n")
    done = subprocess.run(
        [sys.executable, "-m", "ipp_bot", "demo", "--workspace", str(tmp_path)],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 2
    assert "stays as it is" in done.stderr
    assert mine.read_text() == "accounts: {}\n"
