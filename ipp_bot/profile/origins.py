"""The origins of a portal by what they are for: where one signs in, where pages and uploads lie."""

from __future__ import annotations

import ipaddress
import re
from typing import Any, Self
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, field_validator, model_validator

__all__ = ["Origins", "is_loopback", "matches", "origin_of", "origin_pattern"]

_ROLES = ("sign_in", "pages", "uploads")
_WILD = re.compile(r"\*\.[^*.]+(\.[^*.]+)+")
"""A whole label that may be anything, and at least two that are named."""


def origin_of(address: str) -> str:
    """The origin of a URL as browsers write it; "" where it has none."""
    parts = urlsplit(address)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        return ""
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    usual = {"http": 80, "https": 443}[parts.scheme]
    port = "" if parts.port in (None, usual) else f":{parts.port}"
    return f"{parts.scheme}://{host}{port}"


def is_loopback(host: str) -> bool:
    """Whether a host is this machine."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def origin_pattern(text: str) -> str:
    """The origin, or the origin with `*` as leftmost label, as it is compared; ValueError."""
    parts = urlsplit(text)
    try:
        origin = origin_of(text)
    except ValueError as error:
        raise ValueError(f"{text!r} has no valid port") from error
    bare = not (parts.path or parts.query or parts.fragment or parts.username or parts.password)
    if not origin or not bare:
        raise ValueError(f"{text!r} is no origin; type https://host")
    host = parts.hostname or ""
    if "*" in host and not _WILD.fullmatch(host):
        raise ValueError(
            f"{text!r}: * may only be the whole leftmost label, before two that are named"
        )
    if parts.scheme == "http" and not is_loopback(host):
        raise ValueError(f"{text!r} is no origin; http only on this machine: type https://host")
    return origin


def matches(origin: str, patterns: tuple[str, ...]) -> bool:
    """Whether one of the patterns means this origin; `*` is exactly one label."""
    for pattern in patterns:
        scheme, wild, rest = pattern.partition("://*.")
        if origin == pattern:
            return True
        first, dot, behind = origin.removeprefix(f"{scheme}://").partition(".")
        if wild and origin.startswith(f"{scheme}://") and first and dot and behind == rest:
            return True
    return False


class Origins(BaseModel):
    """Origins by role; each a scheme and a host, whose leftmost label may be `*`."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    sign_in: tuple[str, ...] = ()
    """Where passwords may be typed, in frames as well."""
    pages: tuple[str, ...] = ()
    """Where the portal's pages are; the first is where the portal is entered."""
    uploads: tuple[str, ...] = ()
    """Where files may be sent."""

    @model_validator(mode="before")
    @classmethod
    def _of_a_list(cls, given: Any) -> Any:  # noqa: ANN401  whatever the file holds
        """A list of origins serves all roles."""
        return dict.fromkeys(_ROLES, given) if isinstance(given, list | tuple) else given

    @field_validator(*_ROLES)
    @classmethod
    def _are_origins(cls, origins: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(origin_pattern(each) for each in origins)

    @classmethod
    def only(cls, origin: str, more: Origins | None = None) -> Self:
        """One origin in all roles, and what `more` adds to each."""
        added = more or Origins()
        return cls(
            sign_in=(origin, *added.sign_in),
            pages=(origin, *added.pages),
            uploads=(origin, *added.uploads),
        )

    @property
    def home(self) -> str:
        """Where the portal is entered."""
        return self.pages[0]
