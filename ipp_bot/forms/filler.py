"""Filling the fields of a page: all at once by a script, by mouse and keys where that fails."""

from __future__ import annotations

import contextlib
from collections import Counter
from typing import TYPE_CHECKING, Self

from playwright.async_api import TimeoutError as PlaywrightTimeoutError

from ipp_bot.forms.content import SEVERAL_TEXTS, content_of, differences
from ipp_bot.forms.controls import close_calendars, set_control
from ipp_bot.forms.diff import form_changed_error, option_changes
from ipp_bot.forms.dropdowns import choose_path
from ipp_bot.forms.offered_texts import is_offered_text, set_offered_text
from ipp_bot.forms.snapshot import Control, ControlKind, FormSnapshot, take_snapshot
from ipp_bot.forms.tags import set_tags
from ipp_bot.forms.text_rows import require_one_input, set_text_rows
from ipp_bot.profile import FormField, Kind
from ipp_bot.profile.dates import written

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence

    from ipp_bot.site.page import Page

__all__ = ["FormFiller"]

_TRIES = 4
"""A control that is drawn anew while it is set is set again."""
_ROUNDS = 6
"""How often a choice may reveal further fields, which may reveal further ones."""
_REVEALED = 1.0
"""Seconds that one step of several is given to draw what a choice reveals."""


class FormFiller:
    """Brings the fields of one page to these values; fields for files are left alone.

    `one_of_several` says that the page is one step of several: the others' fields do not come.
    """

    def __init__(
        self,
        page: Page,
        fields: Sequence[FormField],
        values: Mapping[str, str | tuple[str, ...]],
        *,
        one_of_several: bool = False,
    ) -> None:
        self._page = page
        self._one_of_several = one_of_several
        self._fields = [field for field in fields if field.kind is not Kind.FILES]
        self._values = values
        self.changed = False
        """Whether anything had to be set."""
        self._untrusted_dates: set[str] = set()
        """Keys of days that a script set beneath a calendar, which may not have taken them."""

    def without(self, fields: Collection[FormField]) -> Self:
        """The same filler, which leaves these fields as they are."""
        self._fields = [field for field in self._fields if field not in fields]
        return self

    async def fill_by_script(self) -> FormSnapshot:
        """Set what takes its value from a script, and read back all that the page shows."""
        plan = []
        for field in self._fields:
            value = self._values.get(field.key) or ""
            if field.options and not value:
                continue
            if field.kind is Kind.DATE and self._page.portal.dates_need_typing:
                continue
            tokens = (value,) if isinstance(value, str) else value
            plan.append(
                {
                    "key": field.key,
                    "labels": list(field.labels),
                    "text": "; ".join(tokens),
                    "typed": "; ".join(written(token, field.dates) for token in tokens)
                    if field.kind is Kind.DATE
                    else "; ".join(tokens),
                    "pick": bool(field.options),
                    "dated": field.kind is Kind.DATE,
                    "choices": [list(field.options.get(token, (token,))) for token in tokens],
                    "many": field.many and SEVERAL_TEXTS in "; ".join(tokens),
                }
            )
        seen = await self._page.scripts.fill_fields(plan, self._page.portal.upload_marks)
        self.changed = self.changed or any(result == "set" for *_, result in seen.outcome)
        if seen.opened:
            # What such a picker shows by then it may not have taken: it is typed as well.
            self._page.portal.dates_need_typing = True
            set_now = {key for key, _, result in seen.outcome if result == "set"}
            dated = {field.key for field in self._fields if field.kind is Kind.DATE}
            self._untrusted_dates |= set_now & dated
            await close_calendars(self._page)
            return await take_snapshot(self._page)
        return FormSnapshot.of(seen.snapshot)

    async def fill_by_user_actions(
        self,
        snapshot: FormSnapshot,
        on_change: Callable[[FormSnapshot], Awaitable[None]] | None = None,
    ) -> FormSnapshot:
        """Set by mouse and keys what does not show its value; then by script what that reveals.

        `on_change` is called with each new snapshot, for example to upload what it asks for.
        Returned is the last snapshot; fields that did not take their value are left to the caller.
        """
        tried: Counter[tuple[str, str]] = Counter()
        for _ in range(_ROUNDS):
            todo = [
                (field, control)
                for field in self.fields_to_set(snapshot)
                for control in snapshot.controls_of(field)
                if tried[field.key, control.label] < _TRIES
            ]
            # A control may have an order of its own: one that was set in order has got it.
            todo += [
                (field, control)
                for field, control in self._out_of_order(snapshot)
                if not tried[field.key, control.label]
            ]
            if not todo:
                break
            for field, control in todo:
                tried[field.key, control.label] += 1
                self.changed = True
                await self.set_by_user_actions(
                    snapshot, field, control, attempt=tried[field.key, control.label]
                )
            await self._wait_for_revealed_fields(snapshot)
            snapshot = await self.fill_by_script()
            if on_change is not None:
                await on_change(snapshot)
        return snapshot

    async def set_by_user_actions(
        self, snapshot: FormSnapshot, field: FormField, control: Control, *, attempt: int = 1
    ) -> None:
        """Set one control of a field by mouse and keys, at a further attempt in another way."""
        self._untrusted_dates.discard(field.key)
        if path := self._path(snapshot, control):
            if field == path[0]:
                await self._choose_path(path, control)
        elif await self._set_as_tags(field, control) or await self._set_as_rows(field, control):
            return
        elif is_offered_text(field, control) and not control.tags:
            await set_offered_text(self._page, field, control, self._fields, self._values)
        else:
            value = self._values.get(field.key) or ""
            await set_control(self._page, field, control, value, attempt=attempt)

    async def _set_as_tags(self, field: FormField, control: Control) -> bool:
        """Whether the control makes a tag of each text of the field that is typed into it."""
        value = self._values.get(field.key) or ""
        if not (is_offered_text(field, control) and (field.many or control.tags) and value):
            return False
        texts = str(value).split(SEVERAL_TEXTS) if field.many else [str(value)]
        return await set_tags(self._page, (control.label,), texts)

    async def _set_as_rows(self, field: FormField, control: Control) -> bool:
        """Whether each text has an input of its own; PortalChanged if that is unclear."""
        value = str(self._values.get(field.key) or "")
        texts = value.split(SEVERAL_TEXTS) if field.many and value else [value]
        if control.rows and field.many:
            await set_text_rows(self._page, control, texts)
            return True
        if len(texts) > 1:
            require_one_input(self._page, control)
        return False

    def _path(self, snapshot: FormSnapshot, control: Control) -> list[FormField]:
        """The fields that one list asks for level by level, if it is for several of them."""
        asked = [
            field
            for field in self._fields
            if self._values.get(field.key)
            and field.options
            and control in snapshot.controls_of(field)
        ]
        opens = control.kind in (ControlKind.COMBOBOX, ControlKind.TEXT)
        return asked if len(asked) > 1 and opens else []

    async def _choose_path(self, fields: Sequence[FormField], control: Control) -> None:
        tokens = [str(self._values[field.key]) for field in fields]
        levels = [
            field.options.get(token, (token,)) for field, token in zip(fields, tokens, strict=True)
        ]
        offered = await choose_path(self._page, control, levels)
        if offered is not None:
            for field, token in zip(fields, tokens, strict=True):
                changes = option_changes(field, control.label, offered, [token])
                if changes:
                    raise form_changed_error(self._page.portal.profile, changes)

    async def _wait_for_revealed_fields(self, snapshot: FormSnapshot) -> None:
        """Give the page the time of an action to draw a field that a choice reveals, or several.

        Some show only once one of these is answered: all of them are not waited for as long.
        """
        missing = [
            list(field.labels)
            for field in self._fields
            if self._values.get(field.key) and not snapshot.controls_of(field)
        ]
        if missing:
            # The fields of other steps do not come, however long one waits.
            seconds = (
                _REVEALED if self._one_of_several else self._page.portal.profile.timings.action
            )
            with contextlib.suppress(PlaywrightTimeoutError):
                await self._page.scripts.fields_appeared(missing, one=True, within=seconds)
                await self._page.scripts.fields_appeared(missing, within=_REVEALED)

    def _out_of_order(self, snapshot: FormSnapshot) -> list[tuple[FormField, Control]]:
        """Lists that show all that was to be chosen in another order than it was to be."""
        shown = content_of(snapshot, self._fields).values
        found = []
        for field in self._fields:
            value, wanted = shown.get(field.key), self._values.get(field.key)
            if isinstance(value, tuple) and isinstance(wanted, tuple) and value != wanted:
                found += [
                    (field, control)
                    for control in snapshot.controls_of(field)
                    if control.kind in (ControlKind.COMBOBOX, ControlKind.TEXT)
                    and sorted(value) == sorted(wanted)
                ]
        return found

    def fields_to_set(self, snapshot: FormSnapshot) -> list[FormField]:
        """The fields on the page that do not show their value."""
        content = content_of(snapshot, self._fields)
        return [
            field
            for field in self._fields
            if field.key in content.values
            and (
                field.key in self._untrusted_dates
                or differences([field], self._values, {}, content)
            )
        ]
