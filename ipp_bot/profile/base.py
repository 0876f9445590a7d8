"""What all parts of a profile are made of."""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import Annotated

from pydantic import BeforeValidator

__all__ = ["Vocabulary", "Words", "folded"]


@lru_cache(maxsize=8192)
def folded(text: str) -> str:
    """The text as labels are compared: without width, case, spaces and punctuation at the end."""
    return "".join(unicodedata.normalize("NFKC", text).casefold().split()).rstrip(":*.。")


def _tuple(value: object) -> object:
    return (value,) if isinstance(value, str) else value


Words = Annotated[tuple[str, ...], BeforeValidator(_tuple)]
Vocabulary = dict[str, Words]
"""Tokens of the manifest, each with the labels that the portal may show for it."""
