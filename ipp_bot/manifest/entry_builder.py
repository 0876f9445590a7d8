"""From the nodes of one entry to an `Entry`, or to every fault that the entry has."""

from __future__ import annotations

import datetime as dt
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pydantic import ValidationError

from ipp_bot.manifest.entry import Entry, Poa, pack
from ipp_bot.manifest.entry_nodes import Draft, Steps
from ipp_bot.manifest.form_choice import Route, choose_form
from ipp_bot.manifest.models import Models, own_keys, values_of
from ipp_bot.manifest.numbers import Wrong, foreign_number, identification_number
from ipp_bot.manifest.validation_messages import Explainer
from ipp_bot.manifest.values import Value, normalise
from ipp_bot.profile import Form, FormField, Kind, Profile, folded
from ipp_bot.yaml_source import Data, Mapping, Node, Scalar, find, plain
from ipp_bot.yaml_source import Sequence as SequenceNode

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from ipp_bot.diagnostics import Diagnostic
    from ipp_bot.manifest.document_paths import Shelf

__all__ = ["Assembler", "Head"]


@dataclass(frozen=True, slots=True)
class Head:
    """What the entries of one manifest share."""

    path: Path
    account: str
    account_at: int
    """Where the account is named, packed."""
    defaults: Mapping | None
    shelf: Shelf


class Assembler:
    """Checks entries against the forms of one profile."""

    def __init__(self, profile: Profile) -> None:
        self._profile = profile
        self._models = Models(profile)
        self._keys = own_keys(profile)
        self._explainer = Explainer(profile, self._keys)

    def assemble(self, head: Head, node: Mapping) -> tuple[Entry, list[Diagnostic]]:
        """The entry and all its faults in the file's order.

        With faults the entry holds what could be read of it and is flawed.
        """
        draft = Draft(head.path, node, head.defaults, self._keys)
        route = choose_form(draft, self._profile)
        self._drop_foreign_defaults(draft, route.form)
        work = _Work(self._profile, self._models, self._explainer, head, draft)
        entry = work.done(route)
        draft.faults.sort(key=lambda fault: (fault.line, fault.column))
        return entry, draft.faults

    def _drop_foreign_defaults(self, draft: Draft, form: Form) -> None:
        """Defaults that only other forms or places know do not disturb this one."""
        mine = {field.path[0] for field in form.fields if field.in_manifest}
        mine |= {"ref", "client", "type", "place"}
        place = self._profile.place_tokens.get(folded(draft.text("place") or ""))
        if place is None or place in self._profile.places_with_country:
            mine.add("country")
        for key in list(draft.node.items):
            if key not in draft.own.items and key not in mine and key in self._keys:
                draft.drop_default(key)


class _Work:
    """One entry in hand, its form known."""

    def __init__(
        self,
        profile: Profile,
        models: Models,
        explainer: Explainer,
        head: Head,
        draft: Draft,
    ) -> None:
        self._profile = profile
        self._models = models
        self._explainer = explainer
        self._head = head
        self._draft = draft
        self._spots: dict[str, int] = {}
        """Where each document of a list is named, by key and number among those found."""

    def done(self, route: Route) -> Entry:
        form = route.form
        data = plain(self._draft.node)
        ref, client = "", ""
        try:
            model = self._models.of(form).model_validate(data)
        except ValidationError as error:
            self._explainer.explain(self._draft, route, error.errors(include_url=False))
            values = self._partial(form, data)
        else:
            values = dict(values_of(model, form))
            ref, client = str(model.ref), str(model.client)  # type: ignore[attr-defined]
        where = self._place(form)
        self._implied(form, values)
        files = self._files(form, values)
        if route.is_certain:
            self._conditions(form, values)
        self._identification(form, values)
        return self._entry(form, ref, client, where, values, files)

    def _partial(self, form: Form, data: Data) -> dict[str, Value]:
        """What can be read of an entry with faults, so that all its faults are told at once."""
        values: dict[str, Value] = {}
        for field in form.fields:
            raw: Data = data
            for step in field.path:
                raw = raw.get(step) if isinstance(raw, dict) else None
            if raw is None or not field.in_manifest:
                continue
            with suppress(Wrong):
                value = normalise(field, raw, self._profile.limits)
                if value is not None:
                    values[field.key] = value
        return values

    def _place(self, form: Form) -> tuple[str, str | None]:
        place = self._profile.place_tokens.get(folded(self._draft.text("place") or ""), "")
        raw = self._draft.text("country")
        needed = place in self._profile.places_with_country
        if raw is None:
            if needed:
                self._draft.fault(
                    ("country",),
                    f"is missing with place: {place}",
                    "write country: United States",
                    "missing",
                )
            return place, None
        if not needed and set(form.places) & set(self._profile.places_with_country):
            self._draft.fault(("country",), f"does not go with place: {place}", "delete it")
        return place, self._profile.country_tokens.get(folded(raw))

    def _implied(self, form: Form, values: dict[str, Value]) -> None:
        for field in form.fields:
            if field.constant is not None:
                values[field.key] = field.constant
            elif field.yes_if is not None:
                values[field.key] = "yes" if field.yes_if in values else "no"
            elif field.default is not None and field.key not in values:
                values[field.key] = field.default

    def _files(self, form: Form, values: dict[str, Value]) -> dict[str, tuple[Path, ...]]:
        files: dict[str, tuple[Path, ...]] = {}
        for field in form.fields:
            if field.kind is not Kind.FILES or not field.in_manifest:
                continue
            node, found = find(self._draft.node, field.path)
            if field.key not in values:
                if len(found) == len(field.path) and field.poa_block:
                    self._draft.fault(
                        field.path,
                        "is empty",
                        "name the signed file, or leave the key out to fetch the portal's template"
                        if field.key == "power_of_attorney"
                        else "type the path of a file",
                        "value",
                    )
                continue
            named = tuple(values.pop(field.key))
            most = field.max_files or self._profile.limits.files_per_slot
            if len(named) > most:
                self._draft.fault(
                    field.path,
                    f"has {len(named)} files; the portal takes {most}",
                    "join some of them into one PDF",
                    "too-many-files",
                )
            files[field.key] = tuple(self._found(field, named, node))
        return files

    def _found(self, field: FormField, named: tuple[str, ...], node: Node | None) -> Iterator[Path]:
        seen: dict[Path, str] = {}
        for index, text in enumerate(named):
            steps: Steps = field.path if isinstance(node, Scalar) else (*field.path, index)
            try:
                path = self._head.shelf.find(text)
            except Wrong as wrong:
                self._draft.fault(steps, wrong.message, wrong.hint, "file")
                continue
            if isinstance(node, SequenceNode) and index < len(node.items):
                item = node.items[index]
                self._spots[f"{field.dotted}[{len(seen)}]"] = pack(item.line, item.column)
            if path in seen:
                self._draft.fault(steps, f"{text!r} is listed twice", "delete one of them", "file")
            seen[path] = text
            yield path

    def _conditions(self, form: Form, values: dict[str, Value]) -> None:
        """What a key demands or forbids because of other keys."""
        for field in form.fields:
            others = {**field.when, **field.required_when}
            if not others or not field.in_manifest or not all(key in values for key in others):
                continue
            given = self._draft.has(field.path)
            because = ", ".join(f"{key}: {values[key]}" for key in others)
            if not field.applies(values):
                values.pop(field.key, None)
                if given:
                    message = f"does not go with {because}"
                    self._draft.fault(field.path, message, "delete it", "when")
            elif field.is_required(values) and field.default is None and not given:
                message = f"is missing with {because}"
                hint = self._explainer.hint(form, field.path)
                self._draft.fault(field.path, message, hint, "missing")

    def _identification(self, form: Form, values: dict[str, Value]) -> None:
        """The holder's number is judged by what the holder is."""
        for field in form.fields:
            text = values.get(field.key)
            if not isinstance(text, str) or field.kind is Kind.FILES:
                continue
            try:
                if field.check == "identification-number":
                    kind = str(values.get("holder_kind", "entity"))
                    values[field.key] = identification_number(text, holder_kind=kind)
                elif field.check == "foreign-identification-number":
                    values[field.key] = foreign_number(text)
            except Wrong as wrong:
                self._draft.fault(field.path, wrong.message, wrong.hint, "value")

    def _entry(
        self,
        form: Form,
        ref: str,
        client: str,
        where: tuple[str, str | None],
        values: dict[str, Value],
        files: dict[str, tuple[Path, ...]],
    ) -> Entry:
        implied = frozenset(
            field.key
            for field in form.fields
            if field.constant is not None
            or (field.default is not None and values.get(field.key) == field.default)
        )
        expires = values.get("power_of_attorney_expires_on")
        signed = files.pop("power_of_attorney", ())
        poa = (
            Poa(signed[0] if signed else None, dt.date.fromisoformat(str(expires)))
            if expires
            else None
        )
        number = values.get("registration_number")
        return Entry(
            account=self._head.account,
            ref=ref,
            client=client,
            form=form.name,
            type=form.type,
            place=where[0],
            country=where[1],
            values=values,
            files=files,
            holder=str(values.get("holder", "")),
            holder_kind=str(values.get("holder_kind", "entity")),
            poa=poa,
            title=str(values.get("name", ref)),
            is_flawed=bool(self._draft.faults),
            registration_number=None if number is None else str(number),
            manifest=self._head.path,
            line=self._draft.own.line,
            implied=implied,
            poa_keys=frozenset(field.key for field in form.fields if field.poa_block),
            places=dict(self._places(form)),
        )

    def _places(self, form: Form) -> Iterator[tuple[str, int]]:
        """Where things stand: by the field's key, by the dotted key, by each file of a list."""
        yield "", pack(self._draft.own.line, self._draft.own.column)
        yield "account", self._head.account_at
        yield from self._spots.items()
        for key in ("ref", "type", "place", "country", "client"):
            if key in self._draft.node.items:
                node = self._draft.node.items[key]
                yield key, pack(node.line, node.column)
        for field in form.fields:
            node_, found = find(self._draft.node, field.path)
            if node_ is None or not found:
                continue
            place = pack(node_.line, node_.column)
            yield field.key, place
            if field.dotted != field.key and len(found) == len(field.path):
                yield field.dotted, place
