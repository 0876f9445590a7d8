"""People who file at the other portals, by what these portals call things."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tests.other_portals.ant3 import server as ant3
from tests.other_portals.forms import BUTTONS, FIELDS
from tests.other_portals.old_htm import questions
from tests.other_portals.old_htm import server as old_htm
from tests.other_portals.portal import PEOPLE
from tests.other_portals.vocabularies import OLD_HTM

if TYPE_CHECKING:
    from playwright.async_api import FrameLocator, Locator, Page

    from tests.other_portals.samples import Sample

__all__ = ["SMALL", "SMALL_WORDS", "Ant3Person", "OldPerson", "SmallPerson"]


def form_of(sample: Sample) -> str:
    """The profile's name of the sample's form, as far as labels differ from form to form."""
    if sample.type != "copyright":
        return sample.type
    if "proof" in sample.files:
        return "copyright-proof"
    return "copyright-software" if sample.answers["work"] == "software" else "copyright-works"


@dataclass
class Ant3Person:
    """Somebody who files one sample, by the words of the portal."""

    sample: Sample
    words: dict[str, Any]

    async def __call__(self, page: Page) -> None:
        """Sign in, file, look at the list and at the record."""
        sample = self.sample
        await page.locator("#secret").fill(ant3.PEOPLE[sample.account][0])
        await page.locator("#loginId").fill(sample.account)
        await page.get_by_text("登录", exact=True).click()
        await page.get_by_text("认证主体").wait_for()
        await page.get_by_role("link", name="知产备案").click()
        await page.locator("#kind").select_option(label=self.words["types"][sample.type][0])
        await page.locator("#place").select_option(label=self.words["places"][sample.place][0])
        if sample.country:
            shown = self.words["countries"][sample.country][0]
            await page.locator("#country").select_option(label=shown)
        await page.get_by_role("button", name="存草稿").click()
        await page.locator("table.facts").wait_for()
        # What shows further questions stands first.
        for key in sorted(sample.answers, key=lambda key: key not in ("work", "has_certificate")):
            await self._answer(page, key, sample.answers[key])
        for slot, files in sample.files.items():
            for name, path in files:
                row = page.locator(".ant-form-item").filter(has=self._label(page, slot))
                await row.locator("input[type=file]").set_input_files(path)
                await row.get_by_text(name).first.wait_for()
        await page.get_by_role("button", name="存草稿").click()
        await page.get_by_text("草稿已存").last.wait_for()
        await page.get_by_role("button", name="送审", exact=True).click()
        await page.get_by_text("送审成功").first.wait_for()
        await page.get_by_role("link", name="备案列表").click()
        await page.locator("tbody tr a").first.click()
        await page.get_by_text("备案详情").wait_for()
        await page.wait_for_timeout(800)

    async def _answer(self, page: Page, key: str, value: str | tuple[str, ...]) -> None:
        row = page.locator(".ant-form-item").filter(has=self._label(page, key))
        text = value if isinstance(value, str) else "; ".join(value)
        yes_no = {"yes": ["是"], "no": ["否"]} if key.startswith("is_") else {}
        shown = self.words["fields"][key].get("options", yes_no).get(text, [text])[0]
        if await row.locator("input[type=checkbox]").count():
            for number in value:
                await row.get_by_text(f"第{number}类", exact=True).click()
        elif await row.locator("select").count():
            await row.locator("select").select_option(label=shown)
        elif await row.locator("input[type=radio]").count():
            await row.get_by_text(shown, exact=True).click()
        else:
            await row.locator("input,textarea").first.fill(text)

    def _label(self, page: Page, key: str) -> Any:
        own = self.words["forms"].get(form_of(self.sample), {}).get(key)
        words = own or self.words["fields"][key]["labels"]
        return page.locator(", ".join(f"label[title='{one}']" for one in words))


@dataclass
class OldPerson:
    """Somebody who files one sample at the old portal."""

    sample: Sample

    async def __call__(self, page: Page) -> None:
        """Sign in, file, look at the list and at the record."""
        sample, words = self.sample, OLD_HTM.words
        await page.locator("input[name=mima]").fill(old_htm.PEOPLE[sample.account][0])
        await page.locator("input[name=yonghu]").fill(sample.account)
        await page.locator("input[type=submit]").click()
        page.on("dialog", lambda dialog: dialog.accept())
        frame = page.frame_locator("#mainFrame")
        await frame.get_by_text("公告").wait_for()
        await page.get_by_role("link", name="新建备案").click()
        await frame.locator("#kind").select_option(words["type"][sample.type])
        await frame.locator("#place").select_option(words["place"][sample.place])
        if sample.country:
            await frame.locator("#country").select_option(words["country"][sample.country])
        await frame.get_by_role("button", name="保存备案").click()
        await frame.get_by_role("button", name="提交审查").wait_for()
        kind, place = words["type"][sample.type], words["place"][sample.place]
        for one in questions.form(kind, place):
            [key] = [key for key, names in OLD_HTM.questions.items() if one.name in names]
            await self._answer(frame, one, key)
        await frame.get_by_role("button", name="保存备案").click()
        await frame.get_by_text("保存成功").wait_for()
        await frame.get_by_role("button", name="提交审查").click()
        await frame.get_by_role("heading", name="备案已提交").wait_for()
        await page.wait_for_timeout(500)  # nobody reads faster
        await page.get_by_role("link", name="我的备案").click()
        await frame.get_by_role("link", name="明细").first.click()
        await frame.get_by_role("heading", name="备案明细").wait_for()
        await page.wait_for_timeout(800)

    async def _answer(self, frame: FrameLocator, one: questions.Question, key: str) -> None:
        if one.kind == "files":
            paths = [path for _, path in self.sample.files.get(key, ())]
            if paths:
                await frame.locator(f"[name={one.name}]").set_input_files(paths)
            return
        given = self.sample.answers.get(key, "")
        texts = [given] if isinstance(given, str) else [*given]
        codes = [OLD_HTM.words.get(key, {}).get(text, text) for text in texts if text]
        box = frame.locator(f"[name={one.name}]")
        if not codes:
            return
        if one.kind == "list":
            await box.select_option(codes[0])
        elif one.kind in ("radio", "checks"):
            for code in codes:
                await frame.locator(f"[name={one.name}][value='{code}']").click()
        else:
            await box.fill("; ".join(codes))


SMALL = {
    "registration_number": "entry", "name": "opus", "short_name": "nick", "version": "release",
    "work": "genre", "completed_on": "finished", "first_published_on": "public",
    "acquisition": "how", "rights_scope": "extent", "holder_kind": "who", "holder": "owner",
    "certificate": "deed", "certificate_number": "deed_no", "screenshot": "views",
    "holder_identification": "passport", "holder_identification_number": "passport_no",
    "power_of_attorney_expires_on": "until", "power_of_attorney": "mandate",
}  # fmt: skip
"""By the profile's name of a field that of the small portals."""
SMALL_WORDS = {
    "work": {"software": "Computer programs"},
    "acquisition": {"original": "Own creation", "assigned": "Purchase"},
    "rights_scope": {"all": "Whole", "partial": "Share"},
    "holder_kind": {"entity": "Legal person", "individual": "Natural person"},
}


@dataclass
class SmallPerson:
    """Somebody who files one sample of software at one of the small portals."""

    sample: Sample
    variant: str
    reopens: bool = False
    """Whether the draft is left once it is begun, and opened again over the list."""

    async def __call__(self, page: Page) -> None:
        """Sign in, file, look at the list and at the record."""
        self.page = page
        page.set_default_timeout(15_000)
        await page.locator("#p").fill(PEOPLE["acme"][0])
        await page.locator("#u").fill("acme")
        await page.get_by_role("button", name="Enter").click()
        await page.get_by_role("heading", name="Your desk").wait_for()
        await page.get_by_role("link", name="Begin an entry").click()
        await self._begin()
        await self._fill()
        await self._send()
        await page.get_by_role("heading", name="With the examiners").wait_for()
        await page.get_by_role("link", name="Entries").click()
        await page.locator("tbody a").first.click()
        await page.get_by_role("heading", name="An entry").wait_for()
        await page.wait_for_timeout(800)

    def _button(self, key: str) -> Locator:
        return self.page.get_by_role("button", name=BUTTONS[key], exact=True)

    async def _begin(self) -> None:
        page, kind, place = self.page, "Author's rights", "People's Republic of China"
        await self._choose("Kind of right", kind)
        if self.variant == "wizard":
            await self._button("next").click()
            await page.get_by_role("heading", name="Where it holds").wait_for()
        await self._choose("Territory", place)
        await self._button("keep").click()
        if self.variant != "plain":
            await page.get_by_text("REG-").first.wait_for()
        if self.reopens:
            await page.get_by_role("link", name="Entries").click()
            await page.locator("tbody a").first.click()
            await page.get_by_text("Amend", exact=True).click()
        elif self.variant in ("wizard", "board", "paper"):
            await self._button("next").click()
        await self._button("next" if self.variant == "wizard" else "send").wait_for()

    async def _fill(self) -> None:
        steps = sorted({one["step"] for one in FIELDS}) if self.variant == "wizard" else [None]
        for step in steps:
            if step == 3 and self.sample.answers["holder"] == PEOPLE["acme"][1]:
                continue
            for key, name in SMALL.items():
                [one] = [one for one in FIELDS if one["name"] == name]
                if step in (None, one["step"]):
                    await self._answer(one, key)
            if step is not None:
                heading = await self.page.get_by_role("heading", level=2).inner_text()
                await self._button("next").click()
                before = self.page.get_by_role("heading", level=2, name=heading)
                await before.wait_for(state="detached")

    async def _send(self) -> None:
        await self._button("keep").click()
        if self.variant != "plain":
            await self.page.get_by_text("Kept for you").last.wait_for()
        await self._button("send").click()
        if self.variant != "plain":
            await self.page.get_by_role("button", name="Yes, go on").click()

    async def _answer(self, one: dict[str, Any], key: str) -> None:
        label, name = one["label"], one["name"]
        if self.variant == "plain" and one.get("mandate") and not await self._row(label).count():
            await self._button("keep").click()  # which questions it asks the server tells alone
            await self._row(label).wait_for()
        if one["kind"] == "files":
            for _, path in self.sample.files.get(key, ()):
                await self._upload(label, path)
            return
        given = self.sample.answers.get(key, "")
        text = SMALL_WORDS.get(key, {}).get(str(given), given)
        assert isinstance(text, str)
        if not text:
            return
        if one["kind"] in ("list", "radio", "buttons"):
            await self._choose(label, text)
        elif one["kind"] == "date":
            await self._date(label, name, text)
        else:
            await self._row(label).locator("input").fill(text)

    def _row(self, label: str) -> Locator:
        row = {
            "wizard": ".control", "board": ".x-item", "plain": "form :is(div, p):has(> label)",
        }.get(self.variant, "tr")  # fmt: skip
        words = re.compile(rf"^\s*{re.escape(label)}\s*(\*|\(needed\))?\s*:?\s*$")
        return self.page.locator(row).filter(has=self.page.get_by_text(words)).first

    async def _upload(self, label: str, path: Any) -> None:
        row = self._row(label)
        await row.locator("input[type=file]").set_input_files(path)
        if self.variant in ("wizard", "board", "sheet"):
            await row.get_by_text("stored").last.wait_for()

    async def _choose(self, label: str, text: str) -> None:
        row, page = self._row(label), self.page
        if await row.locator("select").count():
            await row.locator("select").select_option(label=text)
        elif self.variant == "wizard" and await row.get_by_role("combobox").count():
            await row.get_by_role("combobox").click()
            await page.get_by_role("option", name=text, exact=True).click()
            await page.locator(".modal").wait_for(state="detached")
        elif self.variant == "board" and await row.locator(".x-select").count():
            await row.locator("input").click()
            shown = page.locator(".x-popper li").get_by_text(text, exact=True)
            while not await shown.count():
                await page.locator(".x-popper").hover()
                await page.mouse.wheel(0, 120)
                await page.wait_for_timeout(50)
            await shown.click()
        else:
            await row.get_by_text(text, exact=True).click()

    async def _date(self, label: str, name: str, day: str) -> None:
        row, page = self._row(label), self.page
        year, month, date = day.split("-")
        if self.variant == "plain":
            for part, value in (("m", month), ("d", date), ("y", year)):
                await page.locator(f"#{name}-{part}").select_option(value)
            return
        if self.variant in ("sheet", "paper"):
            await row.locator("input").fill(day)
            return
        await row.locator("input").click()
        bar = page.locator(".calendar .bar")
        months = ("January", "February", "March", "April", "May", "June", "July", "August",
                  "September", "October", "November", "December")  # fmt: skip
        wanted = int(year) * 12 + int(month) - 1
        while True:
            word, shown = (await bar.locator("b").inner_text()).split()
            left = wanted - (int(shown) * 12 + months.index(word))
            if not left:
                break
            sign = (
                ("»" if left > 0 else "«")
                if abs(left) >= 12 and self.variant == "board"
                else ("›" if left > 0 else "‹")
            )
            await bar.get_by_text(sign, exact=True).click()
        await page.locator(".calendar td").get_by_text(str(int(date)), exact=True).click()
