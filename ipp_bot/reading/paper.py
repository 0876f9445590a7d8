"""What a paper says, found by machine."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = [
    "NOT_READ",
    "Certainty",
    "Field",
    "Filled",
    "Origin",
    "Paper",
    "PaperKind",
    "Place",
    "Signing",
    "SigningPlace",
    "Value",
]

Value = str | tuple[str, ...]
"""A value in the manifest's form: a text, or several (authors, classes)."""

Place = tuple[float, float, float, float]
"""Left, top, right and bottom in parts of the page's width and height, from its upper left corner,
as a viewer shows the page."""

NOT_READ = "only the first 200 pages of a file are read: split it"
"""Why the pages behind them are `PaperKind.UNKNOWN`."""


class PaperKind(StrEnum):
    """What sort of paper it is."""

    SOFTWARE_REGISTRATION = "software-registration"
    SOFTWARE_CHANGE = "software-change"
    WORKS_REGISTRATION = "works-registration"
    TIMESTAMP = "timestamp"
    TRADEMARK = "trademark"
    PATENT = "patent"
    POWER_OF_ATTORNEY = "power-of-attorney"
    BUSINESS_LICENCE = "business-licence"
    IDENTITY_CARD = "identity-card"
    OPERATING_PAGE = "operating-page"
    UNKNOWN = "unknown"


class Certainty(StrEnum):
    """Whether a person should compare the value with the paper."""

    SURE = "sure"
    LOOK = "look"


class Origin(StrEnum):
    """How a value is known."""

    TEXT = "text"
    QR = "qr"
    PICTURE = "picture"


@dataclass(frozen=True, slots=True)
class Field:
    """One value of a paper."""

    value: Value
    state: Certainty
    origin: Origin
    box: Place
    page: int = 1
    """The page of the file that it stands on, from 1."""
    candidates: tuple[str, ...] = ()
    """What else it may be, where readings or repairs differ, or a name stands there in two
    languages; the value is the first."""
    why: str = ""
    """Why a person should look; "" where the value is sure."""

    def data(self) -> dict[str, Any]:
        """The field for machines."""
        value = list(self.value) if isinstance(self.value, tuple) else self.value
        return {
            "value": value,
            "state": str(self.state),
            "from": str(self.origin),
            "page": self.page,
            "box": list(self.box),
            "candidates": list(self.candidates),
            "why": self.why,
        }


class Signing(StrEnum):
    """What a place is for."""

    SIGNATURE = "signature"
    SEAL = "seal"
    EITHER = "either"
    DATE = "date"


class Filled(StrEnum):
    """What stands at such a place."""

    YES = "filled"
    PRINT = "print"
    NO = "blank"


@dataclass(frozen=True, slots=True)
class SigningPlace:
    """A place for a signature, a seal or the date of signing."""

    what: Signing
    label: str
    """What is printed before it."""
    filled: Filled
    is_sure: bool = True
    """Whether its label was read surely."""

    def data(self) -> dict[str, Any]:
        """The place for machines."""
        return {
            "what": str(self.what),
            "label": self.label,
            "filled": str(self.filled),
            "is_sure": self.is_sure,
        }


@dataclass(frozen=True, slots=True)
class Paper:
    """One paper; a file may hold several."""

    file: str
    page: int
    """The page of the file that it begins on, from 1."""
    pages: int
    """How many pages it has."""
    kind: PaperKind
    fields: Mapping[str, Field] = field(default_factory=dict)
    """What was found, by the manifest's keys."""
    left_out: tuple[str, ...] = ()
    """Keys that papers of this kind usually bear and that could not be found or read here."""
    says_none: tuple[str, ...] = ()
    """Keys of which the paper says that there is nothing: `first_published_on` for 未发表."""
    seal: bool = False
    """Whether a seal in colour is on it."""
    colour: bool = False
    """Whether it is in colour."""
    signing: tuple[SigningPlace, ...] = ()
    """Where a power of attorney, or a page behind it, is signed, sealed and dated."""
    why: str = ""
    """Why nothing could be read; "" where something was."""

    def data(self) -> dict[str, Any]:
        """The paper for machines."""
        return {
            "file": self.file,
            "page": self.page,
            "pages": self.pages,
            "kind": str(self.kind),
            "fields": {key: found.data() for key, found in self.fields.items()},
            "left_out": list(self.left_out),
            "says_none": list(self.says_none),
            "seal": self.seal,
            "colour": self.colour,
            "signing": [place.data() for place in self.signing],
            "why": self.why,
        }

    @classmethod
    def from_data(cls, data: Mapping[str, Any], file: str) -> Paper:
        """The paper that `data` told, in a file of that name; KeyError, ValueError for others."""
        return cls(
            file=file,
            page=data["page"],
            pages=data["pages"],
            kind=PaperKind(data["kind"]),
            fields={key: _field(found) for key, found in data["fields"].items()},
            left_out=tuple(data["left_out"]),
            says_none=tuple(data["says_none"]),
            seal=data["seal"],
            colour=data["colour"],
            signing=tuple(
                SigningPlace(
                    Signing(one["what"]), one["label"], Filled(one["filled"]), one["is_sure"]
                )
                for one in data["signing"]
            ),
            why=data["why"],
        )


def _field(data: Mapping[str, Any]) -> Field:
    value = data["value"]
    left, top, right, bottom = data["box"]
    return Field(
        value=tuple(value) if isinstance(value, list) else value,
        state=Certainty(data["state"]),
        origin=Origin(data["from"]),
        box=(left, top, right, bottom),
        page=data["page"],
        candidates=tuple(data["candidates"]),
        why=data["why"],
    )
