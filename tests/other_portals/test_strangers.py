"""Two portals of other libraries, known by a profile alone: nothing wrong, nothing twice."""

from __future__ import annotations

import logging
import random
from typing import TYPE_CHECKING, Any

import pytest

from tests.other_portals.ant3 import server as ant3
from tests.other_portals.old_htm import server as old_htm
from tests.other_portals.strangers import KNOWN

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.other_portals.strangers import Met

log = logging.getLogger(__name__)
SERVERS = {"ant3": ant3, "old_htm": old_htm}
THREE = ("acme-0001", "mark-0002", "abroad-us-0001")
"""Samples of three forms that have, between them, every kind of field."""


def submitted(told: dict[str, dict[str, Any]]) -> list[str]:
    """The samples that ended as submitted, which means as their manifests say."""
    return sorted(ref for ref, one in told.items() if one["end"] == "submitted")


@pytest.mark.parametrize("name", ["ant3", "old_htm"])
def test_samples_of_three_forms_are_filed_as_they_are_written(
    meet: Callable[..., Met], name: str
) -> None:
    met = meet(name)
    told = met.stranger.submit_all(*THREE)
    assert sorted(met.count.right) == submitted(told) == sorted(THREE), told
    assert (met.count.wrong, met.count.twice) == ({}, [])


@pytest.mark.soak
@pytest.mark.parametrize("name", ["ant3", "old_htm"])
def test_every_sample_is_filed_as_it_is_written(meet: Callable[..., Met], name: str) -> None:
    met = meet(name)
    told = met.stranger.submit_all()
    assert sorted(met.count.right) == submitted(told) == sorted(KNOWN), told
    assert (met.count.wrong, met.count.twice) == ({}, [])


CUTS = ("cuts_names",)
"""Habits with which a portal keeps something else than was typed: nothing may be filed."""
UNPROVEN = {"ant3": ("endless",), "old_htm": ("endless_end",)}
"""Lists that do not tell whether all was shown: nothing may be filed either."""
SERVED = [
    (name, habit)
    for name, server in SERVERS.items()
    for habit in server.HABITS
    if habit not in (*CUTS, *UNPROVEN[name])
]
"""Portals with each habit under which everything is to be filed."""


@pytest.mark.soak
@pytest.mark.parametrize("name", ["ant3", "old_htm"])
def test_a_text_that_is_cut_when_its_field_is_left_is_not_submitted(
    meet: Callable[..., Met], name: str
) -> None:
    met = meet(name, *CUTS)
    told = met.stranger.submit("acme-0002")["acme-0002"]
    assert told["end"] != "submitted"
    assert "爱可美线索管理软件" in told["reason"]
    assert met.portal.registry.sent == []


MANY = {
    "ant3": ("combobox", "chips", "popconfirm", "agreement", "spaced", "toast_number", "mask"),
    "old_htm": (
        "drawn_lists",
        "picture_radios",
        "link_buttons",
        "layers_in_top",
        "alert_saved",
        "div_headings",
        "bare_labels",
        "grey_text",
        "stored_first",
        "frame_only",
        "late_script",
        "picture_status",
        "td_heads",
    ),
}
"""Habits that a portal of that time has all at once."""


@pytest.mark.parametrize("name", ["ant3", pytest.param("old_htm", marks=pytest.mark.soak)])
def test_a_portal_with_many_habits_gets_its_filings_right(
    meet: Callable[..., Met], name: str
) -> None:
    met = meet(name, *MANY[name])
    told = met.stranger.submit("acme-0002")
    assert met.count.right == submitted(told) == ["acme-0002"], told
    assert (met.count.wrong, met.count.twice) == ({}, [])


@pytest.mark.soak
@pytest.mark.parametrize(("name", "habit"), SERVED)
def test_each_habit_is_served(meet: Callable[..., Met], name: str, habit: str) -> None:
    refs = ["poa-0003"] if habit.startswith("template") else [*THREE]
    if habit == "shadow":
        refs.append("poa-0003")
    met = meet(name, habit)
    told = met.stranger.submit_all(*refs)
    assert (met.count.wrong, met.count.twice) == ({}, [])
    assert sorted(met.count.right) == submitted(told) == sorted(refs), told


@pytest.mark.soak
@pytest.mark.timeout(1800)
@pytest.mark.parametrize(("name", "habit"), SERVED)
def test_each_habit_with_every_sample(meet: Callable[..., Met], name: str, habit: str) -> None:
    met = meet(name, habit)
    told = met.stranger.submit_all()
    log.info("%s %s: %d of %d right", name, habit, len(met.count.right), len(KNOWN))
    assert (met.count.wrong, met.count.twice) == ({}, [])
    assert sorted(met.count.right) == submitted(told) == sorted(KNOWN), told


SEED = 17
PAIRS = 20
"""Draws for each portal."""
APART = (
    {"combobox", "search"}, {"calendar", "calendar_clicks", "enter_dates"}, {"tabs", "split_tabs"},
    {"confirm", "popconfirm"}, {"template_tab", "template_window", "template_blob"},
    {"shared_worker", "service_worker"}, {"drawn_radios", "picture_radios"},
    {"link_buttons", "image_buttons"}, {"layers", "layers_in_top"}, {"add_file", "upload_popup"},
    {"template_tab", "template_window", "template_inline", "template_blob"},
)  # fmt: skip
"""Habits of which a portal has one at most."""


def drawn(name: str, draw: int) -> tuple[list[str], list[str]]:
    """Two habits that go together, and two samples."""
    chance = random.Random(f"{SEED} {name} {draw}")  # noqa: S311 - a test's choice
    habits = [habit for portal, habit in SERVED if portal == name]
    pair = chance.sample(habits, 2)
    while any(group.issuperset(pair) for group in APART):
        pair = chance.sample(habits, 2)
    return pair, chance.sample(sorted(KNOWN), 2)


@pytest.mark.soak
@pytest.mark.parametrize("draw", range(PAIRS))
@pytest.mark.parametrize("name", ["ant3", "old_htm"])
def test_pairs_of_habits_with_samples_drawn_by_lot(
    meet: Callable[..., Met], name: str, draw: int
) -> None:
    pair, refs = drawn(name, draw)
    met = meet(name, *pair)
    told = met.stranger.submit_all(*refs)
    log.info(
        "%s %s %s: %s", name, pair, refs, [(one["end"], one["reason"]) for one in told.values()]
    )
    assert (met.count.wrong, met.count.twice) == ({}, [])
    assert sorted(met.count.right) == submitted(told) == sorted(refs), told


@pytest.mark.parametrize(
    ("name", "habit"),
    [
        pytest.param("old_htm", "alert_back", marks=pytest.mark.soak),
        pytest.param("old_htm", "red_text", marks=pytest.mark.soak),
        pytest.param("ant3", "refused_toast", marks=pytest.mark.soak),
    ],
)
def test_a_refusal_is_told_in_the_portals_words(
    meet: Callable[..., Met], name: str, habit: str
) -> None:
    met = meet(name, habit)
    number = {"old_htm": "dengjihao", "ant3": "regNo"}[name]
    met.portal.registry.refuses = {number: "请更正：该号码已被他人占用"}
    told = met.stranger.submit("acme-0002")["acme-0002"]
    assert told["end"] == "refused"
    assert "该号码已被他人占用" in told["reason"]
    assert met.portal.registry.sent == []


@pytest.mark.soak
def test_reasons_in_lines_of_a_cell_are_told(meet: Callable[..., Met]) -> None:
    met = meet("old_htm", "picture_status", "td_heads", "reasons_in_cell")
    met.stranger.submit("acme-0002")
    [number] = met.portal.registry.sent
    met.portal.registry.review(number, "已退回", "版权登记号：与证书不符", "证书模糊不清")
    synced = met.stranger.workspace.run("sync")
    assert synced.returncode == 3, synced.stdout + synced.stderr
    assert "“与证书不符”" in synced.stdout
    assert "“证书模糊不清”" in synced.stdout


CHANGES: dict[str, dict[str, dict[str, Any]]] = {
    "ant3": {
        "a name that is cut": {"alters": {"title": "爱可美线索"}},
        "another day": {"alters": {"done": "2021-08-03"}},
        "another option": {"alters": {"scope": "部分"}},
        "no file": {"loses": {"shots"}},
    },
    "old_htm": {
        "a name that is cut": {"alters": {"mingcheng": "爱可美线索"}},
        "another day": {"alters": {"wancheng": "2021-08-03"}},
        "another option": {"alters": {"fanwei": "P"}},
        "no file": {"loses": {"jietu"}},
    },
}
"""What a portal keeps in place of what it got, without a word."""


@pytest.mark.soak
@pytest.mark.parametrize(
    ("name", "change"), [(name, change) for name, some in CHANGES.items() for change in some]
)
def test_what_a_portal_changes_by_itself_is_not_submitted(
    meet: Callable[..., Met], name: str, change: str
) -> None:
    met = meet(name)
    for what, value in CHANGES[name][change].items():
        setattr(met.portal.registry, what, value)
    told = met.stranger.submit("acme-0002")["acme-0002"]
    assert told["end"] != "submitted"
    assert met.portal.registry.sent == []
