"""A scripted person at the web page: mouse or keys alone, in either language, and no terminal."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from PIL import Image, ImageDraw
from playwright.sync_api import expect
from pypdf import PdfReader, PdfWriter
from reportlab.pdfgen.canvas import Canvas

from ipp_bot.ui.wording import Wording

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from playwright.sync_api import Locator, Page

Way = Literal["mouse", "keys"]
LONG = 900_000
"""Milliseconds that a command may take behind whatever else runs."""
_MOST_TABS = 400


@dataclass
class Truth:
    """What the person knows of one entry: its papers say it, or the client told."""

    client: str
    values: Mapping[str, str]
    """By dotted key, as it is typed."""
    documents: Mapping[str, Path] = field(default_factory=dict)
    """What lies on the desk and in no folder, by key."""
    signs_template: bool = False
    """Whether the holder signs the portal's template."""


class Operator:
    """Does what a person would, by what the page says."""

    def __init__(self, page: Page, url: str, *, way: Way, lang: str, folder: Path) -> None:
        self.page = page
        self.way = way
        self.keys = 0
        self.clicks = 0
        self._url = url
        self._words = Wording(lang)
        self._folder = folder

    # ------------------------------------------------------------ mouse and keys

    def word(self, english: str, **values: object) -> str:
        return self._words(english, **values)

    def words_with_number(self, english: str) -> re.Pattern[str]:
        """A label with any number in it, of the singular or the plural."""
        shown = re.escape(self._words.gettext(english)).replace(re.escape("%(num)s"), r"\d+")
        plural = re.sub(r"(entr)y|(filing|template)", r"(?:\1\2|entries|filings|templates)", shown)
        return re.compile(f"^{plural}$" if self._words.lang == "zh" else plural)

    def press(self, *keys: str) -> None:
        for key in keys:
            self.keys += 1
            self.page.keyboard.press(key)

    def type(self, text: str) -> None:
        self.keys += len(text)
        self.page.keyboard.type(text)

    def reach(self, target: Locator) -> None:
        """Gives something the focus: by a click beside what it does, or by Tab."""
        target.first.wait_for(state="visible", timeout=LONG)
        for _ in range(_MOST_TABS):
            if target.first.evaluate("one => one === document.activeElement"):
                return
            self.press("Tab")
        raise AssertionError(f"the keyboard does not reach {target}")

    def act(self, target: Locator) -> None:
        """A link or a button is used."""
        target.first.wait_for(state="visible", timeout=LONG)
        if self.way == "mouse":
            self.clicks += 1
            target.first.click()
        else:
            self.reach(target)
            self.press("Enter")

    def choose(self, box: Locator, option: str) -> None:
        """An option of a list is chosen."""
        if self.way == "mouse":
            self.clicks += 2
            box.select_option(label=option)
            return
        self.reach(box)
        self.press("Home")
        for _ in range(box.locator("option").count()):
            if box.locator("option:checked").inner_text() == option:
                return
            self.press("ArrowDown")
        expect(box.locator("option:checked")).to_have_text(option)

    def give(self, chooser: Locator, files: Sequence[Path]) -> None:
        """Files are chosen in the system's window, which a file field opens."""
        with self.page.expect_file_chooser() as opened:
            if self.way == "mouse":
                self.clicks += 1
                chooser.click()
            else:
                self.reach(chooser)
                self.press("Enter")
        opened.value.set_files(list(files))

    def link(self, name: str) -> Locator:
        return self.page.get_by_role("link", name=name, exact=True)

    def button(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=name, exact=True)

    def go(self, page: str) -> None:
        """One of the pages in the head of each."""
        self.act(
            self.page.locator("nav").first.get_by_role("link", name=self.word(page), exact=True)
        )

    # ------------------------------------------------------------ the day's work

    def enter(self, link: str) -> None:
        self.page.goto(link)
        self.page.wait_for_url(f"{self._url}/")

    def drop_papers(self, files: Sequence[Path], account: str) -> None:
        self.go("Inbox")
        self.give(self.page.locator("input[name=files]"), files)
        self.choose(self.page.locator("select[name=account]"), account)
        self.act(self.button(self.word("Read them")))
        drafted = self.words_with_number("Compare %(num)s drafted entry")
        ended = self.page.locator("#drafted h2")
        ended.wait_for(timeout=LONG)
        expect(ended).not_to_contain_text(self.word("running"), timeout=LONG)
        self.act(self.page.get_by_role("link", name=drafted))

    def review_all(self, truths: Mapping[str, Truth]) -> None:
        """Compares every drafted entry with what the person knows, and confirms it."""
        self.act(self.page.locator(".card a"))
        for _ in range(len(truths)):
            ref = self.page.locator("h1").inner_text().split()[0]
            self.review(truths[ref])

    def review(self, truth: Truth) -> None:
        before = self.page.url
        for key, path in truth.documents.items():
            chooser = self.page.locator(f'input[name="file:{key}"]')
            self.give(chooser, [path])
            self._send(f'button[name=change][value="{key}"]')
            expect(self.page.locator(".documents").first).to_contain_text(path.stem)
        leave_out = 'button[name=leave_out][value="power_of_attorney.file"]'
        if truth.signs_template and self.page.locator(leave_out).count():
            self._send(leave_out)
            expect(self.page.locator(leave_out)).to_have_count(0)
        self._name_client(truth.client)
        self._settle_all(truth)
        if self.way == "mouse":
            self.clicks += 1
            self.page.locator("#confirm").click()
        else:
            self.reach(self.page.locator("#confirm"))
            self.press("Enter")
        self.page.wait_for_url(lambda url: url.partition("?")[0] != before.partition("?")[0])

    def _settle_all(self, truth: Truth) -> None:
        """Looks at each value that asks for it, wherever the page leads next."""
        self.page.locator("#fields :focus").wait_for()  # the page gives it once it is drawn
        for _ in range(60):
            row = self.page.locator(".field:focus-within")
            if not row.count() or not self._is_open(row):
                return
            self._settle(row, truth)
        raise AssertionError("there is always one more value to look at")

    def answer_stopped(self, truths: Mapping[str, Truth]) -> list[str]:
        """Types what the portal asked for beside the papers, and submits again; the refs."""
        self.go("Today")
        stopped = self.page.locator(".card.decide")
        refs: list[str] = []
        self.page.locator("h1").wait_for()
        while stopped.count():
            ref = stopped.first.locator(".card-head a").inner_text()
            assert ref not in refs, f"{ref} stopped again"
            refs.append(ref)
            self.act(stopped.first.locator("a.button"))
            self.act(self.link(self.word("Compare and correct")))
            self._settle_all(truths[ref])
            self._send("#confirm")
            self.act(self.button(self.word("Submit")))
            self.wait_for_command("submit")
            self.go("Today")
            self.page.locator("h1").wait_for()
        return refs

    def _send(self, selector: str) -> None:
        with self.page.expect_navigation():
            self.act(self.page.locator(selector))

    @staticmethod
    def _is_open(row: Locator) -> bool:
        return bool(row.evaluate("one => !one.classList.contains('accepted')"))

    def _settle(self, row: Locator, truth: Truth) -> None:
        control = row.locator("[name^='value:']")
        key = str(control.get_attribute("name")).partition(":")[2]
        right = truth.values.get(key)
        assert right is not None, f"nobody knows what {key} is"
        if control.evaluate("one => one.tagName") == "SELECT":
            for _ in range(control.locator("option").count()):
                if control.input_value() == right:
                    break
                self.press("ArrowDown")
        elif control.input_value() != right:
            self.type(right)
        expect(control).to_have_value(right)
        self.press("Enter")

    def _name_client(self, client: str) -> None:
        box = self.page.locator("input[name='value:client']")
        if box.input_value() == client:
            return
        candidate = self.page.locator(".field:has(input[name='value:client']) .candidates button")
        if self.way == "mouse":
            self.clicks += 1
            candidate.first.click()
        else:
            self.reach(self.page.locator("#confirm"))
            self.press("ArrowUp", "1")
        expect(box).to_have_value(client)
        self.press("Enter")

    def submit_confirmed(self) -> None:
        self.act(
            self.page.get_by_role(
                "button", name=self.words_with_number("Submit %(num)s confirmed entry")
            )
        )
        self.wait_for_command("submit")

    def wait_for_command(self, name: str) -> None:
        """On the page Run, until what it shows has ended."""
        lines = self.page.locator("section:has(#command-heading) > p")
        typed, told = lines.nth(0), lines.nth(1)
        typed.wait_for(timeout=LONG)
        assert f"ipp-bot {name}" in typed.inner_text()
        expect(told).not_to_contain_text(self.word("running"), timeout=LONG)

    def sign_templates(self) -> int:
        """Every template goes out, is signed, and comes back; how many."""
        self.go("Powers of attorney")
        rows = self.page.locator("tr[id^=f-]")
        rows.first.wait_for(timeout=LONG)
        refs = [row.locator("a").first.inner_text() for row in rows.all()]
        for ref in refs:
            row = rows.filter(has=self.page.get_by_role("link", name=ref, exact=True))
            with self.page.expect_download() as download:
                self.act(row.locator("a[download]"))
            signed = self._folder / f"signed-{ref}.pdf"
            signed.write_bytes(_signed(download.value.path().read_bytes()))
            self.give(row.locator("input[type=file]"), [signed])
            with self.page.expect_navigation():
                self.act(row.locator("button"))
            expect(row).to_contain_text(self.word("signed"))
        return len(refs)

    def submit_all(self) -> None:
        """Whatever Today calls ready."""
        self.go("Today")
        for _ in range(60):
            ready = self.page.locator(".card.submit button")
            self.page.locator("h1").wait_for()
            if not ready.count():
                return
            self.act(ready)
            self.wait_for_command("submit")
            self.go("Today")
        raise AssertionError("there is always more to submit")

    def check_portal(self) -> None:
        self.go("Nightly")
        self.act(self.button(self.word("Check the portal now")))
        self.wait_for_command("sync")

    def correct_rejected(self, ref: str, key: str, paper: Path) -> None:
        """Sends another paper for a record that the portal rejected."""
        self.go("Today")
        card = self.page.locator(".card.mend", has_text=ref)
        self.act(card.locator("a.button"))
        self.act(self.link(self.word("Compare and correct")))
        self.give(self.page.locator(f'input[name="file:{key}"]'), [paper])
        self._send(f'button[name=change][value="{key}"]')
        expect(self.page.locator(".documents").first).to_contain_text(paper.stem)
        for _ in range(60):
            row = self.page.locator(".field:focus-within")
            if not row.count() or not self._is_open(row):
                break
            self.press("Enter")
        self._send("#confirm")
        self.act(self.button(self.word("Submit the corrected entry")))
        self.wait_for_command("submit")

    def take_bundle(self, client: str) -> bytes:
        self.go("Nightly")
        self.choose(self.page.locator("form.filters select[name=client]"), client)
        self.act(self.button(self.word("Make the client's bundle")))
        self.wait_for_command("report")
        self.go("Nightly")
        with self.page.expect_download() as download:
            self.act(self.link(self.word("Bundle of %(client)s", client=client)))
        return download.value.path().read_bytes()


def _signed(template: bytes) -> bytes:
    """The template with ink on its last page, as a scanner or a tablet gives it back."""
    reader = PdfReader(io.BytesIO(template))
    writer = PdfWriter()
    for page in reader.pages:
        writer.add_page(page)
    ink = io.BytesIO()
    canvas = Canvas(ink)
    stamp = Image.new("RGB", (160, 160), "white")
    ImageDraw.Draw(stamp).ellipse((10, 10, 150, 150), outline="red", width=8)
    canvas.drawInlineImage(stamp, 360, 120)
    canvas.save()
    writer.pages[-1].merge_page(PdfReader(io.BytesIO(ink.getvalue())).pages[0])
    held = io.BytesIO()
    writer.write(held)
    return held.getvalue()
