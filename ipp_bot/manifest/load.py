"""Reading manifests: every entry, or every fault with its place."""

from __future__ import annotations

import os
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import ValidationError

from ipp_bot.diagnostics import Diagnostic, shown_path
from ipp_bot.errors import ManifestUnreadable
from ipp_bot.manifest.document_paths import Shelf
from ipp_bot.manifest.entry import pack
from ipp_bot.manifest.entry_builder import Assembler, Head
from ipp_bot.manifest.models import HeadModel
from ipp_bot.manifest.numbers import Wrong
from ipp_bot.manifest.values import close, nearest
from ipp_bot.yaml_source import Mapping, Node, Scalar, Source, SourceError, plain, read_source
from ipp_bot.yaml_source import Sequence as SequenceNode

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ipp_bot.manifest.entry import Entry
    from ipp_bot.profile import Profile

__all__ = ["Loaded", "load"]

_TOP = "a manifest begins with version: 1, account: NAME, iprs:"
_SETTINGS = frozenset({"ipp-bot.yaml", "ipp-bot.yml"})
_SUFFIXES = frozenset({".yaml", ".yml"})


@dataclass(frozen=True, slots=True)
class Loaded:
    """What the manifests hold; entries with a fault are in `flawed`, not among `entries`."""

    entries: tuple[Entry, ...]
    faults: tuple[Diagnostic, ...]
    files: int
    unreadable: tuple[ManifestUnreadable, ...] = ()
    flawed: tuple[Entry, ...] = ()
    """What could be read of faulty entries, so that preflight tells their other faults too."""


def load(paths: Sequence[Path], *, profile: Profile, roots: Sequence[Path] = ()) -> Loaded:
    """Every entry of the files, and of the *.yaml and *.yml below the folders, in order."""
    reader = _Reader(profile, tuple(roots))
    for path in paths:
        reader.take(path)
    return reader.loaded()


@dataclass(slots=True)
class _Reader:
    profile: Profile
    roots: tuple[Path, ...]
    read: list[Entry] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    flawed: list[Entry] = field(default_factory=list)
    twice: set[str] = field(default_factory=set)
    spoilt: set[Path] = field(default_factory=set)
    """Files with a fault outside their entries: nothing of them can be trusted."""
    faults: dict[Diagnostic, None] = field(default_factory=dict)
    unreadable: list[ManifestUnreadable] = field(default_factory=list)
    seen: dict[Path, None] = field(default_factory=dict)
    refs: dict[str, tuple[Path, int, int]] = field(default_factory=dict)
    shelves: dict[Path, Shelf] = field(default_factory=dict)
    assembler: Assembler = field(init=False)

    def __post_init__(self) -> None:
        self.assembler = Assembler(self.profile)

    def loaded(self) -> Loaded:
        for entry in self.read:
            if entry.is_flawed or entry.ref in self.twice or entry.manifest in self.spoilt:
                self.flawed.append(replace(entry, is_flawed=True))
            else:
                self.entries.append(entry)
        return Loaded(
            tuple(self.entries),
            tuple(self.faults),
            len(self.seen),
            tuple(self.unreadable),
            tuple(self.flawed),
        )

    def take(self, path: Path) -> None:
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
            self._fault(path, (at.line, at.column), at.key, at.message, at.hint, at.code)
        self._manifest(source)

    def _fault(
        self,
        path: Path,
        place: tuple[int, int],
        key: str,
        message: str,
        hint: str = "",
        code: str = "",
    ) -> None:
        self.spoilt.add(path)
        self.faults[Diagnostic(path, *place, key, message, hint, code)] = None

    def _manifest(self, source: Source) -> None:
        root, path = source.root, source.path
        if root is None:
            self._fault(path, (1, 1), "", "is empty", _TOP, "empty")
            return
        if not isinstance(root, Mapping):
            kind = "a list" if isinstance(root, SequenceNode) else "a text"
            self._fault(
                path, (root.line, root.column), "", f"is {kind}, not a mapping", _TOP, "top"
            )
            return
        account, account_at = self._head(path, root)
        iprs = root.items.get("iprs")
        defaults = self._defaults(path, root.items.get("defaults"))
        if not isinstance(iprs, SequenceNode):
            return
        if not iprs.items:
            self._fault(
                path,
                (iprs.line, iprs.column),
                "iprs",
                "lists no IPR",
                "write - ref: … below it",
                "empty",
            )
        head = Head(
            path,
            account,
            account_at,
            defaults,
            self._shelf(path.parent),
        )
        for index, item in enumerate(iprs.items):
            if isinstance(item, Mapping):
                self._entry(head, index, item)
            else:
                self._fault(
                    path,
                    (item.line, item.column),
                    f"iprs[{index}]",
                    "a mapping is expected",
                    "write ref: … behind the dash",
                    "mapping",
                )

    def _shelf(self, folder: Path) -> Shelf:
        if folder not in self.shelves:
            self.shelves[folder] = Shelf(
                folder, roots=self.roots, formats=self.profile.limits.formats
            )
        return self.shelves[folder]

    def _defaults(self, path: Path, node: Node | None) -> Mapping | None:
        """What the entries share; a ref is no such thing."""
        if not isinstance(node, Mapping):
            return None
        shared = Mapping(node.line, node.column, dict(node.items), dict(node.keys))
        if shared.items.pop("ref", None) is not None:
            key = shared.keys.pop("ref")
            self._fault(
                path,
                (key.line, key.column),
                "defaults.ref",
                "a ref cannot be shared",
                "delete it and give each IPR a ref of its own",
                "shared-ref",
            )
        return shared

    def _head(self, path: Path, root: Mapping) -> tuple[str, int]:
        """The account ("" if it is no name) and its place; faults of the top keys are told."""
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
                self._fault(
                    path, (node.line, node.column), key, f"{word} is expected", hint, "mapping"
                )
                shallow[key] = [] if key == "iprs" else {}
        faulty: set[str] = set()
        try:
            HeadModel.model_validate(shallow)
        except ValidationError as error:
            known = HeadModel.model_fields
            unrecognised_buttons = [key for key in root.items if key not in known]
            meant = {nearest(key, known) for key in unrecognised_buttons}
            for detail in error.errors(include_url=False):
                key = str(detail["loc"][0])
                faulty.add(key)
                # a misspelt key is told once, where it stands
                if detail["type"] != "missing" or key not in meant:
                    self._head_fault(path, root, detail["type"], detail)
        account = root.items.get("account")
        if not isinstance(account, Scalar):
            return "", pack(root.line, root.column)
        name = "" if "account" in faulty else account.text.strip()
        return name, pack(account.line, account.column)

    def _head_fault(self, path: Path, root: Mapping, kind: str, detail: object) -> None:
        assert isinstance(detail, dict)  # noqa: S101 - pydantic's ErrorDetails
        key = str(detail["loc"][0])
        if kind == "missing":
            hints = {
                "version": "write version: 1",
                "account": "write account: NAME",
                "iprs": "write iprs: and - ref: … below it",
            }
            self._fault(path, (root.line, root.column), key, "is missing", hints[key], "missing")
        elif kind == "extra_forbidden":
            place = root.keys[key]
            known = tuple(HeadModel.model_fields)
            self._fault(
                path,
                (place.line, place.column),
                key,
                "unknown key",
                close(key, known),
                "unknown-key",
            )
        else:
            node = root.items[key]
            wrong = (detail.get("ctx") or {}).get("error")
            message, hint = (
                (wrong.message, wrong.hint)
                if isinstance(wrong, Wrong)
                else ("one text is expected", f"write {key}: …")
            )
            self._fault(path, (node.line, node.column), key, message, hint, "value")

    def _entry(self, head: Head, index: int, node: Mapping) -> None:
        self._unique(head, index, node)
        entry, faults = self.assembler.assemble(head, node)
        self.faults.update(dict.fromkeys(faults))
        self.read.append(entry)

    def _unique(self, head: Head, index: int, node: Mapping) -> None:
        """A ref names receipts, templates and inbox files: once in all manifests, any account."""
        ref = node.items.get("ref")
        if not isinstance(ref, Scalar) or ref.is_null:
            return
        text = ref.text.strip()
        # Two entries may name one line: by an anchor and its alias, or side by side in brackets.
        first = self.refs.setdefault(text, (head.path, index, ref.line))
        if first[:2] != (head.path, index):
            self.twice.add(text)
            message = f"{text!r} is given twice (first in {shown_path(first[0])}:{first[2]})"
            hint = "give each IPR a ref of its own"
            # a ref that was merged from an anchor stands above the entry that lacks its own
            place = max((ref.line, ref.column), (node.line, node.column))
            self.faults[
                Diagnostic(head.path, *place, "ref", message, hint, "duplicate-ref", ref=text)
            ] = None


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
