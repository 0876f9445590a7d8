"""What the labels of each kind of paper become: the manifest's keys and their values."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from ipp_bot.reading import values
from ipp_bot.reading.characters import folded
from ipp_bot.reading.paper import Kind
from ipp_bot.reading.passage import Passage
from ipp_bot.reading.values import Finding

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from ipp_bot.reading.geometry import Letter
    from ipp_bot.reading.labels import Label
    from ipp_bot.reading.rows import Row

__all__ = ["Contents", "contents_of"]

_NONE = ("未发表", "尚未发表", "无", "未公开发表")
_SHORT = re.compile(r"[\[［【(（]?\s*简\s*称\s*[:：;；]\s*(.*?)\s*(?:[\]］】)）]|$)")
_CODE_BESIDE = re.compile(
    r"[（(\[，,、;；\s]*(?:统一)?(?:社会信用代码|身份证号码?|证件号码?|信用代码|注册号|地址|住所).*$"
    r"|\s*[（(\[][^（(\[]*[0-9A-Za-z]{14}.*$"
)
_COMPANY_END = re.compile(
    r"(?:公司|厂|店|部|院|社|所|中心|大学|学院|学校|协会|集团|工作室|合伙\)|合伙）|Ltd\.?|Inc\.?|LLC|GmbH)$"
)
_PERSON = 4
_TWO = 2


@dataclass(slots=True)
class Contents:
    """The values of one page, by the manifest's keys."""

    findings: dict[str, Finding] = field(default_factory=dict)
    says_none: set[str] = field(default_factory=set)
    """Keys of which the paper says that there is nothing."""

    def put(self, key: str, finding: Finding | None) -> None:
        """Keeps the finding if there is one."""
        if finding is not None:
            self.findings[key] = finding


class _Labels:
    """Labels by key."""

    def __init__(self, labels: Iterable[Label]) -> None:
        self._by_key: dict[str, list[Label]] = {}
        for label in labels:
            self._by_key.setdefault(label.key, []).append(label)

    def every(self, key: str) -> list[Label]:
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

    def first(self, key: str, convert: Callable[[Passage], Finding | None]) -> Finding | None:
        """The first value that can be converted."""
        return next(
            (found for found in map(convert, self.passages(key)) if found is not None), None
        )


def _attempts(lines: Sequence[tuple[Letter, ...]]) -> list[Sequence[tuple[Letter, ...]]]:
    """A value of one line, or of two where a number runs over its end."""
    if len(lines) < _TWO:
        return [lines] if lines else []
    runs_over = all(letter.text.isascii() and letter.text.isalnum() for letter in lines[1])
    return [lines, lines[:1]] if runs_over else [lines[:1], lines]


def contents_of(kind: Kind, labels: Sequence[Label], rows: Sequence[Row], title: str) -> Contents:
    """The values that the labels of a page of that kind bear.

    Args:
        kind: what the page is.
        labels: as `found_labels` gives them.
        rows: the page's rows, for what stands without a label.
        title: the title as the layout spells it, "" where none was found.
    """
    contents = Contents()
    _READERS[kind](_Labels(labels), rows, title, contents)
    return contents


def _ragged(lines: Sequence[tuple[Letter, ...]]) -> bool:
    """Whether a line ends though there was room: the next may be another thing."""
    edge = max((line[-1].box.right for line in lines), default=0.0)
    return any(line[-1].box.right < edge - 2.5 * line[-1].box.height for line in lines[:-1])


def _text_of(lines: Sequence[tuple[Letter, ...]]) -> Finding | None:
    """A text over one line or several."""
    found = values.text(Passage.of(lines))
    if found is None or found.why or not _ragged(lines):
        return found
    return replace(found, why="whether its lines belong together is not plain")


def _dated(labels: _Labels, key: str, contents: Contents) -> None:
    for passage in labels.passages(key):
        if folded(passage.text).startswith(_NONE):
            contents.says_none.add(key)
            return
    contents.put(key, labels.first(key, values.date))


def _holder(labels: _Labels, contents: Contents, key: str = "holder") -> None:
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
    if not why and len(pieces) < len(lines) and _ragged(lines):
        why = "whether its lines belong together is not plain"
    candidates = found[0].candidates if len(found) == 1 else ()
    contents.put(key, Finding("；".join(str(one.value) for one in found), joined, why, candidates))


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


def _software(labels: _Labels, _rows: Sequence[Row], _title: str, contents: Contents) -> None:
    contents.put("certificate_number", labels.first("certificate_number", _certificate))
    contents.put(
        "registration_number",
        labels.first("registration_number", lambda one: values.number(one, "software")),
    )
    _software_name(labels, contents)
    _holder(labels, contents)
    _dated(labels, "completed_on", contents)
    _dated(labels, "first_published_on", contents)
    contents.put(
        "acquisition",
        labels.first("acquisition", lambda one: values.choice(one, values.ACQUISITIONS)),
    )
    contents.put(
        "rights_scope", labels.first("rights_scope", lambda one: values.choice(one, values.SCOPES))
    )


def _certificate(passage: Passage) -> Finding | None:
    return values.number(passage, "certificate")


def _software_name(labels: _Labels, contents: Contents) -> None:
    lines = labels.lines("name")
    own = labels.first("version", values.version)
    kept: list[tuple[Letter, ...]] = []
    for line in lines:
        passage = Passage.of([line])
        match = _SHORT.search(passage.text)
        if match and match.group(1):
            short = passage.cut(match.start(1), match.end(1))
            contents.put("short_name", values.text(short))
            rest = passage.without(match).letters
            if rest:
                kept.append(tuple(rest))
        else:
            kept.append(line)
    name, found = values.version_of(Passage.of(kept))
    if own is None or found is not None:
        # a version of its own label may also stand behind the name
        contents.put("version", own or found)
    else:
        contents.put("version", own)
    if name.parts:
        finding = values.text(name)
        own_letters = {id(letter) for letter in name.letters}
        rest = [line for line in kept if any(id(letter) in own_letters for letter in line)]
        if finding is not None and not finding.why and _ragged(rest):
            finding = replace(finding, why="whether its lines belong together is not plain")
        contents.put("name", finding)
    if "short_name" not in contents.findings:
        contents.put("short_name", labels.first("short_name", _short))


def _short(passage: Passage) -> Finding | None:
    return values.text(passage.stripped(" [［【(（]］】)）"))


def _change(labels: _Labels, rows: Sequence[Row], title: str, contents: Contents) -> None:
    del rows, title
    contents.put("certificate_number", labels.first("certificate_number", _certificate))
    contents.put(
        "registration_number",
        labels.first("registration_number", lambda one: values.number(one, "software")),
    )
    _software_name(labels, contents)
    afters = labels.every("after")
    if not afters:
        return
    line = min(label.row for label in afters)
    current = [label for label in labels.every("holder") if label.row >= line and label.lines]
    if current:
        _holder(_Labels(current[:1]), contents)
        return
    item = folded(labels.passage("item").text)
    block = labels.lines("after")
    inner = Passage.of(block)
    if "著作权人" in item and block:
        for label in afters:
            label.key = "holder"
        _holder(_Labels(afters), contents)
    elif "名称" in item and block:
        name, version = values.version_of(inner)
        contents.put("name", values.text(name))
        contents.put("version", version or contents.findings.get("version"))
        _untouched_holder(labels, contents)
    elif "版本" in item and block:
        contents.put("version", values.version(inner))
        _untouched_holder(labels, contents)


def _untouched_holder(labels: _Labels, contents: Contents) -> None:
    if labels.every("holder"):
        _holder(labels, contents)


def _works(labels: _Labels, rows: Sequence[Row], _title: str, contents: Contents) -> None:
    found = labels.first("registration_number", _works_number)
    contents.put("registration_number", found or _anywhere(rows, _works_number, "作登"))
    contents.put("name", _text_of(labels.lines("name")))
    contents.put("work", labels.first("work", lambda one: values.choice(one, values.WORKS)))
    lines = labels.lines("authors")
    contents.put("authors", values.names(holder_lines(lines)) if lines else None)
    _holder(labels, contents)
    for key in ("created_on", "first_published_on", "registered_on"):
        _dated(labels, key, contents)
    contents.put("issuing_office", values.text(labels.passage("issuing_office")))


def _works_number(passage: Passage) -> Finding | None:
    return values.number(passage, "works")


def _anywhere(
    rows: Sequence[Row], convert: Callable[[Passage], Finding | None], word: str
) -> Finding | None:
    """The value of the first row that bears the word and can be converted."""
    for row in rows:
        passage = Passage.of([row.letters])
        if word in folded(passage.text):
            found = convert(passage)
            if found is not None:
                return found
    return None


def _timestamp(labels: _Labels, _rows: Sequence[Row], _title: str, contents: Contents) -> None:
    contents.put("name", _text_of(labels.lines("name")))
    lines = labels.lines("authors")
    contents.put("authors", values.names(holder_lines(lines)) if lines else None)
    _holder(labels, contents)
    contents.put("certificate_number", values.text(labels.passage("certificate_number")))
    for key in ("created_on", "first_published_on", "registered_on"):
        _dated(labels, key, contents)


def _trademark(labels: _Labels, rows: Sequence[Row], title: str, contents: Contents) -> None:
    found = labels.first("registration_number", _trademark_number)
    contents.put("registration_number", found or _numbered_row(rows))
    contents.put("name", _text_of(labels.lines("name")) or _mark(labels, rows, title))
    _holder(labels, contents)
    spots = [Passage.of([rows[label.row].letters]) for label in labels.every("classes")]
    contents.put("classes", values.classes([*spots, *labels.passages("classes")]))
    _dated(labels, "registered_on", contents)
    contents.put("expires_on", labels.first("expires_on", values.end_date))


def _trademark_number(passage: Passage) -> Finding | None:
    return values.number(passage, "trademark")


def _numbered_row(rows: Sequence[Row]) -> Finding | None:
    """第…号 on a row, or in a column, of its own."""
    for row in rows:
        for match in re.finditer(r"第\s*[A-Za-z0-9|!]+\s*号", Passage.of([row.letters]).text):
            found = _trademark_number(Passage.of([row.letters]).cut(match.start(), match.end()))
            if found is not None:
                return found
    return None


def _mark(labels: _Labels, rows: Sequence[Row], title: str) -> Finding | None:
    """The mark itself: what is written between the title and the first label."""
    firsts = [label.row for key in ("classes", "holder") for label in labels.every(key)]
    head = next((at for at, row in enumerate(rows) if title and title in folded(row.text)), None)
    if not firsts or head is None:
        return None
    between = [
        row.letters
        for row in rows[head + 1 : min(firsts)]
        if not re.search(r"第\s*\S+\s*号", row.text) and "国家知识产权局" not in row.text
    ]
    if len(between) != 1:
        return None
    found = values.text(Passage.of(between))
    if found is None:
        return None
    return Finding(found.value, found.passage, found.why or "the mark stands there without a label")


def _patent(labels: _Labels, rows: Sequence[Row], title: str, contents: Contents) -> None:
    contents.put("name", _text_of(labels.lines("name")))
    contents.put("registration_number", labels.first("registration_number", _patent_number))
    _holder(labels, contents)
    lines = labels.lines("inventors")
    contents.put("inventors", values.names(holder_lines(lines)) if lines else None)
    _dated(labels, "filed_on", contents)
    _dated(labels, "granted_on", contents)
    certificate = (
        labels.passage("certificate_number") if labels.every("certificate_number") else None
    )
    match = re.search(r"第?\s*(\d[\d\s]{5,9})\s*号?", certificate.text) if certificate else None
    if certificate and match:
        contents.put(
            "certificate_number", values.text(certificate.cut(match.start(1), match.end(1)))
        )
    words = {"发明": "invention", "实用新型": "utility-model", "外观设计": "design"}
    named = [
        token
        for word, token in words.items()
        if folded(title).startswith(word)
        or any(label.name == f"{word}名称" for label in labels.every("name"))
    ]
    number = contents.findings.get("registration_number")
    if len(set(named)) == 1:
        spot = next((Passage.of([row.letters]) for row in rows if "证书" in folded(row.text)), None)
        label = labels.passage("name")
        contents.put("patent_kind", Finding(named[0], spot or label))
    elif number is not None:
        token = _kind_of_number(str(number.value))
        contents.put("patent_kind", Finding(token, number.passage, number.why) if token else None)


def _kind_of_number(number: str) -> str | None:
    from ipp_bot.manifest.numbers import patent_kinds

    return patent_kinds(number)


def _patent_number(passage: Passage) -> Finding | None:
    return values.number(passage, "patent")


def _attorney(labels: _Labels, _rows: Sequence[Row], _title: str, contents: Contents) -> None:
    for key in ("holder", "agent"):
        _holder(labels, contents, key)
    found = labels.first("identification_number", _identification)
    beside = labels.first("holder", _identification)
    contents.put("identification_number", beside or found)
    contents.put("name", _text_of(labels.lines("name")))
    for kind in ("software", "works", "patent", "trademark"):
        number = labels.first("registration_number", lambda one, k=kind: values.number(one, k))  # type: ignore[misc]
        if number is not None:
            contents.put("registration_number", number)
            break
    _ipr_beside_name(contents)
    contents.put("expires_on", labels.first("expires_on", values.end_date))


def _ipr_beside_name(contents: Contents) -> None:
    """星云校园通 (2023SR0671096): the number stands in brackets behind the name."""
    named = contents.findings.get("name")
    if named is None:
        return
    match = re.search(r"\s*[（(]([^（()）]*)[）)]\s*$", named.passage.text)
    if not match or not re.search(r"\d{5}", match.group(1)):
        return
    inner = named.passage.cut(match.start(1), match.end(1))
    for kind in ("software", "works", "patent", "trademark"):
        number = values.number(inner, kind)
        if number is not None and "registration_number" not in contents.findings:
            contents.put("registration_number", number)
    contents.put("name", values.text(named.passage.cut(0, match.start())))


def _identification(passage: Passage) -> Finding | None:
    return values.number(passage, "identification")


def _licence(labels: _Labels, rows: Sequence[Row], _title: str, contents: Contents) -> None:
    found = labels.first("identification_number", _identification)
    contents.put("identification_number", found or _code_anywhere(rows))
    _holder(labels, contents)


def _code_anywhere(rows: Sequence[Row]) -> Finding | None:
    for row in rows:
        found = _identification(Passage.of([row.letters]))
        if found is not None:
            return found
    return None


def _identity(labels: _Labels, rows: Sequence[Row], _title: str, contents: Contents) -> None:
    _holder(labels, contents)
    found = labels.first("identification_number", _identification)
    contents.put("identification_number", found or _code_anywhere(rows))
    contents.put("expires_on", labels.first("expires_on", values.end_date))


_READERS: Mapping[Kind, Callable[[_Labels, Sequence[Row], str, Contents], None]] = {
    Kind.SOFTWARE_REGISTRATION: _software,
    Kind.SOFTWARE_CHANGE: _change,
    Kind.WORKS_REGISTRATION: _works,
    Kind.TIMESTAMP: _timestamp,
    Kind.TRADEMARK: _trademark,
    Kind.PATENT: _patent,
    Kind.POWER_OF_ATTORNEY: _attorney,
    Kind.BUSINESS_LICENCE: _licence,
    Kind.IDENTITY_CARD: _identity,
}
