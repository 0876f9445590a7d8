"""The ten lines of docs/testing-manifests.md, run as an engineer of an agency would run them."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "testing-manifests.md"


def test_the_ten_lines_of_the_docs_run_and_find_what_is_wrong(tmp_path: Path) -> None:
    [example] = re.findall(r"```python\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
    assert sum(bool(line.strip()) for line in example.splitlines()) <= 10
    manifests = tmp_path / "manifests"
    shutil.copytree(ROOT / "manifests" / "documents", manifests / "documents")
    shutil.copy(ROOT / "manifests" / "works-registration.yaml", manifests)
    ours = tmp_path / "test_manifests.py"
    ours.write_text(example.replace("/srv/manifests", str(manifests)), encoding="utf-8")

    def pytest() -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", ours.name],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
        )

    good = pytest()
    assert good.returncode == 0, good.stdout + good.stderr
    assert "2 passed" in good.stdout
    # The comparison is none that lets everything pass: an entry that was not filed is told.
    manifest = manifests / "works-registration.yaml"
    wrong = example.replace("ipp_workspace.submit(", "ipp_workspace.run('check', ")
    ours.write_text(wrong.replace("/srv/manifests", str(manifest)), encoding="utf-8")
    bad = pytest()
    assert bad.returncode == 1
    assert "works-0001: 0 records instead of one" in bad.stdout
