"""What the portal checks before it stores or sends a form."""

from __future__ import annotations

import unicodedata
from datetime import date
from typing import TYPE_CHECKING, Any

from mock_portal.core.names import same_name
from mock_portal.forms import Field, Form, Kind, VisibleForm, holds, visible_form
from mock_portal.lang import Problem

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mock_portal.core.portal import Portal
    from mock_portal.models import Account, Attachment, Record


def clean(form: Form, given: Mapping[str, Any]) -> dict[str, Any]:
    """What was typed, without blanks at the ends and without what the form does not ask."""
    values: dict[str, Any] = {}
    for item in form.fields():
        raw = given.get(item.name)
        if raw is None or item.kind is Kind.FILES:
            continue
        if item.kind is Kind.MULTISELECT:
            words = raw if isinstance(raw, list) else [raw]
            values[item.name] = [str(word) for word in words if str(word)]
        else:
            text = str(raw[0] if isinstance(raw, list) and raw else raw or "")
            # a form's post ends its lines with CR LF, a script's does not
            text = text.replace("\r\n", "\n")
            values[item.name] = unicodedata.normalize("NFC", text).strip()
    return values


def context(
    portal: Portal, record: Record, account: Account, given: Mapping[str, Any]
) -> dict[str, str]:
    """What fields may depend on beside other fields, under `@` names."""
    holder = str(given.get("holder") or "")
    differs = bool(holder) and not same_name(holder, account.complainant)
    return {
        "@type": record.type,
        "@place": record.place,
        "@work_types": portal.settings.work_types,
        "@ownership": portal.settings.ownership,
        "@holder_differs": "yes" if differs else "no",
    }


def visible_fields(
    portal: Portal, record: Record, account: Account, form: Form, given: Mapping[str, Any]
) -> VisibleForm:
    """What of the form shows for these values."""
    return visible_form(form, given, context(portal, record, account, given))


def malformed(
    portal: Portal, form: Form, visible: VisibleForm, context: Mapping[str, str]
) -> dict[str, Problem]:
    """Problems of single values by field: too long, not a date, not an option."""
    problems: dict[str, Problem] = {}
    for item in form.fields():
        if item.name not in visible.shown or item.name not in visible.values:
            continue
        problem = _malformed(portal, form, item, visible, context)
        if problem:
            problems[item.name] = problem
    return problems


def _malformed(
    portal: Portal, form: Form, item: Field, visible: VisibleForm, context: Mapping[str, str]
) -> Problem | None:
    value = visible.values[item.name]
    if item.kind is Kind.DATE:
        return None if _date(value) else Problem("error.date")
    if item.options:
        offered = {o.value for o in item.options if holds(o.when, {**context, **visible.values})}
        implied = _implied(form, item.name)
        chosen = value if isinstance(value, list) else [value]
        return None if set(chosen) <= offered | implied else Problem("error.option")
    limit = item.limit or portal.settings.text_limit
    return Problem("error.too_long", {"limit": limit}) if len(value) > limit else None


def _implied(form: Form, name: str) -> set[str]:
    return {o.implies[name] for f in form.fields() for o in f.options if name in o.implies}


def incomplete(
    portal: Portal, form: Form, visible: VisibleForm, files: list[Attachment], *, now: float
) -> dict[str, Problem]:
    """Problems that keep a form from being submitted, by field: missing, in scan, wrong dates."""
    today = portal.clock.today()
    slots = {a.slot for a in files}
    waiting = {a.slot for a in files if a.ready_at > now}
    problems: dict[str, Problem] = {}
    for item in form.fields():
        if item.name not in visible.shown:
            continue
        value = visible.values.get(item.name)
        if item.kind is Kind.FILES:
            if item.name in visible.required and item.name not in slots:
                problems[item.name] = Problem("error.file_required")
            elif item.name in waiting:
                problems[item.name] = Problem("error.file_scanning")
        elif value in (None, "", []):
            if item.name in visible.required:
                problems[item.name] = Problem("error.required")
        elif item.kind is Kind.DATE:
            problem = _impossible_date(item, str(value), visible, today)
            if problem:
                problems[item.name] = problem
    return problems


def _impossible_date(item: Field, value: str, visible: VisibleForm, today: date) -> Problem | None:
    day = _date(value)
    if day is None:
        return Problem("error.date")
    if item.not_future and day > today:
        return Problem("error.date_future")
    if item.future and day <= today:
        return Problem("error.date_past")
    for other in item.not_before:
        earlier = _date(str(visible.values.get(other, "")))
        if earlier and day < earlier:
            return Problem("error.date_order", {"field": other})
    return None


def _date(value: str) -> date | None:
    try:
        day = date.fromisoformat(value)
    except ValueError:
        return None
    return day if value == day.isoformat() else None
