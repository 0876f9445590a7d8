"""What a page is: by its title, or by labels that only one kind bears."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rapidfuzz.distance import Levenshtein

from ipp_bot.reading.characters import half_width, is_han
from ipp_bot.reading.geometry import em_of
from ipp_bot.reading.layouts import LAYOUTS
from ipp_bot.reading.lookalikes import LOOKALIKES
from ipp_bot.reading.writing import simplified

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ipp_bot.reading.geometry import Box, Letter
    from ipp_bot.reading.layout import Layout
    from ipp_bot.reading.rows import Row

__all__ = ["Title", "has_certificate_labels", "has_second_title", "is_of_title", "title_of"]

_REMARK = re.compile(r"[(（\[［【][^)）\]］】]*[)）\]］】]")
_HEADS = (
    "中华人民共和国国家版权局",
    "中华人民共和国国家知识产权局",
    "国家知识产权局",
    "国家版权局",
    "中华人民共和国",
)
_TAILS = ("副本", "正本", "样本", "电子版", "电子证书")
_LONG = 9
_MIDDLE = 5
_LEAST_END = 3
"""Characters of a title's end that are told from a name."""
_COLUMN = 4.0
_TITLE_SIZE = 0.75
"""So much of the first title's height has a second paper's at least."""
_TELLING: dict[str, tuple[str, ...]] = {
    "software-registration": ("软件名称", "权利取得方式", "权利范围"),
    "works-registration": ("作品名称", "创作完成日期", "作品类别"),
    "patent": ("专利号", "专利权人", "授权公告日"),
    "business-licence": ("统一社会信用代码", "法定代表人", "经营范围"),
    "identity-card": ("公民身份号码", "姓名"),
}
"""Labels that together make a kind where the title cannot be read."""


@dataclass(frozen=True, slots=True)
class Title:
    """A title as a layout, or a list of look-alikes, spells it."""

    text: str
    layout: Layout | None
    """None for a look-alike."""
    row: int
    boxes: frozenset[Box] = frozenset()
    """Where its letters stand: they are neither a label nor a value."""


def title_of(rows: Sequence[Row]) -> Title | None:
    """The page's title; None where no row is one."""
    usual = em_of([letter for row in rows for letter in row.letters])
    best: tuple[int, int, Title] | None = None
    for index, text, em, letters in _candidates(rows):
        for title, layout in _known():
            wrong = Levenshtein.distance(text, title, score_cutoff=2)
            most = (
                2 if len(title) >= _LONG else 1 if len(title) >= _MIDDLE or em > 1.5 * usual else 0
            )
            if wrong <= most and (best is None or (wrong, index) < best[:2]):
                best = (wrong, index, Title(title, layout, index, _boxes(letters, wrong)))
    if best is not None:
        return best[2]
    return _told_by_labels(rows)


def _boxes(letters: Sequence[Letter], wrong: int) -> frozenset[Box]:
    """The places of a title's ideographs.

    A misread title with a number has none: it may be another row, such as 商标注册号.
    """
    if wrong and any(letter.text.isdecimal() for letter in letters):
        return frozenset()
    return frozenset(letter.box for letter in letters if is_han(letter.text))


def is_of_title(text: str) -> bool:
    """Whether a text is a title of papers or of look-alikes, its end, or the office above it."""
    bare = _bare(text)
    if not bare or len(bare) != len(re.sub(r"\s", "", text)):
        return False
    return bare in _HEADS or any(
        len(bare) >= _LEAST_END and title.endswith(bare) for title, _ in _known()
    )


def has_second_title(rows: Sequence[Row], first: Title) -> bool:
    """Whether the page bears another paper's title, below the first or beside it."""
    if first.row < 0:
        return False
    least = _TITLE_SIZE * em_of(rows[first.row].letters)
    parts = _parts(rows[first.row].letters)
    beside = [part for part in parts if _is_title(_bare(_text(part)))]
    return len(beside) > 1 or any(
        abs(index - first.row) > 1 and em >= least and _is_title(text)
        for index, text, em, _ in _candidates(rows)
    )


def _is_title(text: str) -> bool:
    return any(
        Levenshtein.distance(text, title, score_cutoff=1) <= (1 if len(title) >= _MIDDLE else 0)
        for title, _ in _known()
    )


def _known() -> Iterator[tuple[str, Layout | None]]:
    for title in LOOKALIKES:
        yield _han(title), None
    for layout in LAYOUTS:
        for title in layout.titles:
            yield title, layout


def _han(text: str) -> str:
    return "".join(filter(is_han, text))


def _candidates(rows: Sequence[Row]) -> Iterator[tuple[int, str, float, tuple[Letter, ...]]]:
    """Rows, parts of rows that stand apart, and two rows together; ideographs only."""
    texts = [_bare(row.text) for row in rows]
    for index, row in enumerate(rows):
        em = em_of(row.letters)
        yield index, texts[index], em, row.letters
        parts = list(_parts(row.letters))
        if len(parts) > 1:
            for part in parts:
                yield index, _bare(_text(part)), em, part
        if index + 1 < len(rows) and texts[index] and texts[index + 1]:
            both = row.letters + rows[index + 1].letters
            yield index, texts[index] + texts[index + 1], em, both


def _bare(text: str) -> str:
    bare = "".join(map(simplified, _han(_REMARK.sub("", half_width(text)))))
    for head in _HEADS:
        if (
            bare.startswith(head)
            and len(bare) > len(head) + 1
            and bare != "中华人民共和国居民身份证"
        ):
            bare = bare.removeprefix(head)
            break
    for tail in _TAILS:
        bare = bare.removesuffix(tail)
    return bare


def _parts(letters: tuple[Letter, ...]) -> Iterator[tuple[Letter, ...]]:
    em = em_of(letters)
    start = 0
    for at in range(1, len(letters)):
        if letters[at].box.left - letters[at - 1].box.right > _COLUMN * em:
            yield letters[start:at]
            start = at
    yield letters[start:]


def _text(letters: Sequence[Letter]) -> str:
    return "".join(letter.text for letter in letters)


def _told_by_labels(rows: Sequence[Row]) -> Title | None:
    """A kind all of whose telling labels begin rows, or columns, of the page."""
    starts = {
        _bare(part)[:8] for row in rows for part in (row.text, *map(_text, _parts(row.letters)))
    }
    for layout in LAYOUTS:
        telling = _TELLING.get(str(layout.kind))
        if telling and all(any(_starts(start, word) for start in starts) for word in telling):
            return Title("", layout, -1)
    return None


def has_certificate_labels(rows: Sequence[Row]) -> bool:
    """Whether rows begin with two labels of one kind: a certificate whose title was not read."""
    starts = {_bare(row.text)[:8] for row in rows}
    return any(
        sum(any(_starts(start, word) for start in starts) for word in telling) > 1
        for telling in _TELLING.values()
    )


def _starts(start: str, word: str) -> bool:
    """Whether a row begins with the label, one character of a long one aside."""
    wrong = Levenshtein.distance(start[: len(word)], word, score_cutoff=1)
    return wrong <= (1 if len(word) >= _MIDDLE else 0)
