"""Page objects over bare HTTP: what flows call, as the requests that a browser would send.

They know the classic skin's form of a software copyright, and no other.
"""

from __future__ import annotations

import asyncio
import re
from typing import TYPE_CHECKING, Self

from ipp_bot.errors import ClickNotMade, OutcomeUnknown, PageBroken, Refused, WrongPassword
from ipp_bot.forms import Attachment, FormContent
from ipp_bot.portal_time import parse_time
from ipp_bot.profile import Kind
from ipp_bot.site.irreversible_click import SavedDraft
from soak.http_client import HttpClient, NoAnswer, PageResponse, error_of, first, plain_text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime
    from pathlib import Path

    from ipp_bot.profile import FormField
    from ipp_bot.site import Portal
    from soak.fake_browser import HttpTab

__all__ = ["Details", "Page", "SignIn", "TypeSelection", "UserCenter"]

FIXED_ANSWERS = {"has_certificate": "yes", "work_group": "joined"}
"""Answers that the form wants beside the manifest's keys."""
LEAST = 0.05
"""Seconds that must be left for a click, as in the real page objects."""


class Page:
    """What the portal shows at one address."""

    def __init__(self, tab: HttpTab, portal: Portal, response: PageResponse) -> None:
        self.tab, self.portal, self.response = tab, portal, response
        tab.show(response)

    @property
    def client(self) -> HttpClient:
        """The account's requests."""
        return self.tab.client

    @property
    def number(self) -> str | None:
        """The IPR number that the page shows."""
        return first(r'<dd class="number">(.*?)</dd>', self.response.text) or None

    async def click_once(
        self, path: str, form: Mapping[str, str], within: float, *, number: str | None
    ) -> PageResponse:
        """One irreversible request and its answer; the errors are those of the real click."""
        if within <= LEAST:
            raise ClickNotMade("There was no time left to click.", sent=False)
        if (self.number or "") != (number or ""):
            raise PageBroken(f"The page shows {self.number} instead of {number}.", sent=False)
        self.tab.note_sent()
        try:
            answer = await self.client.post(path, {"csrf_token": self.response.token, **form})
        except NoAnswer as lost:
            self.tab.has_unanswered_writes = True
            raise OutcomeUnknown(f"The click got no answer: {lost}") from lost
        if fault := error_of(answer):
            raise OutcomeUnknown(f"The click was not confirmed: {fault.message}")
        self.tab.show(answer)
        return answer

    def raise_refusal(self, answer: PageResponse) -> None:
        """Raises Refused if the answer shows an error."""
        alert = plain_text(first(r'<div class="alert"[^>]*>(.*?)</div>', answer.text))
        errors = [plain_text(text) for text in re.findall(r'-error">([^<]+)</p>', answer.text)]
        if alert or errors:
            raise Refused(f"The portal refused: {'; '.join(filter(None, (alert, *errors)))}")


class UserCenter(Page):
    """Who is signed in."""

    @classmethod
    async def open(cls, tab: HttpTab, portal: Portal) -> Self:
        """The cheap proof that a session still works."""
        return cls(tab, portal, await tab.client.get("/uc/index.htm"))

    async def complainant(self, _expected: str) -> str:
        """The verified name of the account."""
        return first(r'<dd class="complainant">(.*?)</dd>', self.response.text)


class SignIn(Page):
    """User name and password."""

    @classmethod
    async def open(cls, tab: HttpTab, portal: Portal) -> Self:
        """The sign-in page; User Center if somebody is signed in."""
        return cls(tab, portal, await tab.client.get_any("/login.htm"))

    async def sign_in(self, username: str, password: str) -> UserCenter:
        """Signs in."""
        if self.response.path == "/login.htm":
            form = {"loginId": username, "password": password, "csrf_token": self.response.token}
            try:
                answer = await self.client.post("/login.htm", form)
            except NoAnswer as lost:
                raise PageBroken(f"Signing in got no answer: {lost}") from lost
            if 'class="alert"' in answer.text:
                raise WrongPassword("The portal does not take user name and password.")
        return await UserCenter.open(self.tab, self.portal)


class TypeSelection(Page):
    """Type and place, and the first save."""

    choice: Mapping[str, str]

    @classmethod
    async def open(cls, tab: HttpTab, portal: Portal) -> Self:
        """The first page of a new record."""
        return cls(tab, portal, await tab.client.get("/uc/ipr/add.htm"))

    async def choose(self, type: str, place: str, country: str | None = None) -> None:  # noqa: A002
        """Chooses by the profile's tokens."""
        self.choice = {"type": type, "place": place, "country": country or ""}

    async def save_draft(self, within: float) -> SavedDraft:
        """The first save: the record's number."""
        answer = await self.click_once("/uc/ipr/create.htm", self.choice, within, number=None)
        self.response = answer
        if answer.number:
            return SavedDraft(answer.number, "SavedDraft")
        self.raise_refusal(answer)
        raise OutcomeUnknown("The first save was not confirmed.")

    async def number_that_follows(self) -> str | None:
        """The first save tells the number itself."""
        return self.number

    async def next(self) -> Details:
        """The details page of the draft just saved."""
        number = self.number or ""
        response = await self.client.get("/uc/ipr/detail.htm", iprNo=number)
        return Details(self.tab, self.portal, response)


class Details(Page):
    """The form of one record."""

    form: Mapping[str, str]
    must_reopen = False

    def set_type_and_place(self, *_what: str | None) -> None:
        """Type and place stand on a page of their own here."""

    async def fill_in(
        self,
        fields: Sequence[FormField],
        values: Mapping[str, str | tuple[str, ...]],
        files: Mapping[str, Sequence[Path]],
        **_how: bool,
    ) -> None:
        """Keeps the values for the next save, removes old files and uploads the new ones."""
        number = self.number or ""
        known = {field.key for field in fields if field.kind is not Kind.FILES}
        plain = {key: str(value) for key, value in values.items() if key in known and value}
        self.form = {"iprNo": number, **FIXED_ANSWERS, **plain}
        for old in re.findall(r'<li class="file [a-z]+" data-id="(\d+)"', self.response.text):
            await self._send("/uc/ipr/remove.htm", {"iprNo": number, "id": old})
        await asyncio.gather(
            *(self._upload(slot, path) for slot, paths in files.items() for path in paths)
        )

    async def _upload(self, slot: str, path: Path) -> None:
        content = await asyncio.to_thread(path.read_bytes)
        form = {"iprNo": self.number or "", "slot": slot}
        await self._send("/uc/ipr/upload.htm", form, {"file": (path.name, content)})

    async def _send(
        self, path: str, form: dict[str, str], files: Mapping[str, tuple[str, bytes]] | None = None
    ) -> None:
        try:
            answer = await self.client.post(
                path, {"csrf_token": self.response.token, **form}, files
            )
        except NoAnswer as lost:
            self.tab.has_unanswered_writes = True
            raise PageBroken(f"{path} got no answer: {lost}") from lost
        if answer.path != path or answer.status != 200:  # noqa: PLR2004 - "OK"
            raise error_of(answer) or PageBroken(f"{path} did not work: HTTP {answer.status}")

    async def save_draft(self, number: str | None) -> SavedDraft:
        """Saves the own draft; may be repeated."""
        try:
            answer = await self.click_once("/uc/ipr/save.htm", self.form, 60, number=number)
        except OutcomeUnknown as error:
            raise PageBroken(f"The draft may not have been saved. {error.message}") from error
        self.raise_refusal(answer)
        if answer.number != number:
            raise PageBroken("The draft was not saved.")
        self.response = answer
        return SavedDraft(answer.number, "SavedDraft")

    async def read(self, fields: Sequence[FormField]) -> FormContent:
        """What the form shows now."""
        text = self.response.text
        values: dict[str, str | tuple[str, ...]] = {}
        files: dict[str, tuple[Attachment, ...]] = {}
        for field in fields:
            if field.kind is Kind.FILES:
                files[field.key] = tuple(_files(text, field.key))
            elif f'data-field="{field.key}"' in text:
                values[field.key] = _value(text, field.key)
        return FormContent(self.number, values, files)

    async def tick_agreements(self) -> None:
        """Nothing: this portal asks for none."""

    async def submit(self, number: str | None, within: float) -> Confirmation:
        """Submits for verification, once."""
        answer = await self.click_once("/uc/ipr/submit.htm", self.form, within, number=number)
        if answer.path == "/uc/ipr/success.htm" and answer.number == number:
            return Confirmation(self.tab, self.portal, answer)
        self.raise_refusal(answer)
        raise OutcomeUnknown("The submission was not confirmed.")


class Confirmation(Page):
    """The page after a submission."""

    async def submitted_at(self) -> datetime | None:
        """The time that it shows."""
        return parse_time(first(r"<dt>Submitted[^<]*</dt><dd>(.*?)</dd>", self.response.text))


def _row(text: str, key: str) -> str:
    """The markup of one field of the form."""
    return text.partition(f'data-field="{key}"')[2].partition("data-field=")[0]


def _value(text: str, key: str) -> str:
    row = _row(text, key)
    for pattern in (
        r'type="radio"[^>]*value="([^"]*)"[^>]* checked',
        r'<option value="([^"]*)"[^>]* selected',
        r"<textarea[^>]*>(.*?)</textarea>",
        r'<input type="(?!radio)[a-z]+" [^>]*value="([^"]*)"',
    ):
        if found := first(pattern, row):
            return found
    return ""


def _files(text: str, slot: str) -> list[Attachment]:
    listed = re.findall(
        r'<li class="file (\w+)".*?class="name">(.*?)</span>.*?data-bytes="(\d+)"', _row(text, slot)
    )
    return [
        Attachment(
            plain_text(name), int(size), exact=True, state="done" if mark == "done" else mark
        )
        for mark, name, size in listed
    ]
