"""What breaks after the portal's answer is reconciled by the next try of the same claim."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bench.filings import faults, make
from bench.peers.ipp_bot_client import opened, write_manifest, write_workspace
from ipp_bot.errors import PageBroken, SessionExpired
from ipp_bot.pages import Confirmation
from tests.support.hurried import hurry

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from ipp_bot.errors import IppBotError
    from ipp_bot.testing import PortalProcess
    from tests.conftest import Run


@pytest.mark.parametrize("error", [PageBroken("torn"), SessionExpired("signed out")])
def test_one_try_that_breaks_after_the_press_files_once(
    error: IppBotError,
    ipp_portal: PortalProcess,
    tmp_path: Path,
    run: Run,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    filings = make(tmp_path, 2)
    write_workspace(tmp_path, ipp_portal.url)
    hurry(tmp_path)
    manifest = write_manifest(tmp_path / "two.yaml", filings)
    plain = Confirmation.submitted_at
    pages = 0

    async def breaks_once(confirmation: Confirmation) -> datetime | None:
        nonlocal pages
        pages += 1
        if pages == 1:
            raise error
        return await plain(confirmation)

    monkeypatch.setattr(Confirmation, "submitted_at", breaks_once)

    async def story() -> None:
        async with opened(tmp_path, 1) as client:
            await client.submit(manifest)

    run(story)
    assert pages == 2, "one page broke, and the other filing's did not"
    assert faults(filings, ipp_portal.iprs()) == []
