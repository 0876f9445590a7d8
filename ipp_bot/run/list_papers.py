"""A list without columns for files, joined with a folder of papers: which are whose."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from types import MappingProxyType
from typing import TYPE_CHECKING

from ipp_bot.manifest import same_name
from ipp_bot.manifest.file_words import slots_named
from ipp_bot.manifest.number_text import tidy
from ipp_bot.manifest.row_papers import ListPapers, RowPapers
from ipp_bot.profile import Kind, folded
from ipp_bot.reading import Certainty, Paper, PaperKind
from ipp_bot.reading.grouping import CERTIFICATES, Group, joined, of_same_right
from ipp_bot.reading.paper import Field, Origin
from ipp_bot.run.client_papers import are_of_one_client, is_misspelt, rows_around
from ipp_bot.run.draft_entries import PROOFS
from ipp_bot.run.file_name_columns import FileNameColumns, file_name_columns
from ipp_bot.run.paper_files import copy_of
from ipp_bot.run.paper_names import RowNames, RowsByName
from ipp_bot.run.paper_values import ATTORNEY, EXPIRES, IDENTIFICATION, NUMBER, values_said
from ipp_bot.yaml_source import Scalar, find

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from collections.abc import Set as AbstractSet
    from datetime import date

    from ipp_bot.errors import PaperUnreadable
    from ipp_bot.manifest.sheets import SheetRow
    from ipp_bot.profile import Form, Profile
    from ipp_bot.run.paper_files import PaperFiles, PapersRead

__all__ = ["JoinedList", "join_list"]

_HOLDER_SLOTS = (ATTORNEY, IDENTIFICATION)
_PROOF_SLOTS = ("certificate.file", "proof.file")
_PICTURE_SLOTS = ("screenshots", "work_samples", "mark_image")
_PICTURES = frozenset({".png", ".jpg", ".jpeg", ".gif", ".bmp", ".tif", ".tiff", ".webp"})
_NO_CERTIFICATE = re.compile(r"(\S+) is no certificate\b")
"""Why a paper with another title was not read, with that."""
_SLOTS_OF_KINDS = {
    **dict.fromkeys(CERTIFICATES, _PROOF_SLOTS),
    PaperKind.SOFTWARE_CHANGE: ("certificate.file",),
    PaperKind.POWER_OF_ATTORNEY: (ATTORNEY,),
    PaperKind.BUSINESS_LICENCE: (IDENTIFICATION,),
    PaperKind.IDENTITY_CARD: (IDENTIFICATION,),
    PaperKind.OPERATING_PAGE: _PICTURE_SLOTS,
}
_VOID = re.compile(r"过期|作废|失效|废弃|旧版|[（(]旧[）)]|\b(?:void|expired|old)\b", re.IGNORECASE)
_FEW = 100
"""Clients and holders whose names are looked for in each file's name."""
_NOWHERE = (0.0, 0.0, 1.0, 1.0)


@dataclass(frozen=True, slots=True)
class JoinedList:
    """The papers of a list's rows, and what is left of the folder."""

    papers: ListPapers
    strays: tuple[tuple[str, int, str], ...]
    """Files that are no row's, each with the page of one of several papers (else 0), and why."""
    unreadable: tuple[PaperUnreadable, ...]
    files: int
    file_names: tuple[str, ...] = ()
    """The titles of columns that say what files are called."""


@dataclass(eq=False, slots=True)
class _Row:
    """A row of the list while its papers are looked for."""

    key: tuple[str, int]
    names: RowNames
    slots: Mapping[str, int]
    """The documents that its form takes and the list does not name, with how many."""
    group: Group
    """The row as if it were its certificate, and what was read to belong to it."""
    said: Mapping[str, str]
    """What the list says that a paper of the holder bears, by key."""
    certificates: list[Paper] = field(default_factory=list)
    files: dict[str, list[Path]] = field(default_factory=dict)
    doubts: dict[str, str] = field(default_factory=dict)
    by_name: list[str] = field(default_factory=list)
    """Documents that only the names of their files tell."""
    named_for: dict[str, str] = field(default_factory=dict)
    """By document, the refs of the other rows that its file's name tells, where it says itself
    that it is this row's."""


def join_list(
    rows: Sequence[SheetRow],
    files: PaperFiles,
    *,
    profile: Profile,
    complainants: Mapping[str, str],
    today: date,
    texts: Mapping[tuple[str, int], Mapping[str, str]] = MappingProxyType({}),
) -> JoinedList:
    """Finds the papers of each row: by what they say, else by the names of files and folders.

    Nothing is taken where two fit: that is a doubt of the row.

    Args:
        rows: of the list.
        files: the papers.
        profile: what each type of IPR takes.
        complainants: by account, who needs no power of attorney.
        today: for powers of attorney that have ended.
        texts: by sheet and row, what stands in columns that nothing is filed from.

    Raises:
        ReadingNotInstalled: the extra `read` is not there.
        UsageError: a file for one of several papers cannot be written.
    """
    read = files.read()
    named = _named_in_cells(rows)
    read.papers = [paper for paper in read.papers if not _is_named(paper, named)]
    read.copies = [(paper, first) for paper, first in read.copies if not _is_named(paper, named)]
    around = {
        name for row in rows for key in ("client", "holder.name") if (name := _said(row, key))
    }
    papers = [*read.papers, *(paper for paper, _ in read.copies)]
    paths = [_below(paper, files.folder) for paper in papers]
    columns = file_name_columns(texts, paths, around if len(around) <= _FEW else ())
    known = [_row(row, profile, complainants, columns) for row in rows]
    joining = _Joining(known, files, read, today, columns.titles)
    joining.by_content()
    joining.by_names()
    joining.by_folders()
    return joining.result()


class _Joining:
    def __init__(
        self,
        rows: Sequence[_Row],
        files: PaperFiles,
        read: PapersRead,
        today: date,
        columns: tuple[str, ...],
    ) -> None:
        self._rows = rows
        self._today = today.isoformat()
        self._columns = columns
        self._files = files
        self._read = read
        self._several = read.several
        self._names = RowsByName((), {})
        papers = [*(paper for paper, _ in read.copies), *read.papers]
        self._papers = {files.sent_for(paper, self._several): paper for paper in papers}
        """The paper that each file is sent for."""
        self._strays: dict[tuple[str, int], tuple[Paper, str]] = {}
        self._told: set[tuple[str, int]] = set()
        """Strays that are no row's, whatever their names say."""

    def by_content(self) -> None:
        """Gives the rows what the papers themselves say is theirs."""
        groups = [row.group for row in self._rows]
        for stray in joined(groups, self._read.papers):
            self._strays[_at(stray.paper)] = (stray.paper, stray.why)
        for paper in self._read.papers:
            if paper.kind in CERTIFICATES and not self._is_about(paper):
                self._certificate(paper, groups)
        self._names = RowsByName([row.names for row in self._rows], self._owners())
        for row in self._rows:
            group = row.group
            self._take_one(row, _PROOF_SLOTS, row.certificates, also=group.changes)
            self._take_many(row, _PICTURE_SLOTS, group.screenshots)
            self._take_identification(row, group.identifications)
            self._take_attorney(row, group.powers_of_attorney)

    def _certificate(self, paper: Paper, groups: Sequence[Group]) -> None:
        same = {id(group) for group in of_same_right(groups, paper)}
        rows = [row for row in self._rows if id(row.group) in same]
        if len(rows) == 1:
            rows[0].certificates.append(paper)
            return
        why = "no row of the list has its number or its name"
        if rows:
            refs = ", ".join(row.names.label for row in rows)
            why = f"several rows have its number or its name: {refs}"
        self._strays[_at(paper)] = (paper, why)

    def _is_about(self, paper: Paper) -> bool:
        """Whether it is about a certificate by its file's name: `…_评价报告`, `…续展`."""
        about = bool(_slots_of_name(paper, self._path(paper)))
        if about:
            self._strays[_at(paper)] = (paper, "no row has its number or takes such a document")
        return about

    def _take_one(
        self, row: _Row, keys: Sequence[str], papers: Sequence[Paper], also: Sequence[Paper] = ()
    ) -> None:
        """Takes the only paper for one of the keys; of several the one in the row's own folder."""
        key = next((key for key in keys if key in row.slots), "")
        if not key or not papers:
            return
        void = [paper for paper in papers if _is_void(self._path(paper))]
        papers = [paper for paper in papers if paper not in void] or papers
        if len(papers) > 1:
            own = frozenset({self._rows.index(row)})
            named = [(paper, self._names.named(self._path(paper)).rows) for paper in papers]
            mine = [paper for paper, rows in named if rows == own] or papers
            if len(mine) == 1:
                others = [(paper, rows) for paper, rows in named if rows and rows != own]
                self._tell_others(row, mine[0], others)
            papers = mine
        if len(papers) > 1:
            self._doubt(row, key, [self._shown(paper) for paper in papers])
        else:
            row.files[key] = [self._sent_for(paper) for paper in (papers[0], *also)]
            for paper in (each for each in void if each not in papers):
                why = f"by its name it counts no more; {self._shown(papers[0])} is taken"
                self._tell(paper, why)
            told = self._names.named(self._path(papers[0]))
            if key in _PROOF_SLOTS and told.by_itself and self._rows.index(row) not in told.rows:
                row.named_for[key] = ", ".join(
                    self._rows[at].names.label for at in sorted(told.rows)
                )

    def _tell_others(
        self, row: _Row, taken: Paper, others: Sequence[tuple[Paper, AbstractSet[int]]]
    ) -> None:
        """Papers that say what the taken one says, and are named for other rows."""
        for paper, rows in others:
            refs = ", ".join(self._rows[at].names.label for at in sorted(rows))
            why = (
                f"it says what {self._shown(taken)} says, which is taken for {row.names.label}; "
                f"by its name it is of {refs}"
            )
            self._tell(paper, why)

    def _tell(self, paper: Paper, why: str) -> None:
        """Tells that the paper is no row's, whatever its name says."""
        self._strays[_at(paper)] = (paper, why)
        self._told.add(_at(paper))

    def _take_many(self, row: _Row, keys: Sequence[str], papers: Sequence[Paper]) -> None:
        key = next((key for key in keys if key in row.slots), "")
        if key and papers:
            row.files[key] = list(dict.fromkeys(map(self._sent_for, papers)))

    def _take_identification(self, row: _Row, papers: Sequence[Paper]) -> None:
        cards = [paper for paper in papers if paper.kind is PaperKind.IDENTITY_CARD]
        if len(cards) == len(papers):
            self._take_many(row, (IDENTIFICATION,), cards)
        else:
            self._take_one(row, (IDENTIFICATION,), papers)

    def _take_attorney(self, row: _Row, papers: Sequence[Paper]) -> None:
        """Takes the power of attorney that ends on the list's day, else the one valid longest.

        One that has ended counts only where the list has its day, or none is valid.
        """
        ends = [(_text(paper, "expires_on"), paper) for paper in papers]
        valid = [(end, paper) for end, paper in ends if not end or end >= self._today]
        wanted = row.said.get(EXPIRES, "") or max((end for end, _ in valid), default="")
        fitting = [paper for end, paper in ends if end == wanted]
        self._take_one(row, (ATTORNEY,), fitting or [paper for _, paper in valid or ends])
        taken = row.files.get(ATTORNEY, [])
        for end, paper in ends:
            if taken and end and end < self._today and self._sent_for(paper) not in taken:
                why = f"it ended on {end}; {self._files.named(taken[0])} is taken"
                self._tell(paper, why)

    # ------------------------------------------------------------------ by names

    def by_names(self) -> None:
        """Gives the rows what only the names of files and folders say is theirs."""
        for paper, first in self._read.copies:
            own, of_first = (
                self._names.by_file_name(path)
                for path in (self._path(paper), _relative(first, self._files.folder))
            )
            if (str(first), paper.page) in self._strays or (own and own != of_first):
                self._strays[_at(paper)] = (paper, copy_of(first))
        # pictures that nothing but their folder tells come last: by then rows may be complete
        left = [stray for at, stray in self._strays.items() if at not in self._told]
        left.sort(key=lambda stray: _tells_nothing(stray[0]))
        found: dict[tuple[int, str], list[Path]] = {}
        for paper, _why in left:
            for at, key in self._rows_of(paper).items():
                found.setdefault((at, key), []).append(self._sent_for(paper))
                self._strays.pop(_at(paper), None)
            if not _tells_nothing(paper):
                self._take_named(found)
        self._take_named(found)

    def _rows_of(self, paper: Paper) -> dict[int, str]:
        """The rows that get the paper by its name, each with the document that it is for."""
        path = self._path(paper)
        named = self._names.named(path)
        slots = _slots_of(paper, path)
        if not slots and self._names.is_bare_name(path):
            slots = _PROOF_SLOTS
        rows = named.rows
        if {ATTORNEY, IDENTIFICATION} & set(slots):
            of_holder = self._names.of_holder(path)
            if not rows or (rows <= of_holder and self._are_titles_of_holder(rows)):
                rows = of_holder
                return {at: key for at in sorted(rows) if (key := self._lacking(at, slots))}
            if len(rows) > 1:
                return {}
        fitting = {at: key for at in sorted(rows) if (key := self._lacking(at, slots))}
        if _tells_nothing(paper) and not named.by_itself:
            fitting = {at: key for at, key in fitting.items() if self._is_complete(at)}
        if named.is_joint and paper.file not in self._several:
            return fitting
        if len(fitting) > 1 or (fitting and not named.is_plain):
            self._doubt_rows(paper, fitting, rows)
            return {}
        return fitting

    def _are_titles_of_holder(self, rows: Iterable[int]) -> bool:
        """Whether what the rows are called is a part of their holders' names: 椒源 of 四川椒源."""
        names = [self._rows[at].names for at in rows]
        return all(any(title in each.holder for title in each.names) for each in names)

    # ------------------------------------------------------------------ by folders

    def by_folders(self) -> None:
        """Gives the rows the papers of their holder that nothing tells but the folder."""
        places = self._places()
        found: dict[tuple[int, str], list[Path]] = {}
        left = [
            paper
            for at, (paper, _) in self._strays.items()
            if at not in self._told and not _says_whose(paper)
        ]
        is_current = [not _is_void(self._path(paper)) for paper in left]
        for paper, counts in zip(left, is_current, strict=True):
            path = self._path(paper)
            key = next((key for key in _HOLDER_SLOTS if key in _slots_of(paper, path)), "")
            if not key or not (counts or not any(is_current)):
                continue
            for at in sorted(self._of_client(path.parent, places)):
                if self._lacking(at, (key,)):
                    found.setdefault((at, key), []).append(self._sent_for(paper))
                    self._strays.pop(_at(paper), None)
        self._take_named(found)
        for at, row in enumerate(self._rows):
            for key in _HOLDER_SLOTS:
                if self._lacking(at, (key,)) or self._has_unread(row, key):
                    self._take_of_client(row, key, places)

    def _take_of_client(
        self, row: _Row, key: str, places: Mapping[PurePosixPath, AbstractSet[int]]
    ) -> None:
        """Takes the paper that the other rows of the client in the same folder have."""
        at = self._rows.index(row)
        own = min(
            (place for place, rows in places.items() if at in rows and place.suffix), default=None
        )
        if own is None:
            return
        others = [self._rows[other] for other in self._of_client(own.parent, places)]
        papers = {
            tuple(other.files[key])
            for other in others
            if key in other.files and not (key in row.files and key in other.by_name)
        }
        own_papers = row.files.get(key, [])
        if len(papers) == 1 and len(own_papers) < row.slots[key]:
            row.files[key] = [*papers.pop(), *own_papers]
            row.by_name.append(key)

    def _has_unread(self, row: _Row, key: str) -> bool:
        """Whether the row's proof of identity is taken by its name or folder alone."""
        return key == IDENTIFICATION and key in row.by_name

    def _of_client(
        self, folder: PurePosixPath, places: Mapping[PurePosixPath, AbstractSet[int]]
    ) -> frozenset[int]:
        """The rows of the client whose papers alone lie in the folder, else above it.

        Rows of the same holder are the client's as well, where no paper of theirs was found.
        """
        rows = rows_around(folder, places)
        names = [self._rows[at].names for at in sorted(rows)]
        if not are_of_one_client(names):
            return frozenset()
        holders = {each.holder for each in names} - {""}
        found = set().union(*places.values())
        return rows | {
            at
            for at, row in enumerate(self._rows)
            if at not in found and any(same_name(row.names.holder, one) for one in holders)
        }

    def _said(self, row: _Row) -> dict[str, tuple[str, str]]:
        """What the row's papers say for sure, or the list of other rows with the same papers."""
        taken = {
            key: [self._papers[path] for path in paths if path in self._papers]
            for key, paths in row.files.items()
        }
        found = values_said(taken, self._shown)
        for slot, key in ((ATTORNEY, EXPIRES), (IDENTIFICATION, NUMBER)):
            same = [
                other
                for other in self._rows
                if slot in row.files
                and other.files.get(slot) == row.files[slot]
                and key in other.said
            ]
            values = {other.said[key] for other in same}
            is_slip = any(is_misspelt(row.names.holder, other.names.holder) for other in same)
            if key not in found and len(values) == 1 and not is_slip:
                found[key] = values.pop(), same[0].names.label
        return found

    def _misspelt(self, row: _Row) -> str:
        """What another row with the same paper calls the holder, nearly as this one does."""
        return next(
            (
                other.names.holder
                for slot in _HOLDER_SLOTS
                for other in self._rows
                if slot in row.files
                and other.files.get(slot) == row.files[slot]
                and is_misspelt(row.names.holder, other.names.holder)
            ),
            "",
        )

    def _places(self) -> dict[PurePosixPath, set[int]]:
        """By file and folder, the rows whose own papers lie there, those of holders aside."""
        places: dict[PurePosixPath, set[int]] = {}
        for at, row in enumerate(self._rows):
            for key, paths in row.files.items():
                for path in [] if key in _HOLDER_SLOTS else paths:
                    origin = self._path(self._papers[path])
                    for place in (origin, *origin.parents):
                        places.setdefault(place, set()).add(at)
        return places

    def _take_named(self, found: dict[tuple[int, str], list[Path]]) -> None:
        for (at, key), paths in found.items():
            row = self._rows[at]
            there = row.files.get(key, [])
            most = 1 if key in (*_PROOF_SLOTS, ATTORNEY) else row.slots[key]
            if len(there) + len(paths) > most:
                self._doubt(row, key, [self._files.named(path) for path in (*there, *paths)])
            else:
                row.files[key] = [*there, *paths]
                row.by_name.append(key)
        found.clear()

    def _lacking(self, at: int, slots: Sequence[str]) -> str:
        """The document of these that the row lacks, or may have more of; "" for none."""
        row = self._rows[at]
        key = next((key for key in slots if key in row.slots), "")
        is_there = key in row.files and key not in _PICTURE_SLOTS
        return "" if is_there or key in row.doubts else key

    def _is_complete(self, at: int) -> bool:
        """Whether the row has its certificate, and who its holder is."""
        row = self._rows[at]
        return all(key in row.files for key in (*_PROOF_SLOTS, IDENTIFICATION) if key in row.slots)

    def _doubt_rows(self, paper: Paper, fitting: Mapping[int, str], rows: Iterable[int]) -> None:
        refs = ", ".join(self._rows[at].names.label for at in sorted(rows))
        for at, key in fitting.items():
            path = self._shown(paper)
            self._rows[at].doubts[key] = f"{path} may be for each of {refs}"
            self._rows[at].files.pop(key, None)
        self._strays.pop(_at(paper), None)

    def _owners(self) -> dict[PurePosixPath, set[int]]:
        """By file and folder, the rows whose certificate lies there."""
        owners: dict[PurePosixPath, set[int]] = {}
        for at, row in enumerate(self._rows):
            for paper in row.certificates:
                path = self._path(paper)
                for place in (path, *path.parents):
                    owners.setdefault(place, set()).add(at)
        names = RowsByName([row.names for row in self._rows], {})
        for paper in self._read.papers:
            path = self._path(paper)
            for called in (path, *path.parents):
                rows = names.by_file_name(called) if called.name else frozenset()
                for place in called.parents if rows else ():
                    owners.setdefault(place, set()).update(rows)
        return owners

    # ------------------------------------------------------------------ files

    def _doubt(self, row: _Row, key: str, names: Sequence[str]) -> None:
        paths = ", ".join(names)
        row.doubts[key] = f"each of {paths} may be it"
        row.files.pop(key, None)

    def _sent_for(self, paper: Paper) -> Path:
        return self._files.sent_for(paper, self._several)

    def _shown(self, paper: Paper) -> str:
        path = self._files.named(Path(paper.file))
        return f"{path}, page {paper.page}" if paper.file in self._several else path

    def _path(self, paper: Paper) -> PurePosixPath:
        return _below(paper, self._files.folder)

    def result(self) -> JoinedList:
        """What was found, with a file of its own for each paper that was taken out of others."""
        named = self._files.named
        rows = {
            row.key: RowPapers(
                {key: tuple(map(named, paths)) for key, paths in row.files.items()},
                dict(row.doubts),
                tuple(row.by_name),
                dict(row.named_for),
                self._said(row),
                self._misspelt(row),
            )
            for row in self._rows
        }
        taken = {path for row in self._rows for paths in row.files.values() for path in paths}
        self._files.take_parts_out(self._read.papers, self._several, taken)
        strays = [
            (named(Path(paper.file)), paper.page if paper.file in self._several else 0, why)
            for paper, why in map(self._explained, self._strays.values())
            if self._sent_for(paper) not in taken
        ]
        return JoinedList(
            ListPapers(named(self._files.folder), rows),
            tuple(strays),
            tuple(self._read.unreadable),
            self._read.files,
            self._columns,
        )

    def _explained(self, stray: tuple[Paper, str]) -> tuple[Paper, str]:
        """The paper and why it is no row's: where its name tells rows, that they take no such."""
        paper, _ = stray
        named = self._names.named(self._path(paper))
        if not named.by_itself or _at(paper) in self._told or not _tells_nothing(paper):
            return stray
        refs = ", ".join(self._rows[at].names.label for at in sorted(named.rows))
        return paper, f"by its name it is of {refs}, which takes no such paper"


def _at(paper: Paper) -> tuple[str, int]:
    return paper.file, paper.page


def _below(paper: Paper, folder: Path) -> PurePosixPath:
    """Where the paper's file lies in the folder."""
    return _relative(Path(paper.file), folder)


def _relative(path: Path, folder: Path) -> PurePosixPath:
    return PurePosixPath(path.relative_to(folder).as_posix())


def _says_whose(paper: Paper) -> bool:
    """Whether it says for sure whose it is."""
    keys = ("holder", "identification_number")
    return any(key in paper.fields and paper.fields[key].state is Certainty.SURE for key in keys)


def _named_in_cells(rows: Sequence[SheetRow]) -> frozenset[Path]:
    """The documents that cells name."""
    built = (row.built.files.values() for row in rows if row.built is not None)
    return frozenset(path for files in built for paths in files for path in paths)


def _is_named(paper: Paper, named: AbstractSet[Path]) -> bool:
    """Whether a cell names it, which makes it that row's alone; a holder's papers are for many."""
    path = Path(paper.file)
    slots = {*_slots_of(paper, PurePosixPath(path.name))}
    return path in named and not slots & {ATTORNEY, IDENTIFICATION}


def _is_void(path: PurePosixPath) -> bool:
    """Whether a file's own name says that it does not count any more."""
    return _VOID.search(path.stem) is not None


def _text(paper: Paper, key: str) -> str:
    return str(paper.fields[key].value) if key in paper.fields else ""


def _slots_of(paper: Paper, path: PurePosixPath) -> Sequence[str]:
    """The documents that the paper may be, by what was read, else by its file's name."""
    if about := _slots_of_name(paper, path):
        return about
    if paper.kind is not PaperKind.UNKNOWN:
        return _SLOTS_OF_KINDS[paper.kind]
    is_picture = path.suffix.lower() in _PICTURES
    return slots_named(path) or slots_named(_title(paper)) or (_PICTURE_SLOTS if is_picture else ())


def _slots_of_name(paper: Paper, path: PurePosixPath) -> Sequence[str]:
    """The documents that a file is by its name, where it only cites the certificate."""
    named = slots_named(path)
    is_other = paper.kind in CERTIFICATES and not {*_PROOF_SLOTS, *_PICTURE_SLOTS} & {*named}
    return named if is_other else ()


def _tells_nothing(paper: Paper) -> bool:
    """Whether neither the paper nor its file's name says what it is."""
    if paper.kind is not PaperKind.UNKNOWN:
        return False
    return not slots_named(PurePosixPath(paper.file)) and not slots_named(_title(paper))


def _title(paper: Paper) -> PurePosixPath:
    """The title of a paper that is no certificate, as a name: an evaluation report, a renewal."""
    found = _NO_CERTIFICATE.match(paper.why)
    return PurePosixPath(found[1] if found else "")


# ---------------------------------------------------------------------- rows


def _row(
    row: SheetRow,
    profile: Profile,
    complainants: Mapping[str, str],
    columns: FileNameColumns,
) -> _Row:
    form = next((form for form in profile.forms if form.name == row.form), None)
    holder = _said(row, "holder.name")
    own = same_name(holder, complainants.get(row.account, ""))
    number = (row.entry.registration_number if row.entry else "") or _said(
        row, "registration_number"
    )
    names = RowNames(
        ref=_said(row, "ref"),
        ordinal=row.ordinal,
        number=number,
        names=tuple(name for key in ("name", "short_name") if (name := _said(row, key))),
        version=_said(row, "version"),
        holder=holder,
        client=_said(row, "client"),
        identity=tidy(_said(row, NUMBER)),
        file_names=columns.names.get((row.place.name, row.node.line), ()),
        right=_kind(row, form),
        label=_label(row),
    )
    said = {
        "registration_number": number,
        "name": _said(row, "name"),
        "short_name": _said(row, "short_name"),
        "version": names.version,
        "holder": holder,
        "identification_number": _said(row, NUMBER),
    }
    fields = {
        key: Field(value, Certainty.SURE, Origin.TEXT, _NOWHERE)
        for key, value in said.items()
        if value
    }
    group = Group(Paper("", 1, 1, _kind(row, form), fields))
    slots = _slots(row, form, profile, own=own) if form is not None else {}
    listed = {key: text for key in (EXPIRES, NUMBER) if (text := _said(row, key))}
    return _Row((row.place.name, row.node.line), names, slots, group, listed)


def _label(row: SheetRow) -> str:
    """How messages call the row: its ref, else its cell and what it is called."""
    cell = f"{row.place.name}!A{row.node.line}"
    return _said(row, "ref") or " ".join(filter(None, (cell, _said(row, "name"))))


def _said(row: SheetRow, key: str) -> str:
    """What the row says under the key, as the manifest would have it; "" for nothing."""
    node, found = find(row.node, tuple(key.split(".")))
    there = isinstance(node, Scalar) and len(found) == key.count(".") + 1
    return node.text.strip() if there and isinstance(node, Scalar) else ""


def _kind(row: SheetRow, form: Form | None) -> PaperKind:
    """The kind of paper that the row's certificate is; UNKNOWN for one that cannot be read."""
    if form is None:
        return PaperKind.UNKNOWN
    kind = folded(_said(row, f"{form.proof}.kind")) if form.proof else ""
    for paper_kind, (type_, proof, token) in PROOFS.items():
        if (type_, proof) == (form.type, form.proof) and kind in (folded(token), ""):
            return paper_kind if not token or token in form.kinds else PaperKind.UNKNOWN
    return PaperKind.UNKNOWN


def _slots(row: SheetRow, form: Form, profile: Profile, *, own: bool) -> dict[str, int]:
    """The documents that the row's form takes and the list does not name, with how many."""
    return {
        each.dotted: each.max_files or profile.limits.files_per_slot
        for each in form.fields
        if each.kind is Kind.FILES
        and each.in_manifest
        and not (own and each.poa_block)
        and not _names(row, each.dotted)
    }


def _names(row: SheetRow, key: str) -> bool:
    node, found = find(row.node, tuple(key.split(".")))
    return node is not None and len(found) == key.count(".") + 1
