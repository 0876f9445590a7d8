"""Today: what a person can do something about, as `ipp-bot todo` lists it.

But for what says something else than was planned: to find that, manifests and papers are read,
too much for a page that is looked at often. `submit`, started here, tells it before it sends.
"""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from ipp_bot.diagnostics import typed_path
from ipp_bot.ledger import FilingFilter
from ipp_bot.open_tasks import find_tasks
from ipp_bot.run.reviewing import confirmed_entries, unconfirmed_entries
from ipp_bot.ui.pages.review import draft_id, entry_id

if TYPE_CHECKING:
    from starlette.responses import Response

    from ipp_bot.ui.handlers import Call

__all__ = ["show"]

_SHOWN = 50
"""Cards of one group; the others are counted."""


def show(call: Call) -> Response:
    """The page."""
    accounts = list(call.workspace.settings.accounts)
    tasks = find_tasks(call.workspace, call.ledger, accounts, compares=False)
    groups = []
    for kind, some in groupby(tasks, key=lambda task: task.kind):
        every = list(some)
        groups.append((kind, every[:_SHOWN], len(every)))
    shown = [task for _, some, _ in groups for task in some if task.ref]
    refs = tuple(dict.fromkeys(task.ref for task in shown))
    found = call.ledger.filings(FilingFilter(refs=refs)) if refs else []
    ids = {(filing.key.account, filing.key.ref): filing.id for filing in found}
    reviews = {(one.account, one.ref): entry_id(one) for one in unconfirmed_entries(call.workspace)}
    drafts = {
        f"ipp-bot submit --skip-faulty {typed_path(target)}": draft_id(target)
        for target in confirmed_entries(call.workspace, call.ledger)
    }
    return call.page(
        "today", drafts=drafts, reviews=reviews, groups=groups, count=len(tasks), ids=ids
    )
