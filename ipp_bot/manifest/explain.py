"""What pydantic found wrong with an entry, said in the words of a manifest's author."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipp_bot.manifest.draft import EXAMPLES, Draft, Steps, dotted
from ipp_bot.manifest.numbers import Wrong
from ipp_bot.manifest.values import close
from ipp_bot.profile import Form, FormField, Kind, Profile, folded
from ipp_bot.profile.source import Mapping, find

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

__all__ = ["Explainer"]


class Explainer:
    """Turns complaints into faults with places and with what to type."""

    def __init__(self, profile: Profile, keys: frozenset[str]) -> None:
        self._profile = profile
        self._keys = keys

    def unknown_keys(self, draft: Draft) -> None:
        """Without a form the keys can at least be compared with those of all forms."""
        for name, key in draft.own.keys.items():
            if name not in self._keys:
                hint = close(name, tuple(sorted(self._keys)))
                draft.fault_at((key.line, key.column), (name,), "unknown key", hint, "unknown-key")

    def explain(self, draft: Draft, form: Form, detail: ErrorDetails) -> None:
        """A complaint of pydantic in this project's words."""
        steps: Steps = detail["loc"]
        name = str(steps[-1]) if steps else ""
        if dotted(steps) in {fault.key for fault in draft.faults}:
            # what led to the form was judged before
            return
        match detail["type"]:
            case "missing":
                example = EXAMPLES.get(name) or self.hint(form, steps)
                draft.fault(steps, "is missing", example, "missing")
            case "extra_forbidden":
                self._unknown(draft, form, steps)
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

    def _unknown(self, draft: Draft, form: Form, steps: Steps) -> None:
        parent, _ = find(draft.node, steps[:-1])
        name = str(steps[-1])
        key = parent.keys.get(name) if isinstance(parent, Mapping) else None
        line, column = (key.line, key.column) if key else (draft.own.line, draft.own.column)
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
        draft.fault_at((line, column), steps, "unknown key", hint, "unknown-key")

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
