"""Where in a manifest a field of a filing stands, so that it can be mended."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from ipp_bot.diagnostics import shown_path
from ipp_bot.yaml_source import Mapping, Node, Scalar, Sequence, SourceError, read_source

if TYPE_CHECKING:
    from ipp_bot.ledger import Filing
    from ipp_bot.profile import Profile

__all__ = ["Places"]


class Places:
    """Finds keys in manifests; each manifest is read once."""

    def __init__(self, profile: Profile) -> None:
        self._profile = profile
        self._roots: dict[str, Node | None] = {}

    def of(self, filing: Filing, key: str = "") -> str:
        """`path:line:column` of the key; else of the entry, else the manifest's path."""
        path = Path(filing.manifest)
        root = self._root(filing.manifest)
        entry = _entry(root, filing.key.ref)
        if entry is None:
            return f"{shown_path(path)}:{filing.line}" if filing.line else shown_path(path)
        place: tuple[int, int] = (entry.line, entry.column)
        steps = self._steps(filing, key)
        if steps:
            defaults = root.items.get("defaults") if isinstance(root, Mapping) else None
            place = _key(entry, steps) or _key(defaults, steps) or place
        return f"{shown_path(path)}:{place[0]}:{place[1]}"

    def _root(self, manifest: str) -> Node | None:
        if manifest not in self._roots:
            try:
                self._roots[manifest] = read_source(Path(manifest)).root
            except SourceError:
                self._roots[manifest] = None
        return self._roots[manifest]

    def _steps(self, filing: Filing, key: str) -> tuple[str, ...]:
        """The manifest's keys that lead to a field of the filing's form."""
        if not key:
            return ()
        try:
            name = str(json.loads(filing.entry)["form"])
            return self._profile.form(name).field(key).path
        except (ValueError, KeyError, TypeError):
            return (key,)


def _entry(root: Node | None, ref: str) -> Mapping | None:
    entries = root.items.get("iprs") if isinstance(root, Mapping) else None
    if not isinstance(entries, Sequence):
        return None
    for entry in entries.items:
        if isinstance(entry, Mapping):
            named = entry.items.get("ref")
            if isinstance(named, Scalar) and named.text.strip() == ref:
                return entry
    return None


def _key(node: Node | None, steps: tuple[str, ...]) -> tuple[int, int] | None:
    """Line and column of the deepest of these keys that is there."""
    found: tuple[int, int] | None = None
    for step in steps:
        if not isinstance(node, Mapping) or step not in node.keys:
            break
        found = (node.keys[step].line, node.keys[step].column)
        node = node.items.get(step)
    return found
