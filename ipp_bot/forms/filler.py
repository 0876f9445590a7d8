"""Filling the fields of a page: all at once where that holds, by hand where it does not."""

from __future__ import annotations

import contextlib
from collections import Counter
from typing import TYPE_CHECKING, Self

from playwright.async_api import TimeoutError as PlaywrightTimeoutError

from ipp_bot.forms.content import content_of, differences
from ipp_bot.forms.controls import set_control
from ipp_bot.forms.snapshot import FormSnapshot
from ipp_bot.profile import FormField, Kind
from ipp_bot.profile.dates import written

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence

    from ipp_bot.site.page import Page

__all__ = ["FormFiller"]

_TRIES = 4
"""A control that is drawn anew while it is set is set again."""
_ROUNDS = 6
"""A choice made by hand may reveal further fields; a deeper form is not understood."""
_LATE = 1.0
"""Seconds that one page of several is given to draw what a choice reveals."""


class FormFiller:
    """The fields of one page on their way to these values."""

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

    def without(self, fields: Collection[FormField]) -> Self:
        """The same, with these fields left as they are."""
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
                    "choices": [list(field.options.get(token, (token,))) for token in tokens],
                }
            )
        seen = await self._page.ask("pour", plan=plan, marks=self._page.portal.upload_marks)
        self.changed = self.changed or any(result == "set" for *_, result in seen["outcome"])
        return FormSnapshot.of(seen["survey"])

    async def fill_by_user_actions(
        self, snapshot: FormSnapshot, also: Callable[[FormSnapshot], Awaitable[None]] | None = None
    ) -> FormSnapshot:
        """Set as a person would what did not read back; what that reveals is poured again.

        `also` is done with each page that shows more, such as sending the files that it asks for.
        """
        tried: Counter[tuple[str, str]] = Counter()
        for _ in range(_ROUNDS):
            todo = [
                (field, control)
                for field in self.fields_to_set(snapshot)
                for control in snapshot.under(field)
                if tried[field.key, control.label] < _TRIES
            ]
            if not todo:
                break
            for field, control in todo:
                tried[field.key, control.label] += 1
                self.changed = True
                await set_control(self._page, field, control, self._values.get(field.key) or "")
            await self._revealed(snapshot)
            snapshot = await self.fill_by_script()
            if also is not None:
                await also(snapshot)
        return snapshot

    async def _revealed(self, snapshot: FormSnapshot) -> None:
        """Give the page the time of an action to draw what a choice by hand reveals."""
        missing = [
            list(field.labels)
            for field in self._fields
            if self._values.get(field.key) and not snapshot.under(field)
        ]
        if missing:
            # On one page of several the others' fields do not come, however long one waits.
            seconds = _LATE if self._one_of_several else self._page.portal.profile.timings.action
            with contextlib.suppress(PlaywrightTimeoutError):
                await self._page.navigator.wait("present", seconds, fields=missing)

    def fields_to_set(self, snapshot: FormSnapshot) -> list[FormField]:
        """The fields on the page that do not show what they should."""
        content = content_of(snapshot, self._fields)
        return [
            field
            for field in self._fields
            if field.key in content.values and differences([field], self._values, {}, content)
        ]
