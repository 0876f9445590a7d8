"""Where a manifest's documents are: inside its folder or an allowed root, links followed."""

from __future__ import annotations

import filecmp
import re
import unicodedata
from bisect import bisect
from difflib import get_close_matches
from itertools import islice, takewhile
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from ipp_bot.manifest.invalid_value import InvalidValue

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["DocumentPaths"]

_MOST_NAMES = 300
_MOST_BELOW = 20_000
_MOST_TOLD = 4
_MOST_COMPARED = 100
_UNFIT = re.compile(r'[\x00-\x1f\x7f\\/:*?"<>|]')
"""Characters that some systems do not allow in names: on its way to a portal they are changed."""
_LONGEST_NAME = 150


class DocumentPaths:
    """Resolves the paths of documents for the manifests of one folder; each path once."""

    def __init__(self, folder: Path, *, roots: Sequence[Path], formats: Sequence[str]) -> None:
        self._folder = folder.resolve()
        self._allowed = (self._folder, *(root.resolve() for root in roots))
        self._formats = tuple(formats)
        self._known: dict[str, Path | InvalidValue] = {}
        self._names: dict[Path, dict[str, str]] = {}
        self._compared = 0
        self._files: list[str] | None = None
        self._below: dict[str, list[str]] | None = None
        """Files in this folder and below, by their names."""

    def resolve(self, text: str) -> Path:
        """The document's real path, links followed; InvalidValue says why it cannot be used."""
        known = self._known.get(text)
        if known is None:
            try:
                known = self._resolve(text)
            except InvalidValue as invalid:
                known = invalid
            except (OSError, ValueError, RuntimeError) as error:
                reason = getattr(error, "strerror", None) or "it leads round in a circle"
                known = InvalidValue(
                    f"{text!r} cannot be opened: {reason}", "type the path of a file"
                )
            self._known[text] = known
        if isinstance(known, InvalidValue):
            raise InvalidValue(known.message, known.hint)
        return known

    def elsewhere(self, text: str) -> list[str]:
        """The paths of files of that name in this folder and below; [] where the path is right.

        At most some thousand files are looked at.
        """
        path = PurePosixPath(text.replace("\\", "/"))
        if not path.name or path.is_absolute() or ".." in path.parts or ":" in text:
            return []
        if (self._folder / path).exists():
            return []
        if self._below is None:
            self._below = {}
            for shown in self._all_below():
                for name in {PurePosixPath(shown).name, PurePosixPath(shown).stem}:
                    self._below.setdefault(_same(name), []).append(shown)
        return self._below.get(_same(path.name), [])

    def _all_below(self) -> list[str]:
        """The paths of files in this folder and below; at most some thousand are looked at."""
        if self._files is None:
            found = (
                file.relative_to(self._folder)
                for file in islice(self._folder.rglob("*"), _MOST_BELOW)
                if file.is_file() and not file.is_symlink()
            )
            self._files = sorted(
                path.as_posix()
                for path in found
                if not any(part.startswith(".") for part in path.parts)
            )
        return self._files

    def folders_below(self) -> list[str]:
        """The folders below this one that have files, or folders with files, in them."""
        nearest = {PurePosixPath(path).parent for path in self._all_below()}
        every = {parent for folder in nearest for parent in (folder, *folder.parents)}
        return sorted(folder.as_posix() for folder in every if folder.parts)

    def files_in(self, folder: str) -> list[str]:
        """The files in the folder and below whose format the portal takes."""
        files = self._all_below()
        first = bisect(files, f"{folder}/")
        inside = takewhile(lambda path: path.startswith(f"{folder}/"), islice(files, first, None))
        return [
            path
            for path in inside
            if PurePosixPath(path).suffix.lower().lstrip(".") in self._formats
        ]

    def are_equal(self, paths: Sequence[str]) -> bool:
        """Whether these files of this folder are the same to the byte."""
        first, *others = (self._folder / path for path in paths)
        return all(filecmp.cmp(first, other, shallow=False) for other in others)

    def _resolve(self, text: str) -> Path:
        if "\0" in text:
            raise InvalidValue(f"{text!r} is no path", "type the path of a file")
        if "://" in text:
            raise InvalidValue(f"{text!r} is an address", "download the file and type its path")
        named = self._as_stored(self._folder / Path(text))
        real = named.resolve()
        if not any(real.is_relative_to(root) for root in self._allowed):
            if named.absolute().is_relative_to(self._folder) and ".." not in named.parts:
                raise InvalidValue(
                    f"{text!r} is a link that leads out of the manifest's folder",
                    "copy the file into the folder",
                )
            raise InvalidValue(
                f"{text!r} lies outside the manifest's folder",
                "move the file into the folder and type its path from there",
            )
        if real.is_dir():
            raise InvalidValue(f"{text!r} is a folder", "type the path of a file")
        if named.is_symlink() and not real.exists():
            raise InvalidValue(
                f"{text!r} is a link to a file that is not there", "copy the file here"
            )
        if not real.exists():
            raise InvalidValue(f"there is no file {text!r}", self._similar(named, text))
        if not real.is_file():
            raise InvalidValue(f"{text!r} is no regular file", "type the path of a document")
        self._check_format(text, named, real)
        _check_name(real.name)
        return real

    def _as_stored(self, named: Path) -> Path:
        """The path as the file system has it: é may be one character in a name, or two."""
        if named.exists() or named.is_symlink() or not named.is_relative_to(self._folder):
            return named
        here = self._folder
        for part in named.relative_to(self._folder).parts:
            there = here / part
            if part != ".." and not there.exists() and here.is_dir():
                wanted = unicodedata.normalize("NFC", part)
                same = (
                    path
                    for path in here.iterdir()
                    if unicodedata.normalize("NFC", path.name) == wanted
                )
                there = next(same, there)
            here = there
        return here

    def _check_format(self, text: str, named: Path, real: Path) -> None:
        """InvalidValue unless the portal takes the endings of the name and of what it leads to."""
        for path in (named, real):
            if path.suffix.lower().lstrip(".") not in self._formats:
                what = repr(path.name) if path is named else f"{text!r} leads to {path.name!r} and"
                raise InvalidValue(
                    f"{what} has the format {path.suffix or 'of no name'}, "
                    "which the portal does not take",
                    f"save it as one of {', '.join(self._formats)}",
                )

    def _most_similar(self, wanted: str, names: list[str]) -> list[str]:
        """The most similar of the sorted names, or none; bounded, since comparing is slow."""
        if self._compared >= _MOST_COMPARED:
            return []
        self._compared += 1
        middle = bisect(names, wanted)
        near = names[max(0, middle - _MOST_NAMES // 2) : middle + _MOST_NAMES // 2]
        # what ends alike is not alike for that
        stems = {PurePosixPath(name).stem: name for name in near}
        match = get_close_matches(PurePosixPath(wanted).stem, list(stems), n=1, cutoff=0.6)
        return [stems[stem] for stem in match]

    def _where_folder(self, parent: str) -> str:
        """Where the folder of a path lies that is not where the path says."""
        there = [path for path in self.folders_below() if path.endswith(f"/{parent}")]
        if there:
            return f"it is not in {', '.join(there[:_MOST_TOLD])} either"
        return f"there is no folder {parent!r} either"

    def _similar(self, named: Path, text: str) -> str:
        if "\\" in text:
            return f"type {PurePosixPath(*text.split(chr(92)))}, with / between folders"
        folder = named.parent
        elsewhere = self.elsewhere(text)
        behind = [path for path in elsewhere if path.endswith(f"/{text}")]
        elsewhere = behind or elsewhere
        is_there = folder.resolve().is_relative_to(self._folder) and folder.is_dir()
        if not is_there and not elsewhere:
            return self._where_folder(PurePosixPath(text).parent.as_posix())
        if is_there and folder not in self._names:
            files = (path.name for path in folder.iterdir() if path.is_file())
            self._names[folder] = dict(sorted((name.casefold(), name) for name in files))
        if len(elsewhere) == 1:
            meant = elsewhere[0]
            return f"did you mean {meant}?"
        if elsewhere:
            paths = ", ".join(sorted(elsewhere)[:_MOST_TOLD])
            return f"several folders have a file of that name: {paths}"
        names, wanted = self._names[folder], named.name.casefold()
        match = [wanted] if wanted in names else self._most_similar(wanted, list(names))
        if match:
            similar = PurePosixPath(text).with_name(names[match[0]])
            return f"did you mean {similar.as_posix()}?"
        return "paths start at the manifest's folder"


def _same(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold()


def _check_name(name: str) -> None:
    """InvalidValue for a name that a portal would change or cut short."""
    unfit = _UNFIT.search(name)
    if unfit:
        raise InvalidValue(
            f"{name!r} has {unfit.group()!r} in its name; portals show such a file under another",
            "rename the file with letters, digits, dots and hyphens",
        )
    if len(name) > _LONGEST_NAME:
        raise InvalidValue(
            f"{name!r} is a name of {len(name)} characters, which portals cut short",
            f"rename the file with at most {_LONGEST_NAME} characters",
        )
