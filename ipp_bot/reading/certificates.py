"""What the labels of certificates become: the manifest's keys and their values."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from ipp_bot.reading import values
from ipp_bot.reading.alternatives import two_said, version_before
from ipp_bot.reading.characters import half_width
from ipp_bot.reading.contents import (
    Contents,
    Labels,
    anywhere,
    dated,
    holder_lines,
    is_ragged,
    put_holder,
    text_of,
)
from ipp_bot.reading.passage import Passage
from ipp_bot.reading.values import ReadValue

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ipp_bot.reading.geometry import Letter
    from ipp_bot.reading.labels import Label
    from ipp_bot.reading.rows import Row
    from ipp_bot.reading.titles import Title

__all__ = [
    "read_change",
    "read_patent",
    "read_software",
    "read_timestamp",
    "read_trademark",
    "read_works",
]

_VERSION_LIKE = re.compile(r"\d+(?:\s?[.．,·]\s?\d+)+\s*$")
_UNLABELLED = "the mark stands there without a label"
_TWO = 2
_SHORT = re.compile(r"[\[［【(（]?\s*简\s*称\s*[:：;；]\s*(.*?)\s*(?:[\]］】)）]|$)")


def read_software(labels: Labels, _rows: Sequence[Row], _title: Title, contents: Contents) -> None:
    """A certificate of software."""
    contents.put("certificate_number", labels.first("certificate_number", _certificate))
    contents.put(
        "registration_number",
        labels.first("registration_number", lambda one: values.number(one, "software")),
    )
    _software_name(labels, contents)
    put_holder(labels, contents)
    dated(labels, "completed_on", contents)
    dated(labels, "first_published_on", contents)
    contents.put(
        "acquisition",
        labels.first("acquisition", lambda one: values.choice(one, values.ACQUISITIONS)),
    )
    contents.put(
        "rights_scope", labels.first("rights_scope", lambda one: values.choice(one, values.SCOPES))
    )


def _certificate(passage: Passage) -> ReadValue | None:
    return values.number(passage, "certificate")


def _software_name(labels: Labels, contents: Contents) -> None:
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
    two = two_said(Passage.of(kept).text) if found and version_before(name.text) else ""
    version = _version(own, found)
    contents.put("version", replace(version, why=version.why or two) if version else None)
    finding = values.text(name)
    if finding is not None and not finding.why:
        why = _doubt_of_name(kept, name, is_versioned=bool(own or found))
        finding = replace(finding, why=two or why)
    contents.put("name", finding)
    if "short_name" not in contents.findings:
        contents.put("short_name", labels.first("short_name", _short))


def _version(own: ReadValue | None, found: ReadValue | None) -> ReadValue | None:
    """The version of its own label; one may also stand behind the name."""
    if own is None or found is None or own.value == found.value:
        return own or found
    both = (str(own.value), str(found.value))
    return replace(own, why=own.why or two_said(" / ".join(both)), candidates=both)


def _doubt_of_name(
    lines: Sequence[tuple[Letter, ...]], name: Passage, *, is_versioned: bool
) -> str:
    """Why the name of a program may have another end than that; "" for nothing."""
    letters = {id(letter) for letter in name.letters}
    if is_ragged([line for line in lines if any(id(letter) in letters for letter in line)]):
        return "whether its lines belong together is not plain"
    if not is_versioned and _VERSION_LIKE.search(name.text):
        return "what stands at its end may be a version"
    return ""


def _short(passage: Passage) -> ReadValue | None:
    return values.text(passage.stripped(" [［【(（]］】)）"))


def read_change(labels: Labels, rows: Sequence[Row], title: Title, contents: Contents) -> None:
    """A certificate of change: the holder of now counts."""
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
        put_holder(Labels(current[:1]), contents)
        return
    item = half_width(labels.passage("item").text)
    block = labels.lines("after")
    inner = Passage.of(block)
    if "著作权人" in item and block:
        for label in afters:
            label.key = "holder"
        put_holder(Labels(afters), contents)
    elif "名称" in item and block:
        name, version = values.version_of(inner)
        contents.put("name", values.text(name))
        contents.put("version", version or contents.findings.get("version"))
        _untouched_holder(labels, contents)
    elif "版本" in item and block:
        contents.put("version", values.version(inner))
        _untouched_holder(labels, contents)


def _untouched_holder(labels: Labels, contents: Contents) -> None:
    if labels.every("holder"):
        put_holder(labels, contents)


def read_works(labels: Labels, rows: Sequence[Row], _title: Title, contents: Contents) -> None:
    """A certificate of a work."""
    found = labels.first("registration_number", _works_number)
    contents.put("registration_number", found or anywhere(rows, _works_number, "作登"))
    contents.put("name", text_of(labels.lines("name")))
    contents.put("work", labels.first("work", lambda one: values.choice(one, values.WORKS)))
    lines = labels.lines("authors")
    contents.put("authors", values.names(holder_lines(lines)) if lines else None)
    put_holder(labels, contents)
    for key in ("created_on", "first_published_on", "registered_on"):
        dated(labels, key, contents)
    contents.put("issuing_office", values.text(labels.passage("issuing_office")))


def _works_number(passage: Passage) -> ReadValue | None:
    return values.number(passage, "works")


def read_timestamp(labels: Labels, _rows: Sequence[Row], _title: Title, contents: Contents) -> None:
    """A trusted timestamp."""
    contents.put("name", text_of(labels.lines("name")))
    lines = labels.lines("authors")
    contents.put("authors", values.names(holder_lines(lines)) if lines else None)
    put_holder(labels, contents)
    contents.put("certificate_number", values.text(labels.passage("certificate_number")))
    for key in ("created_on", "first_published_on", "registered_on"):
        dated(labels, key, contents)


def read_trademark(labels: Labels, rows: Sequence[Row], title: Title, contents: Contents) -> None:
    """A certificate of a trademark."""
    found = labels.first("registration_number", _trademark_number)
    contents.put("registration_number", found or _numbered_row(rows))
    contents.put("name", _name_of_mark(labels) or _mark(labels, rows, title))
    put_holder(labels, contents)
    spots = [Passage.of([rows[label.row].letters]) for label in labels.every("classes")]
    contents.put("classes", values.classes([*spots, *labels.passages("classes")]))
    dated(labels, "registered_on", contents)
    contents.put("expires_on", labels.first("expires_on", values.end_date))


def _name_of_mark(labels: Labels) -> ReadValue | None:
    """What stands behind 商标, which is a label only beside a colon or in a column of labels."""
    found = text_of(labels.lines("name"))
    if found is None or found.why or not found.passage.letters:
        return found
    own = next(
        label
        for label in labels.every("name")
        if any(found.passage.letters[0] in line for line in label.lines)
    )
    if own.has_colon or len(own.name) > _TWO or _is_in_column(own, labels):
        return found
    return replace(found, why=_UNLABELLED)


def _is_in_column(own: Label, labels: Labels) -> bool:
    """Whether another label begins where that label begins."""
    em = own.box.height
    return any(
        abs(other.box.left - own.box.left) <= em
        for key in ("holder", "registered_on", "expires_on")
        for other in labels.every(key)
    )


def _trademark_number(passage: Passage) -> ReadValue | None:
    return values.number(passage, "trademark")


def _numbered_row(rows: Sequence[Row]) -> ReadValue | None:
    """第…号 on a row, or in a column, of its own."""
    for row in rows:
        for match in re.finditer(r"第\s*[A-Za-z0-9|!]+\s*号", Passage.of([row.letters]).text):
            found = _trademark_number(Passage.of([row.letters]).cut(match.start(), match.end()))
            if found is not None:
                return found
    return None


def _mark(labels: Labels, rows: Sequence[Row], title: Title) -> ReadValue | None:
    """The mark itself: what is written between the title and the first label."""
    firsts = [label.row for key in ("classes", "holder") for label in labels.every(key)]
    head = max(
        (
            at
            for at, row in enumerate(rows)
            if any(letter.box in title.boxes for letter in row.letters)
        ),
        default=None,
    )
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
    return ReadValue(found.value, found.passage, found.why or _UNLABELLED)


def read_patent(labels: Labels, rows: Sequence[Row], title: Title, contents: Contents) -> None:
    """A certificate of a patent."""
    contents.put("name", text_of(labels.lines("name")))
    contents.put("registration_number", labels.first("registration_number", _patent_number))
    put_holder(labels, contents)
    lines = labels.lines("inventors")
    contents.put("inventors", values.names(holder_lines(lines)) if lines else None)
    dated(labels, "filed_on", contents)
    dated(labels, "granted_on", contents)
    contents.put("certificate_number", anywhere(rows, _patent_certificate, "证书号"))
    words = {"发明": "invention", "实用新型": "utility-model", "外观设计": "design"}
    named = [
        token
        for word, token in words.items()
        if half_width(title.text).startswith(word)
        or any(label.name == f"{word}名称" for label in labels.every("name"))
    ]
    number = contents.findings.get("registration_number")
    if len(set(named)) == 1:
        spot = next(
            (Passage.of([row.letters]) for row in rows if "证书" in half_width(row.text)), None
        )
        label = labels.passage("name")
        contents.put("patent_kind", ReadValue(named[0], spot or label))
    elif number is not None:
        token = _kind_of_number(str(number.value))
        contents.put("patent_kind", ReadValue(token, number.passage, number.why) if token else None)


def _patent_certificate(passage: Passage) -> ReadValue | None:
    match = re.search(r"证\s*书\s*号\D{0,3}(\d[\d\s]{4,9})", passage.text)
    return values.text(passage.cut(match.start(1), match.end(1))) if match else None


def _kind_of_number(number: str) -> str | None:
    from ipp_bot.manifest.numbers import patent_kinds

    return patent_kinds(number)


def _patent_number(passage: Passage) -> ReadValue | None:
    return values.number(passage, "patent")
