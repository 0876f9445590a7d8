"""The filings that every contestant makes: software copyrights with the samples' documents."""

from __future__ import annotations

import hashlib
import shutil
from collections import Counter
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

ACCOUNT, PASSWORD, COMPLAINANT = "acme", "acme-pass1", "Acme Rights Agency Ltd."
TYPE, PLACE = "copyright", "Mainland China"
_SAMPLES = Path(__file__).resolve().parents[1] / "manifests" / "software" / "documents"


@dataclass(frozen=True, slots=True)
class Filing:
    """What one filing says; the rest is the same for all."""

    ref: str
    name: str
    short_name: str
    version: str
    registration_number: str
    certificate_number: str
    completed_on: str
    first_published_on: str
    certificate: str
    """The certificate's file."""
    screenshot: str
    """The screenshot's file."""

    def fields(self) -> dict[str, str]:
        """What the portal must hold."""
        own = asdict(self)
        for key in ("ref", "certificate", "screenshot"):
            del own[key]
        return {
            **own,
            "work": "software",
            "holder": COMPLAINANT,
            "holder_kind": "entity",
            "acquisition": "original",
            "rights_scope": "all",
            "certificate_kind": "software-registration",
        }

    def files(self) -> Counter[tuple[str, str]]:
        """Slot and SHA-256 of each document that the portal must hold."""
        named = {"certificate": self.certificate, "screenshot": self.screenshot}
        return Counter(
            (slot, hashlib.sha256(Path(path).read_bytes()).hexdigest())
            for slot, path in named.items()
        )


def make(folder: Path, count: int, *, first: int = 0) -> list[Filing]:
    """So many filings; their documents are copied into the folder."""
    documents = folder / "documents"
    if not documents.is_dir():
        shutil.copytree(_SAMPLES, documents)
    kinds = [f"acme-000{n}" for n in (1, 3)]
    return [
        Filing(
            ref=f"bench-{n:05}",
            name=f"Bench Tool {n:05}",
            short_name=f"Bench {n:05}",
            version=f"V{1 + n % 9}.{n % 10}",
            registration_number=f"2024SR{n:07}",
            certificate_number=f"软著登字第{16000000 + n}号",
            completed_on=f"2023-0{1 + n % 9}-1{n % 10}",
            first_published_on=f"2024-01-1{n % 10}",
            certificate=str(documents / f"{kinds[n % 2]}-certificate.png"),
            screenshot=str(documents / f"{kinds[n % 2]}-screenshot.png"),
        )
        for n in range(first, first + count)
    ]


def faults(filings: Sequence[Filing], records: Iterable[dict[str, Any]]) -> list[str]:
    """What the portal's records lack or have too much; nothing if each was filed once and right."""
    found: list[str] = []
    by_name: dict[str, list[dict[str, Any]]] = {}
    for record in records:
        by_name.setdefault(str(record["fields"].get("name")), []).append(record)
    for filing in filings:
        matching = by_name.pop(filing.name, [])
        if len(matching) != 1:
            found.append(f"{filing.ref}: {len(matching)} records instead of one")
            continue
        found += [f"{filing.ref}: {words}" for words in _differences(filing, matching[0])]
    found += [f"unknown record {rest[0]['number']} {name!r}" for name, rest in by_name.items()]
    return found


def _differences(filing: Filing, record: dict[str, Any]) -> list[str]:
    stored = {key: str(value) for key, value in record["fields"].items()}
    wanted = filing.fields()
    found = [
        f"{key} is {stored.get(key)!r} instead of {wanted.get(key)!r}"
        for key in sorted(stored.keys() | wanted.keys())
        if stored.get(key) != wanted.get(key)
    ]
    place = (record["type"], record["place"], record["status"], record["submissions"])
    if place != (TYPE, PLACE, "pending", 1):
        found.append(f"type, place, status, submissions are {place}")
    if Counter((file["slot"], file["sha256"]) for file in record["attachments"]) != filing.files():
        found.append("other documents than given")
    return found
