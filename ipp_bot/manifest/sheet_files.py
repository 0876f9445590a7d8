"""Where the files are that a row names, or that the folder of the row has for it."""

from __future__ import annotations

import re
import unicodedata
from functools import cached_property
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from ipp_bot.manifest.file_words import slots_named

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from ipp_bot.manifest.document_paths import DocumentPaths

__all__ = ["RowNamed", "SheetFiles", "client_folder"]

_ORDINAL = re.compile(r"0*(\d{1,4})[\s._\-—、，,（()）]+(.+)")
_LEAST_NAME = 2
_SIGNS = re.compile(r"[\W_]+")
_CERTIFICATES = ("certificate.file", "proof.file")
_PICTURES = ("work_samples", "mark_image", "screenshots")


class RowNamed:
    """What a row says of itself: its running number, its name and whose it is."""

    def __init__(self, line: int, ordinal: str, name: str, owners: Sequence[str]) -> None:
        self.line = line
        self.ordinal = ordinal.lstrip("0")
        self.name = _plain(name)
        self.owners = tuple(_plain(owner) for owner in owners if owner)


class SheetFiles:
    """The files below a list's folder, as its rows may take them.

    A row never takes what lies in another row's own folder, or in the folder of another client.
    """

    def __init__(self, documents: DocumentPaths, rows: Sequence[RowNamed]) -> None:
        self._documents = documents
        self._rows = {row.line: row for row in rows}

    @cached_property
    def _own(self) -> Mapping[int, Sequence[str]]:
        """The folders that are named by a row's number and name, by its line."""
        named: dict[tuple[str, str], list[str]] = {}
        for folder in self._documents.folders_below():
            match = _ORDINAL.fullmatch(PurePosixPath(folder).name)
            if match is not None:
                named.setdefault((match[1], _plain(match[2])), []).append(folder)
        return {
            line: named.get((row.ordinal, row.name), []) if row.name else []
            for line, row in self._rows.items()
        }

    @cached_property
    def _row_of(self) -> Mapping[str, int]:
        """The line of the row whose own folder it is."""
        return {folder: line for line, folders in self._own.items() for folder in folders}

    @cached_property
    def _lines_of(self) -> Mapping[str, Collection[int]]:
        """By each folder beside the list, the rows whose client or holder its name says."""
        lines: dict[str, set[int]] = {}
        for row in self._rows.values():
            for owner in row.owners:
                lines.setdefault(owner, set()).add(row.line)
        tops = {PurePosixPath(each).parts[0] for each in self._documents.folders_below()}
        found: dict[str, set[int]] = {}
        for top in sorted(tops):
            own = (rows for owner, rows in lines.items() if _is_named(owner, top))
            found[top] = set().union(*own)
        return found

    def found(self, line: int, texts: Sequence[str]) -> dict[str, str]:
        """For each of the row's paths that is not there, the file that is taken for it.

        That is one beside the list, in the row's own folder, or in the one folder in which all of
        the row's papers are; where several are the same to the byte, one of them.
        """
        elsewhere = {text: self._open_to(line, text) for text in texts}
        folders = {
            client_folder(text)
            for text in texts
            if "/" in text and not self._documents.elsewhere(text)
        }
        alone = [each[0] for each in elsewhere.values() if len(each) == 1]
        folders |= {client_folder(path) for path in alone if "/" in path}
        taken: dict[str, str] = {}
        for text, paths in elsewhere.items():
            near = [
                path
                for path in paths
                if "/" not in path or self._is_own(line, path) or folders == {client_folder(path)}
            ]
            if len(near) == 1 or (near and self._documents.are_equal(near)):
                taken[text] = min(near)
        return taken

    def _open_to(self, line: int, text: str) -> list[str]:
        """The files of that name that are no other row's and no other client's."""
        return [
            path
            for path in self._documents.elsewhere(text)
            # a folder that is named says whose paper it is
            if ("/" not in text or "/" not in path or _is_behind(path, text))
            and all(
                self._row_of.get(str(folder), line) == line
                for folder in PurePosixPath(path).parents
            )
            and self._is_open(line, path)
        ]

    def _is_open(self, line: int, path: str) -> bool:
        lines = self._lines_of.get(client_folder(path), set())
        return "/" not in path or not lines or line in lines

    def _is_own(self, line: int, path: str) -> bool:
        return any(path.startswith(f"{folder}/") for folder in self._own.get(line, ()))

    def of_folder(self, line: int, keys: Sequence[str]) -> dict[str, str]:
        """The documents in the row's own folder by these keys, as far as none is in doubt.

        Names of files say which document each is; of what is left, one file and one key, the one
        is the other.
        """
        own = self._own.get(line, [])
        if len(own) != 1:
            return {}
        name = self._rows[line].name
        found: dict[str, str] = {}
        left: list[str] = []
        for path in self._documents.files_in(own[0]):
            stem = PurePosixPath(path).stem
            said = slots_named(PurePosixPath(path))
            if not said and _plain(stem) == name:
                said = _PICTURES
            fitting = [key for key in said if key in keys]
            if len(fitting) == 1 and fitting[0] not in found:
                found[fitting[0]] = path
            elif fitting:
                return {}
            elif not said:
                left.append(path)
        open_keys = [
            key for key in (*_CERTIFICATES, *_PICTURES) if key in keys and key not in found
        ]
        if len(left) == 1 and len(open_keys) == 1:
            found[open_keys[0]] = left[0]
        return found

    def of_client(self, line: int, key: str, papers: Sequence[str]) -> dict[str, str]:
        """The one paper of its kind in the client's folder, in which all of the row's papers are.

        The folder's name has to say that it is the client's, or the holder's.
        """
        folders = {client_folder(path) for path in papers if "/" in path}
        folder = next(iter(folders), "")
        if len(folders) != 1 or line not in self._lines_of.get(folder, ()):
            return {}
        named = [
            path
            for path in self._documents.files_in(folder)
            if key in slots_named(PurePosixPath(path))
        ]
        is_one = len(named) == 1 or (named and self._documents.are_equal(named))
        return {key: min(named)} if is_one else {}


def client_folder(path: str) -> str:
    """The folder beside the list in which the file is; the file itself beside the list."""
    return PurePosixPath(path).parts[0]


def _is_behind(path: str, text: str) -> bool:
    """Whether the path ends as the text does, with or without the ending of its file."""
    stem = PurePosixPath(path).with_suffix("").as_posix()
    return any(f"/{each}".endswith(f"/{text}") for each in (path, stem))


def _plain(text: str) -> str:
    return _SIGNS.sub("", unicodedata.normalize("NFKC", text).casefold()) or text.strip()


def _is_named(owner: str, folder: str) -> bool:
    """Whether the folder's name is a part of the client's or holder's, or holds it."""
    name = _plain(folder).lstrip("0123456789")
    return min(len(name), len(owner)) >= _LEAST_NAME and (owner in name or name in owner)
