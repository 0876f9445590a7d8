"""What a run of submissions shows while it works, and what Ctrl-C does to it."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

from ipp_bot.cli.filing_results import result_line
from ipp_bot.run.submit_run import GRACE_SECONDS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ipp_bot.flows.account_session import Progress
    from ipp_bot.report.terminal import Terminal
    from ipp_bot.run.results import FilingResult
    from ipp_bot.run.submit_run import SubmitRun

__all__ = ["interrupt_handler", "submit_progress"]


def interrupt_handler(terminal: Terminal, run: SubmitRun) -> Callable[[], None]:
    """The first Ctrl-C lets the filings that are under way end, the second stops at once."""
    pressed = 0

    def interrupt() -> None:
        nonlocal pressed
        pressed += 1
        if pressed == 1:
            terminal.warn(
                f"finishing the filings in hand, for {GRACE_SECONDS:.0f} s at most; Ctrl-C again "
                "stops at once, which is safe"
            )
        run.interrupt()

    return interrupt


@contextmanager
def submit_progress(
    terminal: Terminal, run: SubmitRun, total: int, *, verbose: bool
) -> Iterator[None]:
    """Shows the run's progress while the block runs; `verbose` gives each step a line."""
    with terminal.bar("submitting", total, detail=verbose) as bar:

        def step(step: Progress) -> None:
            name = step.ref or step.account
            (bar.tell if step.notable else bar.update)(f"{name}: {step.text}")

        def ended(result: FilingResult) -> None:
            bar.advance("" if result.was_stopped else result_line(result))

        run.observer.on_progress = step
        run.observer.on_result = ended
        run.observer.ask_password = bar.ask if sys.stdin.isatty() else None
        yield
