"""The page's process is killed at whichever write of each of its actions."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.support.variants import short

pytest.importorskip("rapidocr", reason="the extra `read` is not installed")


@pytest.mark.timeout(1200)
@pytest.mark.parametrize("every", short([20, 7, 1]))
def test_whenever_the_page_is_killed_it_opens_again_and_the_action_ends_well(every: int) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.support.page_kills", "--every", str(every)],
        capture_output=True,
        text=True,
        check=False,
    )
    print(done.stdout)  # noqa: T201 - the measure
    assert done.returncode == 0, done.stdout + done.stderr
