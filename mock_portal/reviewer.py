"""The reviewer's page, `/_mock/`: buttons for what the control routes do, in two languages."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

from starlette.responses import HTMLResponse, RedirectResponse, Response

from mock_portal import review
from mock_portal.core.review_rules import FIELD_OF
from mock_portal.models import Identity, Status

if TYPE_CHECKING:
    from starlette.requests import Request

    from mock_portal.core.portal import Portal
    from mock_portal.models import Record

__all__ = ["Reviewer"]

PATH = "/_mock/"
_PAGE = """<!doctype html>
<html lang="zh"><meta charset="utf-8"><title>审核 · Review</title>
<h1>审核 · Review</h1>
{records}
<form method="post">
<button name="act" value="all">按规则审核全部 · Decide all by the rules</button></form>
<h2>账户 · Accounts</h2>
<form method="post">
<label>用户名 · User name <input name="username" required></label>
<label>密码 · Password <input name="password" required></label>
<label>投诉人 · Complainant <input name="complainant" required></label>
<button name="act" value="account">添加账户 · Add account</button></form>
"""
_ROW = """<form method="post"><input type="hidden" name="number" value="{number}">
<b>{number}</b> {account} {title}
<button name="act" value="approve">通过 · Approve</button>
<select name="reason" aria-label="原因 · Reason">{reasons}</select>
<button name="act" value="reject">驳回 · Reject</button></form>
"""


class Reviewer:
    """Shows what is pending, and decides on it as the person at the page says."""

    def __init__(self, portal: Portal) -> None:
        self._portal = portal

    async def show(self, _request: Request) -> Response:
        """The page."""
        today = self._portal.clock.today()
        pending = self._portal.store.records(today=today, status=Status.PENDING)
        rows = "".join(map(self._row, pending))
        nothing = "<p>没有待审核的记录。· Nothing is pending.</p>"
        return HTMLResponse(_PAGE.format(records=rows or nothing))

    def _row(self, record: Record) -> str:
        words, lang = self._portal.words, self._portal.lang
        reasons = "".join(
            f'<option value="{code}">{escape(words.text(lang, f"reason.{code}"))}</option>'
            for code in FIELD_OF
        )
        return _ROW.format(
            number=escape(record.number),
            account=escape(record.account),
            title=escape(str(record.fields.get("name", ""))),
            reasons=reasons,
        )

    async def act(self, request: Request) -> Response:
        """What a button of the page asks for; ValueError for a form of another origin."""
        origin = urlsplit(request.headers.get("origin", ""))
        if origin.netloc != request.headers.get("host"):
            raise ValueError("the form stands in a page of another origin")
        said = {key: each[0] for key, each in parse_qs((await request.body()).decode()).items()}
        match said["act"]:
            case "all":
                review.review_all(self._portal)
            case "approve":
                review.decide(self._portal, said["number"], "approve", [])
            case "reject":
                review.decide(self._portal, said["number"], "reject", [said["reason"]])
            case "account":
                self._portal.add_account(
                    said["username"], said["password"], said["complainant"], Identity.VERIFIED
                )
            case other:
                raise ValueError(f"unknown act {other!r}")
        return RedirectResponse(PATH, status_code=303)
