"""What a contestant is, and the course that it runs."""

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
    """With more it would only be swapped out, or take too long."""

    def missing(self) -> str:
        """What this machine lacks for it; empty if nothing."""

    def run(self, course: Course) -> None:
        """Files the warm-up, then within `course.timed()` the filings; tells their seconds."""


@dataclass
class Course:
    """One run of one contestant in a process of its own; the harness holds the other end."""

    url: str
    skin: str
    sessions: int
    warm: list[Filing]
    filings: list[Filing]
    folder: Path
    ask: TextIO = field(default_factory=lambda: sys.stdin)
    tell: TextIO = field(default_factory=lambda: sys.stdout)
    seconds: list[float] = field(default_factory=list)
    messages: Callable[[], int] = lambda: 0
    """How many messages went to Playwright's driver so far."""
    sent: int = 0

    @contextmanager
    def timed(self) -> Iterator[None]:
        """The block is what is measured: nothing runs while the harness reads its meters."""
        self._meet("warm", "go")
        before = self.messages()
        yield
        self.sent = self.messages() - before
        self._meet("done", "end")

    def _meet(self, word: str, answer: str) -> None:
        self.tell.write(f"{word}\n")
        self.tell.flush()
        if self.ask.readline().strip() != answer:
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


async def side_by_side(
    course: Course,
    opened: Callable[[], AbstractAsyncContextManager[Callable[[Filing], Awaitable[None]]]],
) -> None:
    """Asynchronous sessions in one process; each opens once and takes the next filing when free."""

    async def work(hand: Callable[[Filing], Awaitable[None]], todo: deque[Filing]) -> None:
        while todo:
            filing = todo.popleft()
            began = time.perf_counter()
            await hand(filing)
            course.seconds.append(time.perf_counter() - began)

    async with AsyncExitStack() as stack:
        hands = [await stack.enter_async_context(opened()) for _ in range(course.sessions)]
        warm = deque(course.warm)
        await asyncio.gather(*(work(hand, warm) for hand in hands))
        course.seconds.clear()
        with course.timed():
            todo = deque(course.filings)
            await asyncio.gather(*(work(hand, todo) for hand in hands))


def _next(queue: deque[Filing]) -> Filing | None:
    """The next filing; another thread may have been quicker."""
    try:
        return queue.popleft()
    except IndexError:
        return None


def in_threads(
    course: Course, opened: Callable[[], AbstractContextManager[Callable[[Filing], None]]]
) -> None:
    """Blocking sessions, each in a thread of its own; each takes the next filing when free."""
    crew = _Crew(course, opened)
    threads = [threading.Thread(target=crew.guarded) for _ in range(course.sessions)]
    for thread in threads:
        thread.start()
    try:
        crew.lead()
    except threading.BrokenBarrierError:
        if crew.failed:
            raise crew.failed[0] from None
        raise
    finally:
        for thread in threads:
            thread.join(60)


class _Crew:
    """Threads that wait for each other: all warm, go, all done, end."""

    def __init__(
        self,
        course: Course,
        opened: Callable[[], AbstractContextManager[Callable[[Filing], None]]],
    ) -> None:
        self._course = course
        self._opened = opened
        self._warm, self._todo = deque(course.warm), deque(course.filings)
        self._gate = threading.Barrier(course.sessions + 1, timeout=600)
        self.failed: list[BaseException] = []

    def lead(self) -> None:
        """The main thread's part."""
        self._gate.wait()
        with self._course.timed():
            self._gate.wait()
            self._gate.wait()
        self._gate.wait()

    def guarded(self) -> None:
        """A session whose failure ends the others' waiting."""
        try:
            self._session()
        except threading.BrokenBarrierError:
            return  # another session has failed, and told why
        except BaseException as error:  # noqa: BLE001 - raised again in the main thread
            self.failed.append(error)
            self._gate.abort()

    def _session(self) -> None:
        with self._opened() as hand:
            self._work(hand, self._warm, [])
            self._gate.wait()
            self._gate.wait()
            self._work(hand, self._todo, self._course.seconds)
            self._gate.wait()
            self._gate.wait()

    def _work(
        self, hand: Callable[[Filing], None], queue: deque[Filing], taken: list[float]
    ) -> None:
        while (filing := _next(queue)) is not None:
            began = time.perf_counter()
            hand(filing)
            taken.append(time.perf_counter() - began)
