"""From a folder of papers to entries that a person confirms; what a person typed stays."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from ipp_bot.errors import UsageError
from ipp_bot.reading.grouping import grouped
from ipp_bot.run.draft_entries import Drafter
from ipp_bot.run.draft_merge import Draft, Merge
from ipp_bot.run.draft_targets import ManifestTarget, SheetTarget
from ipp_bot.run.paper_files import PaperFiles, copy_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ipp_bot.profile import Profile
    from ipp_bot.reading import Paper
    from ipp_bot.run.draft_entries import DraftEntry
    from ipp_bot.run.draft_records import DraftRecords
    from ipp_bot.run.draft_targets import DraftTarget

__all__ = ["DraftRun"]


@dataclass(frozen=True)
class DraftRun:
    """Drafts the papers of a folder into a file, as often as it is asked to."""

    folder: Path
    target: Path
    account: str
    complainant: str
    profile: Profile
    records: DraftRecords
    readings: Path
    """The folder that keeps what was read, by the content of the file."""
    progress: Callable[[str], None] = lambda _text: None
    client_folders: bool = False
    """Whether the first folder that a certificate lies in is called as its client."""
    papers: PaperFiles = field(init=False)

    def __post_init__(self) -> None:
        """Raises UsageError for a file that cannot name the folder's papers."""
        if self.target.suffix.lower() not in {".yaml", ".yml", ".xlsx"}:
            raise UsageError(
                f"{self.target.name} is neither a manifest nor a sheet",
                hint="--out FILE.yaml, or --out FILE.xlsx",
                sent=False,
            )
        papers = PaperFiles(self.folder, self.target, self.readings, "--out", self.progress)
        object.__setattr__(self, "papers", papers)

    def files(self) -> Iterator[Path]:
        """The papers of the folder, but for the parts that a draft made itself."""
        return self.papers.files()

    def run(self) -> Draft:
        """Reads, groups, and writes what is new.

        Raises:
            ReadingNotInstalled: the extra `read` is not there.
            UsageError: the file cannot be written, or is somebody's own.
        """
        read = self.papers.read()
        draft = Draft()
        draft.files, draft.papers, draft.unreadable = read.files, read.found, read.unreadable
        draft.strays += [(paper, copy_of(first)) for paper, first in read.copies]
        grouping = grouped(read.papers)
        draft.strays += [(stray.paper, stray.why) for stray in grouping.strays]
        several, named = read.several, self.papers.named
        drafter = Drafter(
            self.profile,
            self.account,
            self.complainant,
            file_of=lambda paper: self.papers.sent_for(paper, several),
            named=named,
            client_of=self._client_of,
        )
        entries: list[DraftEntry] = []
        for group in grouping.groups:
            entry = drafter.entry(group)
            if entry is None:
                why = f"the profile has no form for the kind {group.certificate.kind}"
                draft.strays.append((group.certificate, why))
            else:
                entries.append(entry)
        wanted = {path for entry in entries for path in entry.papers}
        parts = self.papers.take_parts_out(read.papers, several, wanted)
        draft.parts = {named(path): named(source) for path, source in parts.items()}
        target: DraftTarget = (
            SheetTarget(self.target, self.profile)
            if self.target.suffix.lower() == ".xlsx"
            else ManifestTarget(self.target, self.account)
        )
        record = self.records.of(self.target)
        Merge(target, record, draft, named).merge(entries, is_new=not self.target.exists())
        target.write()
        self.records.keep(record)
        return draft

    def _client_of(self, paper: Paper) -> str:
        """The client whose folder the paper lies in; "" for none."""
        folders = Path(paper.file).relative_to(self.folder).parts[:-1]
        return folders[0] if self.client_folders and folders else ""
