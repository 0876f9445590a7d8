"""Exploring a form without filing anything: all that it can show, compared with the profile."""

from __future__ import annotations

import contextlib
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from playwright.async_api import TimeoutError as PlaywrightTimeoutError

from ipp_bot.forms.content import content_of
from ipp_bot.forms.diff import all_changes, unrecognised_buttons
from ipp_bot.forms.dropdowns import closing_dropdown, read_options
from ipp_bot.forms.filler import FormFiller
from ipp_bot.forms.snapshot import ControlKind, FormSnapshot
from ipp_bot.forms.type_choice import without_form_fields, without_new_fields
from ipp_bot.forms.wizard_steps import click_to_step
from ipp_bot.profile import Kind, folded
from ipp_bot.site.playwright_errors import translated

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ipp_bot.forms.snapshot import Control
    from ipp_bot.pages.details import Details
    from ipp_bot.pages.type_selection import TypeSelection
    from ipp_bot.profile import Form, FormChange, FormField
    from ipp_bot.site.page import Page

    Values = dict[str, str | tuple[str, ...]]

__all__ = ["Explored", "explore_choice", "explore_form"]

_OTHER_HOLDER = "ipp-bot doctor"
"""A holder other than the complainant, so that the block of the power of attorney shows."""
_ROUNDS = 10
_TRIES = 2
_REVEALED = 1.5
"""Seconds that a page is given to draw what a choice reveals."""


class Explored:
    """What one look over a form found, which the next one over the same form need not wait for."""

    def __init__(self) -> None:
        self.lists: dict[str, tuple[str, ...]] = {}
        """By label, the options of lists that are drawn only when they are opened."""
        self.absent: frozenset[str] = frozenset()
        """Keys of the fields that did not come, however long they were waited for."""


async def explore_form(
    details: Details, form: Form, explored: Explored | None = None
) -> tuple[FormChange, ...]:
    """All that differs between the details page and that form of the profile; nothing is saved.

    `explored` is what an earlier look over the same form found; this one adds to it.
    """
    profile = details.portal.profile
    fields = details.form.expect(form.fields)
    with translated(f"looking over the form {form.name}"):
        snapshot, values = await _explore(
            details,
            fields,
            {**_representative_answers(form), **details.form.chosen},
            explored or Explored(),
        )
    details.form.entered = content_of(snapshot, fields)
    keys = ["button.save_draft", "button.submit"]
    if profile.steps.details:
        # What stands on the pages that follow shows only to a filing, which goes there.
        fields, keys = tuple(f for f in fields if snapshot.controls_of(f)), ["button.next"]
    # Type and place may stand there as mere words once the record is begun.
    fields = tuple(f for f in fields if f.key not in details.form.chosen or snapshot.controls_of(f))
    if content_of(snapshot, fields).values.get("holder", _OTHER_HOLDER) != _OTHER_HOLDER:
        # It is chosen from those that the portal knows: what another one reveals stays unseen.
        fields = tuple(f for f in fields if not f.poa_block or snapshot.controls_of(f))
    buttons = {key: details.labels(key) for key in keys}
    snapshot = replace(
        snapshot,
        buttons=unrecognised_buttons(profile, snapshot.buttons, buttons),
        controls=tuple(c for c in snapshot.controls if not _is_agreement(details, c)),
    )
    return all_changes(snapshot, fields, values, buttons, _vocabulary(details, fields), form.name)


def _is_agreement(page: Page, control: Control) -> bool:
    """Whether it is a box to agree with something, which is no field of the form."""
    agrees = any(page.mentions(control.label, f"agreement.{key}") for key in ("tick", "mark"))
    return control.kind is ControlKind.CHECKBOX and not control.multiple and agrees


async def explore_choice(page: TypeSelection) -> tuple[FormChange, ...]:
    """All that differs between the choice of type and place and the profile; nothing is saved."""
    profile = page.portal.profile
    place = next(iter(profile.places_with_country or profile.places))
    values: Values = {"type": next(iter(profile.types)), "place": place}
    if profile.places_with_country:
        values["country"] = next(iter(profile.countries))
    changes: list[FormChange] = []
    pages: Sequence[Sequence[str]] = profile.steps.choice
    with translated("looking over the choice of type and place"):
        for at, keys in enumerate(pages):
            here = {key: value for key, value in values.items() if key in keys}
            last = at == len(pages) - 1
            changes += await _explore_page(page, here, last=last)
            if not last and not any(change.stops for change in changes):
                follows = [list(page.labels(f"{pages[at + 1][0]}.label"))]
                await click_to_step(page, "button.next", fields=follows, before=-1)
            elif not last:
                break
    return tuple(replace(change, field=None) for change in changes)


async def _explore_page(page: TypeSelection, wanted: Values, *, last: bool) -> Sequence[FormChange]:
    """What differs on one page of the choice of type and place."""
    profile, fields = page.portal.profile, page.fields(tuple(wanted))
    snapshot, values = await _explore(page, fields, wanted, Explored())
    keys = {"button.save_draft"} if last else {"button.next"}
    if last and not profile.steps.one_page:
        keys.add("button.next")
    buttons = {key: page.labels(key) for key in sorted(keys, reverse=True)}
    snapshot = replace(snapshot, buttons=unrecognised_buttons(profile, snapshot.buttons, buttons))
    snapshot = without_form_fields(page.portal, snapshot)
    words = {f.key: {w for labels in f.options.values() for w in labels} for f in fields}
    return without_new_fields(
        page.portal, all_changes(snapshot, fields, values, buttons, words, "")
    )


def _representative_answers(form: Form) -> Values:
    """Answers beside which the form shows as much as it can."""
    values: Values = {"holder": _OTHER_HOLDER}
    for field in form.fields:
        if field.constant is not None:
            values[field.key] = field.constant
        elif field.yes_if is not None:
            values[field.key] = "yes"
    for field in form.fields:
        for key, wanted in (*field.when.items(), *field.required_when.items()):
            values.setdefault(key, wanted[0])
    for field in form.fields:
        if field.kind is Kind.CHOICE:
            values.setdefault(field.key, field.default or next(iter(field.options)))
    return values


async def _explore(
    page: Page, fields: Sequence[FormField], wanted: Values, explored: Explored
) -> tuple[FormSnapshot, Values]:
    """The page with all that such answers reveal, and the answers that it shows.

    An answer that is not offered is replaced by one that is.
    """
    values = dict(wanted)
    tried: Counter[tuple[str, str]] = Counter()
    waited = False
    missing: dict[str, list[str]] = {}
    snapshot = FormSnapshot(None, (), (), ())
    for _ in range(_ROUNDS):
        filler = FormFiller(page, fields, values)
        snapshot = await _with_options(page, await filler.fill_by_script(), explored.lists)
        if _replace_missing_answers(snapshot, fields, values):
            continue
        todo = [
            (field, control)
            for field in filler.fields_to_set(snapshot)
            for control in snapshot.controls_of(field)
            if field.options and tried[field.key, control.label] < _TRIES
        ]
        for field, control in todo:
            tried[field.key, control.label] += 1
            async with closing_dropdown(page):
                await filler.set_by_user_actions(snapshot, field, control)
        missing = {
            f.key: list(f.labels)
            for f in fields
            if f.applies(values) and not snapshot.controls_of(f)
        }
        if not todo and (waited or missing.keys() <= explored.absent):
            break
        if not todo:
            waited = True
            with contextlib.suppress(PlaywrightTimeoutError):
                await page.scripts.fields_appeared([*missing.values()], within=_REVEALED)
    explored.absent = frozenset(missing)
    return snapshot, values


async def _with_options(
    page: Page, snapshot: FormSnapshot, lists: dict[str, tuple[str, ...]]
) -> FormSnapshot:
    """The snapshot with the options of lists that are drawn only when they are opened."""
    controls: list[Control] = []
    for control in snapshot.controls:
        if control.options is None and control.label and not control.disabled:
            if not lists.get(control.label):
                lists[control.label] = await read_options(page, control)
            options = lists[control.label] or None
            controls.append(replace(control, options=options))
        else:
            controls.append(control)
    return replace(snapshot, controls=tuple(controls))


def _replace_missing_answers(
    snapshot: FormSnapshot, fields: Sequence[FormField], values: Values
) -> bool:
    """Replace answers that are not offered by ones that are, or by none; whether there were any.

    Of a list that asks for several fields, level by level, the first level is seen.
    """
    replaced = False
    asked: set[str] = set()
    for field in fields:
        value = values.get(field.key)
        labels = {control.label for control in snapshot.controls_of(field)}
        if not field.options or not isinstance(value, str) or not value or labels & asked:
            continue
        asked |= labels
        lists = [
            {folded(words) for words in control.options}
            for control in snapshot.controls_of(field)
            if control.options is not None
        ]

        def fits(token: str, field: FormField = field, lists: list[set[str]] = lists) -> bool:
            words = {folded(label) for label in field.options[token]}
            return all(words & offered for offered in lists)

        if lists and not fits(value):
            values[field.key] = next((token for token in field.options if fits(token)), "")
            replaced = True
    return replaced


def _vocabulary(page: Page, fields: Sequence[FormField]) -> dict[str, set[str]]:
    """The words of every option that these fields or any form know, by the field's key."""
    portal, words = page.portal, dict[str, set[str]]()
    of_forms = (
        field for form in portal.profile.forms for field in portal.with_yes_no_options(form.fields)
    )
    for field in (*fields, *of_forms):
        known = words.setdefault(field.key, set())
        known.update(label for labels in field.options.values() for label in labels)
    return words
