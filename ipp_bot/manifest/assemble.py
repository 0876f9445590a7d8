"""From the nodes of one entry to an `Entry`, or to every fault that the entry has."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pydantic import ValidationError

from ipp_bot.manifest.entry import Entry, Poa, pack
from ipp_bot.manifest.models import Models, own_keys
from ipp_bot.manifest.numbers import Wrong, foreign_number, identification_number
from ipp_bot.manifest.values import Value, choose, close, normalise
from ipp_bot.profile import Fault, Form, FormField, Kind, Profile, folded
from ipp_bot.profile.source import Data, Mapping, Node, Scalar, find, plain

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pydantic_core import ErrorDetails

    from ipp_bot.manifest.files import Shelf

__all__ = ["Assembler", "Head"]

Steps = tuple[str | int, ...]

_EXAMPLES = {
    "holder": "write holder: {name: …, kind: entity}",
    "certificate": "write certificate: {kind: …, file: …}",
    "proof": "write proof: {kind: …, file: …}",
    "power_of_attorney": "write power_of_attorney: {file: …, expires_on: …}",
    "identification": "write identification: {file: …, number: …}",
}


@dataclass(frozen=True, slots=True)
class Head:
    """What the entries of one manifest share."""

    path: Path
    account: str
    defaults: Mapping | None
    shelf: Shelf


class Assembler:
    """Checks entries against the forms of one profile."""

    def __init__(self, profile: Profile) -> None:
        self._profile = profile
        self._models = Models(profile)
        self._keys = own_keys(profile)

    def assemble(self, head: Head, node: Mapping) -> tuple[Entry | None, list[Fault]]:
        """The entry, or None and all its faults."""
        return _Work(self._profile, self._models, self._keys, head, node).done()


class _Work:
    """One entry in hand."""

    def __init__(
        self, profile: Profile, models: Models, keys: frozenset[str], head: Head, node: Mapping
    ) -> None:
        self._profile = profile
        self._models = models
        self._keys = keys
        self._head = head
        self._own = node
        self._node = _with_defaults(node, head.defaults)
        self._faults: list[Fault] = []

    def done(self) -> tuple[Entry | None, list[Fault]]:
        form = self._form()
        if form is None:
            self._unknown_keys()
            return None, self._faults
        self._drop_foreign_defaults(form)
        data = plain(self._node)
        try:
            model = self._models.of(form).model_validate(data)
        except ValidationError as error:
            for detail in error.errors(include_url=False):
                self._explain(form, detail)
            values = self._partial(form, data)
            ref, client = "", ""
        else:
            values = dict(self._values(form, data))
            ref, client = str(model.ref), str(model.client)  # type: ignore[attr-defined]
        place, country = self._place(form)
        self._implied(form, values)
        files = self._files(form, values)
        self._conditions(form, values)
        self._identification(form, values)
        if self._faults:
            return None, self._faults
        return self._entry(form, ref, client, (place, country), values, files), []

    # --- which form -------------------------------------------------------------------------

    def _fault(self, steps: Steps, message: str, hint: str = "", code: str = "") -> None:
        node, found = find(self._node, steps)
        line, column = (node.line, node.column) if node else (self._own.line, self._own.column)
        if len(found) < len(steps) and not found:
            line, column = self._own.line, self._own.column
        self._faults.append(
            Fault(self._head.path, line, column, _dotted(steps), message, hint, code)
        )

    def _text(self, *steps: str) -> str | None:
        node, found = find(self._node, steps)
        if len(found) < len(steps) or not isinstance(node, Scalar) or node.is_null:
            return None
        return node.text.strip()

    def _form(self) -> Form | None:
        kind = self._token("type", self._profile.type_tokens, "write type: copyright")
        place = self._token("place", self._profile.place_tokens, "write place: Mainland China")
        if kind is None or place is None:
            return None
        forms = [form for form in self._profile.forms if form.type == kind]
        if any(form.proof for form in forms):
            forms = self._proven(forms)
            if not forms:
                return None
        for form in forms:
            if place in form.places:
                return form
        places = list(dict.fromkeys(name for form in forms for name in form.places))
        what = forms[0].kinds[0] if forms and forms[0].proof == "certificate" else kind
        self._fault(("place",), f"{what} is not filed for {place}", f"one of {'; '.join(places)}")
        return None

    def _token(self, key: str, tokens: dict[str, str], hint: str) -> str | None:
        node, found = find(self._node, (key,))
        if not found:
            self._fault((key,), "is missing", f"{hint}, here or under defaults", "missing")
            return None
        if not isinstance(node, Scalar) or node.is_null:
            self._fault((key,), "one text is expected", hint)
            return None
        try:
            return choose(node.text, tokens)
        except Wrong as wrong:
            self._fault((key,), wrong.message, wrong.hint, "unknown-value")
            return None

    def _proven(self, forms: list[Form]) -> list[Form]:
        """The forms that serve the entry's certificate or proof."""
        keys = list(dict.fromkeys(form.proof for form in forms if form.proof))
        given = [key for key in keys if key in self._own.items]
        given = given or [key for key in keys if key in self._node.items]
        if len(given) != 1:
            message = "is given beside " + given[0] if given else f"or {keys[-1]} is missing"
            self._fault(
                (given[-1] if given else keys[0],),
                message,
                "give certificate for a registration of the National Copyright Administration, "
                "proof for anything else",
                "proof",
            )
            return []
        key = given[0]
        forms = [form for form in forms if form.proof == key]
        kinds = list(dict.fromkeys(kind for form in forms for kind in form.kinds))
        if not isinstance(self._node.items[key], Mapping):
            self._fault((key,), "a mapping is expected", _EXAMPLES[key])
            return []
        kind = self._text(key, "kind")
        if kind is None:
            self._fault((key, "kind"), "is missing", f"one of {', '.join(kinds)}", "missing")
            return []
        tokens = {folded(name): name for name in kinds}
        for form in forms:
            for field in form.fields:
                if field.dotted == f"{key}.kind":
                    tokens.update(field.tokens)
        try:
            token = choose(kind, tokens)
        except Wrong as wrong:
            self._fault((key, "kind"), wrong.message, wrong.hint, "unknown-value")
            return []
        return [form for form in forms if token in form.kinds]

    def _unknown_keys(self) -> None:
        """Without a form the keys can at least be compared with those of all forms."""
        for name, key in self._own.keys.items():
            if name not in self._keys:
                self._faults.append(
                    Fault(
                        self._head.path,
                        key.line,
                        key.column,
                        name,
                        "unknown key",
                        close(name, tuple(sorted(self._keys))),
                        "unknown-key",
                    )
                )

    def _drop_foreign_defaults(self, form: Form) -> None:
        """Defaults that only other forms know do not disturb this one."""
        mine = {field.path[0] for field in form.fields if field.in_manifest}
        mine |= {"ref", "client", "type", "place", "country"}
        for key in list(self._node.items):
            if key not in self._own.items and key not in mine and key in self._keys:
                del self._node.items[key]
                del self._node.keys[key]

    # --- what is wrong ----------------------------------------------------------------------

    def _explain(self, form: Form, detail: ErrorDetails) -> None:
        """A complaint of pydantic in this project's words."""
        steps: Steps = detail["loc"]
        name = str(steps[-1]) if steps else ""
        match detail["type"]:
            case "missing":
                example = _EXAMPLES.get(name) or self._hint(form, steps)
                self._fault(steps, "is missing", example, "missing")
            case "extra_forbidden":
                self._unknown(form, steps)
            case "value_error":
                wrong = (detail.get("ctx") or {}).get("error")
                message = wrong.message if isinstance(wrong, Wrong) else detail["msg"]
                hint = wrong.hint if isinstance(wrong, Wrong) else ""
                self._fault(steps, message, self._elsewhere(form, steps) or hint, "value")
            case _:
                self._fault(steps, "a mapping is expected", _EXAMPLES.get(name, ""), "mapping")

    def _field(self, form: Form, steps: Steps) -> FormField | None:
        dotted = _dotted(steps)
        return next((f for f in form.fields if f.in_manifest and f.dotted == dotted), None)

    def _hint(self, form: Form, steps: Steps) -> str:
        field = self._field(form, steps)
        if field is None:
            return f"write {steps[-1]}: …"
        last = field.path[-1]
        match field.kind:
            case Kind.DATE:
                return f"write {last}: 2022-05-01"
            case Kind.CHOICE | Kind.MULTICHOICE:
                options = list(field.options)
                shown = ", ".join(options[:15]) + (", …" if len(options) > 15 else "")  # noqa: PLR2004 - what fits a line
                return f"write {last}: one of {shown}"
            case Kind.FILES:
                return f"write {last}: the path of a file"
            case _:
                return f"write {last}: as the certificate shows it"

    def _unknown(self, form: Form, steps: Steps) -> None:
        parent, _ = find(self._node, steps[:-1])
        name = str(steps[-1])
        key = parent.keys.get(name) if isinstance(parent, Mapping) else None
        line, column = (key.line, key.column) if key else (self._own.line, self._own.column)
        depth = len(steps) - 1
        known = {
            f.path[depth]
            for f in form.fields
            if f.in_manifest and len(f.path) > depth and f.path[:depth] == steps[:-1]
        }
        if not depth:
            known |= {"ref", "client", "type", "place"}
            if set(form.places) & set(self._profile.places_with_country):
                known.add("country")
        elif steps[:-1] == ("certificate",) and form.proof == "certificate":
            known.add("kind")
        hint = close(name, tuple(sorted(known)))
        if not depth and name in self._keys:
            others = [
                f.name
                for f in self._profile.forms
                if any(x.path[0] == name for x in f.fields if x.in_manifest)
            ]
            hint = f"{form.name} has no such key ({', '.join(others) or 'no form'} has); delete it"
        self._faults.append(
            Fault(self._head.path, line, column, _dotted(steps), "unknown key", hint, "unknown-key")
        )

    def _elsewhere(self, form: Form, steps: Steps) -> str:
        """A hint for a choice that another form of the same type would take."""
        field = self._field(form, steps)
        raw = self._text(*[str(step) for step in steps])
        if field is None or raw is None or field.kind is not Kind.CHOICE:
            return ""
        for other in self._profile.forms:
            twin = self._field(other, steps)
            if other.type == form.type and other.proof and twin and twin is not field:
                token = twin.tokens.get(folded(raw))
                if token is not None and token not in field.options:
                    return f"it goes with {other.proof}.kind: {' or '.join(other.kinds)}"
        return ""

    # --- values -----------------------------------------------------------------------------

    def _values(self, form: Form, data: Data) -> Iterator[tuple[str, Value]]:
        for field in form.fields:
            if not field.in_manifest:
                continue
            raw: Data = data
            for step in field.path:
                raw = raw.get(step) if isinstance(raw, dict) else None
            if raw is None:
                continue
            value = normalise(field, raw, self._profile.limits)
            if value is not None:
                yield field.key, value

    def _partial(self, form: Form, data: Data) -> dict[str, Value]:
        """What can be read of an entry with faults, so that all its faults are told at once."""
        values: dict[str, Value] = {}
        for field in form.fields:
            single = form.model_copy(update={"fields": (field,)})
            try:
                values.update(self._values(single, data))
            except Wrong:
                continue
        return values

    def _place(self, form: Form) -> tuple[str, str | None]:
        place = choose(self._text("place") or "", self._profile.place_tokens)
        raw = self._text("country")
        needed = place in self._profile.places_with_country
        if raw is None:
            if needed:
                self._fault(
                    ("country",),
                    f"is missing with place: {place}",
                    "write country: United States",
                    "missing",
                )
            return place, None
        if not needed and set(form.places) & set(self._profile.places_with_country):
            self._fault(("country",), f"does not go with place: {place}", "delete it")
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
            node, found = find(self._node, field.path)
            if field.key not in values:
                if len(found) == len(field.path) and field.poa_block:
                    self._fault(
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
                self._fault(
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
                self._fault(steps, wrong.message, wrong.hint, "file")
                continue
            if path in seen:
                self._fault(steps, f"{text!r} is listed twice", "delete one of them", "file")
            seen[path] = text
            yield path

    def _conditions(self, form: Form, values: dict[str, Value]) -> None:
        """What a key demands or forbids because of other keys."""
        for field in form.fields:
            if not field.when or not field.in_manifest:
                continue
            node, found = find(self._node, field.path)
            given = len(found) == len(field.path) and not (
                isinstance(node, Scalar) and node.is_null
            )
            because = ", ".join(f"{key}: {values.get(key)}" for key in field.when)
            if not field.applies(values):
                if given and all(key in values for key in field.when):
                    self._fault(field.path, f"does not go with {because}", "delete it", "when")
                values.pop(field.key, None)
            elif field.required and field.default is None and not given:
                self._fault(
                    field.path,
                    f"is missing with {because}",
                    self._hint(form, field.path),
                    "missing",
                )

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
                self._fault(field.path, wrong.message, wrong.hint, "value")

    # --- the entry --------------------------------------------------------------------------

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
            registration_number=None if number is None else str(number),
            manifest=self._head.path,
            line=self._own.line,
            implied=implied,
            poa_keys=frozenset(field.key for field in form.fields if field.poa_block),
            places=dict(self._places(form)),
        )

    def _places(self, form: Form) -> Iterator[tuple[str, int]]:
        """Where things stand: by the field's key, by the dotted key, by each file of a list."""
        yield "", pack(self._own.line, self._own.column)
        for key in ("ref", "type", "place", "country", "client"):
            if key in self._node.items:
                node = self._node.items[key]
                yield key, pack(node.line, node.column)
        for field in form.fields:
            node_, found = find(self._node, field.path)
            if node_ is None or not found:
                continue
            place = pack(node_.line, node_.column)
            yield field.key, place
            if field.dotted != field.key and len(found) == len(field.path):
                yield field.dotted, place


def _with_defaults(node: Mapping, defaults: Mapping | None) -> Mapping:
    """The entry with the defaults for the keys that it lacks; nothing is mixed inside a key."""
    merged = Mapping(node.line, node.column, dict(node.items), dict(node.keys))
    if defaults is not None:
        for key, value in defaults.items.items():
            if key not in merged.items:
                merged.items[key] = value
                merged.keys[key] = defaults.keys[key]
    return merged


def _dotted(steps: Steps) -> str:
    text = ""
    for step in steps:
        text += f"[{step}]" if isinstance(step, int) else f".{step}" if text else step
    return text
