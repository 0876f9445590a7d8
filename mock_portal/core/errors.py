"""What the portal refuses; the words for it are in the message catalogues."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Problem:
    """A sentence of the catalogue with its arguments."""

    key: str
    args: dict[str, Any] = field(default_factory=dict)


class PortalError(Exception):
    """Root of what the core raises; bears a sentence and an HTTP status."""

    def __init__(self, key: str, *, status: int = 400, **args: object) -> None:
        super().__init__(key)
        self.problem = Problem(key, dict(args))
        self.status = status


class Refused(PortalError):
    """The request makes no sense for this record, account or moment."""


class NotFound(PortalError):
    """There is no such record for this account."""

    def __init__(self) -> None:
        super().__init__("error.not_found", status=404)


class FieldErrors(PortalError):
    """Some fields are missing or malformed; nothing was stored."""

    def __init__(self, problems: dict[str, Problem]) -> None:
        super().__init__("error.fields", status=422, count=len(problems))
        self.problems = problems
