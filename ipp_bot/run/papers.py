"""Entries compared with what their papers say; offline."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ipp_bot.diagnostics import Diagnostic, Severity, shown_path
from ipp_bot.errors import PaperUnreadable
from ipp_bot.reading import read_all
from ipp_bot.reading.comparison import Difference, DifferenceCode, compare

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from ipp_bot.manifest import Entry
    from ipp_bot.profile import Form, Profile
    from ipp_bot.reading import Paper

__all__ = ["PaperComparison", "PaperDifference"]

_SCREENSHOTS = "screenshots"
_POWER_OF_ATTORNEY = "power_of_attorney.file"
_SLOTS = frozenset(
    {
        "certificate.file",
        "proof.file",
        "holder.identification.file",
        _POWER_OF_ATTORNEY,
        _SCREENSHOTS,
    }
)
"""Documents whose words are compared, by the manifest's keys."""
_SUPERSEDED = {"renewed": "expires_on", "assigned": "holder.name", "changed": "holder.name"}
"""By the document that follows a certificate: what the certificate no longer says."""
_CORES = 2

Result = list["Paper"] | PaperUnreadable


@dataclass(frozen=True, slots=True)
class PaperDifference:
    """One thing in which an entry and a paper differ, and its place in the manifest."""

    difference: Difference
    diagnostic: Diagnostic


@dataclass(frozen=True)
class PaperComparison:
    """Reads the papers of entries, each content once, and compares."""

    readings: Path
    """The folder that keeps what was read, by the content of the file."""
    progress: Callable[[str], None]

    def compare(
        self, entries: Sequence[Entry], *, profile: Profile, complainants: Mapping[str, str]
    ) -> tuple[PaperDifference, ...]:
        """Every difference, in the order of the entries; an unreadable paper stops no other.

        Raises:
            ReadingNotInstalled: the extra `read` is not there.
        """
        forms = {form.name: form for form in profile.forms}
        slots = [
            _slots(entry, forms[entry.form], complainants.get(entry.account)) for entry in entries
        ]
        every = [path for files in slots for paths in files.values() for path in paths]
        results = self._read(list(dict.fromkeys(every)))
        return tuple(
            difference
            for entry, files in zip(entries, slots, strict=True)
            for difference in _entry(
                entry, files, forms[entry.form], complainants.get(entry.account), results
            )
        )

    def _read(self, paths: Sequence[Path]) -> dict[Path, Result]:
        if paths:
            self.progress(f"comparing with {len(paths):,} paper{'s' if len(paths) > 1 else ''}")
        return dict(read_all(paths, cache=self.readings, at_a_time=_CORES))


def _slots(entry: Entry, form: Form, complainant: str | None) -> dict[str, tuple[Path, ...]]:
    """The documents to read; those of the POA block only where they are sent."""
    dotted = {field.key: field.dotted for field in form.fields}
    sent = complainant is None or entry.needs_poa(complainant)
    files = {
        dotted[key]: paths
        for key, paths in entry.files.items()
        if dotted.get(key) in _SLOTS and (sent or key not in entry.poa_keys)
    }
    if sent and entry.poa is not None and entry.poa.file is not None:
        files[_POWER_OF_ATTORNEY] = (entry.poa.file,)
    return files


def _values(
    entry: Entry, form: Form, complainant: str | None
) -> dict[str, str | tuple[str, ...] | list[str]]:
    """What the manifest says, by its dotted keys, as far as the papers still bear it."""
    superseded = {_SUPERSEDED[key] for key in entry.files if key in _SUPERSEDED}
    values: dict[str, str | tuple[str, ...] | list[str]] = {
        field.dotted: entry.values[field.key]
        for field in form.fields
        if field.key in entry.values
        and field.key not in entry.implied
        and field.dotted not in superseded
    }
    if form.proof == "certificate" and form.kinds:
        values["certificate.kind"] = form.kinds[0]
    values["holder.kind"] = entry.holder_kind
    if complainant is not None:
        values["agent"] = complainant
    return values


def _entry(
    entry: Entry,
    files: Mapping[str, tuple[Path, ...]],
    form: Form,
    complainant: str | None,
    results: Mapping[Path, Result],
) -> Iterator[PaperDifference]:
    papers: dict[str, list[Paper]] = {}
    slot_of: dict[str, str] = {}
    for slot, paths in files.items():
        papers[slot] = []
        for index, path in enumerate(paths):
            one = f"{slot}[{index}]"
            slot_of[str(path)] = one if one in entry.places else slot
            result = results[path]
            if isinstance(result, PaperUnreadable):
                yield _placed(entry, slot_of[str(path)], _not_read(slot, path, result))
            else:
                papers[slot] += result
    shots = papers.get(_SCREENSHOTS, [])
    if len(files.get(_SCREENSHOTS, ())) > len({paper.file for paper in shots}):
        # the notice may be on the one that cannot be read
        del papers[_SCREENSHOTS]
    found = compare(_values(entry, form, complainant), papers)
    for difference in found:
        yield _placed(entry, slot_of[difference.file], difference)


def _not_read(slot: str, path: Path, error: PaperUnreadable) -> Difference:
    message = error.message.removeprefix(f"{path} ")
    return Difference(DifferenceCode.UNREADABLE, slot, "", "", str(path), 1, None, message)


def _placed(entry: Entry, slot: str, difference: Difference) -> PaperDifference:
    """The difference at the place of its key in the manifest, else at that of the document."""
    own = slot.partition("[")[0]
    key = slot if difference.key not in entry.places or difference.key == own else difference.key
    severity = Severity.WARNING if difference.is_warning else Severity.FAULT
    told = difference.message
    words = told.removeprefix(f"{difference.key} ") if difference.key in {key, own} else told
    place = f"{shown_path(Path(difference.file))}, page {difference.page}"
    diagnostic = Diagnostic(
        entry.manifest,
        *entry.position(key),
        key,
        f"{words} ({place})",
        "correct the manifest, or name the paper that belongs to it"
        if severity is Severity.FAULT
        else "",
        str(difference.code),
        severity,
        entry.ref,
    )
    placed = diagnostic if entry.sheet is None else entry.sheet.placed(diagnostic)
    return PaperDifference(difference, placed)
