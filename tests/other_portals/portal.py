"""A small portal by other hands: own words, paths, order and widgets; nothing of mock_portal in it.

Five ways to ask the same things: `sheet`, one page with plain controls; `wizard`, a page a
question and a modal list; `board`, two pages with lists that take no typing and toasts that go;
`paper`, two pages with plain controls, whose files are posted with the form and not before. The
fifth, `plain`, has no script at all.
"""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from starlette.applications import Starlette
from starlette.responses import FileResponse, HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from tests.other_portals.forms import KINDS, STEPS, TERRITORIES, ChangedForm
from tests.other_portals.plain import PlainSite
from tests.support.serving import Served

if TYPE_CHECKING:
    from starlette.requests import Request

WEB = Path(__file__).parent / "web"
PEOPLE = {"acme": ("acme-pass1", "Acme Rights Agency Ltd.")}
MANDATE = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
SHELL = """<!doctype html><meta charset="utf-8"><title>Registry</title>
<link rel="stylesheet" href="/web/portal.css"><div id="root"></div>
<script>window.PAGE = {page};</script>
<script src="/web/widgets.js"></script><script src="/web/portal.js"></script>"""


class Registry:
    """Everything that the portal knows, in memory."""

    def __init__(self, variant: str) -> None:
        self.variant = variant
        self.reset()

    def reset(self) -> None:
        """A fresh portal."""
        self.records: dict[str, dict[str, Any]] = {}
        self.changed = ChangedForm()
        self.habits: set[str] = set()
        """`headed`: who is signed in is the tooltip of a picture at the head of each page alone.
        `day_first`: times have the day first, and nothing counts the submissions."""
        self.lodged: list[str] = []
        """Numbers in the order of their submission, as often as they were submitted."""

    def open(self, user: str, kind: str, territory: str) -> dict[str, Any]:
        """A new record."""
        number = f"REG-{2026000 + len(self.records) + 1}"
        record = {
            "number": number, "user": user, "kind": kind, "territory": territory, "values": {},
            "files": {}, "status": "Draft", "lodged": 0, "when": "",
        }  # fmt: skip
        self.records[number] = record
        return record

    def needs_mandate(self, record: dict[str, Any]) -> bool:
        """Whether somebody files for another one."""
        owner = record["values"].get("owner", "")
        return bool(owner) and owner != PEOPLE[record["user"]][1]

    def faults(self, record: dict[str, Any], *, step: int | None = None) -> dict[str, str]:
        """What is missing, by field, on one page or on all."""
        missing = {}
        for one in self.changed.form():
            name = one["name"]
            if one.get("mandate") and not self.needs_mandate(record):
                continue
            given = record["files" if one["kind"] == "files" else "values"].get(name)
            if one["required"] and not given and step in (None, one["step"]):
                missing[name] = "Kindly complete this"
        return missing

    def lodge(self, record: dict[str, Any]) -> None:
        """Takes a record in for examination."""
        record["lodged"] += 1
        record["status"] = "With the examiners"
        day = "%d/%m/%Y" if "day_first" in self.habits else "%Y-%m-%d"
        record["when"] = datetime.now(UTC).strftime(f"{day} %H:%M:%S UTC")
        self.lodged.append(record["number"])

    def stored(self, name: str, data: bytes) -> dict[str, Any]:
        """A file as the portal keeps it."""
        return {"name": name, "size": len(data), "sha256": hashlib.sha256(data).hexdigest()}

    def told(self, record: dict[str, Any]) -> dict[str, Any]:
        """A record as a page shows it."""
        return {
            "number": record["number"],
            "kind": KINDS[record["kind"]],
            "territory": TERRITORIES[record["territory"]],
            "values": record["values"],
            "files": {
                slot: [{k: v for k, v in one.items() if k != "sha256"} for one in files]
                for slot, files in record["files"].items()
            },
            "status": record["status"],
            "when": record["when"],
            "lodged": "" if "day_first" in self.habits else record["lodged"],
            "mandate": self.needs_mandate(record),
        }


class Site:
    """The pages and deeds over one registry."""

    def __init__(self, registry: Registry) -> None:
        self.registry = registry

    def application(self) -> Starlette:
        """What uvicorn serves."""
        pages = {
            "/": self.home, "/desk": self.desk, "/desk/new": self.new, "/desk/form": self.form,
            "/desk/done": self.done, "/desk/shelf": self.shelf, "/desk/item/{no}": self.item,
            "/svc/mandate": self.mandate, "/web/{name}": self.web,
        }  # fmt: skip
        deeds = (
            self.begin,
            self.keep,
            self.check,
            self.send,
            self.upload,
            self.post,
            self.discard,
            self.erase,
        )
        return Starlette(
            routes=[
                Route("/enter", self.enter, methods=["GET", "POST"]),
                *[Route(path, does) for path, does in pages.items()],
                *[Route(f"/svc/{does.__name__}", does, methods=["POST"]) for does in deeds],
            ]
        )

    def page(self, request: Request, view: str, **more: Any) -> Response:
        """The shell of a page with all that its script needs to know."""
        who, changed = request.cookies.get("who"), self.registry.changed
        if who is None:
            return RedirectResponse("/enter", 303)
        about = {
            "view": view, "variant": self.registry.variant, "kinds": KINDS,
            "territories": TERRITORIES, "fields": changed.form(), "buttons": changed.words(),
            "steps": STEPS, "notice": changed.notice, "party": PEOPLE[who][1],
            "habits": sorted(self.registry.habits),
            "question": changed.question or "Shall this entry go to the examiners now?", **more,
        }  # fmt: skip
        return HTMLResponse(SHELL.replace("{page}", json.dumps(about)))

    def record_of(self, request: Request) -> dict[str, Any]:
        """The record that an address names."""
        return self.registry.records[request.query_params["no"]]

    def shown(self, request: Request) -> dict[str, Any]:
        """The record that an address names, as a page shows it."""
        return self.registry.told(self.record_of(request))

    async def home(self, _request: Request) -> Response:
        return RedirectResponse("/desk", 303)

    async def enter(self, request: Request) -> Response:
        if request.method == "GET":
            return FileResponse(WEB / "enter.html")
        form = await request.json()
        if PEOPLE.get(form["user"], ("",))[0] != form["secret"]:
            return JSONResponse({"said": "These credentials are not known"}, 403)
        answer = JSONResponse({"to": "/desk"})
        answer.set_cookie("who", form["user"], httponly=True, samesite="lax")
        return answer

    async def desk(self, request: Request) -> Response:
        return self.page(request, "desk")

    async def new(self, request: Request) -> Response:
        return self.page(request, "new", record=None)

    async def form(self, request: Request) -> Response:
        record = self.record_of(request)
        wrong = self.registry.faults(record) if "wrong" in request.query_params else {}
        kept = "kept" in request.query_params
        return self.page(request, "form", record=self.registry.told(record), wrong=wrong, kept=kept)

    async def done(self, request: Request) -> Response:
        return self.page(request, "done", record=self.shown(request))

    async def item(self, request: Request) -> Response:
        record = self.registry.records.get(request.path_params["no"])
        if record is None:
            return HTMLResponse("<h1>No such entry</h1>", 404)
        return self.page(request, "item", record=self.registry.told(record))

    async def shelf(self, request: Request) -> Response:
        mine = [self.registry.told(one) for one in self.registry.records.values()][::-1]
        return self.page(request, "list", records=mine)

    async def begin(self, request: Request) -> Response:
        given, user = await request.json(), request.cookies["who"]
        record = self.registry.open(user, given["kind"], given["territory"])
        return JSONResponse(self.registry.told(record))

    async def keep(self, request: Request) -> Response:
        record, given = self.record_of(request), await request.json()
        record["values"] = {**record["values"], **given}
        return JSONResponse(self.registry.told(record))

    async def check(self, request: Request) -> Response:
        record = self.record_of(request)
        faults = self.registry.faults(record, step=int(request.query_params["step"]))
        return JSONResponse({"faults": faults, "mandate": self.registry.needs_mandate(record)})

    async def send(self, request: Request) -> Response:
        record = self.record_of(request)
        faults = self.registry.faults(record)
        if not faults:
            self.registry.lodge(record)
        return JSONResponse({"faults": faults})

    async def upload(self, request: Request) -> Response:
        record, data = self.record_of(request), await request.body()
        name, slot = request.query_params["name"], request.query_params["slot"]
        record["files"].setdefault(slot, []).append(self.registry.stored(name, data))
        return JSONResponse({"name": name, "size": len(data)})

    async def post(self, request: Request) -> Response:
        """A whole form as browsers send it; a new file takes the place of the old one."""
        record = self.record_of(request)
        async with request.form() as form:
            does, again = form.get("does"), f"/desk/form?no={record['number']}"
            for name, given in form.items():
                if isinstance(given, str):
                    record["values"] |= {name: given} if name != "does" else {}
                elif given.filename:
                    data = await given.read()
                    record["files"][name] = [self.registry.stored(given.filename, data)]
        if does == "keep":
            return RedirectResponse(f"{again}&kept=1", 303)
        if self.registry.faults(record):
            return RedirectResponse(f"{again}&wrong=1", 303)
        self.registry.lodge(record)
        return RedirectResponse(f"/desk/done?no={record['number']}", 303)

    async def discard(self, request: Request) -> Response:
        slot, name = request.query_params["slot"], request.query_params["name"]
        files = self.record_of(request)["files"]
        files[slot] = [one for one in files[slot] if one["name"] != name]
        return JSONResponse({})

    async def erase(self, request: Request) -> Response:
        del self.registry.records[request.query_params["no"]]
        return JSONResponse({})

    async def mandate(self, request: Request) -> Response:
        name = f"mandate-{self.record_of(request)['number']}.pdf"
        headers = {"content-disposition": f'attachment; filename="{name}"'}
        return Response(MANDATE, media_type="application/pdf", headers=headers)

    async def web(self, request: Request) -> Response:
        return FileResponse(WEB / Path(request.path_params["name"]).name)


class ForeignPortal(Served):
    """The portal served from a thread of its own."""

    def __init__(self, variant: str) -> None:
        self.registry = Registry(variant)
        site = Site(self.registry).application()
        if variant == "plain":
            site = PlainSite(self.registry).application(site)
        super().__init__(site, variant)
