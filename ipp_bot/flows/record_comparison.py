"""What a record's own page shows, compared with what was filed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from ipp_bot.flows.account_session import fields_of
from ipp_bot.flows.same_ipr import countries_shown
from ipp_bot.forms import SEVERAL_TEXTS, Upload, file_differences
from ipp_bot.profile import Kind, folded

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ipp_bot.forms import Attachment
    from ipp_bot.manifest import Frozen
    from ipp_bot.pages import Record
    from ipp_bot.profile import FormField, Profile

__all__ = ["NotCompared", "bears_nothing_else", "contradictions", "listed_uploads", "not_compared"]

_SEPARATORS = re.compile(r"[,;，；、\n]+")
_BETWEEN = r"(?:\s*[,;，；、/|·]\s*|\s+)"
"""What may stand between two of several texts."""


def listed_uploads(frozen: Frozen) -> dict[str, list[Upload]]:
    """The entry's documents as the portal is to list them, by slot."""
    return {
        slot: [Upload(copy.name, copy.size, copy.sha256) for copy in copies]
        for slot, copies in frozen.uploads().items()
    }


def contradictions(frozen: Frozen, record: Record, profile: Profile) -> tuple[str, ...]:
    """Where the record does not show what was filed, a line each; () if it does.

    What the page never shows is named in the profile (`record`); all else has to be there.
    """
    # A place in words that the profile does not know says nothing; the country is told below.
    chosen = (("type", record.type, frozen.type), ("place", record.place, frozen.place))
    lines = [
        f"{key} is {shown!r} instead of {wanted!r}"
        for key, shown, wanted in chosen
        if shown != wanted and (shown in profile.types or shown in profile.places)
    ]
    named = countries_shown(frozen, record, profile) if frozen.country else frozenset()
    if named and frozen.country not in named:
        lines.append(f"country is {' / '.join(sorted(named))!r} instead of {frozen.country!r}")
    uploads = listed_uploads(frozen)
    for field in fields_of(frozen, profile):
        if field.key in profile.record.leaves_out:
            continue
        name = f"{field.key} (“{field.labels[0]}”)"
        if field.kind is Kind.FILES:
            if profile.record.files:
                shown_files = record.attachments.get(field.key, ())
                lines += file_differences(name, uploads.get(field.key, ()), shown_files)
        elif line := _value_difference(field, frozen, record):
            lines.append(f"{name} {line}")
    return tuple(lines)


class NotCompared(NamedTuple):
    """Something that was sent, of which the record does not tell whether it is there as sent."""

    text: str
    is_usual: bool = False
    """Whether no line of a profile and no wording is the cause: the portal just does not show it.
    """


def not_compared(frozen: Frozen, record: Record, profile: Profile) -> tuple[NotCompared, ...]:
    """What a record without contradictions leaves open, field by field."""
    uploads = listed_uploads(frozen)
    found: list[NotCompared] = []
    if frozen.country and not countries_shown(frozen, record, profile):
        found.append(NotCompared("country: not shown", is_usual=True))
    for field in fields_of(frozen, profile):
        sent = uploads.get(field.key) or frozen.values.get(field.key)
        if not sent:
            continue
        if field.key in profile.record.leaves_out:
            found.append(NotCompared(f"{field.key}: never shown (record.leaves_out)"))
        elif field.kind is Kind.FILES:
            listed = record.attachments.get(field.key, ())
            found += _open_about_files(field.key, uploads.get(field.key, ()), listed, profile)
        elif field.options and (text := record.texts.get(field.key, "")):
            found += _open_about_words(field, frozen, text)
    return tuple(dict.fromkeys(found))


def _open_about_files(
    key: str, uploads: Sequence[Upload], listed: Sequence[Attachment], profile: Profile
) -> Iterator[NotCompared]:
    if not profile.record.files:
        yield NotCompared(f"{key}: its files are not listed (record.files: false)")
        return
    for upload in uploads:
        file = next((one for one in listed if one.fits(upload)), None)
        if file is None:
            continue
        if file.size is None:
            yield NotCompared(f"{key}: the size of a file is not shown", is_usual=True)
        if not profile.record.hands_out_files:
            yield NotCompared(f"{key}: the content of its files (record.hands_out_files: false)")
        elif file.stored is None:
            text = f"{key}: the content of a file, which the portal does not hand out"
            yield NotCompared(text, is_usual=True)
        elif file.stored.sha256 != upload.sha256:
            yield NotCompared(f"{key}: the content of a picture, which is shown in another size")


def _open_about_words(field: FormField, frozen: Frozen, text: str) -> Iterator[NotCompared]:
    """General words, such as “Other”, by which several options go."""
    wanted = frozen.values.get(field.key) or ""
    parts = _parts(text) if isinstance(wanted, tuple) else [text]
    for part in parts:
        meant = [token for token in field.options if _names(field, token, part)]
        if len(meant) > 1:
            tokens = " and ".join(meant)
            yield NotCompared(f"{field.key}: shows {part!r}, which stands for {tokens}")


def bears_nothing_else(frozen: Frozen, record: Record, profile: Profile) -> bool:
    """Whether each value and file of the record is one of the entry's: it may lack some."""
    uploads = listed_uploads(frozen)
    for field in fields_of(frozen, profile):
        if field.kind is Kind.FILES:
            wanted = uploads.get(field.key, ())
            shown = record.attachments.get(field.key, ())
            if not all(any(file.fits(one) for one in wanted) for file in shown):
                return False
        elif record.texts.get(field.key) and _value_difference(field, frozen, record):
            return False
    return True


def _value_difference(field: FormField, frozen: Frozen, record: Record) -> str:
    wanted = frozen.values.get(field.key) or ""
    text, shown = record.texts.get(field.key, ""), record.values.get(field.key, "")
    if not text:
        return f"is not shown instead of {wanted!r}" if wanted and field.in_manifest else ""
    if isinstance(wanted, tuple):
        parts = _parts(text)
        agrees = (
            len(parts) == len(wanted)
            and all(any(_names(field, token, part) for part in parts) for token in wanted)
            and all(any(_names(field, token, part) for token in wanted) for part in parts)
        )
    elif field.options:
        agrees = _names(field, wanted, text)
    else:
        agrees = _spaced(shown) == _spaced(wanted) or (
            field.many and _lists_texts(shown, wanted.split(SEVERAL_TEXTS))
        )
    return "" if agrees else f"shows {text!r} instead of {wanted!r}"


def _lists_texts(shown: str, texts: Sequence[str]) -> bool:
    """Whether these texts are shown in their order, whatever stands between them."""
    listed = _BETWEEN.join(re.escape(_spaced(text)) for text in texts)
    return re.fullmatch(listed, _spaced(shown)) is not None


def _parts(text: str) -> list[str]:
    """What stands in a list of several values."""
    return [part.strip() for part in _SEPARATORS.split(text) if part.strip()]


def _names(field: FormField, token: str, text: str) -> bool:
    """Whether the words stand for this option; general words may stand for several.

    An option that they name first is meant before all others.
    """
    words = folded(text)
    first = [one for one, labels in field.options.items() if folded(labels[0]) == words]
    if first:
        return token in first
    return words in {folded(token), *map(folded, field.options.get(token, ()))}


def _spaced(text: str) -> str:
    """The text with each run of white space as one space, as a page shows it."""
    return " ".join(text.split())
