"""Pictures and page sources that show later what happened, without anybody's secrets."""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from playwright.async_api import Error

from ipp_bot.atomic_write import write_shared
from ipp_bot.browser.file_names import safe_name
from ipp_bot.browser.redaction import scrub

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from ipp_bot.browser.tab import Tab

__all__ = ["Evidence"]

log = logging.getLogger(__name__)

_MEGABYTE = 1024 * 1024
_QUALITY = 70


class Evidence:
    """A folder of evidence, a sub-folder for each filing, kept below a total size."""

    def __init__(
        self,
        folder: Path,
        *,
        cap_bytes: int = 500 * _MEGABYTE,
        secrets: Callable[[], tuple[str, ...]] = tuple,
        deadline: float = 10.0,
    ) -> None:
        self.folder = folder
        self._cap = cap_bytes
        self._secrets = secrets
        self._deadline = deadline

    async def picture(
        self, tab: Tab, name: str, *, full_page: bool = False, folder: Path | None = None
    ) -> Path:
        """A JPEG of the page, password fields masked.

        Playwright's Error, or TimeoutError, if it cannot be taken.
        """
        target = (folder or self._folder(tab)) / f"{safe_name(name)}.jpg"
        target.parent.mkdir(parents=True, exist_ok=True)
        drawn = await tab.jpeg(full_page=full_page, quality=_QUALITY, within=self._deadline)
        if drawn is not None:
            write_shared(target, drawn)
            return target
        with tab.priority_frames():
            await tab.page.screenshot(
                path=target,
                type="jpeg",
                quality=_QUALITY,
                full_page=full_page,
                animations="disabled",
                mask=[tab.page.locator("input[type=password]")],
                timeout=self._deadline * 1000,
            )
        tab.round_trips += 1
        return target

    async def words(self, tab: Tab) -> str:
        """All that the page says, without its secrets.

        Playwright's Error, or TimeoutError, if it cannot be read.
        """
        said = await tab.page.locator("body").inner_text(timeout=self._deadline * 1000)
        tab.round_trips += 1
        return scrub(f"{tab.page.url.partition('?')[0]}\n\n{said}\n", self._secrets())

    async def failure(self, tab: Tab, error: BaseException) -> tuple[Path, ...]:
        """All that can still be had of a page that failed; never raises, may be empty."""
        stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S%f")[:-3]
        stem = f"{stamp}-{safe_name(type(error).__name__)}"
        kept: list[Path] = []
        for part in (self._words, self._source, self._shot):
            try:
                kept.append(await asyncio.wait_for(part(tab, stem, error), self._deadline))
            except (Error, TimeoutError, OSError) as why:
                log.debug("evidence was not to be had: %s", type(why).__name__)
        with suppress(OSError):  # somebody else may tidy up at the same time
            await asyncio.to_thread(self.prune)
        return tuple(path for path in kept if path.exists())

    async def note(self, account: str, ref: str, text: str) -> Path:
        """Words kept beside a filing's evidence, without their secrets."""
        target = self.folder / safe_name(account) / safe_name(ref) / "mistake.txt"
        await asyncio.to_thread(target.parent.mkdir, parents=True, exist_ok=True)
        await asyncio.to_thread(target.write_text, scrub(text, self._secrets()), "utf-8")
        return target

    async def _words(self, tab: Tab, stem: str, error: BaseException) -> Path:
        lines = [f"{type(error).__name__}: {error}", f"address: {tab.page.url.partition('?')[0]}"]
        lines += [f"{alarm.kind}: {alarm.text}" for alarm in tab.unexpected_dialogs]
        if tab.usable:
            lines += ["", await tab.page.locator("body").aria_snapshot(timeout=3000)]
        return self._write(tab, f"{stem}.txt", "\n".join(lines))

    async def _source(self, tab: Tab, stem: str, _error: BaseException) -> Path:
        return self._write(tab, f"{stem}.html", await tab.page.content())

    async def _shot(self, tab: Tab, stem: str, _error: BaseException) -> Path:
        return await self.picture(tab, stem, full_page=True)

    def _write(self, tab: Tab, name: str, text: str) -> Path:
        target = self._folder(tab) / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(scrub(text, self._secrets()), encoding="utf-8")
        return target

    def _folder(self, tab: Tab) -> Path:
        return self.folder / safe_name(tab.account) / safe_name(tab.ref, fallback="account")

    def prune(self) -> int:
        """Remove the oldest files until the folder is below its cap; tells how many."""
        files = []
        for path in self.folder.rglob("*"):
            try:
                state = path.stat()
            except FileNotFoundError:
                continue
            if path.is_file():
                files.append((state.st_mtime, state.st_size, path))
        total = sum(size for _, size, _ in files)
        removed = 0
        for _, size, path in sorted(files):
            if total <= self._cap:
                break
            path.unlink(missing_ok=True)
            total -= size
            removed += 1
        return removed
