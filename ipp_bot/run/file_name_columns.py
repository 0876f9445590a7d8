"""Columns of a list that say what files are called: `材料简称`, whatever their titles."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ipp_bot.run.file_name_parts import cores, plain
from ipp_bot.run.paper_names import names_above

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from collections.abc import Set as AbstractSet
    from pathlib import PurePosixPath

    RowKey = tuple[str, int]

__all__ = ["FileNameColumns", "file_name_columns"]

_LEAST = 2
"""Characters of a name for files, and names that files have to bear."""
_MOST_OF_NUMBER = 2
"""Digits of a number that is no name: a class, a running number."""


@dataclass(frozen=True, slots=True)
class FileNameColumns:
    """What such columns say."""

    titles: tuple[str, ...] = ()
    names: Mapping[RowKey, tuple[str, ...]] = field(default_factory=dict)
    """By row, what names of files call it."""


def file_name_columns(
    texts: Mapping[RowKey, Mapping[str, str]],
    paths: Sequence[PurePosixPath],
    around: Iterable[str],
) -> FileNameColumns:
    """The columns at least half of whose texts are the telling part of a file's or folder's name.

    Args:
        texts: by row, the texts below the titles that stand for no key.
        paths: the files.
        around: names that may stand in a file's name beside it.
    """
    if not any(texts.values()):
        return FileNameColumns()
    names = tuple(around)
    places = {place for path in paths for place in (path.with_suffix(""), *path.parents)}
    called = {
        part
        for place in places
        if place.name
        for parts in cores(place.name, (*names, *names_above(place)))
        for part in parts
    }
    below: dict[str, list[str]] = {}
    for row in texts.values():
        for title, text in row.items():
            if _may_be_name(text):
                below.setdefault(title, []).append(plain(text))
    titles = tuple(title for title, said in below.items() if _are_names(said, called))
    return FileNameColumns(
        titles,
        {
            key: tuple(row[title] for title in titles if _may_be_name(row.get(title, "")))
            for key, row in texts.items()
        },
    )


def _are_names(said: Sequence[str], called: AbstractSet[str]) -> bool:
    """Whether at least half of the texts name files, and not one for all rows."""
    texts = {*said}
    met = texts & called
    return len(met) >= min(_LEAST, len(said)) and len(met) * 2 >= len(texts)


def _may_be_name(text: str) -> bool:
    bare = plain(text)
    return len(bare) >= _LEAST and not (bare.isdecimal() and len(bare) <= _MOST_OF_NUMBER)
