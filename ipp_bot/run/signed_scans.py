"""Scans of many signed powers of attorney: split by the codes that their templates bear."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ipp_bot.ledger import FilingFilter, State
from ipp_bot.manifest.signed_files import SUFFIXES, signed_poa_file
from ipp_bot.reading import is_installed, require_installed
from ipp_bot.reading.paper import NOT_READ
from ipp_bot.run.inbox import InboxPaper, paper_for, put_into_inbox, template_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from PIL import Image

    from ipp_bot.ledger import Filing, FilingKey, Ledger
    from ipp_bot.reading.source import Page
    from ipp_bot.reading.template_codes import TemplateCode
    from ipp_bot.workspace import Workspace

__all__ = ["LeftScan", "SplitScans", "TakenScan", "code_printer", "take_scans"]

_FEW_PIXELS = 150
"""So many pixels may differ between a template and a print of it that nobody signed."""
_SHADE = 64
_TITLES = re.compile(
    r"委\s*托\s*书|授\s*权\s*书|授权委托|power\s*of\s*attorney|letter\s*of\s*authori[sz]ation",
    re.IGNORECASE,
)
"""What makes a page without a code another one's first page."""
_BY_NAME = "scan it again, or save it in the inbox under its ref"


@dataclass(frozen=True, slots=True)
class TakenScan:
    """A signed power of attorney that was put into the inbox."""

    filing: Filing
    pages: str
    """Which pages of which files it is, for people."""
    paper: InboxPaper
    replaced: bool
    """Whether another one lay there."""


@dataclass(frozen=True, slots=True)
class LeftScan:
    """Pages that were put nowhere."""

    pages: str
    why: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class SplitScans:
    """What became of all pages."""

    taken: tuple[TakenScan, ...]
    left: tuple[LeftScan, ...]


@dataclass(frozen=True, slots=True)
class _ScanPage:
    path: Path
    number: int
    quarters: int = 0
    code: TemplateCode | None = None

    @property
    def shown(self) -> str:
        is_picture = self.path.suffix.lower() != ".pdf"
        return self.path.name if is_picture else f"page {self.number} of {self.path.name}"


@dataclass(slots=True)
class _Group:
    """The pages with the codes of one filing, and those that follow them."""

    filing: Filing
    pages: list[_ScanPage] = field(default_factory=list)
    why: str = ""
    hint: str = ""
    has_template: bool = False
    """Whether one of its pages is the template's own."""


def code_printer() -> Callable[[FilingKey, str, Path], None]:
    """Prints codes on templates where the extra `read` is installed."""
    if not is_installed():
        return lambda _key, _fields_hash, _template: None

    def print_on(key: FilingKey, fields_hash: str, template: Path) -> None:
        from ipp_bot.reading.template_codes import content_mark, print_codes, reference_of

        reference = reference_of(key.origin, key.account, key.ref)
        print_codes(template, reference, content_mark(fields_hash))

    return print_on


def take_scans(workspace: Workspace, ledger: Ledger, paths: Sequence[Path]) -> SplitScans:
    """Puts each signed power of attorney of the scans into the inbox, for the filing it names.

    Pages of one filing are gathered by their codes wherever they lie; a page without a code goes
    with the one before it. What names nothing that waits here, is there twice or lacks a page is
    left, with the reason.

    Args:
        workspace: whose inbox it is.
        ledger: whose filings the codes name.
        paths: PDFs and pictures, in the order in which their pages follow each other.

    Raises:
        ReadingNotInstalled: the extra `read` is not there.
        PaperUnreadable: a file is no PDF or picture, is damaged, or asks for a password; nothing
            was put anywhere then.
        OSError: the inbox cannot be written.
    """
    require_installed()
    splitter = _Splitter(workspace, ledger)
    for path in paths:
        splitter.read(path)
    taken: list[TakenScan] = []
    for group in splitter.groups.values():
        if why := _fault(group):
            splitter.left.append(LeftScan(_shown(group.pages), why, group.hint))
        else:
            taken.append(_take(workspace, group, splitter.counts[group.pages[0].path]))
    return SplitScans(tuple(taken), tuple(splitter.left))


class _Splitter:
    """Gathers pages by the filings that their codes name."""

    def __init__(self, workspace: Workspace, ledger: Ledger) -> None:
        self._workspace = workspace
        self._ledger = ledger
        self._named: dict[str, list[Filing]] = {}
        self._current: _Group | None = None
        """What a page without a code goes with."""
        self.groups: dict[int, _Group] = {}
        self.left: list[LeftScan] = []
        self.counts: dict[Path, int] = {}
        """How many pages each file has."""

    def read(self, path: Path) -> None:
        """Reads the codes of a file."""
        from ipp_bot.reading.source import opened

        if path.suffix.lower() == ".pdf":
            self._current = None
        with opened(path) as pages:
            for page in pages.every:
                self._page(path, page)
                self.counts[path] = page.number
            if pages.left_out:
                self.counts[path] += pages.left_out
                self.left.append(LeftScan(f"{path.name}, behind page {page.number}", NOT_READ))

    def _page(self, path: Path, page: Page) -> None:
        from ipp_bot.reading.template_codes import code_on

        codes, quarters = code_on(page.picture)
        here = _ScanPage(path, page.number, quarters, codes[0] if codes else None)
        if not codes:
            self._follow(here, page)
            return
        self._current = None
        if len(codes) > 1:
            self._leave(here, "bears several codes", "scan each page by itself")
            return
        filing = self._filing_of(here, codes[0])
        if filing is None:
            return
        group = self.groups.setdefault(filing.id, _Group(filing))
        self._current = group
        twin = next((one for one in group.pages if _same_page(one, here)), None)
        if twin is not None:
            group.why = f"page {codes[0].page} of {filing.key.ref} is there twice"
            group.hint = "leave out the one that is not to be sent"
        group.pages.append(here)
        group.has_template = group.has_template or self._is_template(filing, page, codes[0].page)

    def _filing_of(self, here: _ScanPage, code: TemplateCode) -> Filing | None:
        """The filing that waits for the page; None where it is left."""
        from ipp_bot.reading.template_codes import content_mark

        found = self._by_reference(code.reference)
        if len(found) != 1:
            self._leave(here, "bears a code that names no filing here", "ipp-bot poa lists them")
            return None
        filing = found[0]
        ref = filing.key.ref
        if filing.state is not State.AWAITING_POA:
            why = f"is for {ref}, which does not wait for a power of attorney"
            self._leave(here, why, f"ipp-bot status {ref}")
            return None
        if content_mark(filing.poa_fields_hash or "") != code.content:
            why = f"is for {ref}, but was printed for other content than it has now"
            self._leave(here, why, f"have the template signed that ipp-bot poa {ref} fetches")
            return None
        return filing

    def _by_reference(self, reference: str) -> list[Filing]:
        """The filings of that reference: first among those that wait, they are few."""
        from ipp_bot.reading.template_codes import reference_of

        for states in ((State.AWAITING_POA,), tuple(State)):
            if reference not in self._named:
                every = self._ledger.filings(FilingFilter(states=states))
                for filing in every:
                    key = filing.key
                    name = reference_of(key.origin, key.account, key.ref)
                    self._named.setdefault(name, []).append(filing)
        return list({one.id: one for one in self._named.get(reference, ())}.values())

    def _follow(self, here: _ScanPage, page: Page) -> None:
        """Gives a page without a code to the group before it, if it is no other's first page."""
        from ipp_bot.reading.reader import text_on

        if self._current is None:
            self._leave(here, "bears no code, and no page that it goes with is before it", _BY_NAME)
            return
        text = text_on(page)
        if text is None:
            self._leave(here, "bears neither a code nor text that can be read", _BY_NAME)
        elif _TITLES.search(text):
            self._leave(here, "is a power of attorney whose code cannot be read", _BY_NAME)
        else:
            self._current.pages.append(here)
            return
        self._current = None

    def _is_template(self, filing: Filing, page: Page, number: int) -> bool:
        """Whether the page is the template itself, which nobody has signed."""
        from ipp_bot.reading.source import opened

        template = template_of(self._workspace, filing)
        if not page.lines or not template.is_file():
            return False
        with opened(template) as pages:
            own = next((one for one in pages.every if one.number == number), None)
        return own is not None and _are_alike(own.picture, page.picture)

    def _leave(self, page: _ScanPage, why: str, hint: str) -> None:
        self.left.append(LeftScan(page.shown, why, hint))


def _same_page(one: _ScanPage, other: _ScanPage) -> bool:
    return one.code is not None and other.code is not None and one.code.page == other.code.page


def _are_alike(one: Image.Image, other: Image.Image) -> bool:
    import numpy as np

    if one.size != other.size:
        return False
    shades = [np.asarray(picture.convert("L")).astype(np.int16) for picture in (one, other)]
    return int((np.abs(shades[0] - shades[1]) > _SHADE).sum()) < _FEW_PIXELS


def _fault(group: _Group) -> str:
    """Why a group cannot be taken as it is; "" where it can."""
    if group.why:
        return group.why
    codes = [page.code for page in group.pages if page.code is not None]
    if len({code.pages for code in codes}) > 1:
        return "its pages are of different templates"
    missing = sorted({*range(1, codes[0].pages + 1)} - {code.page for code in codes})
    if missing:
        first, pages, ref = missing[0], codes[0].pages, group.filing.key.ref
        return f"page {first} of {pages} of {ref} is missing"
    return "is the template itself, which nobody has signed" if group.has_template else ""


def _take(workspace: Workspace, group: _Group, count: int) -> TakenScan:
    """Puts the group into the inbox; files that are one paper as they are."""
    from ipp_bot.reading.source import joined

    pages = _in_order(group.pages)
    first = pages[0].path
    is_whole = [(first, number, 0) for number in range(1, count + 1)] == [
        (page.path, page.number, page.quarters) for page in pages
    ]
    if is_whole and first.suffix.lower() in SUFFIXES:
        content, suffix = first.read_bytes(), first.suffix.lower()
    else:
        parts = [(page.path, page.number, page.quarters) for page in pages]
        content, suffix = joined(parts), ".pdf"
    replaced = signed_poa_file(workspace.inbox, group.filing.key.ref) is not None
    path = put_into_inbox(workspace, group.filing, content, suffix)
    paper = paper_for(workspace, group.filing) or InboxPaper(path)
    return TakenScan(group.filing, _shown(pages), paper, replaced)


def _in_order(pages: Sequence[_ScanPage]) -> list[_ScanPage]:
    """By the numbers in the codes; a page without one stays behind the one before it."""
    keys: list[int] = []
    for page in pages:
        keys.append(page.code.page if page.code is not None else keys[-1])
    order = sorted(range(len(pages)), key=keys.__getitem__)
    return [pages[at] for at in order]


def _shown(pages: Sequence[_ScanPage]) -> str:
    return ", ".join(f"{page.shown}{'' if page.code else ' (no code)'}" for page in pages)
