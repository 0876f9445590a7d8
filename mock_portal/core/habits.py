"""Habits of the portal that a setting or a fault turns on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from mock_portal.faults import FaultKind

if TYPE_CHECKING:
    from starlette.datastructures import FormData

    from mock_portal.core.portal import Portal
    from mock_portal.faults import Fault


@dataclass(frozen=True, slots=True)
class ListHabits:
    """How IPR Management tells that there is more."""

    endless: str  # "": pages; button, scroll: more of the same page
    counted: bool


def agreed(portal: Portal, form: FormData) -> bool:
    """Whether the box is ticked, or there is none."""
    return agreement(portal) == "off" or form.get("agree") == "true"


_LATE_SECONDS = 1.5


def late_milliseconds(fault: Fault | None) -> int:
    """How long after title and buttons the fields come; 0 without the fault."""
    return int(1000 * (fault.seconds or _LATE_SECONDS)) if fault else 0


def agreement(portal: Portal) -> str:
    """off, or what Submit does while the box is empty: ask, disable."""
    told = portal.faults.lasting(FaultKind.AGREEMENT)
    return told.style if told else portal.settings.agreement


def lists(portal: Portal) -> ListHabits:
    """How the list is shown."""
    endless = portal.faults.lasting(FaultKind.ENDLESS_LIST)
    return ListHabits(
        endless=endless.style if endless else "",
        counted=not portal.faults.active(FaultKind.NO_TOTAL),
    )
