"""What a careless portal stores instead of what it was sent."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from mock_portal.core import request_faults
from mock_portal.forms import Field, Form, Kind

if TYPE_CHECKING:
    from mock_portal.core.request_faults import SilentChange

_FITTING = {
    Kind.TEXT: "cut",
    Kind.TEXTAREA: "cut",
    Kind.DATE: "swap",
    Kind.RADIO: "option",
    Kind.SELECT: "option",
    Kind.MULTISELECT: "cut",
}


def changed_values(form: Form, sent: dict[str, Any]) -> dict[str, Any]:
    """The values as this request stores them."""
    stored = dict(sent)
    for change in request_faults.current().silent_changes:
        item = _chosen(form, stored, change)
        if item is None:
            continue
        other = _other(item, stored[item.name], change.style or _FITTING[item.kind])
        if other:
            stored[item.name] = other
        else:
            del stored[item.name]
    return stored


def changed_bytes(content: bytes) -> bytes:
    """The file as this request stores it."""
    match request_faults.current().other_bytes:
        case "changed":
            return content[:-1] + bytes([content[-1] ^ 1])
        case "cut":
            return content[: len(content) // 2]
        case "none":
            return b""
        case _:
            return content


def _chosen(form: Form, stored: dict[str, Any], change: SilentChange) -> Field | None:
    """The field that was named, else one that steers nothing else; None if the style fits none."""
    if change.field:
        item = form.field(change.field)
        fits = item is not None and item.name in stored and _fits(change.style, item)
        return item if fits else None
    steering = {key for f in form.fields() for branch in f.when for key in branch} | {"holder"}
    loose = [
        f
        for f in form.fields()
        if f.name in stored and f.name not in steering and not f.internal
        and _fits(change.style, f)
    ]  # fmt: skip
    return change.rng.choice(loose) if loose else None


def _fits(style: str, item: Field) -> bool:
    also = {"shift"} if item.kind is Kind.DATE else set()
    return style in {"", "drop", _FITTING[item.kind], *also}


def _other(item: Field, value: Any, style: str) -> Any:  # noqa: ANN401  (a field's value)
    if style == "drop":
        return ""
    if style == "cut":
        return value[: len(value) * 2 // 3]
    if style == "option":
        return next((o.value for o in item.options if o.value != value), "")
    day = date.fromisoformat(str(value))
    if style == "shift":  # midnight in China is the day before in UTC
        return (day - timedelta(days=1)).isoformat()
    swapped = day.month != day.day and day.day <= 12  # noqa: PLR2004  (months)
    other = date(day.year, day.day, day.month) if swapped else day - timedelta(days=1)
    return other.isoformat()
