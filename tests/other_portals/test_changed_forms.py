"""A foreign portal that has changed since its profile was written gets nothing wrong."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.other_portals.forms import ChangedForm

if TYPE_CHECKING:
    from ipp_bot.testing import TestWorkspace
    from tests.other_portals.portal import ForeignPortal

CHANGES: dict[str, tuple[ChangedForm, str]] = {
    "added": (ChangedForm(added="Contact phone"), "the required field “Contact phone” is not"),
    "renamed": (ChangedForm(renamed={"release": "Release label"}), "“Release no.” (version)"),
    "required": (ChangedForm(required=("deed_no",)), "(certificate_number) must be filled now"),
    "dropped": (ChangedForm(dropped=("how", "Own creation")), "does not offer “original”"),
    "submit": (
        ChangedForm(buttons={"send": "Lodge it"}),
        "button “Lodge with the examiners” is not",
    ),
    "save": (ChangedForm(buttons={"keep": "Put aside"}), "the button “Keep for later” is not on"),
    "next": (ChangedForm(buttons={"next": "Onwards"}), "the button “Proceed” is not on the page"),
    "question": (ChangedForm(question="Waive all further claims?"), "Waive all further claims?"),
    "notice": (ChangedForm(notice="New terms apply"), "New terms apply"),
}
"""What changes, and words that the report has of it."""
VARIANTS = ("sheet", "wizard", "board", "paper", "plain")
OF_ALL = [(variant, change) for variant in VARIANTS for change in CHANGES]
for _none in (("sheet", "next"), ("plain", "next"), ("plain", "question"), ("plain", "notice")):
    OF_ALL.remove(_none)  # there is no such button, or no dialog
SAMPLE = [("board", "question")]


def why(workspace: TestWorkspace) -> str:
    """What a filing that rests says for itself, with nothing sent."""
    done = workspace.run("submit", "--json", "manifests", "--only", "acme-0001")
    assert done.returncode == 3, done.stdout + done.stderr
    filings: list[dict[str, Any]] = json.loads(done.stdout)["filings"]
    [told] = filings
    assert (told["end"], told["sent"]) == ("needs a person", False)
    return f"{told['reason']} {told['hint']}"


@pytest.mark.parametrize(
    ("variant", "change"),
    [one if one in SAMPLE else pytest.param(*one, marks=pytest.mark.soak) for one in OF_ALL],
)
def test_nothing_is_lodged_and_the_cause_is_named(
    portal: ForeignPortal, workspace: TestWorkspace, change: str
) -> None:
    portal.registry.changed, words = CHANGES[change]
    said = why(workspace)
    assert words in said
    assert portal.registry.lodged == []
    # As the portal was, the same command goes on with what there is.
    portal.registry.changed = ChangedForm()
    workspace.submit("manifests", "--only", "acme-0001")
    assert len(portal.registry.lodged) == len(portal.registry.records) == 1


@pytest.mark.soak
@pytest.mark.parametrize("change", ["question", "notice"])
@pytest.mark.parametrize("variant", ["plain"])
def test_a_page_thrown_in_is_not_answered_and_told(
    portal: ForeignPortal, workspace: TestWorkspace, change: str
) -> None:
    portal.registry.changed, words = CHANGES[change]
    done = workspace.run("submit", "manifests", "--only", "acme-0001")
    assert done.returncode == 1
    assert words in done.stdout
    assert portal.registry.lodged == []
    portal.registry.changed = ChangedForm()
    workspace.submit("manifests", "--only", "acme-0001")
    assert len(portal.registry.lodged) == len(portal.registry.records) == 1
