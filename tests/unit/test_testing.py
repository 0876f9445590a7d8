"""The plugin's comparison sees everything that a record may lack, bear twice or have too much."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from ipp_bot.testing import record_differences

if TYPE_CHECKING:
    from collections.abc import Callable

FILE = SimpleNamespace(name="a.png", sha256="aa")
VALUES = {
    "has_certificate": "yes",
    "acquisition": "original",
    "name": "星云",
    "author": "甲; 乙",
    "class": ("9", "42"),
    "first_published_on": "2022-06-18",
}
TYPED = {"name": "星云", "author": "甲; 乙"}
CHECKS = {"registration_number": "foreign-registration-number"}
UNSAID = {"acquisition", "has_certificate"}


def frozen() -> Any:
    return SimpleNamespace(
        values=VALUES,
        uploads=lambda: {"certificate": (FILE,), "screenshot": (FILE, FILE)},
    )


def record() -> dict[str, Any]:
    fields = {key: value for key, value in VALUES.items() if key != "has_certificate"}
    slots = ("certificate", "screenshot", "screenshot")
    return {
        "fields": {**fields, "class": [9, 42], "certificate_kind": "works-registration"},
        "attachments": [{"slot": slot, "filename": "a.png", "sha256": "aa"} for slot in slots],
    }


def test_an_equal_record_has_no_difference() -> None:
    assert record_differences(record(), frozen(), UNSAID, TYPED, CHECKS) == []


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda r: r["fields"].update(name="Other"), "name is 'Other' instead of '星云'"),
        (lambda r: r["fields"].pop("first_published_on"), "first_published_on is None"),
        (lambda r: r["fields"].update(acquisition="assigned"), "acquisition is 'assigned'"),
        (lambda r: r["fields"].update(version="V1"), "version is 'V1', which no manifest says"),
        (lambda r: r["attachments"].pop(), "a.png of screenshot is missing"),
        (lambda r: r["attachments"].append(r["attachments"][0]), "a.png in certificate is unknown"),
        (lambda r: r["attachments"][0].update(filename="b.png"), "a.png of certificate is missing"),
    ],
)
def test_every_difference_is_told(change: Callable[[dict[str, Any]], object], said: str) -> None:
    shown = record()
    change(shown)
    assert said in "\n".join(record_differences(shown, frozen(), UNSAID, TYPED, CHECKS))


def test_a_number_that_the_client_rewrote_is_told() -> None:
    shown = record()
    shown["fields"]["registration_number"] = "HK2021004417"
    made = frozen()
    made.values = {**VALUES, "registration_number": "HK2021004417"}
    typed = {**TYPED, "registration_number": "HK-2021-004417"}
    assert record_differences(shown, made, UNSAID, typed, CHECKS) == [
        "registration_number is 'HK2021004417' instead of 'HK-2021-004417'"
    ]
