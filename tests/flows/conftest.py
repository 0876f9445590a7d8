"""What tests of a portal that changed share."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml

if TYPE_CHECKING:
    from collections.abc import Callable

    from ipp_bot.testing import TestWorkspace

ROOT = Path(__file__).resolve().parents[2]
SHIPPED = ROOT / "ipp_bot" / "profile" / "alibaba-ipp.yaml"


@pytest.fixture
def with_samples(ipp_workspace: TestWorkspace) -> TestWorkspace:
    """A workspace with the samples under manifests/."""
    shutil.copytree(ROOT / "manifests", ipp_workspace.root / "manifests")
    return ipp_workspace


@pytest.fixture
def mend(with_samples: TestWorkspace) -> Callable[[list[dict[str, Any]]], None]:
    """Changes the workspace's profile as `doctor --portal` told it, and nothing else."""

    def apply(mends: list[dict[str, Any]]) -> None:
        own = with_samples.root / "center.yaml"
        path = own if own.exists() else with_samples.root / "alibaba-ipp.yaml"
        source = path if path.exists() else SHIPPED
        data = yaml.load(source.read_text("utf-8"), yaml.BaseLoader)  # noqa: S506 - texts only
        data["timings"]["action"] = 3  # what is not there is not waited for long
        deleted = [one for one in mends if one["action"] == "delete"]
        kept = [one for one in mends if one["action"] != "delete"]
        # Places in lists hold until something goes: the last goes first.
        for one in [*kept, *sorted(deleted, key=lambda one: one["path"][-1], reverse=True)]:
            *way, last = one["path"]
            at = data
            for step in way:
                at = at[step]
            if one["action"] == "append":
                at[last].append(one["value"])
            elif one["action"] == "delete":
                del at[last]
            else:
                at[last] = one["value"]
        text = yaml.safe_dump(data, allow_unicode=True, sort_keys=False)
        path.write_text(text, encoding="utf-8")
        settings = with_samples.root / "ipp-bot.yaml"
        if "profile:" not in (said := settings.read_text("utf-8")):
            said = said.replace("portal: {", "portal: {profile: alibaba-ipp.yaml, ")
            settings.write_text(said, encoding="utf-8")

    return apply
