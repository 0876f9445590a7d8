"""What the portal refuses: each error bears a sentence of the catalogues and an HTTP status."""

from __future__ import annotations

from mock_portal.lang import Problem


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
