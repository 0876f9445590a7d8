"""Filings that are planned already, compared with manifest and papers before more is sent."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ipp_bot.cli.paper_differences import chosen_comparison
from ipp_bot.errors import FaultsFound
from ipp_bot.report.terminal import plural
from ipp_bot.run.outdated import UNDECIDED, find_outdated, manifest_not_here
from ipp_bot.run.results import FilingOutcome, FilingResult

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ipp_bot.diagnostics import Diagnostic
    from ipp_bot.ledger import Filing
    from ipp_bot.report.terminal import Terminal
    from ipp_bot.workspace import Workspace

__all__ = ["ComparedFilings", "compare_planned"]


@dataclass(frozen=True)
class ComparedFilings:
    """Filings of the ledger that go on, and those that differ from manifest or papers."""

    agreeing: list[Filing]
    differing: list[Filing]
    diagnostics: list[Diagnostic]
    outdated: list[FilingResult] = field(default_factory=list)
    """Those of which the manifest says something else now than was planned."""

    @property
    def undecided(self) -> list[Filing]:
        """Of those that differ the ones with a click whose outcome must be found out."""
        return [filing for filing in self.differing if filing.state in UNDECIDED]


def compare_planned(
    terminal: Terminal,
    workspace: Workspace,
    filings: Sequence[Filing],
    *,
    skip_faulty: bool,
    queued: bool = False,
) -> ComparedFilings:
    """Compares filings as they were planned with their manifests as they are now.

    And with their papers, if the settings ask for that. The hints are for filings that go into the
    queue (`queued`), or are filed here.

    Raises:
        FaultsFound: some differ, and they may not be skipped.
        ReadingNotInstalled: the setting is `on`, and the extra `read` is not there.
    """
    outdated = find_outdated(workspace, filings, queued=queued)
    for manifest in dict.fromkeys(filing.manifest for filing in outdated.without_manifest):
        terminal.warn(manifest_not_here(manifest))
    changed = [filing for filing in filings if filing.id in outdated.errors]
    told = [
        FilingResult(filing, FilingOutcome.REFUSED, outdated.errors[filing.id])
        for filing in changed
    ]
    filings = [filing for filing in filings if filing.id not in outdated.errors]
    comparison = chosen_comparison(terminal, workspace)
    if comparison is None or not filings:
        return ComparedFilings(list(filings), changed, [], told)
    found = comparison.compare_planned(filings, profile=workspace.profile, files=workspace.files)
    diagnostics = [one.diagnostic for differences in found.values() for one in differences]
    for diagnostic in diagnostics:
        terminal.print(diagnostic.shown())
    faulty = {
        id_
        for id_, differences in found.items()
        if not all(one.diagnostic.is_warning for one in differences)
    }
    if faulty and not skip_faulty:
        raise FaultsFound(
            f"{plural(len(faulty), 'planned filing')} of {len(filings)} and their papers differ",
            hint="mend the manifest and submit it by its path, or file the rest with --skip-faulty",
            sent=False,
        )
    return ComparedFilings(
        [filing for filing in filings if filing.id not in faulty],
        [*changed, *(filing for filing in filings if filing.id in faulty)],
        diagnostics,
        told,
    )
