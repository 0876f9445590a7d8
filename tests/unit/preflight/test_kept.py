"""What was found about documents is kept for later runs, as long as the files stay as they are."""

from __future__ import annotations

import json
import os
import time
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from ipp_bot.preflight import DocumentCache
from ipp_bot.preflight.colour import Tone

if TYPE_CHECKING:
    from pathlib import Path

    from ipp_bot.profile import Profile


def old(path: Path) -> Path:
    """The file as one that was written a minute ago."""
    then = time.time() - 60
    os.utime(path, (then, then))
    return path


@pytest.fixture
def paper(tmp_path: Path) -> Path:
    path = tmp_path / "paper.png"
    Image.new("RGB", (900, 900), (200, 30, 40)).save(path)
    return old(path)


def test_a_later_run_examines_nothing_again(tmp_path: Path, profile: Profile, paper: Path) -> None:
    first = DocumentCache(tmp_path / "papers.json")
    document = first.document(paper, profile.limits)
    first.save()
    later = DocumentCache(tmp_path / "papers.json")
    assert later.document(paper, profile.limits) == document
    assert later.examined == 0
    assert document.colour is not None
    assert document.colour.tone is Tone.COLOUR


def test_a_changed_file_is_examined(tmp_path: Path, profile: Profile, paper: Path) -> None:
    first = DocumentCache(tmp_path / "papers.json")
    first.document(paper, profile.limits)
    first.save()
    Image.new("L", (900, 900), 90).save(paper)
    later = DocumentCache(tmp_path / "papers.json")
    assert later.document(old(paper), profile.limits).colour is not None
    assert later.examined == 1


def test_a_tone_that_was_not_judged_is_judged_when_it_is_asked_for(
    tmp_path: Path, profile: Profile, paper: Path
) -> None:
    first = DocumentCache(tmp_path / "papers.json")
    assert first.document(paper, profile.limits, colour=False).colour is None
    first.save()
    later = DocumentCache(tmp_path / "papers.json")
    assert later.document(paper, profile.limits, colour=False).colour is None
    assert later.examined == 0
    assert later.document(paper, profile.limits).colour is not None
    assert later.examined == 1


def test_what_was_written_this_moment_is_not_kept(tmp_path: Path, profile: Profile) -> None:
    path = tmp_path / "new.png"
    Image.new("RGB", (900, 900)).save(path)
    first = DocumentCache(tmp_path / "papers.json")
    first.document(path, profile.limits)
    first.save()
    assert json.loads((tmp_path / "papers.json").read_text())["files"] == []


@pytest.mark.parametrize("text", ["", "[]", "{", '{"version": 1}', '{"version": 1, "files": 5}'])
def test_a_torn_cache_is_no_cache(tmp_path: Path, profile: Profile, paper: Path, text: str) -> None:
    (tmp_path / "papers.json").write_text(text)
    cache = DocumentCache(tmp_path / "papers.json")
    assert cache.document(paper, profile.limits).findings == ()
    assert cache.examined == 1


def test_a_folder_that_takes_nothing_stops_nothing(
    tmp_path: Path, profile: Profile, paper: Path
) -> None:
    cache = DocumentCache(tmp_path / "absent" / "papers.json")
    cache.document(paper, profile.limits)
    cache.save()
    assert not (tmp_path / "absent").exists()
