"""What page objects know of a portal: its profile, addresses, and how it was seen to behave."""

from __future__ import annotations

import time
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin
from weakref import WeakKeyDictionary

from ipp_bot.profile import Kind
from ipp_bot.profile.origins import Origins, matches, origin_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from ipp_bot.browser import Tab
    from ipp_bot.profile import FormField, Profile

__all__ = ["PageKind", "Portal"]

_SAID = ("mark.saved", "mark.submitted")
"""How a message of the page begins, wherever it stands."""
_TOLD = ("mark.refused", "mark.duplicate", "mark.busy", "mark.session_expired")
"""What a message of the page contains."""
_CHOICE = ("type.label", "place.label", "country.label")
_REUSABLE = 60.0
"""Seconds from the beginning of a filing in which the next one may reuse its document."""


class PageKind(StrEnum):
    """Which page is shown; the order is the order in which their marks are looked for."""

    SIGN_IN = "sign_in"
    MAINTENANCE = "maintenance"
    CONFIRMATION = "confirmation"
    DETAILS = "details"
    RECORD = "record"
    IPR_MANAGEMENT = "ipr_management"
    IPR_SUBMISSION = "ipr_submission"
    USER_CENTER = "user_center"
    OTHER = "other"  # any page of somebody who is signed in


class Portal:
    """One portal at one address; shared by all tabs of an account.

    What was learned of it, addresses and behaviour, holds as long as the object lives.
    """

    def __init__(self, profile: Profile, url: str, origins: Origins | None = None) -> None:
        """Without `origins` the address is the only one, in all roles."""
        self.profile = profile
        self.url = url.rstrip("/")
        self.origins = origins or Origins.only(origin_of(self.url))
        self._addresses: dict[PageKind, str] = {}
        self.page_marks = self._page_marks()
        """How each page is recognised, for the scripts in the page."""
        self.upload_marks = {
            name: list(self.labels(label))
            for name, label in (
                ("uploaded", "mark.uploaded"),
                ("uploading", "mark.uploading"),
                ("failed", "mark.upload_failed"),
                ("remove", "button.remove_file"),
            )
        }
        """How files beside a slot are told apart, for the scripts in the page."""
        self.files_go_with_form = False
        """Whether files were seen to be sent with the form, and not before."""
        self.reuses_documents = True
        """False once a document that had served a filing was of no use for the next one."""
        self.dates_need_typing = False
        """Whether dates that a script set were seen to be lost: a picker did not notice them."""
        self.calendars_stay_open = False
        """Whether a calendar was seen to stay when its field was left: it takes a clicked day."""
        self.added_options: set[tuple[str, str]] = set()
        """Texts that were added to the list of a field, by its key: older pages lack them."""
        self.notices_stay = False
        """Whether a save got no answer: the portal may repeat a notice that still stands."""
        self.withholds_files = False
        """Whether links of stored files were seen to lead to no file, though somebody is signed in.
        """
        self._begun: WeakKeyDictionary[Tab, tuple[int, float]] = WeakKeyDictionary()
        """How many documents a tab had loaded when a filing began in it, and when that was."""

    def filing_began(self, tab: Tab) -> None:
        """Note that a filing begins in the document that the tab shows."""
        self._begun[tab] = (tab.documents, time.monotonic())

    def may_reuse_document(self, tab: Tab) -> bool:
        """Whether the tab still shows the document of a filing that began just now."""
        documents, when = self._begun.get(tab, (-1, 0.0))
        fresh = time.monotonic() - when < _REUSABLE
        return self.reuses_documents and fresh and documents == tab.documents

    def document_reopened(self, tab: Tab, documents: int) -> None:
        """Note that ipp-bot itself loaded the tab's document anew; it had `documents` before."""
        began_with, when = self._begun.get(tab, (-1, 0.0))
        if began_with == documents:
            self._begun[tab] = (tab.documents, when)

    def forget_documents(self) -> None:
        """After a new sign-in no document of before may be reused."""
        self._begun.clear()

    @property
    def confirms_uploads(self) -> bool:
        """Whether the portal marks a file that it has stored."""
        return bool(self.upload_marks["uploaded"]) and not self.files_go_with_form

    def has_lost_dates(
        self,
        fields: Iterable[FormField],
        values: Mapping[str, str | tuple[str, ...]],
        shown: Mapping[str, str | tuple[str, ...]],
        *,
        typed: bool,
    ) -> bool:
        """Whether dates are gone from a saved form; they are typed from now on.

        False where they were typed already (`typed`), and it did not help.
        """
        gone = any(
            field.kind is Kind.DATE and values.get(field.key) and shown.get(field.key) == ""
            for field in fields
        )
        self.dates_need_typing = self.dates_need_typing or gone
        return gone and not typed

    def labels(self, *keys: str) -> tuple[str, ...]:
        """The labels under these dotted keys of the profile; () for a key that it lacks."""
        return tuple(label for key in keys for label in self.profile.labels.get(key, ()))

    def address(self, kind: PageKind, number: str | None = None) -> str | None:
        """The URL of a page, as it was learned or as the profile says; None if neither."""
        learned = self._addresses.get(kind)
        if learned is not None:
            return learned.replace("{number}", number or "") if number else learned
        stated = self.profile.addresses.get(kind.value, "")
        if stated in ("", "/") and kind not in (PageKind.USER_CENTER, PageKind.SIGN_IN):
            return None
        if "{number}" in stated and not number:
            return None
        return urljoin(f"{self.url}/", stated.replace("{number}", number or "").lstrip("/"))

    def learn_address(self, kind: PageKind, address: str, number: str | None = None) -> None:
        """Remember the URL of a page, if it is the portal's and can be opened again."""
        if not self.has_pages_at(address):
            return
        numbered = kind in (PageKind.DETAILS, PageKind.RECORD)
        if numbered:
            if not number or address.count(number) != 1:
                return
            address = address.replace(number, "{number}")
        elif kind in (
            PageKind.SIGN_IN,
            PageKind.MAINTENANCE,
            PageKind.CONFIRMATION,
            PageKind.OTHER,
        ):
            return
        self._addresses.setdefault(kind, address)

    def with_yes_no_options(self, fields: Iterable[FormField]) -> tuple[FormField, ...]:
        """The fields; those that ask for yes or no with the portal's words for them as options."""
        answers = {"yes": self.labels("yes"), "no": self.labels("no")}
        return tuple(
            field.model_copy(update={"options": field.options or answers})
            if field.kind is Kind.YESNO
            else field
            for field in fields
        )

    def forget_address(self, kind: PageKind) -> None:
        """Forget a learned address that led nowhere."""
        self._addresses.pop(kind, None)

    def has_pages_at(self, address: str) -> bool:
        """Whether pages of the portal may lie at this URL."""
        return matches(origin_of(address), self.origins.pages)

    def takes_files_at(self, address: str) -> bool:
        """Whether files may go to what lies at this URL."""
        return matches(origin_of(address), (*self.origins.pages, *self.origins.uploads))

    def signs_in_at(self, address: str) -> bool:
        """Whether a password may be typed at this URL."""
        return matches(origin_of(address), self.origins.sign_in)

    @cached_property
    def label_marks(self) -> dict[str, list[str]]:
        """The words beside a control that are no part of its label, for the scripts."""
        keys = {
            "required": "mark.required",
            "remove": "button.remove_file",
            "upload": "button.upload",
            "add_text": "button.add_text",
        }
        marks = {word: list(self.labels(key)) for word, key in keys.items()}
        facts = [key for key in self.profile.labels if key.startswith("record.")]
        return {
            **marks,
            "fact": list(self.labels(*facts, *_CHOICE)),
            "said": list(self.labels(*_SAID)),
            "told": list(self.labels(*_TOLD)),
        }

    @cached_property
    def probe(self) -> dict[str, Any]:
        """What every script needs to tell which page is shown."""
        return {
            "pages": self.page_marks,
            "number": list(self.labels("record.number")),
            "words": self.label_marks,
            "menu": {
                PageKind.USER_CENTER.value: list(self.labels("menu.user_center")),
                PageKind.IPR_SUBMISSION.value: list(self.labels("menu.ipr_submission")),
                PageKind.IPR_MANAGEMENT.value: list(self.labels("menu.ipr_management")),
            },
        }

    def _page_marks(self) -> list[list[Any]]:
        def mark(
            *, headings: str = "", buttons: str = "", facts: str = "", password: bool = False
        ) -> dict[str, Any]:
            return {
                "headings": list(self.labels(*headings.split())),
                "buttons": list(self.labels(*buttons.split())),
                "facts": list(self.labels(*facts.split())),
                "password": password,
            }

        steps = self.profile.steps
        # On a portal of one page the record is begun and filled in at the same place: by its
        # number one sees which of the two it is.
        number = "record.number" if steps.one_page else ""
        marks = {
            PageKind.SIGN_IN: mark(password=True),
            PageKind.MAINTENANCE: mark(headings="mark.maintenance"),
            PageKind.CONFIRMATION: mark(headings="heading.confirmation"),
            PageKind.DETAILS: mark(buttons="button.submit", facts=number),
            PageKind.RECORD: mark(headings="heading.record", facts="record.number"),
            PageKind.IPR_MANAGEMENT: mark(headings="heading.ipr_management"),
            PageKind.IPR_SUBMISSION: mark(headings="heading.ipr_submission"),
            PageKind.USER_CENTER: mark(headings="heading.user_center")
            if self.profile.header_shows_complainant
            else mark(facts="account.complainant"),
            PageKind.OTHER: mark(buttons="sign_out.button"),
        }
        # Without its last button a form is still to be seen for what it is: a portal that renamed
        # the button has changed, and is not broken.
        tab = [PageKind.SIGN_IN.value, mark(buttons="sign_in.by_password")]
        unnamed = mark(headings="heading.details", buttons="button.save_draft", facts=number)
        more = [[PageKind.DETAILS.value, unnamed]]
        if steps.details:
            onward = mark(buttons="button.next button.back button.save_draft")
            onward["headings"] = [heading for headings in steps.details for heading in headings]
            more.append([PageKind.DETAILS.value, onward])
        if steps.one_page:
            more.append([PageKind.IPR_SUBMISSION.value, mark(buttons="button.submit")])
        known = [[kind.value, marks[kind]] for kind in PageKind]
        at = list(PageKind).index(PageKind.DETAILS) + 1
        return [known[0], tab, *known[1:at], *more, *known[at:]]
