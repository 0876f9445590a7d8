"""The page's words: messages in English, and their Chinese from the catalogues."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipp_bot.language import told_in
from ipp_bot.language.catalogues import messages_of_page
from ipp_bot.portal_status import PortalStatus
from ipp_bot.report.todo import TaskKind
from ipp_bot.report.translations import STATUSES, Translations
from ipp_bot.ui.messages import marked

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ipp_bot.ledger import NoticeKind
    from ipp_bot.report.deadlines import DeadlineKind

__all__ = ["Wording"]


KINDS: Mapping[TaskKind, tuple[str, str]] = {
    TaskKind.SIGN_IN: (marked("Sign in"), marked("Nobody can sign in without a person.")),
    TaskKind.DECIDE: (marked("Decide"), marked("Only a person can tell how these go on.")),
    TaskKind.MEND: (
        marked("Correct"),
        marked("The portal said no: the entry or a document has to be corrected."),
    ),
    TaskKind.CONFIRM: (
        marked("Compare with papers"),
        marked("Drafted entries that nobody has compared with their papers."),
    ),
    TaskKind.SIGN: (
        marked("Have signed"),
        marked("A power of attorney waits for its signature."),
    ),
    TaskKind.APPROVE: (
        marked("Approve"),
        marked("Another person than the one who confirmed these lets them be submitted."),
    ),
    TaskKind.SUBMIT: (marked("Submit"), marked("Nothing stands in the way any more.")),
}
"""By the sort of task: its heading, and what it means."""


FIELDS: Mapping[str, str] = {
    "type": marked("Type"),
    "place": marked("Place"),
    "client": marked("Client"),
    "name": marked("Name"),
    "short_name": marked("Short name"),
    "version": marked("Version"),
    "work": marked("Kind of work"),
    "registration_number": marked("Registration no."),
    "certificate.kind": marked("Kind of certificate"),
    "certificate.number": marked("Certificate no."),
    "proof.kind": marked("Kind of proof"),
    "holder.name": marked("Holder"),
    "holder.kind": marked("Kind of holder"),
    "holder.identification.number": marked("Identification no. of the holder"),
    "authors": marked("Authors"),
    "classes": marked("Classes"),
    "patent_kind": marked("Kind of patent"),
    "completed_on": marked("Completed on"),
    "created_on": marked("Created on"),
    "first_published_on": marked("First published on"),
    "registered_on": marked("Registered on"),
    "filed_on": marked("Filed on"),
    "granted_on": marked("Granted on"),
    "expires_on": marked("Valid until"),
    "acquisition": marked("How the right was acquired"),
    "rights_scope": marked("Scope of rights"),
    "power_of_attorney.expires_on": marked("Power of attorney valid until"),
    "country": marked("Country"),
    "issuing_office": marked("Issuing office"),
    "mark_type": marked("Type of mark"),
    "brand_information": marked("Brand information"),
    "certificate.file": marked("Certificate"),
    "proof.file": marked("Proof"),
    "screenshots": marked("Screenshots"),
    "work_samples": marked("Samples of the work"),
    "translations": marked("Translations"),
    "class_pages": marked("Pages of classes"),
    "mark_image": marked("Image of the mark"),
    "renewed": marked("Certificate of renewal"),
    "assigned": marked("Certificate of assignment"),
    "changed": marked("Certificate of change"),
    "evaluation_report": marked("Evaluation report"),
    "fee_receipt": marked("Receipt of the annual fee"),
    "holder.identification.file": marked("Identification of the holder"),
    "power_of_attorney.file": marked("Signed power of attorney"),
}
"""By a manifest's dotted key: what it means."""


CERTIFICATES: Mapping[str, str] = {
    "software-registration": marked("Registration of software"),
    "works-registration": marked("Registration of a work"),
}
"""By a manifest's `certificate.kind`: what it means; the portal has no words for it."""


COMMANDS: Mapping[str, str] = {
    "adopt": marked("Adoption"),
    "draft": marked("Reading of papers"),
    "login": marked("Sign-in by a person"),
    "plan": marked("Check of a list"),
    "poa": marked("Templates of powers of attorney"),
    "report": marked("Client's bundle"),
    "submit": marked("Submission"),
    "sync": marked("Check of IPR Management"),
}
"""By a command that the page starts: what it does, in a word."""


class Wording:
    """The words of one language, `en` or `zh`."""

    def __init__(self, lang: str) -> None:
        self.lang = lang
        self._translations = Translations(lang)
        self._messages = messages_of_page() if lang == "zh" else {}

    def gettext(self, message: str) -> str:
        """The message in this language."""
        return self._messages.get(message, message)

    def ngettext(self, one: str, many: str, count: int) -> str:
        """The message for that number; Chinese has one form."""
        if self.lang == "zh":
            return self.gettext(one)
        return one if count == 1 else many

    def __call__(self, message: str, **values: object) -> str:
        """The message in this language, filled in."""
        return self.gettext(message) % values if values else self.gettext(message)

    def sentence(self, text: str) -> str:
        """A sentence of another room in this language, as far as it is known."""
        return told_in(self.lang, text)

    def status(self, status: str) -> str:
        """A state of a filing, or the portal's status."""
        return self._translations.status(status)

    def field(self, key: str, labels: Sequence[str] = ()) -> str:
        """What a key of a manifest means; the portal's label for one that is not known here."""
        if key in FIELDS:
            return self.gettext(FIELDS[key])
        return next((label for label in labels if label.isascii() == (self.lang == "en")), key)

    def command(self, name: str) -> str:
        """What a command does, in a word; one that is not known here by its name."""
        return self.gettext(COMMANDS[name]) if name in COMMANDS else f"ipp-bot {name}"

    def task_heading(self, kind: TaskKind) -> str:
        """What is asked of a person, in a word."""
        return self.gettext(KINDS[kind][0])

    def task_meaning(self, kind: TaskKind) -> str:
        """The same as a sentence."""
        return self.gettext(KINDS[kind][1])

    def option(self, token: str, labels: Sequence[str]) -> str:
        """A choice of a form: the portal's own Chinese words, or the manifest's token."""
        if self.lang == "en":
            return token
        known = self.gettext(CERTIFICATES[token]) if token in CERTIFICATES else token
        return next((label for label in labels if not label.isascii()), known)

    def ends(self, kind: DeadlineKind) -> str:
        """What ends, in a few words."""
        return self._translations(f"{kind.value}_ends")

    def notice(self, kind: NoticeKind) -> str:
        """What happened to a record, in a word."""
        return self._translations.kind(kind)

    @staticmethod
    def portal_statuses() -> list[str]:
        """What the portal may say of a record."""
        return [str(status) for status in PortalStatus if status in STATUSES]
