"""Variants of a test: some in `make test`, the rest in `make test-long`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ipp_bot.reached import RareState

__all__ = ["short"]


def short(variants: Iterable[Any], quick: int = 1, *, meets: Iterable[RareState] = ()) -> list[Any]:
    """The variants for `parametrize`; `make test` runs the first `quick`, the long run all others.

    A tuple is one variant with several parameters, as for `parametrize`. The first ones have to
    meet these states.
    """
    states = tuple(meets)
    marked: list[Any] = []
    for number, one in enumerate(variants):
        if number >= quick:
            marked.append(_marked(one, pytest.mark.soak))
        elif states:
            marked.append(_marked(one, pytest.mark.reaches(*states)))
        else:
            marked.append(one)
    return marked


def _marked(variant: Any, mark: pytest.MarkDecorator) -> Any:
    if hasattr(variant, "marks"):
        return pytest.param(*variant.values, marks=(*variant.marks, mark), id=variant.id)
    values = variant if isinstance(variant, tuple) else (variant,)
    return pytest.param(*values, marks=mark)
