"""The client at the skin `center`, with a profile of added lines alone."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from pypdf import PdfReader

from ipp_bot.testing import assert_filed

if TYPE_CHECKING:
    from collections.abc import Callable

    from ipp_bot.testing import PortalProcess, TestWorkspace

SAMPLES = Path(__file__).parents[2] / "manifests"
pytestmark = pytest.mark.timeout(600)


@pytest.fixture
def samples(ipp_workspace: TestWorkspace) -> Callable[..., None]:
    """Copies some of the samples into the workspace."""

    def copy(*names: str) -> None:
        folder = ipp_workspace.root / "manifests"
        shutil.copytree(SAMPLES / "documents", folder / "documents")
        for name in names:
            shutil.copy(SAMPLES / name, folder / name)

    return copy


@pytest.mark.parametrize(
    ("lang", "names"),
    [
        pytest.param(
            "zh",
            [
                "claim-statement.yaml",
                "patent-abroad.yaml",
                "trademark-abroad.yaml",
                "poa-signed.yaml",
            ],
            marks=pytest.mark.ipp_portal(skin="center", lang="zh"),
            id="zh",
        ),
        pytest.param(
            "en",
            ["patent-abroad.yaml"],
            marks=(pytest.mark.ipp_portal(skin="center", lang="en"), pytest.mark.soak),
            id="en",
        ),
    ],
)
def test_each_family_and_branch_is_filed_as_its_manifest_says(
    lang: str,
    names: list[str],
    ipp_portal: PortalProcess,
    ipp_workspace: TestWorkspace,
    samples: Callable[..., None],
) -> None:
    samples(*names)
    ipp_workspace.submit("manifests")
    assert_filed(ipp_portal, ipp_workspace, "manifests")
    assert {one["submissions"] for one in ipp_portal.iprs()} == {1}, lang


@pytest.mark.ipp_portal(skin="center", lang="zh")
@pytest.mark.parametrize(
    "settings",
    [
        pytest.param({"date_picker": "old"}, marks=pytest.mark.soak),
        pytest.param({"agreement": "disable", "sign_in_tab": "qr"}, marks=pytest.mark.soak),
        pytest.param(
            {"holder_book": False, "tour": False, "ownership": "off"}, marks=pytest.mark.soak
        ),
    ],
    ids=["old-date-picker", "grey-submit-and-qr-in-front", "typed-holder"],
)
def test_a_patent_is_filed_whatever_the_portal_is_set_to(
    settings: dict[str, object],
    ipp_portal: PortalProcess,
    ipp_workspace: TestWorkspace,
    samples: Callable[..., None],
) -> None:
    samples("patent-abroad.yaml")
    ipp_portal.call("POST", "settings", settings)
    ipp_workspace.submit("manifests")
    assert_filed(ipp_portal, ipp_workspace, "manifests")


@pytest.mark.ipp_portal(skin="center", lang="zh")
@pytest.mark.parametrize(
    "opens",
    [
        "tab",
        pytest.param("window", marks=pytest.mark.soak),
        pytest.param("blob", marks=pytest.mark.soak),
        pytest.param("direct", marks=pytest.mark.soak),
    ],
)
@pytest.mark.soak
def test_the_template_of_the_power_of_attorney_is_kept_however_it_opens(
    opens: str,
    ipp_portal: PortalProcess,
    ipp_workspace: TestWorkspace,
    samples: Callable[..., None],
) -> None:
    samples("poa-awaited.yaml")
    ipp_portal.call("POST", "settings", {"template_opens": opens})
    waits = ipp_workspace.run("submit", "manifests")
    assert waits.returncode == 3, waits.stdout + waits.stderr
    template = ipp_workspace.root / ".ipp-bot" / "poa" / "poa-0003.pdf"
    text = "".join(page.extract_text() for page in PdfReader(template).pages)
    assert "2024SR0018520" in text
    assert [one["status"] for one in ipp_portal.iprs()] == ["draft"]


@pytest.mark.ipp_portal(skin="center", lang="zh")
@pytest.mark.parametrize(
    "at",
    [
        pytest.param("upload", marks=pytest.mark.soak),
        pytest.param("submit", marks=pytest.mark.soak),
        pytest.param("first_save", marks=pytest.mark.soak),
        pytest.param("save", marks=pytest.mark.soak),
    ],
)
def test_a_session_that_ends_over_the_form_is_renewed_and_nothing_is_sent_twice(
    at: str,
    ipp_portal: PortalProcess,
    ipp_workspace: TestWorkspace,
    samples: Callable[..., None],
) -> None:
    samples("patent-abroad.yaml")
    ipp_portal.faults({"kind": "session_over_page", "at": at, "times": 1})
    ipp_workspace.submit("manifests")
    assert_filed(ipp_portal, ipp_workspace, "manifests")
    assert [one["submissions"] for one in ipp_portal.iprs()] == [1]


@pytest.mark.soak
@pytest.mark.ipp_portal(skin="center", lang="zh")
def test_doctor_looks_over_every_form_and_finds_nothing_that_stops(
    ipp_portal: PortalProcess, ipp_workspace: TestWorkspace
) -> None:
    done = ipp_workspace.run("doctor", "--portal", "--json")
    found = json.loads(done.stdout)["portal"]
    assert (done.returncode, len(found["forms"])) == (0, 8), done.stdout
    # What the branch without certificate asks beyond the profile may be left empty.
    assert {(one["kind"], one["label"]) for one in found["changes"]} == {
        ("new field", "作品是否署名"),
        ("new field", "权属登记日期"),
        ("new field", "作品是否商品化"),
    }
    assert ipp_portal.iprs() == []


@pytest.mark.ipp_portal(skin="center", lang="zh")
def test_a_file_that_the_portal_changed_is_found_before_anything_is_submitted(
    ipp_portal: PortalProcess, ipp_workspace: TestWorkspace, samples: Callable[..., None]
) -> None:
    """Name and size agree: the form links to its files, and what it hands out is compared."""
    samples("claim-statement.yaml")
    ipp_portal.faults({"kind": "other_bytes", "style": "changed", "times": 1})
    done = ipp_workspace.run("submit", "manifests")
    assert done.returncode == 3, done.stdout + done.stderr
    assert "is not what was sent" in done.stdout
    assert {one["submissions"] for one in ipp_portal.iprs()} == {0}
