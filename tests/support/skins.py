"""Skins and languages of the local portal, for tests that hold at all of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["everywhere"]

Test = TypeVar("Test", bound="Callable[..., Any]")

PLACES = [(skin, lang) for skin in ("classic", "modern", "center") for lang in ("en", "zh")]
AT_HOME = "classic-en"


def everywhere(*quick: str) -> Callable[[Test], Test]:
    """The test runs at each skin in each language; `make test` runs classic-en and the named ones.

    It may ask for the fixture `where`, the name of the place.
    """

    def place(skin: str, lang: str) -> Any:
        name = f"{skin}-{lang}"
        marks = [pytest.mark.ipp_portal(skin=skin, lang=lang)]
        if name not in (AT_HOME, *quick):
            marks += [pytest.mark.soak, pytest.mark.timeout(1200)]
        return pytest.param(name, marks=marks, id=name)

    def decorate(test: Test) -> Test:
        at_each = pytest.mark.parametrize("where", [place(*one) for one in PLACES])
        found: Test = pytest.mark.usefixtures("where")(at_each(test))
        return found

    return decorate
