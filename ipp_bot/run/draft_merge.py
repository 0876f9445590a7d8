"""New papers and the entries that were drafted before: what a person typed stays."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from ipp_bot.manifest.confirmation import digest_of
from ipp_bot.run.draft_entries import CONFIRMED, DraftValue
from ipp_bot.run.draft_records import DraftedEntry

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from ipp_bot.errors import PaperUnreadable
    from ipp_bot.reading import Paper
    from ipp_bot.run.draft_entries import DraftEntry
    from ipp_bot.run.draft_records import DraftRecord
    from ipp_bot.run.draft_targets import DraftTarget, Written
    from ipp_bot.yaml_source import Data

__all__ = ["Draft", "Drafted", "Merge"]

_NOT_CONFIRMED = DraftValue("false")
_PROOFS = ("certificate.file", "proof.file")


@dataclass(frozen=True, slots=True)
class Drafted:
    """What became of one entry."""

    ref: str
    is_new: bool
    papers: int
    empty: tuple[str, ...]
    """Keys that no paper says."""
    look: tuple[str, ...]
    """Keys that are not sure."""
    filled: tuple[str, ...] = ()
    """Keys of an older entry that were filled in or changed now."""


@dataclass(slots=True)
class Draft:
    """What a folder of papers gave."""

    files: int = 0
    papers: int = 0
    entries: list[Drafted] = field(default_factory=list)
    strays: list[tuple[Paper, str]] = field(default_factory=list)
    """Papers that belong to nothing, and why."""
    unreadable: list[PaperUnreadable] = field(default_factory=list)
    parts: dict[str, str] = field(default_factory=dict)
    """Files with one paper of several, and the file that each was taken out of."""
    notes: list[str] = field(default_factory=list)
    """What a person typed and a paper says differently now, and the like."""


@dataclass(frozen=True, slots=True)
class Merge:
    """Brings entries into a file."""

    target: DraftTarget
    record: DraftRecord
    draft: Draft
    """Where it is told what became of them."""
    named: Callable[[Path], str]

    def merge(self, entries: Sequence[DraftEntry], *, is_new: bool) -> None:
        """Adds what is new, fills what is empty; nothing is written before the target is."""
        written = list(self.target.written())
        refs = {one.ref for one in written}
        new: list[DraftEntry] = []
        for entry in entries:
            content = f"{digest_of(Path(entry.certificate.file))}:{entry.certificate.page}"
            before = self._before(entry, content, written)
            if before is not None and before.ref not in self.record.entries:
                self._follow_ref(before, entry, content, refs)
            if before is not None:
                self._bring_up_to_date(before, entry, content)
                continue
            deleted = [
                ref for ref, one in self.record.entries.items() if one.certificate == content
            ]
            if deleted:
                self._note(f"{deleted[0]} was drafted before and deleted; it stays deleted")
                continue
            entry.ref = _free(entry.ref, refs)
            entry.values["ref"] = DraftValue(entry.ref)
            refs.add(entry.ref)
            new.append(entry)
            self.draft.entries.append(_told(entry, is_new=True))
            self.record.entries[entry.ref] = self._drafted(entry, content)
        if new or is_new:
            self.target.add(new)

    def _follow_ref(self, before: Written, entry: DraftEntry, content: str, refs: set[str]) -> None:
        """Moves what is known of the certificate under the ref that a person gave the entry."""
        shown = {key: self.target.shown(value) for key, value in entry.values.items()}
        telling = ("registration_number", *_PROOFS)
        for ref, one in list(self.record.entries.items()):
            same = any(shown.get(key) == one.values.get(key) is not None for key in telling)
            if ref not in refs and (one.certificate == content or same):
                self.record.entries[before.ref] = self.record.entries.pop(ref)
                return

    def _note(self, text: str) -> None:
        self.draft.notes.append(text)

    def _drafted(self, entry: DraftEntry, content: str) -> DraftedEntry:
        return DraftedEntry(
            content,
            {self.named(path): digest_of(path) for path in entry.papers},
            {key: self.target.shown(value) for key, value in entry.values.items()},
        )

    def _before(
        self, entry: DraftEntry, content: str, written: Sequence[Written]
    ) -> Written | None:
        """The entry that is there for the same certificate: by its content, number or file."""
        drafted = {ref for ref, one in self.record.entries.items() if one.certificate == content}
        number = entry.values.get("registration_number")
        file = next(_first(entry.values[key].value) for key in _PROOFS if key in entry.values)
        ways = (
            [one for one in written if one.ref in drafted],
            [
                one
                for one in written
                if number is not None
                and number.value is not None
                and one.values.get("registration_number") == number.value
                and one.values.get("type") == entry.values["type"].value
            ],
            [one for one in written if any(_first(one.values.get(key)) == file for key in _PROOFS)],
        )
        return next((found[0] for found in ways if len(found) == 1), None)

    def _bring_up_to_date(self, before: Written, entry: DraftEntry, content: str) -> None:
        """Fills what is empty, and corrects what nobody touched since it was drafted."""
        known = self.record.entries.get(before.ref)
        entry.ref = before.ref
        fresh = self._drafted(entry, content)
        filled = tuple(self._filled(before, entry, known))
        changed = known is not None and known.papers != fresh.papers
        confirmed = before.values.get(CONFIRMED) not in {None, "false", "no"}
        if (changed or filled) and confirmed:
            done = self.target.set(before, CONFIRMED, _NOT_CONFIRMED)
            what = "it is to be confirmed again" if done else "type confirmed: false"
            self._note(f"{entry.ref}: its papers changed; {what}")
        self.record.entries[before.ref] = fresh
        self.draft.entries.append(replace(_told(entry, is_new=False), filled=filled))

    def _filled(
        self, before: Written, entry: DraftEntry, known: DraftedEntry | None
    ) -> Iterator[str]:
        """The keys that get another value now; of others it is told that a paper differs."""
        drafted = known.values if known else {}
        for key, value in entry.values.items():
            shown, there = self.target.shown(value), before.values.get(key)
            if key in {"account", "ref", CONFIRMED} or there == shown:
                continue
            if key not in before.values:
                if known and key not in drafted:
                    self._note(f"{entry.ref}: {key} is {_words(shown)} on a paper: add it")
            elif there is None or (key in drafted and there == drafted[key]):
                if self.target.set(before, key, value):
                    yield key
                else:
                    self._note(f"{entry.ref}: {key} is {_words(shown)} now: type it")
            elif known and drafted.get(key) != shown and shown is not None:
                self._note(f"{entry.ref}: {key} stays {_words(there)}; on paper: {_words(shown)}")


def _words(value: Data) -> str:
    return "、".join(map(str, value)) if isinstance(value, list) else str(value or "nothing")


def _first(value: Data) -> Data:
    """The first of several files; of one, that."""
    if isinstance(value, list):
        return value[0] if value else None
    return value.split("\n")[0] if isinstance(value, str) else value


def _free(ref: str, taken: set[str]) -> str:
    """The ref, with a number behind it where it is taken."""
    at = 1
    wanted = ref
    while wanted in taken:
        at += 1
        wanted = f"{ref.removesuffix('-1')}-{at}"
    return wanted


def _told(entry: DraftEntry, *, is_new: bool) -> Drafted:
    return Drafted(
        entry.ref,
        is_new,
        len(entry.papers),
        tuple(entry.of(lambda value: value.is_empty and not value.look)),
        tuple(entry.of(lambda value: value.look)),
    )
