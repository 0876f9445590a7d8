"""Fails when a lock file names an address or a path, or pins without a hash."""

from __future__ import annotations

import json
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


def web_faults(path: Path) -> list[str]:
    """Each package of npm's lock file that names where it came from, or has no hash."""
    found = []
    for name, package in json.loads(path.read_text(encoding="utf-8"))["packages"].items():
        if "resolved" in package:
            found.append(f"{path}: {name} names an address or a path: {package['resolved']}")
        if name and "integrity" not in package:
            found.append(f"{path}: {name} has no hash")
    return found


def main(folder: Path, *web: Path) -> int:
    """Prints the faults of a folder's requirement files, and of npm's lock files."""
    found = [fault for path in sorted(folder.glob("*.txt")) for fault in faults(path)]
    found += [fault for path in web for fault in web_faults(path)]
    print("\n".join(found) or f"lock files are clean ({folder}, {len(web)} of npm)")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(*map(Path, sys.argv[1:])))
