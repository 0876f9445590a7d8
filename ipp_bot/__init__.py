"""ipp-bot: files IPR manifests at the Alibaba IPP platform, each exactly once, with a receipt.

Everything that a program needs is here, and is loaded when it is first asked for::

    from pathlib import Path
    from ipp_bot import SystemClock, Workspace, check

    workspace = Workspace.open(Path("agency"))
    checked = check(workspace, [Path("agency/manifests")], clock=SystemClock())
    for diagnostic in checked.diagnostics:
        print(diagnostic)
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ipp_bot.clock import Clock, SystemClock
    from ipp_bot.diagnostics import Diagnostic
    from ipp_bot.errors import (
        ExitStatus,
        FaultsFound,
        FieldError,
        IppBotError,
        NeedsPerson,
        OutcomeUnknown,
        PortalError,
        Refused,
        UsageError,
    )
    from ipp_bot.ledger import Filing, Ledger, PlanVerdict, State
    from ipp_bot.manifest import Entry, Frozen, load
    from ipp_bot.profile import Profile, load_profile
    from ipp_bot.run.account_sessions import open_ledger
    from ipp_bot.run.checking import Checked, check
    from ipp_bot.run.filing_runner import FilingOptions
    from ipp_bot.run.planning import Plan, plan
    from ipp_bot.run.results import FilingOutcome, FilingResult
    from ipp_bot.run.submit import submit
    from ipp_bot.run.submit_run import RunObserver, SubmitReport, SubmitRun
    from ipp_bot.settings import Settings
    from ipp_bot.workspace import Workspace

    __version__: str

__all__ = [
    "Checked",
    "Clock",
    "Diagnostic",
    "Entry",
    "ExitStatus",
    "FaultsFound",
    "FieldError",
    "Filing",
    "FilingOptions",
    "FilingOutcome",
    "FilingResult",
    "Frozen",
    "IppBotError",
    "Ledger",
    "NeedsPerson",
    "OutcomeUnknown",
    "Plan",
    "PlanVerdict",
    "PortalError",
    "Profile",
    "Refused",
    "RunObserver",
    "Settings",
    "State",
    "SubmitReport",
    "SubmitRun",
    "SystemClock",
    "UsageError",
    "Workspace",
    "__version__",
    "check",
    "load",
    "load_profile",
    "open_ledger",
    "plan",
    "submit",
]

_HOMES = {
    "ipp_bot.clock": ("Clock", "SystemClock"),
    "ipp_bot.errors": (
        "ExitStatus",
        "FaultsFound",
        "FieldError",
        "IppBotError",
        "NeedsPerson",
        "OutcomeUnknown",
        "PortalError",
        "Refused",
        "UsageError",
    ),
    "ipp_bot.ledger": ("Filing", "Ledger", "PlanVerdict", "State"),
    "ipp_bot.diagnostics": ("Diagnostic",),
    "ipp_bot.manifest": ("Entry", "Frozen", "load"),
    "ipp_bot.profile": ("Profile", "load_profile"),
    "ipp_bot.run.filing_runner": ("FilingOptions",),
    "ipp_bot.run.submit_run": ("SubmitRun", "SubmitReport", "RunObserver"),
    "ipp_bot.run.account_sessions": ("open_ledger",),
    "ipp_bot.run.results": ("FilingOutcome", "FilingResult"),
    "ipp_bot.run.checking": ("Checked", "check"),
    "ipp_bot.run.planning": ("Plan", "plan"),
    "ipp_bot.run.submit": ("submit",),
    "ipp_bot.settings": ("Settings",),
    "ipp_bot.workspace": ("Workspace",),
}
_HOME = {name: module for module, names in _HOMES.items() for name in names}


def __getattr__(name: str) -> object:
    """Loads a public name when it is first asked for, so that `ipp-bot --help` stays quick."""
    if name == "__version__":
        from importlib.metadata import version

        value: object = version("ipp-bot")
    elif name in _HOME:
        value = getattr(import_module(_HOME[name]), name)
    else:
        raise AttributeError(f"module 'ipp_bot' has no attribute {name!r}")
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
