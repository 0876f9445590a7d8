"""The samples that come with the client pass `check` without a word."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from PIL import Image

from ipp_bot.manifest import Loaded, load
from ipp_bot.preflight import examine
from ipp_bot.profile import Profile, load_profile

ROOT = Path(__file__).parents[3] / "manifests"
COMPLAINANTS = {"acme": "Acme Rights Agency Ltd.", "xingyun": "杭州星云科技有限公司"}
TODAY = dt.date(2026, 11, 23)


@pytest.fixture(scope="module")
def profile() -> Profile:
    return load_profile("alibaba-ipp")


@pytest.fixture(scope="module")
def samples(profile: Profile) -> Loaded:
    return load([ROOT], profile=profile)


def test_no_fault_and_no_warning(samples: Loaded, profile: Profile) -> None:
    assert not samples.unreadable
    assert not samples.diagnostics
    found = examine(samples.entries, profile=profile, complainants=COMPLAINANTS, today=TODAY)
    assert not [str(diagnostic) for diagnostic in found]


def test_every_path_through_the_forms_is_taken(samples: Loaded, profile: Profile) -> None:
    assert {entry.form for entry in samples.entries} == {form.name for form in profile.forms}
    assert {entry.place for entry in samples.entries} == set(profile.places)
    proofs = {entry.values.get("proof_kind") for entry in samples.entries}
    assert proofs - {None} == {"timestamp", "original-works", "claim-statement"}
    kinds = {entry.values.get("patent_kind") for entry in samples.entries}
    assert kinds - {None} == {"invention", "utility-model", "design"}
    awaited = {entry.poa.file is None for entry in samples.entries if entry.poa}
    assert awaited == {True, False}
    holders = {entry.holder_kind for entry in samples.entries}
    assert holders == {"entity", "individual"}


def test_software_of_both_accounts_needs_no_poa(samples: Loaded) -> None:
    software = [entry for entry in samples.entries if entry.manifest.parent.name == "software"]
    assert len(software) >= 5
    assert {entry.account for entry in software} == set(COMPLAINANTS)
    assert not [entry.ref for entry in software if entry.needs_poa(COMPLAINANTS[entry.account])]
    assert {"first_published_on" in entry.values for entry in software} == {True, False}
    assert {len(entry.files["screenshot"]) for entry in software} == {1, 2}


def test_documents_are_small_and_legible() -> None:
    documents = [path for path in ROOT.rglob("*") if path.suffix in {".png", ".pdf"}]
    assert documents
    for path in documents:
        assert path.stat().st_size < 60_000, path
        if path.suffix == ".png":
            with Image.open(path) as image:
                assert max(image.size) > 700, path


def test_every_document_is_named_by_a_manifest(samples: Loaded) -> None:
    named = {path for entry in samples.entries for paths in entry.files.values() for path in paths}
    named |= {entry.poa.file for entry in samples.entries if entry.poa and entry.poa.file}
    there = {path.resolve() for path in ROOT.rglob("*") if path.suffix in {".png", ".pdf"}}
    assert there == named
