"""The manifest's models, built from a profile's forms: a new plain field is one line of YAML."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, PlainValidator, WithJsonSchema, create_model

from ipp_bot.manifest.confirmation import MARK, confirmation
from ipp_bot.manifest.invalid_value import InvalidValue
from ipp_bot.manifest.values import choose, normalise
from ipp_bot.profile import Form, FormField, Kind, Limits, Profile, index_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ipp_bot.manifest.values import Value

__all__ = [
    "REF",
    "EntryModel",
    "HeadModel",
    "Models",
    "account_name",
    "is_demanded",
    "own_keys",
    "values_of",
]

REF = re.compile(r"[\w.-]{1,64}")
"""Letters and digits of any script, dots, underscores, hyphens; it names files."""
_ACCOUNT = re.compile(r"[^\s/\\:*?\"<>|]{1,64}")


def _one_text(raw: object) -> str:
    if raw is None or raw == "":
        raise InvalidValue("is empty", "type a text")
    if not isinstance(raw, str):
        raise InvalidValue("one text is expected", "write it behind the colon")
    return raw.strip()


def _ref(raw: object) -> str:
    ref = unicodedata.normalize("NFC", _one_text(raw))
    if not REF.fullmatch(ref):
        fit = re.sub(r"[^\w.-]+", "-", ref).strip("-")[:64]
        raise InvalidValue(
            f"{ref!r} is no ref, which has 1 to 64 letters, digits, dots, underscores and hyphens",
            f"type {fit or 'acme-0001'}",
        )
    if not ref.strip("."):
        raise InvalidValue(f"{ref!r} is no ref: it names a folder", "type a word such as acme-0001")
    return ref


def account_name(raw: object) -> str:
    """The name of an account, fit to be a folder's; `InvalidValue` if it is none."""
    account = _one_text(raw)
    if not _ACCOUNT.fullmatch(account) or not account.strip("."):
        raise InvalidValue(
            f"{account!r} is no account", "type the name of an account of ipp-bot.yaml"
        )
    return account


def _version(raw: object) -> int:
    if raw is None:
        raise InvalidValue("is empty", "type version: 1")
    if raw != "1":
        raise InvalidValue(
            f"{raw!r} is a version that this client does not read", "type version: 1"
        )
    return 1


def _confirmed(raw: object) -> str:
    return confirmation(_one_text(raw))


def _client(raw: object) -> str:
    return "" if raw in (None, "") else _one_text(raw)


Ref = Annotated[
    str,
    PlainValidator(_ref),
    WithJsonSchema({"type": "string", "pattern": f"^{REF.pattern}$", "maxLength": 64}),
]
Confirmed = Annotated[
    str,
    PlainValidator(_confirmed),
    WithJsonSchema({"anyOf": [{"type": "boolean"}, {"type": "string", "pattern": MARK.pattern}]}),
]
Client = Annotated[str, PlainValidator(_client), WithJsonSchema({"type": "string"})]
Account = Annotated[str, PlainValidator(account_name), WithJsonSchema({"type": "string"})]
Version = Annotated[int, PlainValidator(_version), WithJsonSchema({"const": 1})]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class HeadModel(_Strict):
    """The top of a manifest; its entries are validated one by one by the models of their forms."""

    version: Version
    account: Account
    defaults: dict[str, Any] | None = None
    iprs: list[Any]


class EntryModel(_Strict):
    """What every form has."""

    ref: Ref = Field(description="The agency's own number, unique in the ledger.")
    client: Client = Field(default="", description="The agency's own word for whom it files.")
    confirmed: Confirmed = Field(
        default="", description="Whether a person compared a drafted entry with its papers."
    )


def _vocabulary(labels: dict[str, tuple[str, ...]], description: str) -> object:
    index = index_of(labels)

    def validate(raw: object) -> str:
        return choose(_one_text(raw), index)

    words = list(dict.fromkeys([*labels, *(word for every in labels.values() for word in every)]))
    return Annotated[
        str,
        PlainValidator(validate),
        WithJsonSchema({"type": "string", "enum": words, "description": description}),
    ]


def _validator(field: FormField, limits: Limits) -> Callable[[object], object]:
    return lambda raw: normalise(field, raw, limits)


_NUMBER_OR_TEXT: dict[str, Any] = {"type": ["string", "number"]}


def _schema(  # noqa: PLR0911 - one for each kind
    field: FormField, limits: Limits
) -> dict[str, Any]:
    """The JSON schema of a value; lenient where YAML editors read a number or a date."""
    described = {"description": field.help or " / ".join(field.labels[:1] + field.labels[-1:])}
    match field.kind:
        case Kind.CHOICE | Kind.MULTICHOICE:
            words = [*field.options, *(w for every in field.options.values() for w in every)]
            one: dict[str, Any] = {"enum": list(dict.fromkeys(words))}
            if all(token.isdigit() for token in field.options):
                one = {"anyOf": [{"enum": [int(token) for token in field.options]}, one]}
            if field.kind is Kind.CHOICE:
                return {**one, **described}
            return {"anyOf": [one, {"type": "array", "items": one, "minItems": 1}], **described}
        case Kind.DATE:
            return {"type": "string", "format": "date", **described}
        case Kind.YESNO:
            return {"enum": ["yes", "no", True, False], **described}
        case Kind.FILES:
            file = {"type": "string", "minLength": 1}
            most = field.max_files or limits.files_per_slot
            several = {"type": "array", "items": file, "minItems": 1, "maxItems": most}
            return {"anyOf": [file, several], **described}
        case _ if field.many:
            several = {"type": "array", "items": _NUMBER_OR_TEXT, "minItems": 1}
            return {"anyOf": [_NUMBER_OR_TEXT, several], **described}
        case _:
            longest = field.max_length or limits.text
            return {**_NUMBER_OR_TEXT, "maxLength": longest, **described}


def is_demanded(field: FormField) -> bool:
    """Whether the model itself asks for the key; what depends on other keys is asked for later."""
    if field.poa_block:
        # `power_of_attorney` may lack its file but not its date
        return field.required and field.kind is Kind.DATE
    return field.required and field.default is None and not (field.when or field.required_when)


_Tree = dict[str, Any]


def _tree(form: Form) -> _Tree:
    tree: _Tree = {}
    for field in form.fields:
        if not field.in_manifest:
            continue
        branch = tree
        for step in field.path[:-1]:
            branch = branch.setdefault(step, {})
        branch[field.path[-1]] = field
    return tree


def _model(name: str, tree: _Tree, limits: Limits, extra: dict[str, Any]) -> type[BaseModel]:
    fields: dict[str, Any] = dict(extra)
    for key, item in tree.items():
        if isinstance(item, FormField):
            kind = Annotated[
                Any, PlainValidator(_validator(item, limits)), WithJsonSchema(_schema(item, limits))
            ]
            fields[_safe(key)] = (kind, Field(... if is_demanded(item) else None, alias=key))
            continue
        kinds = extra.get("certificate.kind") if key == "certificate" else None
        inner = _model(
            f"{name}{key.title().replace('_', '')}",
            item,
            limits,
            {"kind": kinds} if kinds else {},
        )
        if _wants(item) or kinds:
            fields[_safe(key)] = (inner, Field(..., alias=key))
        else:
            fields[_safe(key)] = (inner | None, Field(None, alias=key))
    fields.pop("certificate.kind", None)
    base = EntryModel if "type" in extra else _Strict
    return create_model(name, __base__=base, **fields)


def _safe(key: str) -> str:
    """A name that a model may have: `class` is a word of Python's own."""
    return f"{key}_"


def _wants(tree: _Tree) -> bool:
    return any(
        (is_demanded(item) and not item.poa_block) if isinstance(item, FormField) else _wants(item)
        for item in tree.values()
    )


class Models:
    """The models of one profile, each built when first asked for."""

    def __init__(self, profile: Profile) -> None:
        self._profile = profile
        self._built: dict[tuple[str, ...], type[BaseModel]] = {}

    def of(self, form: Form) -> type[BaseModel]:
        """The model of an entry that goes through the form."""
        demanded = (field.key for field in form.fields if field.printed_until and field.required)
        key = (form.name, *demanded)
        if key not in self._built:
            self._built[key] = self._build(form)
        return self._built[key]

    def _build(self, form: Form) -> type[BaseModel]:
        profile = self._profile
        places = {name: profile.places[name] for name in form.places}
        extra: dict[str, Any] = {
            "type": (
                _vocabulary({form.type: profile.types[form.type]}, "The type of IPR."),
                ...,
            ),
            "place": (_vocabulary(places, "Where it is registered."), ...),
        }
        if set(form.places) & set(profile.places_with_country):
            country = _vocabulary(profile.countries, "With a place that needs one.")
            extra["country"] = (country, None)
        if form.proof == "certificate":
            kinds: dict[str, tuple[str, ...]] = dict.fromkeys(form.kinds, ())
            extra["certificate.kind"] = (_vocabulary(kinds, "Which certificate it is."), ...)
        name = "".join(part.title() for part in form.name.split("-"))
        return _model(name, _tree(form), profile.limits, extra)


def values_of(model: BaseModel, form: Form) -> Iterator[tuple[str, Value]]:
    """What a validated entry gives to the form's fields."""
    for field in form.fields:
        if field.in_manifest:
            value: Any = model
            for step in field.path:
                value = getattr(value, _safe(step), None)
            if value is not None:
                yield field.key, value


def own_keys(profile: Profile) -> frozenset[str]:
    """Every top-level key that an entry of some form may have."""
    common = {"ref", "client", "confirmed", "type", "place", "country"}
    forms = {field.path[0] for form in profile.forms for field in form.fields if field.in_manifest}
    return frozenset(common | forms)
