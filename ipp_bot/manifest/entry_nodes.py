"""The YAML nodes of one entry with its defaults, and the diagnostics found so far."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipp_bot.diagnostics import Diagnostic, Severity
from ipp_bot.yaml_source import Mapping, Scalar, find

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["EXAMPLES", "EntryNodes", "KeyPath", "dotted"]

KeyPath = tuple[str | int, ...]
"""Keys and list indexes that lead from an entry to a value."""

EXAMPLES = {
    "holder": "write holder: {name: …, kind: entity}",
    "certificate": "write certificate: {kind: …, file: …}",
    "proof": "write proof: {kind: …, file: …}",
    "power_of_attorney": "write power_of_attorney: {file: …, expires_on: …}",
    "identification": "write identification: {file: …, number: …}",
}


class EntryNodes:
    """The nodes of an entry that is being checked, and what is wrong with them.

    Attributes:
        own: the entry as it is written.
        node: the entry with the manifest's defaults for keys that it lacks.
        diagnostics: what was reported so far, in the order of the reports.
    """

    def __init__(
        self, path: Path, own: Mapping, defaults: Mapping | None, known: frozenset[str]
    ) -> None:
        self.path = path
        self._known = known
        self.own = own
        self.node = _with_defaults(own, defaults)
        self.diagnostics: list[Diagnostic] = []

    def report(self, key_path: KeyPath, message: str, hint: str = "", code: str = "") -> None:
        """Adds a diagnostic at the value, or at the nearest mapping that exists."""
        node, found = find(self.node, key_path)
        at = node if node is not None and found else self.own
        self.report_at((at.line, at.column), key_path, message, hint, code)

    def warn(self, key_path: KeyPath, message: str, hint: str, code: str) -> None:
        """Adds a warning at the value: it is taken, but a person should look."""
        node, found = find(self.node, key_path)
        at = node if node is not None and found else self.own
        self.report_at((at.line, at.column), key_path, message, hint, code, Severity.WARNING)

    @property
    def is_faulty(self) -> bool:
        """Whether something was reported that is more than a warning."""
        return not all(diagnostic.is_warning for diagnostic in self.diagnostics)

    def report_at(
        self,
        place: tuple[int, int],
        key_path: KeyPath,
        message: str,
        hint: str = "",
        code: str = "",
        severity: Severity = Severity.FAULT,
    ) -> None:
        """Adds a diagnostic at a line and column, both from 1."""
        ref = self.text("ref") or ""
        self.diagnostics.append(
            Diagnostic(self.path, *place, dotted(key_path), message, hint, code, severity, ref)
        )

    def text(self, *key_path: str) -> str | None:
        """The text under a key; None where there is none."""
        node, found = find(self.node, key_path)
        if len(found) < len(key_path) or not isinstance(node, Scalar) or node.is_null:
            return None
        return node.text.strip()

    def has(self, key_path: tuple[str, ...]) -> bool:
        """Whether the key is there and not empty."""
        node, found = find(self.node, key_path)
        if node is None or len(found) < len(key_path):
            return False
        if isinstance(node, Scalar):
            return bool(node.text.strip()) and not node.is_null
        return bool(node.items)

    def unknown_keys(self) -> tuple[str, ...]:
        """Keys that no form has, misspelt ones among them."""
        return tuple(key for key in self.node.items if key not in self._known)

    def drop_default(self, key: str) -> None:
        """Removes a key that came from the defaults."""
        del self.node.items[key]
        del self.node.keys[key]


def _with_defaults(node: Mapping, defaults: Mapping | None) -> Mapping:
    """The entry with the defaults for the keys that it lacks; nothing is mixed inside a key."""
    merged = Mapping(node.line, node.column, dict(node.items), dict(node.keys))
    if defaults is not None:
        for key, value in defaults.items.items():
            if key not in merged.items:
                merged.items[key] = value
                merged.keys[key] = defaults.keys[key]
    return merged


def dotted(key_path: KeyPath) -> str:
    """The key path as a diagnostic names it: `holder.identification.number`, `screenshots[1]`."""
    text = ""
    for step in key_path:
        text += f"[{step}]" if isinstance(step, int) else f".{step}" if text else step
    return text
