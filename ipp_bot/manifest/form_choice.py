"""Which form an entry goes through: by its type, its place, its certificate or proof."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ipp_bot.manifest.entry_nodes import EXAMPLES, Draft
from ipp_bot.manifest.numbers import Wrong
from ipp_bot.manifest.values import choose, nearest
from ipp_bot.profile import folded
from ipp_bot.yaml_source import Mapping, Scalar, find

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ipp_bot.profile import Form, Profile

__all__ = ["Route", "choose_form"]


@dataclass(frozen=True, slots=True)
class Route:
    """The form that an entry is judged by, and all that it may turn out to go through."""

    form: Form
    candidates: tuple[Form, ...]

    @property
    def is_certain(self) -> bool:
        """False while a fault leaves the form open."""
        return len(self.candidates) == 1


def choose_form(draft: Draft, profile: Profile) -> Route:
    """The form by what the entry says; where that has faults, the form that its keys look like.

    So an entry's other faults are told together with those that leave its form open.
    """
    kind = _token(draft, "type", profile.type_tokens, "write type: copyright")
    place = _token(draft, "place", profile.place_tokens, "write place: Mainland China")
    forms = [form for form in profile.forms if kind is None or form.type == kind]
    if kind is not None and any(form.proof for form in forms):
        forms = _proven(draft, forms)
    if place is None:
        return _likely(draft, forms)
    filed = [form for form in forms if place in form.places]
    if not filed:
        places = list(dict.fromkeys(name for form in forms for name in form.places))
        what = forms[0].kinds[0] if forms[0].proof == "certificate" else kind
        draft.fault(("place",), f"{what} is not filed for {place}", f"one of {'; '.join(places)}")
    return _likely(draft, filed or forms)


def _likely(draft: Draft, forms: Sequence[Form]) -> Route:
    """The first of the forms that know most of the entry's keys."""
    if len(forms) == 1:
        return Route(forms[0], tuple(forms))

    def strangers(form: Form) -> int:
        known = {field.path[0] for field in form.fields if field.in_manifest}
        return len(draft.own.items.keys() - known)

    return Route(min(forms, key=strangers), tuple(forms))


def _token(draft: Draft, key: str, tokens: dict[str, str], hint: str) -> str | None:
    node, found = find(draft.node, (key,))
    if not found:
        if nearest(key, draft.strangers()) is None:
            draft.fault((key,), "is missing", f"{hint}, here or under defaults", "missing")
        return None
    if not isinstance(node, Scalar) or node.is_null:
        draft.fault((key,), "one text is expected", hint)
        return None
    try:
        return choose(node.text, tokens)
    except Wrong as wrong:
        draft.fault((key,), wrong.message, wrong.hint, "unknown-value")
        return None


def _proven(draft: Draft, forms: list[Form]) -> list[Form]:
    """The forms that serve the entry's certificate or proof; all that might if that is open."""
    keys = list(dict.fromkeys(form.proof for form in forms if form.proof))
    given = [key for key in keys if key in draft.own.items]
    given = given or [key for key in keys if key in draft.node.items]
    if len(given) != 1:
        misspelt = not given and any(nearest(key, draft.strangers()) for key in keys)
        if not misspelt:
            message = "is given beside " + given[0] if given else f"or {keys[-1]} is missing"
            draft.fault(
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
    if not isinstance(draft.node.items[key], Mapping):
        draft.fault((key,), "a mapping is expected", EXAMPLES[key])
        return forms
    kind = draft.text(key, "kind")
    if kind is None:
        draft.fault((key, "kind"), "is missing", f"one of {', '.join(kinds)}", "missing")
        return forms
    tokens = {folded(name): name for name in kinds}
    for form in forms:
        for field in form.fields:
            if field.dotted == f"{key}.kind":
                tokens.update(field.tokens)
    try:
        token = choose(kind, tokens)
    except Wrong as wrong:
        draft.fault((key, "kind"), wrong.message, wrong.hint, "unknown-value")
        return forms
    return [form for form in forms if token in form.kinds]
