"""Which form an entry goes through: by its type, its place, its certificate or proof."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipp_bot.manifest.draft import EXAMPLES, Draft
from ipp_bot.manifest.numbers import Wrong
from ipp_bot.manifest.values import choose
from ipp_bot.profile import folded
from ipp_bot.profile.source import Mapping, Scalar, find

if TYPE_CHECKING:
    from ipp_bot.profile import Form, Profile

__all__ = ["choose_form"]


def choose_form(draft: Draft, profile: Profile) -> Form | None:
    """The form, or None and the faults that leave it open.

    With a wrong place the nearest form is given, so that the entry's other faults are told too.
    """
    kind = _token(draft, "type", profile.type_tokens, "write type: copyright")
    place = _token(draft, "place", profile.place_tokens, "write place: Mainland China")
    if kind is None:
        return None
    forms = [form for form in profile.forms if form.type == kind]
    if any(form.proof for form in forms):
        forms = _proven(draft, forms)
        if not forms:
            return None
    for form in forms:
        if place in form.places:
            return form
    if place is None:
        return forms[0]
    places = list(dict.fromkeys(name for form in forms for name in form.places))
    what = forms[0].kinds[0] if forms and forms[0].proof == "certificate" else kind
    draft.fault(("place",), f"{what} is not filed for {place}", f"one of {'; '.join(places)}")
    return forms[0]


def _token(draft: Draft, key: str, tokens: dict[str, str], hint: str) -> str | None:
    node, found = find(draft.node, (key,))
    if not found:
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
    """The forms that serve the entry's certificate or proof."""
    keys = list(dict.fromkeys(form.proof for form in forms if form.proof))
    given = [key for key in keys if key in draft.own.items]
    given = given or [key for key in keys if key in draft.node.items]
    if len(given) != 1:
        message = "is given beside " + given[0] if given else f"or {keys[-1]} is missing"
        draft.fault(
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
    if not isinstance(draft.node.items[key], Mapping):
        draft.fault((key,), "a mapping is expected", EXAMPLES[key])
        return []
    kind = draft.text(key, "kind")
    if kind is None:
        draft.fault((key, "kind"), "is missing", f"one of {', '.join(kinds)}", "missing")
        return []
    tokens = {folded(name): name for name in kinds}
    for form in forms:
        for field in form.fields:
            if field.dotted == f"{key}.kind":
                tokens.update(field.tokens)
    try:
        token = choose(kind, tokens)
    except Wrong as wrong:
        draft.fault((key, "kind"), wrong.message, wrong.hint, "unknown-value")
        return []
    return [form for form in forms if token in form.kinds]
