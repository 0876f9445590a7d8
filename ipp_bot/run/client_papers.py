"""Whether the rows of a list whose papers lie in one folder are one client's."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rapidfuzz.distance import Levenshtein

from ipp_bot.manifest import same_name
from ipp_bot.run.file_name_parts import plain

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from collections.abc import Set as AbstractSet
    from pathlib import PurePosixPath

    from ipp_bot.run.paper_names import RowNames

__all__ = ["are_of_one_client", "is_misspelt", "rows_around"]

_HAN = re.compile(r"[㐀-鿿]")
_ALIKE = 0.85
"""How alike two foreign names are of which one may be misspelt."""


def rows_around(
    folder: PurePosixPath, places: Mapping[PurePosixPath, AbstractSet[int]]
) -> frozenset[int]:
    """The rows that have papers in the folder, else in the nearest one above."""
    return next(
        (frozenset(rows) for place in (folder, *folder.parents) if (rows := places.get(place))),
        frozenset(),
    )


def is_misspelt(one: str, other: str) -> bool:
    """Whether two foreign names are one but for a slip: OUTDOORS AS and OUTDOOR AS."""
    if not one or not other or same_name(one, other) or _HAN.search(one + other):
        return False
    return Levenshtein.normalized_similarity(plain(one), plain(other)) >= _ALIKE


def are_of_one_client(rows: Sequence[RowNames]) -> bool:
    """Whether one holder has all the rows, be it under a Chinese and a foreign name."""
    for said in ({row.client for row in rows}, {row.identity for row in rows}):
        if "" not in said and said:
            return len(said) == 1
    if len({row.identity for row in rows} - {""}) > 1:
        return False
    holders: list[str] = []
    for row in rows:
        if row.holder and not any(same_name(row.holder, other) for other in holders):
            holders.append(row.holder)
    chinese = [holder for holder in holders if _HAN.search(holder)]
    foreign = [plain(holder) for holder in holders if not _HAN.search(holder)]
    return (
        bool(holders)
        and len(chinese) <= 1
        and all(Levenshtein.normalized_similarity(foreign[0], each) >= _ALIKE for each in foreign)
    )
