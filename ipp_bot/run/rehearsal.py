"""A workspace's entries, filed at a local portal and reviewed there, in a ledger of their own."""

from __future__ import annotations

import os
import secrets
import shutil
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ipp_bot.errors import ExitStatus, FaultsFound, PortalChanged, PortalError
from ipp_bot.ledger import PlanVerdict
from ipp_bot.portal_process import PortalProcess
from ipp_bot.portal_status import PortalStatus
from ipp_bot.run import planning
from ipp_bot.run.checking import check, refuse_faults
from ipp_bot.run.refresh import refresh_statuses
from ipp_bot.run.results import FilingOutcome
from ipp_bot.run.submit_run import SubmitRun, results_of_plan
from ipp_bot.run.workspace_ledger import open_ledger
from ipp_bot.settings import (
    AccountSettings,
    ApprovalSetting,
    BrowserSettings,
    FolderSettings,
    PortalSettings,
    Reading,
)
from ipp_bot.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from ipp_bot.clock import Clock
    from ipp_bot.ledger import Filing, Ledger
    from ipp_bot.run.results import FilingResult

__all__ = ["Rehearsal", "RehearsedFiling", "rehearsal_portal", "rehearse"]

_SHIPPED = PortalSettings().profile
_PASSWORD = "IPP_BOT_REHEARSAL_PASSWORD"  # noqa: S105 - a variable's name
_SETTLE = 1.0
"""Seconds that the local portal takes to show what was done."""


@dataclass(frozen=True, slots=True)
class RehearsedFiling:
    """What would become of one entry."""

    result: FilingResult
    """How filing it ended; its filing is that of the rehearsal's ledger."""
    reasons: tuple[str, ...] = ()
    """Why the portal's reviewer rejects it, in the portal's words."""

    @property
    def passed(self) -> bool:
        """Whether it was filed as far as it can be, and nobody rejects it."""
        far = (FilingOutcome.SUBMITTED, FilingOutcome.AWAITING_POA)
        return self.result.outcome in far and not self.reasons


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """What would become of all entries."""

    filings: tuple[RehearsedFiling, ...]
    with_own_profile: bool
    """False where the workspace's profile does not fit the local portal: the shipped one does."""
    interrupted: bool = False

    @property
    def misfits(self) -> int:
        """How many filings met a page that is not as the profile says, or none at all."""
        errors = [each.result.error for each in self.filings]
        return sum(isinstance(error, PortalChanged | PortalError) for error in errors)

    @property
    def exit_status(self) -> ExitStatus:
        """0 if all would be accepted, or wait for a signature only."""
        if self.interrupted:
            return ExitStatus.INTERRUPTED
        return ExitStatus.DONE if all(each.passed for each in self.filings) else ExitStatus.FAILED


@contextmanager
def rehearsal_portal(workspace: Workspace, skin: str) -> Iterator[PortalProcess]:
    """A fresh local portal; gone at the end, while its files stay below `.ipp-bot/rehearsal/`.

    PortalDown where the packages of the extra `portal` are missing, or there is no such skin.
    """
    folder = workspace.folder("rehearsal")
    shutil.rmtree(folder)
    portal = PortalProcess.start(folder / "portal", skin=skin, own_group=True)
    try:
        yield portal
    finally:
        portal.stop()


async def rehearse(
    workspace: Workspace,
    portal: PortalProcess,
    paths: Sequence[Path],
    *,
    only: Sequence[str] = (),
    clock: Clock,
    run_of: Callable[[Workspace, Ledger], SubmitRun],
) -> Rehearsal:
    """Files all entries at the local portal, has them reviewed, and tells what became of each.

    The workspace's own profile is used where it fits. `run_of` makes the run, so that the caller
    can watch it.

    Raises:
        FaultsFound: the manifests have faults.
    """
    name = workspace.settings.portal.profile
    rehearsal = await _rehearse(
        _scratch(workspace, portal, "own"), portal, paths, only=only, clock=clock, run_of=run_of
    )
    if not rehearsal.misfits or name == _SHIPPED or rehearsal.interrupted:
        return rehearsal
    portal.reset()
    shipped = _scratch(workspace, portal, "shipped", profile=_SHIPPED)
    try:
        again = await _rehearse(shipped, portal, paths, only=only, clock=clock, run_of=run_of)
    except FaultsFound:
        return rehearsal  # the entries have keys that only their own profile knows
    if again.misfits >= rehearsal.misfits:
        return rehearsal
    return replace(again, with_own_profile=False)


async def _rehearse(
    scratch: Workspace,
    portal: PortalProcess,
    paths: Sequence[Path],
    *,
    only: Sequence[str],
    clock: Clock,
    run_of: Callable[[Workspace, Ledger], SubmitRun],
) -> Rehearsal:
    checked = check(scratch, paths, clock=clock, only=only)
    refuse_faults(checked, skip_faulty=False)
    with open_ledger(scratch, clock=clock) as ledger:
        plan = planning.plan(scratch, ledger, checked)
        new = plan.of(PlanVerdict.NEW)
        report = await run_of(scratch, ledger).run(new)
        results = [*results_of_plan(plan), *report.results]
        rejected: dict[int, tuple[str, ...]] = {}
        if not report.interrupted:
            rejected = await _review(scratch, portal, ledger, results, clock=clock)
        filings = tuple(
            RehearsedFiling(result, rejected.get(result.filing.id, ())) for result in results
        )
    return Rehearsal(filings, with_own_profile=True, interrupted=report.interrupted)


async def _review(
    scratch: Workspace,
    portal: PortalProcess,
    ledger: Ledger,
    results: Sequence[FilingResult],
    *,
    clock: Clock,
) -> dict[int, tuple[str, ...]]:
    """Has the portal decide on what was submitted; by filing, why it is rejected."""
    sent = [one.filing for one in results if one.outcome is FilingOutcome.SUBMITTED]
    if not sent:
        return {}
    portal.review()
    await refresh_statuses(scratch, ledger, sent, clock=clock)
    return {filing.id: _reasons(ledger, filing) for filing in sent}


def _reasons(ledger: Ledger, filing: Filing) -> tuple[str, ...]:
    record = ledger.record(filing.key.account, filing.number or "")
    if record is None or record.status != PortalStatus.REJECTED:
        return ()
    return record.reasons or ("the portal gives no reason",)


def _scratch(
    workspace: Workspace, portal: PortalProcess, name: str, *, profile: str | None = None
) -> Workspace:
    """A workspace for the local portal, with the same accounts, documents and signed papers."""
    settings = workspace.settings
    os.environ[_PASSWORD] = password = secrets.token_urlsafe(12)
    accounts = {}
    for number, (account, chosen) in enumerate(settings.accounts.items()):
        username = f"rehearsal-{number}"
        portal.call(
            "POST",
            "accounts",
            {"username": username, "password": password, "complainant": chosen.complainant},
        )
        accounts[account] = AccountSettings(
            username=username,
            password_env=_PASSWORD,
            complainant=chosen.complainant,
            sessions=chosen.sessions,
        )
    own = workspace.root / settings.portal.profile
    used = profile or (str(own) if own.is_file() else settings.portal.profile)
    chosen_browser = settings.browser
    scratch = Workspace(
        workspace.place("rehearsal") / name,
        settings.model_copy(
            update={
                "portal": _portal_settings(portal, used),
                "accounts": accounts,
                "database": "sqlite",
                "browser": BrowserSettings(
                    path=chosen_browser.path, channel=chosen_browser.channel
                ),
                "roots": tuple(workspace.root / root for root in settings.roots),
                "shared_files": None,
                "folders": FolderSettings(),
                "reading": Reading.OFF,
                "notify": (),
                "require_rehearsal": False,
                "approvals": ApprovalSetting.NONE,
            }
        ),
    )
    scratch.root.mkdir(mode=0o700, parents=True)
    if workspace.inbox.is_dir():
        shutil.copytree(workspace.inbox, scratch.folder("inbox"), dirs_exist_ok=True)
    return scratch


def _portal_settings(portal: PortalProcess, profile: str) -> PortalSettings:
    settings: dict[str, object] = {
        "profile": profile,
        "url": portal.url,
        "settle_seconds": _SETTLE,
    }
    if portal.sign_in:
        settings["origins"] = {"sign_in": [portal.sign_in], "uploads": [portal.uploads]}
    return PortalSettings.model_validate(settings)
