"""Variants of a test: some in `make test`, the rest in `make test-long`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["short"]


def short(variants: Iterable[Any], quick: int = 1) -> list[Any]:
    """The variants for `parametrize`; `make test` runs the first `quick`, the long run all others.

    A tuple is one variant with several parameters, as for `parametrize`.
    """
    marked: list[Any] = []
    for number, one in enumerate(variants):
        if number < quick:
            marked.append(one)
        elif hasattr(one, "marks"):
            marks = (*one.marks, pytest.mark.soak)
            marked.append(pytest.param(*one.values, marks=marks, id=one.id))
        else:
            values = one if isinstance(one, tuple) else (one,)
            marked.append(pytest.param(*values, marks=pytest.mark.soak))
    return marked
