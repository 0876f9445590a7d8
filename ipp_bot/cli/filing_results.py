"""What became of filings, as lines for people and as data for `--json`."""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ipp_bot.cli.filings import filing_data, receipt_path
from ipp_bot.diagnostics import shown_path, typed_path
from ipp_bot.errors import IppBotError, Refused
from ipp_bot.flows.power_of_attorney import UNSIGNED
from ipp_bot.portal_status import PortalStatus
from ipp_bot.report.terminal import Terminal, plural, style_of
from ipp_bot.run.results import FilingOutcome

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ipp_bot.errors import FieldError
    from ipp_bot.ledger import Filing
    from ipp_bot.manifest import Entry
    from ipp_bot.run.results import FilingResult
    from ipp_bot.run.submit_run import SubmitReport
    from ipp_bot.workspace import Workspace

__all__ = [
    "EntryLines",
    "failure_lines",
    "print_report",
    "report_data",
    "result_line",
    "summary_of",
]

NAMED = 5
"""Refs that a line names; more are cut off."""
SHORTEST = 0.05
"""Seconds below which a filing's time is not shown."""

_ENDED_BADLY = (
    (
        PortalStatus.REJECTED,
        "rejected by the portal",
        "ipp-bot status {ref} tells why; correct the manifest, then ipp-bot submit --amend",
    ),
    (
        PortalStatus.WITHDRAWN,
        "withdrawn at the portal",
        "ipp-bot drop {ref}, then submit files it anew",
    ),
    (
        PortalStatus.VANISHED,
        "no longer at the portal",
        "ipp-bot drop {ref}, then submit files it anew",
    ),
)
"""A record's status, what it means, and what to type for the first of them."""


class EntryLines:
    """Where in its manifest a filing or one of its fields stands, by the entries that were loaded.

    For filings of other manifests the ledger's note of the entry's line has to do.
    """

    def __init__(self, entries: Iterable[Entry] = ()) -> None:
        self._entries = {(entry.account, entry.ref): entry for entry in entries}

    def locate(self, filing: Filing, key: str = "") -> str:
        """`path:line:column` of the key; `path:line` of the entry; or "" if neither is known."""
        entry = self._entries.get((filing.key.account, filing.key.ref))
        if entry is None:
            return f"{shown_path(Path(filing.manifest))}:{filing.line}" if filing.manifest else ""
        line, column = entry.position(key)
        return f"{shown_path(entry.manifest)}:{line}:{column}"

    def error_line(self, filing: Filing, error: FieldError) -> str:
        """The portal's message about one field, behind the field's place in the manifest."""
        where = self.locate(filing, error.field)
        key = f"{error.field}: " if error.field else ""
        return f"{where}: {key}“{error.message}”" if where else f"{key}“{error.message}”"


def result_line(result: FilingResult) -> str:
    """How one filing ended, as a line of progress."""
    ref, number, took = result.filing.key.ref, result.filing.number, result.seconds
    return (
        f"{ref}: {result.outcome}{f' as {number}' if number else ''}"
        f"{f', {took:.1f} s' if took >= SHORTEST else ''}"
    )


def print_report(
    terminal: Terminal,
    workspace: Workspace,
    report: SubmitReport,
    entry_lines: EntryLines,
) -> None:
    """Prints a line for each filing, what to do where one did not go through, and the sum."""
    ordered = sorted(report.results, key=lambda result: result.filing.id)
    rows = []
    for result in ordered:
        if result.outcome is FilingOutcome.NOT_BEGUN or (result.was_stopped and result.error):
            continue  # told together, below, or counted
        filing = result.filing
        receipt = receipt_path(workspace, filing)
        rows.append(
            (
                filing.key.ref,
                str(result.outcome),
                filing.number or "-",
                shown_path(receipt) if receipt else filing.title,
            )
        )
    terminal.table(rows, head=("REF", "END", "IPR NUMBER", "RECEIPT, OR TITLE"), whole=(0, 1, 2))
    for line in _ended_badly(ordered):
        terminal.print(line)
    _print_failures(terminal, ordered, entry_lines)
    if report.interrupted:
        terminal.print("Interrupted; the same command goes on where it stopped.")
    terminal.print(summary_of(report))
    if (seconds := report.seconds()) is not None:
        terminal.print(f"seconds a filing: median {seconds[0]:.2f}, p95 {seconds[1]:.2f}")


def _print_failures(
    terminal: Terminal, ordered: Sequence[FilingResult], entry_lines: EntryLines
) -> None:
    """Why filings did not go through and what to do; what many have in common, once."""
    stopped: dict[str, list[FilingResult]] = {}
    waiting = [each for each in ordered if each.outcome is FilingOutcome.AWAITING_POA]
    is_long = len(waiting) > NAMED
    for result in ordered:
        if not (is_long and result in waiting and result.filing.reason == UNSIGNED):
            for line in failure_lines(result, entry_lines, stopped):
                terminal.print(line)
    if is_long:
        _print_signatories(terminal, waiting)
    for line, results in stopped.items():
        terminal.print(line, style=style_of("failed"))
        for outcome in (FilingOutcome.UNFINISHED, FilingOutcome.NOT_BEGUN):
            if some := [result.filing for result in results if result.outcome is outcome]:
                terminal.print(f"    {_stopped_line(outcome, some)}")


def _stopped_line(outcome: FilingOutcome, filings: Sequence[Filing]) -> str:
    """How many filings were stopped before or after they had a record, and which."""
    more = "" if len(filings) <= NAMED else " …"
    count = plural(len(filings), "filing")
    if outcome is FilingOutcome.NOT_BEGUN:
        names = ", ".join(each.key.ref for each in filings[:NAMED])
        return f"{count} not begun: {names}{more}"
    names = ", ".join(f"{each.key.ref} ({each.number})" for each in filings[:NAMED])
    return f"{count} unfinished, with a record at the portal: {names}{more}"


def _print_signatories(terminal: Terminal, waiting: Sequence[FilingResult]) -> None:
    """Who has to sign how many, where there are too many to be told one by one."""
    unsigned = [each.filing for each in waiting if each.filing.reason == UNSIGNED]
    for holder, count in Counter(filing.holder for filing in unsigned).most_common():
        terminal.print(f"{holder} has to sign {plural(count, 'power', 'powers')} of attorney.")
    if unsigned:
        terminal.print("    → ipp-bot poa lists them: where each template is, and where to put it")


def _ended_badly(results: list[FilingResult]) -> list[str]:
    """Lines about filings that were submitted before and did not last; nothing of them was sent."""
    lines = []
    for status, words, hint in _ENDED_BADLY:
        of_it = [
            result.filing.key.ref
            for result in results
            if result.outcome is FilingOutcome.ALREADY_SUBMITTED
            and result.filing.portal_status == status
        ]
        if of_it:
            names = ", ".join(of_it[:NAMED]) + (" …" if len(of_it) > NAMED else "")
            lines.append(f"{words}, and nothing was sent: {names}")
            lines.append(f"    → {hint.format(ref=of_it[0])}")
    return lines


def failure_lines(
    result: FilingResult,
    entry_lines: EntryLines,
    stopped: dict[str, list[FilingResult]] | None = None,
) -> list[str]:
    """The reason and the next step of a filing that did not go through; [] for one that did.

    With `stopped`, what ended with its account is put there by its common reason instead.
    """
    filing, error = result.filing, result.error
    if result.was_stopped and error is not None and stopped is not None:
        hint = error.hint or "ipp-bot doctor looks at this machine and at the portal"
        account = filing.key.account
        words = (
            error.message if error.message.startswith(account) else f"{account}: {error.message}"
        )
        key = IppBotError(words, hint=hint, sent=False).line()
        stopped.setdefault(key, []).append(result)
        return []
    if result.outcome is FilingOutcome.AWAITING_POA:
        return [f"{filing.key.ref}: {filing.reason}", f"    → {_relative(filing.hint)}"]
    if result.outcome is FilingOutcome.DRAFTED or (result.was_stopped and error is None):
        return []
    if error is None:
        if result.outcome.exit_status == 0:
            return []
        return [
            f"{filing.key.ref}: {filing.reason}",
            *([f"    → {filing.hint}"] if filing.hint else []),
        ]
    lines = []
    fields = error.fields if isinstance(error, Refused) else ()
    lines.append(_with_ref(filing, error.message))
    lines.extend(f"    {entry_lines.error_line(filing, each)}" for each in fields)
    if not fields and (where := entry_lines.locate(filing)) and isinstance(error, Refused):
        lines.append(f"    {where}")
    if error.sent is not None:
        lines.append("    It was sent." if error.sent else "    Nothing was sent.")
    hint = error.hint
    if not hint and fields:
        path = typed_path(Path(filing.manifest))
        hint = f"mend the manifest, then ipp-bot submit {path}"
    if not hint:
        hint = (
            f"ipp-bot submit --only {filing.key.ref} tries again; ipp-bot status {filing.key.ref}"
        )
    lines.append(f"    → {_relative(hint)}")
    return lines


def _relative(text: str) -> str:
    """The text with paths below the current folder as a person types them."""
    return text.replace(f"{Path.cwd()}{os.sep}", "")


def _with_ref(filing: Filing, message: str) -> str:
    ref = filing.key.ref
    return message if message.startswith(f"{ref}:") else f"{ref}: {message}"


def summary_of(report: SubmitReport) -> str:
    """`5 submitted, 1 awaiting POA`."""
    counts = report.counts
    if not counts:
        return "Nothing to do." if not report.interrupted else "0 submitted"
    parts = [f"{counts[end]} {end}" for end in type(next(iter(counts))) if counts[end]]
    return ", ".join(parts)


def report_data(
    workspace: Workspace, report: SubmitReport, entry_lines: EntryLines
) -> dict[str, Any]:
    """The report as `--json` shows it."""
    seconds = report.seconds()
    filings = []
    for result in sorted(report.results, key=lambda result: result.filing.id):
        data = filing_data(workspace, result.filing)
        data["end"] = str(result.outcome)
        data["seconds"] = round(result.seconds, 3)
        if result.error is not None:
            data["reason"] = result.error.message
            data["hint"] = result.error.hint or data["hint"]
            data["sent"] = result.error.sent
        if isinstance(result.error, Refused):
            data["fields"] = [
                {
                    "field": each.field,
                    "message": each.message,
                    "place": entry_lines.locate(result.filing, each.field),
                }
                for each in result.error.fields
            ]
        filings.append(data)
    return {
        "filings": filings,
        "counts": {str(end): count for end, count in report.counts.items()},
        "seconds": None if seconds is None else {"median": seconds[0], "p95": seconds[1]},
        "interrupted": report.interrupted,
    }
