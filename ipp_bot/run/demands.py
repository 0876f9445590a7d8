"""What a drafted entry lacks, by `check` and by the portal's own words, and what it may say too."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ipp_bot.manifest.entry_builder import not_printed
from ipp_bot.profile import Kind
from ipp_bot.run.checking import check
from ipp_bot.run.confirmation import UNCONFIRMED

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from ipp_bot.clock import Clock
    from ipp_bot.diagnostics import Diagnostic
    from ipp_bot.manifest import Entry
    from ipp_bot.profile import Form, FormField, Profile
    from ipp_bot.workspace import Workspace
    from ipp_bot.yaml_source import Data

__all__ = ["SIGNED", "Demands", "Fault", "demands_of"]

SIGNED = "power_of_attorney.file"
"""The document that need not be there: without its key the portal's template is signed."""
_LACKS = frozenset({"missing", "left-open", "poa-missing", "identification-missing"})
"""Codes of faults that tell of something that is not there, with an example in YAML."""
_EMPTY = "is empty"
"""What is said of a key with nothing behind it, which the page shows anyway."""
_NUMBER = re.compile(r"\[\d+\]$")
_OWN = frozenset({"account", "ref", "client", "confirmed"})
"""Keys that no form asks for."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a value, or why it is asked for."""

    message: str
    hint: str = ""
    """What to type instead; "" where the page shows it anyway."""
    key: str = ""
    """Where it stands, if the page has no place for it."""


@dataclass(slots=True)
class Demands:
    """What an entry is asked for; keys are dotted."""

    faults: dict[str, list[Fault]] = field(default_factory=dict)
    """By key."""
    asked: list[str] = field(default_factory=list)
    """Keys that the entry lacks and has to have."""
    wanted: list[str] = field(default_factory=list)
    """Keys that it lacks and that the portal asked for in words: a person decides."""
    offered: list[str] = field(default_factory=list)
    """Keys that it lacks and may have."""
    dispensable: frozenset[str] = frozenset()
    """Keys that it has and that may go."""
    fields: dict[str, FormField] = field(default_factory=dict)
    """The fields of its form."""
    vocabularies: dict[str, Mapping[str, Sequence[str]]] = field(default_factory=dict)
    """Of keys beside the form's fields: what they take, with the portal's words for it."""
    others: list[Fault] = field(default_factory=list)
    """What is wrong and belongs to no key that the page can change."""

    def options(self, key: str) -> Mapping[str, Sequence[str]]:
        """What the key takes; {} for any text."""
        known = self.fields.get(key)
        if known is None:
            return self.vocabularies.get(key, {})
        if known.kind is Kind.YESNO:
            return {"yes": ("yes", "是"), "no": ("no", "否")}
        return known.options if known.kind is Kind.CHOICE else {}

    def labels(self, key: str) -> tuple[str, ...]:
        """What the portal calls the key."""
        known = self.fields.get(key)
        return () if known is None else known.labels


def demands_of(
    workspace: Workspace,
    target: Path,
    ref: str,
    values: Mapping[str, Data],
    *,
    clock: Clock,
    told: str = "",
) -> Demands:
    """What the entry of that ref is asked for.

    Args:
        workspace: has the profile and the complainants.
        target: the manifest or sheet.
        ref: which of its entries.
        values: what stands there by dotted key; None for nothing.
        clock: tells the portal's date.
        told: why the portal did not take the filing, as the ledger keeps it.
    """
    checked = check(workspace, [target], clock=clock, only=[ref])
    entry = next((each for each in checked.every if each.ref == ref), None)
    found = Demands(others=[Fault(each.message, each.hint) for each in checked.unreadable])
    form = _form(workspace.profile, entry, values)
    complainant = workspace.complainants.get(entry.account) if entry else None
    by_attorney = entry is None or complainant is None or entry.needs_poa(complainant)
    found.fields = {
        each.dotted: each
        for each in form.fields
        if each.in_manifest and (by_attorney or not each.poa_block)
    }
    found.vocabularies = _vocabularies(workspace.profile, form, entry)
    needs = _Needs(form, entry, found.fields)
    for each in checked.errors:
        if each.code != UNCONFIRMED and each.ref in {ref, ""}:
            _take(found, each, needs, values)
    if entry is not None and entry.holder and complainant is not None:
        # `check` asks for these once nothing else is wrong with the entry
        found.asked += [
            key
            for key, each in found.fields.items()
            if each.poa_block
            and key not in values
            and key not in found.asked
            and needs.has_to_have(key)
        ]
    known = [*found.fields, *(key for key in found.vocabularies if key != "country")]
    lacking = [key for key in known if key not in values and key not in found.asked]
    found.wanted = [key for key in lacking if _is_named(found.fields.get(key), told)]
    found.offered = [
        key
        for key in lacking
        if key in found.fields and key not in found.wanted and needs.may_have(key)
    ]
    for key in (*found.wanted, *(key for key in found.fields if key in values)):
        if _is_named(found.fields.get(key), told):
            found.faults.setdefault(key, []).append(Fault(told))
    found.dispensable = frozenset(
        key
        for key in values
        if key not in _OWN and key not in found.vocabularies and not needs.has_to_have(key)
    )
    return found


@dataclass(frozen=True, slots=True)
class _Needs:
    """What the form asks of the entry as it is."""

    form: Form
    entry: Entry | None
    fields: Mapping[str, FormField]

    def has_to_have(self, key: str) -> bool:
        """Whether the form asks for the key."""
        known = self.fields.get(key)
        if known is None or key == SIGNED or not known.applies(self._values):
            return False
        number = (self.entry.registration_number if self.entry else None) or ""
        return known.is_required(self._values) and known not in not_printed(self.form, number)

    def may_have(self, key: str) -> bool:
        """Whether the form shows the field beside these values."""
        return self.fields[key].applies(self._values)

    @property
    def _values(self) -> Mapping[str, object]:
        return self.entry.values if self.entry else {}


def _form(profile: Profile, entry: Entry | None, values: Mapping[str, Data]) -> Form:
    """The entry's form; of one that could not be read, the first of its type."""
    if entry is not None:
        return profile.form(entry.form)
    type_ = values.get("type")
    return next((form for form in profile.forms if form.type == type_), profile.forms[0])


def _vocabularies(
    profile: Profile, form: Form, entry: Entry | None
) -> dict[str, Mapping[str, Sequence[str]]]:
    """Of the keys that choose the form: what they take."""
    forms = [each for each in profile.forms if each.type == form.type]
    places = dict.fromkeys(place for each in forms for place in each.places)
    found: dict[str, Mapping[str, Sequence[str]]] = {
        "type": profile.types,
        "place": {place: profile.places[place] for place in places},
    }
    if entry is None or entry.place in profile.places_with_country:
        found["country"] = profile.countries
    if form.proof == "certificate":
        kinds = (kind for each in forms if each.proof == form.proof for kind in each.kinds)
        found["certificate.kind"] = dict.fromkeys(kinds, ())
    return found


def _take(
    found: Demands, diagnostic: Diagnostic, needs: _Needs, values: Mapping[str, Data]
) -> None:
    """Notes a fault at the keys that it is about; what the entry lacks there is asked for."""
    message, hint = diagnostic.message, diagnostic.hint
    if diagnostic.code in _LACKS or message == _EMPTY:
        hint = ""  # the page shows the place, and what the form takes there
    keys = list(_keys(found, _NUMBER.sub("", diagnostic.key), needs, values))
    for key in keys:
        if message != _EMPTY or values.get(key) is not None or key not in values:
            found.faults.setdefault(key, []).append(Fault(message, hint))
        if key not in values and key not in found.asked:
            found.asked.append(key)
    if not keys:
        found.others.append(Fault(message, diagnostic.hint, diagnostic.key))


def _keys(found: Demands, key: str, needs: _Needs, values: Mapping[str, Data]) -> Iterator[str]:
    """The keys that a person can change for a fault at that one: itself, or what it lacks below."""
    if key in found.fields or key in found.vocabularies:
        yield key
        return
    below = [
        *(each for each in found.vocabularies if each.startswith(f"{key}.")),
        *(each for each in found.fields if each.startswith(f"{key}.") and needs.has_to_have(each)),
    ]
    lacking = [each for each in below if values.get(each) is None]
    if lacking:
        yield from lacking
    elif key in values and key not in _OWN:
        yield key


def _is_named(known: FormField | None, told: str) -> bool:
    """Whether the portal's words, or ours about it, name the field."""
    if known is None or not told:
        return False
    return f"({known.key})" in told or any(
        re.search(rf"(?:^|[:;] ){re.escape(label)}: ", told) for label in known.labels
    )
