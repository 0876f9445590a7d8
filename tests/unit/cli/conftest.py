"""A workspace on disk and a way to type commands in it."""

from __future__ import annotations

import asyncio
import math
import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from ipp_bot.cli import main, manifest_check
from ipp_bot.run import reading_progress

SAMPLES = Path(__file__).resolve().parents[3] / "manifests"
SETTINGS = """\
portal: {url: "http://127.0.0.1:8765"}
accounts:
  acme: {username: acme, password_env: ACME_PASSWORD, complainant: Acme Rights Agency Ltd.}
  xingyun: {username: xingyun, password_env: X_PASSWORD, complainant: 杭州星云科技有限公司}
"""


@dataclass
class CommandResult:
    """The output of a command and its exit status."""

    status: int
    out: str
    err: str


class CommandLine:
    """Runs commands in a workspace with one sample manifest."""

    def __init__(self, root: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.root = root
        self._capsys = capsys

    @property
    def manifest(self) -> Path:
        return self.root / "acme.yaml"

    def change(self, before: str, after: str, *, once: bool = True) -> None:
        text = self.manifest.read_text(encoding="utf-8")
        assert before in text
        changed = text.replace(before, after, 1 if once else -1)
        self.manifest.write_text(changed, encoding="utf-8")

    def run(self, *words: str) -> CommandResult:
        """`ipp-bot WORDS` in the workspace's folder."""
        self._capsys.readouterr()
        # pytest-playwright's loop, suspended while a test runs, is none that the command runs in.
        suspended = asyncio._get_running_loop()
        asyncio._set_running_loop(None)
        try:
            main(list(words))
        except SystemExit as end:
            status = end.code if isinstance(end.code, int) else int(end.code is not None)
        else:
            raise AssertionError("a command ends with an exit status")
        finally:
            asyncio._set_running_loop(suspended)
        told = self._capsys.readouterr()
        assert "Traceback" not in told.out + told.err
        return CommandResult(status, told.out, told.err)


@pytest.fixture
def cli(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> CommandLine:
    (tmp_path / "ipp-bot.yaml").write_text(SETTINGS, encoding="utf-8")
    shutil.copytree(SAMPLES / "software" / "documents", tmp_path / "documents")
    shutil.copy(SAMPLES / "software" / "acme.yaml", tmp_path / "acme.yaml")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("NO_COLOR", "1")
    for each in (manifest_check, reading_progress):  # a busy machine tells no more
        monkeypatch.setattr(each, "PAUSE", math.inf)
    return CommandLine(tmp_path, capsys)
