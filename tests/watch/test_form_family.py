"""A filing by hand of each form, one after another into the same profile: all samples are filed."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from ipp_bot.testing import assert_filed
from tests.watch.people import CenterPerson, ClassicPerson, ModernPerson

if TYPE_CHECKING:
    from ipp_bot.testing import PortalProcess
    from tests.watch.conftest import Watching
    from tests.watch.people import Person

pytestmark = [pytest.mark.soak, pytest.mark.timeout(2400)]

BY_HAND = {
    "poa-0001": "poa-signed",
    "works-0001": "works-registration",
    "claim-0001": "claim-statement",
    "abroad-us-0001": "copyright-abroad",
    "mark-0002": "trademark",
    "mark-us-0001": "trademark-abroad",
    "patent-0002": "patent",
    "patent-us-0001": "patent-abroad",
}
"""One sample of each form, that of the most questions, and the manifest that it stands in."""
SIGNED = "manifests/documents/poa-0001-power-of-attorney.png"


@pytest.mark.parametrize(
    ("person", "more"),
    [
        pytest.param(ClassicPerson, {}, id="classic-en"),
        pytest.param(
            CenterPerson,
            {"lang": "zh"},
            marks=pytest.mark.ipp_portal(skin="center", lang="zh"),
            id="center-zh",
        ),
        pytest.param(
            CenterPerson,
            {"lang": "en"},
            marks=pytest.mark.ipp_portal(skin="center", lang="en"),
            id="center-en",
        ),
        pytest.param(
            ModernPerson,
            {"lang": "zh"},
            marks=pytest.mark.ipp_portal(skin="modern", lang="zh"),
            id="modern-zh",
        ),
    ],
)
def test_eight_filings_by_hand_teach_all_forms(
    person: type[Person], more: dict[str, str], watching: Watching, ipp_portal: PortalProcess
) -> None:
    for ref, manifest in BY_HAND.items():
        watched = watching.watch(f"manifests/{manifest}.yaml", ref, person, **more)
        assert (watched.not_adopted, watched.no_bundle) == ("", ""), ref
        lessons = watched.lessons
        print(  # noqa: T201 - the table of docs/first-contact.md
            ref,
            lessons.recorded,
            len(lessons.edits),
            len(lessons.asked),
            lessons.missed,
            flush=True,
        )
    assert watching.asked == []
    workspace = watching.workspace
    inbox = workspace.root / ".ipp-bot" / "inbox"
    inbox.mkdir(exist_ok=True)
    shutil.copy(workspace.root / SIGNED, inbox / "poa-0003.png")
    workspace.submit("manifests")
    # The paper of poa-0003 is none of its manifest: it came by the inbox.
    manifests = sorted(path for path in (workspace.root / "manifests").rglob("*.yaml"))
    assert_filed(ipp_portal, workspace, *[one for one in manifests if one.stem != "poa-awaited"])
    [awaited] = [ipr for ipr in ipp_portal.iprs() if ipr["fields"]["name"] == "星云家校互动软件"]
    papers = [one for one in awaited["attachments"] if one["slot"] == "power_of_attorney"]
    assert [one["filename"] for one in papers] == ["poa-0003.png"]
    assert sorted(ipr["submissions"] for ipr in ipp_portal.iprs()) == [1] * 23


@pytest.mark.ipp_portal(skin="modern", lang="zh")
def test_an_option_that_nobody_saw_is_chosen(watching: Watching, ipp_portal: PortalProcess) -> None:
    """The list is drawn in part: only the first options and the chosen one were seen."""
    manifest = "manifests/claim-statement.yaml"
    watched = watching.watch(manifest, "claim-0001", ModernPerson, lang="zh")
    assert watched.not_adopted == ""
    actions = [step.action for step in watched.recording.steps if step.action]
    seen = {words for action in actions for words in action.options}
    assert "文字作品" in seen
    assert "图形作品" not in seen
    watching.workspace.submit("manifests/original-works.yaml")
    [other] = [ipr for ipr in ipp_portal.iprs() if ipr["fields"]["work"] == "graphics"]
    assert (other["status"], other["submissions"]) == ("pending", 1)
