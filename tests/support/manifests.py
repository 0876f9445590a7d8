"""A manifest with as many entries as a test wants."""

from __future__ import annotations

import shutil
from pathlib import Path

SAMPLES = Path(__file__).parents[2] / "manifests"


def write_manifest(root: Path, count: int) -> None:
    """So many software copyrights of the account acme, all with the documents of one sample."""
    folder = root / "manifests"
    shutil.copytree(SAMPLES / "software" / "documents", folder / "documents", dirs_exist_ok=True)
    head = (SAMPLES / "software" / "acme.yaml").read_text(encoding="utf-8").split("  - ref:")[0]
    entries = [
        f"""  - ref: acme-{number:04}
    certificate: {{kind: software-registration, file: documents/acme-0002-certificate.png}}
    work: software
    name: 爱可美线索管理软件{number}
    version: V1.{number}
    registration_number: 2021SR{1436128 + number}
    completed_on: 2021-03-08
    acquisition: original
    rights_scope: all
    screenshots: [documents/acme-0002-screenshot-1.png]
"""
        for number in range(1, count + 1)
    ]
    (folder / "acme.yaml").write_text(head + "".join(entries), encoding="utf-8")
