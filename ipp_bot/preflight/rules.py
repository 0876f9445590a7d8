"""The rules between the fields of an entry: dates, numbers, holder, power of attorney."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING

from ipp_bot.diagnostics import Diagnostic, Severity
from ipp_bot.manifest.names import differ_in_writing_only
from ipp_bot.manifest.numbers import patent_kinds, patent_year, software_year, works_year

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ipp_bot.manifest import Entry

__all__ = ["examine_rules"]

_SOON = 30
"""Days before its end from which a power of attorney is warned of."""
_ORDER = (
    ("completed_on", "first_published_on"),
    ("created_on", "first_published_on"),
    ("created_on", "registered_on"),
    ("filed_on", "granted_on"),
    ("granted_on", "expires_on"),
    ("filed_on", "expires_on"),
)
_PAST = (
    "completed_on",
    "created_on",
    "first_published_on",
    "registered_on",
    "filed_on",
    "granted_on",
)
_COMPANY = re.compile(
    r"公司|集团|厂|店|中心|工作室|研究院|研究所|大学|学院|学校|协会|合作社|商行|经营部|事务所|医院|银行|局|部"
    r"|\b(?:ltd|limited|inc|llc|corp|corporation|gmbh|company|co)\b",
    re.IGNORECASE,
)
_PERSON = re.compile(r"[\u4e00-\u9fff]{2,4}(?:·[\u4e00-\u9fff]{2,6})?")


def examine_rules(entry: Entry, complainant: str | None, today: dt.date) -> Iterator[Diagnostic]:
    """A diagnostic for each rule that the entry breaks; `today` is the portal's date.

    Without a complainant it is not checked whether a power of attorney is needed.
    """
    yield from _dates(entry, today)
    yield from _numbers(entry, today)
    yield from _holder(entry)
    if complainant is not None and entry.holder:
        yield from _power_of_attorney(entry, complainant)
    if entry.poa is not None and (complainant is None or entry.needs_poa(complainant)):
        yield from _poa_expiry(entry, entry.poa.expires_on, today)


def _diagnostic(
    entry: Entry,
    key: str,
    message: str,
    hint: str,
    code: str,
    severity: Severity = Severity.FAULT,
) -> Diagnostic:
    return Diagnostic(
        entry.manifest, *entry.position(key), key, message, hint, code, severity, entry.ref
    )


def _date(entry: Entry, key: str) -> dt.date | None:
    value = entry.values.get(key)
    return dt.date.fromisoformat(value) if isinstance(value, str) else None


def _dates(entry: Entry, today: dt.date) -> Iterator[Diagnostic]:
    for first, second in _ORDER:
        early, late = _date(entry, first), _date(entry, second)
        if early and late and late < early:
            yield _diagnostic(
                entry,
                second,
                f"{late} lies before {first} {early}",
                "compare both with the certificate",
                "date-order",
            )
    for key in _PAST:
        day = _date(entry, key)
        if day and day > today:
            yield _diagnostic(
                entry,
                key,
                f"{day} lies in the future (today is {today})",
                "compare it with the certificate",
                "date-future",
            )
    ends = _date(entry, "expires_on")
    if ends and ends < today:
        yield _diagnostic(
            entry,
            "expires_on",
            f"the right expired on {ends} (today is {today})",
            "file it after its renewal, with the new date",
            "right-expired",
        )


def _numbers(entry: Entry, today: dt.date) -> Iterator[Diagnostic]:
    number = entry.registration_number
    if not number:
        return
    year = software_year(number) or works_year(number)
    made = _date(entry, "completed_on") or _date(entry, "created_on")
    made_key = "completed_on" if _date(entry, "completed_on") else "created_on"
    if year is not None:
        if made and year < made.year:
            yield _diagnostic(
                entry,
                "registration_number",
                f"{number} was given in {year}, before {made_key} {made}",
                "compare number and date with the certificate",
                "number-year",
            )
        if year > today.year:
            yield _diagnostic(
                entry,
                "registration_number",
                f"{number} bears the year {year}, which is still to come",
                "compare it with the certificate",
                "number-year",
            )
        registered = _date(entry, "registered_on")
        if registered and registered.year != year:
            yield _diagnostic(
                entry,
                "registered_on",
                f"{registered} is not in {year}, the year of {number}",
                "compare both with the certificate",
                "number-year",
                Severity.WARNING,
            )
    kind = patent_kinds(number) if number.startswith("ZL") else None
    if kind and kind != entry.values.get("patent_kind"):
        yield _diagnostic(
            entry,
            "patent_kind",
            f"{number} is the number of a patent of the kind {kind}",
            f"type {kind}, or correct the number",
            "patent-kind",
        )
    filed = _date(entry, "filed_on")
    year = patent_year(number) if kind else None
    if filed and year is not None and year != filed.year:
        yield _diagnostic(
            entry,
            "filed_on",
            f"{filed} is not in {year}, the year in {number}",
            "compare both with the certificate",
            "number-year",
            Severity.WARNING,
        )


def _holder(entry: Entry) -> Iterator[Diagnostic]:
    is_company = bool(_COMPANY.search(entry.holder))
    if entry.holder_kind == "individual" and is_company:
        yield _diagnostic(
            entry,
            "holder.kind",
            f"{entry.holder!r} reads like a company",
            "set holder.kind to entity, unless it is a person",
            "holder-kind",
            Severity.WARNING,
        )
    elif entry.holder_kind == "entity" and not is_company and _PERSON.fullmatch(entry.holder):
        yield _diagnostic(
            entry,
            "holder.kind",
            f"{entry.holder!r} reads like a person",
            "set holder.kind to individual (个人), unless it is an entity",
            "holder-kind",
            Severity.WARNING,
        )


def _is_named(entry: Entry, key: str) -> bool:
    """Whether the manifest has the key, so that what is wrong with its value was told already."""
    return entry.is_flawed and any(
        each == key or each.startswith(f"{key}.") for each in entry.places
    )


def _power_of_attorney(entry: Entry, complainant: str) -> Iterator[Diagnostic]:
    differ = f"the holder {entry.holder!r} is not the complainant {complainant!r}"
    if differ_in_writing_only(entry.holder, complainant):
        differ = (
            f"the holder {entry.holder!r} and the complainant {complainant!r} differ only in "
            "writing (traditional or variant characters)"
        )
    if not entry.needs_poa(complainant):
        if entry.poa is not None:
            yield _diagnostic(
                entry,
                "power_of_attorney",
                "is not needed, as holder and complainant are the same",
                "delete it",
                "poa-unneeded",
                Severity.WARNING,
            )
        return
    if entry.poa is None and not _is_named(entry, "power_of_attorney"):
        yield _diagnostic(
            entry,
            "power_of_attorney",
            f"is missing: {differ}",
            "say until when it is valid (expires_on), and name its file once it is signed",
            "poa-missing",
        )
    if not entry.files.get("holder_identification") and not _is_named(
        entry, "holder.identification.file"
    ):
        yield _diagnostic(
            entry,
            "holder.identification.file",
            f"is missing: {differ}",
            "write the path of the holder's licence or identity document",
            "identification-missing",
        )
    if not entry.values.get("holder_identification_number") and not _is_named(
        entry, "holder.identification.number"
    ):
        yield _diagnostic(
            entry,
            "holder.identification.number",
            f"is missing: {differ}",
            "write the number of the holder's licence or identity document",
            "identification-missing",
        )


def _poa_expiry(entry: Entry, ends: dt.date, today: dt.date) -> Iterator[Diagnostic]:
    if ends <= today:
        yield _diagnostic(
            entry,
            "power_of_attorney.expires_on",
            f"the power of attorney expired on {ends} (today is {today})",
            "have a new one signed and type its date",
            "poa-expired",
        )
    elif (ends - today).days < _SOON:
        yield _diagnostic(
            entry,
            "power_of_attorney.expires_on",
            f"the power of attorney expires on {ends}, in {(ends - today).days} days",
            "have a longer one signed, the portal would soon drop the IPR",
            "poa-expiring",
            Severity.WARNING,
        )
