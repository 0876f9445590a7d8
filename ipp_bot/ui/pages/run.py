"""Runs: what is submitted now, by which command, and how earlier ones ended."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from starlette.exceptions import HTTPException
from starlette.responses import Response

from ipp_bot.errors import UsageError
from ipp_bot.ledger import State
from ipp_bot.run.live_pictures import LivePictures
from ipp_bot.run.reviewing import confirmed_entries, drafted_entries
from ipp_bot.ui.handlers import filing_of, form_text
from ipp_bot.ui.pages.review import draft_id, faults_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ipp_bot.ledger import Filing
    from ipp_bot.ui.child_commands import ChildCommand
    from ipp_bot.ui.handlers import Call

__all__ = ["adopt", "login", "send_picture", "show", "stop", "submit"]

_STEP = re.compile(r"[*!] (?P<name>[^:\s]+): (?P<text>.*)")
_NUMBER = re.compile(r"[\w.-]{1,64}")
_LINES = 200
"""Lines of progress that the page shows."""
_COMMANDS = 20
_FAILED = 100


@dataclass(frozen=True, slots=True)
class InHand:
    """A filing that a session works on now."""

    id: int
    ref: str
    title: str
    account: str
    step: str
    """What is done to it, by the newest line of the run's progress."""


def show(call: Call) -> Response:
    """The page; with `?command=ID` what that command wrote."""
    commands = call.site.commands.all(call.workspace)
    wanted = call.query.get("command", "")
    chosen = next((each for each in commands if each.id == wanted), None)
    if chosen is None:
        chosen = next((each for each in commands if each.is_running), next(iter(commands), None))
    counts = call.ledger.counts()
    return call.page(
        "run",
        commands=commands[:_COMMANDS],
        chosen=chosen,
        progress=chosen.progress()[-_LINES:] if chosen else [],
        result=chosen.result() if chosen else {},
        failed=_failed(chosen) if chosen else [],
        faults=faults_of(call, chosen) if chosen else [],
        in_hand=_in_hand(call, commands),
        counts=counts,
        unfinished=sum(
            count
            for state, count in counts.items()
            if state not in {State.SUBMITTED, State.REFUSED}
        ),
        running=any(each.is_running and each.name == "submit" for each in commands),
        accounts=list(call.workspace.settings.accounts),
        pictures=call.query.get("pictures") == "1",
    )


def submit(call: Call) -> Response:
    """Starts `ipp-bot submit` for one filing, or for whatever is unfinished."""
    arguments = ["submit", "--json", "--verbose"]
    if form_text(call, "draft_only"):
        arguments.append("--draft-only")
    if form_text(call, "attended"):
        arguments.append("--attended")
    draft = form_text(call, "draft")
    if draft:
        targets = confirmed_entries(call.workspace, call.ledger)
        chosen = [target for target in targets if draft_id(target) == draft]
        if not chosen:
            raise UsageError(call.words("All of that draft is planned."), sent=False)
        arguments += ["--skip-faulty", str(chosen[0])]
    number = form_text(call, "filing")
    if number:
        filing = filing_of(call, number)
        arguments += ["--only", filing.key.ref]
        if form_text(call, "amend") or form_text(call, "again") or _is_drafted(call, filing):
            if not Path(filing.manifest).is_file():
                raise UsageError(
                    f"{filing.key.ref}: its manifest {filing.manifest} is not there any more",
                    hint="ipp-bot submit --amend PATH",
                    sent=False,
                )
            amends = ["--amend"] if form_text(call, "amend") else []
            arguments += [*amends, str(Path(filing.manifest))]
    started = call.start(*arguments)
    return call.redirect(f"/run?command={started.id}")


def _is_drafted(call: Call, filing: Filing) -> bool:
    """Whether the filing's entry is one that Review may have changed since it was planned."""
    key, manifest = filing.key, Path(filing.manifest).resolve()
    return any(
        (one.account, one.ref, one.target) == (key.account, key.ref, manifest)
        for one in drafted_entries(call.workspace)
    )


def login(call: Call) -> Response:
    """Starts `ipp-bot login`, which opens a window of its own."""
    account = form_text(call, "account")
    call.workspace.account(account)
    started = call.start("login", account)
    return call.redirect(f"/run?command={started.id}")


def adopt(call: Call) -> Response:
    """Starts `ipp-bot adopt`: a record is the filing's own, if it shows the same."""
    filing = filing_of(call, form_text(call, "filing"))
    number = form_text(call, "number")
    if not _NUMBER.fullmatch(number):
        raise UsageError(call.words("That is no IPR number."), sent=False)
    account, ref = filing.key.account, filing.key.ref
    started = call.start("adopt", "--json", "--account", account, "--", ref, number)
    return call.redirect(f"/run?command={started.id}")


def send_picture(call: Call) -> Response:
    """What the session of a filing shows now, and a wish for newer ones."""
    filing = filing_of(call, call.request.path_params["id"])
    pictures = LivePictures(call.workspace.folder("live"))
    pictures.want()
    newest = pictures.newest(filing.key.account, filing.key.ref)
    if newest is None:
        raise HTTPException(404)
    return Response(newest, media_type="image/jpeg")


def stop(call: Call) -> Response:
    """Does what Ctrl-C does to a command."""
    command = call.site.commands.find(call.workspace, form_text(call, "command"))
    if command is None:
        raise HTTPException(404)
    call.site.commands.stop(command)
    return call.redirect(f"/run?command={command.id}")


def _in_hand(call: Call, commands: Iterable[ChildCommand]) -> list[InHand]:
    """The filings that are claimed, each with the step that a run of this page told last."""
    steps: dict[str, str] = {}
    for command in commands:
        if command.is_running:
            for line in command.progress():
                found = _STEP.match(line)
                if found:
                    steps[found["name"]] = found["text"]
    return [
        InHand(
            filing.id,
            filing.key.ref,
            filing.title,
            filing.key.account,
            steps.get(filing.key.ref, ""),
        )
        for filing in call.ledger.in_hand()
    ]


def _failed(command: ChildCommand) -> list[dict[str, str]]:
    """The filings of a run that need somebody, by its result."""
    filings = command.result().get("filings", [])
    return [
        {key: str(one.get(key) or "") for key in ("ref", "end", "number", "reason", "hint")}
        for one in filings
        if isinstance(one, dict) and one.get("reason")
    ][:_FAILED]
