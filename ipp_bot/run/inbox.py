"""The inbox of signed powers of attorney: what lies there, for whom, and what is odd about it."""

from __future__ import annotations

import hashlib
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ipp_bot.atomic_write import part_file
from ipp_bot.ledger import FilingFilter, State
from ipp_bot.manifest import Frozen
from ipp_bot.manifest.signed_files import SUFFIXES, signed_poa_file, signed_poa_files
from ipp_bot.manifest.values import nearest
from ipp_bot.preflight import DocumentCache, examine_document

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from ipp_bot.ledger import Filing, Ledger
    from ipp_bot.workspace import Workspace

__all__ = [
    "AwaitedSignature",
    "InboxPaper",
    "Unmatched",
    "awaited_signature",
    "paper_for",
    "put_into_inbox",
    "template_of",
    "unmatched",
    "usable_signed_poa",
]


@dataclass(frozen=True, slots=True)
class InboxPaper:
    """The file that somebody put into the inbox for one filing."""

    path: Path
    problem: str = ""
    """Why `submit` will not take it; "" if it will."""
    warnings: tuple[str, ...] = ()
    """What a reviewer may object to."""


@dataclass(frozen=True, slots=True)
class Unmatched:
    """A file in the inbox that no filing waits for."""

    path: Path
    why: str
    hint: str


@dataclass(frozen=True, slots=True)
class AwaitedSignature:
    """A filing that waits for its power of attorney, and what is there of it."""

    filing: Filing
    expires_on: str
    """The last day of the power of attorney, ISO; "" where none is to be sent any more."""
    template: Path | None
    paper: InboxPaper | None
    """The newest file that somebody put into the inbox for it."""

    @property
    def signed(self) -> Path | None:
        """The paper that `submit` would take."""
        usable = self.paper is not None and not self.paper.problem
        return self.paper.path if self.paper is not None and usable else None


def awaited_signature(workspace: Workspace, filing: Filing) -> AwaitedSignature:
    """What is there of a filing that waits for its power of attorney."""
    poa = Frozen.model_validate_json(filing.entry).poa
    template = template_of(workspace, filing)
    return AwaitedSignature(
        filing,
        poa.expires_on.isoformat() if poa is not None else "",
        template if template.is_file() else None,
        paper_for(workspace, filing),
    )


def put_into_inbox(workspace: Workspace, filing: Filing, content: bytes, suffix: str) -> Path:
    """Puts a signed power of attorney where `submit` looks for it.

    What was there for the filing before is kept under a hidden name, which nothing looks at.

    Raises:
        OSError: it cannot be written.
    """
    workspace.inbox.mkdir(mode=0o700, parents=True, exist_ok=True)
    target = workspace.inbox / f"{filing.key.ref}{suffix}"
    with part_file(workspace.inbox) as part:
        part.write(content)
        for old in signed_poa_files(workspace.inbox, filing.key.ref):
            old.replace(old.with_name(f".{old.name}.replaced"))
        part.move_to(target)
    return target


def template_of(workspace: Workspace, filing: Filing) -> Path:
    """Where the portal's template for the filing lies once it was fetched."""
    return workspace.poa / f"{filing.key.ref}.pdf"


def paper_for(
    workspace: Workspace, filing: Filing, *, cache: DocumentCache | None = None
) -> InboxPaper | None:
    """What the inbox has for the filing, looked at as `submit` would; None where there is nothing.

    `cache` keeps what was found about documents for later calls.
    """
    path = signed_poa_file(workspace.inbox, filing.key.ref)
    if path is None:
        return None
    digest = _sha256(path)
    template = template_of(workspace, filing)
    if template.is_file() and _sha256(template) == digest:
        return InboxPaper(path, "is the template itself, which nobody has signed")
    if digest in (filing.poa_fields or {}).get("refused", ()):
        return InboxPaper(path, "was signed for other content than the manifest has now")
    findings = examine_document(path, profile=workspace.profile, cache=cache, colour=True)
    faults = [f"{each.message}; {each.hint}" for each in findings if not each.is_warning]
    warnings = tuple(f"{each.message}; {each.hint}" for each in findings if each.is_warning)
    return InboxPaper(path, faults[0] if faults else "", warnings)


def usable_signed_poa(workspace: Workspace, filing: Filing) -> Path | None:
    """The signed paper in the inbox that `submit` would take."""
    paper = paper_for(workspace, filing)
    return paper.path if paper is not None and not paper.problem else None


def unmatched(workspace: Workspace, ledger: Ledger) -> Iterator[Unmatched]:
    """The files of the inbox that no filing waits for, with what is probably wrong."""
    if not workspace.inbox.is_dir():
        return
    files = [path for path in sorted(workspace.inbox.iterdir()) if _is_a_paper(path)]
    if not files:
        return
    waiting = ledger.filings(FilingFilter(states=(State.AWAITING_POA,)))
    refs = [filing.key.ref for filing in waiting]
    for path in files:
        stem = unicodedata.normalize("NFC", path.stem)
        if stem in refs and path.suffix.lower() in SUFFIXES:
            continue
        told = _told(path, stem, refs, ledger)
        if told is not None:
            yield told


def _is_a_paper(path: Path) -> bool:
    return path.is_file() and not path.name.startswith((".", "~$")) and path.name != "Thumbs.db"


def _told(path: Path, stem: str, refs: Sequence[str], ledger: Ledger) -> Unmatched | None:
    if stem in refs:
        endings = ", ".join(SUFFIXES)
        return Unmatched(path, f"ends in none of {endings}", "save it as PDF, PNG or JPEG")
    known = ledger.filings(FilingFilter(ref=stem))
    if known:
        # it was taken when the filing was submitted, or will be once its draft is there
        return None
    close = next((ref for ref in refs if ref in stem), None) or nearest(stem, refs)
    hint = (
        f"if it is the one for {close}, rename it to {close}{path.suffix.lower()}"
        if close
        else "name it after the ref of its filing: ipp-bot poa lists those that wait; a scan of "
        "several is split by ipp-bot poa --signed"
    )
    return Unmatched(path, "bears the name of no filing", hint)


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
