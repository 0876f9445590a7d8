"""What the rows of a sheet are read with, and what they become."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ipp_bot.manifest.entry_builder import EntryBuilder
from ipp_bot.manifest.sheet_columns import SheetTitles, fields_of
from ipp_bot.manifest.sheet_language import SheetWords

if TYPE_CHECKING:
    from collections.abc import Mapping as TypingMapping
    from pathlib import Path

    from ipp_bot.manifest.document_paths import DocumentPaths
    from ipp_bot.manifest.entry import Entry
    from ipp_bot.manifest.row_papers import ListPapers
    from ipp_bot.manifest.sheet_origin import SheetPlace
    from ipp_bot.profile import FormField, Profile
    from ipp_bot.yaml_source import Mapping

__all__ = ["SheetRow", "SheetSource"]


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One row as an entry of a manifest, with the account that files it."""

    account: str
    node: Mapping
    place: SheetPlace
    columns: TypingMapping[str, str]
    """The letter of the column that bears each key."""
    form: str
    """The name of the form that fits the row best."""
    ordinal: str = ""
    """Its running number (序号), "" where no column has one."""
    built: Entry | None = None
    """What could be read of it, also where a cell could not."""
    is_faulty: bool = False
    """Whether a cell could not be read."""

    @property
    def entry(self) -> Entry | None:
        """The row as an entry; None where a cell could not be read."""
        return None if self.is_faulty else self.built


@dataclass(frozen=True, slots=True)
class SheetSource:
    """What all sheets of a file are read with."""

    path: Path
    account: str
    profile: Profile
    documents: DocumentPaths | None
    only_account: bool
    papers: ListPapers | None = None
    titles: SheetTitles = field(init=False)
    fields: dict[str, FormField] = field(init=False)
    words: SheetWords = field(init=False)
    builder: EntryBuilder = field(init=False)
    refs: dict[str, str] = field(default_factory=dict)
    """Where each ref was met first."""
    numbers: dict[str, dict[str, str]] = field(default_factory=dict)
    """The identification numbers that any row gives for a holder, as compared and as typed."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "titles", SheetTitles(self.profile))
        object.__setattr__(self, "fields", fields_of(self.profile))
        object.__setattr__(self, "words", SheetWords(self.titles, self.fields, self.profile))
        object.__setattr__(self, "builder", EntryBuilder(self.profile))
