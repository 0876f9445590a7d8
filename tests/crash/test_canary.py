"""Nothing secret is kept or told, whatever went wrong: password and session are searched for."""

from __future__ import annotations

import base64
import io
import json
import re
import stat
import zipfile
from typing import TYPE_CHECKING

import pytest

from ipp_bot.reached import RareState
from tests.support.manifests import write_manifest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.crash.conftest import LoadWorkspace

RIGHT, WRONG = "9f3e71c4a8d25b60", "b17d04ce93fa682e"
"""The middle of the passwords: no way of escaping changes it."""
SESSION = re.compile(rb"ipp_session\W{1,20}(?:value\W{1,20})?[A-Za-z0-9_-]{20}")
"""A session's cookie with its value: of those that ended within a run, nothing else tells."""
PASSWORD = f'pass "{RIGHT}" & <ü>'


def shapes(secret: str) -> set[bytes]:
    """The secret as it may stand in a file: plain, in two-byte letters, within base64."""
    found = {secret.encode(), secret.encode("utf-16-le"), secret.encode().hex().encode()}
    for before in range(3):
        # What surrounds it changes the first and the last of the letters.
        encoded = base64.b64encode(b"x" * before + secret.encode())
        found.add(encoded[4:-4])
    return found


def contents(path: Path) -> Iterator[tuple[str, bytes]]:
    """The file, and what is packed in it."""
    data = path.read_bytes()
    yield str(path), data
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            for name in packed.namelist():
                yield f"{path}!{name}", packed.read(name)


def sessions_of(root: Path) -> set[str]:
    """The cookies of the saved sign-in that let one in."""
    path = root / ".ipp-bot" / "sessions" / "acme.json"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    cookies = json.loads(path.read_text(encoding="utf-8"))["cookies"]
    return {cookie["value"] for cookie in cookies if "session" in cookie["name"]}


@pytest.mark.timeout(400)
@pytest.mark.reaches(RareState.SIGNED_IN_AGAIN)
def test_no_secret_is_kept_or_told(agency: LoadWorkspace) -> None:
    """Failures with evidence and traces, a wrong password, sessions that end, reports, a backup."""
    root, portal = agency.workspace.root, agency.portal
    account = {
        "username": "careful",
        "password": PASSWORD,
        "complainant": "Acme Rights Agency Ltd.",
    }
    portal.call("POST", "accounts", account)
    settings = root / "ipp-bot.yaml"
    text = settings.read_text(encoding="utf-8").replace("username: acme,", "username: careful,")
    settings.write_text(text, encoding="utf-8")
    write_manifest(root, 2)
    told = []
    refused = agency.submit("-v", IPP_TEST_ACME=f"{WRONG}!")
    assert refused.returncode == 1, refused.stdout + refused.stderr
    portal.faults(
        {"at": "upload", "kind": "upload_fail", "times": 1},
        # Nothing is left unanswered by that: the try that follows at once is traced.
        {"at": "save", "kind": "status", "code": 500, "times": 1},
        {"at": "save", "kind": "truncate", "times": 1, "skip": 1},
        {"at": "save", "kind": "expire_session", "times": 1, "skip": 2},
    )
    agency.workspace.environment["IPP_TEST_ACME"] = PASSWORD
    seen: set[str] = set()
    for _ in range(3):
        done = agency.submit("-v", "--json", IPP_TEST_ACME=PASSWORD)
        agency.workspace.environment["IPP_TEST_ACME"] = PASSWORD
        told.append(done)
        seen |= sessions_of(root)
        if done.returncode == 0:
            break
    assert done.returncode == 0, done.stdout + done.stderr
    for more in (
        ["sync"],
        ["report"],
        ["ledger", "backup", "copy.sqlite"],
        ["status", "acme-0001"],
    ):
        told.append(agency.workspace.run(*more))
        assert told[-1].returncode == 0, told[-1].stdout + told[-1].stderr

    kept = [path for path in root.rglob("*") if path.is_file()]
    assert {path.suffix for path in kept} >= {".zip", ".html", ".txt", ".jpg", ".json", ".sqlite"}
    wanted = [shape for secret in (RIGHT, WRONG, *seen) for shape in shapes(secret)]
    everything = [
        found for path in kept if path.parent.name != "sessions" for found in contents(path)
    ]
    everything += [(str(run.args), (run.stdout + run.stderr).encode()) for run in (refused, *told)]
    leaks = [
        name
        for name, data in everything
        if SESSION.search(data) or any(shape in data for shape in wanted)
    ]
    assert leaks == []
    saved = (root / ".ipp-bot" / "sessions" / "acme.json").read_bytes()
    assert seen
    assert any(secret.encode() in saved for secret in seen)
    assert SESSION.search(b'"name":"ipp_session","value":"3fBy8cmRBImjxHWACpWJ1bQ-lNdGFPCK"')
    assert SESSION.search(b"Set-Cookie: ipp_session=3fBy8cmRBImjxHWACpWJ1bQ-lNdGFPCK; Path=/")
