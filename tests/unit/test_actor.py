"""Who acts, and which spellings are of one person."""

from __future__ import annotations

import getpass
import platform
from contextvars import copy_context

import pytest

from ipp_bot.actor import Actor, act_as, current_actor, folded_name
from ipp_bot.errors import UsageError


@pytest.mark.parametrize(
    "name",
    ["LI", " li ", "ＬＩ", "lí", "l\u200bi", "L I", "ﬁ", "Ⅼi"],
)
def test_spellings_of_one_name_are_one_person(name: str) -> None:
    expected = name != "ﬁ"  # that one is spelled f, i
    assert Actor("li", "a").is_same_person(name) is expected


@pytest.mark.parametrize(("one", "other"), [("li", "liu"), ("李", "李四"), ("wang", "li")])
def test_other_names_are_other_people(one: str, other: str) -> None:
    assert folded_name(one) != folded_name(other)


@pytest.mark.parametrize("name", ["", "  ", "\u200b", "li\u200b", "a\x00b", "\u0301"])
def test_what_is_no_name_is_refused(name: str) -> None:
    with pytest.raises(UsageError, match="is no name of a person"):
        act_as(name)


def test_a_name_has_a_length() -> None:
    with pytest.raises(UsageError, match="at most 64 characters, not 10000"):
        act_as("李" * 10_000)


def test_without_a_name_the_system_says_who_acts() -> None:
    assert current_actor() == Actor(getpass.getuser(), platform.node())

    def named() -> str:
        act_as("  Wang   Fang ")
        return str(current_actor())

    assert copy_context().run(named) == f"Wang Fang@{platform.node()}"
    assert current_actor().name == getpass.getuser()
