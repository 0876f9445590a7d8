"""What comes from the links of stored files: a file, or something else in its place."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import pytest

from ipp_bot.browser.fetched_files import FetchedFile
from ipp_bot.forms.attachments import Attachment, StoredFile
from ipp_bot.pages.stored_files import with_stored_files
from ipp_bot.profile import load_profile
from ipp_bot.site.portal import Portal

if TYPE_CHECKING:
    from ipp_bot.browser import Tab
    from tests.conftest import Run

URL = "https://ipp.test"
LINK = f"{URL}/file?id=1"


class FakeTab:
    """Answers whatever it is asked for with one answer."""

    def __init__(self, answer: FetchedFile | None) -> None:
        self.answer = answer

    async def fetched(self, address: str, *, within: float) -> FetchedFile | None:
        assert (address, within > 0) == (LINK, True)
        return self.answer


def stored_as(run: Run, answer: FetchedFile | None) -> tuple[StoredFile | None, bool]:
    portal = Portal(load_profile("alibaba-ipp"), URL)
    shown = {"certificate": (Attachment("a.png", link=LINK), Attachment("b.png"))}
    got = run(with_stored_files, cast("Tab", FakeTab(answer)), portal, shown)
    linked, unlinked = got.files["certificate"]
    assert unlinked.stored is None
    return linked.stored, got.withheld


@pytest.mark.parametrize(
    ("media_type", "download"),
    [
        ("image/png", False),
        ("application/pdf", False),
        ("application/octet-stream", False),
        ("", False),
        ("text/plain", True),
        ("application/json", True),
    ],
)
def test_a_file_is_taken_for_one(media_type: str, *, download: bool, run: Run) -> None:
    answer = FetchedFile(5, "a" * 64, media_type, is_download=download)
    assert stored_as(run, answer) == (StoredFile(5, "a" * 64, is_download=download), False)


@pytest.mark.parametrize(
    "answer",
    [
        None,
        FetchedFile(90, "b" * 64, "application/json", is_download=False),
        FetchedFile(90, "b" * 64, "application/problem+json", is_download=False),
        FetchedFile(90, "b" * 64, "text/html", is_download=False),
        FetchedFile(90, "b" * 64, "text/plain", is_download=False),
        FetchedFile(90, "b" * 64, "application/xml", is_download=False),
        FetchedFile(90, "b" * 64, "text/javascript", is_download=False),
    ],
)
def test_what_says_that_nobody_is_signed_in_is_no_file(
    answer: FetchedFile | None, run: Run
) -> None:
    assert stored_as(run, answer) == (None, True)


def test_a_link_to_somewhere_else_is_not_asked_for(run: Run) -> None:
    portal = Portal(load_profile("alibaba-ipp"), URL)
    shown = {"certificate": (Attachment("a.png", link="https://elsewhere.test/a.png"),)}
    got = run(with_stored_files, cast("Tab", FakeTab(None)), portal, shown)
    assert (got.files, got.withheld) == (shown, False)
