"""The same registry without any script: forms that a server draws, and browsers post."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

from starlette.applications import Starlette
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from tests.other_portals.forms import KINDS, TERRITORIES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from starlette.datastructures import FormData
    from starlette.requests import Request

    from tests.other_portals.portal import Registry

MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip
SHELL = """<!doctype html><meta charset="utf-8"><title>{title}</title>
<p><a href="/desk">Home</a> <a href="/desk/new">Begin an entry</a> <a href="/desk/shelf">Entries</a>
<a href="/enter">Leave</a></p><h1>{title}</h1>{body}"""


def facts(pairs: Mapping[str, object]) -> str:
    """A table of words and what they stand for."""
    rows = (
        f"<tr><th>{key}</th><td>{escape(str(it)) or '-'}</td></tr>" for key, it in pairs.items()
    )
    return f"<table>{''.join(rows)}</table>"


def select(name: str, options: Mapping[str, str], value: str) -> str:
    """A native list with nothing chosen at first."""
    some = (
        f"<option value='{key}'{' selected' if key == value else ''}>{word}</option>"
        for key, word in options.items()
    )
    return (
        f"<select name='{name}' id='{name}'><option value=''>---</option>{''.join(some)}</select>"
    )


def control(one: Mapping[str, Any], value: str, files: Sequence[Mapping[str, Any]]) -> str:
    """A label with its control, as forms of a server come."""
    name, kind = one["name"], one["kind"]
    mark = "" if not one["required"] else " *" if kind == "text" else " (needed)"
    label = f"<label for='{name}'>{escape(one['label'])}{mark}:</label> "
    if kind == "files":
        stored = "".join(
            f"Currently: <a href='#'>{escape(file['name'])}</a> ({file['size']} bytes) <input"
            f" type='checkbox' name='{name}-gone' id='{name}-gone'> <label for='{name}-gone'>Take"
            " away</label><br>Change: "
            for file in files
        )
        return f"{label}{stored}<input type='file' name='{name}' id='{name}'>"
    if kind == "date":
        year, month, day = value.split("-") if value else ("", "", "")
        numbered = {str(at).zfill(2): word for at, word in enumerate(MONTHS, 1)}
        days = {str(at).zfill(2): str(at) for at in range(1, 32)}
        years = {str(at): str(at) for at in range(1990, 2041)}
        label = label.replace(f"for='{name}'", f"for='{name}-m'")
        lists = (f"{name}-m", numbered, month), (f"{name}-d", days, day), (f"{name}-y", years, year)
        return label + "".join(select(*each) for each in lists)
    options = {word: word for word in one.get("options", ())}
    if kind == "list":
        return label + select(name, options, value)
    if kind in ("radio", "buttons"):
        ticks = (
            f"<div><label><input type='radio' name='{name}' value='{word}'"
            f"{' checked' if word == value else ''}> {word}</label></div>"
            for word in options
        )
        return f"<label>{escape(one['label'])}{mark}:</label><div>{''.join(ticks)}</div>"
    return f"{label}<input name='{name}' id='{name}' value='{escape(value)}'>"


class PlainSite:
    """Pages that post to themselves; every question has a page of its own."""

    def __init__(self, registry: Registry) -> None:
        self.registry = registry

    def routes(self) -> dict[str, Any]:
        """What differs from the pages with scripts."""
        return {
            "/desk": self.desk, "/desk/new": self.new, "/desk/shelf": self.shelf,
            "/desk/item/{no}": self.item, "/desk/item/{no}/form": self.form,
            "/desk/item/{no}/sure": self.sure, "/desk/item/{no}/erase": self.erase,
            "/desk/item/{no}/done": self.done,
        }  # fmt: skip

    def application(self, others: Starlette) -> Starlette:
        """These pages before the others."""
        own = [Route(at, does, methods=["GET", "POST"]) for at, does in self.routes().items()]
        return Starlette(routes=[*own, *others.routes])

    def page(self, title: str, body: str) -> Response:
        """A page with its heading."""
        return HTMLResponse(SHELL.format(title=title, body=body))

    def record(self, request: Request) -> dict[str, Any]:
        """The record that an address names."""
        return self.registry.records[request.path_params["no"]]

    def shown(self, record: dict[str, Any]) -> list[dict[str, Any]]:
        """The fields beside what is stored."""
        needed = self.registry.needs_mandate(record)
        return [one for one in self.registry.changed.form() if needed or not one.get("mandate")]

    async def desk(self, request: Request) -> Response:
        from tests.other_portals.portal import PEOPLE

        who = request.cookies.get("who")
        if who is None:
            return RedirectResponse("/enter", 303)
        return self.page("Your desk", facts({"Acting party": PEOPLE[who][1]}))

    async def new(self, request: Request) -> Response:
        given = await request.form()
        kind, territory = str(given.get("kind", "")), str(given.get("territory", ""))
        if kind and territory:
            record = self.registry.open(request.cookies["who"], kind, territory)
            return RedirectResponse(f"/desk/item/{record['number']}/form", 303)
        lists = (("kind", "Kind of right", KINDS), ("territory", "Territory", TERRITORIES))
        rows = (
            f"<p><label for='{name}'>{label} *:</label> {select(name, options, '')}</p>"
            for name, label, options in lists
        )
        keep = self.registry.changed.words()["keep"]
        button = f"<input type='submit' value='{keep}'>"
        return self.page("A new entry", f"<form method='post'>{''.join(rows)}{button}</form>")

    async def take(self, record: dict[str, Any], given: FormData) -> None:
        """What a form brought; a box takes a file away, a new one takes its place."""
        for one in self.shown(record):
            name = one["name"]
            if one["kind"] == "files":
                file = given.get(name)
                if not isinstance(file, str) and file is not None and file.filename:
                    data = await file.read()
                    record["files"][name] = [self.registry.stored(file.filename, data)]
                elif given.get(f"{name}-gone"):
                    record["files"][name] = []
            elif one["kind"] == "date":
                parts = [str(given.get(f"{name}-{part}", "")) for part in "ymd"]
                record["values"][name] = "-".join(parts) if all(parts) else ""
            else:
                record["values"][name] = str(given.get(name, ""))

    async def form(self, request: Request) -> Response:
        record, changed = self.record(request), self.registry.changed
        at, faults = f"/desk/item/{record['number']}", {}
        if changed.notice:
            return self.page(changed.notice, "<form><button>Accept the new terms</button></form>")
        if request.method == "POST":
            async with request.form() as given:
                await self.take(record, given)
            if "send" not in given:
                return RedirectResponse(f"{at}/form", 303)
            faults = self.registry.faults(record)
            if not faults and changed.question:
                return RedirectResponse(f"{at}/sure", 303)
            if not faults:
                self.registry.lodge(record)
                return RedirectResponse(f"{at}/done", 303)
        rows = [
            f"{self.fault(faults.get(one['name'], ''))}<div>"
            f"{control(one, record['values'].get(one['name'], ''), record['files'].get(one['name'], []))}"  # noqa: E501
            "</div>"
            for one in self.shown(record)
        ]
        words = changed.words()
        ends = (
            f"<input type='submit' name='{key}' value='{words[key]}'> " for key in ("send", "keep")
        )
        mandate = f"<p><a href='/svc/mandate?no={record['number']}'>{words['mandate']}</a></p>"
        body = [
            facts({"Registry no.": record["number"]}),
            "<form method='post' enctype='multipart/form-data'>", *rows,
            mandate if self.registry.needs_mandate(record) else "", *ends, "</form>",
        ]  # fmt: skip
        return self.page("Your entry", "".join(body))

    def fault(self, words: str) -> str:
        """A complaint, which stands above its row."""
        return f"<ul class='errors'><li>{words}</li></ul>" if words else ""

    def ask(self, words: str) -> Response:
        """A question on a page of its own."""
        yes = "<form method='post'><input type='submit' value='Yes, go on'></form>"
        return self.page(
            "Are you certain?", f"<p>{escape(words)}</p>{yes}<a href='/desk'>Not yet</a>"
        )

    async def sure(self, request: Request) -> Response:
        if request.method == "POST":
            self.registry.lodge(self.record(request))
        return self.ask(self.registry.changed.question)

    async def erase(self, request: Request) -> Response:
        number = self.record(request)["number"]
        if request.method == "POST":
            del self.registry.records[number]
            return RedirectResponse("/desk/shelf", 303)
        return self.ask(f"Entry {number} will be erased for good.")

    async def done(self, request: Request) -> Response:
        record = self.record(request)
        told = {"Registry no.": record["number"], "Lodged on": record["when"]}
        return self.page("With the examiners", facts(told))

    async def item(self, request: Request) -> Response:
        record = self.record(request)
        told = self.registry.told(record)
        values = {
            one["label"]: record["values"].get(one["name"], "")
            for one in self.shown(record)
            if one["kind"] != "files"
        }
        at = request.url.path
        links = f"<a href='{at}/form'>Amend</a> <a href='{at}/erase'>Erase</a>"
        return self.page("An entry", facts({
            "Registry no.": told["number"], "State": told["status"], "Kind of right": told["kind"],
            "Territory": told["territory"], "Lodged on": told["when"],
            "Times lodged": told["lodged"], **values,
        }) + links)  # fmt: skip

    async def shelf(self, _request: Request) -> Response:
        heads = ("Registry no.", "Kind of right", "Full title", "Entry in the register", "State")
        rows = [
            f"<tr><th scope='row'><a href='/desk/item/{one['number']}'>{one['number']}</a></th><td>"
            f"{KINDS[one['kind']]}</td><td>{escape(one['values'].get('opus', '-'))}</td><td>"
            f"{one['values'].get('entry', '-')}</td><td>{one['status']}</td></tr>"
            for one in self.registry.records.values()
        ]
        head = "".join(f"<th>{word}</th>" for word in heads)
        table = f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table>"
        return self.page("All entries", table if rows else "<p>Nothing here yet</p>")
