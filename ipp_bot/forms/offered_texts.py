"""Texts that a portal has chosen from a list of its own, such as the holders that it knows."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from playwright.async_api import TimeoutError as PlaywrightTimeoutError

from ipp_bot.errors import PageBroken, PortalChanged
from ipp_bot.forms.dropdowns import choose_all, choose_by_filter
from ipp_bot.forms.snapshot import Control, ControlKind, FormSnapshot, take_snapshot
from ipp_bot.forms.typed_text import takes_keys
from ipp_bot.profile import FormField, Kind, folded

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ipp_bot.forms.content import Values
    from ipp_bot.profile.model import NewOption
    from ipp_bot.site.page import Page

__all__ = ["is_offered_text", "set_offered_text"]


def is_offered_text(field: FormField, control: Control) -> bool:
    """Whether a field whose text is free is asked by a list."""
    return control.kind is ControlKind.COMBOBOX and field.kind in (Kind.TEXT, Kind.TEXTAREA)


async def set_offered_text(
    page: Page, field: FormField, control: Control, fields: Sequence[FormField], values: Values
) -> None:
    """Choose the field's text in the list; where the list lacks it, add it as the profile says.

    `fields` and `values` are those of the whole form: the dialog that adds it may ask for some.
    PortalChanged if the list lacks the text and the profile names no way to add it.
    """
    value = str(values.get(field.key) or "")
    if await _choose(page, field, control, value):
        return
    if field.add is None:
        raise PortalChanged(
            f"The list “{control.label}” does not offer {value}.",
            hint=f"add it at the portal; or name the button that does: fields.{field.key}.add in "
            "the profile",
            sent=False,
        )
    if (field.key, value) in page.portal.added_options:
        raise PageBroken(f"The list “{control.label}” is older than {value} in it.", sent=False)
    page.portal.added_options.add((field.key, value))
    try:
        await _add(page, field.add, fields, values)
    except BaseException:
        page.portal.added_options.discard((field.key, value))
        raise
    now = next(iter((await take_snapshot(page)).controls_of(field)), control)
    if now.value != value and not await _choose(page, field, now, value):
        raise PageBroken(f"The list “{control.label}” lacks what was added: {value}.", sent=False)


async def _choose(page: Page, field: FormField, control: Control, value: str) -> bool:
    """Whether the control shows the text, chosen or typed."""
    if not value or not await takes_keys(page, control):
        return await choose_all(page, field, control, [(value,)] if value else []) is None
    return await choose_by_filter(page, (control.label,), value)


async def _add(page: Page, add: NewOption, fields: Sequence[FormField], values: Values) -> None:
    """Fill in the dialog that adds a text to the list, and confirm it."""
    scripts, seconds = page.scripts, page.portal.profile.timings.action
    await scripts.mark_departure()
    await page.click_with_retry("button", add.button)
    name = add.button[0]
    try:
        await scripts.departure_answered(within=seconds)
    except PlaywrightTimeoutError as error:
        raise PortalChanged(
            f"“{name}” opens no dialog.", hint="look at the evidence", sent=False
        ) from error
    asked = [
        each.model_copy(update={"labels": (*add.labels.get(each.key, ()), *each.labels)})
        for each in fields
    ]
    marks = page.portal.upload_marks
    seen = await scripts.fill_fields(_plan(asked, values), marks, in_dialog=True)
    _require_explained(name, FormSnapshot.of(seen.snapshot), asked, values)
    confirm = {"what": "button", "labels": list(page.labels("button.confirm")), "dialog": True}
    await page.navigator.click_with_retry(confirm)
    try:
        await scripts.question_closed((), within=seconds)
    except PlaywrightTimeoutError as error:
        survey = FormSnapshot.of(await scripts.form_snapshot(marks, in_dialog=True))
        told = "; ".join(one.error for one in survey.controls if one.error) or "no answer"
        cancel = {**confirm, "labels": list(page.labels("button.cancel"))}
        with contextlib.suppress(PlaywrightTimeoutError):
            await page.navigator.click_with_retry(cancel)
        raise PageBroken(f"“{name}” was not taken: {told}.", sent=False) from error


def _plan(fields: Sequence[FormField], values: Values) -> list[Mapping[str, object]]:
    plan: list[Mapping[str, object]] = []
    for field in fields:
        value = values.get(field.key)
        if value and isinstance(value, str):
            choices = [list(field.options.get(value, (value,)))]
            plan.append(
                {
                    "key": field.key,
                    "labels": list(field.labels),
                    "text": value,
                    "typed": value,
                    "pick": bool(field.options),
                    "choices": choices,
                }
            )
    return plan


def _require_explained(
    name: str, dialog: FormSnapshot, fields: Sequence[FormField], values: Values
) -> None:
    """PortalChanged for a control of the dialog that must be filled and does not show its value."""
    shown = {control.label: field for field in fields for control in dialog.controls_of(field)}
    for control in dialog.controls:
        field = shown.get(control.label)
        value = str(values.get(field.key) or "") if field else ""
        words = field.options.get(value, (value,)) if field else ()
        if control.required and folded(str(control.value)) not in {folded(one) for one in words}:
            raise PortalChanged(
                f"The dialog “{name}” asks for “{control.label}”, and shows “{control.value}”.",
                hint="name it in the profile, below `add: labels:` of the field",
                sent=False,
            )
