"""Two portals of other libraries, known by a profile alone: nothing wrong, nothing twice."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from tests.other_portals.ant3 import server as ant3
from tests.other_portals.old_htm import server as old_htm
from tests.other_portals.samples import Count, Vocabulary, samples
from tests.other_portals.strangers import SIGNED, Stranger
from tests.other_portals.vocabularies import ANT3, OLD_HTM

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

HERE = Path(__file__).parent
KNOWN = samples(SIGNED)


@dataclass
class Met:
    """A portal with some habits, and a workspace that knows it by its profile."""

    portal: Any
    stranger: Stranger
    words: Vocabulary

    @property
    def count(self) -> Count:
        """What the portal has got so far."""
        return Count.of(self.portal.registry.records.values(), self.words, KNOWN)


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
        return Met(portal, Stranger.at(tmp_path, portal.url, people, lines), words)

    return met


@pytest.mark.parametrize("name", ["ant3", "old_htm"])
def test_samples_of_three_forms_are_filed_as_they_are_written(
    meet: Callable[..., Met], name: str
) -> None:
    met = meet(name)
    met.stranger.submit_all("acme-0001", "mark-0002", "abroad-us-0001")
    assert sorted(met.count.right) == ["abroad-us-0001", "acme-0001", "mark-0002"]
    assert (met.count.wrong, met.count.twice) == ({}, [])


@pytest.mark.soak
@pytest.mark.parametrize("name", ["ant3", "old_htm"])
def test_every_sample_is_filed_as_it_is_written(meet: Callable[..., Met], name: str) -> None:
    met = meet(name)
    told = met.stranger.submit_all()
    assert sorted(met.count.right) == sorted(KNOWN), told
    assert (met.count.wrong, met.count.twice) == ({}, [])
