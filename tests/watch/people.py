"""Scripted people: they file with mouse and keyboard, and know the portal's words alone."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, TypedDict

import yaml

from mock_portal.forms import Forms, Kind

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from playwright.async_api import Locator, Page

    from mock_portal.forms import Field, Form

__all__ = ["CenterPerson", "ClassicPerson", "Entry", "ModernPerson", "Person"]


FOLDER = Path(__file__).parents[2] / "mock_portal"
FORMS = Forms()


def _words(lang: str) -> dict[str, str]:
    """What the skin `center` says, by its own keys."""
    told: dict[str, str] = {}
    for folder in ("lang", "skins/center/lang"):
        path = FOLDER / folder / f"{lang}.yaml"
        for group, words in yaml.safe_load(path.read_text("utf-8")).items():
            told |= {f"{group}.{key}": str(text) for key, text in words.items()}
    return told


WORDS = {lang: _words(lang) for lang in ("zh", "en")}


class Entry(TypedDict):
    """What is filed, in the portal's own field names and tokens."""

    type: str
    place: str
    country: str
    values: Mapping[str, str | Sequence[str]]
    files: Mapping[str, Sequence[Path]]


class Person(Protocol):
    """Acts in a window that shows the portal's first page."""

    def __init__(self, username: str, password: str, entry: Entry) -> None: ...

    async def __call__(self, page: Page) -> None:
        """Sign in, file the entry, look at the list and at the record."""


@dataclass
class ClassicPerson:
    """Somebody who files one entry at the skin `classic`."""

    username: str
    password: str
    entry: Entry

    async def __call__(self, page: Page) -> None:
        """Sign in, file, look at the list and at the record."""
        await self.sign_in(page)
        await page.locator("nav.menu a[href='/uc/ipr/add.htm']").click()
        await self.choose(page)
        await self.fill(page)
        await self.submit(page)

    async def sign_in(self, page: Page) -> None:
        """With user name and password."""
        await self.give_password(page)
        await page.locator(".complainant").first.wait_for()

    async def give_password(self, page: Page) -> None:
        """Fill in the form to sign in with, and send it."""
        await page.locator("input[type=password]").click()
        await page.keyboard.type(self.password)
        await page.locator("input[autocomplete=username]").click()
        await page.keyboard.type(self.username)
        await page.locator("form button[type=submit]").click()

    async def choose(self, page: Page) -> None:
        """Type and place, Save Draft, Next."""
        await page.locator(f"input[name=type][value={self.entry['type']}]").click()
        await page.locator("#place").select_option(value=self.entry["place"])
        if country := self.entry["country"]:
            await page.locator("#country").select_option(value=country)
        await page.locator("#choice button[type=submit]").click()
        await page.locator("dd.number").wait_for()
        await page.locator("#next").click()
        await page.locator("#details").wait_for()

    async def fill(self, page: Page) -> None:
        """Every field that shows and that the entry has a value for, in the page's order."""
        for field in self.form.fields():
            row = page.locator(f"[data-field={field.name}]")
            if await row.is_visible():
                await self._answer(page, field, row)

    @property
    def form(self) -> Form:
        """What the portal asks for this type and place."""
        return Forms().find(self.entry["type"], self.entry["place"])

    async def _answer(self, page: Page, field: Field, row: Locator) -> None:
        if field.kind is Kind.FILES:
            for path in self.entry["files"].get(field.name, ()):
                async with page.expect_file_chooser() as chooser:
                    await row.locator("input[type=file]").click()
                await (await chooser.value).set_files(path)
                await row.locator(".file.done", has_text=path.name).wait_for()
            return
        value = {"work_group": "joined", **self.entry["values"]}.get(field.name, "")
        texts = [value] if isinstance(value, str) else [*value]
        if not any(texts):
            return
        if field.kind is Kind.RADIO:
            await row.locator(f"input[value={texts[0]}]").click()
        elif field.kind in (Kind.SELECT, Kind.MULTISELECT):
            await row.locator("select").select_option(value=texts)
        elif field.kind is Kind.DATE:
            await row.locator("input").fill(texts[0])
        else:
            await row.locator("input,textarea").click()
            await page.keyboard.type("; ".join(texts))

    async def submit(self, page: Page) -> None:
        """Save once more, submit, look at the list and at the record."""
        await page.locator("#details .final .secondary").click()
        await page.locator(".saved").wait_for()
        await page.locator("#submit").click()
        confirm = page.locator("#confirm button[value=ok]")
        done = page.locator(".result")
        await confirm.or_(done).first.wait_for()
        if await confirm.is_visible():
            await confirm.click()
        await done.wait_for()
        await page.locator("nav.menu a[href='/uc/ipr/list.htm']").click()
        await page.locator("table.list tbody tr a").first.click()
        await page.locator("h1").wait_for()


@dataclass
class ModernPerson:
    """Somebody who files one entry at the skin `modern`, whose controls are Ant Design's."""

    username: str
    password: str
    entry: Entry
    lang: str = "en"

    async def __call__(self, page: Page) -> None:
        """Sign in, file, look at the list and at the record."""
        form = Forms()
        wanted, lang = self.entry, self.lang
        types = {one["value"]: one[lang] for one in form.types}
        places = {one["value"]: one[lang] for one in form.places}
        await page.get_by_label(re.compile("^(Password|密码)$")).fill(self.password)
        await page.get_by_label(re.compile("Username or email|用户名或邮箱")).fill(self.username)
        await self._button(page, "Sign in", "登录").click()
        await page.get_by_role(
            "link", name=self._say("IPR Submission", "知识产权提交")
        ).first.click()
        await self._answer(page, self._say("IPR type", "知识产权类型"), types[wanted["type"]])
        where = self._say("Place of IPR registration", "知识产权注册地")
        await self._pick(page, where, places[wanted["place"]])
        if wanted["country"]:
            countries = {one["en"]: one[lang] for one in form.countries}
            which = self._say("Country or region", "国家或地区")
            await self._pick(page, which, countries[wanted["country"]])
        await self._button(page, "Save Draft", "保存草稿").click()
        await page.get_by_text(re.compile(r"^IPR\d{14}$")).first.wait_for()
        await self._button(page, "Next", "下一步").click()
        await self._button(page, "Submit for verification", "提交审核").wait_for()
        await self._fill(page, form.find(wanted["type"], wanted["place"]))
        await self._button(page, "Save Draft", "保存草稿").click()
        await page.get_by_text(self._say("Draft saved at", "草稿已于")).last.wait_for()
        await self._button(page, "Submit for verification", "提交审核").click()
        done = self._say("Submitted successfully", "提交成功")
        await page.get_by_role("heading", name=done).wait_for()
        manage = self._say("IPR Management", "知识产权管理")
        await page.get_by_role("main").get_by_role("link", name=manage).click()
        row = page.locator("tbody tr", has_text=re.compile(r"IPR\d{14}")).first
        await row.get_by_role("link").first.click()
        await page.get_by_text("V").first.wait_for()
        await page.wait_for_timeout(500)

    async def _fill(self, page: Page, form: Form) -> None:
        values = {"work_group": "joined", **self.entry["values"]}
        for field in form.fields():
            label = field.label[self.lang]
            if field.kind is Kind.FILES:
                for path in self.entry["files"].get(field.name, ()):
                    slot = self._row(page, label)
                    await slot.locator("input[type=file]").set_input_files(path)
                    await slot.locator(
                        ".mark", has_text=re.compile("Uploaded|已上传")
                    ).last.wait_for()
                continue
            value = values.get(field.name, "")
            texts = [value] if isinstance(value, str) else [*value]
            row = self._row(page, label)
            if not any(texts) or not await row.count():
                continue
            words = [one.label[self.lang] for one in field.options if one.value in texts]
            if words and await row.get_by_role("combobox").count():
                await self._pick(page, label, words[0])
            elif words:
                for word in words:
                    await self._answer(page, label, word)
            elif field.kind is Kind.DATE:
                box = row.locator("input")
                await box.click()
                await box.fill(texts[0])
                await box.press("Tab")
            else:
                await row.locator("input, textarea").click()
                await page.keyboard.type("; ".join(texts))

    def _say(self, en: str, zh: str) -> str:
        return zh if self.lang == "zh" else en

    def _button(self, page: Page, *names: str) -> Locator:
        """An icon puts its own name before, two Chinese characters are parted by a space."""
        spaced = "|".join(name if name.isascii() else r"\s?".join(name) for name in names)
        return page.get_by_role("button", name=re.compile(rf"^([\w-]+ )?({spaced})$"))

    def _row(self, page: Page, label: str) -> Locator:
        words = re.compile(f"^{re.escape(label)}$")
        return page.locator(".ant-form-item").filter(has=page.locator("label", has_text=words))

    async def _answer(self, page: Page, label: str, option: str) -> None:
        await self._row(page, label).get_by_text(option, exact=True).click()

    async def _pick(self, page: Page, label: str, option: str) -> None:
        box = self._row(page, label).get_by_role("combobox")
        await box.click()
        shown = page.locator(".ant-select-dropdown:not(.ant-select-dropdown-hidden)")
        found = shown.locator(".ant-select-item-option").get_by_text(option, exact=True)
        if not await found.count():
            await page.keyboard.type(option)  # a long list is drawn in part, and searched
        await found.click()


@dataclass
class CenterPerson:
    """Somebody who files one entry at the skin `center`, whose controls are Fusion's."""

    username: str
    password: str
    entry: Entry
    lang: str = "zh"

    async def __call__(self, page: Page) -> None:
        """Sign in, file, look at the list and at the record."""
        self.words = WORDS[self.lang]
        widget = page.frame_locator("#alibaba-login-box")
        await widget.locator("#fm-login-id").fill(self.username)
        await widget.locator("#fm-login-password").fill(self.password)
        name = self.words["sign_in.button"]
        await widget.get_by_role("button", name=name, exact=True).click()
        menu = page.get_by_role("navigation")
        await self._leave_tour(page)
        await menu.get_by_role("option", name=self.words["menu.account"], exact=True).click()
        await page.get_by_text(self.words["account.complainant"]).first.wait_for()
        await page.wait_for_timeout(300)
        await menu.get_by_role("option", name=self.words["menu.submission"], exact=True).click()
        await self._choose(page)
        form = FORMS.find(self.entry["type"], self.entry["place"])
        await self._button(page, "details.submit").wait_for()
        await self._leave_tour(page)
        await self._fill(page, form)
        await self._button(page, "details.save").click()
        await page.locator(".next-message").last.wait_for()
        await page.get_by_role("checkbox", name=self.words["agreement.label"]).check()
        await self._button(page, "details.submit").click()
        done = self.words["confirmation.title"]
        await page.get_by_role("heading", name=done, exact=True).wait_for()
        await menu.get_by_role("option", name=self.words["menu.management"], exact=True).click()
        await page.locator("tbody tr a,tbody tr button").first.click()
        await page.get_by_role("heading", level=1).wait_for()
        await page.wait_for_timeout(700)

    async def _leave_tour(self, page: Page) -> None:
        """A tour may lie over the page that is seen for the first time."""
        box = page.locator(".tour button, [class*=tour] button")
        await page.wait_for_timeout(500)
        while await box.count():
            await box.last.click()

    async def _choose(self, page: Page) -> None:
        types = {one["value"]: one[self.lang] for one in FORMS.types}
        places = {one["value"]: one[self.lang] for one in FORMS.places}
        countries = {one["en"]: one[self.lang] for one in FORMS.countries}
        await self._answer(page, self.words["choice.type"], types[self.entry["type"]])
        await self._row(page, self.words["choice.place"]).get_by_role("combobox").click()
        country = self.entry["country"]
        for name in (places[self.entry["place"]], *([countries[country]] if country else [])):
            item = page.locator(".next-cascader-menu-item").get_by_text(name, exact=True)
            await item.click()
        await self._button(page, "details.save").click()
        await page.wait_for_url(re.compile(r"id=\d{7}$"))
        await self._button(page, "choice.next").click()

    async def _fill(self, page: Page, form: Form) -> None:
        values = {"work_group": "joined", **self.entry["values"]}
        for field in form.fields():
            label = field.label[self.lang]
            row = self._row(page, label)
            if field.kind is Kind.FILES:
                files = self.entry["files"].get(field.name, ())
                for path in files:
                    await row.locator("input[type=file]").set_input_files(path)
                if files:
                    stored = row.locator(".next-upload-list-item-done")
                    await stored.nth(len(files) - 1).wait_for()
                continue
            value = values.get(field.name, "")
            texts = [value] if isinstance(value, str) else [*value]
            if any(texts) and await row.count():
                await self._put(page, field, row, texts)

    async def _put(self, page: Page, field: Field, row: Locator, texts: list[str]) -> None:
        words = [one.label[self.lang] for one in field.options if one.value in texts]
        listed = await row.get_by_role("combobox").count()
        if field.name == "holder" and listed:
            await self._holder(page, row, texts[0])
        elif words and listed:
            await row.get_by_role("combobox").click()
            for word in words:
                if not await self._shown(page, word).count():
                    await page.keyboard.type(word)  # a long list is drawn in part, and searched
                await self._shown(page, word).click()
            if field.kind is Kind.MULTISELECT:
                await page.keyboard.press("Escape")
        elif words:
            for word in words:
                await self._answer(page, field.label[self.lang], word)
        elif field.kind is Kind.DATE:
            await row.locator("input").click()
            await row.locator("input").fill(texts[0])
            await row.locator("input").press("Enter")
        else:
            await row.locator("input, textarea").click()
            await page.keyboard.type("; ".join(texts))

    async def _holder(self, page: Page, row: Locator, name: str) -> None:
        await row.get_by_role("combobox").click()
        await page.wait_for_timeout(300)
        if await self._shown(page, name).count():
            await self._shown(page, name).click()
            return
        await page.keyboard.press("Escape")
        await self._button(page, "center.add_holder").click()
        dialog = page.get_by_role("dialog")
        await dialog.locator("#holder-name").click()
        await page.keyboard.type(name)
        kind = self.words[f"center.{self.entry['values']['holder_kind']}"]
        await dialog.get_by_text(kind, exact=True).click()
        await dialog.get_by_role("button", name=self.words["confirm.ok"], exact=True).click()
        await dialog.wait_for(state="hidden")

    def _button(self, page: Page, key: str) -> Locator:
        return page.get_by_role("button", name=self.words[key], exact=True)

    def _row(self, page: Page, label: str) -> Locator:
        words = re.compile(f"^{re.escape(label)}$")
        named = page.locator("label", has_text=words)
        return page.locator(".next-form-item").filter(has=named)

    def _shown(self, page: Page, option: str) -> Locator:
        shown = page.locator(".next-overlay-wrapper .next-menu-item:visible")
        return shown.get_by_text(option, exact=True)

    async def _answer(self, page: Page, label: str, option: str) -> None:
        wrapped = self._row(page, label).locator("label.next-radio-wrapper")
        await wrapped.get_by_text(option, exact=True).click()
