"""Pydantic's validation errors of an entry as diagnostics in a manifest's own terms."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipp_bot.manifest.entry_nodes import EXAMPLES, EntryNodes, KeyPath, dotted
from ipp_bot.manifest.invalid_value import InvalidValue
from ipp_bot.manifest.models import is_demanded
from ipp_bot.manifest.values import close, date_example, nearest
from ipp_bot.profile import Form, FormField, Kind, Profile, folded
from ipp_bot.yaml_source import Mapping, find

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pydantic_core import ErrorDetails

    from ipp_bot.manifest.form_choice import FormChoice

__all__ = ["ValidationMessages"]


class ValidationMessages:
    """Turns pydantic's errors into diagnostics with a place and with what to type."""

    def __init__(self, profile: Profile, keys: frozenset[str]) -> None:
        self._profile = profile
        self._keys = keys

    def report(
        self, nodes: EntryNodes, choice: FormChoice, details: Sequence[ErrorDetails]
    ) -> None:
        """Reports the errors to `nodes`.

        Keys that were reported with the choice of the form are left out. A key that is missing
        because it is misspelt is reported once, where it stands; while several forms are possible,
        only what is wrong in all of them is reported.
        """
        reported = {diagnostic.key for diagnostic in nodes.diagnostics}
        meant: set[str] = set()
        for detail in sorted(details, key=lambda each: each["type"] != "extra_forbidden"):
            key_path: KeyPath = detail["loc"]
            if dotted(key_path) in reported:
                continue
            if detail["type"] == "extra_forbidden":
                if self._is_unknown(choice, key_path):
                    meant.add(self._unknown(nodes, choice, key_path))
            elif detail["type"] == "missing":
                if dotted(key_path) not in meant and self._is_demanded(choice, key_path):
                    name = str(key_path[-1])
                    example = EXAMPLES.get(name) or self.hint(choice.form, key_path)
                    nodes.report(key_path, "is missing", example, "missing")
            elif not self._is_taken(nodes, choice, key_path):
                self._value(nodes, choice.form, detail)

    def _is_unknown(self, choice: FormChoice, key_path: KeyPath) -> bool:
        """Whether none of the forms that are left has the key."""
        return choice.is_certain or not any(
            field.path[: len(key_path)] == key_path
            for form in choice.candidates
            for field in form.fields
            if field.in_manifest
        )

    def _is_demanded(self, choice: FormChoice, key_path: KeyPath) -> bool:
        """Whether every form that is left demands the key."""
        if choice.is_certain or key_path == ("ref",):
            return True
        return all(self._demands(form, key_path) for form in choice.candidates)

    def _demands(self, form: Form, key_path: KeyPath) -> bool:
        return any(
            field.path[: len(key_path)] == key_path and is_demanded(field)
            for field in form.fields
            if field.in_manifest
        )

    def _is_taken(self, nodes: EntryNodes, choice: FormChoice, key_path: KeyPath) -> bool:
        """Whether another form that is left would take the value."""
        raw = nodes.text(*map(str, key_path))
        if choice.is_certain or raw is None:
            return False
        fields = (self._field(form, key_path) for form in choice.candidates)
        return any(f is not None and folded(raw) in f.tokens for f in fields)

    def _value(self, nodes: EntryNodes, form: Form, detail: ErrorDetails) -> None:
        key_path: KeyPath = detail["loc"]
        name = str(key_path[-1]) if key_path else ""
        match detail["type"]:
            case "value_error":
                invalid = (detail.get("ctx") or {}).get("error")
                message = invalid.message if isinstance(invalid, InvalidValue) else detail["msg"]
                hint = invalid.hint if isinstance(invalid, InvalidValue) else ""
                elsewhere = self._elsewhere(nodes, form, key_path)
                if elsewhere:
                    kinds = " or ".join(form.kinds)
                    raw = nodes.text(*map(str, key_path))
                    message = f"{raw!r} does not go with {form.proof}.kind: {kinds}"
                nodes.report(key_path, message, elsewhere or hint, "value")
            case _:
                nodes.report(key_path, "a mapping is expected", EXAMPLES.get(name, ""), "mapping")

    def hint(self, form: Form, key_path: KeyPath) -> str:
        """What to write for a key that is missing."""
        field = self._field(form, key_path)
        if field is None:
            return f"write {key_path[-1]}: {'acme-0001' if key_path == ('ref',) else '…'}"
        last = field.path[-1]
        match field.kind:
            case Kind.DATE:
                return f"write {last}: {date_example(field)}"
            case Kind.CHOICE | Kind.MULTICHOICE:
                options = list(field.options)
                shown = ", ".join(options[:15]) + (", …" if len(options) > 15 else "")  # noqa: PLR2004 - what fits a line
                return f"write {last}: one of {shown}"
            case Kind.FILES:
                return f"write {last}: the path of a file"
            case _:
                return f"write {last}: as the certificate shows it"

    def _unknown(self, nodes: EntryNodes, choice: FormChoice, key_path: KeyPath) -> str:
        """Reports the unknown key; the dotted key that was probably meant, or ""."""
        form = choice.form
        parent, _ = find(nodes.node, key_path[:-1])
        name = str(key_path[-1])
        key = parent.keys.get(name) if isinstance(parent, Mapping) else None
        line, column = (key.line, key.column) if key else (nodes.own.line, nodes.own.column)
        depth = len(key_path) - 1
        known = {
            f.path[depth]
            for each in choice.candidates
            for f in each.fields
            if f.in_manifest and len(f.path) > depth and f.path[:depth] == key_path[:-1]
        }
        abroad = set(self._profile.places_with_country)
        if not depth:
            known |= {"ref", "client", "confirmed", "type", "place"}
            if set(form.places) & abroad:
                known.add("country")
        elif key_path[:-1] == ("certificate",) and form.proof == "certificate":
            known.add("kind")
        hint = close(name, tuple(sorted(known)))
        meant = nearest(name, known) or ""
        if not depth and name == "country":
            hint = f"it goes with place: {' or '.join(sorted(abroad))}; delete it"
        elif not depth and name in self._keys:
            meant = ""
            others = [
                f.name
                for f in self._profile.forms
                if any(x.path[0] == name for x in f.fields if x.in_manifest)
            ]
            hint = f"{form.name} has no such key ({', '.join(others) or 'no form'} has); delete it"
        nodes.report_at((line, column), key_path, "unknown key", hint, "unknown-key")
        return dotted((*key_path[:-1], meant)) if meant else ""

    def _elsewhere(self, nodes: EntryNodes, form: Form, key_path: KeyPath) -> str:
        """A hint for a choice that another form of the same type would take."""
        field = self._field(form, key_path)
        raw = nodes.text(*[str(step) for step in key_path])
        if field is None or raw is None or field.kind is not Kind.CHOICE:
            return ""
        for other in self._profile.forms:
            twin = self._field(other, key_path)
            if other.type == form.type and other.proof and form.proof and twin:
                token = twin.tokens.get(folded(raw))
                if token is not None and token not in field.options:
                    return f"it goes with {other.proof}.kind: {' or '.join(other.kinds)}"
        return ""

    def _field(self, form: Form, key_path: KeyPath) -> FormField | None:
        name = dotted(key_path)
        return next((f for f in form.fields if f.in_manifest and f.dotted == name), None)
