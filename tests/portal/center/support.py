"""What a person does with Fusion's controls, and the calls of the skin center."""

from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml
from playwright.sync_api import expect

from mock_portal.forms import Form, Forms, Kind

if TYPE_CHECKING:
    import httpx
    from playwright.sync_api import FrameLocator, Locator, Page

PASSWORDS = {"acme": "acme-pass1", "xingyun": "xingyun-pass1"}
LANG_FOLDERS = ("lang", "skins/center/lang")
ROOT = Path(__file__).parents[3]
FORMS = Forms()
PATENT = {
    "holder": "Acme Rights Agency Ltd.",
    "holder_kind": "entity",
    "patent_kind": "invention",
    "name": "A lamp",
    "registration_number": "ZL201710601862.3",
    "filed_on": "2017-07-21",
    "granted_on": "2020-02-03",
    "expires_on": "2037-07-21",
}
SLOTS = {
    "screenshots": "screenshot", "work_samples": "work_sample", "translations": "translation",
    "class_pages": "class_page", "mark_image": "mark_image", "renewed": "renewed",
    "assigned": "assigned", "changed": "changed", "evaluation_report": "evaluation_report",
    "fee_receipt": "fee_receipt",
}  # fmt: skip


def catalogue(lang: str) -> dict[str, str]:
    """The words of the skin in one language."""
    told: dict[str, str] = {}
    for folder in LANG_FOLDERS:
        path = ROOT / "mock_portal" / folder / f"{lang}.yaml"
        for group, words in yaml.safe_load(path.read_text("utf-8")).items():
            told |= {f"{group}.{key}": str(text) for key, text in words.items()}
    return told


WORDS = {lang: catalogue(lang) for lang in ("zh", "en")}


@dataclass
class Person:
    """Someone who looks at the page and uses what is there."""

    page: Page
    url: str
    lang: str = "zh"
    words: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.words = WORDS[self.lang]

    def open(self, path: str) -> None:
        """Goes to an address behind the hash, in a document of its own."""
        self.page.goto("about:blank")
        lang = "" if self.lang == "zh" else f"?lang={self.lang}"
        self.page.goto(f"{self.url}/ippCenter.htm{lang}#{path}")

    @property
    def frame(self) -> FrameLocator:
        """The sign-in widget."""
        return self.page.frame_locator("#alibaba-login-box")

    def sign_in(self, name: str = "acme", password: str = "") -> None:
        self.frame.locator("#fm-login-id").fill(name)
        self.frame.locator("#fm-login-password").fill(password or PASSWORDS[name])
        self.press_sign_in()

    def press_sign_in(self) -> None:
        self.frame.get_by_role("button", name=self.words["sign_in.button"], exact=True).click()

    def menu(self, key: str) -> None:
        """Fusion's menu is a list box with options."""
        menu = self.page.get_by_role("navigation")
        menu.get_by_role("option", name=self.words[key], exact=True).click()

    def heading(self, key: str) -> Locator:
        return self.page.get_by_role("heading", name=self.words[key], exact=True, level=1)

    def button(self, key: str, within: Locator | None = None) -> Locator:
        name = self.words[key]
        return (within or self.page).get_by_role("button", name=name, exact=True)

    def row(self, label: str, within: Locator | None = None) -> Locator:
        """The form row that bears a label."""
        words = re.compile(f"^{re.escape(label)}$")
        named = self.page.locator("label", has_text=words)
        return (within or self.page).locator(".next-form-item").filter(has=named)

    def fill(self, label: str, text: str) -> None:
        self.row(label).locator("input, textarea").fill(text)

    def answer(self, label: str, option: str) -> None:
        self.row(label).locator("label.next-radio-wrapper").get_by_text(option, exact=True).click()

    def pick(self, label: str, *options: str) -> None:
        """Opens a drop-down and takes options from the list at the end of the body."""
        box = self.row(label).get_by_role("combobox")
        box.click()
        for option in options:
            if box.is_editable():  # a long list holds only what is in sight: type to find
                box.press_sequentially(option)
            self.shown_option(option).click()
        if len(options) > 1 or self.row(label).locator(".next-select-multiple").count():
            self.page.keyboard.press("Escape")
        for option in options:
            expect(self.row(label)).to_contain_text(option)

    def shown_option(self, option: str) -> Locator:
        shown = self.page.locator(".next-overlay-wrapper .next-menu-item:visible")
        return shown.get_by_text(option, exact=True)

    def date(self, label: str, day: str) -> None:
        box = self.row(label).locator("input")
        box.click()
        box.fill(day)
        box.press("Enter")
        expect(box).to_have_value(day)

    def upload(self, label: str, *files: Path) -> None:
        for file in files:
            self.row(label).locator("input[type=file]").set_input_files(file)
        expect(self.row(label).locator(".next-upload-list-item-done")).to_have_count(len(files))

    def toast(self, text: str) -> None:
        shown = self.page.locator(".next-message").filter(has_text=text)
        expect(shown.last).to_be_visible()

    def region(self, *path: str) -> None:
        """Takes a place, and perhaps a country below it."""
        self.row(self.words["choice.place"]).get_by_role("combobox").click()
        for name in path:
            item = self.page.locator(".next-cascader-menu-item").get_by_text(name, exact=True)
            item.click()

    def first_save(
        self, kind: str = "patent", place: str = "Mainland China", country: str = ""
    ) -> str:
        """A draft; its number is told by a toast and by the address."""
        types = {t["value"]: t[self.lang] for t in FORMS.types}
        places = {p["value"]: p[self.lang] for p in FORMS.places}
        countries = {c["en"]: c[self.lang] for c in FORMS.countries}
        self.open("/rights/apply")
        self.answer(self.words["choice.type"], types[kind])
        self.region(places[place], *([countries[country]] if country else []))
        self.button("details.save").click()
        self.page.wait_for_url(re.compile(r"id=\d{7}$"))
        return self.page.url[-7:]

    def to_form(
        self, kind: str = "patent", place: str = "Mainland China", country: str = ""
    ) -> str:
        number = self.first_save(kind, place, country)
        self.button("choice.next").click()
        expect(self.heading("details.title")).to_be_visible()
        expect(self.page.locator(".next-form-item").first).to_be_visible()
        return number

    def holder(self, label: str, name: str, kind: str) -> None:
        """Chooses a holder, who is registered first if need be."""
        self.row(label).get_by_role("combobox").click()
        known = self.shown_option(name)
        if known.count():
            known.click()
            return
        self.page.keyboard.press("Escape")
        self.button("center.add_holder").click()
        dialog = self.page.get_by_role("dialog")
        dialog.locator("#holder-name").fill(name)
        dialog.get_by_text(self.words[f"center.{kind}"], exact=True).click()
        self.button("confirm.ok", within=dialog).click()
        expect(dialog).to_be_hidden()
        expect(self.row(label)).to_contain_text(name)

    def put(self, form: Form, values: dict[str, Any], files: dict[str, list[Path]]) -> None:
        """Fills a form in its own order of questions."""
        for item in form.fields():
            label = item.label[self.lang]
            if item.kind is Kind.FILES:
                if item.name in files:
                    self.upload(label, *files[item.name])
                continue
            if item.name not in values:
                continue
            value = values[item.name]
            if item.name == "holder":
                self.holder(label, value, values["holder_kind"])
            elif item.options:
                several = value if isinstance(value, list) else [value]
                told = [o.label[self.lang] for o in item.options if o.value in several]
                if self.row(label).get_by_role("combobox").count():
                    self.pick(label, *told)
                else:
                    self.answer(label, *told)
            elif item.kind is Kind.DATE:
                self.date(label, value)
            else:
                self.fill(label, value)

    def put_patent(self, **changes: str) -> None:
        """All the answers that a patent needs."""
        self.put(FORMS.find("patent", "Mainland China"), {**PATENT, **changes}, {})

    def fill_patent(self, paper: Path) -> None:
        """All that a patent needs, but for the agreement."""
        self.put_patent()
        self.upload(self.field("certificate"), paper)

    def field(self, name: str, form: str = "patent") -> str:
        """What a form calls a field."""
        found = next(f for f in FORMS.all if f.id == form).field(name)
        assert found
        return found.label[self.lang]

    def agree(self) -> None:
        self.page.get_by_role("checkbox", name=self.words["agreement.label"]).check()

    def submit(self) -> None:
        self.button("details.submit").click()
        expect(self.heading("confirmation.title")).to_be_visible()


def paths(folder: Path, told: Any) -> list[Path]:
    """What a manifest names as a file or files."""
    return [folder / name for name in (told if isinstance(told, list) else [told])]


def filing(path: Path, entry: dict[str, Any]) -> tuple[Form, dict[str, Any], dict[str, list[Path]]]:
    """A manifest's entry as the form's answers and files."""
    form = FORMS.find(entry["type"], entry["place"])
    proof, power = entry.get("proof"), entry.get("power_of_attorney")
    values: dict[str, Any] = {
        key: str(entry[key])
        for key in (
            "work", "name", "short_name", "version", "registration_number", "completed_on",
            "created_on", "first_published_on", "registered_on", "issuing_office", "acquisition",
            "rights_scope", "mark_type", "expires_on", "patent_kind", "filed_on", "granted_on",
        )
        if key in entry
    }  # fmt: skip
    values |= {"holder": entry["holder"]["name"], "holder_kind": entry["holder"]["kind"]}
    files = {SLOTS[k]: paths(path.parent, entry[k]) for k in SLOTS if k in entry}
    if proof:
        values |= {"has_certificate": "no", "proof_kind": proof["kind"]}
        files["proof"] = paths(path.parent, proof["file"])
    else:
        values |= {"has_certificate": "yes", "work_group": "joined"}
        files["certificate"] = paths(path.parent, entry["certificate"]["file"])
        if "number" in entry["certificate"]:
            values["certificate_number"] = entry["certificate"]["number"]
    if "authors" in entry:
        authors = entry["authors"]
        values["author"] = "; ".join(authors) if isinstance(authors, list) else authors
    if "classes" in entry:
        values["class"] = [str(n) for n in entry["classes"]]
    values |= {f"is_{k}": "yes" if k in entry else "no" for k in ("renewed", "assigned", "changed")}
    if power:
        known = entry["holder"]["identification"]
        values["holder_identification_number"] = known["number"]
        values["power_of_attorney_expires_on"] = str(power["expires_on"])
        files["holder_identification"] = paths(path.parent, known["file"])
        if "file" in power:
            files["power_of_attorney"] = paths(path.parent, power["file"])
    return form, values, files


@dataclass
class Calls:
    """The application's server, asked without the application."""

    url: str
    sign_in_url: str
    uploads_url: str
    client: httpx.Client
    token: str = ""

    def get(self, path: str, **query: str) -> httpx.Response:
        return self.client.get(self.url + path, params=query)

    def post(self, path: str, **data: Any) -> httpx.Response:
        return self.client.post(self.url + path, data={"_tb_token_": self.token, **data})

    def sign_in(self, name: str = "acme") -> None:
        page = self.client.get(f"{self.sign_in_url}/mini_login.htm").text
        csrf = re.search(r'"csrf": "([^"]+)"', page)
        assert csrf
        told = self.client.post(
            f"{self.sign_in_url}/newlogin/login.do",
            data={"_csrf_token": csrf[1], "loginId": name, "password2": PASSWORDS[name]},
        ).json()
        self.get("/ippCenter.htm")
        self.token = self.client.cookies["_tb_token_"]
        answer = self.post("/center/st.json", st=told["content"]["data"]["st"])
        self.token = answer.json()["data"]["token"]

    def first_save(self, kind: str = "patent", region: str = "Mainland China") -> str:
        answer = self.post("/right/create.json", rightType=kind, region=region).json()
        return str(answer["data"]["record"]["number"])

    def upload(self, number: str, slot: str, content: bytes, name: str = "a.png") -> httpx.Response:
        return self.client.post(
            f"{self.uploads_url}/upload.json",
            data={"id": number, "slot": slot, "_tb_token_": self.token},
            files={"file": (name, content)},
        )


@dataclass
class Started:
    """A running portal and its three addresses."""

    process: subprocess.Popen[str]
    line: str

    def __post_init__(self) -> None:
        self.pages, self.sign_in, self.uploads = re.findall(r"http://[a-z0-9.]+:\d+", self.line)


def start(*arguments: str) -> Started:
    process = subprocess.Popen(
        [sys.executable, "-m", "mock_portal", "--port", "0", "--skin", "center", *arguments],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    return Started(process, process.stdout.readline())
