"""Telling what became of filings, with the place in the manifest that caused it."""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ipp_bot.cli.options import receipt_of, shown, style_of, told
from ipp_bot.errors import IppBotError, Refused
from ipp_bot.report.terminal import Terminal, plural

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ipp_bot.errors import FieldError
    from ipp_bot.ledger import Filing
    from ipp_bot.manifest import Entry
    from ipp_bot.run.results import FilingResult
    from ipp_bot.run.submit_run import SubmitReport
    from ipp_bot.settings import Workspace

__all__ = ["Places", "ending", "report_data", "summary_of", "tell_report", "why_of"]


_NOT_WELL = (
    (
        "rejected",
        "rejected by the portal",
        "ipp-bot status {ref} tells why; correct the manifest, then ipp-bot submit --amend",
    ),
    ("withdrawn", "withdrawn at the portal", "ipp-bot drop {ref}, then submit files it anew"),
    ("vanished", "no longer at the portal", "ipp-bot drop {ref}, then submit files it anew"),
)
"""A record's status, what it means, and what to type for the first of them."""


class Places:
    """Where in its manifest a field of a filing stands."""

    def __init__(self, entries: "Iterable[Entry]" = ()) -> None:
        self._entries = {(entry.account, entry.ref): entry for entry in entries}

    def of(self, filing: "Filing", key: str = "") -> str:
        """`path:line:column`, as exact as it is known."""
        entry = self._entries.get((filing.key.account, filing.key.ref))
        if entry is None:
            return f"{shown(Path(filing.manifest))}:{filing.line}" if filing.manifest else ""
        line, column = entry.position(key)
        return f"{shown(entry.manifest)}:{line}:{column}"

    def line(self, filing: "Filing", complaint: "FieldError") -> str:
        """The portal's words about one field, behind the place that they are about."""
        where = self.of(filing, complaint.field)
        key = f"{complaint.field}: " if complaint.field else ""
        return f"{where}: {key}“{complaint.message}”" if where else f"{key}“{complaint.message}”"


def ending(result: "FilingResult") -> str:
    """How one filing ended, as a line of progress."""
    number = f" as {result.filing.number}" if result.filing.number else ""
    took = f", {result.seconds:.1f} s" if result.seconds >= 0.05 else ""  # noqa: PLR2004
    return f"{result.filing.key.ref}: {result.outcome}{number}{took}"


def tell_report(
    terminal: Terminal,
    workspace: "Workspace",
    report: "SubmitReport",
    places: Places,
) -> None:
    """A line for each filing, what to do where one did not go through, and the sum."""
    from ipp_bot.run.results import Outcome

    ordered = sorted(report.results, key=lambda result: result.filing.id)
    rows = []
    for result in ordered:
        if result.outcome is Outcome.NOT_BEGUN and result.error is not None:
            continue  # told together, below
        filing = result.filing
        receipt = receipt_of(workspace, filing)
        rows.append(
            (
                filing.key.ref,
                str(result.outcome),
                filing.number or "-",
                shown(receipt) if receipt else filing.title,
            )
        )
    terminal.table(rows, head=("REF", "END", "IPR NUMBER", "RECEIPT, OR TITLE"))
    for line in _not_well(ordered):
        terminal.print(line)
    stopped: dict[str, list[FilingResult]] = {}
    for result in ordered:
        for line in why_of(result, places, stopped):
            terminal.print(line)
    for line, results in stopped.items():
        terminal.print(terminal.styled(line, style_of("failed")))
        names = ", ".join(result.filing.key.ref for result in results[:5])
        more = "" if len(results) <= 5 else " …"  # noqa: PLR2004
        terminal.print(f"    {plural(len(results), 'filing')} not begun: {names}{more}")
    if report.interrupted:
        terminal.print("Interrupted; the same command goes on where it stopped.")
    terminal.print(summary_of(report))
    if (seconds := report.seconds()) is not None:
        terminal.print(f"seconds a filing: median {seconds[0]:.2f}, p95 {seconds[1]:.2f}")


def _not_well(results: "list[FilingResult]") -> list[str]:
    """What was submitted before and has not stood: nothing of it was sent now."""
    from ipp_bot.run.results import Outcome

    lines = []
    for status, words, hint in _NOT_WELL:
        of_it = [
            result.filing.key.ref
            for result in results
            if result.outcome is Outcome.ALREADY_SUBMITTED and result.filing.portal_status == status
        ]
        if of_it:
            names = ", ".join(of_it[:5]) + (" …" if len(of_it) > 5 else "")  # noqa: PLR2004
            lines.append(f"{words}, and nothing was sent: {names}")
            lines.append(f"    → {hint.format(ref=of_it[0])}")
    return lines


def why_of(
    result: "FilingResult", places: Places, stopped: "dict[str, list[FilingResult]] | None" = None
) -> list[str]:
    """The reason and the next step of a filing that did not go through."""
    from ipp_bot.run.results import Outcome

    filing, error = result.filing, result.error
    if result.outcome is Outcome.NOT_BEGUN and error is not None and stopped is not None:
        hint = error.hint or "ipp-bot doctor looks at this machine and at the portal"
        account = filing.key.account
        words = (
            error.message if error.message.startswith(account) else f"{account}: {error.message}"
        )
        told_once = IppBotError(words, hint=hint, sent=False).line()
        stopped.setdefault(told_once, []).append(result)
        return []
    if result.outcome is Outcome.AWAITING_POA:
        return [f"{filing.key.ref}: {filing.reason}", f"    → {_near(filing.hint)}"]
    if result.outcome is Outcome.DRAFTED:
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
    lines.append(_named(filing, error.message))
    lines.extend(f"    {places.line(filing, complaint)}" for complaint in fields)
    if not fields and (where := places.of(filing)) and isinstance(error, Refused):
        lines.append(f"    {where}")
    if error.sent is not None:
        lines.append("    It was sent." if error.sent else "    Nothing was sent.")
    hint = error.hint
    if not hint and fields:
        hint = f"mend the manifest, then ipp-bot submit {shown(Path(filing.manifest))}"
    if not hint:
        hint = (
            f"ipp-bot submit --only {filing.key.ref} tries again; ipp-bot status {filing.key.ref}"
        )
    lines.append(f"    → {_near(hint)}")
    return lines


def _near(text: str) -> str:
    """The text with paths below the current folder as a person types them."""
    return text.replace(f"{Path.cwd()}{os.sep}", "")


def _named(filing: "Filing", message: str) -> str:
    ref = filing.key.ref
    return message if message.startswith(f"{ref}:") else f"{ref}: {message}"


def summary_of(report: "SubmitReport") -> str:
    """`5 submitted, 1 awaiting POA`."""
    counts = report.counts
    if not counts:
        return "Nothing to do." if not report.interrupted else "0 submitted"
    parts = [f"{counts[end]} {end}" for end in type(next(iter(counts))) if counts[end]]
    return ", ".join(parts)


def report_data(workspace: "Workspace", report: "SubmitReport", places: Places) -> dict[str, Any]:
    """The same for machines."""
    seconds = report.seconds()
    filings = []
    for result in sorted(report.results, key=lambda result: result.filing.id):
        data = told(workspace, result.filing)
        data["end"] = str(result.outcome)
        data["seconds"] = round(result.seconds, 3)
        if result.error is not None:
            data["reason"] = result.error.message
            data["hint"] = result.error.hint or data["hint"]
            data["sent"] = result.error.sent
        if isinstance(result.error, Refused):
            data["fields"] = [
                {
                    "field": complaint.field,
                    "message": complaint.message,
                    "place": places.of(result.filing, complaint.field),
                }
                for complaint in result.error.fields
            ]
        filings.append(data)
    return {
        "filings": filings,
        "counts": {str(end): count for end, count in report.counts.items()},
        "seconds": None if seconds is None else {"median": seconds[0], "p95": seconds[1]},
        "interrupted": report.interrupted,
    }
