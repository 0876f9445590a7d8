"""One entry of a manifest, checked and turned into what a form takes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from ipp_bot.manifest.names import same_name

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping
    from pathlib import Path

    from ipp_bot.diagnostics import Diagnostic
    from ipp_bot.manifest.values import Value

__all__ = ["Entry", "Poa", "SheetPlaces"]

_COLUMNS = 1 << 16


class SheetPlaces(Protocol):
    """Finds the cells of a workbook that a diagnostic is about."""

    def placed(self, diagnostic: Diagnostic) -> Diagnostic:
        """The diagnostic with its sheet and cell."""


@dataclass(frozen=True, slots=True)
class Poa:
    """A power of attorney; without a file the portal's template is fetched and waited for."""

    file: Path | None
    expires_on: dt.date


@dataclass(frozen=True, slots=True)
class Entry:
    """An IPR to file, known by account and ref."""

    account: str
    ref: str
    client: str
    form: str
    """The name of the profile's form."""
    type: str
    place: str
    country: str | None
    values: Mapping[str, Value]
    """What the form takes by field key: dates ISO, choices as tokens, several as a tuple."""
    files: Mapping[str, tuple[Path, ...]]
    """Documents by slot, resolved; the signed power of attorney is in `poa`."""
    holder: str
    holder_kind: str
    poa: Poa | None
    title: str
    registration_number: str | None
    manifest: Path
    line: int
    is_flawed: bool = False
    """It has faults: good for a look at its documents and dates, never for filing."""
    confirmed: str = ""
    """What the key `confirmed` says: see `manifest.confirmation`; "" without the key."""
    implied: frozenset[str] = frozenset()
    """Keys of `values` that the form answers itself or takes when the manifest is silent."""
    poa_keys: frozenset[str] = frozenset()
    """Keys of `values` and `files` that the form asks for only if a POA is needed."""
    places: Mapping[str, int] = field(default_factory=dict, repr=False, compare=False)
    """Packed places in the file by key; read them with `position`."""

    sheet: SheetPlaces | None = field(default=None, repr=False, compare=False)
    """Where in a workbook the entry came from, if it did."""

    def needs_poa(self, complainant: str) -> bool:
        """Whether the holder is another than the complainant."""
        return not same_name(self.holder, complainant)

    def position(self, key: str) -> tuple[int, int]:
        """Line and column of a key, dotted or in the singular; of the entry if it lacks the key."""
        while key:
            packed = self.places.get(key)
            if packed is not None:
                return divmod(packed, _COLUMNS)
            key = key.rpartition(".")[0]
        packed = self.places.get("", self.line * _COLUMNS + 1)
        return divmod(packed, _COLUMNS)


def pack(line: int, column: int) -> int:
    """Line and column in one number; an entry has some forty of them."""
    return line * _COLUMNS + min(column, _COLUMNS - 1)
