"""Loads manifests: their entries, and a diagnostic for everything that is wrong in them."""

from __future__ import annotations

import os
import unicodedata
from bisect import bisect_right
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import ValidationError

from ipp_bot.diagnostics import Diagnostic, Severity, shown_path
from ipp_bot.errors import ManifestUnreadable
from ipp_bot.manifest.document_paths import DocumentPaths
from ipp_bot.manifest.entry import pack
from ipp_bot.manifest.entry_builder import EntryBuilder, ManifestHead
from ipp_bot.manifest.invalid_value import InvalidValue
from ipp_bot.manifest.models import HeadModel
from ipp_bot.manifest.values import close, nearest
from ipp_bot.yaml_source import Mapping, Node, Scalar, Source, SourceError, plain, read_source
from ipp_bot.yaml_source import Sequence as SequenceNode

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ipp_bot.manifest.entry import Entry, SheetPlaces
    from ipp_bot.profile import Profile

__all__ = ["SHEETS", "Loaded", "load"]

_TOP = "a manifest begins with version: 1, account: NAME, iprs:"
_SETTINGS = frozenset({"ipp-bot.yaml", "ipp-bot.yml"})
SHEETS = frozenset({".xlsx", ".xlsm", ".csv"})
"""Endings of files that are read as sheets."""
_IMPORTED = b"# Imported from "
_MOST_FAULTY = 1_000
"""Entries with faults after which the rest of a manifest is not looked at."""
_SUFFIXES = frozenset({".yaml", ".yml"})


@dataclass(frozen=True, slots=True)
class Loaded:
    """What `load` found; entries with a diagnostic are in `flawed`, not among `entries`."""

    entries: tuple[Entry, ...]
    diagnostics: tuple[Diagnostic, ...]
    files: int
    unreadable: tuple[ManifestUnreadable, ...] = ()
    flawed: tuple[Entry, ...] = ()
    """What could be read of faulty entries, so that preflight finds their other faults too."""


def load(
    paths: Sequence[Path], *, profile: Profile, roots: Sequence[Path] = (), account: str = ""
) -> Loaded:
    """Loads the files, and the *.yaml and *.yml below the folders, in order; raises nothing.

    `roots` are folders outside a manifest's own in which its documents may lie. Files may be sheets
    as well (.xlsx, .csv); `account` files their rows that name none.
    """
    reader = _Reader(profile, tuple(roots), account)
    for path in paths:
        reader.add(path)
    return reader.loaded()


@dataclass(slots=True)
class _Reader:
    profile: Profile
    roots: tuple[Path, ...]
    account: str = ""
    read: list[Entry] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    flawed: list[Entry] = field(default_factory=list)
    repeated_refs: set[str] = field(default_factory=set)
    untrusted: set[Path] = field(default_factory=set)
    """Files with a fault outside their entries: none of their entries may be filed."""
    diagnostics: dict[Diagnostic, None] = field(default_factory=dict)
    unreadable: list[ManifestUnreadable] = field(default_factory=list)
    seen: dict[Path, None] = field(default_factory=dict)
    refs: dict[str, tuple[Path, int, int]] = field(default_factory=dict)
    imported: dict[Path, SheetPlaces | None] = field(default_factory=dict)
    documents: dict[Path, DocumentPaths] = field(default_factory=dict)
    builder: EntryBuilder = field(init=False)

    def __post_init__(self) -> None:
        self.builder = EntryBuilder(self.profile)

    def loaded(self) -> Loaded:
        for entry in self.read:
            if (
                entry.is_flawed
                or entry.ref in self.repeated_refs
                or entry.manifest in self.untrusted
            ):
                self.flawed.append(replace(entry, is_flawed=True))
            else:
                self.entries.append(entry)
        return Loaded(
            tuple(self.entries),
            tuple(self.diagnostics),
            len(self.seen),
            tuple(self.unreadable),
            tuple(self.flawed),
        )

    def add(self, path: Path) -> None:
        if not path.is_dir():
            self._file(path)
            return
        found = list(_manifests(path))
        if not found:
            self.unreadable.append(
                ManifestUnreadable(
                    f"{shown_path(path.absolute())}: the folder holds no manifest",
                    hint="a manifest is a file that ends in .yaml or .yml",
                    sent=False,
                )
            )
        for file in found:
            self._file(file)

    def _file(self, path: Path) -> None:
        path = path.absolute()
        real = path.resolve()
        if real in self.seen:
            return
        self.seen[real] = None
        if path.suffix.lower() in SHEETS:
            self._sheet(path)
            return
        try:
            source = read_source(path)
        except SourceError as error:
            where = f"{shown_path(path)}:{error.line}:{error.column}"
            hint = f"; {error.hint}" if error.hint else ""
            self.unreadable.append(
                ManifestUnreadable(f"{where}: {error.message}{hint}", sent=False)
            )
            return
        for at in source.problems:
            self._report(path, (at.line, at.column), at.key, at.message, at.hint, at.code)
        self._manifest(source)

    def _sheet(self, path: Path) -> None:
        # Imported here: what reads workbooks takes longer to import than most manifests to check.
        from ipp_bot.manifest.sheets import read_sheet

        try:
            sheet = read_sheet(
                path,
                account=self.account,
                profile=self.profile,
                documents=self._documents(path.parent),
            )
        except ManifestUnreadable as error:
            self.unreadable.append(error)
            return
        self.diagnostics.update(dict.fromkeys(sheet.diagnostics))
        if sheet.is_untrusted:
            self.untrusted.add(path)
        for index, row in enumerate(sheet.rows):
            if row.entry is not None:
                self._unique(path, index, row.node, row.place)
                self.read.append(row.entry)

    def _report(
        self,
        path: Path,
        place: tuple[int, int],
        key: str,
        message: str,
        hint: str = "",
        code: str = "",
    ) -> None:
        self.untrusted.add(path)
        self.diagnostics[Diagnostic(path, *place, key, message, hint, code)] = None

    def _manifest(self, source: Source) -> None:
        root, path = source.root, source.path
        if root is None:
            self._report(path, (1, 1), "", "is empty", _TOP, "empty")
            return
        if not isinstance(root, Mapping):
            kind = "a list" if isinstance(root, SequenceNode) else "a text"
            self._report(
                path, (root.line, root.column), "", f"is {kind}, not a mapping", _TOP, "top"
            )
            return
        account, account_at = self._head(path, root)
        iprs = root.items.get("iprs")
        defaults = self._defaults(path, root.items.get("defaults"))
        if not isinstance(iprs, SequenceNode):
            return
        if not iprs.items:
            self._report(
                path,
                (iprs.line, iprs.column),
                "iprs",
                "lists no IPR",
                "write - ref: … below it",
                "empty",
            )
        head = ManifestHead(
            path,
            account,
            account_at,
            defaults,
            self._documents(path.parent),
        )
        self._warn(source, iprs)
        faulty = 0
        for index, item in enumerate(iprs.items):
            if faulty == _MOST_FAULTY:
                left = len(iprs.items) - index
                self._report(
                    path,
                    (item.line, item.column),
                    "",
                    f"{left:,} more {'entry was' if left == 1 else 'entries were'} not looked at,"
                    f" because {_MOST_FAULTY:,} before have faults",
                    "mend those, and check again",
                    "too-many-faults",
                )
                return
            if isinstance(item, Mapping):
                faulty += self._entry(head, index, item)
            else:
                faulty += 1
                self._report(
                    path,
                    (item.line, item.column),
                    f"iprs[{index}]",
                    "a mapping is expected",
                    "write ref: … behind the dash",
                    "mapping",
                )

    def _warn(self, source: Source, iprs: SequenceNode) -> None:
        """Reports the source's warnings with the ref of the entry that each stands in."""
        starts = [item.line for item in iprs.items]
        for at in source.warnings:
            index = bisect_right(starts, at.line) - 1
            item = iprs.items[index] if index >= 0 else None
            ref = item.items.get("ref") if isinstance(item, Mapping) else None
            self.diagnostics[
                Diagnostic(
                    source.path,
                    at.line,
                    at.column,
                    at.key,
                    at.message,
                    at.hint,
                    at.code,
                    Severity.WARNING,
                    ref.text.strip() if isinstance(ref, Scalar) else "",
                )
            ] = None

    def _documents(self, folder: Path) -> DocumentPaths:
        if folder not in self.documents:
            self.documents[folder] = DocumentPaths(
                folder, roots=self.roots, formats=self.profile.limits.formats
            )
        return self.documents[folder]

    def _defaults(self, path: Path, node: Node | None) -> Mapping | None:
        """The defaults without a `ref`, which is reported: a ref cannot be shared."""
        if not isinstance(node, Mapping):
            return None
        shared = Mapping(node.line, node.column, dict(node.items), dict(node.keys))
        if shared.items.pop("ref", None) is not None:
            key = shared.keys.pop("ref")
            self._report(
                path,
                (key.line, key.column),
                "defaults.ref",
                "a ref cannot be shared",
                "delete it and give each IPR a ref of its own",
                "shared-ref",
            )
        return shared

    def _head(self, path: Path, root: Mapping) -> tuple[str, int]:
        """The account, "" if it is no name, and its packed place; reports faulty top keys."""
        shallow: dict[str, object] = {
            key: plain(node) if isinstance(node, Scalar) else [] if key == "iprs" else {}
            for key, node in root.items.items()
        }
        for key, kind in (("iprs", SequenceNode), ("defaults", Mapping)):
            node = root.items.get(key)
            empty = isinstance(node, Scalar) and node.is_null
            if (
                node is not None
                and not isinstance(node, kind)
                and not (empty and key == "defaults")
            ):
                word = "a list of IPRs" if key == "iprs" else "a mapping"
                hint = "write - ref: … below it" if key == "iprs" else "write key: value below it"
                self._report(
                    path, (node.line, node.column), key, f"{word} is expected", hint, "mapping"
                )
                shallow[key] = [] if key == "iprs" else {}
        faulty: set[str] = set()
        try:
            HeadModel.model_validate(shallow)
        except ValidationError as error:
            known = HeadModel.model_fields
            unknown = [key for key in root.items if key not in known]
            meant = {nearest(key, known) for key in unknown}
            for detail in error.errors(include_url=False):
                key = str(detail["loc"][0])
                faulty.add(key)
                # a misspelt key is told once, where it stands
                if detail["type"] != "missing" or key not in meant:
                    self._report_head(path, root, detail["type"], detail)
        account = root.items.get("account")
        if not isinstance(account, Scalar):
            return "", pack(root.line, root.column)
        name = "" if "account" in faulty else account.text.strip()
        return name, pack(account.line, account.column)

    def _report_head(self, path: Path, root: Mapping, kind: str, detail: object) -> None:
        assert isinstance(detail, dict)  # noqa: S101 - pydantic's ErrorDetails
        key = str(detail["loc"][0])
        if kind == "missing":
            hints = {
                "version": "write version: 1",
                "account": "write account: NAME",
                "iprs": "write iprs: and - ref: … below it",
            }
            self._report(path, (root.line, root.column), key, "is missing", hints[key], "missing")
        elif kind == "extra_forbidden":
            place = root.keys[key]
            known = tuple(HeadModel.model_fields)
            self._report(
                path,
                (place.line, place.column),
                key,
                "unknown key",
                close(key, known),
                "unknown-key",
            )
        else:
            node = root.items[key]
            invalid = (detail.get("ctx") or {}).get("error")
            message, hint = (
                (invalid.message, invalid.hint)
                if isinstance(invalid, InvalidValue)
                else ("one text is expected", f"write {key}: …")
            )
            self._report(path, (node.line, node.column), key, message, hint, "value")

    def _entry(self, head: ManifestHead, index: int, node: Mapping) -> bool:
        """Reads one entry; whether it is faulty."""
        places = self._imported(head.path)
        self._unique(head.path, index, node, places)
        entry, diagnostics = self.builder.build(head, node)
        if places is not None:
            diagnostics = [places.placed(each) for each in diagnostics]
            entry = replace(entry, sheet=places)
        self.diagnostics.update(dict.fromkeys(diagnostics))
        self.read.append(entry)
        return entry.is_flawed

    def _imported(self, path: Path) -> SheetPlaces | None:
        """The sheet that the manifest was imported from; None if it was not."""
        if path not in self.imported:
            self.imported[path] = None
            with suppress(OSError), path.open("rb") as file:
                if file.read(len(_IMPORTED)) == _IMPORTED:
                    # Imported here: only manifests that came from sheets need it.
                    from ipp_bot.manifest.sheet_origin import ImportedPlaces

                    self.imported[path] = ImportedPlaces.read(path)
        return self.imported[path]

    def _unique(self, path: Path, index: int, node: Mapping, places: SheetPlaces | None) -> None:
        """Reports a ref that was given before: it names files, so no two accounts may share one."""
        ref = node.items.get("ref")
        if not isinstance(ref, Scalar) or ref.is_null:
            return
        text = unicodedata.normalize("NFC", ref.text.strip())
        # Two entries may name one line: by an anchor and its alias, or side by side in brackets.
        first = self.refs.setdefault(text, (path, index, ref.line))
        if first[:2] != (path, index):
            self.repeated_refs.add(text)
            if first[0] == path and path.suffix.lower() in SHEETS:
                return  # told by the sheet's reader, with both cells
            message = f"{text!r} is given twice (first in {shown_path(first[0])}:{first[2]})"
            hint = "give each IPR a ref of its own"
            # a ref that was merged from an anchor stands above the entry that lacks its own
            place = max((ref.line, ref.column), (node.line, node.column))
            told = Diagnostic(path, *place, "ref", message, hint, "duplicate-ref", ref=text)
            self.diagnostics[told if places is None else places.placed(told)] = None


def _manifests(folder: Path) -> Iterator[Path]:
    """The YAML files below a folder, in a fixed order; hidden folders are not entered."""
    for at, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            path = Path(at) / name
            if (
                path.suffix.lower() in _SUFFIXES
                and name not in _SETTINGS
                and not name.startswith(".")
            ):
                yield path
