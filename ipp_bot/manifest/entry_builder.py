"""Builds an `Entry` from its YAML nodes, with a diagnostic for everything wrong in it."""

from __future__ import annotations

import datetime as dt
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pydantic import ValidationError

from ipp_bot.manifest.confirmation import NO, confirmation
from ipp_bot.manifest.doubts import doubts
from ipp_bot.manifest.entry import Entry, Poa, pack
from ipp_bot.manifest.entry_nodes import EntryNodes, KeyPath
from ipp_bot.manifest.foreign_numbers import foreign_number, us_copyright_number
from ipp_bot.manifest.form_choice import FormChoice, choose_form
from ipp_bot.manifest.identification import identification_number
from ipp_bot.manifest.invalid_value import InvalidValue
from ipp_bot.manifest.models import Models, own_keys, values_of
from ipp_bot.manifest.names import name_and_short_name
from ipp_bot.manifest.number_text import tidy
from ipp_bot.manifest.numbers import software_year
from ipp_bot.manifest.validation_messages import ValidationMessages
from ipp_bot.manifest.values import Value, normalise
from ipp_bot.profile import Form, FormField, Kind, Profile, folded
from ipp_bot.yaml_source import Data, Mapping, Node, Scalar, find, plain
from ipp_bot.yaml_source import Sequence as SequenceNode

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from ipp_bot.diagnostics import Diagnostic
    from ipp_bot.manifest.document_paths import DocumentPaths

__all__ = ["EntryBuilder", "ManifestHead", "not_printed"]

UNREAD = "□"
"""What a draft writes for a character that could not be read."""


@dataclass(frozen=True, slots=True)
class ManifestHead:
    """What the entries of one manifest share: its path, account, defaults and document folder."""

    path: Path
    account: str
    account_at: int
    """Where the account is named, packed."""
    defaults: Mapping | None
    documents: DocumentPaths


class EntryBuilder:
    """Builds and checks entries for the forms of one profile."""

    def __init__(self, profile: Profile) -> None:
        self._profile = profile
        self._models = Models(profile)
        self._keys = own_keys(profile)
        self._messages = ValidationMessages(profile, self._keys)

    def build(self, head: ManifestHead, node: Mapping) -> tuple[Entry, list[Diagnostic]]:
        """The entry and its diagnostics in the file's order.

        With a fault among them the entry is flawed and holds what could be read of it.
        """
        nodes = EntryNodes(head.path, node, head.defaults, self._keys)
        choice = choose_form(nodes, self._profile)
        _take_name_apart(nodes, choice.form)
        self._drop_foreign_defaults(nodes, choice.form)
        work = _EntryBuild(self._profile, self._models, self._messages, head, nodes)
        entry = work.entry(choice)
        nodes.diagnostics.sort(key=lambda diagnostic: (diagnostic.line, diagnostic.column))
        return entry, nodes.diagnostics

    def _drop_foreign_defaults(self, nodes: EntryNodes, form: Form) -> None:
        """Drops defaults that only other forms or places have."""
        mine = {field.path[0] for field in form.fields if field.in_manifest}
        mine |= {"ref", "client", "confirmed", "type", "place"}
        place = self._profile.place_tokens.get(folded(nodes.text("place") or ""))
        if place is None or place in self._profile.places_with_country:
            mine.add("country")
        for key in list(nodes.node.items):
            if key not in nodes.own.items and key not in mine and key in self._keys:
                nodes.drop_default(key)


def _take_name_apart(nodes: EntryNodes, form: Form) -> None:
    """Takes the short name out of a name that has it behind, as certificates of software do.

    Where the entry has another short name or version the whole text stays, for a person to see.
    """
    typed = nodes.text("name") or ""
    name, short, version = name_and_short_name(typed)
    takes = any(field.key == "short_name" and field.in_manifest for field in form.fields)
    is_other = nodes.text("short_name") not in (None, "", short)
    if not name or not takes or is_other or version not in ("", nodes.text("version")):
        return
    own = nodes.own.items.get("name")
    if not isinstance(own, Scalar):
        return
    for mapping in (nodes.own, nodes.node):
        mapping.items["name"] = replace(own, text=name)
        mapping.items["short_name"] = replace(own, text=short)
        mapping.keys["short_name"] = replace(own, text="short_name")
    told = f"of {typed!r} name and short name are taken: {name}, {short}"
    nodes.warn(("name",), told, "type both by themselves if that is wrong", "name-parts")


def not_printed(form: Form, number: str) -> list[FormField]:
    """The form's fields that a certificate of that registration number does not bear any more."""
    year = software_year(number)
    return [f for f in form.fields if f.printed_until and year and f.printed_until.year <= year]


class _EntryBuild:
    """One run of `EntryBuilder.build`, once the form is chosen."""

    def __init__(
        self,
        profile: Profile,
        models: Models,
        messages: ValidationMessages,
        head: ManifestHead,
        nodes: EntryNodes,
    ) -> None:
        self._profile = profile
        self._models = models
        self._messages = messages
        self._head = head
        self._nodes = nodes
        self._document_places: dict[str, int] = {}
        """Where each document of a list is named, by key and number among those found."""

    def entry(self, choice: FormChoice) -> Entry:
        form = self._for_certificate(choice.form)
        data = plain(self._nodes.node)
        ref, client = "", ""
        try:
            model = self._models.of(form).model_validate(data)
        except ValidationError as error:
            self._messages.report(self._nodes, choice, error.errors(include_url=False))
            values = self._partial(form, data)
            ref = self._nodes.text("ref") or ""
        else:
            values = dict(values_of(model, form))
            ref, client = str(model.ref), str(model.client)  # type: ignore[attr-defined]  # each form has both
        where = self._place(form)
        self._implied(form, values)
        files = self._files(form, values)
        if choice.is_certain:
            self._conditions(form, values)
        if "confirmed" in self._nodes.node.items:
            self._left_open(form)
        self._numbers(form, values, where[1])
        self._doubts(form, values, where[1])
        return self._entry(form, ref, client, where, values, files)

    def _for_certificate(self, form: Form) -> Form:
        """The form without demands for what the entry's certificate does not bear any more."""
        number = tidy(self._nodes.text("registration_number") or "")
        gone = not_printed(form, number)
        if not gone:
            return form
        year = software_year(number)
        for field in gone:
            last = field.printed_until
            if last and year == last.year and field.required and not self._nodes.has(field.path):
                self._nodes.warn(
                    field.path,
                    f"is left out: certificates of before {last} bear it",
                    f"write {field.path[-1]}, if the certificate has it",
                    "not-printed",
                )
        fields = [f.model_copy(update={"required": False}) if f in gone else f for f in form.fields]
        return form.model_copy(update={"fields": tuple(fields)})

    def _partial(self, form: Form, data: Data) -> dict[str, Value]:
        """The valid values of an entry that has others, so that later checks can run on them."""
        values: dict[str, Value] = {}
        for field in form.fields:
            raw: Data = data
            for step in field.path:
                raw = raw.get(step) if isinstance(raw, dict) else None
            if raw is None or not field.in_manifest:
                continue
            with suppress(InvalidValue):
                value = normalise(field, raw, self._profile.limits)
                if value is not None:
                    values[field.key] = value
        return values

    def _place(self, form: Form) -> tuple[str, str | None]:
        place = self._profile.place_tokens.get(folded(self._nodes.text("place") or ""), "")
        raw = self._nodes.text("country")
        needed = place in self._profile.places_with_country
        if raw is None:
            if needed:
                self._nodes.report(
                    ("country",),
                    f"is missing with place: {place}",
                    "write country: United States",
                    "missing",
                )
            return place, None
        if not needed and set(form.places) & set(self._profile.places_with_country):
            self._nodes.report(("country",), f"does not go with place: {place}", "delete it")
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
            node, found = find(self._nodes.node, field.path)
            if field.key not in values:
                if len(found) == len(field.path) and field.poa_block:
                    self._nodes.report(
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
                self._nodes.report(
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
            key_path: KeyPath = field.path if isinstance(node, Scalar) else (*field.path, index)
            try:
                path = self._head.documents.resolve(text)
            except InvalidValue as invalid:
                self._nodes.report(key_path, invalid.message, invalid.hint, "file")
                continue
            if isinstance(node, SequenceNode) and index < len(node.items):
                item = node.items[index]
                self._document_places[f"{field.dotted}[{len(seen)}]"] = pack(item.line, item.column)
            if path in seen:
                self._nodes.report(
                    key_path, f"{text!r} is listed twice", "delete one of them", "file"
                )
            seen[path] = text
            yield path

    def _conditions(self, form: Form, values: dict[str, Value]) -> None:
        """What a key demands or forbids because of other keys."""
        for field in form.fields:
            others = {**field.when, **field.required_when}
            if not others or not field.in_manifest or not all(key in values for key in others):
                continue
            given = self._nodes.has(field.path)
            because = ", ".join(f"{key}: {values[key]}" for key in others)
            if not field.applies(values):
                values.pop(field.key, None)
                if given:
                    message = f"does not go with {because}"
                    self._nodes.report(field.path, message, "delete it", "when")
            elif field.is_required(values) and field.default is None and not given:
                message = f"is missing with {because}"
                hint = self._messages.hint(form, field.path)
                self._nodes.report(field.path, message, hint, "missing")

    def _left_open(self, form: Form) -> None:
        """Reports what a drafted entry leaves to a person: nothing is taken for a default there."""
        told = {(each.line, each.column) for each in self._nodes.diagnostics}
        for field in form.fields:
            node, found = find(self._nodes.own, field.path)
            if node is None or len(found) < len(field.path) or (node.line, node.column) in told:
                continue
            texts = node.items if isinstance(node, SequenceNode) else [node]
            if isinstance(node, Scalar) and not node.text.strip():
                message = "is empty"
            elif any(isinstance(one, Scalar) and UNREAD in one.text for one in texts):
                message = f"has {UNREAD} in it, for what could not be read"
            else:
                continue
            self._nodes.report(
                field.path, message, "type what the paper says, or delete the line", "left-open"
            )

    def _numbers(self, form: Form, values: dict[str, Value], country: str | None) -> None:
        """Checks numbers whose rule depends on the holder's kind or on the country."""
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
                elif (
                    field.check == "foreign-registration-number"
                    and form.type == "copyright"
                    and country == "United States"
                ):
                    values[field.key] = us_copyright_number(text)
            except InvalidValue as invalid:
                self._nodes.report(field.path, invalid.message, invalid.hint, "value")

    def _doubts(self, form: Form, values: dict[str, Value], country: str | None) -> None:
        """Warns of what is odd about values that are taken."""
        for field in form.fields:
            typed = self._nodes.text(*field.path) if field.kind is Kind.TEXT else None
            if typed is None or not field.in_manifest:
                continue
            for doubt in doubts(field, typed, values, country):
                self._nodes.warn(field.path, doubt.message, doubt.hint, doubt.code)

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
            is_flawed=self._nodes.is_faulty,
            confirmed=self._confirmed(),
            registration_number=None if number is None else str(number),
            manifest=self._head.path,
            line=self._nodes.own.line,
            implied=implied,
            poa_keys=frozenset(field.key for field in form.fields if field.poa_block),
            places=dict(self._places(form)),
        )

    def _confirmed(self) -> str:
        """What `confirmed` says; of what it must not say, that nobody confirmed the entry."""
        if not self._nodes.has(("confirmed",)):
            return NO if "confirmed" in self._nodes.node.items else ""
        try:
            return confirmation(self._nodes.text("confirmed") or "")
        except InvalidValue:
            return NO

    def _places(self, form: Form) -> Iterator[tuple[str, int]]:
        """Where things stand: by the field's key, by the dotted key, by each file of a list."""
        yield "", pack(self._nodes.own.line, self._nodes.own.column)
        yield "account", self._head.account_at
        yield from self._document_places.items()
        for key in ("ref", "type", "place", "country", "client", "confirmed"):
            if key in self._nodes.node.items:
                node = self._nodes.node.items[key]
                yield key, pack(node.line, node.column)
        for field in form.fields:
            node_, found = find(self._nodes.node, field.path)
            if node_ is None or not found:
                continue
            place = pack(node_.line, node_.column)
            yield field.key, place
            if field.dotted != field.key and len(found) == len(field.path):
                yield field.dotted, place
