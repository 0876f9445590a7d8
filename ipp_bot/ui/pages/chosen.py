"""Several filings at once: approved, given up, submitted, queued, exported; each refusal told."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from starlette.exceptions import HTTPException

from ipp_bot.errors import IppBotError, UsageError
from ipp_bot.ledger import State
from ipp_bot.report.data import Scope, gather
from ipp_bot.run.approving import signed_paper, unapproved
from ipp_bot.run.inbox import usable_signed_poa
from ipp_bot.ui.handlers import filing_of, form_text
from ipp_bot.ui.pages.filings import fitting_filter
from ipp_bot.ui.pages.nightly import report_file

if TYPE_CHECKING:
    from collections.abc import Iterable

    from starlette.responses import Response

    from ipp_bot.ledger import Filing
    from ipp_bot.ui.handlers import Call

__all__ = ["act"]

_MOST = 2000
"""Filings that something is done with at once."""
_LONGEST_COMMAND = 30_000
"""Characters of a command; Windows takes no more than 32,767."""
_LONGEST_REASON = 200
_ENDED = frozenset({State.SUBMITTED, State.REFUSED})


class Action(StrEnum):
    """What can be done with several filings."""

    APPROVE = "approve"
    DROP = "drop"
    SUBMIT = "submit"
    QUEUE = "queue"
    EXPORT = "export"


@dataclass(frozen=True, slots=True)
class Refusal:
    """A filing that it is not done with, and why."""

    filing: Filing
    why: str
    hint: str = ""


def act(call: Call) -> Response:
    """Does it with the filings whose boxes are checked, or with all that fit the filters."""
    try:
        action = Action(form_text(call, "do"))
    except ValueError:
        raise HTTPException(404) from None
    filings = _filings(call)
    match action:
        case Action.APPROVE:
            return _approve(call, filings)
        case Action.DROP:
            return _drop(call, filings)
        case Action.EXPORT:
            refs = frozenset((one.key.account, one.key.ref) for one in filings)
            accounts = tuple(call.workspace.settings.accounts)
            scope = Scope(accounts=accounts, filings=refs, lang=call.words.lang)
            data = gather(call.workspace, call.ledger, scope, clock=call.clock)
            return report_file(data, "xlsx")
        case Action.SUBMIT | Action.QUEUE:
            return _submit(call, filings, action)


def _filings(call: Call) -> list[Filing]:
    """The chosen filings; UsageError for none, or for too many."""
    form = call.form
    if form is not None and form_text(call, "every"):
        texts = {name: value for name, value in form.items() if isinstance(value, str)}
        wanted = fitting_filter(texts)
        if call.ledger.count(wanted) > _MOST:
            raise UsageError(
                call.words("More than %(count)s filings: set more filters.", count=_MOST),
                sent=False,
            )
        found = call.ledger.filings(wanted)
    else:
        given = form.getlist("id") if form is not None else []
        numbers = [one for one in given if isinstance(one, str)] + form_text(call, "ids").split()
        found = [filing_of(call, number) for number in dict.fromkeys(numbers[:_MOST])]
    if not found:
        raise UsageError(call.words("Choose filings first."), sent=False)
    return found


def _approve(call: Call, filings: Iterable[Filing]) -> Response:
    """Approves their content of now, as `ipp-bot approve` does."""
    done: list[Filing] = []
    refused: list[Refusal] = []
    for filing in filings:
        try:
            call.ledger.approve(
                filing.id,
                fingerprint=filing.fingerprint,
                signed_poa=signed_paper(call.workspace, filing),
            )
        except IppBotError as error:
            refused.append(Refusal(filing, error.message, error.hint or ""))
        else:
            done.append(filing)
    return call.page("chosen", action=Action.APPROVE, done=done, refused=refused, command=None)


def _drop(call: Call, filings: list[Filing]) -> Response:
    """Asks first, then starts `ipp-bot drop`."""
    if not form_text(call, "sure"):
        return call.page("chosen", action=Action.DROP, asked=filings, done=[], refused=[])
    reason = " ".join(form_text(call, "reason").split())[:_LONGEST_REASON]
    options = ["--reason", reason] if reason else []
    return _start(call, ["drop", "--yes", "--json", *options, "--", *map(_name, filings)])


def _submit(call: Call, filings: Iterable[Filing], action: Action) -> Response:
    """Starts `ipp-bot submit` for those that can be; of the others it is told why not."""
    going: list[Filing] = []
    refused: list[Refusal] = []
    waiting = unapproved(call.workspace, call.ledger, filings)
    for filing in filings:
        awaits_poa = filing.state is State.AWAITING_POA
        if filing.state in _ENDED:
            why = call.words("is %(state)s", state=call.words.status(filing.state.value))
            refused.append(Refusal(filing, why))
        elif filing.id in waiting:
            refused.append(Refusal(filing, waiting[filing.id].message))
        elif awaits_poa and usable_signed_poa(call.workspace, filing) is None:
            refused.append(Refusal(filing, call.words("waits for its signed power of attorney")))
        else:
            going.append(filing)
    if not going:
        return call.page("chosen", action=action, done=[], refused=refused, command=None)
    options = ["--queue"] if action is Action.QUEUE else ["--verbose"]
    only = [word for filing in going for word in ("--only", _name(filing))]
    arguments = ["submit", "--json", *options, *only]
    if not refused:
        return _start(call, arguments)
    _check_length(call, arguments)
    started = call.start(*arguments)
    return call.page("chosen", action=action, done=going, refused=refused, command=started)


def _start(call: Call, arguments: list[str]) -> Response:
    _check_length(call, arguments)
    return call.redirect(f"/run?command={call.start(*arguments).id}")


def _check_length(call: Call, arguments: Iterable[str]) -> None:
    if sum(len(one) + 3 for one in arguments) > _LONGEST_COMMAND:
        raise UsageError(
            call.words("These are too many for one run: choose fewer at a time."), sent=False
        )


def _name(filing: Filing) -> str:
    """What a command calls it, whatever other accounts have."""
    return f"{filing.key.account}/{filing.key.ref}"
