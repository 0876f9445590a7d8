"""An old portal: an `.htm` shell, the application in a same-origin frame, all drawn by the server.

It shares no code with the client, the mock or the other portals here. `HABITS` names what can be
switched on, each by itself; without any, the pages have plain controls, and files are posted with
the form.
"""

from __future__ import annotations

import asyncio
import hashlib
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import TYPE_CHECKING, Any

from starlette.applications import Starlette
from starlette.responses import FileResponse, HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from tests.other_portals.old_htm import pages
from tests.other_portals.old_htm.questions import PLACES, Question, form
from tests.support.serving import Served

if TYPE_CHECKING:
    from starlette.datastructures import FormData, UploadFile
    from starlette.requests import Request

WEB = Path(__file__).parent / "web"
HABITS = {
    "drawn_lists": "lists are a span and a ul, without roles",
    "drawn_radios": "radio buttons are <i> elements",
    "picture_radios": "radio buttons are pictures",
    "link_buttons": "buttons are links without an address",
    "image_buttons": "buttons are <input type=image>",
    "layers": "Submit asks in a layer without roles",
    "layers_in_top": "Submit asks in a layer over the shell, not over the frame",
    "alert_saved": "Save Draft ends with alert('保存成功') and opens the draft anew",
    "red_text": "refusals stand in red beside the field",
    "alert_back": "a refusal is an alert with history.back()",
    "div_headings": "headings are <div>",
    "bare_labels": "the words before a control are plain text of a cell",
    "frame_calendar": "dates are read-only; the calendar is a frame of its own",
    "cuts_names": "a text is cut after ten characters when its field is left",
    "grey_text": "an empty field has a hint in grey as its value",
    "stored_first": "stored files are listed before the input, in its cell",
    "add_file": "an input takes one file, a link adds another input",
    "upload_popup": "files go through a window of their own",
    "picture_status": "a status is a picture",
    "split_links": "states are links over the list, there is none for all of them",
    "endless": "the list tells no total, and its link for the next page leads on for ever",
    "endless_end": "so it does, and behind the last page stands the last one again",
    "td_heads": "the head row of tables is of <td>",
    "reasons_in_cell": "reasons of a rejection are lines of a cell of the list",
    "frame_only": "the application refuses to stand without its shell",
    "party_in_shell": "who is signed in stands in the shell alone",
    "late_script": "the script comes a second after the page",
    "emptying": "the script empties the inputs when it arrives",
    "template_tab": "the template opens in a new tab",
    "template_window": "the template opens by window.open, and the page goes on by script",
    "template_inline": "the template takes the place of the page in its frame",
    "template_blob": "the template is a blob made by the script",
}
PEOPLE = {
    "acme": ("acme-pass1", "Acme Rights Agency Ltd."),
    "xingyun": ("xingyun-pass1", "杭州星云科技有限公司"),
}
TEMPLATE = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
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
        self.alters: dict[str, str] = {}
        """Questions with what is kept in place of the answer, behind everybody's back."""
        self.loses: set[str] = set()
        """Questions whose files are not kept."""
        self.refuses: dict[str, str] = {}
        """Questions with what Submit says of them."""

    def open(self, user: str, kind: str, place: str, country: str) -> dict[str, Any]:
        """A new record."""
        number = str(2019001 + len(self.records))
        self.records[number] = {
            "number": number, "user": user, "kind": kind, "place": place, "country": country,
            "values": {}, "files": {}, "status": "未提交", "sent": 0, "when": "", "reasons": [],
        }  # fmt: skip
        return self.records[number]

    def party(self, record: dict[str, Any]) -> str:
        """The verified name of the record's account."""
        return PEOPLE[record["user"]][1]

    def shown(self, one: Question, record: dict[str, Any]) -> bool:
        """Whether the answers so far show this row."""
        values = record["values"]
        if one.mandate and not self.mandated(record):
            return False
        return all(values.get(name) in codes for name, codes in one.when.items())

    def mandated(self, record: dict[str, Any]) -> bool:
        """Whether the account files for somebody else."""
        names = ("quanliren", "zhuceren", "zhuanliren")
        owner = next((record["values"][n] for n in names if record["values"].get(n)), "")
        return bool(owner) and _letters(owner) != _letters(self.party(record))

    def faults(self, record: dict[str, Any]) -> dict[str, str]:
        """What is missing or refused, by question."""
        values, found = record["values"], {}
        for one in form(record["kind"], record["place"]):
            optional = one.optional_when and all(
                values.get(name) in codes for name, codes in one.optional_when.items()
            )
            given = record["files" if one.kind == "files" else "values"].get(one.name)
            if one.required and not optional and not given and self.shown(one, record):
                found[one.name] = f"请填写{one.label}"
        return found | self.refuses

    def review(self, number: str, status: str, *reasons: str) -> None:
        """The examiners decide."""
        self.records[number] |= {"status": status, "reasons": list(reasons)}


def _letters(name: str) -> str:
    letters = "".join(c for c in name.casefold() if c.isalnum())
    return letters.removesuffix("limited").removesuffix("ltd")


class Site:
    """The pages and deeds over one registry."""

    def __init__(self, registry: Registry) -> None:
        self.registry = registry

    def application(self) -> Starlette:
        """What is served."""
        pages_of = {
            "/": self.home, "/main.htm": self.shell, "/welcome.htm": self.welcome,
            "/ipr/add.htm": self.add, "/ipr/edit.htm": self.edit, "/ipr/list.htm": self.list,
            "/ipr/view.htm": self.view, "/ipr/done.htm": self.done, "/ipr/sqs.pdf": self.template,
            "/ipr/delfile.do": self.discard, "/ipr/del.do": self.delete,
            "/ipr/back.do": self.withdraw, "/ipr/popup.htm": self.popup, "/static/{name}": self.web,
            "/logout.do": self.leave,
        }  # fmt: skip
        deeds = {
            "/login.do": self.enter, "/ipr/create.do": self.create, "/ipr/save.do": self.save,
            "/ipr/popup.do": self.upload,
        }  # fmt: skip
        return Starlette(
            routes=[
                Route("/login.htm", self.login),
                *[Route(path, does) for path, does in pages_of.items()],
                *[Route(path, does, methods=["POST"]) for path, does in deeds.items()],
            ]
        )

    def page(self, request: Request, title: str, body: str) -> Response:
        """A page of the application, or the way to the sign-in."""
        if not request.cookies.get("oldhtm"):
            return HTMLResponse("<script>top.location.href = '/login.htm';</script>")
        return HTMLResponse(
            pages.page(title, body, self.registry.habits), headers={"cache-control": "no-store"}
        )

    def user(self, request: Request) -> str:
        return request.cookies["oldhtm"]

    def record(self, request: Request) -> dict[str, Any]:
        return self.registry.records[request.query_params["id"]]

    def said(self, words: str, then: str) -> Response:
        """A page that says a thing in an alert and does another."""
        return HTMLResponse(f"<script>alert('{words}');{then};</script>")

    async def home(self, _request: Request) -> Response:
        return RedirectResponse("/main.htm", 303)

    async def login(self, _request: Request) -> Response:
        return HTMLResponse(pages.login(""))

    async def enter(self, request: Request) -> Response:
        given = await request.form()
        user = str(given.get("yonghu", ""))
        if PEOPLE.get(user, ("",))[0] != given.get("mima"):
            return HTMLResponse(pages.login("会员名或口令有误"))
        answer = RedirectResponse("/main.htm", 303)
        answer.set_cookie("oldhtm", user, httponly=True, samesite="lax")
        return answer

    async def leave(self, _request: Request) -> Response:
        answer = RedirectResponse("/login.htm", 303)
        answer.delete_cookie("oldhtm")
        return answer

    async def shell(self, request: Request) -> Response:
        user = request.cookies.get("oldhtm")
        if not user:
            return RedirectResponse("/login.htm", 303)
        return HTMLResponse(pages.shell(PEOPLE[user][1]), headers={"cache-control": "no-store"})

    async def welcome(self, request: Request) -> Response:
        party = PEOPLE[request.cookies.get("oldhtm", "acme")][1]
        pairs = {} if "party_in_shell" in self.registry.habits else {"申请主体": party}
        return self.page(request, "会员中心首页", pages.facts({**pairs, "公告": "无"}))

    async def add(self, request: Request) -> Response:
        return self.page(request, "新建备案", pages.add_form(self.registry.habits))

    async def create(self, request: Request) -> Response:
        given = await request.form()
        kind, place = str(given.get("kind", "")), str(given.get("place", ""))
        country = str(given.get("country", "")) if place == "XX" else ""
        if not kind or place not in PLACES or (place == "XX" and not country):
            return self.said("请选择权利与地域", "history.back()")
        record = self.registry.open(self.user(request), kind, place, country)
        return self.saved(record)

    def saved(self, record: dict[str, Any]) -> Response:
        """What follows on a save."""
        at = f"/ipr/edit.htm?id={record['number']}"
        if "alert_saved" in self.registry.habits:
            return self.said("保存成功", f"location.href = '{at}'")
        return RedirectResponse(f"{at}&saved=1", 303)

    async def edit(self, request: Request) -> Response:
        record = self.registry.records.get(request.query_params["id"])
        if record is None:
            return self.page(request, "没有这条备案", "")
        saved = "保存成功" if "saved" in request.query_params else ""
        return self.form_page(request, record, saved, {})

    def form_page(
        self, request: Request, record: dict[str, Any], saved: str, faults: dict[str, str]
    ) -> Response:
        """The form of a draft."""
        body = pages.form_of(
            record, self.registry.habits, self.registry.party(record), saved, faults
        )
        return self.page(request, "填写备案", body)

    async def take(self, record: dict[str, Any], given: FormData) -> None:
        """Keeps what a browser has posted, letter for letter."""
        values: dict[str, Any] = {}
        for one in form(record["kind"], record["place"]):
            if one.kind == "files":
                for file in given.getlist(one.name):
                    if not isinstance(file, str) and file.filename:
                        await self.store(record, one.name, file)
            elif one.kind == "checks":
                values[one.name] = [str(word) for word in given.getlist(one.name)]
            else:
                values[one.name] = str(given.get(one.name, ""))
        record["values"] = {name: value for name, value in values.items() if value}
        for name, instead in self.registry.alters.items():
            if name in record["values"]:
                record["values"][name] = instead

    async def store(self, record: dict[str, Any], slot: str, file: UploadFile) -> None:
        """Keeps a file."""
        data = await file.read()
        if slot in self.registry.loses:
            return
        stored = {
            "name": file.filename,
            "size": len(data),
            "sha256": hashlib.sha256(data).hexdigest(),
        }
        record["files"].setdefault(slot, []).append(stored)

    async def save(self, request: Request) -> Response:
        record = self.record(request)
        async with request.form() as given:
            if record["status"] not in ("未提交", "已退回"):
                return self.said("该备案不可编辑", "history.back()")
            await self.take(record, given)
            send = given.get("act") == "send"
        if not send:
            return self.saved(record)
        faults = self.registry.faults(record)
        if faults and "alert_back" in self.registry.habits:
            return self.said(next(iter(faults.values())), "history.back()")
        if faults:
            return self.form_page(request, record, "", faults)
        record["sent"] += 1
        record["status"] = "审查中"
        record["when"] = datetime.now(CHINA).strftime("%Y-%m-%d %H:%M:%S")
        self.registry.sent.append(record["number"])
        return RedirectResponse(f"/ipr/done.htm?id={record['number']}", 303)

    async def done(self, request: Request) -> Response:
        record = self.record(request)
        told = {"备案号": record["number"], "提交日期": record["when"]}
        return self.page(request, "备案已提交", pages.facts(told))

    async def list(self, request: Request) -> Response:
        user = request.cookies.get("oldhtm")
        mine = [one for one in self.registry.records.values() if one["user"] == user][::-1]
        page = int(request.query_params.get("p", "1"))
        state = request.query_params.get("st", "审查中")
        body = ""
        if "split_links" in self.registry.habits:
            body = pages.states(mine, state)
            mine = [one for one in mine if one["status"] == state]
        body += pages.record_list(mine, page, self.registry.habits, state)
        return self.page(request, "我的备案", body)

    async def view(self, request: Request) -> Response:
        record = self.registry.records.get(request.query_params["id"])
        if record is None:
            return self.page(request, "没有这条备案", "")
        return self.page(request, "备案明细", pages.record_page(record, self.registry.habits))

    async def discard(self, request: Request) -> Response:
        record = self.record(request)
        files = record["files"][request.query_params["slot"]]
        del files[int(request.query_params["at"])]
        return RedirectResponse(f"/ipr/edit.htm?id={record['number']}", 303)

    async def delete(self, request: Request) -> Response:
        del self.registry.records[request.query_params["id"]]
        return RedirectResponse("/ipr/list.htm", 303)

    async def withdraw(self, request: Request) -> Response:
        self.record(request)["status"] = "已撤销"
        return RedirectResponse("/ipr/list.htm", 303)

    async def popup(self, request: Request) -> Response:
        slot = request.query_params["slot"]
        return HTMLResponse(pages.popup(request.query_params["id"], slot))

    async def upload(self, request: Request) -> Response:
        record, slot = self.record(request), request.query_params["slot"]
        async with request.form() as given:
            file = given["file"]
            assert not isinstance(file, str)
            await self.store(record, slot, file)
        row = pages.stored_files(record, slot).replace("'", "\\'")
        return HTMLResponse(
            f"<script>opener.document.getElementById('files_{slot}').innerHTML = '{row}';"
            "alert('上传成功'); window.close();</script>"
        )

    async def template(self, request: Request) -> Response:
        how = "attachment" if "save" in request.query_params else "inline"
        name = f"sqs{request.query_params['id']}.pdf"
        headers = {"content-disposition": f'{how}; filename="{name}"'}
        return Response(TEMPLATE, media_type="application/pdf", headers=headers)

    async def web(self, request: Request) -> Response:
        if "late" in request.query_params:
            await asyncio.sleep(1)
        return FileResponse(WEB / Path(request.path_params["name"]).name)


class OldPortal(Served):
    """The portal served from a thread of its own."""

    def __init__(self) -> None:
        self.registry = Registry()
        super().__init__(Site(self.registry).application(), "old_htm")
