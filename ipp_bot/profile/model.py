"""What the client knows of a portal: addresses, labels, forms, timings, limits."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping  # noqa: TC003 - pydantic reads it at run time
from enum import StrEnum
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, Self

from pydantic import BaseModel, ConfigDict, Field, PrivateAttr, field_validator, model_validator

from ipp_bot.portal_time import DateOrder
from ipp_bot.profile.base import Vocabulary, Words, folded
from ipp_bot.profile.dates import ISO, pattern_fault
from ipp_bot.profile.layout import Listing, RecordLayout, Steps
from ipp_bot.profile.origins import Origins
from ipp_bot.working_days import OfficeHours, SettleSeconds

__all__ = [
    "Form",
    "FormField",
    "Kind",
    "Limits",
    "Listing",
    "NewOption",
    "Origins",
    "Pacing",
    "Profile",
    "RecordLayout",
    "Settle",
    "Steps",
    "Timings",
    "folded",
    "index_of",
]


def index_of(vocabulary: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
    """Every token and label, folded, with the token it names; ambiguous labels are left out."""
    named: dict[str, set[str]] = {}
    for token, labels in vocabulary.items():
        for label in labels:
            named.setdefault(folded(label), set()).add(token)
    index = {label: tokens.pop() for label, tokens in named.items() if len(tokens) == 1}
    index.update({folded(token): token for token in vocabulary})
    return index


class Kind(StrEnum):
    """How a field of a form takes its value."""

    TEXT = "text"
    TEXTAREA = "textarea"
    DATE = "date"
    CHOICE = "choice"
    MULTICHOICE = "multichoice"
    YESNO = "yesno"
    FILES = "files"


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


@lru_cache(maxsize=1024)
def _steps(dotted: str) -> tuple[str, ...]:
    return tuple(dotted.split("."))


class NewOption(_Frozen):
    """How a text is added to the list from which the portal has a field chosen."""

    button: Words = Field(min_length=1)
    """The button that opens the dialog."""
    labels: Vocabulary = {}
    """What the dialog calls this field and others of the form, by their keys."""


class FormField(_Frozen):
    """One field of a form, as the portal shows it and as the manifest names it."""

    key: str
    """The manifest's key in the singular, flattened: `holder_identification_number`."""
    kind: Kind
    labels: Words = Field(min_length=1)
    manifest: str = ""
    """Where the manifest has it, dotted; the key itself unless said otherwise."""
    required: bool = False
    when: dict[str, Words] = {}
    """The field is shown only when these other keys have one of these values."""
    required_when: dict[str, Words] = {}
    """The field must be filled when these other keys have one of these values."""
    options: Vocabulary = {}
    constant: str | None = None
    """The form answers this itself; the manifest does not mention the field."""
    default: str | None = None
    """What the form takes when the manifest is silent."""
    yes_if: str | None = None
    """A YESNO that is answered by whether the manifest fills that other field."""
    many: bool = False
    """The manifest may list several texts; the portal has one input for them."""
    max_length: int | None = None
    max_files: int | None = None
    section: str = "basic"
    poa_block: bool = False
    """Shown only when the holder's and the complainant's names differ."""
    printed_until: dt.date | None = None
    """From this day on certificates do not bear it: a manifest for a later one may lack it."""
    dates: str = ISO
    """How the portal writes this day where it is typed or shown in words."""
    check: str = ""
    """The name of a check that normalises or judges the value, such as `patent-number`."""
    add: NewOption | None = None
    """How a text that the portal's list lacks is added to it."""
    help: str = ""
    """One sentence for the author of a manifest."""

    @property
    def path(self) -> tuple[str, ...]:
        """The manifest's key as steps."""
        return _steps(self.manifest or self.key)

    @property
    def dotted(self) -> str:
        """The manifest's key as a fault names it."""
        return self.manifest or self.key

    @cached_property
    def tokens(self) -> dict[str, str]:
        """Every option's token and labels, folded, with the token."""
        return index_of(self.options)

    @property
    def in_manifest(self) -> bool:
        """False for what the form answers itself."""
        return self.constant is None and self.yes_if is None

    def applies(self, values: Mapping[str, object]) -> bool:
        """Whether the field is shown beside these values."""
        return all(values.get(key) in wanted for key, wanted in self.when.items())

    def is_required(self, values: Mapping[str, object]) -> bool:
        """Whether the field must be filled beside these values, if it is shown at all."""
        if self.required_when:
            return all(values.get(key) in wanted for key, wanted in self.required_when.items())
        return self.required

    @model_validator(mode="after")
    def _fits_its_kind(self) -> Self:
        if fault := pattern_fault(self.dates):
            raise ValueError(f"{self.key}: dates: {fault}")
        choosing = self.kind in (Kind.CHOICE, Kind.MULTICHOICE)
        if choosing != bool(self.options) and self.kind is not Kind.YESNO:
            raise ValueError(f"{self.key}: options belong to choices, and choices need them")
        if self.constant is not None and self.options and self.constant not in self.options:
            raise ValueError(f"{self.key}: the constant {self.constant!r} is no option")
        if self.default is not None and self.options and self.default not in self.options:
            raise ValueError(f"{self.key}: the default {self.default!r} is no option")
        return self


class Form(_Frozen):
    """One path through the details page."""

    name: str
    type: str
    kinds: tuple[str, ...] = ()
    """The proofs it serves (`certificate.kind` or `proof.kind`); empty where it has none."""
    proof: str = ""
    """The manifest's key that bears the kind: `certificate`, `proof` or ""."""
    places: tuple[str, ...] = Field(min_length=1)
    fields: tuple[FormField, ...] = Field(min_length=1)

    def field(self, key: str) -> FormField:
        """The field of that key; KeyError if the form has none."""
        for field in self.fields:
            if field.key == key:
                return field
        raise KeyError(key)

    def has(self, fields: Iterable[FormField]) -> bool:
        """Whether all of these are fields of the form, just as they are."""
        return all(field in self.fields for field in fields)

    @model_validator(mode="after")
    def _agrees_with_itself(self) -> Self:
        keys = [field.key for field in self.fields]
        twice = sorted({key for key in keys if keys.count(key) > 1})
        if twice:
            raise ValueError(f"form {self.name}: {', '.join(twice)} given twice")
        for field in self.fields:
            named = (field.yes_if,) if field.yes_if else ()
            for key in (*field.when, *field.required_when, *named):
                if key not in keys:
                    raise ValueError(f"form {self.name}: {field.key} refers to {key}, not in it")
        return self


class Settle(_Frozen):
    """How long a portal may take to carry out and to show what it was sent; a number is seconds."""

    seconds: float = Field(ge=0, allow_inf_nan=False)
    office_hours: str = ""
    """`Mon-Fri 09:00-18:00` in the portal's time: the seconds count within these alone."""

    @model_validator(mode="before")
    @classmethod
    def _of_a_number(cls, given: Any) -> Any:  # noqa: ANN401  whatever the file holds
        return given if isinstance(given, dict | Settle) else {"seconds": given}

    @field_validator("office_hours")
    @classmethod
    def _are_hours(cls, text: str) -> str:
        if text:
            OfficeHours.of(text)
        return text

    @property
    def time(self) -> SettleSeconds:
        """After which *absent* may be believed."""
        hours = OfficeHours.of(self.office_hours) if self.office_hours else None
        return SettleSeconds(self.seconds, hours)


class Timings(_Frozen):
    """Seconds, except where the name says otherwise."""

    press_deadline: float = Field(gt=0)
    settle: Settle
    navigation: float = Field(gt=0)
    action: float = Field(gt=0)
    upload: float = Field(gt=0)
    lease: float = Field(gt=0)
    review_working_days: int = Field(ge=0)


class Pacing(_Frozen):
    """How politely an account is used; 0 turns a bound off."""

    gap_seconds: float = Field(ge=0)
    per_hour: int = Field(ge=0)


class Limits(_Frozen):
    """What the portal takes at most."""

    file_bytes: int = Field(gt=0)
    files_per_slot: int = Field(gt=0)
    text: int = Field(gt=0)
    textarea: int = Field(gt=0)
    formats: tuple[str, ...] = Field(min_length=1)
    """File name extensions without the dot."""
    least_pixels: int = Field(ge=0)
    """A picture's longer side should have that many."""


ADDRESSES = frozenset(
    {"sign_in", "user_center", "ipr_submission", "ipr_management", "details", "record"}
)
"""Pages that may have an address; `details` and `record` bear `{number}`."""


class Profile(_Frozen):
    """A portal as the client knows it."""

    name: str
    version: int
    languages: tuple[str, ...]
    origins: Origins
    addresses: dict[str, str]
    labels: Vocabulary
    """Buttons, menu, headings, marks by dotted key: `button.save_draft`."""
    statuses: Vocabulary
    types: Vocabulary
    places: Vocabulary
    places_with_country: tuple[str, ...] = ()
    countries: Vocabulary
    timings: Timings
    pacing: Pacing
    limits: Limits
    steps: Steps = Steps()
    listing: Listing = Listing()
    record: RecordLayout = RecordLayout()
    date_format: str = ISO
    """How the portal writes days, unless a field's `dates` says otherwise."""
    time_order: DateOrder | None = None
    """What comes first in times whose year stands last; without it `date_format` says so."""
    header_shows_complainant: bool = False
    """Whether the head of a page alone says who is signed in, and no label stands beside it."""
    drafts_show_number: bool
    forms: tuple[Form, ...] = Field(min_length=1)
    _path: Path | None = PrivateAttr(default=None)

    @property
    def path(self) -> Path | None:
        """The file that it was read from; None if it was made otherwise."""
        return self._path

    def read_from(self, path: Path) -> Self:
        """The same profile, which now knows its file."""
        self._path = path
        return self

    @cached_property
    def type_tokens(self) -> dict[str, str]:
        """Every type's token and labels, folded, with the token."""
        return index_of(self.types)

    @cached_property
    def place_tokens(self) -> dict[str, str]:
        """Every place's token and labels, folded, with the token."""
        return index_of(self.places)

    @cached_property
    def country_tokens(self) -> dict[str, str]:
        """Every country's token and labels, folded, with the token."""
        return index_of(self.countries)

    @property
    def order_of_times(self) -> DateOrder | None:
        """What comes first in times whose year stands last; None leaves them unread."""
        parts = re.findall("YYYY|MM|DD", self.date_format)
        by_format = DateOrder.DAY_FIRST if parts[0] == "DD" else DateOrder.MONTH_FIRST
        return self.time_order or (by_format if parts[-1] == "YYYY" else None)

    def form(self, name: str) -> Form:
        """The form of that name; KeyError if the profile has none."""
        for form in self.forms:
            if form.name == name:
                return form
        raise KeyError(name)

    def label(self, key: str) -> tuple[str, ...]:
        """The labels under a dotted key; KeyError names the key."""
        return self.labels[key]

    @field_validator("origins")
    @classmethod
    def _has_an_entrance(cls, origins: Origins) -> Origins:
        if not origins.pages or "*" in origins.pages[0]:
            raise ValueError("pages: the first is where the portal is entered; type https://host")
        return origins

    @field_validator("addresses")
    @classmethod
    def _are_of_pages(cls, addresses: dict[str, str]) -> dict[str, str]:
        for page, address in addresses.items():
            if page not in ADDRESSES:
                raise ValueError(f"{page!r} is no page; there are {', '.join(sorted(ADDRESSES))}")
            if page in ("details", "record") and "{number}" not in address:
                raise ValueError(f"{page}: the IPR number's place is missing: {{number}}")
        return addresses

    @model_validator(mode="after")
    def _agrees_with_itself(self) -> Self:
        if self.steps.one_page and not self.drafts_show_number:
            raise ValueError("steps.one_page: without numbers on drafts none can be told apart")
        names = [form.name for form in self.forms]
        if len(set(names)) != len(names):
            raise ValueError("two forms bear the same name")
        for form in self.forms:
            if form.type not in self.types:
                raise ValueError(f"form {form.name}: the type {form.type!r} is not among types")
            for place in form.places:
                if place not in self.places:
                    raise ValueError(f"form {form.name}: the place {place!r} is not among places")
        for place in self.places_with_country:
            if place not in self.places:
                raise ValueError(f"places_with_country: {place!r} is not among places")
        return self


def expand(data: dict[str, Any]) -> dict[str, Any]:
    """The forms' fields filled in from the shared `fields:`; raises TypeError with the key."""
    vocabulary = data.pop("fields", None) or {}
    if not isinstance(vocabulary, dict):
        raise TypeError("fields: a mapping of field keys is expected")
    for form in data.get("forms") or []:
        if isinstance(form, dict) and isinstance(form.get("fields"), list):
            form["fields"] = [
                {"dates": data.get("date_format", ISO), **_field(entry, vocabulary, form)}
                for entry in form["fields"]
            ]
    return data


def _field(entry: object, vocabulary: dict[str, Any], form: dict[str, Any]) -> dict[str, Any]:
    """A form's field: a name of the vocabulary, or that name with what differs in this form."""
    differing: object = {}
    if isinstance(entry, dict) and len(entry) == 1:
        ((key, differing),) = entry.items()
    else:
        key = entry
    if not isinstance(key, str) or not isinstance(differing, dict):
        raise TypeError(
            f"form {form.get('name')}: a field is a name of `fields:`, or `name: {{what differs}}`"
        )
    shared = vocabulary.get(key)
    if not isinstance(shared, dict):
        raise TypeError(f"form {form.get('name')}: {key!r} is not described under `fields:`")
    whole = {"key": key, **shared, **differing}
    whole["options"] = _options(whole)
    return whole


def _options(field: dict[str, Any]) -> dict[str, Any]:
    """The options: `numbered` unfolded, `general` labels added, `only` and `without` applied."""
    options = field.pop("options", None) or {}
    numbered = field.pop("numbered", None)
    if isinstance(numbered, dict):
        first, last = int(numbered["first"]), int(numbered["last"])
        options = {
            str(number): [label.replace("#", str(number)) for label in numbered["labels"]]
            for number in range(first, last + 1)
        }
    general = field.pop("general", None)
    if general is not None:
        options = _with_general_labels(options, general)
    only, without = field.pop("only", None), field.pop("without", None) or []
    return {
        token: labels
        for token, labels in options.items()
        if (only is None or token in only) and token not in without
    }


def _with_general_labels(options: dict[str, Any], general: object) -> dict[str, Any]:
    """The options with the labels that the portal may show for any of them, but the exceptions."""
    if not isinstance(general, dict) or not general.keys() <= {"labels", "except"}:
        raise TypeError("general: `labels`, and `except` with the options that they do not name")
    labels, exceptions = general.get("labels") or [], general.get("except") or []
    return {
        token: own
        if token in exceptions
        else list(dict.fromkeys([*_listed(own), *_listed(labels)]))
        for token, own in options.items()
    }


def _listed(labels: object) -> list[Any]:
    return labels if isinstance(labels, list) else [labels]
