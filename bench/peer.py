"""What a contestant is, and how it files side by side in one process."""

from __future__ import annotations

import asyncio
import importlib
import pkgutil
import sys
import threading
import time
from collections import deque
from contextlib import AsyncExitStack, contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol, TextIO

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator
    from contextlib import AbstractAsyncContextManager, AbstractContextManager
    from pathlib import Path

    from bench.filings import Filing


class Peer(Protocol):
    """One contestant: a module of bench.peers has it as PEER."""

    name: str
    """As typed at --only."""
    title: str
    """As tables name it."""
    skins: frozenset[str]
    """The front ends that it can file at."""
    most_sessions: int
    """The most sessions that it is measured with."""

    def missing(self) -> str:
        """What this machine lacks for it; empty if nothing."""

    def run(self, run: PeerRun) -> None:
        """Files the warm-up, then within `run.timed()` the filings; appends the seconds of each."""


@dataclass
class PeerRun:
    """One run of one contestant in a process of its own; the harness holds the other end."""

    url: str
    origins: dict[str, str]
    """Where the portal signs in and takes files, "" for its own origin."""
    skin: str
    sessions: int
    warm: list[Filing]
    filings: list[Filing]
    folder: Path
    commands: TextIO = field(default_factory=lambda: sys.stdin)
    replies: TextIO = field(default_factory=lambda: sys.stdout)
    seconds: list[float] = field(default_factory=list)
    messages: Callable[[], int] = lambda: 0
    """How many messages went to Playwright's driver so far."""
    sent: int = 0

    @contextmanager
    def timed(self) -> Iterator[None]:
        """The block is what is measured; nothing runs while the harness reads its meters."""
        self._synchronise("warm", "go")
        before = self.messages()
        yield
        self.sent = self.messages() - before
        self._synchronise("done", "end")

    def _synchronise(self, word: str, answer: str) -> None:
        self.replies.write(f"{word}\n")
        self.replies.flush()
        if self.commands.readline().strip() != answer:
            raise SystemExit(f"the harness has gone away before {answer!r}")


def peers() -> dict[str, Peer]:
    """Every contestant by its name."""
    import bench.peers

    found: dict[str, Peer] = {}
    for module in pkgutil.iter_modules(bench.peers.__path__):
        peer: Peer | None = getattr(
            importlib.import_module(f"bench.peers.{module.name}"), "PEER", None
        )
        if peer is not None:
            found[peer.name] = peer
    return found


async def run_async_sessions(
    run: PeerRun,
    opened: Callable[[], AbstractAsyncContextManager[Callable[[Filing], Awaitable[None]]]],
) -> None:
    """Asynchronous sessions in one process; each opens once and takes the next filing when free."""

    async def work(file: Callable[[Filing], Awaitable[None]], todo: deque[Filing]) -> None:
        while todo:
            filing = todo.popleft()
            began = time.perf_counter()
            await file(filing)
            run.seconds.append(time.perf_counter() - began)

    async with AsyncExitStack() as stack:
        sessions = [await stack.enter_async_context(opened()) for _ in range(run.sessions)]
        warm = deque(run.warm)
        await asyncio.gather(*(work(file, warm) for file in sessions))
        run.seconds.clear()
        with run.timed():
            todo = deque(run.filings)
            await asyncio.gather(*(work(file, todo) for file in sessions))


def _next(queue: deque[Filing]) -> Filing | None:
    """The next filing; another thread may have been quicker."""
    try:
        return queue.popleft()
    except IndexError:
        return None


def run_thread_sessions(
    run: PeerRun, opened: Callable[[], AbstractContextManager[Callable[[Filing], None]]]
) -> None:
    """Blocking sessions, each in a thread of its own; each takes the next filing when free."""
    threaded = _ThreadedSessions(run, opened)
    threads = [threading.Thread(target=threaded.run_session) for _ in range(run.sessions)]
    for thread in threads:
        thread.start()
    try:
        threaded.coordinate()
    except threading.BrokenBarrierError:
        if threaded.failed:
            raise threaded.failed[0] from None
        raise
    finally:
        for thread in threads:
            thread.join(60)


class _ThreadedSessions:
    """Threads that wait for each other: all warm, go, all done, end."""

    def __init__(
        self,
        run: PeerRun,
        opened: Callable[[], AbstractContextManager[Callable[[Filing], None]]],
    ) -> None:
        self._run = run
        self._opened = opened
        self._warm, self._todo = deque(run.warm), deque(run.filings)
        self._barrier = threading.Barrier(run.sessions + 1, timeout=600)
        self.failed: list[BaseException] = []

    def coordinate(self) -> None:
        """The main thread's part."""
        self._barrier.wait()
        with self._run.timed():
            self._barrier.wait()
            self._barrier.wait()
        self._barrier.wait()

    def run_session(self) -> None:
        """A session whose failure ends the others' waiting."""
        try:
            self._session()
        except threading.BrokenBarrierError:
            return  # another session has failed and keeps the reason
        except BaseException as error:  # noqa: BLE001 - raised again in the main thread
            self.failed.append(error)
            self._barrier.abort()

    def _session(self) -> None:
        with self._opened() as file:
            self._work(file, self._warm, [])
            self._barrier.wait()
            self._barrier.wait()
            self._work(file, self._todo, self._run.seconds)
            self._barrier.wait()
            self._barrier.wait()

    def _work(
        self, file: Callable[[Filing], None], queue: deque[Filing], taken: list[float]
    ) -> None:
        while (filing := _next(queue)) is not None:
            began = time.perf_counter()
            file(filing)
            taken.append(time.perf_counter() - began)
