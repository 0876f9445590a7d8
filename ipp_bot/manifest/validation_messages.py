"""What pydantic found wrong with an entry, said in the words of a manifest's author."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipp_bot.manifest.entry_nodes import EXAMPLES, Draft, Steps, dotted
from ipp_bot.manifest.models import is_demanded
from ipp_bot.manifest.numbers import Wrong
from ipp_bot.manifest.values import close, date_example, nearest
from ipp_bot.profile import Form, FormField, Kind, Profile, folded
from ipp_bot.yaml_source import Mapping, find

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pydantic_core import ErrorDetails

    from ipp_bot.manifest.form_choice import Route

__all__ = ["Explainer"]


class Explainer:
    """Turns complaints into faults with places and with what to type."""

    def __init__(self, profile: Profile, keys: frozenset[str]) -> None:
        self._profile = profile
        self._keys = keys

    def explain(self, draft: Draft, route: Route, details: Sequence[ErrorDetails]) -> None:
        """Pydantic's complaints in this project's words.

        What led to the form was judged before. A key that is missing because it is misspelt is told
        once, where it stands; while the form is open, only what is wrong in any of them is told.
        """
        judged = {fault.key for fault in draft.faults}
        meant: set[str] = set()
        for detail in sorted(details, key=lambda each: each["type"] != "extra_forbidden"):
            steps: Steps = detail["loc"]
            if dotted(steps) in judged:
                continue
            if detail["type"] == "extra_forbidden":
                if self._is_unknown(route, steps):
                    meant.add(self._unknown(draft, route, steps))
            elif detail["type"] == "missing":
                if dotted(steps) not in meant and self._is_demanded(route, steps):
                    name = str(steps[-1])
                    example = EXAMPLES.get(name) or self.hint(route.form, steps)
                    draft.fault(steps, "is missing", example, "missing")
            elif not self._is_taken(draft, route, steps):
                self._value(draft, route.form, detail)

    def _is_unknown(self, route: Route, steps: Steps) -> bool:
        """Whether none of the forms that are left has the key."""
        return route.is_certain or not any(
            field.path[: len(steps)] == steps
            for form in route.candidates
            for field in form.fields
            if field.in_manifest
        )

    def _is_demanded(self, route: Route, steps: Steps) -> bool:
        """Whether every form that is left demands the key."""
        if route.is_certain or steps == ("ref",):
            return True
        return all(self._demands(form, steps) for form in route.candidates)

    def _demands(self, form: Form, steps: Steps) -> bool:
        return any(
            field.path[: len(steps)] == steps and is_demanded(field)
            for field in form.fields
            if field.in_manifest
        )

    def _is_taken(self, draft: Draft, route: Route, steps: Steps) -> bool:
        """Whether another form that is left would take the value."""
        raw = draft.text(*map(str, steps))
        if route.is_certain or raw is None:
            return False
        fields = (self._field(form, steps) for form in route.candidates)
        return any(f is not None and folded(raw) in f.tokens for f in fields)

    def _value(self, draft: Draft, form: Form, detail: ErrorDetails) -> None:
        steps: Steps = detail["loc"]
        name = str(steps[-1]) if steps else ""
        match detail["type"]:
            case "value_error":
                wrong = (detail.get("ctx") or {}).get("error")
                message = wrong.message if isinstance(wrong, Wrong) else detail["msg"]
                hint = wrong.hint if isinstance(wrong, Wrong) else ""
                elsewhere = self._elsewhere(draft, form, steps)
                if elsewhere:
                    kinds = " or ".join(form.kinds)
                    raw = draft.text(*map(str, steps))
                    message = f"{raw!r} does not go with {form.proof}.kind: {kinds}"
                draft.fault(steps, message, elsewhere or hint, "value")
            case _:
                draft.fault(steps, "a mapping is expected", EXAMPLES.get(name, ""), "mapping")

    def hint(self, form: Form, steps: Steps) -> str:
        """What to write for a key that is missing."""
        field = self._field(form, steps)
        if field is None:
            return f"write {steps[-1]}: {'acme-0001' if steps == ('ref',) else '…'}"
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

    def _unknown(self, draft: Draft, route: Route, steps: Steps) -> str:
        """Tells the fault; the dotted key that was probably meant, or ""."""
        form = route.form
        parent, _ = find(draft.node, steps[:-1])
        name = str(steps[-1])
        key = parent.keys.get(name) if isinstance(parent, Mapping) else None
        line, column = (key.line, key.column) if key else (draft.own.line, draft.own.column)
        depth = len(steps) - 1
        known = {
            f.path[depth]
            for each in route.candidates
            for f in each.fields
            if f.in_manifest and len(f.path) > depth and f.path[:depth] == steps[:-1]
        }
        abroad = set(self._profile.places_with_country)
        if not depth:
            known |= {"ref", "client", "type", "place"}
            if set(form.places) & abroad:
                known.add("country")
        elif steps[:-1] == ("certificate",) and form.proof == "certificate":
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
        draft.fault_at((line, column), steps, "unknown key", hint, "unknown-key")
        return dotted((*steps[:-1], meant)) if meant else ""

    def _elsewhere(self, draft: Draft, form: Form, steps: Steps) -> str:
        """A hint for a choice that another form of the same type would take."""
        field = self._field(form, steps)
        raw = draft.text(*[str(step) for step in steps])
        if field is None or raw is None or field.kind is not Kind.CHOICE:
            return ""
        for other in self._profile.forms:
            twin = self._field(other, steps)
            if other.type == form.type and other.proof and form.proof and twin:
                token = twin.tokens.get(folded(raw))
                if token is not None and token not in field.options:
                    return f"it goes with {other.proof}.kind: {' or '.join(other.kinds)}"
        return ""

    def _field(self, form: Form, steps: Steps) -> FormField | None:
        name = dotted(steps)
        return next((f for f in form.fields if f.in_manifest and f.dotted == name), None)
