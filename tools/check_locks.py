"""Fails when a requirement file names an address or a path, or pins without a hash."""

from __future__ import annotations

import re
import sys
from pathlib import Path


def faults(path: Path) -> list[str]:
    """Each line of one requirement file that should not be there."""
    found = []
    text = path.read_text(encoding="utf-8")
    for number, line in enumerate(text.splitlines(), 1):
        if "://" in line or re.search(r"(^|\s)(\.{0,2}/|[A-Za-z]:\\)", line):
            found.append(f"{path}:{number}: names an address or a path: {line.strip()}")
    pins = re.finditer(r"^([A-Za-z0-9._-]+)==(?:.*\\\n)?(.*)$", text, re.MULTILINE)
    found.extend(
        f"{path}: {pin.group(1)} has no hash"
        for pin in pins
        if "--hash=sha256:" not in pin.group(0)
    )
    return found


def main(folder: Path) -> int:
    """Prints the faults of all requirement files of a folder."""
    found = [fault for path in sorted(folder.glob("*.txt")) for fault in faults(path)]
    print("\n".join(found) or f"lock files are clean ({folder})")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
