"""What a form contains, in the manifest's keys and tokens, and how it differs from the wanted."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from ipp_bot.forms.snapshot import ControlKind
from ipp_bot.profile import FormField, Kind, folded
from ipp_bot.profile.dates import day_in

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from ipp_bot.forms.attachments import Attachment, Upload
    from ipp_bot.forms.snapshot import Control, FormSnapshot

__all__ = [
    "SEVERAL_TEXTS",
    "FormContent",
    "Values",
    "chosen_texts",
    "content_of",
    "differences",
    "duplicated_upload",
    "file_differences",
    "lost_entry",
    "shows_all",
    "tidy",
]

_LEVELS = re.compile(r"\s*[/>›»→\\]\s*")
"""What stands between the levels of a choice that is made in several, such as place and country."""

_IN_LINE = re.compile(r"[,，、;；]")
"""What stands between several choices that are shown in one line."""

SEVERAL_TEXTS = "; "
"""What stands between several texts of one field, such as authors."""

Values: TypeAlias = Mapping[str, str | tuple[str, ...]]
"""What a form shall show or shows, by the manifest's key: a token or a text, or several."""


@dataclass(frozen=True, slots=True)
class FormContent:
    """All that a form contains."""

    number: str | None
    values: Values
    """By the manifest's key; a key whose field is not on the page is absent."""
    files: Mapping[str, tuple[Attachment, ...]]
    """By slot."""
    candidates: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """Tokens that a choice may stand for where its words fit several."""


def content_of(snapshot: FormSnapshot, fields: Sequence[FormField]) -> FormContent:
    """What the snapshot shows of these fields, in the manifest's keys and tokens.

    A choice whose words fit several tokens has the value "" and `candidates`.
    """
    values: dict[str, str | tuple[str, ...]] = {}
    files: dict[str, tuple[Attachment, ...]] = {}
    candidates: dict[str, frozenset[str]] = {}
    of_control: dict[str, list[str]] = {}
    for each in fields:
        for control in snapshot.controls_of(each):
            of_control.setdefault(control.label, []).append(each.key)
    for each in fields:
        found = snapshot.controls_of(each)
        if not found:
            continue
        if each.kind is Kind.FILES:
            files[each.key] = tuple(file for control in found for file in control.files)
        elif each.options and not _listed(each, found[0]):
            asked = of_control[found[0].label]
            level = (asked.index(each.key), len(asked)) if len(asked) > 1 else None
            possible = _tokens(each, found, level)
            candidates[each.key] = possible
            values[each.key] = next(iter(possible)) if len(possible) == 1 else ""
        else:
            values[each.key] = _plain(each, found[0])
    return FormContent(snapshot.number, values, files, candidates)


def _listed(each: FormField, control: Control) -> bool:
    """Whether several choices are to be read; one of a list that shows boxes is a text."""
    if each.kind is Kind.MULTICHOICE:
        return isinstance(control.value, tuple) or len(chosen_texts(each, control)) > 1
    return isinstance(control.value, tuple) and len(control.value) > 1


def _text_of(control: Control) -> str:
    """The one text that a control shows."""
    return "".join(control.value) if isinstance(control.value, tuple) else control.value


def chosen_texts(each: FormField, control: Control) -> tuple[str, ...]:
    """The texts of the choices that a control shows, each by itself or all in one line.

    A line is taken apart only where the field's options leave one way to do so.
    """
    shown = control.value if isinstance(control.value, tuple) else (control.value,)
    if len(shown) > 1 or not shown or not shown[0]:
        return tuple(text for text in shown if text)
    known = {folded(label) for labels in each.options.values() for label in labels}
    found = _ways_apart(shown[0], known)
    return found[0] if len(found) == 1 else shown


def _ways_apart(line: str, known: Collection[str]) -> list[tuple[str, ...]]:
    """The ways to read a line as texts that are known, with a sign between each two of them."""
    ways: list[tuple[str, ...]] = [(line.strip(),)] if folded(line) in known else []
    for sign in _IN_LINE.finditer(line):
        if folded(line[: sign.start()]) in known:
            rest = _ways_apart(line[sign.end() :], known)
            ways += [(line[: sign.start()].strip(), *others) for others in rest]
    return ways


def _tokens(
    each: FormField, found: Sequence[Control], level: tuple[int, int] | None
) -> frozenset[str]:
    """Tokens that fit every step in which the portal asks; of one level of so many, if given."""
    sets = []
    for control in found:
        text = folded(_text_of(control))
        if not text:
            return frozenset()
        fitting = _fitting(each, {text})
        if not fitting and control.kind in (ControlKind.COMBOBOX, ControlKind.TEXT):
            parts = _parts(_text_of(control), level)
            fitting = _fitting(each, {folded(part) for part in parts})
        sets.append(fitting)
    common = frozenset.intersection(*sets)
    # A general word such as “Other types of works” gives way to a token that it names first.
    first = frozenset(
        token
        for token in common
        if len(found) == 1 and folded(_text_of(found[0])) == folded(each.options[token][0])
    )
    return first or common


def _parts(text: str, level: tuple[int, int] | None) -> set[str]:
    """What may be one level of a choice in several, or the given one of so many.

    The words of a level may have such a sign of their own: `Other countries / regions / Japan`.
    """
    signs = [(sign.start(), sign.end()) for sign in _LEVELS.finditer(text)]
    starts, ends = [0, *(end for _, end in signs)], [*(at for at, _ in signs), len(text)]
    if level is not None:
        at, levels = level
        if not signs:
            return {text} if at == 0 else set()
        starts = starts[:1] if at == 0 else starts[1:]
        ends = ends[-1:] if at == levels - 1 else ends[:-1]
    return {text[start:end] for start in starts for end in ends if start < end}


def _fitting(each: FormField, texts: Collection[str]) -> frozenset[str]:
    return frozenset(
        token
        for token, labels in each.options.items()
        if not {folded(label) for label in labels}.isdisjoint(texts)
    )


def _plain(each: FormField, control: Control) -> str | tuple[str, ...]:
    value = control.value
    if each.kind is Kind.MULTICHOICE:
        return _chosen_tokens(each, control, chosen_texts(each, control))
    if isinstance(value, tuple):
        texts = each.kind in (Kind.TEXT, Kind.TEXTAREA)
        return SEVERAL_TEXTS.join(value) if texts else _chosen_tokens(each, control, value)
    if each.kind is Kind.YESNO:
        return value
    if each.kind is Kind.DATE:
        if day := day_in(value, each.dates):
            return day
        digits = re.fullmatch(r"(\d{4})\D(\d{1,2})\D(\d{1,2})\D?", value.strip())
        return "-".join(part.zfill(2) for part in digits.groups()) if digits else value.strip()
    return tidy(value)


def _chosen_tokens(each: FormField, control: Control, texts: Sequence[str]) -> tuple[str, ...]:
    """What is chosen of several; boxes to tick stand as the page has them, not as they were."""
    tokens = [_token(each, text) for text in texts]
    if control.kind in (ControlKind.CHECKBOX, ControlKind.SELECT):
        order = [*each.options]
        tokens.sort(key=lambda one: order.index(one) if one in order else len(order))
    return tuple(tokens)


def _token(each: FormField, text: str) -> str:
    for token, labels in each.options.items():
        if folded(text) in {folded(label) for label in labels}:
            return token
    return text


def tidy(text: str) -> str:
    """Line ends and outer spaces as a form may change them; all else counts."""
    return text.replace("\r\n", "\n").strip()


def differences(
    fields: Sequence[FormField],
    values: Values,
    files: Mapping[str, Sequence[Upload]],
    content: FormContent,
) -> tuple[str, ...]:
    """Where the form does not show just what was meant, a line each; () if it does."""
    lines = []
    for each in fields:
        name = f"{each.key} (“{each.labels[0]}”)"
        if each.kind is Kind.FILES:
            lines += file_differences(name, files.get(each.key, ()), content.files.get(each.key))
            continue
        wanted = values.get(each.key) or ""
        shown = content.values.get(each.key)
        if shown is None:
            if wanted:
                lines.append(f"{name} is not on the page")
        elif isinstance(wanted, tuple) or isinstance(shown, tuple):
            if not _same_choices(each, _several(wanted), _several(shown)):
                lines.append(f"{name} shows {shown!r} instead of {wanted!r}")
        elif wanted in content.candidates.get(each.key, ()):
            continue
        elif tidy(shown) != tidy(wanted):
            lines.append(f"{name} shows {shown!r} instead of {wanted!r}")
    return tuple(lines)


def _several(value: str | tuple[str, ...]) -> tuple[str, ...]:
    return value if isinstance(value, tuple) else tuple(filter(None, (value,)))


def _same_choices(each: FormField, wanted: Sequence[str], shown: Sequence[str]) -> bool:
    """Whether these are shown, in the order that was meant or in that of the options."""
    order = [*each.options]
    return sorted(wanted) == sorted(shown) and (
        tuple(wanted) == tuple(shown)
        or [one for one in order if one in shown] == [one for one in shown if one in order]
    )


def duplicated_upload(files: Mapping[str, Sequence[Upload]], content: FormContent) -> str:
    """The name of a file that the form lists more often than it was uploaded; "" if there is none.

    Chromium sends a request again by itself when a kept-alive connection dies before the answer.
    """
    for slot, wanted in files.items():
        for upload in wanted:
            there = [file for file in content.files.get(slot, ()) if file.fits(upload)]
            if len(there) > sum(folded(other.name) == folded(upload.name) for other in wanted):
                return upload.name
    return ""


def lost_entry(entered: FormContent, shown: FormContent) -> str:
    """What a page no longer shows as it was entered, in words; "" if it shows all.

    Fields and slots that are not on the page tell nothing.
    """
    for key, value in shown.values.items():
        if entered.values.get(key, value) != value:
            return f"{key} was {entered.values[key]!r} and is {value!r}"
    for slot, files in shown.files.items():
        names = {file.name for file in files}
        for file in entered.files.get(slot, ()):
            if file.name not in names:
                return f"{slot} has lost {file.name}"
    return ""


def shows_all(shown: FormContent, entered: FormContent) -> bool:
    """Whether a form shows every value and file that was entered; it may show further fields."""
    names = {slot: [file.name for file in files] for slot, files in shown.files.items()}
    return all(shown.values.get(key) == value for key, value in entered.values.items()) and all(
        names.get(slot) == [file.name for file in files] for slot, files in entered.files.items()
    )


def file_differences(
    name: str, wanted: Sequence[Upload], shown: Sequence[Attachment] | None
) -> list[str]:
    """Where a slot does not list just the files that were meant, a line each; None is no slot."""
    if shown is None:
        return [f"{name} is not on the page"] if wanted else []
    left = list(shown)
    lines = []
    for upload in wanted:
        match = next((file for file in left if file.fits(upload)), None)
        if match is None:
            lines.append(f"{name} does not show {upload.name} ({upload.size} bytes) as uploaded")
            continue
        left.remove(match)
        if match.has_other_content(upload):
            lines.append(
                f"{name}: what the portal hands out as {upload.name} is not what was sent (where"
                " that is never the file itself: record.hands_out_files: false in the profile)"
            )
    return lines + [f"{name} shows {file.name}, which was not sent" for file in left]
