"""From a start address to filings of one form: a person files once, and is watched."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import yaml

from ipp_bot.portal_process import ACCOUNTS
from ipp_bot.testing import assert_filed
from tests.watch.people import ClassicPerson

if TYPE_CHECKING:
    from ipp_bot.testing import PortalProcess
    from tests.watch.conftest import Watching

pytestmark = pytest.mark.timeout(400)


def test_one_filing_by_hand_teaches_the_whole_form(
    watching: Watching, ipp_portal: PortalProcess
) -> None:
    watched = watching.watch("manifests/poa-signed.yaml", "poa-0001", ClassicPerson)
    assert (watched.not_adopted, watched.lessons.missed) == ("", ())
    assert watched.lessons.asked == []
    assert watched.lessons.recorded > 30
    receipt = watching.receipt("acme", "poa-0001")
    assert receipt["by_hand"] is True
    assert receipt["number"] == watched.lessons.number == ipp_portal.iprs()[0]["number"]

    # Neither what was typed to sign in, nor the page on which it was, is in the recording.
    everything = repr(watched.recording.steps)
    assert ACCOUNTS["acme"].password not in everything
    assert "/login" not in everything

    profile = yaml.safe_load((watching.workspace.root / "start.yaml").read_text("utf-8"))
    assert profile["fields"]["completed_on"]["labels"] == [
        "completed_on",
        "Completion date of development",
    ]
    assert profile["fields"]["acquisition"]["options"]["assigned"] == ["assigned", "By assignment"]
    assert profile["labels"]["button.submit"] == ["Submit for verification"]
    assert profile["labels"]["mark.saved"] == ["Draft saved"]
    assert profile["labels"]["account.complainant"] == ["Complainant"]
    assert profile["labels"]["sign_in.username"] == ["Username or email"]
    assert profile["addresses"] == {
        "sign_in": "/",
        "user_center": "/uc/index.htm",
        "ipr_submission": "/uc/ipr/add.htm",
        "ipr_management": "/uc/ipr/list.htm",
        "details": "/uc/ipr/detail.htm?iprNo={number}",
        "record": "/uc/ipr/record.htm?iprNo={number}",
    }
    assert "the status rejected" in watched.lessons.assumed
    assert "the form trademark" in watched.lessons.assumed

    # All other samples of the form, of another account as well, without an edited line.
    watching.workspace.submit("manifests/software")
    assert_filed(ipp_portal, watching.workspace, "manifests/software")
    assert [ipr["submissions"] for ipr in ipp_portal.iprs()] == [1] * 7
