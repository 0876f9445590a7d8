"""Files as the portal hands them out again, by the links that their names are.

What is handed out at such a link may be no file: an error, a page, or an answer for scripts that
says that nobody is signed in. The page that bears the links is then opened anew once, where a
session that has ended shows; a portal that goes on so is known to hand nothing out.
"""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from ipp_bot.forms.attachments import StoredFile

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ipp_bot.browser import Tab
    from ipp_bot.browser.fetched_files import FetchedFile
    from ipp_bot.forms.attachments import Attachment
    from ipp_bot.site.portal import Portal

__all__ = ["StoredFiles", "with_stored_files"]

_FOR_SCRIPTS = ("json", "xml", "javascript")
"""How the media types end of what scripts read; vector pictures are none that a portal takes."""


class StoredFiles(NamedTuple):
    """Files by slot, with what the portal hands out for them."""

    files: dict[str, tuple[Attachment, ...]]
    withheld: bool
    """Whether a link led to no file."""


async def with_stored_files(
    tab: Tab, portal: Portal, attachments: Mapping[str, tuple[Attachment, ...]]
) -> StoredFiles:
    """The same, each with what the portal hands out for it, as far as it does.

    Asked for are links to the portal's own origins for pages and uploads alone, and none where the
    profile says that they lead to something else (`record.hands_out_files`).
    """
    if not portal.profile.record.hands_out_files:
        return StoredFiles(dict(attachments), withheld=False)
    asked = {
        file.link
        for files in attachments.values()
        for file in files
        if file.link and portal.takes_files_at(file.link)
    }
    links = sorted(asked)
    found = await asyncio.gather(*(_stored(tab, portal, link) for link in links))
    stored = dict(zip(links, found, strict=True))
    filled = {
        slot: tuple(replace(file, stored=stored.get(file.link)) for file in files)
        for slot, files in attachments.items()
    }
    return StoredFiles(filled, withheld=None in found)


async def _stored(tab: Tab, portal: Portal, link: str) -> StoredFile | None:
    answer = await tab.fetched(link, within=portal.profile.timings.navigation)
    if answer is None or not _is_file(answer):
        return None
    return StoredFile(answer.size, answer.sha256, is_download=answer.is_download)


def _is_file(answer: FetchedFile) -> bool:
    kind = answer.media_type
    return answer.is_download or not (kind.startswith("text/") or kind.endswith(_FOR_SCRIPTS))
