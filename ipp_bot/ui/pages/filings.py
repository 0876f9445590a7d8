"""Filings: searched and filtered, and the whole story of one."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from starlette.exceptions import HTTPException
from starlette.responses import FileResponse

from ipp_bot.ledger import FilingFilter, State
from ipp_bot.portal_status import PortalStatus
from ipp_bot.portal_time import day_of
from ipp_bot.receipt_folder import path_of
from ipp_bot.report.manifest_lines import ManifestLines
from ipp_bot.report.printable import printable_json
from ipp_bot.report.rejection_reasons import explain
from ipp_bot.run.approving import signed_paper, unapproved
from ipp_bot.run.reviewing import drafted_entries
from ipp_bot.ui.handlers import filing_of, form_text
from ipp_bot.ui.pages.review import entry_id
from ipp_bot.ui.uploads import type_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from starlette.responses import Response

    from ipp_bot.ledger import Filing
    from ipp_bot.ui.handlers import Call
    from ipp_bot.workspace import Workspace

__all__ = ["approve", "fitting_filter", "send_file", "show_list", "show_one"]

_ROWS = 50
"""Filings on one page of the list."""
_PAGE = re.compile(r"[0-9]{1,6}")
_LONGEST_SEARCH = 200
_NAMES = 200
"""Clients and holders that are offered as filters."""


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A file that belongs to a filing, known to the browser by an id."""

    path: Path
    is_evidence: bool
    """Whether it shows a failure; otherwise it lies beside the receipt."""

    @property
    def id(self) -> str:
        """What an address names it by."""
        return hashlib.sha256(f"{self.is_evidence}/{self.path.name}".encode()).hexdigest()[:20]

    @property
    def is_picture(self) -> bool:
        """Whether the page can show it."""
        return self.path.suffix.lower() in {".jpg", ".jpeg", ".png"}


def show_list(call: Call) -> Response:
    """The list: one page of what fits the filters."""
    number = call.query.get("page", "1")
    page = max(1, int(number)) if _PAGE.fullmatch(number) else 1
    fitting = fitting_filter(call.query)
    wanted = replace(fitting, limit=_ROWS, skip=(page - 1) * _ROWS, newest_first=True)
    count = call.ledger.count(wanted)
    settings = call.workspace.settings
    return call.page(
        "filings",
        filings=call.ledger.filings(wanted),
        count=count,
        page=page,
        pages=max(1, -(-count // _ROWS)),
        filters=_shown_filters(fitting),
        states=list(State),
        statuses=call.words.portal_statuses(),
        names={
            "client": call.ledger.names("client", most=_NAMES),
            "holder": call.ledger.names("holder", most=_NAMES),
            "account": list(settings.accounts),
        },
        has_queue=settings.database != "sqlite",
        approves=str(settings.approvals) == "required",
    )


def fitting_filter(query: Mapping[str, str]) -> FilingFilter:
    """The filings that the list's filters are for; what makes no sense counts as not given."""
    state, status = query.get("state", ""), query.get("status", "")
    return FilingFilter(
        states=(State(state),) if state in set(State) else (),
        account=query.get("account") or None,
        client=query.get("client") or None,
        holder=query.get("holder") or None,
        portal_status=status if status in set(PortalStatus) else None,
        text=query.get("q", "")[:_LONGEST_SEARCH],
    )


def _shown_filters(fitting: FilingFilter) -> dict[str, str]:
    """The filters that are set, as an address names them."""
    given = {
        "q": fitting.text,
        "state": next((state.value for state in fitting.states), ""),
        "status": fitting.portal_status,
        "client": fitting.client,
        "holder": fitting.holder,
        "account": fitting.account,
    }
    return {name: value for name, value in given.items() if value}


def show_one(call: Call) -> Response:
    """One filing: its facts, its story, its receipt, pictures and evidence, and what comes next."""
    filing = _filing(call)
    files = list(_files(call.workspace, filing))
    record = call.ledger.record(filing.key.account, filing.number) if filing.number else None
    lines = ManifestLines(call.workspace.profile)
    return call.page(
        "filing",
        filing=filing,
        reasons=[
            {
                "words": words,
                "plain": explain(words).text(call.words.lang),
                "place": lines.locate(filing),
            }
            for words in (record.reasons if record else ())
        ],
        review=next(
            (
                entry_id(one)
                for one in drafted_entries(call.workspace)
                if (one.account, one.ref) == (filing.key.account, filing.key.ref)
            ),
            "",
        ),
        valid_until=day_of(record.valid_until) if record else None,
        story=call.ledger.history(filing.id),
        waits_for_approval=unapproved(call.workspace, call.ledger, [filing]).get(filing.id),
        receipt=printable_json(json.dumps(filing.receipt, ensure_ascii=False, indent=1))
        if filing.receipt
        else "",
        pictures=[file for file in files if file.is_picture],
        documents=[file for file in files if not file.is_picture],
    )


def approve(call: Call) -> Response:
    """Approves the content that was shown, as `ipp-bot approve` does."""
    filing = _filing(call)
    call.ledger.approve(
        filing.id,
        fingerprint=form_text(call, "fingerprint"),
        signed_poa=signed_paper(call.workspace, filing),
    )
    return call.redirect(f"/filings/{filing.id}")


def send_file(call: Call) -> Response:
    """One of the filing's own files, found by its id among them."""
    wanted = call.request.path_params["file"]
    for file in _files(call.workspace, _filing(call)):
        if file.id == wanted:
            return FileResponse(
                file.path,
                media_type=type_of(file.path),
                filename=file.path.name,
                content_disposition_type="inline" if file.is_picture else "attachment",
            )
    raise HTTPException(404)


def _filing(call: Call) -> Filing:
    return filing_of(call, call.request.path_params["id"])


def _files(workspace: Workspace, filing: Filing) -> Iterator[KeptFile]:
    """What lies beside the receipt and in the evidence of the filing; nothing that leads away."""
    account, ref = filing.key.account, filing.key.ref
    receipts = path_of(workspace.receipt(account, ref), filing.number).parent
    for folder, is_evidence in (
        (receipts, False),
        (workspace.hidden / "evidence" / account / ref, True),
    ):
        for path in sorted(folder.iterdir()) if folder.is_dir() else ():
            if path.is_file() and not path.is_symlink():
                yield KeptFile(path, is_evidence)
