"""Papers that belong together: certificates with screenshots, licences, powers of attorney."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from rapidfuzz.distance import Levenshtein

from ipp_bot.reading.paper import Certainty, Field, Paper, PaperKind
from ipp_bot.reading.writing import alike

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["CERTIFICATES", "Group", "Grouping", "Stray", "grouped", "joined", "of_same_right"]

CERTIFICATES = frozenset(
    {
        PaperKind.SOFTWARE_REGISTRATION,
        PaperKind.WORKS_REGISTRATION,
        PaperKind.TIMESTAMP,
        PaperKind.TRADEMARK,
        PaperKind.PATENT,
    }
)
_IDENTIFYING = frozenset({PaperKind.BUSINESS_LICENCE, PaperKind.IDENTITY_CARD})
_IDENTITY = "identification_number"
"""The key of a holder's number, which a row of a list may say and no certificate bears."""
_LONG = 6
"""Characters of a name of which one may be misread."""


@dataclass(slots=True)
class Group:
    """What makes one entry."""

    certificate: Paper
    changes: list[Paper] = field(default_factory=list)
    screenshots: list[Paper] = field(default_factory=list)
    identifications: list[Paper] = field(default_factory=list)
    powers_of_attorney: list[Paper] = field(default_factory=list)

    @property
    def holder(self) -> Field | None:
        """The holder of now: a certificate of change counts more than the certificate."""
        for paper in (*reversed(self.changes), self.certificate):
            if "holder" in paper.fields:
                return paper.fields["holder"]
        return None

    @property
    def holders(self) -> list[str]:
        """What the holder is called: on the certificate, and on papers with the holder's number."""
        own = [] if self.holder is None else str(self.holder.value).split("；")
        same = [one for one in self.identifications if _meets(self.certificate, one, _IDENTITY)]
        return own + [str(one.fields["holder"].value) for one in same if "holder" in one.fields]


@dataclass(frozen=True, slots=True)
class Stray:
    """A paper that belongs to nothing, and why."""

    paper: Paper
    why: str


@dataclass(frozen=True, slots=True)
class Grouping:
    """Groups in the order of their certificates, and what is left."""

    groups: tuple[Group, ...]
    strays: tuple[Stray, ...]


def grouped(papers: Sequence[Paper]) -> Grouping:
    """The papers by what they are for; a paper that fits several holders' groups fits none."""
    strays: list[Stray] = []
    groups = _groups(papers, strays)
    return Grouping(tuple(groups), (*strays, *joined(groups, papers)))


def joined(groups: Sequence[Group], papers: Sequence[Paper]) -> list[Stray]:
    """Gives the groups the papers that belong to them, certificates aside; what belongs to none."""
    strays: list[Stray] = []
    _changes(papers, groups, strays)
    # licences first: they tell what else a holder is called
    for paper in sorted(papers, key=lambda paper: paper.kind not in _IDENTIFYING):
        match paper.kind:
            case PaperKind.BUSINESS_LICENCE | PaperKind.IDENTITY_CARD:
                owned = _owned(groups, paper)
                for group in owned:
                    group.identifications.append(paper)
                if not owned:
                    strays.append(Stray(paper, _unowned(paper)))
            case PaperKind.POWER_OF_ATTORNEY:
                _attorney(paper, groups, strays)
            case PaperKind.OPERATING_PAGE:
                _screenshot(paper, groups, strays)
            case PaperKind.UNKNOWN:
                strays.append(Stray(paper, paper.why or "it cannot be read"))
            case _:
                pass
    return strays


def of_same_right(groups: Sequence[Group], certificate: Paper) -> list[Group]:
    """The groups of the right that the certificate is of: by its number, else name and version."""
    alike_kind = [one for one in groups if one.certificate.kind is certificate.kind]
    numbered = _fitting(alike_kind, certificate, "registration_number")
    return numbered or [one for one in alike_kind if _same_edition(one.certificate, certificate)]


def _same_edition(one: Paper, other: Paper) -> bool:
    """Whether both bear one name, and no two versions."""
    versioned = "version" in one.fields and "version" in other.fields
    return _meets(one, other, "name") and (not versioned or _meets(one, other, "version"))


def _changes(papers: Sequence[Paper], groups: Sequence[Group], strays: list[Stray]) -> None:
    for paper in papers:
        if paper.kind is PaperKind.SOFTWARE_CHANGE:
            fitting = _fitting(groups, paper, "registration_number")
            if len(fitting) == 1:
                fitting[0].changes.append(paper)
            else:
                how = "several certificates bear" if fitting else "no certificate bears"
                strays.append(Stray(paper, f"{how} its registration number"))


def _groups(papers: Sequence[Paper], strays: list[Stray]) -> list[Group]:
    groups: list[Group] = []
    for paper in papers:
        if paper.kind not in CERTIFICATES:
            continue
        twin = next(
            (
                one.certificate
                for one in groups
                if one.certificate.kind is paper.kind and _is_twin(one.certificate, paper)
            ),
            None,
        )
        if twin is not None:
            strays.append(
                Stray(paper, f"it is the same certificate as {twin.file}, page {twin.page}")
            )
        else:
            groups.append(Group(paper))
    return groups


def _attorney(paper: Paper, groups: Sequence[Group], strays: list[Stray]) -> None:
    owned = _owned(groups, paper)
    if not owned:
        strays.append(Stray(paper, _unowned(paper)))
        return
    told = [key for key in ("registration_number", "name") if key in paper.fields]
    for key in told:
        named = _fitting(owned, paper, key)
        if named:
            owned = named
            if len(owned) == 1 or paper.fields[key].state is Certainty.SURE:
                break
        elif len(owned) > 1:
            strays.append(Stray(paper, "it names a right of which no certificate is here"))
            return
    else:
        if told and len(owned) > 1:
            strays.append(Stray(paper, "which right it names cannot be read for sure"))
            return
    for group in owned:
        group.powers_of_attorney.append(paper)


def _screenshot(paper: Paper, groups: Sequence[Group], strays: list[Stray]) -> None:
    software = [one for one in groups if one.certificate.kind is PaperKind.SOFTWARE_REGISTRATION]
    if "holder" not in paper.fields and "name" not in paper.fields:
        strays.append(Stray(paper, "it bears neither an ownership notice nor a name"))
        return
    owned = _owned(software, paper) if "holder" in paper.fields else software
    if not owned:
        strays.append(Stray(paper, _unowned(paper)))
        return
    if "name" in paper.fields:
        named = [one for one in owned if _named(one.certificate, paper)]
        if len(named) > 1:
            named = [one for one in named if _meets(one.certificate, paper, "version")]
        if len(named) != 1:
            how = "no certificate of its holder bears" if not named else "several certificates bear"
            strays.append(Stray(paper, f"{how} its name {paper.fields['name'].value}"))
            return
        owned = named
    if len(owned) > 1:
        strays.append(Stray(paper, "its holder has several certificates, and it bears no name"))
        return
    owned[0].screenshots.append(paper)


def _named(certificate: Paper, screen: Paper) -> bool:
    return any(
        _agree(certificate.fields[key], screen.fields["name"])
        for key in ("name", "short_name")
        if key in certificate.fields
    )


def _owned(groups: Sequence[Group], paper: Paper) -> list[Group]:
    """The groups whose holder the paper names, by name or by number."""
    numbered = [one for one in groups if _meets(one.certificate, paper, _IDENTITY)]
    own = paper.fields.get("holder")
    if own is None:
        return numbered
    exact = [
        one
        for one in groups
        if one in numbered or any(alike(part, str(own.value)) for part in one.holders)
    ]
    near = [one for one in groups if one.holder is not None and _agree(one.holder, own)]
    holders = {str(one.holder.value) for one in near if one.holder is not None}
    return exact or (near if len(holders) == 1 else [])


def _unowned(paper: Paper) -> str:
    own = paper.fields.get("holder")
    if own is None:
        return "whose it is cannot be read"
    return f"no certificate here names {own.value} as its holder"


def _is_twin(one: Paper, other: Paper) -> bool:
    """Whether two certificates are one: running numbers differ in a digit, so names count too."""
    first, second = one.fields.get("registration_number"), other.fields.get("registration_number")
    if first is None or second is None or not _agree(first, second):
        return False
    return alike(str(first.value), str(second.value)) or _meets(one, other, "name")


def _fitting(groups: Sequence[Group], paper: Paper, key: str) -> list[Group]:
    """The groups whose certificate says the same under the key; to the letter, if any does so."""
    near = [one for one in groups if _meets(one.certificate, paper, key)]
    value = str(paper.fields[key].value) if key in paper.fields else ""
    sure = key in paper.fields and paper.fields[key].state is Certainty.SURE
    exact = [one for one in near if alike(str(one.certificate.fields[key].value), value)]
    return exact if exact and sure else near


def _meets(one: Paper, other: Paper, key: str) -> bool:
    first, second = one.fields.get(key), other.fields.get(key)
    return first is not None and second is not None and _agree(first, second)


def _agree(one: Field, other: Field) -> bool:
    """Whether two papers say the same; where one is not sure, one character may differ."""
    first, second = str(one.value), str(other.value)
    if alike(first, second):
        return True
    unsure = Certainty.LOOK in {one.state, other.state}
    return (
        unsure
        and min(len(first), len(second)) >= _LONG
        and Levenshtein.distance(first, second) <= 1
    )
