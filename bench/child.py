"""A contestant's process: `python -m bench.child NAME`, told its course on the first line."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

from bench.course import Course, peers
from bench.filings import Filing
from bench.messages import Messages


def main(name: str) -> None:
    """Runs the course and tells how long each filing took."""
    # What a contestant prints must not be taken for an answer to the harness.
    tell = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    told = json.loads(sys.stdin.readline())
    messages = Messages()
    messages.watch()
    course = Course(
        url=told["url"],
        skin=told["skin"],
        sessions=told["sessions"],
        warm=[Filing(**filing) for filing in told["warm"]],
        filings=[Filing(**filing) for filing in told["filings"]],
        folder=Path(told["folder"]),
        tell=tell,
        messages=lambda: messages.total,
    )
    peers()[name].run(course)
    tell.write(json.dumps({"seconds": course.seconds, "messages": course.sent}) + "\n")
    tell.flush()


if __name__ == "__main__":
    main(sys.argv[1])
