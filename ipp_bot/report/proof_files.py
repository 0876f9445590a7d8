"""Comparing receipts, pictures and documents on the disk with what the ledger proves of them."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from ipp_bot.ledger import ProofKind
from ipp_bot.receipt_folder import RECEIPT, read

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from ipp_bot.ledger import Proof
    from ipp_bot.workspace import Workspace

__all__ = ["proof_faults"]


def proof_faults(workspace: Workspace, proofs: Iterable[Proof]) -> list[str]:
    """What differs from the proofs, one a line.

    What is not on this machine's disk at all is no fault where several machines share a ledger.
    """
    return [
        f"{proof.account} {proof.ref}: {line}"
        for proof in proofs
        for line in _faults_of(workspace, proof)
    ]


def _faults_of(workspace: Workspace, proof: Proof) -> Iterator[str]:
    folder = workspace.receipt(proof.account, proof.ref)
    shared = workspace.settings.database != "sqlite"
    match proof.kind:
        case ProofKind.RECEIPT:
            mine = _folder_of(folder, str(proof.data.get("previous", "")))
            if mine is not None:
                yield from _receipt_faults(mine / RECEIPT, proof.data)
            elif not shared:
                yield f"no receipt of {proof.data.get('number')} in {folder} is as it was written"
            yield from _document_faults(workspace.files, proof.data)
        case ProofKind.PICTURES:
            mine = _folder_of(folder, str(proof.data.get("of", "")))
            for name, digest in proof.data.get("files", {}).items() if mine else ():
                yield from _file_fault(mine / name, digest)
        case ProofKind.DECISION:
            for name, digest in proof.data.get("files", {}).items():
                if not shared or (folder / name).is_file():
                    yield from _file_fault(folder / name, digest)


def _folder_of(folder: Path, previous: str) -> Path | None:
    """Where the receipt lies that follows this proof: the newest one's folder, or one below it."""
    below = sorted(path.parent for path in folder.glob(f"*/{RECEIPT}"))
    for each in (folder, *below):
        if previous and read(each / RECEIPT).get("previous") == previous:
            return each
    return None


def _receipt_faults(path: Path, proven: Mapping[str, Any]) -> Iterator[str]:
    """What a receipt.json says otherwise; a picture may be missing in it, but none be added."""
    shown = read(path)
    changed = sorted(
        key for key in {*shown, *proven} - {"pictures"} if shown.get(key) != proven.get(key)
    )
    if changed:
        yield f"{path} was changed: {', '.join(changed)}"
    if not set(shown.get("pictures", ())) <= set(proven.get("pictures", ())):
        yield f"{path} names pictures that were not taken"


def _document_faults(files: Path, receipt: Mapping[str, Any]) -> Iterator[str]:
    """Copies of documents that are no longer what was sent; `purge` may have erased them."""
    for sent in receipt.get("files", ()):
        digest = str(sent.get("sha256", ""))
        for copy in sorted((files / digest).glob("*")) if digest else ():
            yield from _file_fault(copy, digest)


def _file_fault(path: Path, digest: str) -> Iterator[str]:
    try:
        content = path.read_bytes()
    except OSError as error:
        yield f"{path} cannot be read: {error.strerror}"
        return
    if hashlib.sha256(content).hexdigest() != digest:
        yield f"{path} is not what it was"
