"""A sentence that is chosen in the core and worded in a language later."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Problem:
    """A sentence's key in the catalogues, and its arguments."""

    key: str
    args: dict[str, Any] = field(default_factory=dict)
