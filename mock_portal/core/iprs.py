"""What an account does with its records: create, save, submit, withdraw, delete, list."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from mock_portal.clock import iso, wall
from mock_portal.core import request_faults, silent, validation
from mock_portal.core.errors import FieldErrors, Refused
from mock_portal.forms import Form, Kind, VisibleForm, apply_changes
from mock_portal.lang import Problem
from mock_portal.models import Account, ListPage, ListQuery, Record, Status

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mock_portal.core.portal import Portal


@dataclass(frozen=True, slots=True)
class TypeAndPlace:
    """Type and place, the two questions of the first page."""

    type: str = ""
    place: str = ""
    country: str = ""


def check_choice(portal: Portal, choice: TypeAndPlace) -> TypeAndPlace:
    """The choice, if the portal offers it; FieldErrors otherwise."""
    problems: dict[str, Problem] = {}
    if choice.type not in {t["value"] for t in portal.forms.types}:
        problems["type"] = Problem("error.choose_type")
    if choice.place not in {p["value"] for p in portal.forms.places}:
        problems["place"] = Problem("error.choose_place")
    if choice.place == "Others":
        if choice.country not in {c["en"] for c in portal.forms.countries}:
            problems["country"] = Problem("error.choose_country")
    else:
        choice = replace(choice, country="")
    if problems:
        raise FieldErrors(problems)
    return choice


def first_save(portal: Portal, account: Account, choice: TypeAndPlace) -> Record:
    """Creates the draft and with it the IPR number."""
    choice = check_choice(portal, choice)
    now = portal.clock.now()
    with portal.store.transaction():
        record = portal.store.create(
            account=account.username,
            type_=choice.type,
            place=choice.place,
            country=choice.country,
            now=now,
        )
        portal.store.add_history(record.number, now, "created")
        _delay_listing(portal, record.number, "")
    return portal.record(record.number)


def save_choice(portal: Portal, record: Record, choice: TypeAndPlace) -> Record:
    """Stores another type or place for a draft that exists."""
    if record.stored_status is not Status.DRAFT:
        raise Refused("error.not_draft", status=409)
    choice = check_choice(portal, choice)
    portal.store.update(
        record.number,
        type=choice.type,
        place=choice.place,
        country=choice.country,
        updated_at=iso(portal.clock.now()),
    )
    return portal.record(record.number)


def form_of(portal: Portal, record: Record) -> Form:
    """The form that a record is filled in with, with the changes that faults make."""
    owned = portal.settings.ownership != "off"
    form = portal.forms.find(record.type, record.place, owned=owned)
    return apply_changes(form, portal.faults.form_changes())


def save(portal: Portal, record: Record, account: Account, given: Mapping[str, Any]) -> Record:
    """Stores what was typed, complete or not; the record as it was sent, whatever is stored."""
    if not record.savable:
        raise Refused("error.not_savable", status=409)
    form, visible = _checked(portal, record, account, given)
    now = portal.clock.now()
    stored = silent.changed_values(form, visible.values)
    portal.store.update(record.number, fields=stored, updated_at=iso(now))
    return replace(portal.record(record.number), fields=visible.values)


def submit(portal: Portal, record: Record, account: Account, given: Mapping[str, Any]) -> Record:
    """Sends a complete form to the reviewers."""
    if not record.editable:
        raise Refused("error.already_submitted", status=409, number=record.number)
    form, visible = _checked(portal, record, account, given)
    files = portal.store.attachments(record.number)
    problems = validation.incomplete(portal, form, visible, files, now=wall())
    number = str(visible.values.get("registration_number", ""))
    refuse = portal.settings.refuse_duplicates or request_faults.current().refuse_duplicates
    if not problems and number and refuse:
        other = portal.store.filed_with(number, but=record.number)
        if other:
            problems["registration_number"] = Problem("error.duplicate", {"number": other})
    if not problems and request_faults.current().false_duplicate:
        unused = {"number": portal.store.number_after(record)}
        problems["registration_number"] = Problem("error.duplicate", unused)
    if problems:
        raise FieldErrors(problems)
    now = portal.clock.now()
    with portal.store.transaction():
        for attachment in files:
            if attachment.slot not in visible.shown:
                portal.store.remove_attachment(record.number, attachment.id)
        portal.store.update(
            record.number,
            fields=silent.changed_values(form, visible.values),
            status=Status.PENDING,
            reasons=[],
            updated_at=iso(now),
            submitted_at=iso(now),
            submissions=record.submissions + 1,
            valid_until=valid_until(visible.values),
        )
        portal.store.add_history(record.number, now, "submitted", count=record.submissions + 1)
        _delay_listing(portal, record.number, record.status)
    return portal.record(record.number)


def valid_until(values: Mapping[str, Any]) -> str | None:
    """The day on which the right or the POA ends, whichever comes first."""
    ends = [values.get("expires_on"), values.get("power_of_attorney_expires_on")]
    return min((str(end) for end in ends if end), default=None)


def _checked(
    portal: Portal, record: Record, account: Account, given: Mapping[str, Any]
) -> tuple[Form, VisibleForm]:
    form = form_of(portal, record)
    values = validation.clean(form, given)
    context = validation.context(portal, record, account, values)
    visible = validation.visible_fields(portal, record, account, form, values)
    problems = validation.malformed(portal, form, visible, context)
    if problems:
        raise FieldErrors(problems)
    return form, visible


def _delay_listing(portal: Portal, number: str, shown: str) -> None:
    delay = request_faults.current().list_delay
    if delay:
        portal.store.update(number, list_from=wall() + delay, list_status=shown)


def withdraw(portal: Portal, record: Record) -> Record:
    """Takes a pending record back, for good."""
    if record.stored_status is not Status.PENDING:
        raise Refused("error.not_pending", status=409)
    now = portal.clock.now()
    with portal.store.transaction():
        portal.store.update(record.number, status=Status.WITHDRAWN, updated_at=iso(now))
        portal.store.add_history(record.number, now, "withdrawn")
    return portal.record(record.number)


def delete(portal: Portal, record: Record) -> None:
    """Deletes a draft or a rejected record."""
    if not record.deletable:
        raise Refused("error.not_deletable", status=409)
    portal.store.delete(record.number)


def listing(portal: Portal, query: ListQuery) -> ListPage:
    """A page of IPR Management; without dates only the last days show."""
    today = portal.clock.today()
    if query.since is None and query.until is None:
        query = replace(
            query, since=today - timedelta(days=portal.settings.list_days - 1), until=today
        )
    days = request_faults.current().lag_days
    as_of = portal.clock.now() - timedelta(days=days) if days else None
    size = portal.settings.page_size
    page = portal.store.listing(query, today=today, page_size=size, as_of=as_of)
    if request_faults.current().contradiction:
        page = replace(page, rows=tuple(_contradicted(row) for row in page.rows))
    return page


def _contradicted(row: Record) -> Record:
    if row.status is Status.PENDING:
        return replace(row, status=Status.DRAFT, submitted_at=None)
    return replace(row, status=Status.PENDING)


def derived_fields(record: Record, form: Form) -> dict[str, Any]:
    """A record's data under the names of the control routes: no steering fields, no empty ones."""
    internal = {item.name for item in form.fields() if item.internal}
    fields = {k: v for k, v in record.fields.items() if k not in internal and v not in ("", [])}
    certified = record.fields.get("has_certificate", "yes") == "yes"
    if record.type == "copyright" and certified and fields.get("work"):
        software = fields["work"] == "software" and record.place == "Mainland China"
        kind = "software-registration" if software else "works-registration"
        fields["certificate_kind"] = kind
    if "class" in fields:
        fields["class"] = [int(n) for n in fields["class"]]
    return fields


def parse_day(text: str) -> date | None:
    """A date of a filter; None if there is none."""
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        return None


def slots_of(form: Form) -> set[str]:
    """The upload slots of a form."""
    return {item.name for item in form.fields() if item.kind is Kind.FILES}
