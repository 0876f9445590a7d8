"""A contestant's process, `python -m bench.child NAME`: its task is the first line of input."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

from bench.filings import Filing
from bench.messages import Messages
from bench.peer import PeerRun, peers


def main(name: str) -> None:
    """Files as that contestant does and prints how long each filing took."""
    # What a contestant prints must not be taken for an answer to the harness.
    replies = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    task = json.loads(sys.stdin.readline())
    messages = Messages()
    messages.watch()
    run = PeerRun(
        url=task["url"],
        origins=task["origins"],
        skin=task["skin"],
        sessions=task["sessions"],
        warm=[Filing(**filing) for filing in task["warm"]],
        filings=[Filing(**filing) for filing in task["filings"]],
        folder=Path(task["folder"]),
        replies=replies,
        messages=lambda: messages.total,
    )
    peers()[name].run(run)
    replies.write(json.dumps({"seconds": run.seconds, "messages": run.sent}) + "\n")
    replies.flush()


if __name__ == "__main__":
    main(sys.argv[1])
