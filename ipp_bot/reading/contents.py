"""The contents of a page while they are gathered: labels by key, holders, texts and dates."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from ipp_bot.reading import values
from ipp_bot.reading.alternatives import (
    MORE_SAID,
    has_other_number,
    other_holder,
    other_word,
    two_said,
)
from ipp_bot.reading.characters import half_width
from ipp_bot.reading.numbers import is_proven
from ipp_bot.reading.passage import Passage
from ipp_bot.reading.values import ReadValue

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from ipp_bot.reading.geometry import Letter
    from ipp_bot.reading.labels import Label
    from ipp_bot.reading.rows import Row

__all__ = [
    "Contents",
    "Labels",
    "anywhere",
    "dated",
    "holder_lines",
    "identification",
    "is_ragged",
    "put_holder",
    "text_of",
]

_NONE = ("未发表", "尚未发表", "无", "未公开发表")
_CODE_BESIDE = re.compile(
    r"[（(\[，,、;；\s]*(?:统一)?(?:社会信用代码|身份证号码?|证件号码?|信用代码|注册号|地址|住所).*$"
    r"|\s*[（(\[][^（(\[]*[0-9A-Za-z]{14}.*$"
)
_COMPANY_END = re.compile(
    r"(?:公司|厂|店|部|院|社|所|中心|大学|学院|学校|协会|集团|工作室|合伙\)|合伙）|Ltd\.?|Inc\.?|LLC|GmbH)$"
)
_CUT_OFF = re.compile(r"(?:有限(?:责任?)?公?|股份有?|责任公?)$")
_PERSON = 4
_TWO = 2


@dataclass(slots=True)
class Contents:
    """The values of one page, by the manifest's keys."""

    findings: dict[str, ReadValue] = field(default_factory=dict)
    says_none: set[str] = field(default_factory=set)
    """Keys of which the paper says that there is nothing."""

    def put(self, key: str, finding: ReadValue | None) -> None:
        """Keeps the finding if there is one."""
        if finding is not None:
            self.findings[key] = finding


class Labels:
    """Labels by key."""

    def __init__(self, labels: Iterable[Label]) -> None:
        self._by_key: dict[str, list[Label]] = {}
        for label in labels:
            self._by_key.setdefault(label.key, []).append(label)

    def every(self, key: str) -> list[Label]:
        """The labels of that key, in reading order."""
        return self._by_key.get(key, [])

    def lines(self, key: str) -> list[tuple[Letter, ...]]:
        """The value of the label that bears one; of several the first."""
        filled = [label for label in self.every(key) if label.lines]
        exact = [label for label in filled if label.is_exact and label.has_colon]
        chosen = (exact or filled)[:1]
        return chosen[0].lines if chosen else []

    def passage(self, key: str) -> Passage:
        """The value as one text; empty where there is none."""
        return Passage.of(self.lines(key))

    def passages(self, key: str) -> list[Passage]:
        """What each label of the key may bear, the likeliest first."""
        return [Passage.of(lines) for label in self.every(key) for lines in _attempts(label.lines)]

    def first(self, key: str, convert: Callable[[Passage], ReadValue | None]) -> ReadValue | None:
        """The first value that can be converted; to be looked at where the paper has another."""
        every = [_converted(label, convert) for label in self.every(key)]
        found = [one for some in every for one in some]
        if not found:
            return None
        chosen = found[0]
        different = tuple(dict.fromkeys(str(one.value) for one in found))
        if len(different) > 1:
            why = chosen.why or two_said(" / ".join(different))
            return replace(chosen, why=why, candidates=chosen.candidates or different)
        return chosen


def _converted(label: Label, convert: Callable[[Passage], ReadValue | None]) -> list[ReadValue]:
    """The label's value, and what can be converted of all that stands with it."""
    attempts = map(convert, map(Passage.of, _attempts(label.lines)))
    chosen = next((found for found in attempts if found is not None), None)
    if chosen is None:
        return []
    used = {letter.box for letter in chosen.passage.letters}
    every = (*label.lines, label.far)
    beside = [line for line in every if used.isdisjoint(letter.box for letter in line)]
    own = Passage.of([line for line in label.lines if line not in beside]).text
    if not chosen.why and isinstance(chosen.value, str):
        chosen = replace(chosen, why=_second(own, beside, chosen.value))
    rest = [convert(Passage.of([line])) for line in beside if line]
    return [chosen, *(found for found in rest if found is not None)]


def _second(own: str, beside: Sequence[tuple[Letter, ...]], value: str) -> str:
    """Why a value is to be looked at for what stands with it; "" for nothing."""
    for source in (own, *(Passage.of([line]).text for line in beside)):
        if word := other_word(source):
            return two_said(word)
    if value[:4].isascii() and value[4:5] == "-":
        return ""  # days look at what stands beside them
    if re.search(r"\d{5}", value) and has_other_number(own, value, proven=is_proven(value)):
        return MORE_SAID
    return ""


def _attempts(lines: Sequence[tuple[Letter, ...]]) -> list[Sequence[tuple[Letter, ...]]]:
    """A value of one line, or of two where a number runs over its end."""
    if len(lines) < _TWO:
        return [lines] if lines else []
    runs_over = all(letter.text.isascii() and letter.text.isalnum() for letter in lines[1])
    return [lines, lines[:1]] if runs_over else [lines[:1], lines]


def is_ragged(lines: Sequence[tuple[Letter, ...]]) -> bool:
    """Whether a line ends though there was room: the next may be another thing."""
    edge = max((line[-1].box.right for line in lines), default=0.0)
    return any(line[-1].box.right < edge - 2.5 * line[-1].box.height for line in lines[:-1])


def text_of(lines: Sequence[tuple[Letter, ...]]) -> ReadValue | None:
    """A text over one line or several."""
    found = values.text(Passage.of(lines))
    if found is None or found.why or not is_ragged(lines):
        return found
    return replace(found, why="whether its lines belong together is not plain")


def dated(labels: Labels, key: str, contents: Contents) -> None:
    """Puts a date, or that the paper says that there is none."""
    found = labels.first(key, values.date)
    denied = [one for one in labels.passages(key) if half_width(one.text).startswith(_NONE)]
    if denied and found is None and not other_word(denied[0].text):
        contents.says_none.add(key)
    elif denied and found is not None:
        contents.put(key, replace(found, why=found.why or two_said(denied[0].text)))
    else:
        contents.put(key, found)


def put_holder(labels: Labels, contents: Contents, key: str = "holder") -> None:
    """Puts the name of whom the label names; several are joined by ；."""
    lines = labels.lines(key)
    if not lines:
        return
    pieces = holder_lines(lines)
    parts = [part for piece in pieces for part in piece.split(r"[;；]\s*")]
    found = [one for one in (values.text(_named(part)) for part in parts) if one is not None]
    if not found:
        return
    joined = Passage(tuple(part for one in found for part in one.passage.parts))
    why = next((one.why for one in found if one.why), "")
    if not why and len(pieces) < len(lines) and is_ragged(lines):
        why = "whether its lines belong together is not plain"
    if not why and any(_CUT_OFF.search(str(one.value)) for one in found):
        why = "its end seems to be missing"
    if not why and (word := other_holder("；".join(piece.text for piece in pieces))):
        why = two_said(word)
    candidates = found[0].candidates if len(found) == 1 else ()
    contents.put(
        key, ReadValue("；".join(str(one.value) for one in found), joined, why, candidates)
    )


def _named(passage: Passage) -> Passage:
    """A holder's name without the country or number that stands behind it."""
    source = passage.text
    cut = _CODE_BESIDE.search(source)
    if cut and cut.start() > 0:
        return passage.cut(0, cut.start())
    country = re.search(r"\s*[（(](?:中国|国籍[:：].*|中华人民共和国|CN)[）)]\s*$", source)
    return passage.cut(0, country.start()) if country and country.start() > 0 else passage


def holder_lines(lines: Sequence[tuple[Letter, ...]]) -> list[Passage]:
    """Lines as names: a name that wraps is one, names on lines of their own are several."""
    groups: list[list[tuple[Letter, ...]]] = []
    widest = max(line[-1].box.right for line in lines)
    for line in lines:
        if groups:
            last = groups[-1][-1]
            said = Passage.of(groups[-1]).text
            em = last[-1].box.height
            room = widest - last[-1].box.right
            ended = bool(_COMPANY_END.search(said)) or said.endswith(("；", ";"))
            if (ended and (room > em or _COMPANY_END.search(Passage.of([line]).text))) or (
                len(said) <= _PERSON and len(line) <= _PERSON
            ):
                groups.append([line])
                continue
            groups[-1].append(line)
        else:
            groups.append([line])
    return [Passage.of(group) for group in groups]


def anywhere(
    rows: Sequence[Row], convert: Callable[[Passage], ReadValue | None], word: str
) -> ReadValue | None:
    """The value of the first row that bears the word and can be converted."""
    for row in rows:
        passage = Passage.of([row.letters])
        if word in half_width(passage.text):
            found = convert(passage)
            if found is not None:
                return found
    return None


def identification(passage: Passage) -> ReadValue | None:
    """A credit code or identity number; None where there is none."""
    return values.number(passage, "identification")
