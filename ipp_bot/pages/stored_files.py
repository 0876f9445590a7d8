"""Files as the portal hands them out again, by the links that their names are."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING

from ipp_bot.forms.attachments import StoredFile

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ipp_bot.browser import Tab
    from ipp_bot.forms.attachments import Attachment
    from ipp_bot.site.portal import Portal

__all__ = ["with_stored_files"]


async def with_stored_files(
    tab: Tab, portal: Portal, attachments: Mapping[str, tuple[Attachment, ...]]
) -> dict[str, tuple[Attachment, ...]]:
    """The same, each with what the portal hands out for it, as far as it does.

    Asked for are links to the portal's own origins for pages and uploads alone, and none where the
    profile says that they lead to something else (`record.hands_out_files`).
    """
    if not portal.profile.record.hands_out_files:
        return dict(attachments)
    asked = {
        file.link
        for files in attachments.values()
        for file in files
        if file.link and portal.takes_files_at(file.link)
    }
    links = sorted(asked)
    found = await asyncio.gather(*(_stored(tab, portal, link) for link in links))
    stored = dict(zip(links, found, strict=True))
    return {
        slot: tuple(replace(file, stored=stored.get(file.link)) for file in files)
        for slot, files in attachments.items()
    }


async def _stored(tab: Tab, portal: Portal, link: str) -> StoredFile | None:
    answer = await tab.fetched(link, within=portal.profile.timings.navigation)
    if answer is None or answer.media_type == "text/html":
        return None
    return StoredFile(answer.size, answer.sha256, is_download=answer.is_download)
