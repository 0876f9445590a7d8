"""Examines entries offline: their documents, and the rules between their fields."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ipp_bot.diagnostics import Diagnostic, Severity, shown_path
from ipp_bot.manifest.identification import is_mainland_number
from ipp_bot.manifest.names import normalised_name
from ipp_bot.preflight.colour import Tone
from ipp_bot.preflight.documents import DocumentCache, extension_finding
from ipp_bot.preflight.finding import Finding
from ipp_bot.preflight.rules import examine_rules

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from pathlib import Path

    from ipp_bot.manifest import Entry
    from ipp_bot.preflight.document import Document
    from ipp_bot.profile import Profile

__all__ = ["examine", "examine_document", "repeated_numbers"]

_POA = "power_of_attorney"
_CERTIFICATE = "certificate"
_MOST_CERTIFICATE_PAGES = 4
"""Patents of before 2024 have two pages, certificates of change and class pages one more each."""


def examine(
    entries: Iterable[Entry],
    *,
    profile: Profile,
    complainants: Mapping[str, str],
    today: dt.date,
    cache: DocumentCache | None = None,
    progress: Callable[[], None] = lambda: None,
) -> list[Diagnostic]:
    """Diagnostics of the entries' documents and of the rules between their fields.

    `complainants` maps accounts to verified names; without any, as outside a workspace, accounts
    and powers of attorney are not checked. `today` is the portal's date. Of a flawed entry (of
    `Loaded.flawed`) only what it has is checked, never what it lacks. `cache` keeps what was found
    about documents for later calls; `progress` is called after each entry.
    """
    checker = _DocumentChecker(profile, cache or DocumentCache())
    diagnostics: list[Diagnostic] = []
    numbers: dict[tuple[str, str, str], Entry] = {}
    for entry in entries:
        complainant = complainants.get(entry.account)
        if complainants and complainant is None and entry.account:
            diagnostics.append(_of_entry(_unknown_account(entry, complainants), entry))
        found = [*examine_rules(entry, complainant, today), *checker.documents(entry, complainant)]
        if not entry.is_flawed:
            found.extend(_same_number(entry, numbers))
        found.sort(key=lambda diagnostic: (diagnostic.line, diagnostic.column))
        diagnostics.extend(_of_entry(diagnostic, entry) for diagnostic in found)
        progress()
    return diagnostics


def _of_entry(diagnostic: Diagnostic, entry: Entry) -> Diagnostic:
    """The diagnostic with the entry's ref, and its cell where the entry came from a sheet."""
    named = replace(diagnostic, ref=entry.ref)
    return named if entry.sheet is None else entry.sheet.placed(named)


def examine_document(
    path: Path, *, profile: Profile, cache: DocumentCache | None = None, colour: bool = False
) -> tuple[Finding, ...]:
    """Findings about one document outside a manifest, such as a signed POA from the inbox."""
    document = (cache or DocumentCache()).document(path, profile.limits, colour=colour)
    findings = list(_all_findings(path, document))
    if colour:
        findings.extend(_colour_findings(document, "seal"))
    return tuple(findings)


def _unknown_account(entry: Entry, complainants: Mapping[str, str]) -> Diagnostic:
    return Diagnostic(
        entry.manifest,
        *entry.position("account"),
        "account",
        f"{entry.account!r} is no account of ipp-bot.yaml",
        f"type one of {', '.join(sorted(complainants))}, or add it there",
        "account",
        ref=entry.ref,
    )


def repeated_numbers(entries: Iterable[Entry]) -> list[Diagnostic]:
    """A diagnostic for each entry with the registration number of an earlier one."""
    numbers: dict[tuple[str, str, str], Entry] = {}
    return [_of_entry(found, entry) for entry in entries for found in _same_number(entry, numbers)]


def _same_number(entry: Entry, numbers: dict[tuple[str, str, str], Entry]) -> Iterator[Diagnostic]:
    """A diagnostic if an earlier entry of `numbers` has the same registration number."""
    if not entry.registration_number:
        return
    place = f"{entry.type}/{entry.place}/{entry.country}"
    key = (entry.account, place, normalised_name(entry.registration_number))
    first = numbers.setdefault(key, entry)
    if first is not entry:
        yield Diagnostic(
            entry.manifest,
            *entry.position("registration_number"),
            "registration_number",
            f"{entry.registration_number} is also the number of {first.ref} "
            f"({shown_path(first.manifest)}:{first.position('registration_number')[0]})",
            "delete one of the two entries, or correct its number",
            "duplicate-number",
            ref=entry.ref,
        )


def _all_findings(path: Path, document: Document) -> Iterator[Finding]:
    yield from document.findings
    wrong_name = extension_finding(path, document)
    if wrong_name:
        yield wrong_name


def _sign_of(entry: Entry) -> str:
    """What the holder puts on a copy: a foreign entity has no seal, or one beside a signature."""
    if entry.holder_kind == "individual":
        return "personal signature"
    number = entry.values.get("holder_identification_number")
    is_foreign = isinstance(number, str) and bool(number) and not is_mainland_number(number)
    return "seal or signature" if is_foreign else "seal"


def _colour_findings(document: Document, sign: str) -> Iterator[Finding]:
    colour = document.colour
    if colour is None or colour.tone in (Tone.COLOUR, Tone.SEALED):
        return
    if colour.tone is Tone.TRACES:
        where = f"the only colour, at the {colour.region}, is too small for a {sign}"
    else:
        where = f"no {sign} in colour was found, neither in its lower half nor elsewhere"
    doing = (
        "have the holder sign the copy in coloured ink and photograph it"
        if sign != "seal"
        else "put the holder's seal on the copy and photograph it"
    )
    yield Finding(
        "black-and-white",
        f"is black-and-white, and {where}",
        f"scan the original in colour, or {doing}",
        is_warning=True,
    )


def _many_certificates(pages: int) -> Finding:
    return Finding(
        "many-certificates",
        f"has {pages} pages, but a certificate has few: it may hold several certificates",
        "split it, and give each entry the pages of its own certificate",
        is_warning=True,
    )


class _DocumentChecker:
    """Diagnostics of the documents of entries; a document that several share is read once."""

    def __init__(self, profile: Profile, cache: DocumentCache) -> None:
        self._profile = profile
        self._cache = cache
        self._coloured = {
            form.name: frozenset(f.key for f in form.fields if f.check == "colour-copy")
            for form in profile.forms
        }
        self._dotted = {
            form.name: {field.key: field.dotted for field in form.fields} for form in profile.forms
        }

    def documents(self, entry: Entry, complainant: str | None) -> Iterator[Diagnostic]:
        """Findings at the entry's own places; the POA block counts only where it is sent."""
        sent = complainant is None or entry.needs_poa(complainant)
        for slot, paths in entry.files.items():
            if sent or slot not in entry.poa_keys:
                yield from self._slot(entry, slot, paths)
        if sent and entry.poa is not None and entry.poa.file is not None:
            yield from self._slot(entry, _POA, (entry.poa.file,))

    def _slot(self, entry: Entry, slot: str, paths: tuple[Path, ...]) -> Iterator[Diagnostic]:
        key = self._dotted[entry.form].get(slot, slot)
        for index, path in enumerate(paths):
            each = f"{key}[{index}]"
            named = each if each in entry.places else key
            in_colour = slot in self._coloured[entry.form]
            document = self._cache.document(path, self._profile.limits, colour=in_colour)
            findings = list(_all_findings(path, document))
            if slot == _CERTIFICATE and document.pages > _MOST_CERTIFICATE_PAGES:
                findings.append(_many_certificates(document.pages))
            if in_colour:
                findings.extend(_colour_findings(document, _sign_of(entry)))
            for finding in findings:
                yield Diagnostic(
                    entry.manifest,
                    *entry.position(named),
                    named,
                    f"{path.name} {finding.message}",
                    finding.hint,
                    finding.code,
                    Severity.WARNING if finding.is_warning else Severity.FAULT,
                    entry.ref,
                )
