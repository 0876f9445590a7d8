"""A file fetched by its address with the page's cookies, known by its hash alone."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from playwright.async_api import Error

if TYPE_CHECKING:
    from playwright.async_api import BrowserContext

__all__ = ["FetchedFile", "fetched"]

_REDIRECTS = 5
"""How often an address may lead on: stores hand files out under addresses that end."""


@dataclass(frozen=True, slots=True)
class FetchedFile:
    """What was handed out: bytes, their SHA-256, the media type without its parameters."""

    size: int
    sha256: str
    media_type: str
    is_download: bool
    """Whether the answer says that it is to be kept and not shown."""


async def fetched(context: BrowserContext, address: str, *, within: float) -> FetchedFile | None:
    """The file there; None if it is not handed out within so many seconds."""
    try:
        answer = await context.request.get(address, timeout=within * 1000, max_redirects=_REDIRECTS)
        try:
            if not answer.ok:
                return None
            content = await answer.body()
        finally:
            await answer.dispose()
    except Error:  # what cannot be fetched is compared by its name and size
        return None
    headers = answer.headers
    return FetchedFile(
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        media_type=headers.get("content-type", "").partition(";")[0].strip().lower(),
        is_download=headers.get("content-disposition", "").strip().lower().startswith("attachment"),
    )
