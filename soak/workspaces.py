"""A workspace with many filings of one account, and what its portal must hold in the end."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
from collections import Counter
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ipp_bot import reached
from ipp_bot.clock import SystemClock
from ipp_bot.run import checking, planning
from ipp_bot.run.account_sessions import open_ledger
from ipp_bot.workspace import Workspace
from tests.support.center import add_lines

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

__all__ = ["COMPLAINANT", "FAULTS", "PASSWORD", "LoadWorkspace", "Timings"]

DOCUMENTS = Path(__file__).parents[1] / "manifests" / "software" / "documents"
COMPLAINANT, PASSWORD = "Acme Rights Agency Ltd.", "acme-pass1"
VARIABLE = "SOAK_PASSWORD"
FILES = {"certificate": "acme-0001-certificate.png", "screenshot": "acme-0001-screenshot.png"}


@dataclass(frozen=True, slots=True)
class Timings:
    """Timings of the profile and of the portal's faults, in seconds; `lag` is below `settle`."""

    press_deadline: float = 3.0
    lease: float = 12.0
    settle: float = 1.5
    lag: float = 0.8
    """The portal's worst commit and listing lag."""


def _faults(lag: float) -> tuple[dict[str, object], ...]:
    late = {"probability": 0.03, "seconds": lag}
    return (
        {"at": "first_save", "kind": "reset_after", "probability": 0.03},
        {"at": "submit", "kind": "reset_after", "probability": 0.03},
        {"at": "first_save", "kind": "late_commit", **late},
        {"at": "submit", "kind": "late_commit", **late},
        {"at": "first_save", "kind": "late_listing", **late},
        {"at": "any", "kind": "reset_before", "probability": 0.005},
        {"at": "any", "kind": "reset_after", "probability": 0.002},
        {"at": "submit", "kind": "truncate", "probability": 0.01},
        {"at": "save", "kind": "expire_session", "probability": 0.002},
    )


FAULTS = _faults
"""What the portal does meanwhile, by its lag."""


@dataclass
class LoadWorkspace:
    """The folder in which `ipp-bot` is started."""

    folder: Path
    url: str
    timings: Timings
    database: str = "sqlite"
    sign_in: str = ""
    """Where the portal signs in, if that is another origin: that of the skin `center`."""
    uploads: str = ""
    """Where it takes files then."""

    def set_up(self, folder: Path | None = None) -> None:
        """Writes profile and settings, into `folder` for another machine than the first."""
        folder = folder or self.folder
        folder.mkdir(exist_ok=True)
        profile = folder / "quick.yaml"
        shutil.copy(str(files("ipp_bot.profile") / "alibaba-ipp.yaml"), profile)
        if self.sign_in:
            add_lines(profile)
        text = profile.read_text(encoding="utf-8")
        wanted = {"press_deadline": self.timings.press_deadline, "lease": self.timings.lease}
        for key, seconds in {**wanted, "navigation": 8}.items():
            text, found = re.subn(
                rf"^(  {key}: )'?\d+'?", rf"\g<1>{seconds}", text, flags=re.MULTILINE
            )
            if found != 1:
                raise LookupError(f"the profile has no {key}")
        profile.write_text(text, encoding="utf-8")
        origins = ""
        if self.sign_in:
            origins = f'origins: {{sign_in: ["{self.sign_in}"], uploads: ["{self.uploads}"]}}, '
        shared = f"shared_files: {self.folder / 'shared'}\n" if self.database != "sqlite" else ""
        (folder / "ipp-bot.yaml").write_text(
            f'portal: {{profile: quick.yaml, url: "{self.url}", {origins}'
            f"settle_seconds: {self.timings.settle}}}\n"
            f"accounts:\n  acme: {{username: acme, password_env: {VARIABLE}, "
            f'complainant: {COMPLAINANT}}}\ndatabase: "{self.database}"\nreading: off\n{shared}',
            encoding="utf-8",
        )

    @property
    def environment(self) -> dict[str, str]:
        """Variables that the commands need."""
        return {VARIABLE: PASSWORD, reached.VARIABLE: str(self.reached)}

    @property
    def reached(self) -> Path:
        """Where all runs note the rare states that they meet."""
        counted = os.environ.get(reached.VARIABLE)  # a test counts them
        return Path(counted) if counted else self.folder / "reached.txt"

    def write(self, first: int, count: int) -> Path:
        """Writes a manifest with `count` entries, numbered from `first`; its path."""
        documents = self.folder / "documents"
        if not documents.is_dir():
            shutil.copytree(DOCUMENTS, documents)
        entries = [
            f"  - {{ref: soak-{n:05}, name: Soak {n:05}, version: V1, "
            f"registration_number: {_registration(n)}, completed_on: 2023-01-01, work: software,\n"
            f"     certificate: {{kind: software-registration, "
            f"file: documents/{FILES['certificate']}}},\n"
            f"     screenshots: documents/{FILES['screenshot']}, acquisition: original, "
            f"rights_scope: all,\n     holder: {{name: {COMPLAINANT}, kind: entity}}}}"
            for n in range(first, first + count)
        ]
        head = "version: 1\naccount: acme\ndefaults: {type: copyright, place: Mainland China}\n"
        path = self.folder / f"soak-{first:05}.yaml"
        path.write_text(f"{head}iprs:\n" + "\n".join(entries) + "\n", encoding="utf-8")
        return path

    def plan(self, first: int, count: int) -> None:
        """Plans that many entries in the ledger, so that `ipp-bot submit` files them."""
        settings = Workspace.open(self.folder)
        checked = checking.check(settings, [self.write(first, count)], clock=SystemClock())
        if checked.diagnostics or checked.unreadable:
            raise RuntimeError(f"the manifest of the soak has faults: {checked}")
        with open_ledger(settings, clock=SystemClock()) as ledger:
            planning.plan(settings, ledger, checked)

    def receipts(self) -> int:
        """How many filings have a receipt, on whatever machine."""
        return len({path.parent.name for path in self.folder.rglob("receipt.json")})


def _registration(number: int) -> str:
    return f"2024SR{number:07}"


def compare_with_manifests(iprs: Iterable[Mapping[str, Any]], filings: int) -> dict[str, int]:
    """How many of the portal's records are duplicates, lost, wrong or drafts of nobody."""
    records = [ipr for ipr in iprs if ipr["account"] == "acme"]
    sent = [ipr for ipr in records if ipr["status"] != "draft"]
    filed = Counter(ipr["fields"].get("registration_number") for ipr in sent)
    wanted = {_registration(n): f"Soak {n:05}" for n in range(1, filings + 1)}
    uploaded = {
        (slot, hashlib.sha256((DOCUMENTS / name).read_bytes()).hexdigest())
        for slot, name in FILES.items()
    }
    return {
        "duplicates": sum(count - 1 for count in filed.values() if count > 1),
        "lost": len(wanted.keys() - filed.keys()),
        "wrong content": sum(
            wanted.get(str(ipr["fields"].get("registration_number"))) != ipr["fields"].get("name")
            or ipr["fields"].get("holder") != COMPLAINANT
            or ipr["fields"].get("version") != "V1"
            or ipr["fields"].get("completed_on") != "2023-01-01"
            or {(file["slot"], file["sha256"]) for file in ipr["attachments"]} != uploaded
            or len(ipr["attachments"]) != len(uploaded)
            or ipr["submissions"] != 1
            for ipr in sent
        ),
        "orphan drafts": len(records) - len(sent),
    }
