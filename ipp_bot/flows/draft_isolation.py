"""Whether the pages of an account keep their drafts apart, or the session keeps only one."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager, contextmanager, nullcontext
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator
    from contextlib import AbstractAsyncContextManager

__all__ = ["DraftIsolation"]


class DraftIsolation:
    """Whether one session of an account may edit several drafts at a time.

    Some portals keep one draft per session: what one page sends then goes into the draft that
    another page opened last. Until a portal was seen to keep drafts apart, no form is opened while
    another one is sent.
    """

    def __init__(self) -> None:
        self.is_shared = False
        """Two pages were seen to write into each other's drafts: one filing at a time."""
        self.is_apart = False
        """A draft was saved as itself though another one had been opened meanwhile."""
        self.shows_numbers = False
        """A first save was seen to tell its number: no other page has to be opened for it."""
        self.active_filings = 0
        """Filings of the account that this process works on now."""
        self._opened = 0
        self._turn = asyncio.Lock()

    @property
    def may_be_shared(self) -> bool:
        """Whether another filing's page could have written into this one's draft."""
        return not self.is_apart and (self.is_shared or self.active_filings > 1)

    @contextmanager
    def active_filing(self) -> Iterator[None]:
        """One more filing is worked on while the block runs."""
        self.active_filings += 1
        try:
            yield
        finally:
            self.active_filings -= 1

    @asynccontextmanager
    async def opening(self) -> AsyncIterator[None]:
        """A form is opened; if need be after another one was sent."""
        async with self._unless_apart():
            self._opened += 1
            yield

    @asynccontextmanager
    async def sending(self) -> AsyncIterator[None]:
        """A form is saved and sent; nobody opens another one, unless they are known to be apart."""
        async with self._unless_apart():
            yield

    def first_save(self) -> AbstractAsyncContextManager[object]:
        """A draft is begun, and its number learned; be it from the page that follows."""
        return nullcontext() if self.shows_numbers else self._unless_apart()

    def _unless_apart(self) -> AbstractAsyncContextManager[object]:
        return nullcontext() if self.is_apart else self._turn

    @property
    def forms_opened(self) -> int:
        """How many forms were opened until now, for `record_save`."""
        return self._opened

    def record_save(self, forms_opened: int, *, as_itself: bool) -> None:
        """Learns from a save of the form that was opened as the `forms_opened`-th one."""
        if not as_itself:
            self.is_shared, self.is_apart = True, False
        elif self._opened > forms_opened:
            self.is_apart = not self.is_shared
