"""Scripted people: they file with mouse and keyboard, and know the portal's words alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, TypedDict

from mock_portal.forms import Forms, Kind

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from playwright.async_api import Locator, Page

    from mock_portal.forms import Field, Form

__all__ = ["ClassicPerson", "Entry", "Person"]


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
        await page.locator("input[type=password]").click()
        await page.keyboard.type(self.password)
        await page.locator("input[autocomplete=username]").click()
        await page.keyboard.type(self.username)
        await page.locator("form button[type=submit]").click()
        await page.locator(".complainant").first.wait_for()

    async def choose(self, page: Page) -> None:
        """Type and place, Save Draft, Next."""
        await page.locator(f"input[name=type][value={self.entry['type']}]").click()
        await page.locator("#place").select_option(value=self.entry["place"])
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
