"""What is odd about a value that is taken all the same: a person should look at it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ipp_bot.manifest.foreign_numbers import us_copyright_number_in_full
from ipp_bot.manifest.identification import today_of_old_identity_number
from ipp_bot.manifest.number_text import tidy
from ipp_bot.manifest.numbers import software_year

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ipp_bot.manifest.values import Value
    from ipp_bot.profile import FormField

__all__ = ["Doubt", "doubts"]

_LAST_OF_FIVE = 2008
_FIRST_OF_SEVEN = 2020
_QUOTED = re.compile(r"[“”„＂«「『].*[“”＂»」』]")


@dataclass(frozen=True, slots=True)
class Doubt:
    """One oddity, in words, with what to do and a word for machines."""

    message: str
    hint: str
    code: str


def doubts(
    field: FormField, typed: str, values: Mapping[str, Value], country: str | None
) -> Iterator[Doubt]:
    """The oddities of one field: `typed` is the manifest's text, `values` what is filed."""
    value = values.get(field.key)
    if not isinstance(value, str):
        return
    match field.check:
        case "patent-number":
            yield from _of_patent(typed, value)
        case "software-registration-number":
            yield from _of_software(value)
        case "foreign-registration-number" if country == "United States":
            meant = us_copyright_number_in_full(value)
            if meant:
                yield Doubt(
                    f"the office's register writes {value!r} as {meant}",
                    f"type {meant}, unless the portal takes it as the paper has it",
                    "number-form",
                )
        case "identification-number" if values.get("holder_kind") == "individual":
            meant = today_of_old_identity_number(value)
            if meant:
                yield Doubt(
                    f"{value!r} has 15 digits, as cards had before 2000",
                    f"today's number is {meant}: type it if the card shows it",
                    "old-number",
                )
        case "" if _QUOTED.fullmatch(value):
            yield Doubt(
                f"{value!r} is filed with its quotation marks",
                "delete them, unless the certificate has them",
                "quotes",
            )


def _of_patent(typed: str, value: str) -> Iterator[Doubt]:
    given = tidy(typed)
    if re.fullmatch(r"(?:ZL|CN)?(?:\d{12}|\d{8})号?", given):
        yield Doubt(
            f"{typed!r} lacks its check digit; {value} is filed, computed from the others",
            f"compare {value} with the certificate and type it",
            "number-form",
        )
    elif given.startswith("CN"):
        yield Doubt(
            f"{typed!r} is how an application is numbered; {value} is filed",
            f"type {value}, if the patent was granted",
            "number-form",
        )


def _of_software(value: str) -> Iterator[Doubt]:
    year = software_year(value)
    if year is None:
        return
    count = len(value.partition("SR")[2])
    expected = 5 if year <= _LAST_OF_FIVE else 7 if year >= _FIRST_OF_SEVEN else count
    if count != expected:
        yield Doubt(
            f"{value} has {count} digits after SR; numbers of {year} have {expected}",
            "compare it with the certificate",
            "number-form",
        )
