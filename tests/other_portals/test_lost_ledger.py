"""A ledger that was lost at portals whose lists tell little: nothing is filed a second time."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, Any

import pytest
import yaml

if TYPE_CHECKING:
    from collections.abc import Callable

    from ipp_bot.testing import TestWorkspace
    from tests.other_portals.portal import ForeignPortal
    from tests.other_portals.strangers import Met

OTHERS = 25
"""Records of the account that are newer than the one that was forgotten."""


def add_others(met: Met) -> None:
    """Somebody files by hand, so that the first page of the list is full of it."""
    registry = met.portal.registry
    [mine] = [one for one in registry.records.values() if one["sent"]]
    name, number = (
        next(key for key in keys if key in mine["values"])
        for keys in (("title", "mingcheng"), ("regNo", "dengjihao"))
    )
    for at in range(OTHERS):
        record = registry.open(mine["user"], mine["kind"], mine["place"], "")
        record["values"] = {
            **mine["values"],
            name: f"甲乙丙丁软件{at}",
            number: f"2019SR{700001 + at}",
        }
        record |= {"status": mine["status"], "when": mine["when"]}


@pytest.mark.soak
@pytest.mark.parametrize(
    ("name", "habit", "proven"),
    [
        ("ant3", "load_more", True),
        ("ant3", "endless", False),
        ("ant3", "split_tabs", True),
        ("ant3", "empty_first", True),
        ("old_htm", "endless", True),
        ("old_htm", "endless_end", False),
        ("old_htm", "split_links", True),
    ],
)
def test_what_was_filed_is_found_in_a_list_whatever_it_tells(
    meet: Callable[..., Met], name: str, habit: str, *, proven: bool
) -> None:
    met = meet(name)
    met.stranger.submit("acme-0002")
    [number] = met.portal.registry.sent
    add_others(met)
    met.portal.registry.habits = {habit}
    shutil.rmtree(met.stranger.workspace.root / ".ipp-bot")
    told = met.stranger.submit("acme-0002", "acme-0003")
    # Where nothing tells that all was seen, nothing is filed at all.
    words = f"already at the portal as {number}" if proven else "nothing says that these are all"
    assert words in told["acme-0002"]["reason"]
    assert (told["acme-0003"]["end"] == "submitted") is proven, told
    assert met.portal.registry.sent.count(number) == 1
    assert (met.count.wrong, met.count.twice) == ({}, [])
    assert len(met.portal.registry.sent) == 1 + proven


def lines_of(workspace: TestWorkspace, **more: Any) -> None:
    """Changes lines of the workspace's profile."""
    path = workspace.root / "own.yaml"
    data = yaml.load(path.read_text("utf-8"), yaml.BaseLoader)  # noqa: S506 - texts only
    text = yaml.safe_dump({**data, **more}, allow_unicode=True, sort_keys=False)
    path.write_text(text, encoding="utf-8")


@pytest.mark.soak
@pytest.mark.parametrize("variant", ["wizard", "paper", "board", "sheet", "plain"])
def test_a_list_that_says_nothing_of_its_end_lets_nothing_new_be_filed(
    portal: ForeignPortal, workspace: TestWorkspace, variant: str
) -> None:
    workspace.submit("manifests", "--only", "acme-0001")
    [number] = portal.registry.lodged
    for at in range(OTHERS):
        record = portal.registry.open("acme", "C", "cn")
        record["values"] = {"opus": f"Other {at}", "entry": f"2019SR{700001 + at}"}
        record |= {"status": "With the examiners", "when": "2026-01-05 09:00:00 UTC"}
    shutil.rmtree(workspace.root / ".ipp-bot")
    found = workspace.run("submit", "manifests", "--only", "acme-0001")
    assert found.returncode == 1, found.stdout + found.stderr
    assert f"already at the portal as {number}" in found.stdout, variant
    lines_of(workspace, listing={"filters": []})
    stopped = workspace.run("submit", "manifests", "--only", "acme-0002")
    assert stopped.returncode == 3, stopped.stdout + stopped.stderr
    assert "nothing says that these are all" in stopped.stdout
    assert portal.registry.lodged == [number]
