"""Text in pictures, by RapidOCR with the models that lie in its wheel; no network is touched."""

from __future__ import annotations

import ctypes
import sys
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from ipp_bot.reading.characters import mended

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ipp_bot.reading.pictures import Pixels, Quad

__all__ = ["Recognised", "Sign", "read_page", "read_strip", "release_memory", "use_cores"]

_own = threading.local()
"""An engine for each thread: it keeps state between its calls."""
_EVERY_CORE = -1


def use_cores(count: int) -> None:
    """How many cores the calling thread's engine takes; before it reads its first page."""
    _own.cores = count


@dataclass(frozen=True, slots=True)
class Sign:
    """One character of a line."""

    text: str
    score: float
    quad: Quad | None
    """Its corners on the page; None for a strip."""
    spaced: bool


@dataclass(frozen=True, slots=True)
class Recognised:
    """A line as it was recognised."""

    quad: Quad
    score: float
    signs: tuple[Sign, ...]


def _engine() -> Any:  # noqa: ANN401 - the package has no types of its own
    if not hasattr(_own, "engine"):
        _own.engine = _started()
    return _own.engine


def _started() -> Any:  # noqa: ANN401 - the package has no types of its own
    from rapidocr import RapidOCR

    return RapidOCR(
        params={
            "Global.log_level": "critical",
            "Global.use_cls": False,
            "EngineConfig.onnxruntime.intra_op_num_threads": getattr(_own, "cores", _EVERY_CORE),
            "Global.text_score": 0.3,
            "Global.return_word_box": True,
            "Global.return_single_char_box": True,
        }
    )


def release_memory() -> None:
    """Gives back what reading pages of ever other sizes leaves with the C library."""
    if sys.platform == "linux":
        library = ctypes.CDLL(None)
        if hasattr(library, "malloc_trim"):  # glibc's own
            library.malloc_trim(0)


def read_page(pixels: Pixels) -> list[Recognised]:
    """The lines of a page in no particular order."""
    result = _engine()(pixels, use_det=True, use_rec=True, use_cls=False)
    if getattr(result, "txts", None) is None or result.boxes is None:
        return []
    words = result.word_results or ((),) * len(result.txts)
    if len(words) != len(result.txts):
        words = ((),) * len(result.txts)
    found = []
    for quad, text, score, signs in zip(
        result.boxes, result.txts, result.scores, words, strict=True
    ):
        corners = np.asarray(quad, np.float32)
        found.append(Recognised(corners, float(score), _signs(text, float(score), corners, signs)))
    return [line for line in found if line.signs]


def _signs(
    text: str, score: float, corners: Quad, boxed: tuple[tuple[str, float, Any], ...]
) -> tuple[Sign, ...]:
    bare = [(at, sign) for at, sign in enumerate(text) if not sign.isspace()]
    spaced = [at > 0 and text[at - 1].isspace() for at, _ in bare]
    inked = [entry for entry in boxed if not entry[0].isspace()]
    if [entry[0] for entry in inked] == [sign for _, sign in bare]:
        return tuple(
            Sign(mended(sign), float(own), np.asarray(quad, np.float32), blank)
            for (sign, own, quad), blank in zip(inked, spaced, strict=True)
        )
    count = max(len(text), 1)
    return tuple(
        Sign(mended(sign), score, _share(corners, at / count, (at + 1) / count), blank)
        for (at, sign), blank in zip(bare, spaced, strict=True)
    )


def _share(corners: Quad, start: float, end: float) -> Quad:
    """A part of a line, from left to right."""
    upper_left, upper_right, lower_right, lower_left = corners

    def along(first: NDArray[np.float32], last: NDArray[np.float32], part: float) -> Any:  # noqa: ANN401
        return first + (last - first) * part

    return np.array(
        [
            along(upper_left, upper_right, start),
            along(upper_left, upper_right, end),
            along(lower_left, lower_right, end),
            along(lower_left, lower_right, start),
        ],
        np.float32,
    )


def read_strip(strip: Pixels) -> tuple[Sign, ...]:
    """The characters of one level line."""
    result = _engine()(strip, use_det=False, use_rec=True, use_cls=False)
    if getattr(result, "txts", None) is None:
        return ()
    text = result.txts[0]
    words = result.word_results[0] if result.word_results else None
    scores = list(getattr(words, "confs", ()) or ())
    bare = [(at, sign) for at, sign in enumerate(text) if not sign.isspace()]
    if len(scores) != len(bare):
        scores = [float(result.scores[0])] * len(bare)
    return tuple(
        Sign(mended(sign), float(score), None, at > 0 and text[at - 1].isspace())
        for (at, sign), score in zip(bare, scores, strict=True)
    )
