"""A heap of papers of several clients becomes entries that are filed, each with its own papers."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from ipp_bot.testing import assert_filed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ipp_bot.testing import PortalProcess, TestWorkspace

pytest.importorskip("rapidocr", reason="the extra `read` is not installed")

from bench import drawing, mixed_folder

SAMPLE = Path(__file__).resolve().parents[2] / "manifests" / "documents" / "works-0001-sample-1.png"
TYPED: dict[str, dict[str, Any]] = {
    "software": {},
    "works": {"work_samples": "work.png"},
    "trademark": {"mark_type": "word"},
    "patent": {"expires_on": "2041-01-01"},
}
"""What no paper says, by the kind of certificate."""


WITHIN = 1500
"""Seconds for a command that reads papers behind whatever else runs."""


def dotted(data: dict[str, Any], at: str = "") -> Iterator[tuple[str, Any]]:
    for key, value in data.items():
        name = f"{at}.{key}" if at else key
        if isinstance(value, dict):
            yield from dotted(value, name)
        else:
            yield name, value


@pytest.mark.parametrize(
    ("clients", "seed"),
    [
        pytest.param(2, "heap-2"),
        pytest.param(12, "heap-12", marks=[pytest.mark.soak, pytest.mark.timeout(3600)]),
    ],
)
@pytest.mark.soak
def test_papers_of_many_clients_become_entries_that_are_filed(
    ipp_portal: PortalProcess,
    ipp_workspace: TestWorkspace,
    monkeypatch: pytest.MonkeyPatch,
    clients: int,
    seed: str,
) -> None:
    if not set(mixed_folder.FONTS) <= set(drawing.available()):
        pytest.skip("the fonts of bench.reading are not installed")
    monkeypatch.delenv("IPP_BOT_READING")
    root = ipp_workspace.root
    drawn = mixed_folder.draw(root / "papers", clients=clients, seed=seed)
    papers = json.loads(
        ipp_workspace.run(
            "draft",
            "papers",
            "--account",
            "acme",
            "--out",
            "clients.yaml",
            "--json",
            timeout=WITHIN,
        ).stdout
    )
    manifest = root / "clients.yaml"
    entries = yaml.load(manifest.read_text(encoding="utf-8"), yaml.BaseLoader)["iprs"]  # noqa: S506 - texts only
    assert papers["papers"] == clients * 5
    assert len(entries) == clients
    assert {one["kind"] for one in papers["strays"]} <= {"unknown"}

    by_number = {entry["registration_number"]: entry for entry in entries}
    for client in drawn:
        entry = by_number[client.truth["registration_number"]]
        said = dict(dotted(entry))
        for key, value in dotted(client.truth):
            if key in said:
                given = said[key] if isinstance(value, list) else str(said[key])
                assert given == value, (key, client)
            else:
                assert key in {"registered_on", "certificate.number"}
        assert files_of(entry, papers["parts"]) == client.files
        text = manifest.read_text(encoding="utf-8")
        typed = TYPED[client.kind]
        if client.kind == "software" and "completed_on" not in said:
            typed = {"completed_on": "2023-11-01"}  # certificates of today do not bear it
        for key, value in typed.items():
            at = text.index(f"ref: {entry['ref']}\n")
            before = text.index(f"\n    {key}:" if key in said else "\n    type:", at)
            end = text.index("\n", before + 1) if key in said else before
            text = f"{text[:before]}\n    {key}: {value}{text[end:]}"
        manifest.write_text(text, encoding="utf-8")
    shutil.copy(SAMPLE, root / "work.png")

    refs = [entry["ref"] for entry in entries]
    refused = ipp_workspace.run("submit", "clients.yaml", timeout=WITHIN)
    assert refused.returncode == 1, refused.stdout
    confirmed = ipp_workspace.run("confirm", *refs)
    assert confirmed.returncode == 0, confirmed.stdout
    filed = ipp_workspace.run("submit", "clients.yaml", timeout=WITHIN)
    assert filed.returncode == 0, filed.stdout + filed.stderr
    assert f"{clients} submitted" in filed.stdout
    assert_filed(ipp_portal, ipp_workspace, "clients.yaml")
    assert len(ipp_portal.iprs()) == clients


def files_of(entry: dict[str, Any], parts: dict[str, str]) -> set[str]:
    """The files of the heap that an entry's papers come from."""
    named = [value for key, value in dotted(entry) if key.endswith(".file") or key == "screenshots"]
    flat = [one for value in named for one in (value if isinstance(value, list) else [value])]
    return {parts.get(one, one).removeprefix("papers/") for one in flat}
