"""What belongs to one portal is not shared with another one of the same workspace."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from ipp_bot.workspace import Workspace

if TYPE_CHECKING:
    from pathlib import Path

REAL, REHEARSAL = "https://ipp.alibabagroup.com", "http://127.0.0.1:8765"


def at(root: Path, url: str) -> Workspace:
    root.mkdir(exist_ok=True)
    (root / "ipp-bot.yaml").write_text(f'portal: {{url: "{url}"}}\n', "utf-8")
    return Workspace.open(root)


def test_the_first_portal_has_the_plain_folders_and_others_their_own(tmp_path: Path) -> None:
    hidden = tmp_path / ".ipp-bot"
    assert at(tmp_path, REAL).folder("receipts") == hidden / "receipts"
    rehearsal = at(tmp_path, REHEARSAL)
    other = hidden / "portals" / "127.0.0.1-8765"
    for name in ("receipts", "poa", "inbox", "sessions"):
        assert rehearsal.folder(name) == other / name
    assert rehearsal.receipt("acme", "r-1") == other / "receipts" / "acme" / "r-1"
    assert rehearsal.folder("evidence") == hidden / "evidence"
    # back at the first one, under any of its addresses
    assert at(tmp_path, "https://IPP.taobao.com:443").place("inbox") == hidden / "inbox"
    assert at(tmp_path, "http://localhost:8765").place("inbox") == other / "inbox"
    assert at(tmp_path, "http://localhost:8766").place("inbox") != other / "inbox"


def test_looking_settles_nothing(tmp_path: Path) -> None:
    assert at(tmp_path, REHEARSAL).place("receipts") == tmp_path / ".ipp-bot" / "receipts"
    assert not (tmp_path / ".ipp-bot").exists()
    assert at(tmp_path, REAL).place("receipts") == tmp_path / ".ipp-bot" / "receipts"


def test_folders_of_before_belong_to_the_portal_of_their_receipts(tmp_path: Path) -> None:
    old = tmp_path / ".ipp-bot" / "receipts" / "acme" / "r-1"
    old.mkdir(parents=True)
    (old / "receipt.json").write_text(json.dumps({"origin": REAL}), "utf-8")
    assert at(tmp_path, REHEARSAL).place("receipts") != tmp_path / ".ipp-bot" / "receipts"
    assert at(tmp_path, REAL).place("receipts") == tmp_path / ".ipp-bot" / "receipts"
    # where both portals had filed, the plain folders stay readable for both until one is noted
    below = old / "N-1"
    below.mkdir()
    (below / "receipt.json").write_text(json.dumps({"origin": REHEARSAL}), "utf-8")
    assert at(tmp_path, REHEARSAL).place("receipts") == tmp_path / ".ipp-bot" / "receipts"
    assert at(tmp_path, REAL).folder("receipts") == tmp_path / ".ipp-bot" / "receipts"
    assert at(tmp_path, REHEARSAL).place("receipts") != tmp_path / ".ipp-bot" / "receipts"


def test_a_sign_in_of_another_user_name_is_taken_away(tmp_path: Path) -> None:
    def of(user: str) -> Path:
        (tmp_path / "ipp-bot.yaml").write_text(
            f'portal: {{url: "{REAL}"}}\n'
            f"accounts: {{acme: {{username: {user}, password_env: P, complainant: Acme}}}}\n",
            "utf-8",
        )
        return Workspace.open(tmp_path).sign_in_of("acme")

    kept = of("li")
    kept.write_text("{}", "utf-8")
    assert of("li").read_text("utf-8") == "{}"
    assert not of("wang").exists()
    kept.write_text("{}", "utf-8")
    assert of("wang").exists()
    assert "wang" not in kept.with_suffix(".user").read_text("utf-8")
