"""What a person does with Ant Design's controls, and the API of the modern skin."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from playwright.sync_api import expect

if TYPE_CHECKING:
    from pathlib import Path

    import httpx
    from playwright.sync_api import Locator, Page

PASSWORD = "acme-pass1"


@dataclass
class Person:
    """Someone who looks at the page and uses what is there."""

    page: Page
    url: str

    def open(self, path: str, *, lang: str = "") -> None:
        """Goes to an address behind the hash."""
        self.page.goto(f"{self.url}/{f'?lang={lang}' if lang else ''}#{path}")

    def sign_in(self, name: str = "acme", password: str = PASSWORD) -> None:
        page = self.page
        enabled = page.locator("input:enabled")
        page.get_by_label(re.compile("Username or email|用户名或邮箱")).and_(enabled).fill(name)
        page.get_by_label(re.compile("^(Password|密码)$")).and_(enabled).fill(password)
        self.button("Sign in", "登录").click()

    def button(self, *names: str, within: Locator | None = None) -> Locator:
        """A button by one of its names, as Ant Design may change them.

        An icon puts its own name before, two Chinese characters are parted by a space.
        """
        spaced = "|".join(name if name.isascii() else r"\s?".join(name) for name in names)
        name = re.compile(rf"^([\w-]+ )?({spaced})$")
        return (within or self.page).get_by_role("button", name=name)

    def row(self, label: str) -> Locator:
        """The form row that bears a label."""
        words = re.compile(f"^{re.escape(label)}$")
        return self.page.locator(".ant-form-item").filter(
            has=self.page.locator("label", has_text=words)
        )

    def fill(self, label: str, text: str) -> None:
        self.row(label).locator("input, textarea").fill(text)

    def pick(self, label: str, option: str) -> None:
        """Opens a drop-down and takes an option from the list at the end of the body."""
        box = self.row(label).get_by_role("combobox")
        box.click()
        if box.is_editable():  # a long list holds only what is in sight: type to find
            box.fill(option)
        shown = self.page.locator(".ant-select-dropdown:not(.ant-select-dropdown-hidden)")
        shown.locator(".ant-select-item-option").get_by_text(option, exact=True).click()
        expect(self.row(label)).to_contain_text(option)

    def date(self, label: str, day: str) -> None:
        box = self.row(label).locator("input")
        box.click()
        box.fill(day)
        box.press("Tab")
        expect(box).to_have_value(day)

    def answer(self, label: str, option: str) -> None:
        """Presses one of a row of radio buttons, segments or boxes."""
        self.row(label).get_by_text(option, exact=True).click()

    def upload(self, label: str, *files: Path) -> None:
        self.row(label).locator("input[type=file]").set_input_files(list(files))

    def told(self, text: str) -> None:
        """Sees a toast; an earlier one may still be there."""
        expect(self.page.get_by_role("alert").filter(has_text=text).last).to_be_visible()

    def marks(self) -> Locator:
        return self.page.locator(".mark")

    def first_save(self, kind: str = "Copyright", place: str = "Mainland China") -> str:
        self.open("/uc/ipr/add")
        self.answer("IPR type", kind)
        self.pick("Place of IPR registration", place)
        self.button("Save Draft").click()
        expect(self.page.locator("th", has_text="IPR number")).to_be_visible()
        found = re.search(r"IPR\d{14}", self.page.locator("table").first.inner_text())
        assert found
        return found[0]


@dataclass
class Api:
    """The application's server, asked without the application."""

    url: str
    client: httpx.Client
    token: str = ""

    def get(self, path: str, **query: str) -> httpx.Response:
        return self.client.get(f"{self.url}/api{path}", params=query)

    def post(self, path: str, **data: Any) -> httpx.Response:
        headers = {"X-CSRF-Token": self.token}
        return self.client.post(f"{self.url}/api{path}", data=data, headers=headers)

    def sign_in(self, name: str = "acme", password: str = PASSWORD) -> httpx.Response:
        self.token = self.get("/login").json()["csrf"]
        answer = self.post("/login", loginId=name, password=password)
        if answer.json().get("entered"):
            self.token = self.get("/session").json()["csrf"]
        return answer

    def first_save(self, kind: str = "copyright", place: str = "Mainland China") -> str:
        answer = self.post("/ipr/create", type=kind, place=place)
        return str(answer.json()["record"]["number"])

    def upload(self, number: str, slot: str, content: bytes, name: str = "a.png") -> httpx.Response:
        return self.client.post(
            f"{self.url}/api/ipr/upload",
            data={"iprNo": number, "slot": slot},
            files={"file": (name, content)},
            headers={"X-CSRF-Token": self.token},
        )
