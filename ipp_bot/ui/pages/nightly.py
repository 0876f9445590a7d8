"""Nightly: what changed at the portal, what ends, why records were rejected, and reports."""

from __future__ import annotations

import tempfile
from collections import Counter
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from starlette.exceptions import HTTPException
from starlette.responses import Response

from ipp_bot.report.data import Scope, gather
from ipp_bot.report.items import items_of
from ipp_bot.report.rejection_reasons import explain
from ipp_bot.ui.handlers import redirect

if TYPE_CHECKING:
    from ipp_bot.ui.handlers import Call

__all__ = ["check", "send_report", "show"]

_DAYS = 30
"""Days of changes that are shown."""
_SHOWN = 200
_AHEAD = 180
"""Days for which it is told what ends."""


def show(call: Call) -> Response:
    """The page."""
    accounts = list(call.workspace.settings.accounts)
    now = call.clock.now()
    notices = call.ledger.notices(accounts, since=now - timedelta(days=_DAYS))
    items = items_of(notices, call.workspace.profile, lang=call.words.lang)
    counts: Counter[str] = Counter()
    for item in items:
        for reason in item.reasons:
            meaning = explain(reason.words)
            told = meaning.text(call.words.lang) if meaning.code != "OTHER" else reason.words
            counts[told] += 1
    ending = [
        record
        for account in accounts
        for record in call.ledger.ending_records(account, now + timedelta(days=_AHEAD))
    ]
    return call.page(
        "nightly",
        items=items[:_SHOWN],
        count=len(items),
        days=_DAYS,
        reasons=counts.most_common(12),
        ending=sorted(ending, key=lambda one: (one.valid_until is None, one.valid_until))[:_SHOWN],
        clients=call.ledger.names("client", most=_SHOWN),
    )


def check(call: Call) -> Response:
    """Starts `ipp-bot sync`."""
    return redirect(f"/run?command={call.start('sync', '--json').id}")


def send_report(call: Call) -> Response:
    """The ledger's report as a workbook or a file of its own, as `ipp-bot report` writes it."""
    kind = call.request.path_params["kind"]
    client = call.query.get("client", "")
    scope = Scope(
        accounts=tuple(call.workspace.settings.accounts),
        client=client or None,
        lang=call.words.lang,
    )
    if kind not in _TYPES:
        raise HTTPException(404)
    data = gather(call.workspace, call.ledger, scope, clock=call.clock)
    # Imported here: openpyxl takes longer to load than most pages to make.
    from ipp_bot.report.html import write_html
    from ipp_bot.report.sheets import write_csv, write_xlsx

    write = {"xlsx": write_xlsx, "csv": write_csv, "html": write_html}[kind]
    with tempfile.TemporaryDirectory(prefix="ipp-bot-") as folder:
        content = write(data, Path(folder) / f"report.{kind}").read_bytes()
    headers = {"content-disposition": f'attachment; filename="report.{kind}"'}
    return Response(content, media_type=_TYPES[kind], headers=headers)


_TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv",
    "html": "text/html",
}
