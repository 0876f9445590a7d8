"""Places for a signature, a seal and a date on a page, and whether anything but print is there."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import cv2
import numpy as np

from ipp_bot.reading.characters import half_width
from ipp_bot.reading.geometry import Box, bounds, em_of
from ipp_bot.reading.paper import Filled, Signing, SigningPlace

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from ipp_bot.reading.geometry import Letter, Line
    from ipp_bot.reading.pictures import Pixels

__all__ = ["digitally_signed", "scaled", "signing_places"]

_OTHERS = re.compile(
    r"受托|受委托|被授权|被委托|代理人|代理机构|见证|公证|witness|notary|notari|accept|attorney",
    re.IGNORECASE,
)
"""What makes a place somebody else's than the holder's."""
_WORDS = (
    (Signing.EITHER, r"签章|签字.{0,3}盖章|盖章.{0,3}签字|签名.{0,3}盖章|签署.{0,3}盖章"),
    (Signing.SEAL, r"盖章|公章|印章|(?:company\s*)?(?:seal|chop|stamp)"),
    (Signing.SIGNATURE, r"签字|签名|签署人?|signatures?|signed(?:\s*by)?|signatory|sign\s*here"),
)
_DATE_LABEL = re.compile(
    r"^(?:(?:签署|签字|签名|签章|盖章|签订|授权|委托|填写)?[日时]\s*[期间]|date[d]?(?:\s*of\s*sign\w*)?)"
    r"\s*(?=[:：_\d]|$)",
    re.IGNORECASE,
)
_START = r"^[^，。；,;:：]{0,28}?"
_END = r"\s*[)）\]】]?\s*(?=[:：_]|$)"
_LABELS = (
    (Signing.DATE, _DATE_LABEL),
    *(
        (
            what,
            re.compile(rf"{_START}(?:{words})(?:\s*of\b[^:：]{{0,40}})?{_END}", re.IGNORECASE),
        )
        for what, words in _WORDS
    ),
)
_BEHALF = re.compile(r"^(?:signed\s*)?for\s*and\s*on\s*beha[l1]f\s*of|^by\s*:", re.IGNORECASE)
_EMPTY_DAY = re.compile(r"^(?:20|二[〇零○])?[\s_/.]*年[\s_/.]*月[\s_/.]*日[\s_/.]*$")
_BELOW = re.compile(r"^(?:name|title|position|capacity|date|姓名|职务|日期)", re.IGNORECASE)
_LATIN = re.compile(r"^[\x00-\x7f]+$")
_DIGIT = re.compile(r"[\d〇零○一二三四五六七八九十]")
_PLACEHOLDER = re.compile(r"[\s_＿.…·:：/\\|,，。()（）\[\]【】—–\-年月日]+")

_APART = 2.0
"""Ems between two places on one row."""
_LONG = 18.0
"""Ems behind a label in which a signature begins."""
_ABOVE, _UNDER = 2.2, 2.0
"""Ems above and below a label, up to the middle between it and the next."""
_CAPTIONED = 3.5
"""Ems above a caption that stands under a line to be signed on."""
_BLOCK = 9.0
"""Ems below "for and on behalf of" in which the signature stands."""
_CLOSE = 2.2
_BESIDE = 1.0
_SURE = 0.8
_SHADE = 34
"""How much darker than the paper ink is, or how much more colour it has."""
_STROKE = 0.5
"""Ems that a stroke is long at least; specks of a scan are shorter."""
_THIN = 0.2
_LEAST = 0.12
"""Ems², in ink, of a signature or of the digits of a date at least."""


@dataclass(frozen=True, slots=True)
class _Segment:
    """Letters of a line without wide room between them."""

    letters: tuple[Letter, ...]
    box: Box

    @property
    def text(self) -> str:
        return "".join(f"{' ' * one.spaced}{one.text}" for one in self.letters).strip()


@dataclass(frozen=True, slots=True)
class _Label:
    what: Signing
    shown: str
    segment: _Segment
    behind: tuple[Letter, ...]
    """What the segment has behind the label."""
    box: Box
    """Of the label alone."""
    is_block: bool = False
    is_caption: bool = False
    may_be_caption: bool = False
    """It ends its row without a colon: what is signed may stand behind it or above."""

    @property
    def own(self) -> tuple[Letter, ...]:
        """The letters of the label alone."""
        letters = self.segment.letters
        return letters[: len(letters) - len(self.behind)] or letters


def scaled(lines: Sequence[Line], pixels: Pixels) -> list[tuple[Letter, ...]]:
    """The letters of a text layer with their boxes in the picture's pixels."""
    high, wide = pixels.shape[:2]
    return [
        tuple(
            replace(
                letter,
                box=Box(
                    letter.place.left * wide,
                    letter.place.top * high,
                    letter.place.right * wide,
                    letter.place.bottom * high,
                ),
            )
            for letter in line.letters
        )
        for line in lines
    ]


def signing_places(
    lines: Sequence[tuple[Letter, ...]], pixels: Pixels, *, is_print: bool
) -> tuple[SigningPlace, ...]:
    """The holder's places for signature, seal and date, in the order of the page.

    Args:
        lines: the letters of each line, their boxes in pixels.
        pixels: the page upright, seals in red taken out.
        is_print: whether the letters are those of a text layer: then no hand wrote them.
    """
    segments = [one for letters in lines for one in _segments(letters)]
    labels = sorted(filter(None, map(_label, segments)), key=lambda one: one.box.middle)
    ink = _ink(pixels, [one for line in lines for one in line], is_print=is_print)
    return tuple(
        SigningPlace(
            label.what,
            label.shown,
            _filled(label, segments, labels, ink, is_print=is_print),
            all(one.score >= _SURE for one in label.own),
        )
        for label in labels
    )


def digitally_signed(places: Sequence[SigningPlace]) -> tuple[SigningPlace, ...]:
    """The places of a page of a PDF with a digital signature, which has its own time."""
    signed = (
        one if one.what is Signing.SEAL else replace(one, filled=Filled.YES) for one in places
    )
    own = SigningPlace(Signing.SIGNATURE, "digital signature", Filled.YES)
    return (*signed, own)


def _segments(letters: Sequence[Letter]) -> Iterator[_Segment]:
    bare = [one for one in letters if one.text.strip()]
    part: list[Letter] = []
    em = em_of(bare)
    for one in bare:
        if part and one.box.left - part[-1].box.right > _APART * em and not _is_day(part, one):
            yield _Segment(tuple(part), bounds(each.box for each in part))
            part = []
        part.append(one)
    if part:
        yield _Segment(tuple(part), bounds(each.box for each in part))


def _is_day(part: Sequence[Letter], letter: Letter) -> bool:
    """Whether the room before it is what a form leaves in a date, or behind its label."""
    return letter.text in "年月日" or part[-1].text in "年月:："


def _label(segment: _Segment) -> _Label | None:
    text = half_width("".join(one.text for one in segment.letters))
    spaced = segment.text
    if _EMPTY_DAY.match(text):
        return _Label(Signing.DATE, spaced, segment, segment.letters, segment.box)
    if _OTHERS.search(text):
        return None
    if found := _BEHALF.match(spaced):
        return _Label(
            Signing.SIGNATURE, found.group().rstrip(": "), segment,
            _behind(segment, found.end(), spaced), segment.box, is_block=True,
        )  # fmt: skip
    for what, pattern in _LABELS:
        found = pattern.match(spaced)
        if found is None:
            continue
        behind = _behind(segment, found.end(), spaced)
        own = segment.letters[: len(segment.letters) - len(behind)] or segment.letters
        shown = found.group().strip()
        ends_there = not behind and found.end() == len(spaced)
        caption = ends_there and bool(_LATIN.match(shown))
        box = bounds(one.box for one in own)
        return _Label(
            what, shown, segment, behind, box, is_caption=caption, may_be_caption=ends_there
        )
    return None


def _behind(segment: _Segment, end: int, spaced: str) -> tuple[Letter, ...]:
    """The letters behind so many characters of the segment's text, its colon aside."""
    count = sum(not one.isspace() for one in spaced[:end])
    rest = segment.letters[count:]
    while rest and rest[0].text in ":：":
        rest = rest[1:]
    return rest


def _filled(
    label: _Label,
    segments: Sequence[_Segment],
    labels: Sequence[_Label],
    ink: NDArray[np.uint8],
    *,
    is_print: bool,
) -> Filled:
    em = em_of(label.segment.letters)
    area = _area(label, segments, labels, em, ink.shape[1])
    known = {id(one.segment) for one in labels}
    beside = [
        one
        for one in segments
        if id(one) not in known and _is_within(one.box, area) and _may_be_written(label, one, em)
    ]
    written = [*label.behind, *(one for each in beside for one in each.letters)]
    words = _PLACEHOLDER.sub("", "".join(one.text for one in written))
    if label.what is Signing.DATE:
        if _DIGIT.search(words.removeprefix("20")):
            return Filled.YES
    elif not is_print and (beside if label.is_block else words):
        return Filled.YES
    above = [_over_caption(label.box, em, ink.shape[1])] if label.may_be_caption else []
    if any(_has_ink(ink, one, em) for one in (area, *above)):
        return Filled.YES
    return Filled.PRINT if words and label.what is not Signing.DATE else Filled.NO


def _may_be_written(label: _Label, segment: _Segment, em: float) -> bool:
    """Whether what was read there may be handwriting: print stands in rows of its own."""
    if label.is_block:
        named = len(label.behind) > 0
        return named or segment.box.top - label.box.bottom > _CLOSE * em
    if label.is_caption:
        return True
    return abs(segment.box.middle - label.box.middle) <= _BESIDE * em


def _area(
    label: _Label, segments: Sequence[_Segment], labels: Sequence[_Label], em: float, wide: int
) -> Box:
    """Where on the page a person would sign."""
    own = label.box
    if label.is_block:
        ends = [
            one.box.top
            for one in segments
            if one.box.top > own.bottom and _BELOW.match(one.text) and _overlap(one.box, own) > 0
        ]
        bottom = min([*ends, own.bottom + _BLOCK * em])
        return Box(own.left - em, own.bottom, min(wide, own.left + _LONG * em), bottom)
    if label.is_caption:
        return _over_caption(own, em, wide)
    if label.segment.letters == label.behind:  # a day without a label
        return Box(own.left - 2 * em, own.top - em, own.right + em, own.bottom + em / 2)
    rights = [
        one.box.left
        for one in segments
        if one.box.left > own.right + em
        and abs(one.box.middle - own.middle) < em / 2
        and _label(one) is not None
    ]
    right = min([*rights, wide * 0.985, own.right + _LONG * em])
    above = [(own.top + one.box.bottom) / 2 for one in labels if one.box.bottom < own.top]
    below = [(own.bottom + one.box.top) / 2 for one in labels if one.box.top > own.bottom]
    top = max([*above, own.top - _ABOVE * em])
    return Box(own.right, top, right, min([*below, own.bottom + _UNDER * em]))


def _over_caption(own: Box, em: float, wide: int) -> Box:
    right = min(wide, own.right + _LONG / 2 * em)
    return Box(own.left - em, own.top - _CAPTIONED * em, right, own.top)


def _overlap(one: Box, other: Box) -> float:
    return min(one.right, other.right) - max(one.left, other.left)


def _is_within(box: Box, area: Box) -> bool:
    across = (box.left + box.right) / 2
    return area.left <= across <= area.right and area.top <= box.middle <= area.bottom


def _ink(pixels: Pixels, letters: Sequence[Letter], *, is_print: bool) -> NDArray[np.uint8]:
    """What is darker than the paper, or in colour, the letters that were read taken out."""
    grey = cv2.cvtColor(pixels, cv2.COLOR_BGR2GRAY).astype(np.int16)
    values = pixels.astype(np.int16)
    paper = np.median(values.reshape(-1, 3), axis=0)
    balanced = values - (paper - paper.mean())
    chroma = balanced.max(axis=2) - balanced.min(axis=2)
    around = cv2.blur(grey.astype(np.float32), (151, 151))
    mask = ((grey < around - _SHADE) | (chroma > _SHADE)).astype(np.uint8)
    for one in letters:
        if _PLACEHOLDER.fullmatch(one.text) and one.text not in "年月日":
            continue  # the line to be signed on: what is written stands above it
        room = 0.0 if is_print else 0.15 * one.box.height
        box = one.box
        cv2.rectangle(
            mask,
            (int(box.left - room), int(box.top - room)),
            (int(box.right + room) + 1, int(box.bottom + room) + 1),
            0,
            -1,
        )
    return np.asarray(mask, np.uint8)


def _has_ink(ink: NDArray[np.uint8], area: Box, em: float) -> bool:
    high, wide = ink.shape
    top, bottom = max(0, int(area.top)), min(high, int(area.bottom))
    left, right = max(0, int(area.left)), min(wide, int(area.right))
    if bottom - top < em / 2 or right - left < em:
        return False
    part = ink[top:bottom, left:right].copy()
    for across, down in ((max(3, int(1.6 * em)), 1), (1, max(3, int(2.2 * em)))):
        kernel: Any = np.ones((down, across), np.uint8)
        rules = cv2.morphologyEx(part, cv2.MORPH_OPEN, kernel)
        part[cv2.dilate(rules, np.ones((3, 3), np.uint8)) > 0] = 0
    count, _, stats, _ = cv2.connectedComponentsWithStats(part, connectivity=8)
    total = 0
    for index in range(1, count):
        _, _, width, height, size = (int(one) for one in stats[index])
        if height >= _THIN * em and max(width, height) >= _STROKE * em:
            total += size
    return total >= _LEAST * em * em
