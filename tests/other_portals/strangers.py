"""A workspace for a portal that is known by lines of a profile alone."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import yaml

from ipp_bot.testing import TestWorkspace
from tests.other_portals.samples import SAMPLES, Count, Vocabulary, samples

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

SIGNED = SAMPLES / "documents" / "poa-0001-power-of-attorney.png"
"""What comes back signed for the sample that waits for it."""
KNOWN = samples(SIGNED)


def edited(shipped: str, lines: Mapping[str, Any], name: str) -> str:
    """The copy of the shipped profile with a user's lines in place of what it says there."""
    data: dict[str, Any] = yaml.load(shipped, yaml.BaseLoader)  # noqa: S506
    data["name"] = name
    data["places_with_country"] = list(lines.get("places_with_country", ["Others"]))
    for key in ("addresses", "labels", "timings", "listing", "steps", "record"):
        data[key] = {**data.get(key, {}), **lines.get(key, {})}
    for key in ("statuses", "types", "places", "countries"):
        data[key] = dict(lines.get(key, data[key]))
    for key, more in lines["fields"].items():
        data["fields"][key] = {**data["fields"][key], **more}
    for form in data["forms"]:
        own = lines["forms"].get(form["name"], {})
        for at, one in enumerate(form["fields"]):
            key, kept = (one, {}) if isinstance(one, str) else next(iter(one.items()))
            if key in own:
                form["fields"][at] = {key: {**kept, "labels": own[key]}}
    return yaml.safe_dump(data, allow_unicode=True, sort_keys=False)


@dataclass
class Stranger:
    """A workspace, and what its filings ended as."""

    workspace: TestWorkspace

    @classmethod
    def at(
        cls, folder: Path, url: str, people: Mapping[str, tuple[str, str]], lines: Mapping[str, Any]
    ) -> Stranger:
        """A workspace with all samples for the portal at this address."""
        passwords = {f"IPP_TEST_{name.upper()}": told[0] for name, told in people.items()}
        made = TestWorkspace(folder, url, passwords)
        assert made.run("profile", "copy", "alibaba-ipp", "own.yaml").returncode == 0
        own = folder / "own.yaml"
        own.write_text(edited(own.read_text("utf-8"), lines, folder.name), encoding="utf-8")
        settings = {
            "portal": {"profile": "own.yaml", "url": url, "settle_seconds": 1},
            "accounts": {
                name: {
                    "username": name,
                    "password_env": f"IPP_TEST_{name.upper()}",
                    "complainant": told[1],
                }
                for name, told in people.items()
            },
        }
        text = yaml.safe_dump(settings, allow_unicode=True)
        (folder / "ipp-bot.yaml").write_text(text, encoding="utf-8")
        shutil.copytree(SAMPLES, folder / "manifests")
        return cls(made)

    def submit(self, *refs: str) -> dict[str, dict[str, Any]]:
        """Files these samples, or all; what `submit --json` says, by reference."""
        only = [word for ref in refs for word in ("--only", ref)]
        done = self.workspace.run("submit", "--json", "manifests", *only, timeout=1500)
        assert done.stdout.startswith("{"), done.stdout + done.stderr
        told = json.loads(done.stdout)
        assert "filings" in told, told
        return {one["ref"]: one for one in told["filings"]}

    def sign(self) -> None:
        """The template of the waiting sample comes back signed."""
        inbox = self.workspace.root / ".ipp-bot" / "inbox"
        inbox.mkdir(exist_ok=True)
        shutil.copy(SIGNED, inbox / "poa-0003.png")

    def submit_all(self, *refs: str) -> dict[str, dict[str, Any]]:
        """Files, signs what waits, and files once more; the last word of each."""
        told = self.submit(*refs)
        if told.get("poa-0003", {}).get("end") == "awaiting POA":
            self.sign()
            told |= self.submit("poa-0003")
        return told


@dataclass
class Met:
    """A portal with some habits, and a workspace that knows it by its profile."""

    portal: Any
    stranger: Stranger
    words: Vocabulary

    @property
    def count(self) -> Count:
        """What the portal has got so far."""
        return Count.of(self.portal.registry.records.values(), self.words, KNOWN)
