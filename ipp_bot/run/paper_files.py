"""The papers of a folder, and the files that are sent for them: of many in a PDF, one for each."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from ipp_bot.atomic_write import part_file
from ipp_bot.diagnostics import shown_path
from ipp_bot.errors import PaperUnreadable, UsageError
from ipp_bot.manifest.confirmation import digest_of
from ipp_bot.reading import PaperKind, keep_part, read_all
from ipp_bot.reading.folders import paper_files
from ipp_bot.reading.source import pages_of
from ipp_bot.run.reading_progress import told_while_read

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from collections.abc import Set as AbstractSet

    from ipp_bot.reading import Paper

__all__ = ["PaperFiles", "PapersRead", "copy_of"]

_AT_A_TIME = 2


@dataclass(slots=True)
class PapersRead:
    """What the files of a folder say."""

    files: int = 0
    papers: list[Paper] = field(default_factory=list)
    """Each content once."""
    copies: list[tuple[Paper, Path]] = field(default_factory=list)
    """Papers in files that are a copy of another one, with that."""
    unreadable: list[PaperUnreadable] = field(default_factory=list)

    @property
    def found(self) -> int:
        """How many papers there are, copies counted too."""
        return len(self.papers) + len(self.copies)

    @property
    def several(self) -> AbstractSet[str]:
        """The files that hold more than one paper."""
        return {paper.file for paper in self.papers if paper.page > 1}


@dataclass(frozen=True)
class PaperFiles:
    """The papers of a folder, for a manifest or sheet that names them."""

    folder: Path
    target: Path
    """The file that names them, at or above the folder."""
    readings: Path
    """The folder that keeps what was read, by the content of the file."""
    option: str
    """The option of the command that says where the target is."""
    progress: Callable[[str], None] = lambda _text: None
    only: tuple[Path, ...] = ()
    """The folders below it whose papers count; all unless given."""

    def __post_init__(self) -> None:
        """Raises UsageError where the target cannot name the folder's papers."""
        for folder in self.only or (self.folder,):
            if not folder.is_dir():
                raise UsageError(f"{folder} is no folder", sent=False)
        if not self.target.parent.is_dir():
            raise UsageError(f"there is no folder {self.target.parent}", sent=False)
        if not self.folder.resolve().is_relative_to(self.target.parent.resolve()):
            raise UsageError(
                f"{self.target.name} would lie beside {self.folder.name}, not above it, and a "
                "manifest names papers below its own folder only",
                hint=f"{self.option} {self.folder.parent / self.target.name}",
                sent=False,
            )

    @property
    def parts(self) -> Path:
        """Where papers go that were taken out of a PDF with several."""
        return self.target.with_name(f"{self.target.stem}-papers")

    def files(self) -> Iterator[Path]:
        """The papers of the folder, but for the parts that were taken out of others."""
        for path in (
            path for folder in self.only or (self.folder,) for path in paper_files(folder)
        ):
            if not path.resolve().is_relative_to(self.parts.resolve()):
                yield path

    def read(self) -> PapersRead:
        """What the folder's files say.

        Raises:
            ReadingNotInstalled: the extra `read` is not there.
        """
        files = list(self.files())
        result = PapersRead(len(files))
        if files:
            self.progress(f"reading {len(files):,} file{'s' if len(files) > 1 else ''}")
        seen: dict[str, Path] = {}
        results = read_all(files, cache=self.readings, at_a_time=_AT_A_TIME)
        for path, found in told_while_read(results, len(files), self.progress):
            if isinstance(found, PaperUnreadable):
                result.unreadable.append(found)
                continue
            papers = _with_pages_behind(found)
            first = seen.setdefault(digest_of(path), path)
            if first != path:
                result.copies += [(paper, first) for paper in papers]
            else:
                result.papers += papers
        return result

    def named(self, path: Path) -> str:
        """The file as the target names it: from the folder that the target lies in."""
        return path.relative_to(self.target.parent).as_posix()

    def sent_for(self, paper: Paper, several: AbstractSet[str]) -> Path:
        """The file that is sent for a paper: a part of its own where its file holds others too."""
        path = Path(paper.file)
        if paper.file not in several or path.suffix.lower() != ".pdf":
            return path
        # the hash: two folders may have a scan.pdf each
        return self.parts / f"{path.stem}-{digest_of(path)[:8]}-p{paper.page}.pdf"

    def take_parts_out(
        self,
        papers: Sequence[Paper],
        several: AbstractSet[str],
        wanted: AbstractSet[Path],
    ) -> dict[Path, Path]:
        """Makes the files that hold one paper of many; each with the file that it is from.

        Raises:
            UsageError: a file cannot be written.
        """
        made: dict[Path, Path] = {}
        for paper in papers:
            path = self.sent_for(paper, several)
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


def _with_pages_behind(papers: Sequence[Paper]) -> Sequence[Paper]:
    """The first paper of a file with the pages behind it that nobody can tell: they are its own."""
    first, *rest = papers
    if not rest or any(one.kind is not PaperKind.UNKNOWN for one in rest):
        return papers
    return [replace(first, pages=sum(paper.pages for paper in papers))]


def copy_of(first: Path) -> str:
    """Why a file that is a copy of another one is passed over."""
    return f"it is the same file as {shown_path(first)}"
