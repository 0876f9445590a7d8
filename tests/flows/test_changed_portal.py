"""A portal that changed under the batch: nothing wrong is ever submitted, the cause is named."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from ipp_bot.testing import assert_filed

if TYPE_CHECKING:
    from collections.abc import Callable

    from ipp_bot.testing import PortalProcess, TestWorkspace


def submit(workspace: TestWorkspace, *paths: str, status: int = 3) -> dict[str, dict[str, Any]]:
    """What became of each filing, by its ref."""
    done = workspace.run("submit", "--json", *(f"manifests/{path}" for path in paths))
    assert done.returncode == status, done.stdout + done.stderr
    return {one["ref"]: one for one in json.loads(done.stdout)["filings"]}


def stopped(results: dict[str, dict[str, Any]]) -> dict[str, str]:
    """Why filings rest, by their ref; each with a picture, and nothing sent."""
    resting = {ref: one for ref, one in results.items() if one["end"] != "submitted"}
    for one in resting.values():
        assert (one["end"], one["sent"]) == ("needs a person", False)
        if "not begun" not in one["reason"]:
            picture = Path(one["hint"].rpartition("; see ")[2])
            assert picture.read_bytes().startswith(b"\xff\xd8"), one["hint"]
    return {ref: f"{one['reason']} {one['hint']}" for ref, one in resting.items()}


def places(*others: tuple[str, str]) -> pytest.MarkDecorator:
    """At classic in English; in the long run at these and at center in both languages."""
    more = [
        pytest.param(
            f"{skin}-{lang}",
            marks=[
                pytest.mark.ipp_portal(skin=skin, lang=lang),
                pytest.mark.soak,
                pytest.mark.timeout(900),
            ],
            id=f"{skin}-{lang}",
        )
        for skin, lang in (*others, ("center", "zh"), ("center", "en"))
    ]
    return pytest.mark.parametrize("where", ["classic-en", *more])


@places(("modern", "zh"))
def test_each_change_stops_the_filings_that_it_hits_and_no_other(
    where: str,
    ipp_portal: PortalProcess,
    with_samples: TestWorkspace,
    mend: Callable[[list[dict[str, Any]]], None],
) -> None:
    mend([])  # a profile of its own, with a test's patience
    ipp_portal.faults(
        {"kind": "rename_label", "field": "short_name", "label": "Nickname"},
        {"kind": "require_field", "field": "fee_receipt"},
        {"kind": "rename_option", "field": "mark_type", "option": "combined", "label": "组合 mark"},
        {"kind": "remove_option", "field": "proof_kind", "option": "timestamp"},
    )
    paths = ("software/acme.yaml", "patent-abroad.yaml", "trademark.yaml", "timestamp.yaml")
    results = submit(with_samples, *paths)
    why = stopped(results)
    assert set(why) == {"acme-0001", "patent-us-0001", "mark-0002", "timestamp-0001"}, where
    assert "fields.short_name.labels" in why["acme-0001"]
    assert "Nickname" in why["acme-0001"]
    assert "must be filled now" in why["patent-us-0001"]
    assert "fee_receipt: {required: true}" in why["patent-us-0001"]
    assert "fields.mark_type.options.combined" in why["mark-0002"]
    assert "without: [timestamp]" in why["timestamp-0001"]
    sent = {ipr["fields"]["registration_number"] for ipr in ipp_portal.iprs() if ipr["submissions"]}
    good = [one for one in results.values() if one["end"] == "submitted"]
    assert sent == {one["registration_number"] for one in good}
    assert len(sent) == 3


@places(("modern", "en"))
def test_two_options_of_the_same_words_are_for_a_person(
    where: str,
    ipp_portal: PortalProcess,
    with_samples: TestWorkspace,
    mend: Callable[[list[dict[str, Any]]], None],
) -> None:
    mend([])
    label = {"en": "Original acquisition", "zh": "原始取得"}
    alike = {"field": "acquisition", "option": "assigned", "label": label}
    ipp_portal.faults({"kind": "rename_option", **alike})
    why = stopped(submit(with_samples, "software/acme.yaml"))
    words = "offers “original” (acquisition) more than once, and nothing tells which is meant"
    assert [words in told for told in why.values()] == [True] * 3, where
    assert {ipr["submissions"] for ipr in ipp_portal.iprs()} == {0}


@pytest.mark.soak
@places()
def test_a_form_that_lets_nothing_through_is_met_once_and_goes_on_when_it_is_mended(
    where: str,
    ipp_portal: PortalProcess,
    with_samples: TestWorkspace,
    mend: Callable[[list[dict[str, Any]]], None],
) -> None:
    ipp_portal.faults({"kind": "rename_button", "button": "submit", "label": "Send for review"})
    first, *others = stopped(submit(with_samples, "software/acme.yaml")).values()
    assert "labels.button.submit" in first
    assert "Send for review" in first
    assert len(others) == 2
    assert all("not begun" in words for words in others)
    [draft] = ipp_portal.iprs()
    assert (draft["status"], draft["submissions"]) == ("draft", 0)

    seen = json.loads(with_samples.run("doctor", "--portal", "--json").stdout)["portal"]
    [button] = [one for one in seen["mends"] if one["path"][0] == "labels"]
    assert button["path"] == ["labels", "button.submit"]
    mend([button])
    submit(with_samples, "software/acme.yaml", status=0)
    assert_filed(ipp_portal, with_samples, "manifests/software/acme.yaml")
    assert len(ipp_portal.iprs()) == 3

    renamed = [
        {"kind": "rename_button", "button": "submit", "label": "Send for review"},
        {"kind": "rename_button", "button": "save_draft", "label": "Keep as draft"},
    ]
    ipp_portal.faults(*renamed)
    why = stopped(submit(with_samples, "works-registration.yaml"))
    assert "labels.button.save_draft" in why["works-0001"]
    assert len(ipp_portal.iprs()) == 3
    renamed[1] = {"kind": "rename_button", "button": "next", "label": "Proceed"}
    ipp_portal.faults(*renamed)
    why = stopped(submit(with_samples, "works-registration.yaml"))
    assert "labels.button.next" in why["works-0001"]
    assert "Proceed" in why["works-0001"]
    assert [ipr["submissions"] for ipr in ipp_portal.iprs()].count(0) == 1, where
