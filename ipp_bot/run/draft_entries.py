"""Entries made of the papers that belong together: what each value is, and where it was read."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ipp_bot.manifest import same_name
from ipp_bot.manifest.identification import identification_number
from ipp_bot.manifest.invalid_value import InvalidValue
from ipp_bot.manifest.values import normalise
from ipp_bot.profile import Kind as FieldKind
from ipp_bot.profile import folded
from ipp_bot.reading import Certainty, PaperKind
from ipp_bot.reading.characters import GAP
from ipp_bot.reading.comparison import ATTORNEY_KEYS, IDENTIFICATION_KEYS, REGISTRATION_KEYS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from ipp_bot.profile import Form, FormField, Profile
    from ipp_bot.reading import Field, Paper
    from ipp_bot.reading.grouping import Group
    from ipp_bot.yaml_source import Data

__all__ = ["CONFIRMED", "DraftEntry", "DraftValue", "Drafter", "field_of"]

CONFIRMED = "confirmed"
_HERE = "中国大陆"
"""Where certificates of these kinds are from, by a word that the profile has for it."""
PROOFS = {
    PaperKind.SOFTWARE_REGISTRATION: ("copyright", "certificate", "software-registration"),
    PaperKind.WORKS_REGISTRATION: ("copyright", "certificate", "works-registration"),
    PaperKind.TIMESTAMP: ("copyright", "proof", "timestamp"),
    PaperKind.TRADEMARK: ("trademark", "", ""),
    PaperKind.PATENT: ("patent", "", ""),
}
"""By the kind of certificate: the profile's type, its key for the proof, and the proof's kind."""
_KINDS = {PaperKind.BUSINESS_LICENCE: "entity", PaperKind.IDENTITY_CARD: "individual"}
_COMPANY = re.compile(
    r"(公司|厂|店|中心|学院|大学|研究院|研究所|医院|协会|合作社|工作室|事务所|集团|企业|商行|经营部"
    r"|Ltd\.?|Limited|Inc\.?|Corp\.?|Corporation|Company|Co\.|GmbH|LLC|LLP|S\.A\.|B\.V\.)$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class DraftValue:
    """What an entry says under one key; None where a person has to type it."""

    value: Data
    comment: str = ""
    look: bool = False
    """Whether a person should compare it: it is not sure, or it could not be read at all."""

    @property
    def is_empty(self) -> bool:
        """Whether nothing is known."""
        return self.value is None


@dataclass(slots=True)
class DraftEntry:
    """One entry as it would be written."""

    ref: str
    certificate: Paper
    papers: list[Path] = field(default_factory=list)
    """The files that it names."""
    values: dict[str, DraftValue] = field(default_factory=dict)
    """By dotted key, in the order of the form."""

    def of(self, wanted: Callable[[DraftValue], bool]) -> list[str]:
        """The keys of values of that sort."""
        return [key for key, value in self.values.items() if wanted(value)]


@dataclass(frozen=True, slots=True)
class Drafter:
    """Makes entries for one account."""

    profile: Profile
    account: str
    complainant: str
    file_of: Callable[[Paper], Path]
    """The file that is sent for a paper: of a file with several, a part of its own."""
    named: Callable[[Path], str]
    """A file as the draft names it."""
    client_of: Callable[[Paper], str] = lambda _paper: ""
    """The client of a certificate; "" where that is not known."""

    def entry(self, group: Group) -> DraftEntry | None:
        """The entry of papers that belong together; None if the profile has no form for it."""
        form, place = self._form(group.certificate.kind)
        if form is None:
            return None
        group.powers_of_attorney.sort(key=self._rank, reverse=True)
        entry = DraftEntry(_ref(group.certificate), group.certificate)
        values = entry.values
        values["account"] = DraftValue(self.account)
        values["ref"] = DraftValue(entry.ref)
        client = self.client_of(group.certificate)
        if client:
            values["client"] = DraftValue(client)
        values[CONFIRMED] = DraftValue("false")
        values["type"] = DraftValue(form.type)
        values["place"] = self._place(form, place, group.certificate)
        if form.proof == "certificate":
            values["certificate.kind"] = DraftValue(PROOFS[group.certificate.kind][2])
        holder = group.holder
        needs_poa = holder is None or not same_name(str(holder.value), self.complainant)
        for each in form.fields:
            if each.in_manifest and (needs_poa or not each.poa_block):
                value = self._value(group, each, entry)
                if value is not None:
                    values[each.dotted] = value
        if form.proof == "proof":
            values["proof.kind"] = DraftValue(PROOFS[group.certificate.kind][2])
        self._leave_out(form, values)
        return entry

    def _rank(self, attorney: Paper) -> tuple[bool, str]:
        """Of several powers of attorney the highest is sent: to this agent, valid for longest."""
        agent, end = attorney.fields.get("agent"), attorney.fields.get("expires_on")
        mine = agent is not None and same_name(str(agent.value), self.complainant)
        return mine, str(end.value) if end else ""

    def _form(self, kind: PaperKind) -> tuple[Form | None, str]:
        type_, proof, token = PROOFS[kind]
        here = self.profile.place_tokens.get(folded(_HERE), "")
        for form in self.profile.forms:
            fits = form.type == type_ and form.proof == proof and (not token or token in form.kinds)
            if fits and here in form.places:
                return form, here
        return None, ""

    def _place(self, form: Form, place: str, certificate: Paper) -> DraftValue:
        """Where it is registered; sure if the number is one of there."""
        number = certificate.fields.get("registration_number")
        field_ = next((one for one in form.fields if one.key == "registration_number"), None)
        if number is None or field_ is None:
            certain = form.proof == "proof"
        else:
            try:
                normalise(field_, number.value, self.profile.limits)
                certain = True
            except InvalidValue:
                certain = False
        if certain:
            return DraftValue(place)
        return DraftValue(place, "look: its number does not tell where it is registered", look=True)

    def _value(self, group: Group, each: FormField, entry: DraftEntry) -> DraftValue | None:
        """What is written under the key; None for nothing."""
        if each.kind is FieldKind.FILES:
            return self._files(group, each, entry)
        if each.dotted == "holder.kind":
            return self._holder_kind(group)
        if len(each.options) == 1:
            return DraftValue(next(iter(each.options)))
        found = field_of(group, each.dotted)
        if found is not None:
            return self._read(each, *found, _kind_of_holder(group))
        return DraftValue(None, "not read: no paper here says it")

    def _holder_kind(self, group: Group) -> DraftValue:
        """What the holder is: by licence or card, or by a name that only a company has."""
        known = _kind_of_holder(group)
        if known:
            papers = [one for one in group.identifications if _KINDS[one.kind] == known]
            return DraftValue(
                known, f"read from {self.named(self.file_of(papers[0]))}: a {papers[0].kind}"
            )
        name = str(group.holder.value) if group.holder else ""
        if _COMPANY.search(name):
            return DraftValue("entity")
        return DraftValue(None, "look: no licence or card tells: entity or individual", look=True)

    def _read(self, each: FormField, paper: Paper, found: Field, holder_kind: str) -> DraftValue:
        """The value of a paper, empty where it is not whole or the key does not take it."""
        place = f"{self.named(self.file_of(paper))}, page {found.page}"
        if self.file_of(paper).name != paper.file.rpartition("/")[2]:
            place = f"{self.named(self.file_of(paper))}, page {found.page - paper.page + 1}"
        value: Data = found.value if isinstance(found.value, str) else list(found.value)
        shown = found.value if isinstance(found.value, str) else "、".join(found.value)
        why = found.why
        if GAP not in shown:
            try:
                normalise(each, value, self.profile.limits)
                if each.check == "identification-number":
                    identification_number(shown, holder_kind=holder_kind or "entity")
            except InvalidValue as invalid:
                why = invalid.message
            else:
                several = each.dotted == "holder.name" and "；" in shown
                why = why or ("the paper names several holders" if several else "")
                if not why:
                    return DraftValue(value, f"read from {place}")
                others = [one for one in found.candidates if one != shown]
                also = f"; it may be {' or '.join(others)}" if others else ""
                return DraftValue(value, _comment(f"look: {why} ({place}){also}"), look=True)
        else:
            why = why or "a character cannot be read"
        return DraftValue(None, _comment(f"look: reads {shown}: {why} ({place})"), look=True)

    def _files(self, group: Group, each: FormField, entry: DraftEntry) -> DraftValue | None:
        papers = {
            "certificate.file": [group.certificate, *group.changes],
            "proof.file": [group.certificate],
            "screenshots": group.screenshots,
            "holder.identification.file": group.identifications,
            "power_of_attorney.file": group.powers_of_attorney[:1],
        }.get(each.dotted, [])
        most = each.max_files or self.profile.limits.files_per_slot
        files = list(dict.fromkeys(self.file_of(paper) for paper in papers))
        entry.papers += [one for one in files[:most] if one not in entry.papers]
        names: list[Data] = [self.named(one) for one in files[:most]]
        if names:
            more = f"look: the portal takes {most} of {len(files)}" if len(files) > most else ""
            if each.dotted == "power_of_attorney.file" and not self._rank(papers[0])[0]:
                more = f"look: it does not surely name {self.complainant} as agent"
            value: Data = names[0] if len(names) == 1 else names
            return DraftValue(value, more, look=bool(more))
        missing = {
            "power_of_attorney.file": "not read: none is here; delete this line to fetch the "
            "portal's template for signature",
        }
        return DraftValue(None, missing.get(each.dotted, "not read: no paper here is one"))

    def _leave_out(self, form: Form, values: dict[str, DraftValue]) -> None:
        """Deletes empty keys that need not be given."""
        by_key = {each.key: each for each in form.fields}
        tokens = {
            each.key: str(values[each.dotted].value)
            for each in form.fields
            if each.dotted in values and not isinstance(values[each.dotted].value, list)
        }
        for each in form.fields:
            if each.yes_if is not None:
                given = each.yes_if in values and not values[each.yes_if].is_empty
                tokens[each.key] = "yes" if given else "no"
        number = str(tokens.get("registration_number", ""))
        for each in by_key.values():
            empty = each.dotted in values and values[each.dotted].is_empty
            if not empty or values[each.dotted].look:
                continue
            undated = each.printed_until is not None and (
                str(each.printed_until.year) <= number[:4]
            )
            asked = each.applies(tokens) and each.is_required(tokens)
            if undated or each.default is not None or not asked:
                del values[each.dotted]


def _comment(text: str) -> str:
    """The text as a comment can hold it."""
    return " ".join(text.split())


def _ref(certificate: Paper) -> str:
    """A ref that tells the certificate: its number, with its sort where that is but digits."""
    number = certificate.fields.get("registration_number")
    words = re.sub(r"[^A-Za-z0-9.]+", "-", str(number.value) if number else "").strip("-.")
    if not words:
        return f"{certificate.kind}-1"
    return f"{certificate.kind}-{words}" if words.isdigit() else words


def field_of(group: Group, dotted: str) -> tuple[Paper, Field] | None:
    """The paper that says what stands under a key, and what it says there."""
    for papers, key in _sources(group, dotted):
        for wanted in (Certainty.SURE, Certainty.LOOK):
            for paper in papers:
                if key in paper.fields and paper.fields[key].state is wanted:
                    return paper, paper.fields[key]
    return None


def _sources(group: Group, dotted: str) -> Iterator[tuple[Sequence[Paper], str]]:
    """Papers that may say it, and their own key for it, the one that counts most first."""
    if dotted == "holder.name":
        yield list(reversed(group.changes)), "holder"
    if dotted in REGISTRATION_KEYS:
        yield [group.certificate], REGISTRATION_KEYS[dotted]
    if dotted in IDENTIFICATION_KEYS:
        yield group.identifications, IDENTIFICATION_KEYS[dotted]
    if dotted in ATTORNEY_KEYS and dotted != "agent":
        yield group.powers_of_attorney[:1], ATTORNEY_KEYS[dotted]


def _kind_of_holder(group: Group) -> str:
    """What the holder is by its identification; "" if there is none."""
    kinds = {_KINDS[paper.kind] for paper in group.identifications}
    return "entity" if "entity" in kinds else next(iter(kinds), "")
