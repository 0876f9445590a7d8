"""What each status of a record allows, and that the profile knows every one of them."""

from __future__ import annotations

from ipp_bot import portal_status as s
from ipp_bot.portal_status import PortalStatus
from ipp_bot.profile import load_profile


def test_the_profile_has_every_status_of_the_portal() -> None:
    assert set(load_profile("alibaba-ipp").statuses) == set(PortalStatus) - {PortalStatus.VANISHED}


def test_a_status_is_equal_to_its_text() -> None:
    assert "draft" in s.EDITABLE
    assert f"{PortalStatus.PENDING}" == "pending"


def test_every_status_of_the_portal_is_either_sent_or_unsent() -> None:
    assert s.SENT.isdisjoint(s.UNSENT)
    assert s.SENT | s.UNSENT | {PortalStatus.VANISHED} == set(PortalStatus)


def test_what_may_be_changed_is_never_in_force() -> None:
    assert s.EDITABLE.isdisjoint(s.APPROVED_ONCE)
    assert s.AMENDABLE <= s.EDITABLE
    assert s.IN_FORCE <= s.APPROVED_ONCE
