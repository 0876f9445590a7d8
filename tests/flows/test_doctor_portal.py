"""`doctor --portal`: a portal that changed is told in all its changes, and nothing stays behind."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from tests.support.hurried import hurry
from tests.support.waiting import HOUR, until

if TYPE_CHECKING:
    from collections.abc import Callable

    from ipp_bot.testing import PortalProcess, TestWorkspace

CHANGES = (
    {"kind": "rename_label", "field": "version", "label": "Release"},
    {"kind": "rename_label", "field": "mark_type", "label": "Form of the sign"},
    {"kind": "new_required_field", "field": "telephone", "label": "Contact phone"},
    {"kind": "remove_option", "field": "acquisition", "option": "inherited"},
    {"kind": "rename_option", "field": "rights_scope", "option": "partial", "label": "Some rights"},
    {"kind": "add_option", "field": "patent_kind", "option": "plant", "label": "Plant patent"},
    {"kind": "require_field", "field": "translation"},
    {"kind": "remove_field", "field": "short_name"},
    {"kind": "rename_button", "button": "submit", "label": "Send for review"},
    # By the way, a page that fails technically once.
    {"at": "record", "kind": "status", "code": 500, "skip": 3, "times": 1},
)
SEEN = {
    ("renamed field", "version", "", "Release"),
    ("renamed field", "mark_type", "", "Form of the sign"),
    ("new required field", "", "", ""),
    ("missing option", "acquisition", "inherited", ""),
    ("renamed option", "rights_scope", "partial", "Some rights"),
    ("new option", "patent_kind", "Plant patent", ""),
    ("now required", "translation", "", ""),
    ("missing field", "short_name", "", ""),
    ("renamed button", "button.submit", "", "Send for review"),
}
BEYOND = {
    "center-zh": {"作品是否署名", "权属登记日期", "作品是否商品化"},
    "center-en": {
        "Is the work signed by its author?",
        "Date of ownership registration",
        "Is the work used commercially?",
    },
}
"""What the branch without certificate asks there beyond the profile, and may be left empty."""


def look(workspace: TestWorkspace, *more: str) -> tuple[int, dict[str, Any]]:
    """The exit status and what the walk found."""
    done = workspace.run("doctor", "--portal", "--json", *more)
    assert done.stdout, done.stderr
    told: dict[str, Any] = json.loads(done.stdout)
    return done.returncode, told.get("portal", told)


@pytest.mark.parametrize(
    "where",
    [
        pytest.param("classic"),
        pytest.param(
            "modern",
            marks=[
                pytest.mark.ipp_portal(skin="modern", lang="zh"),
                pytest.mark.soak,
                pytest.mark.timeout(900),
            ],
        ),
        *(
            pytest.param(
                f"center-{lang}",
                marks=[
                    pytest.mark.ipp_portal(skin="center", lang=lang),
                    pytest.mark.soak,
                    pytest.mark.timeout(900),
                ],
            )
            for lang in ("zh", "en")
        ),
    ],
)
def test_every_change_is_told_and_its_lines_mend_the_profile(
    where: str,
    ipp_portal: PortalProcess,
    with_samples: TestWorkspace,
    mend: Callable[[list[dict[str, Any]]], None],
) -> None:
    ipp_portal.faults(*CHANGES)
    status, found = look(with_samples, "manifests/software/acme.yaml", "manifests/trademark.yaml")
    assert status == 3
    assert len(found["forms"]) == 8, where
    seen = {
        (one["kind"], one["key"], one["option"], next(iter(one["candidates"]), ""))
        for one in found["changes"]
    }
    asked = BEYOND.get(where, set())
    assert seen == SEEN | ({("new field", "", "", "")} if asked else set())
    named = {one["label"] for one in found["changes"] if not one["key"]}
    assert named == {"Contact phone"} | asked
    assert {hit["ref"] for hit in found["hits"]} >= {"acme-0001", "mark-0001", "mark-0002"}
    [first] = [hit for hit in found["hits"] if hit["ref"] == "acme-0001"]
    assert "software/acme.yaml:" in first["place"]
    assert any("short_name" in line for line in first["changes"])
    assert ipp_portal.iprs() == []

    mend(found["mends"])
    status, found = look(with_samples)
    left = [one["kind"] for one in found["changes"] if one["key"]]
    assert left == ["new option"] * 2, found["changes"]
    # What was beyond the profile is answered now, and reveals more, some of it required.
    more = {one["label"] for one in found["changes"] if not one["key"]}
    assert more.isdisjoint({"Contact phone", *asked})
    assert (status, bool(more)) == ((3, True) if asked else (0, False))
    assert ipp_portal.iprs() == []


def test_the_portal_as_it_is_matches_the_shipped_profile_and_a_killed_walk_leaves_nothing(
    ipp_portal: PortalProcess, ipp_workspace: TestWorkspace
) -> None:
    ipp_portal.faults({"at": "delete", "kind": "latency", "seconds": HOUR, "times": 1})
    walk = subprocess.Popen(
        [sys.executable, "-m", "ipp_bot", "doctor", "--portal"],
        cwd=ipp_workspace.root,
        env={**os.environ, **ipp_workspace.environment},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    # Its draft is filled in, saved and noted down by now; the portal keeps it from being deleted.
    until(lambda: ipp_portal.struck() or walk.poll() is not None)
    walk.kill()
    walk.wait()
    assert len(ipp_portal.iprs()) == 1
    seeded = ipp_portal.call("POST", "seed", {"account": "acme", "count": 1, "pending": 0})
    done = ipp_workspace.run("doctor", "--portal")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "The portal matches the profile: 8 forms looked over." in done.stdout
    # What was not ours stays.
    assert [ipr["number"] for ipr in ipp_portal.iprs()] == seeded["numbers"]


@pytest.mark.parametrize(
    ("point", "left"),
    [
        pytest.param("after-first-save-intent", 0, marks=pytest.mark.soak),
        pytest.param("after-first-save-click", 1, marks=pytest.mark.soak),
    ],
)
def test_a_check_that_dies_between_click_and_number_leaves_nothing(
    point: str, left: int, ipp_portal: PortalProcess, ipp_workspace: TestWorkspace
) -> None:
    hurry(ipp_workspace.root)
    ipp_workspace.environment["IPP_BOT_CRASH_AT"] = point
    killed = ipp_workspace.run("doctor", "--portal")
    assert killed.returncode == -signal.SIGKILL, killed.stdout + killed.stderr
    assert len(ipp_portal.iprs()) == left
    del ipp_workspace.environment["IPP_BOT_CRASH_AT"]
    done = ipp_workspace.run("doctor", "--portal")
    assert done.returncode == 0, done.stdout + done.stderr
    assert ipp_portal.iprs() == []


@pytest.mark.soak
def test_a_first_save_of_the_check_that_comes_late_leaves_nothing(
    ipp_portal: PortalProcess, ipp_workspace: TestWorkspace
) -> None:
    ipp_portal.faults({"kind": "late_commit", "at": "first_save", "seconds": 0.7, "times": 1})
    ipp_workspace.run("doctor", "--portal")
    done = ipp_workspace.run("doctor", "--portal")
    assert done.returncode == 0, done.stdout + done.stderr
    assert ipp_portal.iprs() == []
