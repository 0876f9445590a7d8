"""The review rules: reasons for which a verification fails, found in the record itself."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from mock_portal.core import document_facts, iprs, numbers, validation
from mock_portal.core.names import same_name
from mock_portal.models import Account, Identity, Reason, Record

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mock_portal.core.document_facts import Facts
    from mock_portal.core.portal import Portal

FIELD_OF = {
    "CERT_BW": "certificate",
    "CERT_UNREADABLE": "certificate",
    "FIELD_MISMATCH": "registration_number",
    "NUMBER_FORMAT": "registration_number",
    "HOLDER_NAME": "holder",
    "SHOT_OWNERSHIP": "screenshot",
    "POA_MISSING": "power_of_attorney",
    "POA_EXPIRED": "power_of_attorney_expires_on",
    "POA_SCOPE": "power_of_attorney",
    "POA_SIGNATURE": "power_of_attorney",
    "HOLDER_ID": "holder_identification_number",
    "RIGHT_EXPIRED": "expires_on",
    "RENEWAL": "renewed",
    "CHANGE_MISSING": "changed",
    "TRANSLATION": "translation",
    "NOT_REGISTERED": "certificate",
    "TERRITORY": "certificate",
    "IDENTITY_PENDING": "complainant",
    "DUPLICATE": "registration_number",
    "FORGED": "certificate",
}


_OWNER = re.compile(
    r"(?:著作权人|权利人|注册人|专利权人|copyright owner|registrant|patentee)"
    r"\s*[:：]\s*([^\n;；]+)",
    re.IGNORECASE,
)
_NOTICE = re.compile(r"©|\(c\)|copyright|版权|著作权", re.IGNORECASE)
_ENFORCE = re.compile(r"enforce|infring|complaint|维权|投诉|侵权", re.IGNORECASE)
_ACCEPTANCE = re.compile(r"受理通知书|notice of acceptance|acceptance notice", re.IGNORECASE)
_FIRST_OF_SEVERAL = re.compile(r"page\s*1\s*(?:of|/)\s*[2-9]|共\s*[2-9]\s*页", re.IGNORECASE)
_FOREIGN = re.compile(r"[\u0370-\u06ff\u0e00-\u0e7f\u3040-\u30ff\uac00-\ud7af]")
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_FEW_LETTERS = 5  # a stray letter does not make a foreign document


@dataclass(frozen=True, slots=True)
class Case:
    """All that the rules look at: a record, its account and its files."""

    record: Record
    account: Account
    documents: dict[str, list[Facts]]
    filenames: dict[str, list[str]]
    today: date
    differs: bool  # holder and complainant
    duplicate: bool

    def text(self, name: str) -> str:
        """A field's value."""
        return str(self.record.fields.get(name, ""))

    def day(self, name: str) -> date | None:
        """A field's date."""
        text = self.text(name)
        return date.fromisoformat(text) if text else None

    @property
    def proof(self) -> str:
        """The slot that holds the proof of the right."""
        return "certificate" if self.documents.get("certificate") else "proof"


def find_reasons(portal: Portal, record: Record, account: Account) -> list[Reason]:
    """Every reason to reject a record, in the order of the rules; an empty list approves it."""
    documents: dict[str, list[Facts]] = {}
    filenames: dict[str, list[str]] = {}
    for a in portal.store.attachments(record.number):
        documents.setdefault(a.slot, []).append(document_facts.read_facts(portal.store.path_of(a)))
        filenames.setdefault(a.slot, []).append(a.filename)
    number = str(record.fields.get("registration_number", ""))
    other = portal.store.filed_with(number, but=record.number) if number else None
    earlier = bool(other and portal.record(other).seq < record.seq)
    context = validation.context(portal, record, account, record.fields)
    case = Case(
        record=record,
        account=account,
        documents=documents,
        filenames=filenames,
        today=portal.clock.today(),
        differs=context["@holder_differs"] == "yes",
        duplicate=portal.settings.review_duplicates and earlier,
    )
    found: dict[str, Reason] = {}
    known = {item.name for item in iprs.form_of(portal, record).fields()} | {"complainant"}
    for rule in (_certificate, _number, _holder, _screenshot, _poa, _right, _translation, _account):
        for code, field in rule(case):
            found.setdefault(code, Reason(code, field if field in known else "registration_number"))
    return list(found.values())


def _certificate(case: Case) -> Iterator[tuple[str, str]]:
    slot = case.proof
    facts = case.documents.get(slot, [])
    if not facts or any(f.blank or not f.readable for f in facts):
        yield "CERT_UNREADABLE", slot
    elif slot == "certificate" and any(f.coloured is False for f in facts):
        yield "CERT_BW", slot
    more = any(_FIRST_OF_SEVERAL.search(f.words) for f in facts)
    if more and len(facts) == 1 and not case.documents.get("class_page"):
        yield "CERT_UNREADABLE", slot
    names = " ".join(case.filenames.get(slot, []))
    if _ACCEPTANCE.search(names) or any(_ACCEPTANCE.search(f.words) for f in facts):
        yield "NOT_REGISTERED", slot


def _number(case: Case) -> Iterator[tuple[str, str]]:
    record, number = case.record, case.text("registration_number")
    if not number:
        return
    certified = record.type != "copyright" or case.proof == "certificate"
    work = case.text("work")
    if certified and not numbers.right_form(
        record.type, record.place, record.country, work, number
    ):
        yield "NUMBER_FORMAT", "registration_number"
    on_certificate = {
        n for f in case.documents.get("certificate", []) for n in numbers.in_text(f.words)
    }
    if on_certificate and numbers.plain(number) not in on_certificate:
        yield "FIELD_MISMATCH", "registration_number"


def _holder(case: Case) -> Iterator[tuple[str, str]]:
    owners = [
        match.group(1).strip()
        for facts in case.documents.get(case.proof, [])
        for match in _OWNER.finditer(facts.words)
    ]
    if not owners or any(same_name(owner, case.text("holder")) for owner in owners):
        return
    if case.record.type != "trademark":
        yield "HOLDER_NAME", "holder"
    elif not case.documents.get("assigned") and not case.documents.get("changed"):
        yield "CHANGE_MISSING", "changed"


def _screenshot(case: Case) -> Iterator[tuple[str, str]]:
    shots = case.documents.get("screenshot", [])
    owner_named = any(_NOTICE.search(f.words) for f in shots)
    unclear = any(f.blank or not f.readable for f in shots)
    if shots and (unclear or (all(f.words for f in shots) and not owner_named)):
        yield "SHOT_OWNERSHIP", "screenshot"


def _poa(case: Case) -> Iterator[tuple[str, str]]:
    if not case.differs:
        return
    documents = case.documents.get("power_of_attorney", [])
    ends = case.day("power_of_attorney_expires_on")
    if not documents:
        yield "POA_MISSING", "power_of_attorney"
    if ends and ends < case.today:
        yield "POA_EXPIRED", "power_of_attorney_expires_on"
    if any(f.bare_template or f.blank or not f.readable for f in documents):
        yield "POA_SIGNATURE", "power_of_attorney"
    words = " ".join(f.words for f in documents)
    if words.strip() and not _ENFORCE.search(words):
        yield "POA_SCOPE", "power_of_attorney"
    chinese = bool(_CHINESE.search(case.text("holder")))
    number = case.text("holder_identification_number")
    # holders of Taiwan, Hong Kong and Singapore write Chinese too, with numbers of their own
    ruled = chinese and case.record.place == "Mainland China"
    good = numbers.holder_id(number, kind=case.text("holder_kind"), chinese=ruled)
    if not case.documents.get("holder_identification") or not good:
        yield "HOLDER_ID", "holder_identification_number"


def _right(case: Case) -> Iterator[tuple[str, str]]:
    ends = case.day("expires_on")
    if ends and ends < case.today:
        trademark = case.record.type == "trademark"
        if trademark and not case.documents.get("renewed"):
            yield "RENEWAL", "renewed"
        else:
            yield "RIGHT_EXPIRED", "expires_on"
    international = numbers.plain(case.text("registration_number")).startswith("G")
    in_china = case.record.type == "trademark" and case.record.place == "Mainland China"
    # registration and territorial extension are two documents
    if in_china and international and len(case.documents.get("certificate", [])) < 2:  # noqa: PLR2004
        yield "TERRITORY", "certificate"


def _translation(case: Case) -> Iterator[tuple[str, str]]:
    words = "".join(
        f.words for slot in ("certificate", "proof") for f in case.documents.get(slot, [])
    )
    if len(_FOREIGN.findall(words)) >= _FEW_LETTERS and not case.documents.get("translation"):
        yield "TRANSLATION", "translation"


def _account(case: Case) -> Iterator[tuple[str, str]]:
    if case.account.identity is not Identity.VERIFIED:
        yield "IDENTITY_PENDING", "complainant"
    if case.duplicate:
        yield "DUPLICATE", "registration_number"
