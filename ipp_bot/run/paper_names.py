"""Which rows of a list the names of files and folders say that a paper is for."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from ipp_bot.reading import PaperKind
from ipp_bot.run.file_name_parts import cores, plain, right_named

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from pathlib import PurePosixPath

__all__ = ["Named", "RowNames", "RowsByName", "names_above"]

_ORDINAL = re.compile(
    r"(?:序号|第|no\.?)?\s*0*(\d{1,4})(?=$|[\s._\-—、，,（()）]|[一-鿿])", re.IGNORECASE
)
_NO_ORDINAL = re.compile(r"(?:序号|第|no\.?)?\s*\d+\s*[年月日类件份页版]", re.IGNORECASE)
_MARKS = re.compile(r"[\s_\-—–,，、.·()（）【】\[\]《》“”\"']+")
_PLACE_IN_NAME = re.compile(
    r"^(?:[一-鿿]{2,3}省)?(?:[一-鿿]{2,4}?市)?(?:[一-鿿]{2,3}?[区县])?"
    r"(?:(?:北京|上海|天津|重庆|广东|浙江|江苏|山东|福建|四川|湖北|湖南|河南|河北|安徽|深圳|广州|杭州"
    r"|苏州|南京|宁波|成都|武汉|厦门|青岛|东莞|佛山|香港|中国)(?=[一-鿿]{4}))?"
)
_COMPANY = re.compile(r"(?:公司|厂|中心|集团|合作社|工作室|事务所)(?:[（(].*[）)])?$")
_IDEOGRAPHS = re.compile(r"[一-鿿]{2}")
_IDEOGRAPH_RUNS = re.compile(r"[一-鿿]+")
_LEAST_SHARED = 4
"""Characters of a title that tell it from others and from words such as 授权书."""
_NUMBERED = re.compile(r"^\d{1,3}[\s._\-—、]+")
_FEW_NAMES = 100
"""Clients and holders whose names are looked for in each file's name."""
_LEAST = 2
"""Characters of a name that is looked for within a longer one."""


@dataclass(frozen=True, slots=True)
class RowNames:
    """By what names of files may call one row."""

    ref: str
    ordinal: str
    """Its running number (序号), "" for none."""
    number: str
    """The registration number."""
    names: tuple[str, ...]
    version: str
    holder: str
    client: str
    identity: str = ""
    """The holder's number, "" for none."""
    file_names: tuple[str, ...] = ()
    """What names of files call it, by a column of the list."""
    right: PaperKind = PaperKind.UNKNOWN
    """The kind of its certificate."""
    label: str = ""
    """How messages call it: its ref, else its cell and title."""


@dataclass(frozen=True, slots=True)
class Named:
    """The rows that a path names."""

    rows: frozenset[int] = frozenset()
    is_plain: bool = True
    """False where one part of the path names other rows than another does."""
    by_itself: bool = False
    """Whether the name of the file says so, and not only its folder's."""
    is_joint: bool = False
    """Whether the name of the file joins the names of several rows: it is for each of them."""


class RowsByName:
    """Finds the rows of a list that paths name, by number, ref or title."""

    def __init__(self, rows: Sequence[RowNames], owners: Mapping[PurePosixPath, set[int]]) -> None:
        """`owners`: by file and folder, the rows whose certificate was read there."""
        self._rows = rows
        self._owners = owners
        self._file_names: dict[str, set[int]] = {}
        for at, row in enumerate(rows):
            for name in row.file_names:
                self._file_names.setdefault(plain(name), set()).add(at)
        self._around = _names_around(rows)
        self._in_others = self._titles_in_file_names()
        numbers = [row.ordinal for row in rows if row.ordinal]
        self._are_ordinals_unique = len(set(numbers)) == len(numbers)
        self._ordinals = self._are_ordinals_meant()

    def named(self, path: PurePosixPath) -> Named:
        """The rows that the path names, from the folder of all papers."""
        found: list[frozenset[int]] = []
        within = False
        for folder in reversed(path.parents):
            if not folder.name:
                continue
            rows = self._rows_in(folder, ordinals=len(folder.parts) == 1)
            # a folder with a paper of another row is not one row's own
            if rows and self._owners.get(folder, set()) <= rows:
                found.append(rows)
                within = True
        own = self._rows_in(
            path.with_suffix(""), ordinals=len(path.parts) == 1 and self._ordinals and not within
        )
        if own:
            found.append(own)
        if not found:
            return Named()
        common = frozenset.intersection(*found)
        is_joint = len(own) > 1 and self._by_file_name(path.with_suffix(""))[1]
        return Named(common or frozenset.union(*found), bool(common), bool(own), is_joint)

    def by_file_name(self, path: PurePosixPath) -> frozenset[int]:
        """The rows whose names for files the file's name has."""
        return self._by_file_name(path.with_suffix(""))[0]

    def is_bare_name(self, path: PurePosixPath) -> bool:
        """Whether the file's name is a row's number or its name for files, and nothing else."""
        name = plain(path.stem)
        return name in self._file_names or any(name == plain(row.number) for row in self._rows)

    def of_holder(self, path: PurePosixPath) -> frozenset[int]:
        """The rows of the one holder that the path names, by its own or by the client's name.

        Else by what a company is called in short (澜迹 for 深圳市澜迹智能科技有限公司), if no other
        holder of the list is; rows with the holder's number are the holder's under other names.
        """
        text = path.as_posix()
        found = {
            at
            for at, row in enumerate(self._rows)
            if any(_has(text, name) for name in (row.holder, row.client))
        }
        found = found or {
            at
            for at, row in enumerate(self._rows)
            if (short := _short_name(row.holder)) and short in _plain(path.stem)
        }
        numbers = {row.identity for at, row in enumerate(self._rows) if at in found} - {""}
        found |= {at for at, row in enumerate(self._rows) if row.identity in numbers}
        holders = {self._rows[at].identity or _plain(self._rows[at].holder) for at in found}
        return frozenset(found) if len(holders) == 1 else frozenset()

    def _are_ordinals_meant(self) -> bool:
        """Whether numbers before names of files are the list's: no certificate says otherwise."""
        return all(
            rows <= self._by_ordinal(path.stem)
            for path, rows in self._owners.items()
            if path.suffix and len(path.parts) == 1 and self._by_ordinal(path.stem)
        )

    def _rows_in(self, path: PurePosixPath, *, ordinals: bool) -> frozenset[int]:
        """The rows that the name of one file or folder names: what its ways to say so share."""
        name = path.name
        by_file_name, _ = self._by_file_name(path)
        by_title = frozenset[int]()
        if not by_file_name:
            by_title = self._versions(name, self._longest(name, self._telling_titles))
        kinds = [
            by_file_name,
            self._longest(name, lambda row: (row.ref,)),
            self._longest(name, lambda row: (row.number,)),
            by_title,
            self._by_ordinal(name) if ordinals and self._are_ordinals_unique else frozenset(),
        ]
        said = [rows for rows in kinds if rows]
        if not said:
            return self._by_part_of_title(name)
        return frozenset.intersection(*said) or frozenset.union(*said)

    def _by_file_name(self, path: PurePosixPath) -> tuple[frozenset[int], bool]:
        """The rows that a column calls as the name does, and whether it joins several names."""
        if not self._file_names:
            return frozenset(), False
        right = right_named(path.name)
        for parts in cores(path.name, (*self._around, *names_above(path))):
            rows = [self._of_right(self._file_names.get(part, set()), right) for part in parts]
            if all(rows):
                return frozenset().union(*rows), len(parts) > 1
        return frozenset(), False

    def _of_right(self, rows: Iterable[int], right: PaperKind | None) -> set[int]:
        """The rows of that kind of right; all where the name tells none."""
        return {
            at for at in rows if right is None or self._rows[at].right in (right, PaperKind.UNKNOWN)
        }

    def _titles_in_file_names(self) -> frozenset[str]:
        """Titles within names for files that are none themselves: NORDVIK beside `NORDVIK 25`."""
        titles = {_plain(title) for row in self._rows for title in row.names}
        names = {_plain(name) for row in self._rows for name in row.file_names}
        joined = "\n".join(names)
        return frozenset(title for title in titles - names if title in joined)

    def _telling_titles(self, row: RowNames) -> Sequence[str]:
        return [name for name in row.names if _plain(name) not in self._in_others]

    def _by_part_of_title(self, name: str) -> frozenset[int]:
        """The one row with whose title the name shares the most characters in a row.

        `素材共享平台截图` is of 屿见品牌素材共享平台; what two titles share is of none.
        """
        plain = _plain(name)
        shared = [
            max((_shared(plain, _plain(title)) for title in row.names), default=0)
            for row in self._rows
        ]
        most = max(shared, default=0)
        found = frozenset(at for at, length in enumerate(shared) if length == most)
        return found if most >= _LEAST_SHARED and len(found) == 1 else frozenset()

    def _longest(self, text: str, names_of: Callable[[RowNames], Sequence[str]]) -> frozenset[int]:
        """The rows whose name is in the text; a name within another one's does not count."""
        found = {
            at: _plain(token)
            for at, row in enumerate(self._rows)
            for token in sorted(names_of(row), key=len)
            if _has(text, token)
        }
        return frozenset(
            at
            for at, token in found.items()
            if not any(token != other and token in other for other in found.values())
        )

    def _versions(self, text: str, rows: frozenset[int]) -> frozenset[int]:
        """Of several rows with one title, those whose version the text has."""
        if len(rows) < _LEAST:
            return rows
        fitting = {
            at
            for at in rows
            if (version := _folded(self._rows[at].version))
            and re.search(rf"{re.escape(version)}(?![\d.])", _folded(text))
        }
        return frozenset(fitting) or rows

    def _by_ordinal(self, name: str) -> frozenset[int]:
        plain = unicodedata.normalize("NFKC", name).strip()
        found = None if _NO_ORDINAL.match(plain) else _ORDINAL.match(plain)
        if found is None:
            return frozenset()
        number = found.group(1)
        return frozenset(
            at for at, row in enumerate(self._rows) if row.ordinal.lstrip("0") == number
        )


def names_above(path: PurePosixPath) -> list[str]:
    """The names of the folders above, without numbers before them."""
    return [_NUMBERED.sub("", folder.name) for folder in path.parents if folder.name]


def _names_around(rows: Sequence[RowNames]) -> tuple[str, ...]:
    """Names that may stand in a file's name beside the row's: clients and holders, if few."""
    names = {name for row in rows for name in (row.client, row.holder) if name}
    return tuple(names) if len(names) <= _FEW_NAMES else ()


@lru_cache(maxsize=65_536)
def _shared(one: str, other: str) -> int:
    """How many ideographs in a row two names share at the most; 0 for a few."""
    most = 0
    for run in _IDEOGRAPH_RUNS.findall(other):
        for start in range(len(run)):
            length = max(most + 1, _LEAST_SHARED)
            while start + length <= len(run) and run[start : start + length] in one:
                most = length
                length += 1
    return most


def _short_name(holder: str) -> str:
    """The two characters that follow the place in a Chinese company's name; "" for any other."""
    bare = _PLACE_IN_NAME.sub("", holder.strip())
    return bare[:_LEAST] if _COMPANY.search(holder) and _IDEOGRAPHS.match(bare) else ""


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold().strip()


@lru_cache(maxsize=4096)
def _plain(text: str) -> str:
    return _MARKS.sub("", _folded(text))


@lru_cache(maxsize=4096)
def _pattern(token: str) -> re.Pattern[str]:
    """The token with any marks or none between its parts, not as a part of a number or word."""
    parts = [re.escape(part) for part in _MARKS.split(_folded(token)) if part]
    before = r"(?<![a-z0-9])" if parts[0][0].isascii() else ""
    behind = r"(?![a-uw-z0-9]|v(?!\d))" if parts[-1][-1].isascii() else ""
    return re.compile(f"{before}{f'{_MARKS.pattern[:-1]}*'.join(parts)}{behind}")


def _has(text: str, token: str) -> bool:
    """Whether the text has the token; one of a single character has to be all of it."""
    plain = _plain(token)
    if len(plain) < _LEAST:
        return bool(plain) and _plain(text) == plain
    return _pattern(token).search(_folded(text)) is not None
