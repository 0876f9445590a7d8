"""A session that ends at each of twenty places of a filing: signed in again, nothing twice."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import pytest

from tests.support.manifests import write_manifest

if TYPE_CHECKING:
    from tests.crash.conftest import LoadWorkspace

log = logging.getLogger(__name__)
PLACES = 20
"""Requests of a filing, the sign-in's included, at each of which the session ends once."""
SKINS = [
    pytest.param(kind, marks=pytest.mark.ipp_portal(skin=skin, lang=lang), id=f"{skin}-{kind}")
    for skin, lang, kind in (
        ("classic", "en", "expire_session"),
        ("modern", "en", "expire_session"),
        ("center", "zh", "expire_session"),
        ("center", "zh", "session_over_page"),
    )
]


def sign_ins(agency: LoadWorkspace) -> int:
    """How often somebody has signed in."""
    return int(agency.portal.stats()["sign_ins"])


@pytest.mark.soak
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("kind", SKINS)
def test_a_session_may_end_at_any_request_of_a_filing(kind: str, agency: LoadWorkspace) -> None:
    write_manifest(agency.workspace.root, PLACES)
    ended = []
    for place in range(PLACES):
        before = sign_ins(agency)
        agency.portal.faults({"kind": kind, "at": "any", "skip": place, "times": 1})
        done = agency.submit("--only", f"acme-{place + 1:04}")
        assert done.returncode == 0, f"{place}: {done.stdout}{done.stderr}"
        ended += [place] if sign_ins(agency) > before + (place == 0) else []
    agency.portal.faults()
    agency.assert_exactly_once()
    log.info("ended at %d of %d places: %s", len(ended), PLACES, ended)
    assert len(ended) >= PLACES // 2


@pytest.mark.soak
@pytest.mark.timeout(3600)
@pytest.mark.ipp_portal(skin="center", lang="zh")
def test_where_a_slider_follows_a_person_is_asked_and_nothing_is_lost(
    agency: LoadWorkspace,
) -> None:
    write_manifest(agency.workspace.root, PLACES)
    asked = []
    for place in range(0, PLACES, 2):
        only = ("--only", f"acme-{place + 1:04}")
        agency.portal.faults(
            {"kind": "session_over_page", "at": "any", "skip": place, "times": 1},
            {"kind": "slider_in_frame", "at": "sign_in", "times": 1},
        )
        done = agency.submit(*only)
        if done.returncode:
            asked.append(place)
            assert "slider" in done.stdout + done.stderr, f"{place}: {done.stdout}{done.stderr}"
            agency.portal.faults()
            done = agency.submit(*only)
        assert done.returncode == 0, f"{place}: {done.stdout}{done.stderr}"
    agency.portal.faults()
    left = [f"acme-{place + 1:04}" for place in range(1, PLACES, 2)]
    done = agency.submit(*(word for ref in left for word in ("--only", ref)))
    assert done.returncode == 0, done.stdout + done.stderr
    agency.assert_exactly_once()
    log.info("a person was asked at %s", asked)
    assert asked
