"""Nightly: what changed at the portal, what ends, why records were rejected, and reports."""

from __future__ import annotations

import hashlib
import tempfile
from collections import Counter
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from starlette.exceptions import HTTPException
from starlette.responses import FileResponse, Response

from ipp_bot.errors import UsageError
from ipp_bot.report.data import Scope, gather
from ipp_bot.report.deadlines import deadlines_of
from ipp_bot.report.icalendar import calendar_of
from ipp_bot.report.items import items_of
from ipp_bot.report.rejection_reasons import explain
from ipp_bot.ui.handlers import form_text
from ipp_bot.ui.uploads import harmless_name

if TYPE_CHECKING:
    from ipp_bot.report.data import ReportData
    from ipp_bot.ui.handlers import Call

__all__ = ["bundle", "check", "report_file", "send_bundle", "send_report", "show"]

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
    last = (now + timedelta(days=_AHEAD)).date()
    scope = Scope(accounts=tuple(accounts), lang=call.words.lang)
    ending = [
        one for one in deadlines_of(call.workspace, call.ledger, scope, now) if one.on <= last
    ]
    clients = call.ledger.names("client", most=_SHOWN)
    return call.page(
        "nightly",
        items=items[:_SHOWN],
        count=len(items),
        days=_DAYS,
        reasons=counts.most_common(12),
        ending=ending[:_SHOWN],
        clients=clients,
        bundles=[
            (client, _id(client)) for client in clients if _bundle(call, _id(client)).is_file()
        ],
    )


def check(call: Call) -> Response:
    """Starts `ipp-bot sync`."""
    return call.redirect(f"/run?command={call.start('sync', '--json').id}")


def bundle(call: Call) -> Response:
    """Starts `ipp-bot report --client … --zip …`: what the client gets."""
    client = form_text(call, "client")
    if client not in call.ledger.names("client"):
        raise UsageError(call.words("Choose a client."), sent=False)
    place = _bundle(call, _id(client))
    place.parent.mkdir(mode=0o700, exist_ok=True)
    options = ("--zip", str(place), "--lang", call.words.lang, "--json")
    return call.redirect(f"/run?command={call.start('report', '--client', client, *options).id}")


def send_bundle(call: Call) -> Response:
    """What was made for a client, known by a hash of the client's name."""
    wanted = call.request.path_params["client"]
    for client in call.ledger.names("client"):
        place = _bundle(call, _id(client))
        if _id(client) == wanted and place.is_file():
            name = f"{harmless_name(client)}.zip"
            return FileResponse(place, media_type="application/zip", filename=name)
    raise HTTPException(404)


def _id(client: str) -> str:
    return hashlib.sha256(client.encode()).hexdigest()[:20]


def _bundle(call: Call, client_id: str) -> Path:
    return call.workspace.folder("ui") / "bundles" / f"{client_id}.zip"


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
    if kind == "ics":
        deadlines = deadlines_of(call.workspace, call.ledger, scope, data.made_at)
        return _attached(calendar_of(deadlines, now=data.made_at, lang=scope.lang).encode(), kind)
    return report_file(data, kind)


def report_file(data: ReportData, kind: str) -> Response:
    """The report as a file of that kind."""
    # Imported here: openpyxl takes longer to load than most pages to make.
    from ipp_bot.report.html import write_html
    from ipp_bot.report.sheets import write_csv, write_xlsx

    write = {"xlsx": write_xlsx, "csv": write_csv, "html": write_html}[kind]
    with tempfile.TemporaryDirectory(prefix="ipp-bot-") as folder:
        content = write(data, Path(folder) / f"report.{kind}").read_bytes()
    return _attached(content, kind)


def _attached(content: bytes, kind: str) -> Response:
    headers = {"content-disposition": f'attachment; filename="report.{kind}"'}
    return Response(content, media_type=_TYPES[kind], headers=headers)


_TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv",
    "html": "text/html",
    "ics": "text/calendar",
}
