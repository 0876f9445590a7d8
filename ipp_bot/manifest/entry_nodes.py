"""One entry in hand: its nodes with the defaults mixed in, and the faults found so far."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipp_bot.diagnostics import Diagnostic
from ipp_bot.yaml_source import Mapping, Scalar, find

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["EXAMPLES", "Draft", "Steps", "dotted"]

Steps = tuple[str | int, ...]

EXAMPLES = {
    "holder": "write holder: {name: …, kind: entity}",
    "certificate": "write certificate: {kind: …, file: …}",
    "proof": "write proof: {kind: …, file: …}",
    "power_of_attorney": "write power_of_attorney: {file: …, expires_on: …}",
    "identification": "write identification: {file: …, number: …}",
}


class Draft:
    """An entry that is being judged; the entry's own keys win over the defaults."""

    def __init__(
        self, path: Path, own: Mapping, defaults: Mapping | None, known: frozenset[str]
    ) -> None:
        self.path = path
        self._known = known
        self.own = own
        self.node = _with_defaults(own, defaults)
        self.faults: list[Diagnostic] = []

    def fault(self, steps: Steps, message: str, hint: str = "", code: str = "") -> None:
        """A fault at the value, or at the nearest mapping that exists."""
        node, found = find(self.node, steps)
        at = node if node is not None and found else self.own
        self.fault_at((at.line, at.column), steps, message, hint, code)

    def fault_at(
        self, place: tuple[int, int], steps: Steps, message: str, hint: str = "", code: str = ""
    ) -> None:
        """A fault at a given line and column."""
        ref = self.text("ref") or ""
        self.faults.append(
            Diagnostic(self.path, *place, dotted(steps), message, hint, code, ref=ref)
        )

    def text(self, *steps: str) -> str | None:
        """The text under a key; None where there is none."""
        node, found = find(self.node, steps)
        if len(found) < len(steps) or not isinstance(node, Scalar) or node.is_null:
            return None
        return node.text.strip()

    def has(self, steps: tuple[str, ...]) -> bool:
        """Whether the key is there and not empty."""
        node, found = find(self.node, steps)
        if node is None or len(found) < len(steps):
            return False
        if isinstance(node, Scalar):
            return bool(node.text.strip()) and not node.is_null
        return bool(node.items)

    def strangers(self) -> tuple[str, ...]:
        """Keys that no form has, misspelt ones among them."""
        return tuple(key for key in self.node.items if key not in self._known)

    def drop_default(self, key: str) -> None:
        """Forgets a key that came from the defaults."""
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


def dotted(steps: Steps) -> str:
    """The key as a fault names it: `holder.identification.number`, `screenshots[1]`."""
    text = ""
    for step in steps:
        text += f"[{step}]" if isinstance(step, int) else f".{step}" if text else step
    return text
