"""Drafted entries beside their papers: what a person compares, corrects and confirms."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from ipp_bot.errors import PaperUnreadable, UsageError
from ipp_bot.ledger import FilingFilter
from ipp_bot.manifest import load
from ipp_bot.manifest.confirmation import NO, confirmation, digest_of
from ipp_bot.manifest.invalid_value import InvalidValue
from ipp_bot.manifest.yaml_edit import YamlEdit
from ipp_bot.profile import Kind
from ipp_bot.reading import is_installed, read_all
from ipp_bot.run.confirmation import confirmation_faults
from ipp_bot.run.demands import SIGNED, demands_of
from ipp_bot.run.draft_entries import CONFIRMED, Drafter, DraftValue, field_of
from ipp_bot.run.draft_records import DraftRecords
from ipp_bot.run.draft_targets import ManifestTarget, SheetTarget, Written

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator, Mapping, Sequence

    from ipp_bot.clock import Clock
    from ipp_bot.ledger import Ledger
    from ipp_bot.profile import FormField
    from ipp_bot.reading import Paper
    from ipp_bot.reading.grouping import Group
    from ipp_bot.reading.paper import Place
    from ipp_bot.run.demands import Demands, Fault
    from ipp_bot.run.draft_targets import DraftTarget
    from ipp_bot.workspace import Workspace
    from ipp_bot.yaml_source import Data

__all__ = [
    "EntryOfDraft",
    "PlaceOnPaper",
    "Review",
    "ReviewDocument",
    "ReviewField",
    "ReviewState",
    "confirmed_entries",
    "correct",
    "drafted_entries",
    "files_of",
    "review_of",
    "unconfirmed_entries",
]

_AT_A_TIME = 2
_BETWEEN = re.compile(r"[、,，;；\n]+")
"""What stands between the texts of a list as a person types them."""
_OWN = frozenset({"account", "ref", CONFIRMED})
"""Keys that no paper says."""
_CLIENT = "client"
"""The key that no paper says and that need not be there: for whom it is filed."""


_REFS = 200
"""Refs that the ledger is asked for at once."""


@dataclass(frozen=True, slots=True)
class _Looked:
    """What was found in a draft; drafts are looked into again and again."""

    stamps: tuple[tuple[int, int], ...]
    """Size and time of the draft and of the papers that its entries name."""
    entries: list[EntryOfDraft]
    papers: tuple[Path, ...]


_known: dict[Path, _Looked] = {}


class ReviewState(StrEnum):
    """What a person has to do about a value."""

    SURE = "sure"
    """The readings agree, or it does not come from a paper."""
    LOOK = "look"
    """To be compared with the paper."""
    EMPTY = "empty"
    """To be typed."""


@dataclass(frozen=True, slots=True)
class EntryOfDraft:
    """An entry of a draft."""

    target: Path
    account: str
    ref: str
    title: str
    client: str
    holder: str
    is_confirmed: bool = False
    """Whether somebody compared it with its papers."""


@dataclass(frozen=True, slots=True)
class PlaceOnPaper:
    """Where a value was read."""

    file: int
    """Which of the review's files, from 0."""
    page: int
    box: Place


@dataclass(frozen=True, slots=True)
class ReviewField:
    """One value of an entry."""

    key: str
    text: str
    state: ReviewState
    why: str = ""
    """Why a person should look; "" where it is sure."""
    candidates: tuple[str, ...] = ()
    """What else it may be."""
    options: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """What the form takes, each with the portal's words for it; {} for any text."""
    place: PlaceOnPaper | None = None
    is_optional: bool = False
    """Whether it may stay empty; its key is taken out of the draft then."""
    faults: tuple[Fault, ...] = ()
    """What is wrong with it, or why it is asked for, as `check` or the portal says it."""
    is_offered: bool = False
    """Whether the entry lacks it and nothing asks for it."""
    labels: tuple[str, ...] = ()
    """What the portal calls it."""


@dataclass(frozen=True, slots=True)
class ReviewDocument:
    """What an entry sends under one key."""

    key: str
    names: tuple[str, ...]
    """As the draft names them; () for none."""
    is_needed: bool = True
    """False where nothing is sent, and the portal's template is signed instead."""
    may_be_left_out: bool = False
    """Whether the key can be taken out of the draft; of the signed power of attorney the portal's
    template is signed then."""
    faults: tuple[Fault, ...] = ()
    is_offered: bool = False
    """Whether the entry lacks it and nothing asks for it."""
    labels: tuple[str, ...] = ()
    """What the portal calls it."""


@dataclass(frozen=True, slots=True)
class Review:
    """An entry and its papers as they are at one moment."""

    entry: EntryOfDraft
    fields: tuple[ReviewField, ...]
    documents: tuple[ReviewDocument, ...]
    files: tuple[Path, ...]
    pages: tuple[int, ...]
    """How many pages each file has, as far as that is known."""
    mark: str
    """Another text once a value or the content of a paper has changed."""
    notes: tuple[str, ...] = ()
    """What could not be read."""
    faults: tuple[Fault, ...] = ()
    """What is wrong elsewhere than in a value or a document."""


def unconfirmed_entries(workspace: Workspace) -> list[EntryOfDraft]:
    """The drafted entries that say that nobody confirmed them."""
    return [one for one in drafted_entries(workspace) if not one.is_confirmed]


def confirmed_entries(workspace: Workspace, ledger: Ledger) -> dict[Path, list[EntryOfDraft]]:
    """By draft: the entries that were confirmed and that the ledger does not know yet."""
    found: dict[Path, list[EntryOfDraft]] = {}
    confirmed = [one for one in drafted_entries(workspace) if one.is_confirmed]
    for account in {one.account for one in confirmed}:
        mine = [one for one in confirmed if one.account == account]
        for first in range(0, len(mine), _REFS):
            some = mine[first : first + _REFS]
            wanted = FilingFilter(account=account, refs=tuple(one.ref for one in some))
            known = {filing.key.ref for filing in ledger.filings(wanted)}
            for one in some:
                if one.ref not in known:
                    found.setdefault(one.target, []).append(one)
    return found


def drafted_entries(workspace: Workspace) -> list[EntryOfDraft]:
    """Every entry of the workspace's drafts."""
    found: list[EntryOfDraft] = []
    for path in DraftRecords(workspace.drafts).targets():
        try:
            known = _known.get(path)
            if known is None or known.stamps != _stamps(path, known.papers):
                known = _known[path] = _looked_into(workspace, path)
        except (UsageError, OSError):
            continue  # `check` tells what is wrong with it
        found += known.entries
    return found


def _stamps(path: Path, papers: Sequence[Path]) -> tuple[tuple[int, int], ...]:
    """Size and time of each; (-1, -1) for a paper that is gone."""
    found = []
    for each in (path, *papers):
        try:
            stat = each.stat()
        except OSError:
            found.append((-1, -1))
        else:
            found.append((stat.st_size, stat.st_mtime_ns))
    return tuple(found)


def _looked_into(workspace: Workspace, path: Path) -> _Looked:
    account, opened = _opened(workspace, path)
    every = opened.written()
    papers = tuple(paper for one in every for paper in _files(workspace, path, one))
    stamps = _stamps(path, papers)
    changed = _confirmed_with_others(workspace, path)
    entries = [
        EntryOfDraft(
            path,
            _text(one.values.get("account")) or account,
            one.ref,
            _text(one.values.get("name") or one.values.get("registration_number")),
            _text(one.values.get("client")),
            _text(one.values.get("holder.name")),
            not _is_unconfirmed(one) and one.ref not in changed,
        )
        for one in every
        if one.ref
    ]
    return _Looked(stamps, entries, papers)


def _confirmed_with_others(workspace: Workspace, path: Path) -> set[str]:
    """The refs of entries that were confirmed with other papers than they have now."""
    roots = [workspace.root / root for root in workspace.settings.roots]
    accounts = tuple(workspace.settings.accounts)
    only = accounts[0] if len(accounts) == 1 else ""
    loaded = load([path], profile=workspace.profile, roots=roots, account=only)
    records = DraftRecords(workspace.drafts)
    faults = confirmation_faults((*loaded.entries, *loaded.flawed), records)
    return {fault.ref for fault in faults}


def review_of(workspace: Workspace, entry: EntryOfDraft, *, clock: Clock, told: str = "") -> Review:
    """The entry's values, each with its place on a paper; papers that were not read yet are read.

    What `check` asks for is among them, whether the entry has the key or not. `told` is why the
    portal did not take the entry, if it was filed before.

    Raises:
        UsageError: the entry is not there any more.
    """
    _, target = _opened(workspace, entry.target)
    written = _written(target, entry)
    files = tuple(_files(workspace, entry.target, written))
    papers, notes = _papers(workspace, files)
    group = _group(papers)
    demands = demands_of(workspace, entry.target, entry.ref, written.values, clock=clock, told=told)
    page = _Page(
        target,
        written,
        files,
        group,
        _drafted(workspace, entry, group),
        demands,
        _document_keys(workspace),
    )
    pages = tuple(
        max((one.page + one.pages - 1 for one in papers if one.file == str(file)), default=1)
        for file in files
    )
    return Review(
        entry,
        tuple(page.fields()),
        tuple(page.documents()),
        files,
        pages,
        _mark(written, files),
        tuple(notes),
        tuple(demands.others),
    )


def files_of(workspace: Workspace, entry: EntryOfDraft) -> tuple[Path, ...]:
    """The entry's papers, in the order of a review's `files`; UsageError where it is gone."""
    _, target = _opened(workspace, entry.target)
    return tuple(_files(workspace, entry.target, _written(target, entry)))


def correct(
    workspace: Workspace,
    entry: EntryOfDraft,
    mark: str,
    texts: Mapping[str, str],
    *,
    documents: Mapping[str, Sequence[Path]] | None = None,
    leave_out: Iterable[str] = (),
) -> None:
    """Writes what a person typed into the file; everything else in it stays as it is.

    A key that the entry lacks is added. `documents`: by key, the files that are sent instead of
    those before; () takes the key away, as being among `leave_out` does.

    Raises:
        UsageError: a value or a paper has changed since it was shown, or a key cannot be written.
    """
    _, target = _opened(workspace, entry.target)
    written = _written(target, entry)
    if _mark(written, tuple(_files(workspace, entry.target, written))) != mark:
        raise UsageError(
            f"{entry.ref}: a paper or a value has changed since it was shown",
            hint="compare it again",
            sent=False,
        )
    fields = _options(workspace, written)
    changes = {
        key: _value(text, written.values.get(key), fields.get(key))
        for key, text in texts.items()
        if text != _text(written.values.get(key))
    }
    gone = [key for key in leave_out if key in written.values]
    changes |= dict.fromkeys(gone)
    root = entry.target.parent.resolve()
    for key, paths in (documents or {}).items():
        names: list[Data] = [path.resolve().relative_to(root).as_posix() for path in paths]
        changes[key] = names[0] if len(names) == 1 else names
        if not names:
            gone.append(key)
    new = {key: value for key, value in changes.items() if key not in written.values}
    failed = [] if not new or target.add_keys(written, new) else list(new)
    for key, value in changes.items():
        if key in gone:
            done = target.remove_key(written, key)
        else:
            done = key in new or target.set(written, key, DraftValue(value, ""))
        failed += [] if done else [key]
    if failed:
        key = failed[0]
        raise UsageError(
            f"{entry.ref}: {key} cannot be written where it stands",
            hint=f"type it in {entry.target.name}",
            sent=False,
        )
    if changes:
        target.write()


def _opened(workspace: Workspace, path: Path) -> tuple[str, DraftTarget]:
    """The account that files the draft's entries, and the draft; OSError, UsageError."""
    if path.suffix.lower() == ".xlsx":
        return "", SheetTarget(path, workspace.profile)
    data = YamlEdit(path).data
    account = _text(data.get("account")) if isinstance(data, dict) else ""
    return account, ManifestTarget(path, account)


def _written(target: DraftTarget, entry: EntryOfDraft) -> Written:
    """The entry as it is written; an empty cell of a sheet says nothing."""
    for one in target.written():
        if one.ref == entry.ref:
            if isinstance(target, SheetTarget):
                said = {key: value for key, value in one.values.items() if value is not None}
                return Written(one.ref, one.place, said)
            return one
    raise UsageError(
        f"{entry.ref} is no longer in {entry.target.name}", hint="draft it again", sent=False
    )


def _is_unconfirmed(written: Written) -> bool:
    try:
        return confirmation(_text(written.values.get(CONFIRMED)) or "true") == NO
    except InvalidValue:
        return False


def _text(value: Data) -> str:
    """The value as one text."""
    if isinstance(value, list):
        return "、".join(map(str, value))
    return "" if value is None or isinstance(value, dict) else str(value)


def _value(text: str, before: Data, field: FormField | None) -> Data:
    """What a person typed, as the file has it: a list where the key takes several."""
    text = text.strip()
    takes_several = field is not None and (field.kind is Kind.MULTICHOICE or field.many)
    parts: list[Data] = [part.strip() for part in _BETWEEN.split(text) if part.strip()]
    if isinstance(before, list) or (takes_several and len(parts) > 1):
        return parts
    return text or None


def _document_keys(workspace: Workspace) -> frozenset[str]:
    """The dotted keys that documents stand under, of all forms."""
    fields = (field for form in workspace.profile.forms for field in form.fields)
    return frozenset(field.dotted for field in fields if field.kind is Kind.FILES)


def _files(workspace: Workspace, target: Path, written: Written) -> Iterator[Path]:
    """The entry's papers that are there and lie below the draft, each once."""
    seen: set[Path] = set()
    root = target.parent.resolve()
    keys = _document_keys(workspace)
    for key, value in written.values.items():
        if key not in keys or value is None:
            continue
        names = value if isinstance(value, list) else str(value).split("\n")
        for name in names:
            path = (root / str(name).strip()).resolve()
            if path.is_relative_to(root) and path.is_file() and path not in seen:
                seen.add(path)
                yield path


def _mark(written: Written, files: Sequence[Path]) -> str:
    values = [f"{key}={_text(value)}" for key, value in written.values.items()]
    try:
        papers = [digest_of(path) for path in files]
    except OSError as error:
        raise UsageError(f"{error.filename} cannot be read: {error.strerror}") from error
    return hashlib.sha256("\n".join([*values, *papers]).encode()).hexdigest()


def _papers(workspace: Workspace, files: Sequence[Path]) -> tuple[list[Paper], list[str]]:
    """What the files say, by what was kept of earlier readings; and what could not be read."""
    if not is_installed():
        return [], ["papers are not read: pip install 'ipp-bot[read]'"]
    papers: list[Paper] = []
    notes: list[str] = []
    cache = workspace.folder("readings")
    for _, result in read_all(files, cache=cache, at_a_time=_AT_A_TIME, is_awaited=True):
        if isinstance(result, PaperUnreadable):
            notes.append(result.message)
        else:
            papers += result
    return papers, notes


def _group(papers: Sequence[Paper]) -> Group | None:
    if not papers:
        return None
    # Imported here: it needs packages of the extra `read`, which is there if papers were read.
    from ipp_bot.reading.grouping import grouped

    groups = grouped(papers).groups
    return groups[0] if groups else None


def _drafted(
    workspace: Workspace, entry: EntryOfDraft, group: Group | None
) -> dict[str, DraftValue]:
    """The entry as it would be drafted from its papers now."""
    if group is None or entry.account not in workspace.settings.accounts:
        return {}
    root = entry.target.parent.resolve()
    drafter = Drafter(
        workspace.profile,
        entry.account,
        workspace.account(entry.account).complainant,
        file_of=lambda paper: Path(paper.file),
        named=lambda path: path.relative_to(root).as_posix(),
    )
    made = drafter.entry(group)
    return {} if made is None else made.values


def _options(workspace: Workspace, written: Written) -> dict[str, FormField]:
    """The fields of the entry's type by their dotted keys."""
    type_ = _text(written.values.get("type"))
    forms = [form for form in workspace.profile.forms if not type_ or form.type == type_]
    return {field.dotted: field for form in reversed(forms) for field in form.fields}


@dataclass(frozen=True, slots=True)
class _Page:
    """What a review is made of."""

    target: DraftTarget
    written: Written
    files: Sequence[Path]
    group: Group | None
    drafted: Mapping[str, DraftValue]
    demands: Demands
    document_keys: Container[str]
    """The keys of files, of all forms."""

    def fields(self) -> Iterator[ReviewField]:
        """The values that it has, those that it is asked for, the client, what it may have too."""
        demands, values = self.demands, self.written.values
        every = [key for key in values if not self._is_above(key)]
        asked = [*every, *demands.asked, *demands.wanted]
        for key in asked:
            if key not in _OWN and key != _CLIENT and not self._is_document(key):
                yield self._field(key)
        yield self._client()
        for key in demands.offered:
            if not self._is_document(key):
                yield ReviewField(
                    key,
                    "",
                    ReviewState.SURE,
                    options=demands.options(key),
                    is_optional=True,
                    is_offered=True,
                    labels=demands.labels(key),
                )

    def _is_above(self, key: str) -> bool:
        """Whether a text, or nothing, stands where keys of the form should."""
        return any(each.startswith(f"{key}.") for each in self.demands.fields)

    def _field(self, key: str) -> ReviewField:
        there = self.written.values.get(key)
        text = _text(there)
        drafted = self.drafted.get(key)
        found = field_of(self.group, key) if self.group is not None else None
        place = None
        candidates: tuple[str, ...] = ()
        if found is not None:
            paper, read = found
            paths = [str(path) for path in self.files]
            if paper.file in paths:
                place = PlaceOnPaper(paths.index(paper.file), read.page, read.box)
            said = read.value if isinstance(read.value, str) else "、".join(read.value)
            candidates = (said, *read.candidates)
        above = _text(self.written.values.get(key.rpartition(".")[0]))
        others = (one for one in (*candidates, above) if one and one != text)
        state, why = ReviewState.SURE, ""
        if not text:
            state, why = ReviewState.EMPTY, _why(drafted)
        elif drafted is not None and self.target.shown(drafted) == there:
            if drafted.look:
                state, why = ReviewState.LOOK, _why(drafted)
        elif found is not None:
            state = ReviewState.LOOK
            why = f"the paper says {_text(drafted.value) if drafted else ''}"
        demands = self.demands
        return ReviewField(
            key,
            text,
            state,
            why,
            tuple(dict.fromkeys(others)),
            demands.options(key),
            place,
            is_optional=key in demands.dispensable or key in demands.wanted,
            faults=tuple(demands.faults.get(key, ())),
            labels=demands.labels(key),
        )

    def _client(self) -> ReviewField:
        """For whom it is filed: the agency's own word, often the holder's name."""
        values = self.written.values
        text, holder = (_text(values.get(key)) for key in (_CLIENT, "holder.name"))
        candidates = (holder,) if holder and holder != text else ()
        return ReviewField(_CLIENT, text, ReviewState.SURE, candidates=candidates, is_optional=True)

    def documents(self) -> Iterator[ReviewDocument]:
        """What the entry sends, by key; what it is asked for, and what it may send too."""
        demands, values = self.demands, self.written.values
        asked = [key for key in (*demands.asked, *demands.wanted) if self._is_document(key)]
        if SIGNED in demands.offered:
            asked.append(SIGNED)
        for key in (*(each for each in values if self._is_document(each)), *asked):
            value = values.get(key)
            names = value if isinstance(value, list) else str(value).split("\n") if value else []
            yield ReviewDocument(
                key,
                tuple(str(name).strip() for name in names),
                is_needed=key != SIGNED or key in values,
                may_be_left_out=key in demands.dispensable,
                faults=tuple(demands.faults.get(key, ())),
                labels=demands.labels(key),
            )
        for key in demands.offered:
            if self._is_document(key) and key not in asked:
                labels = demands.labels(key)
                yield ReviewDocument(key, (), is_needed=False, is_offered=True, labels=labels)

    def _is_document(self, key: str) -> bool:
        return key in self.document_keys


def _why(drafted: DraftValue | None) -> str:
    words = "" if drafted is None else drafted.comment
    return words.removeprefix("look: ").removeprefix("not read: ")
