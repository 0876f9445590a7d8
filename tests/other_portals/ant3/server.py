"""A portal drawn in Ant Design 3's markup: one document, hash routes, form-encoded calls, JSON.

It shares no code with the client, the mock or the other portals here. `HABITS` names what can be
switched on, each by itself; without any, controls are native ones in Ant's rows.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import TYPE_CHECKING, Any

from starlette.applications import Starlette
from starlette.responses import FileResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from tests.other_portals.ant3.questions import (
    COUNTRIES,
    KINDS,
    PLACES,
    demanded,
    form,
    shown,
)
from tests.support.serving import Served

if TYPE_CHECKING:
    from starlette.requests import Request

WEB = Path(__file__).parent / "web"
HABITS = {
    "combobox": "lists are div[role=combobox] without an input, their options under body",
    "search": "these lists have an input that shows only once they are open",
    "calendar": "dates are read-only inputs; the calendar under body has an input of its own",
    "calendar_clicks": "the calendar has no input: years, months and days are clicked",
    "chips": "several choices are chips in a combobox that stays open",
    "cascader": "place and country are one cascader",
    "confirm": "Submit asks in a modal",
    "popconfirm": "Submit asks in a bubble at its button",
    "agreement": "Submit is disabled until an agreement is ticked",
    "spaced": "two Chinese characters of a button have a blank between them",
    "toast_number": "the number of a draft is told by a message alone until it is opened anew",
    "mask": "the page is covered while it loads, and fields come after title and buttons",
    "tabs": "states are tabs with counts in full-width brackets",
    "load_more": "the list grows by a button and ends with words",
    "endless": "the list grows as one scrolls; neither a total nor words tell where it ends",
    "empty_first": "an empty list with a total of 0 is drawn before its rows have come",
    "grey_label": "the label has no words for its control: neither for nor id",
    "switch": "questions of yes and no are switches",
    "shadow": "the form stands in a shadow root",
    "signed_out_frame": "the form to sign in with stands in a frame",
    "template_tab": "the mandate's form opens in a new tab",
    "template_window": "the mandate's form is written into a window by the script",
    "template_blob": "the mandate's form is a blob that the script makes",
    "enter_dates": "a typed date counts once Enter was pressed; left without, its field is empty",
    "enter_texts": "so does any text of one line",
    "cuts_names": "a text is cut after ten characters when its field is left",
    "split_tabs": "states are tabs, none is for all of them, drafts are not the first",
    "shared_worker": "all calls are made by a shared worker",
    "service_worker": "the page waits for its service worker, which then passes all calls on",
    "papers_shown": "the first file of each slot is shown in the browser's viewer, in a frame",
    "refused_toast": "refusals are messages that go after a moment",
}
PEOPLE = {
    "acme": ("acme-pass1", "Acme Rights Agency Ltd."),
    "xingyun": ("xingyun-pass1", "杭州星云科技有限公司"),
}
TEMPLATE = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
LATE = 1.0
"""Seconds in which an empty list is seen."""
CHINA = timezone(timedelta(hours=8))


class Registry:
    """Everything that the portal knows, in memory."""

    def __init__(self) -> None:
        self.reset()

    def reset(self, *habits: str) -> None:
        """A fresh portal with these habits."""
        assert set(habits) <= set(HABITS), habits
        self.habits = set(habits)
        self.records: dict[str, dict[str, Any]] = {}
        self.sent: list[str] = []
        """Numbers in the order of their submission, as often as they were submitted."""
        self.alters: dict[str, Any] = {}
        """Questions with what is kept in place of the answer, behind everybody's back."""
        self.loses: set[str] = set()
        """Questions whose files are not kept."""
        self.refuses: dict[str, str] = {}
        """Questions with what Submit says of them."""

    def open(self, user: str, kind: str, place: str, country: str) -> dict[str, Any]:
        """A new record."""
        number = str(7310001 + len(self.records))
        self.records[number] = {
            "number": number, "user": user, "kind": kind, "place": place, "country": country,
            "values": {}, "files": {}, "status": "草稿", "sent": 0, "when": "", "reasons": [],
        }  # fmt: skip
        return self.records[number]

    def mandated(self, record: dict[str, Any]) -> bool:
        """Whether the account files for somebody else."""

        def plain(name: str) -> str:
            letters = "".join(c for c in name.casefold() if c.isalnum())
            return letters.removesuffix("limited").removesuffix("ltd")

        owner = plain(str(record["values"].get("owner", "")))
        return bool(owner) and owner != plain(PEOPLE[record["user"]][1])

    def faults(self, record: dict[str, Any]) -> dict[str, str]:
        """What is missing or refused, by question."""
        values, mandated, found = record["values"], self.mandated(record), {}
        for one in form(record["kind"], record["place"]):
            if not shown(one, values, mandated=mandated):
                continue
            given = record["files" if one.kind == "files" else "values"].get(one.name)
            if demanded(one, values) and not given:
                found[one.name] = f"{one.label}不能为空"
        return found | self.refuses

    def review(self, number: str, status: str, *reasons: str) -> None:
        """The examiners decide."""
        self.records[number] |= {"status": status, "reasons": list(reasons)}

    def told(self, record: dict[str, Any]) -> dict[str, Any]:
        """A record as the pages get it."""
        rows = [one.told() for one in form(record["kind"], record["place"])]
        return {**record, "mandated": self.mandated(record), "questions": rows}


class Site:
    """The document and its calls over one registry."""

    def __init__(self, registry: Registry) -> None:
        self.registry = registry

    def application(self) -> Starlette:
        """What is served."""
        calls = (
            self.enter, self.leave, self.me, self.create, self.get, self.save, self.submit,
            self.list, self.upload, self.discard, self.delete, self.withdraw,
        )  # fmt: skip
        return Starlette(
            routes=[
                Route("/", self.home),
                Route("/ippCenter.htm", self.document),
                Route("/mini.htm", self.widget),
                Route("/web/{name}", self.web),
                Route("/service.js", self.service),
                Route("/api/paper/{id}/{slot}/{at:int}", self.paper),
                Route("/api/template.pdf", self.template),
                *[Route(f"/api/{one.__name__}.json", one, methods=["POST"]) for one in calls],
            ]
        )

    async def home(self, _request: Request) -> Response:
        return RedirectResponse("/ippCenter.htm#/home", 303)

    async def document(self, _request: Request) -> Response:
        return FileResponse(WEB / "index.html", headers={"cache-control": "no-store"})

    async def widget(self, _request: Request) -> Response:
        return FileResponse(WEB / "mini.html", headers={"cache-control": "no-store"})

    async def web(self, request: Request) -> Response:
        return FileResponse(WEB / Path(request.path_params["name"]).name)

    async def service(self, _request: Request) -> Response:
        return FileResponse(WEB / "service.js", media_type="text/javascript")

    async def paper(self, _request: Request) -> Response:
        """A stored file as the portal shows it: a PDF that it makes of anything."""
        headers = {"content-disposition": "inline"}
        return Response(TEMPLATE, media_type="application/pdf", headers=headers)

    def user(self, request: Request) -> str:
        return request.cookies.get("ant3_user", "")

    async def enter(self, request: Request) -> Response:
        given = await request.form()
        user = str(given.get("loginId", ""))
        if PEOPLE.get(user, ("",))[0] != given.get("secret"):
            return JSONResponse({"ok": False, "said": "账号与密码不匹配"})
        answer = JSONResponse({"ok": True})
        answer.set_cookie("ant3_user", user, httponly=True, samesite="lax")
        return answer

    async def leave(self, _request: Request) -> Response:
        answer = JSONResponse({"ok": True})
        answer.delete_cookie("ant3_user")
        return answer

    async def me(self, request: Request) -> Response:
        user = self.user(request)
        return JSONResponse({
            "user": user, "party": PEOPLE[user][1] if user else "",
            "habits": sorted(self.registry.habits), "kinds": KINDS, "places": PLACES,
            "countries": COUNTRIES,
        })  # fmt: skip

    async def record(self, request: Request) -> dict[str, Any]:
        given = await request.form()
        return self.registry.records[str(given["id"])]

    async def create(self, request: Request) -> Response:
        given = await request.form()
        kind, place = str(given.get("kind", "")), str(given.get("place", ""))
        country = str(given.get("country", ""))
        if kind not in KINDS or place not in PLACES or (place == PLACES[3]) != bool(country):
            return JSONResponse({"ok": False, "said": "请选择权利种类与注册地区"})
        record = self.registry.open(self.user(request), kind, place, country)
        return JSONResponse({"ok": True, "record": self.registry.told(record)})

    async def get(self, request: Request) -> Response:
        given = await request.form()
        record = self.registry.records.get(str(given["id"]))
        told = self.registry.told(record) if record else None
        return JSONResponse({"ok": bool(record), "said": "查无此备案", "record": told})

    async def save(self, request: Request) -> Response:
        given, record = await request.form(), await self.record(request)
        if record["status"] not in ("草稿", "驳回"):
            return JSONResponse({"ok": False, "said": "待审备案不得更改"})
        values = json.loads(str(given["values"]))
        record["values"] = {name: value for name, value in values.items() if value}
        for name, instead in self.registry.alters.items():
            if name in record["values"]:
                record["values"][name] = instead
        for name in self.registry.loses:
            record["files"].pop(name, None)
        return JSONResponse({"ok": True, "number": record["number"]})

    async def submit(self, request: Request) -> Response:
        record = await self.record(request)
        faults = self.registry.faults(record)
        if not faults:
            record["sent"] += 1
            record["status"] = "待审"
            record["when"] = datetime.now(CHINA).strftime("%Y-%m-%d %H:%M:%S")
            self.registry.sent.append(record["number"])
        return JSONResponse({"ok": not faults, "faults": faults})

    async def list(self, request: Request) -> Response:
        mine = [one for one in self.registry.records.values() if one["user"] == self.user(request)]
        if "empty_first" in self.registry.habits:
            await asyncio.sleep(LATE)
        return JSONResponse({"records": [self.registry.told(one) for one in mine[::-1]]})

    async def upload(self, request: Request) -> Response:
        async with request.form() as given:
            file = given["file"]
            assert not isinstance(file, str)
            data = await file.read()
            record = self.registry.records[str(given["id"])]
            stored = {
                "name": file.filename,
                "size": len(data),
                "sha256": hashlib.sha256(data).hexdigest(),
            }
            record["files"].setdefault(str(given["slot"]), []).append(stored)
        return JSONResponse({"ok": True, "name": stored["name"], "size": stored["size"]})

    async def discard(self, request: Request) -> Response:
        given, record = await request.form(), await self.record(request)
        files = record["files"][str(given["slot"])]
        files[:] = [one for one in files if one["name"] != given["name"]]
        return JSONResponse({"ok": True})

    async def delete(self, request: Request) -> Response:
        del self.registry.records[(await self.record(request))["number"]]
        return JSONResponse({"ok": True})

    async def withdraw(self, request: Request) -> Response:
        record = await self.record(request)
        record["status"] = "撤回"
        return JSONResponse({"ok": True})

    async def template(self, request: Request) -> Response:
        name = f"weituoshu-{request.query_params['id']}.pdf"
        how = "attachment" if "save" in request.query_params else "inline"
        headers = {"content-disposition": f'{how}; filename="{name}"'}
        return Response(TEMPLATE, media_type="application/pdf", headers=headers)


class Ant3Portal(Served):
    """The portal served from a thread of its own."""

    def __init__(self) -> None:
        self.registry = Registry()
        super().__init__(Site(self.registry).application(), "ant3")
