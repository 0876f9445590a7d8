"""What a filing may ask of portal and browser: counted, and so the same on every machine."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bench.filings import make
from bench.messages import Messages
from bench.peers.ipp_bot_client import (
    center_settings,
    opened,
    write_manifest,
    write_workspace,
)

if TYPE_CHECKING:
    from bench.peers.ipp_bot_client import Client
    from ipp_bot.portal_process import PortalProcess

BUDGET = Path(__file__).with_name("budget.json")
MEASURED = 3
"""Filings that are counted, each by itself, after one that warms up."""


def budget(skin: str) -> dict[str, float]:
    """The committed budget of one skin, a filing."""
    found: dict[str, float] = json.loads(BUDGET.read_text("utf-8"))[skin]
    return found


async def count(portal: PortalProcess, folder: Path) -> dict[str, float]:
    """What the client asks for in a warm filing: of each figure the least of the filings.

    On a busy machine a page is now and then looked at once more while it loads; that is the
    machine's, and not the filing's.
    """
    origins = {"sign_in": portal.sign_in, "uploads": portal.uploads}
    write_workspace(folder, portal.url, center_settings(folder, origins) if portal.sign_in else "")
    filings = make(folder, 1 + MEASURED)
    warm, *counted = [
        write_manifest(folder / f"{at}.yaml", [filing]) for at, filing in enumerate(filings)
    ]
    async with opened(folder, 1) as client:
        await client.submit(warm)
        found = [await _one(portal, client, manifest) for manifest in counted]
    return {name: min(each[name] for each in found) for name in found[0]}


async def _one(portal: PortalProcess, client: Client, manifest: Path) -> dict[str, float]:
    messages = Messages()
    before = portal.stats()
    messages.watch()
    try:
        await client.submit(manifest)
    finally:
        messages.unwatch()
    after = portal.stats()
    return {
        "requests": _requests(after) - _requests(before),
        "documents": after["documents"] - before["documents"],
        "round_trips": messages.total,
        "evaluations": messages.evaluations,
    }


def _requests(stats: dict[str, Any]) -> int:
    return int(sum(stats["requests"].values()))


def overspent(found: dict[str, float], allowed: dict[str, float]) -> list[str]:
    """A sentence for each count that is above the budget."""
    return [
        f"a warm filing takes {found[name]:g} {name.replace('_', ' ')}, the budget is "
        f"{most:g}: save some, or raise bench/budget.json and say why"
        for name, most in allowed.items()
        if found[name] > most
    ]
