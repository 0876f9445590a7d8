"""What all parts of a profile are made of."""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING, Annotated

from pydantic import BeforeValidator

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

__all__ = ["Vocabulary", "Words", "folded", "token_of"]


@lru_cache(maxsize=8192)
def folded(text: str) -> str:
    """The text as labels are compared: without width, case, spaces and punctuation at the end."""
    return "".join(unicodedata.normalize("NFKC", text).casefold().split()).rstrip(":*.。")


def _tuple(value: object) -> object:
    return (value,) if isinstance(value, str) else value


Words = Annotated[tuple[str, ...], BeforeValidator(_tuple)]
Vocabulary = dict[str, Words]
"""Tokens of the manifest, each with the labels that the portal may show for it."""


def token_of(text: str, vocabulary: Mapping[str, Iterable[str]]) -> str:
    """The token whose label the text is; "" if the vocabulary does not know the text."""
    wanted = folded(text)
    for token, labels in vocabulary.items():
        if any(folded(label) == wanted for label in labels):
            return token
    return ""
