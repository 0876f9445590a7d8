"""What the demo shows of reading: samples compared with their papers, and drafted from them."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from ipp_bot.cli.manifest_check import check_manifests, print_diagnostics
from ipp_bot.cli.paper_differences import chosen_comparison
from ipp_bot.diagnostics import shown_path
from ipp_bot.manifest import load
from ipp_bot.report.terminal import plural
from ipp_bot.run.draft_records import DraftRecords
from ipp_bot.settings import Reading

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from ipp_bot.manifest import Entry
    from ipp_bot.report.terminal import Terminal
    from ipp_bot.workspace import Workspace

__all__ = ["show_papers"]

COMPARED = "poa-signed.yaml"
"""The samples whose papers are read: certificates, a screenshot, licence and card, two POAs."""


def show_papers(terminal: Terminal, workspace: Workspace, samples: Path) -> bool:
    """Compares two samples with their papers, then makes them again from a folder of these papers.

    Returns:
        False where the samples and their papers do not agree; True also without the extra.
    """
    comparison = chosen_comparison(terminal, workspace)
    if comparison is None:
        if workspace.settings.reading is not Reading.OFF:
            terminal.print(
                "Manifests are compared with what their papers say by an extra: "
                "pip install 'ipp-bot[read]', then ipp-bot check --read"
            )
        return True
    terminal.progress("ipp-bot check --read, for two of the samples")
    checked = check_manifests(
        workspace, [samples / COMPARED], only=(), strict=False, comparison=comparison
    )
    print_diagnostics(terminal, checked)
    count = len(checked.paper_differences)
    terminal.print(
        f"{plural(len(checked.entries), 'filing')} compared with what their papers say: "
        f"{plural(count, 'difference') if count else 'no differences'}"
    )
    return not count and _draft(terminal, workspace, checked.entries)


def _draft(terminal: Terminal, workspace: Workspace, samples: Sequence[Entry]) -> bool:
    """Drafts entries from the samples' papers under names that say nothing; whether they agree."""
    # Imported here: the extra may be missing, and then nothing is drafted.
    from ipp_bot.run.draft import DraftRun

    folder, target = workspace.root / "papers", workspace.root / "draft.yaml"
    target.unlink(missing_ok=True)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    papers = [path for entry in samples for paths in entry.files.values() for path in paths]
    papers += [entry.poa.file for entry in samples if entry.poa and entry.poa.file]
    for number, path in enumerate(sorted(set(papers), key=lambda path: path.stat().st_size), 1):
        shutil.copy(path, folder / f"scan-{number:02}{path.suffix}")
    terminal.progress("ipp-bot draft, from a folder of the same papers")
    account = samples[0].account
    DraftRun(
        folder.resolve(),
        target.resolve(),
        account,
        workspace.account(account).complainant,
        workspace.profile,
        DraftRecords(workspace.drafts),
        workspace.folder("readings"),
    ).run()
    loaded = load([target], profile=workspace.profile)
    drafted = {entry.registration_number: entry for entry in (*loaded.entries, *loaded.flawed)}
    same, other = _counts(samples, drafted)
    terminal.print(
        f"{plural(len(papers), 'paper')} in {shown_path(folder)} drafted as "
        f"{plural(len(drafted), 'filing')} in {shown_path(target)}: "
        f"{plural(same, 'value')} as typed by hand, {other or 'none'} different"
    )
    return bool(same) and not other and len(drafted) == len(samples)


def _counts(samples: Sequence[Entry], drafted: dict[str | None, Entry]) -> tuple[int, int]:
    """How many values of the samples the drafts have too, and how many they have otherwise."""
    same = other = 0
    for sample in samples:
        draft = drafted.get(sample.registration_number)
        for key, value in sample.values.items():
            if key in sample.implied:
                continue
            if draft is not None and draft.values.get(key) == value:
                same += 1
            else:
                other += 1
    return same, other
