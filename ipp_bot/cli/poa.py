"""`poa`: powers of attorney that wait for a signature."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ipp_bot.cli.app import app
from ipp_bot.cli.options import Json, Where, finish, opened_ledger, opened_workspace, shown
from ipp_bot.cli.run_async import drive
from ipp_bot.cli.submit import interrupting, watched
from ipp_bot.errors import ExitStatus, UsageError
from ipp_bot.report.terminal import Terminal, plural

if TYPE_CHECKING:
    from ipp_bot.ledger import Filing, Ledger
    from ipp_bot.settings import Workspace


@app.command()
def poa(
    ref: Annotated[
        str | None, typer.Argument(metavar="REF", help="This filing's template only.")
    ] = None,
    offline: Annotated[
        bool, typer.Option("--offline", help="Do not fetch templates that are missing.")
    ] = False,
    as_json: Json = False,
    workspace: Where = None,
) -> None:
    """List the powers of attorney that wait for a signature, by signatory; fetch missing ones."""
    terminal = Terminal(as_json=as_json)
    place = opened_workspace(workspace)
    status = ExitStatus.DONE
    with opened_ledger(place) as ledger:
        waiting = _waiting(ledger, ref)
        missing = [row for row in waiting if not _template(place, row).is_file()]
        missing = [row for row in missing if _signed(place, row) is None]
        if missing and not offline:
            status = _fetch(terminal, place, ledger, missing)
            waiting = _waiting(ledger, ref)
        rows = [_told(place, row) for row in waiting]
    terminal.data({"waiting": rows})
    if not rows:
        terminal.print("No power of attorney waits for a signature.")
    for signatory in dict.fromkeys(row["signatory"] for row in rows):
        theirs = [row for row in rows if row["signatory"] == signatory]
        terminal.print(f"{signatory} has to sign {len(theirs)}:")
        terminal.table(
            [
                (
                    f"  {row['ref']}",
                    row["number"] or "-",
                    row["title"],
                    f"until {row['expires_on']}",
                    row["template"] or "no template yet",
                    "signed: ipp-bot submit" if row["signed"] else f"→ {row['inbox']}",
                )
                for row in theirs
            ]
        )
    if any(not row["signed"] for row in rows):
        terminal.print(
            "Save each signed paper where its arrow points (or .png, .jpg), then ipp-bot submit."
        )
    finish(status)


def _waiting(ledger: "Ledger", ref: str | None) -> "list[Filing]":
    from ipp_bot.ledger import FilingFilter, State

    rows = ledger.filings(FilingFilter(states=(State.AWAITING_POA,), ref=ref))
    if ref is not None and not rows:
        raise UsageError(
            f"{ref} does not wait for a power of attorney", hint=f"ipp-bot status {ref}"
        )
    return sorted(rows, key=lambda row: (row.holder, row.key.ref))


def _template(place: "Workspace", row: "Filing") -> Path:
    return place.hidden / "poa" / f"{row.key.ref}.pdf"


def _signed(place: "Workspace", row: "Filing") -> Path | None:
    """The signed paper, unless it was refused because the content had changed since."""
    import hashlib

    from ipp_bot.flows.power_of_attorney import signed_paper

    path = signed_paper(place.hidden / "inbox", row.key.ref)
    refused = (row.poa_fields or {}).get("refused", ())
    if path is None or not refused:
        return path
    return None if hashlib.sha256(path.read_bytes()).hexdigest() in refused else path


def _fetch(
    terminal: Terminal, place: "Workspace", ledger: "Ledger", missing: "list[Filing]"
) -> ExitStatus:
    """Goes back to the drafts whose template is gone; 3 means that they wait, which is wanted."""
    from ipp_bot.clock import SystemClock
    from ipp_bot.run.filing_runner import FilingOptions
    from ipp_bot.run.submit_run import SubmitRun

    terminal.progress(f"fetching {plural(len(missing), 'template')} at {place.url}")
    job = SubmitRun(place, ledger, SystemClock(), options=FilingOptions(draft_only=True))
    with watched(terminal, job, len(missing), verbose=False):
        job.watch.ask = terminal.ask if sys.stdin.isatty() else None
        report = drive(lambda: job.run(missing), interrupt=interrupting(terminal, job))
    for result in report.results:
        if result.error is not None:
            terminal.error(result.error.line())
    status = report.exit_status
    return ExitStatus.DONE if status is ExitStatus.PERSON else status


def _told(place: "Workspace", row: "Filing") -> dict[str, Any]:
    from ipp_bot.manifest import Frozen

    poa = Frozen.model_validate_json(row.entry).poa
    template = _template(place, row)
    signed = _signed(place, row)
    return {
        "signatory": row.holder,
        "account": row.key.account,
        "ref": row.key.ref,
        "number": row.number,
        "title": row.title,
        "expires_on": poa.expires_on.isoformat() if poa is not None else "",
        "template": shown(template) if template.is_file() else None,
        "signed": shown(signed) if signed else None,
        "inbox": shown(place.hidden / "inbox" / f"{row.key.ref}.pdf"),
        "reason": row.reason,
    }
