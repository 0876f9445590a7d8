"""Files that the portal hands out again, compared with what was sent."""

from __future__ import annotations

import pytest

from ipp_bot.forms import file_differences
from ipp_bot.forms.attachments import Attachment, StoredFile, Upload

SENT = Upload("certificate.png", 2048, "a" * 64)
OTHER = "b" * 64
TOLD = (
    "certificate (“Certificate”): what the portal hands out as certificate.png is not what was sent"
    " (where that is never the file itself: record.hands_out_files: false in the profile)"
)


@pytest.mark.parametrize(
    ("stored", "differs"),
    [
        (None, False),  # its name is no link, or nothing came
        (StoredFile(2048, "a" * 64, is_download=True), False),
        (StoredFile(2048, OTHER, is_download=True), True),
        (StoredFile(2048, OTHER, is_download=False), True),
        (StoredFile(900, OTHER, is_download=True), True),
        (StoredFile(900, OTHER, is_download=False), False),  # a smaller picture to look at
        (StoredFile(0, OTHER, is_download=False), True),  # nothing at all
    ],
)
def test_other_content_is_told(stored: StoredFile | None, *, differs: bool) -> None:
    shown = Attachment("certificate.png", 2048, exact=True, stored=stored)
    lines = file_differences("certificate (“Certificate”)", [SENT], [shown])
    assert lines == [TOLD] * differs


def test_what_has_no_hash_is_compared_by_name_and_size() -> None:
    shown = Attachment("a.png", 5, exact=True, stored=StoredFile(5, OTHER, is_download=True))
    assert file_differences("a", [Upload("a.png", 5)], [shown]) == []
