"""What one client gets: the state as PDF, receipts with pictures, documents as filed, decisions."""

from __future__ import annotations

import hashlib
import json
import zipfile
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from ipp_bot.atomic_write import part_file
from ipp_bot.browser.file_names import safe_name
from ipp_bot.ledger import FilingFilter, ProofKind
from ipp_bot.receipt_folder import RECEIPT, path_of, read

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import datetime
    from pathlib import Path

    from ipp_bot.ledger import Filing, Ledger, Proof
    from ipp_bot.report.data import ReportData
    from ipp_bot.workspace import Workspace

__all__ = ["ClientFile", "client_files", "for_the_client", "write_bundle"]

SUMS = "SHA256SUMS"


@dataclass(frozen=True, slots=True)
class ClientFile:
    """One file of the bundle, before it is read."""

    name: str
    """Its path in the bundle, with slashes."""
    source: Path | bytes
    digest: str = ""
    """Its SHA-256; "" where nobody noted it."""

    def content(self) -> bytes | None:
        """Its bytes; None where it is gone, or is not what it was."""
        if isinstance(self.source, bytes):
            return self.source
        try:
            content = self.source.read_bytes()
        except OSError:
            return None
        return content if self.digest in ("", hashlib.sha256(content).hexdigest()) else None


def for_the_client(data: ReportData) -> ReportData:
    """The report without what is of no concern to a client: hold, settings, commands, evidence.

    Evidence of failures may show the records of other clients in a list of the portal.
    """
    rows = [replace(row, pictures=[]) for row in data.rows]
    items = [
        replace(item, command="", reasons=tuple(replace(each, place="") for each in item.reasons))
        for item in data.items
    ]
    return replace(data, rows=rows, items=items, hold=None, worst_lag=0.0, least_settle=0.0)


def client_files(workspace: Workspace, ledger: Ledger, client: str) -> Iterator[ClientFile]:
    """What belongs to the client's filings, filing by filing."""
    filings = ledger.filings(FilingFilter(client=client))
    accounts = {filing.key.account for filing in filings}
    decisions: dict[int, list[Proof]] = {}
    for account in sorted(accounts):
        for proof in ledger.proofs(account):
            if proof.kind is ProofKind.DECISION:
                decisions.setdefault(proof.filing_id, []).append(proof)
    for filing in filings:
        mine = decisions.get(filing.id, [])
        parts = [filing.key.ref] if len(accounts) == 1 else [filing.key.account, filing.key.ref]
        folder = "/".join(map(safe_name, parts))
        for name, path, digest in _wanted(workspace, filing, mine):
            yield ClientFile(f"{folder}/{name}", path, digest)
        if mine:
            text = json.dumps([_said(proof) for proof in mine], ensure_ascii=False, indent=2)
            yield ClientFile(f"{folder}/decisions/decisions.json", f"{text}\n".encode())


def write_bundle(
    path: Path, pdf: bytes, files: Iterable[ClientFile], made_at: datetime
) -> tuple[int, list[str]]:
    """Writes the bundle whole or not at all; how many files it has, and what was not there."""
    made = made_at.astimezone().timetuple()[:6]
    sums: list[str] = []
    missing: list[str] = []
    path.parent.mkdir(parents=True, exist_ok=True)
    with part_file(path.parent) as part:
        with zipfile.ZipFile(part.stream, "w") as archive:

            def add(name: str, content: bytes) -> None:
                entry = zipfile.ZipInfo(name, made)
                entry.compress_type = zipfile.ZIP_DEFLATED
                archive.writestr(entry, content)
                sums.append(f"{hashlib.sha256(content).hexdigest()}  {name}\n")

            add("state.pdf", pdf)
            for each in _with_own_names(files):
                content = each.content()
                if content is None:
                    missing.append(each.name)
                else:
                    add(each.name, content)
            count = len(sums)
            if missing:
                add("NOT-INCLUDED.txt", "".join(f"{name}\n" for name in missing).encode())
            add(SUMS, "".join(sums).encode())
        part.move_to(path)
    return count, missing


def _wanted(
    workspace: Workspace, filing: Filing, decisions: list[Proof]
) -> Iterator[tuple[str, Path, str]]:
    """Name in the filing's folder, where it lies, and its SHA-256, "" where nobody noted it."""
    folder = workspace.receipt(filing.key.account, filing.key.ref)
    # of an earlier submission of this record, or of this one; never another record's
    for each in _receipts_of(folder, filing.number or ""):
        receipt = read(each)
        inside = "" if each.parent == folder else f"{safe_name(each.parent.name)}/"
        yield f"{inside}{RECEIPT}", each, ""
        for name in receipt.get("pictures", ()):
            yield f"{inside}{safe_name(name)}", each.parent / safe_name(name), ""
        yield from _papers(workspace, receipt, inside)
    if filing.receipt is not None and not path_of(folder, filing.number).is_file():
        yield RECEIPT, path_of(folder, filing.number), ""
    for proof in decisions:
        for name, digest in proof.data.get("files", {}).items():
            yield f"decisions/{safe_name(name)}", folder / safe_name(name), digest


def _receipts_of(folder: Path, number: str) -> list[Path]:
    found = [folder / RECEIPT, *sorted(folder.glob(f"*/{RECEIPT}"))]
    return [path for path in found if number and read(path).get("number") == number]


def _papers(
    workspace: Workspace, receipt: Mapping[str, Any], inside: str
) -> Iterator[tuple[str, Path, str]]:
    """The documents that were sent, as the receipt names them."""
    for sent in receipt.get("files", ()):
        digest, name = str(sent["sha256"]), str(sent["name"])
        label = f"{inside}documents/{safe_name(str(sent['slot']))}-{safe_name(name)}"
        yield label, workspace.files / digest / name, digest


def _said(proof: Proof) -> dict[str, Any]:
    """What the portal decided."""
    known = ("number", "status", "before", "reasons")
    return {"at": proof.at} | {key: proof.data[key] for key in known if key in proof.data}


def _with_own_names(files: Iterable[ClientFile]) -> Iterator[ClientFile]:
    """Each file under a name that no other has, whatever the case of its letters."""
    taken = {name.casefold() for name in ("state.pdf", SUMS, "NOT-INCLUDED.txt")}
    for each in files:
        name, count = each.name, 1
        while name.casefold() in taken:
            count += 1
            stem, dot, suffix = each.name.rpartition(".")
            name = f"{stem}-{count}{dot}{suffix}" if dot else f"{each.name}-{count}"
        taken.add(name.casefold())
        yield replace(each, name=name)
