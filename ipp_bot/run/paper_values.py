"""What the papers of a list's row say that the list may leave out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipp_bot.reading import Certainty

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from ipp_bot.reading import Paper

__all__ = ["ATTORNEY", "EXPIRES", "IDENTIFICATION", "NUMBER", "values_said"]

ATTORNEY = "power_of_attorney.file"
EXPIRES = "power_of_attorney.expires_on"
IDENTIFICATION = "holder.identification.file"
NUMBER = "holder.identification.number"
_PROOFS = ("certificate.file", "proof.file")


def values_said(
    papers: Mapping[str, Sequence[Paper]], shown: Callable[[Paper], str]
) -> dict[str, tuple[str, str]]:
    """By the manifest's key, what the papers say for sure, and the name of one that does.

    Args:
        papers: of a row, by the key of the document.
        shown: how a paper is called.
    """
    holder = [*papers.get(IDENTIFICATION, ()), *papers.get(ATTORNEY, ())]
    proofs = [paper for key in _PROOFS for paper in papers.get(key, ())]
    found = {
        NUMBER: _said_by_all(holder, "identification_number"),
        EXPIRES: _said_by_all(papers.get(ATTORNEY, ()), "expires_on"),
        "certificate.number": _said_by_all(proofs, "certificate_number"),
    }
    for key in {key for paper in proofs for key in paper.fields if key.endswith("_on")}:
        found[key] = _said_by_all(proofs, key)
    return {key: (said[0], shown(said[1])) for key, said in found.items() if said is not None}


def _said_by_all(papers: Iterable[Paper], key: str) -> tuple[str, Paper] | None:
    """The one value that the papers have for sure, or that two of them agree on."""
    found = [(paper, paper.fields[key]) for paper in papers if key in paper.fields]
    values = [str(each.value) for _, each in found]
    is_sure = len(values) > 1 or any(each.state is Certainty.SURE for _, each in found)
    if len(set(values)) != 1 or not is_sure:
        return None
    return values[0], found[0][0]
