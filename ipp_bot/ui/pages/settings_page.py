"""Settings: accounts, portal and profile as they are, and the hold."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipp_bot.run.passwords import stored_in
from ipp_bot.ui.handlers import form_text

if TYPE_CHECKING:
    from starlette.responses import Response

    from ipp_bot.ui.handlers import Call

__all__ = ["hold", "resume", "show"]

_LONGEST_REASON = 500


def show(call: Call) -> Response:
    """The page; no secret is on it."""
    workspace = call.workspace
    accounts = [
        {
            "name": name,
            "username": account.username,
            "complainant": account.complainant,
            "sessions": workspace.sessions_of(name),
            "session": (workspace.place("sessions") / f"{name}.json").is_file(),
            "password": stored_in(account, workspace.url) or "",
        }
        for name, account in workspace.settings.accounts.items()
    ]
    worst = call.ledger.worst_lag()
    return call.page(
        "settings",
        accounts=accounts,
        profile=workspace.settings.portal.profile,
        settle=float(workspace.settle_seconds),
        worst_lag=worst,
        least_settle=workspace.least_settle_seconds(worst),
        reading=str(workspace.settings.reading),
        database=workspace.settings.database.partition(":")[0],
        root=str(workspace.root),
        actor=str(call.ledger.actor),
        approvals=str(workspace.settings.approvals),
    )


def hold(call: Call) -> Response:
    """Stops everything irreversible, as `ipp-bot hold` does."""
    why = " ".join(form_text(call, "why").split())[:_LONGEST_REASON]
    call.ledger.hold(str(call.ledger.actor), why)
    return call.redirect("/settings")


def resume(call: Call) -> Response:
    """Lifts the hold, as `ipp-bot resume` does."""
    call.ledger.resume()
    return call.redirect("/settings")
