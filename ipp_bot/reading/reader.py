"""Papers read: the text layer first, then the picture of the page."""

from __future__ import annotations

import hashlib
import re
from dataclasses import replace
from importlib.util import find_spec
from typing import TYPE_CHECKING

from ipp_bot.errors import ReadingNotInstalled
from ipp_bot.reading.characters import GAP
from ipp_bot.reading.paper import NOT_READ, Certainty, Field, Origin, Paper, PaperKind, Place

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from ipp_bot.reading.codes import BarCode
    from ipp_bot.reading.interpretation import Interpretation
    from ipp_bot.reading.page_reading import PageReading
    from ipp_bot.reading.paper import SigningPlace
    from ipp_bot.reading.pictures import Pixels
    from ipp_bot.reading.source import Page
    from ipp_bot.reading.values import ReadValue

__all__ = ["is_installed", "keep_part", "read", "require_installed", "text_on"]

_PACKAGES = ("cv2", "onnxruntime", "opencc", "pypdfium2", "rapidfuzz", "rapidocr", "zxingcpp")
_FORM = 14
"""Counts up when what is kept of a reading changes its form, or the reader what it finds."""
_FEW_ROWS = 2
_UNDATED_SINCE = "2024"
"""Certificates of software since 2024-04-23 bear neither of the two dates."""
_DATES = frozenset({"completed_on", "first_published_on"})
_SIGNED = frozenset({PaperKind.POWER_OF_ATTORNEY, PaperKind.UNKNOWN})
"""Kinds whose places for a signature are looked at: the last page of a power may have no title."""
_ONE_LINE = frozenset({PaperKind.OPERATING_PAGE, PaperKind.IDENTITY_CARD})
"""Kinds on which no value runs over a line."""
_CHOSEN = frozenset({"acquisition", "rights_scope", "work", "patent_kind"})
"""Keys whose value is one of a few words: what is left of its strokes tells which."""
_SEVERAL_LINES = frozenset({"name", "holder", "authors", "inventors", "agent"})


def is_installed() -> bool:
    """Whether the packages of the extra `read` are there."""
    return all(find_spec(name) is not None for name in _PACKAGES)


def require_installed() -> None:
    """Raises ReadingNotInstalled, which says how to get it, where the extra is not there."""
    if not is_installed():
        raise ReadingNotInstalled


def read(path: Path, *, cache: Path | None = None) -> list[Paper]:
    """The papers of a file, in the order of their pages.

    Args:
        path: a PDF, or a picture in a format that Pillow opens.
        cache: a folder for results, by the content of the file; nothing is kept without it.

    Returns:
        At least one paper; `PaperKind.UNKNOWN` for what is no paper of a known kind, and for all
        pages behind the 200th, which are not read.

    Raises:
        ReadingNotInstalled: the extra `read` is not there.
        PaperUnreadable: the file is no PDF or picture, is damaged, or asks for a password.
    """
    require_installed()
    if cache is None:
        return _read(path)
    from ipp_bot.reading.cache import keep, kept

    place = cache / f"{_digest(path)}-{_FORM}.json"
    papers = kept(place, str(path))
    if papers is None:
        papers = _read(path)
        keep(place, papers)
    return papers


def keep_part(path: Path, paper: Paper, *, cache: Path) -> None:
    """Keeps what a file says that is one paper taken out of a larger file: it is not read again.

    Args:
        path: the part.
        paper: the paper as it was read in the larger file.
        cache: as for `read`.
    """
    from ipp_bot.reading.cache import keep

    before = paper.page - 1
    fields = {key: replace(one, page=one.page - before) for key, one in paper.fields.items()}
    part = replace(paper, file=str(path), page=1, fields=fields)
    keep(cache / f"{_digest(path)}-{_FORM}.json", [part])


def text_on(page: Page) -> str | None:
    """What stands on one page of a file, read once; None where it bears ink and nothing is read."""
    from ipp_bot.reading.page_reading import PageReading
    from ipp_bot.reading.pictures import ground_of, is_bare

    lines = page.lines
    if not lines:
        ground = ground_of(page.picture)
        if is_bare(ground.pixels):
            return ""
        lines = tuple(PageReading.of(ground.pixels).lines())
    return "\n".join(line.text for line in lines) or None


def _digest(path: Path) -> str:
    from ipp_bot.errors import PaperUnreadable

    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise PaperUnreadable(f"{path} cannot be read: {error.strerror or error}") from error


def _read(path: Path) -> list[Paper]:
    from ipp_bot.reading.source import MOST_PAGES, opened

    with opened(path) as pages:
        papers = _joined([_paper(str(path), page) for page in pages.every])
        if pages.left_out:
            kind, start = PaperKind.UNKNOWN, MOST_PAGES + 1
            papers.append(Paper(str(path), start, pages.left_out, kind, why=NOT_READ))
        return papers


def _joined(found: Sequence[tuple[Paper, int]]) -> list[Paper]:
    """Pages without a title and with hardly any text belong to the paper before, or behind."""
    papers: list[Paper] = []
    ahead = 0
    for paper, rows in found:
        if paper.kind is PaperKind.UNKNOWN and rows <= _FEW_ROWS and len(found) > 1:
            if papers:
                papers[-1] = replace(
                    papers[-1],
                    pages=papers[-1].pages + 1,
                    seal=papers[-1].seal or paper.seal,
                    signing=papers[-1].signing + paper.signing,
                )
            else:
                ahead += 1
            continue
        last = papers[-1] if papers else None
        if last is not None and _goes_on(last, paper):
            papers[-1] = _merged(last, paper)
            continue
        papers.append(replace(paper, page=paper.page - ahead, pages=paper.pages + ahead))
        ahead = 0
    return papers or [found[0][0]]


def _goes_on(last: Paper, paper: Paper) -> bool:
    """Whether a page is another side of the paper before it."""
    return last.kind is paper.kind is PaperKind.IDENTITY_CARD and not (
        set(last.fields) & set(paper.fields)
    )


def _merged(last: Paper, paper: Paper) -> Paper:
    fields = {**paper.fields, **last.fields}
    return replace(
        last,
        pages=last.pages + paper.pages,
        fields=fields,
        left_out=tuple(key for key in last.left_out if key not in fields),
        seal=last.seal or paper.seal,
        colour=last.colour or paper.colour,
        signing=last.signing + paper.signing,
    )


def _paper(file: str, page: Page) -> tuple[Paper, int]:
    """The paper that a page is, and how many rows of text it has."""
    from ipp_bot.reading.codes import codes_on
    from ipp_bot.reading.interpretation import interpreted
    from ipp_bot.reading.pictures import ground_of
    from ipp_bot.reading.recognition import release_memory
    from ipp_bot.reading.signing import digitally_signed, scaled, signing_places

    ground = ground_of(page.picture)
    origin = Origin.TEXT
    told = None
    signing: tuple[SigningPlace, ...] = ()
    if page.lines:
        signing = signing_places(scaled(page.lines, ground.pixels), ground.pixels, is_print=True)
        height = max(letter.box.bottom for line in page.lines for letter in line.letters)
        told = interpreted(page.lines, height)
    fields: dict[str, Field] = {}
    if told is None or (not told.contents.findings and not told.is_lookalike):
        seen, seen_signing = _by_picture(ground.pixels)
        signing = signing or seen_signing
        release_memory()
        if told is None or seen.kind is not PaperKind.UNKNOWN:
            told, origin = seen, Origin.PICTURE
    elif any(GAP in finding.passage.text for finding in told.contents.findings.values()):
        # what the text layer cannot say is looked for in the picture
        seen, _ = _by_picture(ground.pixels)
        if seen.kind is told.kind:
            fields = _fields(seen, Origin.PICTURE, page.number)
    _doubt_crossed_out(told, ground.pixels)
    own = _fields(told, origin, page.number)
    for key, field in own.items():
        if key not in fields or field.state is Certainty.SURE or not _fills(fields[key], field):
            fields[key] = field
    if told.kind in {PaperKind.BUSINESS_LICENCE, PaperKind.PATENT}:
        _confirm_by_codes(fields, codes_on(ground.pixels), page.number)
    if page.is_signed:
        signing = digitally_signed(signing)
    paper = Paper(
        file=file,
        page=page.number,
        pages=1,
        kind=told.kind,
        fields=fields,
        left_out=_left_out(told, fields),
        says_none=tuple(sorted(told.contents.says_none)),
        seal=ground.seal,
        colour=ground.colour,
        signing=signing if told.kind in _SIGNED else (),
        why=told.why,
    )
    return paper, told.rows


def _doubt_crossed_out(told: Interpretation, pixels: Pixels) -> None:
    from ipp_bot.reading.alternatives import CROSSED_OUT
    from ipp_bot.reading.strokes import is_crossed_out

    findings = told.contents.findings
    for key, finding in findings.items():
        if not finding.why and is_crossed_out(pixels, finding.passage.letters):
            findings[key] = replace(finding, why=CROSSED_OUT)


def _left_out(told: Interpretation, fields: Mapping[str, Field]) -> tuple[str, ...]:
    """The keys that such papers bear and this one does not show."""
    missing = [
        key for key in told.usual if key not in fields and key not in told.contents.says_none
    ]
    number = fields.get("registration_number")
    if told.kind is PaperKind.SOFTWARE_REGISTRATION and number is not None:
        undated = str(number.value)[:4] >= _UNDATED_SINCE
        missing = [key for key in missing if not (undated and key in _DATES)]
    return tuple(missing)


def _by_picture(pixels: object) -> tuple[Interpretation, tuple[SigningPlace, ...]]:
    from ipp_bot.reading.interpretation import interpreted
    from ipp_bot.reading.page_reading import PageReading
    from ipp_bot.reading.signing import signing_places

    reading = PageReading.of(pixels)  # type: ignore[arg-type]  # bytes are pixels here
    lines = reading.lines()
    height = float(reading.pixels.shape[0])
    told = interpreted(lines, height)
    signing: tuple[SigningPlace, ...] = ()
    if told.kind in _SIGNED:
        letters = [line.letters for line in lines]
        signing = signing_places(letters, reading.pixels, is_print=False)
    numbers = told.lines()
    if not numbers:
        return told, signing
    told = interpreted(reading.reread(lines, numbers), height)
    findings = told.contents.findings
    wrapping = _SEVERAL_LINES if told.kind not in _ONE_LINE else frozenset()
    for key in wrapping & set(findings):
        finding = findings[key]
        if not finding.why and reading.has_more_below(finding.passage.letters):
            findings[key] = replace(finding, why="something below it was not read")
    _doubt_print(told, reading)
    return told, signing


def _doubt_print(told: Interpretation, reading: PageReading) -> None:
    """Leaves no value sure whose print is not whole, closed lists aside."""
    from ipp_bot.reading.print_quality import doubtful_print

    doubtful = doubtful_print(reading.pixels, reading.recognised)
    findings = told.contents.findings
    for key, finding in findings.items():
        lines = sorted({letter.line for letter in finding.passage.letters})
        why = next((doubtful[line] for line in lines if line in doubtful), "")
        if key not in _CHOSEN and why and not finding.why:
            findings[key] = replace(finding, why=why)


def _fills(seen: Field, told: Field) -> bool:
    """Whether the picture shows what the text layer says, its gaps filled."""
    if isinstance(seen.value, tuple) or isinstance(told.value, tuple):
        return False
    pattern = ".".join(re.escape(part) for part in told.value.split(GAP))
    return GAP in told.value and re.fullmatch(pattern, seen.value) is not None


def _fields(told: Interpretation, origin: Origin, page: int) -> dict[str, Field]:
    return {key: _field(finding, origin, page) for key, finding in told.contents.findings.items()}


def _field(finding: ReadValue, origin: Origin, page: int) -> Field:
    places = [letter.place for letter in finding.passage.letters]
    box: Place = (
        (
            round(min(place.left for place in places), 4),
            round(min(place.top for place in places), 4),
            round(max(place.right for place in places), 4),
            round(max(place.bottom for place in places), 4),
        )
        if places
        else (0.0, 0.0, 1.0, 1.0)
    )
    return Field(
        value=finding.value,
        state=Certainty.LOOK if finding.why else Certainty.SURE,
        origin=origin,
        box=box,
        page=page,
        candidates=finding.candidates,
        why=finding.why,
    )


def _confirm_by_codes(fields: dict[str, Field], codes: Iterable[BarCode], page: int) -> None:
    """A checked number in a QR code of the page is that number."""
    from ipp_bot.reading.alternatives import is_open, two_said
    from ipp_bot.reading.numbers import identification_numbers

    for code in codes:
        numbers = identification_numbers([code.text])
        known = fields.get("identification_number")
        if len(numbers) != 1:
            continue
        if known is not None and known.state is Certainty.SURE and known.value != numbers[0]:
            both = (str(known.value), numbers[0])
            known = replace(known, state=Certainty.LOOK, why=two_said(numbers[0]), candidates=both)
            fields["identification_number"] = known
        elif known is None or not (known.state is Certainty.SURE or is_open(known.why)):
            fields["identification_number"] = Field(
                numbers[0], Certainty.SURE, Origin.QR, code.box, page
            )
