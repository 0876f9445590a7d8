"""How much the portal was asked for."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field


@dataclass(slots=True)
class Stats:
    """Counts since the start or the last reset; control routes do not count."""

    requests: Counter[str] = field(default_factory=Counter)
    documents: int = 0
    assets: int = 0
    sign_ins: int = 0

    def clear(self) -> None:
        """Starts at zero."""
        self.requests.clear()
        self.documents = self.assets = self.sign_ins = 0
