"""Which form an entry goes through: by its type, its place, its certificate or proof."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ipp_bot.manifest.entry_nodes import EXAMPLES, EntryNodes
from ipp_bot.manifest.invalid_value import InvalidValue
from ipp_bot.manifest.values import choose, nearest
from ipp_bot.profile import folded
from ipp_bot.yaml_source import Mapping, Scalar, find

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ipp_bot.profile import Form, Profile

__all__ = ["FormChoice", "choose_form"]


@dataclass(frozen=True, slots=True)
class FormChoice:
    """The form that an entry is for.

    Attributes:
        form: the form to check the entry against.
        candidates: every form that is possible until the entry's faults are mended.
    """

    form: Form
    candidates: tuple[Form, ...]

    @property
    def is_certain(self) -> bool:
        """False while a fault leaves more than one form possible."""
        return len(self.candidates) == 1


def choose_form(nodes: EntryNodes, profile: Profile) -> FormChoice:
    """The form by the entry's type, place and kind; faults of these are reported to `nodes`.

    Where faults leave it open, the form that the entry's keys fit best, so that its other faults
    are reported in the same run.
    """
    kind = _token(nodes, "type", profile.type_tokens, "write type: copyright")
    place = _token(nodes, "place", profile.place_tokens, "write place: Mainland China")
    forms = [form for form in profile.forms if kind is None or form.type == kind]
    if kind is not None and any(form.proof for form in forms):
        forms = _by_proof(nodes, forms)
    if place is None:
        return _best_match(nodes, forms)
    filed = [form for form in forms if place in form.places]
    if not filed:
        places = list(dict.fromkeys(name for form in forms for name in form.places))
        what = forms[0].kinds[0] if forms[0].proof == "certificate" else kind
        nodes.report(("place",), f"{what} is not filed for {place}", f"one of {'; '.join(places)}")
    return _best_match(nodes, filed or forms)


def _best_match(nodes: EntryNodes, forms: Sequence[Form]) -> FormChoice:
    """Of these forms the first that knows most of the entry's keys."""
    if len(forms) == 1:
        return FormChoice(forms[0], tuple(forms))

    def unknown_count(form: Form) -> int:
        known = {field.path[0] for field in form.fields if field.in_manifest}
        return len(nodes.own.items.keys() - known)

    return FormChoice(min(forms, key=unknown_count), tuple(forms))


def _token(nodes: EntryNodes, key: str, tokens: dict[str, str], hint: str) -> str | None:
    node, found = find(nodes.node, (key,))
    if not found:
        if nearest(key, nodes.unknown_keys()) is None:
            nodes.report((key,), "is missing", f"{hint}, here or under defaults", "missing")
        return None
    if not isinstance(node, Scalar) or node.is_null:
        nodes.report((key,), "one text is expected", hint)
        return None
    try:
        return choose(node.text, tokens)
    except InvalidValue as invalid:
        nodes.report((key,), invalid.message, invalid.hint, "unknown-value")
        return None


def _by_proof(nodes: EntryNodes, forms: list[Form]) -> list[Form]:
    """The forms that take the entry's kind of certificate or proof; all if that is faulty."""
    keys = list(dict.fromkeys(form.proof for form in forms if form.proof))
    given = [key for key in keys if key in nodes.own.items]
    given = given or [key for key in keys if key in nodes.node.items]
    if len(given) != 1:
        misspelt = not given and any(nearest(key, nodes.unknown_keys()) for key in keys)
        if not misspelt:
            message = "is given beside " + given[0] if given else f"or {keys[-1]} is missing"
            nodes.report(
                (given[-1] if given else keys[0],),
                message,
                "give certificate for a registration of the National Copyright Administration, "
                "proof for anything else",
                "proof",
            )
        return forms
    key = given[0]
    forms = [form for form in forms if form.proof == key]
    kinds = list(dict.fromkeys(kind for form in forms for kind in form.kinds))
    if not isinstance(nodes.node.items[key], Mapping):
        nodes.report((key,), "a mapping is expected", EXAMPLES[key])
        return forms
    kind = nodes.text(key, "kind")
    if kind is None:
        nodes.report((key, "kind"), "is missing", f"one of {', '.join(kinds)}", "missing")
        return forms
    tokens = {folded(name): name for name in kinds}
    for form in forms:
        for field in form.fields:
            if field.dotted == f"{key}.kind":
                tokens.update(field.tokens)
    try:
        token = choose(kind, tokens)
    except InvalidValue as invalid:
        nodes.report((key, "kind"), invalid.message, invalid.hint, "unknown-value")
        return forms
    return [form for form in forms if token in form.kinds]
