"""The control routes: how tests see, move and break the portal."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from mock_portal import review, seeding
from mock_portal.clock import iso
from mock_portal.core import iprs
from mock_portal.core.errors import PortalError
from mock_portal.core.reminders import lines
from mock_portal.models import HistoryEntry, Identity, Record
from mock_portal.reviewer import Reviewer
from mock_portal.skins.shared.routing import OPERATIONS

if TYPE_CHECKING:
    from mock_portal.core.portal import Portal

Handler = Callable[[Request], Awaitable[Response]]


def routes(portal: Portal) -> list[Route]:
    """All control routes; no fault touches them and no count includes them."""
    control, reviewer = _Control(portal), Reviewer(portal)
    table: list[tuple[str, str, Handler]] = [
        ("GET", "iprs", control.iprs),
        ("GET", "stats", control.stats),
        ("POST", "review", control.review),
        ("POST", "clock", control.clock),
        ("GET", "clock", control.clock),
        ("POST", "reset", control.reset),
        ("POST", "release", control.release),
        ("POST", "seed", control.seed),
        ("POST", "faults", control.faults),
        ("GET", "faults", control.faults),
        ("DELETE", "faults", control.faults),
        ("POST", "accounts", control.accounts),
        ("POST", "settings", control.settings),
        ("GET", "mailbox", control.mailbox),
        ("POST", "person", control.person),
        ("GET", "", reviewer.show),
        ("POST", "", reviewer.act),
    ]
    return [Route(f"/_mock/{name}", _json(f), methods=[method]) for method, name, f in table]


def _json(handler: Handler) -> Handler:
    """Answers errors as JSON, and refuses whatever does not come from the loopback."""

    async def guarded(request: Request) -> Response:
        if request.client is None or not request.client.host.startswith("127."):
            return JSONResponse({"error": "loopback only"}, 403)
        try:
            return await handler(request)
        except PortalError as error:
            return JSONResponse({"error": error.problem.key, **error.problem.args}, error.status)
        except (ValueError, KeyError, TypeError) as error:
            return JSONResponse({"error": f"{type(error).__name__}: {error}"}, 400)

    return guarded


async def _body(request: Request) -> dict[str, Any]:
    if not await request.body():
        return {}
    body = await request.json()
    if not isinstance(body, dict):
        raise TypeError("the body is a JSON object")
    return body


_MOST_OFFSET = 50 * 366 * 86400
"""The most seconds by which the clock may be moved, in all."""


def _reject_unknown_keys(body: dict[str, Any], *known: str) -> None:
    """Raises ValueError for a key that no option of this route has."""
    if unknown := sorted(body.keys() - {*known}):
        raise ValueError(f"unknown {', '.join(unknown)}; known: {', '.join(known)}")


class _Control:
    """One method a route; what goes wrong is raised."""

    def __init__(self, portal: Portal) -> None:
        self.portal = portal

    async def iprs(self, _request: Request) -> Response:
        files: dict[str, list[dict[str, Any]]] = {}
        for a in self.portal.store.attachments():
            entry = {"slot": a.slot, "filename": a.filename, "size": a.size, "sha256": a.sha256}
            files.setdefault(a.number, []).append(entry)
        records = self.portal.store.records(today=self.portal.clock.today())
        histories = self.portal.store.histories()
        return JSONResponse(
            [self._record(r, files.get(r.number, []), histories.get(r.number, [])) for r in records]
        )

    def _record(
        self, record: Record, files: list[dict[str, Any]], history: list[HistoryEntry]
    ) -> dict[str, Any]:
        form = self.portal.forms.find(record.type, record.place)
        sent = record.submissions > 0 and record.submitted_at is not None
        return {
            "number": record.number,
            "status": record.status,
            "account": record.account,
            "type": record.type,
            "place": record.place,
            "country": record.country or None,
            "fields": iprs.derived_fields(record, form),
            "attachments": files,
            "created_at": iso(record.created_at),
            "updated_at": iso(record.updated_at),
            "submitted_at": iso(record.submitted_at) if sent and record.submitted_at else None,
            "submissions": record.submissions,
            "valid_until": record.valid_until.isoformat() if record.valid_until else None,
            "reasons": [{"code": r.code, "field": r.field} for r in record.reasons],
            "history": [{"at": iso(h.at), "event": h.event, **h.detail} for h in history],
        }

    async def stats(self, _request: Request) -> Response:
        stats = self.portal.stats
        return JSONResponse(
            {
                "requests": dict(stats.requests),
                "documents": stats.documents,
                "assets": stats.assets,
                "sign_ins": stats.sign_ins,
            }
        )

    async def review(self, request: Request) -> Response:
        body = await _body(request)
        _reject_unknown_keys(body, "all", "number", "decision", "reasons")
        if not isinstance(body.get("all", False), bool):
            raise TypeError("all is true or false")
        if body.get("all"):
            outcomes = review.review_all(self.portal)
        else:
            reasons = [str(code) for code in body.get("reasons", [])]
            outcomes = [
                review.decide(self.portal, str(body["number"]), str(body["decision"]), reasons)
            ]
        return JSONResponse({"reviewed": outcomes})

    async def clock(self, request: Request) -> Response:
        body = await _body(request)
        if request.method == "POST":
            offset = self.portal.clock.offset + float(body["advance_seconds"])
            if not -_MOST_OFFSET <= offset <= _MOST_OFFSET:
                raise ValueError("advance_seconds leads out of this century")
            self.portal.set_clock(offset)
        return JSONResponse(
            {"now": iso(self.portal.clock.now()), "today": self.portal.clock.today().isoformat()}
        )

    async def reset(self, _request: Request) -> Response:
        self.portal.reset()
        return JSONResponse({})

    async def release(self, _request: Request) -> Response:
        self.portal.release()
        return JSONResponse({})

    async def seed(self, request: Request) -> Response:
        return JSONResponse({"numbers": seeding.seed(self.portal, **await _body(request))})

    async def faults(self, request: Request) -> Response:
        active = self.portal.faults
        if request.method == "DELETE":
            active.clear()
        elif request.method == "POST":
            body = await _body(request)
            _reject_unknown_keys(body, "faults", "seed")
            active.replace(
                body.get("faults", []),
                seed=int(body.get("seed", 0)),
                forms=self.portal.forms.all,
                requests=OPERATIONS,
            )
        return JSONResponse({"seed": active.seed, "faults": [f.as_json() for f in active.faults]})

    async def accounts(self, request: Request) -> Response:
        body = await _body(request)
        account = self.portal.add_account(
            str(body["username"]),
            str(body["password"]),
            str(body["complainant"]),
            Identity(body.get("identity", "verified")),
        )
        return JSONResponse(
            {
                "username": account.username,
                "complainant": account.complainant,
                "email": account.email,
                "identity": account.identity,
            }
        )

    async def settings(self, request: Request) -> Response:
        self.portal.settings = self.portal.settings.changed(await _body(request))
        self.portal.store.expiring_days = self.portal.settings.expiring_days
        return JSONResponse({})

    async def mailbox(self, request: Request) -> Response:
        name = request.query_params.get("account", "")
        account = self.portal.store.account(name)
        if account is None:
            raise ValueError(f"no account {name!r}")
        mails = [
            {"at": iso(m.at), "kind": m.kind, "number": m.number, "text": m.text}
            for m in lines(self.portal, account, self.portal.lang)
        ]
        waiting = self.portal.challenges.waiting.values()
        codes = [c.code for c in waiting if c.username == account.username]
        return JSONResponse({"mails": mails, "codes": codes})

    async def person(self, request: Request) -> Response:
        body = await _body(request)
        return JSONResponse({"passed": self.portal.challenges.solve(str(body.get("account", "")))})
