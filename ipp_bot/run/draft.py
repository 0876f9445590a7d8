"""From a folder of papers to entries that a person confirms; what a person typed stays."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ipp_bot.atomic_write import part_file
from ipp_bot.diagnostics import shown_path
from ipp_bot.errors import PaperUnreadable, UsageError
from ipp_bot.manifest.confirmation import digest_of
from ipp_bot.reading import keep_part, read_all
from ipp_bot.reading.folders import paper_files
from ipp_bot.reading.grouping import grouped
from ipp_bot.reading.source import pages_of
from ipp_bot.run.draft_entries import Drafter
from ipp_bot.run.draft_merge import Draft, Merge
from ipp_bot.run.draft_targets import ManifestTarget, SheetTarget

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from ipp_bot.profile import Profile
    from ipp_bot.reading import Paper
    from ipp_bot.run.draft_entries import DraftEntry
    from ipp_bot.run.draft_records import DraftRecords
    from ipp_bot.run.draft_targets import DraftTarget

__all__ = ["DraftRun"]

_AT_A_TIME = 2


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

    def __post_init__(self) -> None:
        """Raises UsageError for a file that cannot name the folder's papers."""
        if self.target.suffix.lower() not in {".yaml", ".yml", ".xlsx"}:
            raise UsageError(
                f"{self.target.name} is neither a manifest nor a sheet",
                hint="--out FILE.yaml, or --out FILE.xlsx",
                sent=False,
            )
        if not self.folder.is_dir():
            raise UsageError(f"{self.folder} is no folder", sent=False)
        if not self.target.parent.is_dir():
            raise UsageError(f"there is no folder {self.target.parent}", sent=False)
        if not self.folder.resolve().is_relative_to(self.target.parent.resolve()):
            raise UsageError(
                f"{self.target.name} would lie beside {self.folder.name}, not above it, and a "
                "manifest names papers below its own folder only",
                hint=f"--out {self.folder.parent / self.target.name}",
                sent=False,
            )

    @property
    def parts(self) -> Path:
        """Where papers go that were taken out of a PDF with several."""
        return self.target.with_name(f"{self.target.stem}-papers")

    def files(self) -> Iterator[Path]:
        """The papers of the folder, but for the parts that a draft made itself."""
        for path in paper_files(self.folder):
            if not path.resolve().is_relative_to(self.parts.resolve()):
                yield path

    def run(self) -> Draft:
        """Reads, groups, and writes what is new.

        Raises:
            ReadingNotInstalled: the extra `read` is not there.
            UsageError: the file cannot be written, or is somebody's own.
        """
        draft = Draft()
        papers = self._papers(draft)
        grouping = grouped(papers)
        draft.strays += [(stray.paper, stray.why) for stray in grouping.strays]
        several = {paper.file for paper in papers if paper.page > 1}
        drafter = Drafter(
            self.profile,
            self.account,
            self.complainant,
            file_of=lambda paper: self._file_of(paper, apart=paper.file in several),
            named=self._named,
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
        parts = self._take_parts_out(papers, several, entries)
        draft.parts = {self._named(path): self._named(source) for path, source in parts.items()}
        target: DraftTarget = (
            SheetTarget(self.target, self.profile)
            if self.target.suffix.lower() == ".xlsx"
            else ManifestTarget(self.target, self.account)
        )
        record = self.records.of(self.target)
        Merge(target, record, draft, self._named).merge(entries, is_new=not self.target.exists())
        target.write()
        self.records.keep(record)
        return draft

    # ------------------------------------------------------------------ papers

    def _papers(self, draft: Draft) -> list[Paper]:
        """What the folder's files say, each content once."""
        files = list(self.files())
        draft.files = len(files)
        if files:
            self.progress(f"reading {len(files):,} file{'s' if len(files) > 1 else ''}")
        seen: dict[str, Path] = {}
        found: list[Paper] = []
        for path, result in read_all(files, cache=self.readings, at_a_time=_AT_A_TIME):
            if isinstance(result, PaperUnreadable):
                draft.unreadable.append(result)
                continue
            draft.papers += len(result)
            first = seen.setdefault(digest_of(path), path)
            if first != path:
                why = f"it is the same file as {shown_path(first)}"
                draft.strays += [(paper, why) for paper in result]
                continue
            found += result
        return found

    def _named(self, path: Path) -> str:
        """The file as the draft names it: from the folder that the draft lies in."""
        return path.relative_to(self.target.parent).as_posix()

    def _client_of(self, paper: Paper) -> str:
        """The client whose folder the paper lies in; "" for none."""
        folders = Path(paper.file).relative_to(self.folder).parts[:-1]
        return folders[0] if self.client_folders and folders else ""

    def _file_of(self, paper: Paper, *, apart: bool) -> Path:
        """The file that is sent for a paper; `apart` if its own holds others too."""
        path = Path(paper.file)
        if not apart or path.suffix.lower() != ".pdf":
            return path
        # the hash: two folders may have a scan.pdf each
        return self.parts / f"{path.stem}-{digest_of(path)[:8]}-p{paper.page}.pdf"

    def _take_parts_out(
        self, papers: Sequence[Paper], several: set[str], entries: Sequence[DraftEntry]
    ) -> dict[Path, Path]:
        """Makes the files that hold one paper of many; each with the file that it is from."""
        wanted = {path for entry in entries for path in entry.papers}
        made: dict[Path, Path] = {}
        for paper in papers:
            path = self._file_of(paper, apart=paper.file in several)
            if path.parent != self.parts or path not in wanted:
                continue
            made[path] = Path(paper.file)
            if path.is_file():
                continue
            content = pages_of(Path(paper.file), paper.page, paper.pages)
            try:
                self.parts.mkdir(exist_ok=True)
                with part_file(self.parts) as part:
                    part.write(content)
                    part.move_to(path)
                keep_part(path, paper, cache=self.readings)
            except OSError as error:
                raise UsageError(f"{path} cannot be written: {error.strerror}") from error
        return made
