"""Entries compared with what their papers say; offline."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from ipp_bot.diagnostics import Diagnostic, Severity, shown_path, typed_path
from ipp_bot.errors import PaperUnreadable, ReadingNotInstalled
from ipp_bot.manifest import Frozen, path_of
from ipp_bot.manifest.models import REF
from ipp_bot.manifest.sheet_origin import SheetPlace
from ipp_bot.manifest.signed_files import signed_poa_file
from ipp_bot.portal_time import day_of
from ipp_bot.reading import is_installed, read_all
from ipp_bot.reading.comparison import Difference, DifferenceCode, compare
from ipp_bot.run.confirmed_values import ConfirmedValue, ConfirmedValues
from ipp_bot.run.reading_progress import told_while_read
from ipp_bot.settings import Reading

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterator, Mapping, Sequence

    from ipp_bot.ledger import Filing
    from ipp_bot.manifest import Entry
    from ipp_bot.manifest.entry import SheetPlaces
    from ipp_bot.profile import Form, Profile
    from ipp_bot.reading import Paper
    from ipp_bot.workspace import Workspace

__all__ = ["CONFIRMED", "PaperComparison", "PaperDifference", "poa_comparison"]

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
CONFIRMED = "paper-confirmed"
"""The code of a difference that a person confirmed."""

Result = list["Paper"] | PaperUnreadable
Value = str | tuple[str, ...] | list[str]


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
    inbox: Path
    """Where signed powers of attorney arrive that manifests do not name."""
    confirmed: ConfirmedValues
    """What persons confirmed although a paper was read otherwise."""
    progress: Callable[[str], None]
    file_options: str = ""
    """What stands behind `confirm --in` for them: a list and its papers; else their manifest."""

    def compare(
        self, entries: Sequence[Entry], *, profile: Profile, complainants: Mapping[str, str]
    ) -> tuple[PaperDifference, ...]:
        """Every difference, in the order of the entries; an unreadable paper stops no other.

        Raises:
            ReadingNotInstalled: the extra `read` is not there.
        """
        forms = {form.name: form for form in profile.forms}
        subjects = [
            _of_entry(entry, forms[entry.form], complainants.get(entry.account), self.inbox)
            for entry in entries
        ]
        return self._compare([replace(one, file_options=self.file_options) for one in subjects])

    def compare_planned(
        self, filings: Sequence[Filing], *, profile: Profile, files: Path
    ) -> dict[int, tuple[PaperDifference, ...]]:
        """The differences of filings as they were planned, by their ids; only where there are any.

        Their documents are the copies that would be sent; a filing of a form that the profile no
        longer has is passed over, since it is refused for that.

        Raises:
            ReadingNotInstalled: the extra `read` is not there.
        """
        forms = {form.name: form for form in profile.forms}
        subjects = {
            filing.id: _of_filing(filing, frozen, forms[frozen.form], files, self.inbox)
            for filing in filings
            if (frozen := Frozen.model_validate_json(filing.entry)).form in forms
        }
        results = self._read(list(subjects.values()))
        found = {
            id_: tuple(self._differences(subject, results)) for id_, subject in subjects.items()
        }
        return {id_: differences for id_, differences in found.items() if differences}

    def poa_problem(
        self, filing: Filing, frozen: Frozen, paper: Path, *, workspace: Workspace
    ) -> str:
        """What a signed power of attorney says against the filing that waits for it; "" if nothing.

        Raises:
            ReadingNotInstalled: the extra `read` is not there.
        """
        form = next((form for form in workspace.profile.forms if form.name == frozen.form), None)
        if form is None:
            return ""
        subject = replace(
            _of_filing(filing, frozen, form, workspace.files, self.inbox),
            files={_POWER_OF_ATTORNEY: (paper,)},
        )
        found = self._differences(subject, self._read([subject]))
        told = [one.difference.message for one in found if not one.diagnostic.is_warning]
        return "; ".join(dict.fromkeys(told))

    def _compare(self, subjects: Sequence[_Subject]) -> tuple[PaperDifference, ...]:
        results = self._read(subjects)
        return tuple(one for subject in subjects for one in self._differences(subject, results))

    def _differences(
        self, subject: _Subject, results: Mapping[Path, Result]
    ) -> Iterator[PaperDifference]:
        for one in _differences(subject, results):
            confirmed = (
                None
                if one.diagnostic.is_warning
                else self.confirmed.of(subject.ref, one.difference)
            )
            yield one if confirmed is None else _confirmed(one, confirmed)

    def _read(self, subjects: Sequence[_Subject]) -> dict[Path, Result]:
        every = [path for one in subjects for paths in one.files.values() for path in paths]
        paths = list(dict.fromkeys(every))
        if paths:
            self.progress(f"comparing with {len(paths):,} paper{'s' if len(paths) > 1 else ''}")
        results = read_all(paths, cache=self.readings, at_a_time=_CORES)
        return dict(told_while_read(results, len(paths), self.progress))


def poa_comparison(workspace: Workspace) -> Callable[[Filing, Frozen, Path], str]:
    """Tells of a filing and its signed power of attorney how they differ, as the settings ask."""
    chosen = workspace.settings.reading
    if chosen is Reading.OFF or (chosen is Reading.AUTO and not is_installed()):
        return lambda _filing, _frozen, _paper: ""
    if not is_installed():
        error = ReadingNotInstalled()
        return lambda _filing, _frozen, _paper: f"it cannot be compared: {error.message}"
    comparison = PaperComparison(
        workspace.folder("readings"),
        workspace.inbox,
        ConfirmedValues(workspace.place("confirmed")),
        lambda _text: None,
    )
    return partial(comparison.poa_problem, workspace=workspace)


@dataclass(frozen=True)
class _Subject:
    """What is compared with papers: an entry, or a filing as it was planned."""

    ref: str
    manifest: Path
    files: Mapping[str, tuple[Path, ...]]
    """The documents to read, by dotted key."""
    values: Mapping[str, Value]
    """What the manifest says, by dotted key, as far as the papers still bear it."""
    places: Container[str]
    """Keys that have a place of their own in the manifest."""
    position: Callable[[str], tuple[int, int]]
    sheet: SheetPlaces | None = None
    lacking: Mapping[str, str] = field(default_factory=dict)
    """Keys that it may have and does not, with what is filed in their place."""
    file_options: str = ""


def _of_entry(entry: Entry, form: Form, complainant: str | None, inbox: Path) -> _Subject:
    sent = complainant is None or entry.needs_poa(complainant)
    files = _slots(form, entry.files, () if sent else entry.poa_keys)
    if sent and entry.poa is not None:
        signed = entry.poa.file or signed_poa_file(inbox, entry.ref)
        if signed is not None:
            files[_POWER_OF_ATTORNEY] = (signed,)
    values = _values(form, entry.values, entry.files, entry.implied, entry.holder_kind)
    if complainant is not None:
        values["agent"] = complainant
    return _Subject(
        entry.ref,
        entry.manifest,
        files,
        values,
        entry.places,
        entry.position,
        entry.sheet,
        _lacking(form, entry),
    )


def _lacking(form: Form, entry: Entry) -> dict[str, str]:
    superseded = {key for slot, key in _SUPERSEDED.items() if slot in entry.files}
    return {
        field.dotted: str(entry.values.get(field.key, ""))
        for field in form.fields
        if (field.key not in entry.values or field.key in entry.implied)
        and field.in_manifest
        and field.applies(entry.values)
        and (field.key in entry.implied or not field.is_required(entry.values))
        and field.dotted not in superseded
    }


def _of_filing(filing: Filing, frozen: Frozen, form: Form, folder: Path, inbox: Path) -> _Subject:
    copies = {
        slot: tuple(path_of(folder, file) for file in files) for slot, files in frozen.files.items()
    }
    files = _slots(form, copies, ())
    if frozen.poa is not None:
        kept = frozen.poa.file
        signed = path_of(folder, kept) if kept else signed_poa_file(inbox, filing.key.ref)
        if signed is not None:
            files[_POWER_OF_ATTORNEY] = (signed,)
    values = _values(form, frozen.values, frozen.files, frozen.implied, frozen.holder_kind)
    values["agent"] = frozen.complainant
    return _Subject(
        filing.key.ref, Path(filing.manifest), files, values, values, lambda _key: (filing.line, 1)
    )


def _slots(
    form: Form, files: Mapping[str, tuple[Path, ...]], left_out: Container[str]
) -> dict[str, tuple[Path, ...]]:
    """The documents to read, by dotted key; those of the POA block only where they are sent."""
    dotted = {field.key: field.dotted for field in form.fields}
    return {
        dotted[key]: paths
        for key, paths in files.items()
        if dotted.get(key) in _SLOTS and key not in left_out
    }


def _values(
    form: Form,
    given: Mapping[str, Value],
    files: Container[str],
    implied: Container[str],
    holder_kind: str,
) -> dict[str, Value]:
    superseded = {key for slot, key in _SUPERSEDED.items() if slot in files}
    values: dict[str, Value] = {
        field.dotted: given[field.key]
        for field in form.fields
        if field.key in given and field.key not in implied and field.dotted not in superseded
    }
    if form.proof == "certificate" and form.kinds:
        values["certificate.kind"] = form.kinds[0]
    values["holder.kind"] = holder_kind
    return values


def _differences(subject: _Subject, results: Mapping[Path, Result]) -> Iterator[PaperDifference]:
    papers: dict[str, list[Paper]] = {}
    slot_of: dict[str, str] = {}
    for slot, paths in subject.files.items():
        papers[slot] = []
        for index, path in enumerate(paths):
            one = f"{slot}[{index}]"
            slot_of[str(path)] = one if one in subject.places else slot
            result = results[path]
            if isinstance(result, PaperUnreadable):
                yield _placed(subject, slot_of[str(path)], _not_read(slot, path, result))
            else:
                papers[slot] += result
    shots = papers.get(_SCREENSHOTS, [])
    if len(subject.files.get(_SCREENSHOTS, ())) > len({paper.file for paper in shots}):
        # the notice may be on the one that cannot be read
        del papers[_SCREENSHOTS]
    for difference in compare(subject.values, papers, subject.lacking):
        yield _placed(subject, slot_of[difference.file], difference)


def _not_read(slot: str, path: Path, error: PaperUnreadable) -> Difference:
    message = error.message.removeprefix(f"{path} ")
    return Difference(DifferenceCode.UNREADABLE, slot, "", "", str(path), 1, None, message)


def _placed(subject: _Subject, slot: str, difference: Difference) -> PaperDifference:
    """The difference at the place of its key in the manifest, else at that of the document."""
    own = slot.partition("[")[0]
    key = slot if difference.key not in subject.places or difference.key == own else difference.key
    if difference.code is DifferenceCode.LACKING or difference.key == "holder.kind":
        key = difference.key
    severity = Severity.WARNING if difference.is_warning else Severity.FAULT
    told = difference.message
    words = told.removeprefix(f"{difference.key} ") if difference.key in {key, own} else told
    place = f"{shown_path(Path(difference.file))}, page {difference.page}"
    diagnostic = Diagnostic(
        subject.manifest,
        *subject.position(key),
        key,
        f"{words} ({place})",
        _what_to_type(subject, difference),
        str(difference.code),
        severity,
        subject.ref,
    )
    placed = diagnostic if subject.sheet is None else subject.sheet.placed(diagnostic)
    return PaperDifference(difference, placed)


def _what_to_type(subject: _Subject, difference: Difference) -> str:
    if difference.code is DifferenceCode.LACKING:
        key, said = difference.key, difference.paper_value
        if not isinstance(subject.sheet, SheetPlace):
            return f"add {key}: {said}"
        if key in subject.sheet.names:
            title = subject.sheet.names[key]
            return f"add the column {title}, with {said} in it"
        return f"type {said} there"
    return "" if difference.is_warning else _what_to_mend(subject, difference)


def _what_to_mend(subject: _Subject, difference: Difference) -> str:
    ref, key, own = subject.ref, difference.key, difference.paper_value
    file = subject.file_options or typed_path(subject.manifest)
    if not REF.fullmatch(ref):  # no command can name it
        return (
            f"type {own}; what was read wrongly can be confirmed once the ref is right"
            if difference.is_exact
            else "correct the manifest, or name the paper that belongs to it; what was read "
            "wrongly can be confirmed once the ref is right"
        )
    if key == "power_of_attorney.expires_on":
        return (
            f"type {own}, or take the power of attorney away and name one that is valid; if the "
            f"paper was read wrongly: ipp-bot confirm {ref} --in {file} --key {key}"
        )
    if difference.is_exact:
        return (
            f"type {own}; if the paper was read wrongly: "
            f"ipp-bot confirm {ref} --in {file} --key {key}"
        )
    return (
        "correct the manifest, or name the paper that belongs to it; if the paper was read "
        f"wrongly: ipp-bot confirm {ref} --in {file} --key {key}"
    )


def _confirmed(one: PaperDifference, confirmed: ConfirmedValue) -> PaperDifference:
    """The difference as a warning that says who confirmed the entry's value."""
    by, day = confirmed.by, day_of(confirmed.at)
    message = f"{one.diagnostic.message}; {by} confirmed the manifest's value on {day}"
    warning = replace(
        one.diagnostic, message=message, hint="", code=CONFIRMED, severity=Severity.WARNING
    )
    return replace(one, diagnostic=warning)
