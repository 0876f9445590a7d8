"""A foreign portal of each kind, and a workspace with a profile of it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from ipp_bot.testing import TestWorkspace
from tests.other_portals.ant3 import server as ant3
from tests.other_portals.old_htm import server as old_htm
from tests.other_portals.portal import PEOPLE, ForeignPortal
from tests.other_portals.profiles import edit
from tests.other_portals.strangers import Met, Stranger
from tests.other_portals.vocabularies import ANT3, OLD_HTM
from tests.support.manifests import write_manifest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

HERE = Path(__file__).parent


@pytest.fixture(scope="session")
def _portals() -> Iterator[Callable[[str], ForeignPortal]]:
    running: dict[str, ForeignPortal] = {}

    def get(variant: str) -> ForeignPortal:
        if variant not in running:
            running[variant] = ForeignPortal(variant)
        return running[variant]

    yield get
    for portal in running.values():
        portal.stop()


@pytest.fixture
def variant() -> str:
    """The kind of portal, unless a test is parametrised with it."""
    return "wizard"


@pytest.fixture
def portal(_portals: Callable[[str], ForeignPortal], variant: str) -> ForeignPortal:
    """A fresh foreign portal."""
    found = _portals(variant)
    found.registry.reset()
    return found


@pytest.fixture
def workspace(tmp_path: Path, portal: ForeignPortal, variant: str) -> TestWorkspace:
    """A workspace whose profile was copied and edited; no code knows the portal."""
    password, complainant = PEOPLE["acme"]
    made = TestWorkspace(tmp_path, portal.url, {"IPP_TEST_ACME": password})
    assert made.run("profile", "copy", "alibaba-ipp", "own.yaml").returncode == 0
    edit(tmp_path / "own.yaml", variant)
    (tmp_path / "ipp-bot.yaml").write_text(
        f'portal: {{profile: own.yaml, url: "{portal.url}", settle_seconds: 1}}\n'
        "accounts:\n  acme: {username: acme, password_env: IPP_TEST_ACME, "
        f"complainant: {complainant}}}\n",
        encoding="utf-8",
    )
    write_manifest(tmp_path, 2)
    return made


@pytest.fixture(scope="session")
def _running() -> Iterator[dict[str, Any]]:
    portals: dict[str, Any] = {}
    yield portals
    for portal in portals.values():
        portal.stop()


@pytest.fixture
def meet(_running: dict[str, Any], tmp_path: Path) -> Callable[..., Met]:
    """A fresh portal with these habits, and a workspace for it."""
    kinds = {
        "ant3": (ant3.Ant3Portal, ant3.PEOPLE, ANT3),
        "old_htm": (old_htm.OldPortal, old_htm.PEOPLE, OLD_HTM),
    }

    def met(name: str, *habits: str) -> Met:
        make, people, words = kinds[name]
        if name not in _running:
            _running[name] = make()
        portal = _running[name]
        portal.registry.reset(*habits)
        lines = yaml.safe_load((HERE / name / "profile.yaml").read_text("utf-8"))
        if "cascader" in habits:  # one list asks for place and country
            lines["labels"]["country.label"] = lines["labels"]["place.label"]
        return Met(portal, Stranger.at(tmp_path, portal.url, people, lines), words)

    return met
