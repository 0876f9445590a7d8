"""Counting what goes to Playwright's driver: each message is a round trip of a script."""

from __future__ import annotations

from collections import Counter
from typing import Any

EVALUATIONS = "evaluate"
"""How the names of the driver's methods begin that run a script in the page."""

FRAME = "HeadlessExperimental.beginFrame"
"""Frames are counted apart, as a slower machine draws more; those of pictures are not."""


class Messages:
    """Messages to the driver by method, since `watch` was called."""

    def __init__(self) -> None:
        self.by_method: Counter[str] = Counter()

    def watch(self) -> None:
        """Counts from now on, in this process."""
        # Playwright's public interface tells no such figure; the pipe to its driver does.
        from playwright._impl.transport import PipeTransport

        plain = PipeTransport.send
        counted = self.by_method

        def send(transport: PipeTransport, message: dict[str, Any]) -> None:
            params = message.get("params", {})
            drawn = params.get("method") == FRAME and "screenshot" not in params["params"]
            counted[FRAME if drawn else str(message.get("method", ""))] += 1
            plain(transport, message)

        PipeTransport.send = send  # type: ignore[method-assign,assignment]  # for this count only
        self._restore = plain

    def unwatch(self) -> None:
        """Counts no more."""
        from playwright._impl.transport import PipeTransport

        PipeTransport.send = self._restore  # type: ignore[method-assign]  # as it was

    @property
    def total(self) -> int:
        """All but the frames; the few that the library sends by itself are included."""
        return sum(self.by_method.values()) - self.by_method[FRAME]

    @property
    def evaluations(self) -> int:
        """Those that run a script in the page."""
        return sum(
            count
            for method, count in self.by_method.items()
            if method.lower().startswith((EVALUATIONS, "evalon"))
        )
