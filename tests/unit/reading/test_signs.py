"""Signs of pictures: what their room says of their width, and what a person must look at."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ipp_bot.reading import values
from ipp_bot.reading.geometry import Box, Letter
from ipp_bot.reading.passage import Passage
from ipp_bot.reading.signs import look_alike

EM = 40.0
HALF = frozenset("()[],:;?!~/+-·–•‧") | frozenset("ABCDV0123456789.")


def line(text: str, *, half: frozenset[str] = HALF, seen: bool = True) -> list[Letter]:
    """The text as it stands on a page: signs of `half` take half of an ideograph's room.

    As in print, the ink of a full-width opening bracket is on the right of its cell, that of other
    signs on the left. A lower line marks a sign that no reading saw.
    """
    letters, x, spaced = [], 0.0, False
    for sign in text:
        room = EM / 2 if sign in half or sign == " " else EM
        middle = x + room * (0.75 if sign in "（［" else 0.25 if sign in "）］，：；？！" else 0.5)
        x += room
        if sign == " ":
            spaced = True
            continue
        if sign != "_":
            box = Box(middle - EM / 4, 0, middle + EM / 4, EM)
            score = 0.97 if seen else 1.0
            letters.append(Letter(sign, box, box, score=score, spaced=spaced, readings=2))
        spaced = False
    return letters


def read(text: str, printed: str) -> tuple[str, str]:
    """What becomes of a text that was read, where another is printed."""
    places = line(printed)
    passage = Passage.of(
        [
            [
                Letter(sign, at.box, at.place, score=0.97, spaced=at.spaced, readings=2)
                for sign, at in zip(text, places, strict=True)
            ]
        ]
    )
    return passage.text, passage.doubt()


@pytest.mark.parametrize(
    ("as_read", "printed"),
    [
        ("星云(长沙)科技公司", "星云（长沙）科技公司"),
        ("星云（长沙)科技公司", "星云（长沙）科技公司"),
        ("星云(长沙)科技公司", "星云(长沙)科技公司"),
        ("星云平台(安卓版)", "星云平台(安卓版)"),
        ("星云平台（安卓版）", "星云平台（安卓版）"),
        ("星云平台，教务之家", "星云平台,教务之家"),
        ("星云平台,教务之家", "星云平台，教务之家"),
        ("星云平台:教务之家", "星云平台：教务之家"),
        ("星云平台！教务之家", "星云平台!教务之家"),
        ("星云平台?教务之家", "星云平台？教务之家"),
        ("星云平台；教务之家", "星云平台;教务之家"),
        ("星云平台/教务之家", "星云平台／教务之家"),
    ],
)
def test_the_width_of_a_sign_is_measured(as_read: str, printed: str) -> None:
    assert read(as_read, printed) == (printed, "")


@pytest.mark.parametrize(
    ("as_read", "printed", "why"),
    [
        ("星云科技(V2)", "星云科技（V2）", "may be '('"),
        ("星云网络一安卓之家", "星云网络—安卓之家", "'一' may be '—'"),
        ("星云网络-安卓之家", "星云网络–安卓之家", "'-' may be '—'"),
        ("星云网络[安卓之家", "星云网络·安卓之家", "'[' was read as '·' too"),
        ("星云", "星云", ""),
    ],
)
def test_what_cannot_be_measured_is_looked_at(as_read: str, printed: str, why: str) -> None:
    assert why in read(as_read, printed)[1]
    assert bool(why) == bool(read(as_read, printed)[1])


@pytest.mark.parametrize(
    ("printed", "told"),
    [
        ("阿依古丽_买买提江", True),
        ("阿依古丽买买提江", False),
        ("星云网络_V2教务", True),
        ("星云网络V2教务", False),
        ("星云网络 V2教务", True),
        ("星云 教务 网络 平台", False),
    ],
)
def test_room_for_something_unseen(printed: str, told: bool) -> None:  # noqa: FBT001 - a table
    passage = Passage.of([line(printed)])
    assert ("room" in passage.doubt()) is told


@pytest.mark.parametrize(
    "name", ["一种星云装置", "星云统一平台", "星云一体化平台", "第一教务之家", "星云三合一平台"]
)
def test_one_in_usual_words_is_no_dash(name: str) -> None:
    assert read(name, name) == (name, "")


@pytest.mark.parametrize("dot", "•‧・∙⋅")
def test_middle_dots_are_one(dot: str) -> None:
    assert read(f"阿依古丽{dot}买买提", "阿依古丽·买买提") == ("阿依古丽·买买提", "")


@pytest.mark.parametrize(
    "name", ["星云(长沙)科技", "星云，教务", "星云—教务", "星云 V2", "星云•教务"]
)
def test_a_text_layer_says_what_it_means(name: str) -> None:
    passage = Passage.of([line(name, seen=False)])
    assert (passage.text, passage.doubt()) == (name, "")


@pytest.mark.parametrize(
    ("word", "sign"),
    [
        ("C1oud", "1"),
        ("Cl0ud", "0"),
        ("O2O", "O"),
        ("A1", "1"),
        ("Al", "l"),
        ("NebuIa", "I"),
        ("l8n", "l"),
        ("Cloud", ""),
        ("AI", ""),
        ("AIoT", ""),
        ("B2B", ""),
        ("3D", ""),
        ("H5", ""),
        ("Win10", ""),
        ("i18n", ""),
        ("iLink", ""),
        ("2021", ""),
        ("Ltd", ""),
        ("Inc", ""),
        ("LLC", ""),
    ],
)
def test_letters_and_digits_that_look_alike(word: str, sign: str) -> None:
    assert look_alike(word) == sign
    found = values.text(Passage.of([line(f"{word}星云")]))
    assert found is not None
    assert bool(found.why) is bool(sign)
    typed = values.text(Passage.of([line(f"{word}星云", seen=False)]))
    assert typed is not None
    assert typed.why == ""


def test_a_blank_before_a_value_is_no_doubt() -> None:
    first, *rest = line("2023 杭州星云")
    at = next(at for at, letter in enumerate(rest) if letter.text == "杭")
    rest[at] = replace(rest[at], rivals=("杭",))
    assert Passage.of([[first, *rest]]).cut(5).doubt() == ""


def test_a_blank_within_a_date_or_version_is_no_doubt() -> None:
    first, *rest = line("2022年04月16日")
    passage = Passage.of([[replace(first, rivals=("2",)), *rest]])
    found = values.date(passage)
    assert found is not None
    assert (found.value, found.why) == ("2022-04-16", "")
    assert passage.doubt() == "whether a blank stands before '2' is not plain"
