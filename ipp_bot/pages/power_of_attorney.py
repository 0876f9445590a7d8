"""The block of the details page that asks for another holder's identification and POA."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

from playwright.async_api import TimeoutError as PlaywrightTimeoutError

from ipp_bot.errors import PageBroken
from ipp_bot.site.page import Page
from ipp_bot.site.playwright_errors import verb
from ipp_bot.site.portal import PageKind

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["PowerOfAttorney"]


class PowerOfAttorney(Page):
    """Shown where the holder's and the complainant's names differ."""

    kind = PageKind.DETAILS

    async def shown(self) -> bool:
        """Whether the page shows the block."""
        self.tab.round_trips += 1
        return await self.locator("button", self.labels("button.poa_template")).count() > 0

    @verb
    async def download_template(self, target: Path) -> Path:
        """Fetch the template that the portal made from the form, and save it as `target`.

        PageBroken if the portal offers none yet or sends no PDF; the target is then untouched.
        """
        click = functools.partial(
            self.click_with_retry, "button", self.labels("button.poa_template")
        )
        seconds = self.portal.profile.timings.action
        try:
            kept = await self.tab.download_to(
                target.parent / f".{target.stem}", click, within=seconds
            )
        except (TimeoutError, PlaywrightTimeoutError) as error:
            raise PageBroken("The portal does not hand out the POA template yet.") from error
        return _move_pdf(kept, target)


def _move_pdf(kept: Path, target: Path) -> Path:
    """The download moved to its place; PageBroken, and the download deleted, if it is no PDF."""
    with kept.open("rb") as file:
        is_pdf = file.read(5) == b"%PDF-"
    if is_pdf:
        kept.replace(target)
    else:
        kept.unlink()
    kept.parent.rmdir()
    if not is_pdf:
        raise PageBroken("What the portal sent as POA template is no PDF.")
    return target
