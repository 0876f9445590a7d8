"""What two readings of one line make of each of its characters."""

from __future__ import annotations

from typing import Any

import pytest

np = pytest.importorskip("numpy", reason="the extra `read` is not installed")
pytest.importorskip("rapidocr", reason="the extra `read` is not installed")

from ipp_bot.reading import page_reading  # noqa: E402
from ipp_bot.reading.page_reading import PageReading  # noqa: E402
from ipp_bot.reading.recognition import Recognised, Sign  # noqa: E402

EM = 40.0


def signs(text: str, *, placed: bool) -> tuple[Sign, ...]:
    def quad(at: int) -> Any:
        left, right = at * EM, (at + 1) * EM
        return np.array([[left, 0], [right, 0], [right, EM], [left, EM]], dtype=float)

    return tuple(
        Sign(text=one, score=0.99, quad=quad(at) if placed else None, spaced=False)
        for at, one in enumerate(text)
    )


@pytest.mark.parametrize(
    ("first", "second", "doubted"),
    [
        ("韩莽", "韩莽", []),
        ("☑韩莽", "韩莽", [0]),
        ("韩莽■", "韩莽", [2]),
        ("韩★莽", "韩·莽", [1]),
        ("韩·莽", "韩莽", [1]),
        ("韩莽", "韩·莽", [1]),
        ("韩莽：", "韩莽", []),
        ("韩，莽", "韩、莽", [1]),
        ("韩（莽", "韩(莽", []),
        ("韩·莽", "韩•莽", []),
        ("韩莽", "韩养", [1]),
    ],
)
def test_what_one_reading_has_alone_is_doubted(
    monkeypatch: pytest.MonkeyPatch, first: str, second: str, doubted: list[int]
) -> None:
    monkeypatch.setattr(page_reading, "read_strip", lambda _strip: signs(second, placed=False))
    corners = np.array([[0, 0], [len(first) * EM, 0], [len(first) * EM, EM], [0, EM]], dtype=float)
    line = Recognised(quad=corners, score=0.99, signs=signs(first, placed=True))
    pixels = np.full((200, 600, 3), 255, dtype=np.uint8)
    reading = PageReading(pixels, 0, [line])
    (read,) = reading.reread(reading.lines(), {0})
    assert [at for at, letter in enumerate(read.letters) if letter.rivals] == doubted
