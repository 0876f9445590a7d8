"""A manifest's entry against its papers: what differs, and what cannot be compared."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING

from ipp_bot.manifest.identification import is_mainland_number
from ipp_bot.manifest.names import names_in_two_languages
from ipp_bot.manifest.number_text import is_written_shorter
from ipp_bot.reading.characters import half_width
from ipp_bot.reading.paper import (
    NOT_READ,
    Certainty,
    Field,
    Filled,
    Origin,
    Paper,
    PaperKind,
    Signing,
)
from ipp_bot.reading.writing import alike, differ_in_width, same, ways

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from ipp_bot.reading.paper import Place, SigningPlace

__all__ = [
    "ATTORNEY_KEYS",
    "IDENTIFICATION_KEYS",
    "REGISTRATION_KEYS",
    "Difference",
    "DifferenceCode",
    "compare",
]

Given = str | tuple[str, ...] | list[str]


class DifferenceCode(StrEnum):
    """What a difference is."""

    DIFFERS = "paper-differs"
    LACKING = "paper-says-more"
    UNREADABLE = "paper-unreadable"
    WRITING = "paper-writing"


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing in which an entry and a paper are not at one."""

    code: DifferenceCode
    key: str
    """The manifest's key, such as `holder.name`."""
    value: str
    """What the manifest says."""
    paper_value: str
    """What the paper says; "" where that cannot be read."""
    file: str
    page: int
    box: Place | None
    """Where on the page; None for all of it."""
    message: str
    is_exact: bool = False
    """Whether the certificate's text layer has the other writing: the entry's would be wrong."""

    @property
    def is_warning(self) -> bool:
        """Whether a person may file all the same."""
        return self.code is not DifferenceCode.DIFFERS and not self.is_exact


REGISTRATION_KEYS: Mapping[str, str] = MappingProxyType(
    {
        "name": "name",
        "short_name": "short_name",
        "version": "version",
        "registration_number": "registration_number",
        "certificate.number": "certificate_number",
        "holder.name": "holder",
        "authors": "authors",
        "work": "work",
        "classes": "classes",
        "patent_kind": "patent_kind",
        "completed_on": "completed_on",
        "created_on": "created_on",
        "first_published_on": "first_published_on",
        "registered_on": "registered_on",
        "acquisition": "acquisition",
        "rights_scope": "rights_scope",
        "expires_on": "expires_on",
        "filed_on": "filed_on",
        "granted_on": "granted_on",
    }
)
"""The paper's key for each key of a manifest; the keys differ where the manifest nests them."""
IDENTIFICATION_KEYS = MappingProxyType(
    {"holder.name": "holder", "holder.identification.number": "identification_number"}
)
ATTORNEY_KEYS = MappingProxyType(
    {
        **IDENTIFICATION_KEYS,
        "agent": "agent",
        "power_of_attorney.expires_on": "expires_on",
    }
)
_SLOTS: Mapping[str, tuple[Mapping[str, str], frozenset[PaperKind]]] = MappingProxyType(
    {
        "certificate.file": (
            REGISTRATION_KEYS,
            frozenset(
                {
                    PaperKind.SOFTWARE_REGISTRATION,
                    PaperKind.SOFTWARE_CHANGE,
                    PaperKind.WORKS_REGISTRATION,
                    PaperKind.TRADEMARK,
                    PaperKind.PATENT,
                }
            ),
        ),
        "proof.file": (REGISTRATION_KEYS, frozenset({PaperKind.TIMESTAMP})),
        "holder.identification.file": (
            IDENTIFICATION_KEYS,
            frozenset({PaperKind.BUSINESS_LICENCE, PaperKind.IDENTITY_CARD}),
        ),
        "power_of_attorney.file": (ATTORNEY_KEYS, frozenset({PaperKind.POWER_OF_ATTORNEY})),
    }
)
_IDENTIFICATION = "holder.identification.file"
_ATTORNEY = "power_of_attorney.file"
_PERSONS_NAME = re.compile(
    r"(?!.*(?:厂|店|部|社|所|院|公司|中心|大学|集团)$)[一-鿿]{2,4}|[一-鿿]+(?:[·•][一-鿿]+)+"
)
_IDEOGRAPH = re.compile(r"[一-鿿]")
_NUMBERS = frozenset({"registration_number", "certificate.number", "holder.identification.number"})
_CERTIFYING = frozenset({"certificate.file", "proof.file"})
_CERTIFICATES = frozenset({"software-registration", "works-registration"})
_CALLED: Mapping[PaperKind, str] = MappingProxyType(
    {
        PaperKind.SOFTWARE_REGISTRATION: "a certificate of software",
        PaperKind.SOFTWARE_CHANGE: "a certificate of a change of software",
        PaperKind.WORKS_REGISTRATION: "a certificate of a work",
        PaperKind.TIMESTAMP: "a certificate of a timestamp",
        PaperKind.TRADEMARK: "a certificate of a trademark",
        PaperKind.PATENT: "a certificate of a patent",
        PaperKind.POWER_OF_ATTORNEY: "a power of attorney",
        PaperKind.BUSINESS_LICENCE: "a business licence",
        PaperKind.IDENTITY_CARD: "an identity card",
        PaperKind.OPERATING_PAGE: "a screenshot",
    }
)
"""What a paper of a kind is called where it is none that is asked for."""
_AGENT = "agent"
_HEAD = re.compile(r"^(?:zl|cn|v(?:er)?\.?)(?=\d)", re.IGNORECASE)


def compare(
    values: Mapping[str, Given],
    papers: Mapping[str, Sequence[Paper]],
    lacking: Mapping[str, str] = MappingProxyType({}),
) -> list[Difference]:
    """Every difference between an entry and its papers; none for a correct entry.

    Args:
        values: the entry by the manifest's keys, dotted where they are nested (`holder.name`);
            `agent` is the account's complainant, where powers of attorney must name it.
        papers: what was read, by the key that names the files (`certificate.file`, `proof.file`,
            `holder.identification.file`, `power_of_attorney.file`, `screenshots`).
        lacking: keys that the entry may have and does not, each with what is filed in its place,
            "" for nothing.
    """
    found = [
        difference
        for slot, every in papers.items()
        if slot in _SLOTS
        for difference in _slot(slot, values, every, papers.get(_IDENTIFICATION, ()))
    ]
    found += _lacking(lacking, values, papers.get("certificate.file", ()))
    found += _person(values, papers.get(_IDENTIFICATION, ()))
    found += _unsigned(values, papers.get(_ATTORNEY, ()), papers.get(_IDENTIFICATION, ()))
    if papers.get("screenshots"):
        found += _screenshots(values, papers["screenshots"])
    return _once(found)


def _once(found: Sequence[Difference]) -> list[Difference]:
    """The same other writing on several papers once: where it is a fault, else on the first."""
    told: dict[tuple[str, str, str], Difference] = {}
    for one in sorted(found, key=lambda one: one.is_warning):
        if one.code is DifferenceCode.WRITING:
            told.setdefault((one.key, one.value, one.paper_value), one)
    kept = list(told.values())
    return [
        one
        for one in found
        if one.code is not DifferenceCode.WRITING or any(one is other for other in kept)
    ]


def _names_the_same(
    difference: Difference,
    values: Mapping[str, Given],
    papers: Sequence[Paper],
    licences: Sequence[Paper],
) -> bool:
    """Whether a holder's other name is one in another language: a paper has the holder's number."""
    number = values.get("holder.identification.number")
    if difference.key != "holder.name" or not isinstance(number, str):
        return False
    if _IDEOGRAPH.search(difference.value) or not _IDEOGRAPH.search(difference.paper_value):
        return False
    return any(
        "identification_number" in paper.fields
        and _agrees("holder.identification.number", number, paper.fields["identification_number"])
        and "holder" in paper.fields
        and alike(str(paper.fields["holder"].value), difference.paper_value)
        for paper in (*papers, *licences)
    )


def _slot(
    slot: str, values: Mapping[str, Given], papers: Sequence[Paper], others: Sequence[Paper]
) -> Iterator[Difference]:
    keys, kinds = _SLOTS[slot]
    fitting = [paper for paper in papers if paper.kind in kinds]
    for paper in papers:
        if paper.why == NOT_READ and fitting:
            message = f"what stands behind page {paper.page - 1} cannot be compared: {NOT_READ}"
            yield _whole(DifferenceCode.UNREADABLE, slot, "", paper, message)
    if not fitting:
        for paper in papers[:1]:
            yield from _no_paper(slot, values, paper)
        return
    yield from _kind(slot, values, fitting)
    for difference in _values(values, keys, fitting):
        if _names_the_same(difference, values, fitting, others):
            key, given, own = difference.key, difference.value, difference.paper_value
            message = f"{key} is {given!r}; the paper says it in another language: {own!r}"
            yield replace(difference, code=DifferenceCode.UNREADABLE, message=message)
            continue
        certifies = slot in _CERTIFYING and difference.code is DifferenceCode.WRITING
        yield replace(difference, is_exact=certifies and difference.is_exact)


def _values(
    values: Mapping[str, Given], keys: Mapping[str, str], fitting: Sequence[Paper]
) -> Iterator[Difference]:
    """What differs key by key."""
    unread: dict[str, list[str]] = {}
    for key, own in keys.items():
        given = values.get(key)
        if not given:
            continue
        paper = _bearing(fitting, values, keys, own)
        field = paper.fields.get(own)
        if field is not None:
            difference = _field(key, given, paper, field)
            if difference is not None:
                yield difference
        elif own in paper.says_none:
            message = f"{key} is {_shown(given)}, but the paper says that there is none"
            yield _whole(DifferenceCode.DIFFERS, key, _shown(given), paper, message)
        elif own in paper.left_out:
            unread.setdefault(paper.file, []).append(key)
    for paper in fitting:
        names = unread.get(paper.file, [])
        why = paper.why or "cannot be read on it"
        if _AGENT in names:
            names.remove(_AGENT)
            message = f"whom it appoints cannot be compared: {why}"
            yield _whole(DifferenceCode.UNREADABLE, _AGENT, "", paper, message)
        if names:
            yield _unreadable(paper, ", ".join(names), why)


def _bearing(
    papers: Sequence[Paper], values: Mapping[str, Given], keys: Mapping[str, str], own: str
) -> Paper:
    """The paper to compare a key with: of several the one that the entry is about.

    What a certificate of change says of the holder counts more than the certificate before it.
    """
    changes = [paper for paper in papers if paper.kind is PaperKind.SOFTWARE_CHANGE]
    if own == "holder":
        for paper in changes:
            if own in paper.fields:
                return paper

    def agreeing(paper: Paper) -> int:
        return sum(
            key in values
            and found in paper.fields
            and _field(key, values[key], paper, paper.fields[found]) is None
            for key, found in keys.items()
        )

    return max([one for one in papers if one not in changes] or papers, key=agreeing)


def _whole(code: DifferenceCode, key: str, given: str, paper: Paper, message: str) -> Difference:
    """A difference that has no place of its own on the page."""
    return Difference(code, key, given, "", paper.file, paper.page, None, message)


def _no_paper(slot: str, values: Mapping[str, Given], paper: Paper) -> Iterator[Difference]:
    if paper.kind in {PaperKind.UNKNOWN, PaperKind.OPERATING_PAGE}:
        yield _unreadable(paper, slot, paper.why or "it bears no title that is known")
        return
    key, called = slot, _CALLED[paper.kind]
    meant = values.get("certificate.kind") or slot.removesuffix(".file").replace("_", " ")
    yield Difference(
        DifferenceCode.DIFFERS, slot, _shown(meant), str(paper.kind), paper.file, paper.page, None,
        f"{key} names a paper of another kind: {called}",
    )  # fmt: skip


def _kind(slot: str, values: Mapping[str, Given], papers: Sequence[Paper]) -> Iterator[Difference]:
    kind = values.get("certificate.kind")
    if slot != "certificate.file" or kind not in _CERTIFICATES:
        return
    if not any(str(paper.kind) == kind for paper in papers):
        paper = papers[0]
        key, called = "certificate.kind", _CALLED[paper.kind]
        yield Difference(
            DifferenceCode.DIFFERS, key, _shown(kind), str(paper.kind), paper.file, paper.page,
            None, f"{key} is {kind}, but the paper is {called}",
        )  # fmt: skip


def _lacking(
    lacking: Mapping[str, str], values: Mapping[str, Given], papers: Sequence[Paper]
) -> Iterator[Difference]:
    """What a certificate surely says and the entry does not."""
    fitting = [paper for paper in papers if paper.kind in _SLOTS["certificate.file"][1]]
    for key, filed in lacking.items():
        own = REGISTRATION_KEYS.get(key)
        if own is None or not fitting:
            continue
        paper = _bearing(fitting, values, REGISTRATION_KEYS, own)
        field = paper.fields.get(own)
        if field is None or field.state is not Certainty.SURE:
            continue
        if filed and _agrees(key, filed, field):
            continue
        said = _shown(field.value)
        message = f"{key} is lacking, and the paper says {said!r}"
        yield _difference(DifferenceCode.LACKING, key, filed, said, paper, field, message)


def _is_person(values: Mapping[str, Given], papers: Sequence[Paper]) -> bool:
    return values.get("holder.kind") == "individual" or bool(_cards(values, papers))


def _cards(values: Mapping[str, Given], papers: Sequence[Paper]) -> list[Paper]:
    """Identity cards of the holder; none where a business licence is with them."""
    if any(paper.kind is PaperKind.BUSINESS_LICENCE for paper in papers):
        return []
    return [
        paper
        for paper in papers
        if paper.kind is PaperKind.IDENTITY_CARD
        and "holder" in paper.fields
        and _agrees("holder.name", _shown(values.get("holder.name", "")), paper.fields["holder"])
    ]


def _person(values: Mapping[str, Given], papers: Sequence[Paper]) -> Iterator[Difference]:
    """A holder with an identity card is a person."""
    kind = _shown(values.get("holder.kind", ""))
    if kind not in {"", "individual"}:
        for paper in _cards(values, papers)[:1]:
            key = "holder.kind"
            message = f"{key} is {kind}, but the paper is a person's identity card"
            yield _whole(DifferenceCode.DIFFERS, key, kind, paper, message)


def _unsigned(
    values: Mapping[str, Given], papers: Sequence[Paper], licences: Sequence[Paper]
) -> Iterator[Difference]:
    """A power of attorney that is not sealed, not signed, or not dated.

    A seal is asked of entities of Mainland China, a signature or a seal of others.
    """
    for paper in papers:
        if paper.kind is not PaperKind.POWER_OF_ATTORNEY:
            continue
        # its last page has no title: what is signed may be there
        own = [paper, *_untitled_behind(paper, papers)]
        places = [place for one in own for place in one.signing]
        is_sealed = any(one.seal for one in own)
        marked = [place for place in places if place.what is not Signing.DATE]
        if _is_person(values, licences) or _is_foreign(values, licences):
            if not is_sealed:
                yield from _unmarked(paper, marked)
        elif not is_sealed:
            yield _unsealed(values, paper)
        else:
            blank = [one for one in marked if one.what is Signing.SIGNATURE]
            if blank and all(one.filled is Filled.NO for one in blank):
                message = (
                    f"the power of attorney is sealed, but nothing stands behind {_labels(blank)}"
                )
                yield _blank(paper, blank, message, sure=False)
        dates = [place for place in places if place.what is Signing.DATE]
        if dates and all(place.filled is Filled.NO for place in dates):
            labels = _labels(dates)
            message = (
                f"the power of attorney bears no day of signing: nothing stands behind {labels}"
            )
            yield _blank(paper, dates, message)


def _untitled_behind(paper: Paper, papers: Sequence[Paper]) -> Iterator[Paper]:
    """The pages without a title that follow it in its file."""
    following = sorted(
        (one for one in papers if one.file == paper.file and one.page > paper.page),
        key=lambda one: one.page,
    )
    for one in following:
        if one.kind is not PaperKind.UNKNOWN or one.why == NOT_READ:
            return
        yield one


def _unmarked(paper: Paper, places: Sequence[SigningPlace]) -> Iterator[Difference]:
    """What is told of a power of attorney that only needs a signature."""
    if any(place.filled is Filled.YES for place in places):
        return
    if places and all(place.filled is Filled.NO for place in places):
        labels = _labels(places)
        message = f"the power of attorney is not signed: nothing stands behind {labels}"
        yield _blank(paper, places, message)
    elif places:
        labels = _labels(places)
        message = (
            "whether the power of attorney is signed cannot be told: only print stands behind "
            f"{labels}"
        )
        yield _blank(paper, places, message, sure=False)
    elif not paper.colour:
        message = "no signature was found on the power of attorney, nor a place for one"
        yield _blank(paper, places, message, sure=False)


def _labels(places: Sequence[SigningPlace]) -> str:
    return ", ".join(dict.fromkeys(repr(place.label) for place in places))


def _blank(
    paper: Paper, places: Sequence[SigningPlace], message: str, *, sure: bool = True
) -> Difference:
    """A fault where a label was read surely, else a warning."""
    is_fault = sure and any(place.is_sure for place in places)
    code = DifferenceCode.DIFFERS if is_fault else DifferenceCode.UNREADABLE
    return _whole(code, _ATTORNEY, "", paper, message)


def _is_foreign(values: Mapping[str, Given], licences: Sequence[Paper]) -> bool:
    """Whether an entity is not one of Mainland China: by its number, else by its name."""
    if any(paper.kind is PaperKind.BUSINESS_LICENCE for paper in licences):
        return False
    number = _shown(values.get("holder.identification.number") or "")
    if number:
        return not is_mainland_number(number)
    name = _shown(values.get("holder.name", ""))
    return bool(name) and not _IDEOGRAPH.search(name)


def _unsealed(values: Mapping[str, Given], paper: Paper) -> Difference:
    message = "the power of attorney bears no seal in colour"
    if _PERSONS_NAME.fullmatch(_shown(values.get("holder.name", ""))):
        message = (
            "the power of attorney bears no seal in colour, which that of a person need not: "
            "then holder.kind (权利人类型) is individual (个人)"
        )
    return _whole(DifferenceCode.DIFFERS, _ATTORNEY, "", paper, message)


def _unreadable(paper: Paper, key: str, why: str) -> Difference:
    return Difference(
        DifferenceCode.UNREADABLE,
        key,
        "",
        "",
        paper.file,
        paper.page,
        None,
        f"{key} cannot be compared: {why}",
    )


def _field(key: str, given: Given, paper: Paper, field: Field) -> Difference | None:
    if isinstance(field.value, tuple) or not isinstance(given, str):
        return _several(key, given, paper, field)
    if _agrees(key, given, field):
        return None
    told = ways(given, field.value)
    if key == "holder.name":
        names = [*_names_in(field.value), *field.candidates]
        told = told or next(filter(None, (ways(given, one) for one in names)), ())
    if key in _NUMBERS and is_written_shorter(given, field.value):
        told = ("words or signs that every number of its kind has",)
    if not told and key == "version" and _number(given) == _number(field.value):
        told = ("the letters before it",)
    if field.origin is not Origin.TEXT and told == ("blanks",):
        return None
    if told:
        words = " and ".join(told)
        return _writing(key, given, field.value, paper, field, words)
    return _other(key, given, field.value, paper, field)


def _agrees(key: str, given: str, field: Field) -> bool:
    """Whether a text is the paper's, one of what it may be, one of its holders, or its month."""
    own = str(field.value)
    may_be = [own, *field.candidates]
    if key == "holder.name":
        may_be += _names_in(own)
    return any(_equal(key, given, one) for one in may_be) or (
        key.endswith("_on") and given.startswith(own)
    )


def _names_in(own: str) -> list[str]:
    """The names of a paper's holders, each also in the languages that it is written in."""
    every = own.split("；")
    return [*every, *(name for one in every for name in names_in_two_languages(one))]


def _other(key: str, given: str, own: str, paper: Paper, field: Field) -> Difference:
    if key == _AGENT and field.state is Certainty.LOOK:
        message = (
            f"it seems to appoint {own!r}, and the account's complainant is {given!r}, "
            f"but {field.why}"
        )
        return _difference(DifferenceCode.UNREADABLE, key, given, own, paper, field, message)
    if key == _AGENT:
        message = f"it appoints {own!r}, but the account's complainant is {given!r}"
        return _difference(DifferenceCode.DIFFERS, key, given, own, paper, field, message)
    if field.state is Certainty.LOOK:
        message = f"{key} is {given!r}; the paper seems to say {own!r}, but {field.why}"
        return _difference(DifferenceCode.UNREADABLE, key, given, own, paper, field, message)
    message = f"{key} is {given!r}, but the paper says {own!r}"
    return _difference(DifferenceCode.DIFFERS, key, given, own, paper, field, message)


def _writing(key: str, given: str, own: str, paper: Paper, field: Field, told: str) -> Difference:
    """Another writing; the paper's counts where it is known to the letter."""
    message = f"{key} differs from the paper only in {told}: {own!r}; filed as {given!r}"
    if key == _AGENT:
        message = f"whom it appoints differs from the complainant only in {told}: {own!r}"
    found = _difference(DifferenceCode.WRITING, key, given, own, paper, field, message)
    is_known = field.state is Certainty.SURE and field.origin is Origin.TEXT
    return replace(found, is_exact=is_known and differ_in_width(given, own))


def _difference(
    code: DifferenceCode, key: str, given: str, own: str, paper: Paper, field: Field, message: str
) -> Difference:
    return Difference(code, key, given, own, paper.file, field.page, field.box, message)


def _several(key: str, given: Given, paper: Paper, field: Field) -> Difference | None:
    listed = (
        re.split(r"[;；、,，]\s*", given) if isinstance(given, str) else [str(one) for one in given]
    )
    own = list(field.value) if isinstance(field.value, tuple) else [field.value]
    if sorted(map(_bare, listed)) == sorted(map(_bare, own)):
        return None
    if len(listed) == len(own) and all(any(alike(one, other) for other in own) for one in listed):
        return _writing(key, _shown(given), _shown(own), paper, field, "writing")
    return _other(key, _shown(given), _shown(own), paper, field)


def _bare(text: str) -> str:
    return half_width(text)


def _equal(key: str, given: str, own: str) -> bool:
    if key in _NUMBERS:
        return _number(given) == _number(own)
    return same(given, own)


def _number(text: str) -> str:
    bare = (
        half_width(text).upper().removesuffix("号")
        if "第" not in text
        else half_width(text).upper()
    )
    return _HEAD.sub("", bare)


def _shown(value: object) -> str:
    return "、".join(map(str, value)) if isinstance(value, (list, tuple)) else str(value)


def _screenshots(values: Mapping[str, Given], papers: Sequence[Paper]) -> Iterator[Difference]:
    holder = values.get("holder.name")
    if not isinstance(holder, str):
        return
    bearing = [paper for paper in papers if "holder" in paper.fields]
    if not bearing:
        paper = papers[0]
        yield Difference(
            DifferenceCode.DIFFERS, "screenshots", holder, "", paper.file, paper.page, None,
            f"no screenshot bears an ownership notice of {holder}",
        )  # fmt: skip
        return
    every = [_field("holder.name", holder, paper, paper.fields["holder"]) for paper in bearing]
    if None not in every:
        yield from (one for one in every if one is not None)
