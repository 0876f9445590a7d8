"""Serves the page on this machine alone, until it is stopped."""

from __future__ import annotations

import contextlib
import os
import socket
import tempfile
import webbrowser
from pathlib import Path
from typing import TYPE_CHECKING

import uvicorn

from ipp_bot.errors import UsageError
from ipp_bot.ui.access import Access, Guard
from ipp_bot.ui.app import create_app
from ipp_bot.ui.connections import Connection
from ipp_bot.ui.open_workspace import OpenWorkspace
from ipp_bot.ui.wording import Wording

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ipp_bot.clock import Clock

__all__ = ["serve"]

_BACKLOG = 64
_LAST_ANSWERS = 2
"""Seconds that answers under way may take once the page is stopped."""


def serve(
    root: Path,
    *,
    port: int,
    lang: str,
    clock: Clock,
    announce: Callable[[str], None],
    open_browser: bool,
) -> None:
    """Serves the workspace of that folder until SIGINT or SIGTERM.

    Args:
        root: the workspace's folder.
        port: 0 for any that is free.
        lang: `en` or `zh`.
        clock: tells the time.
        announce: is given the one-time link once it can be opened.
        open_browser: whether to open the link as well.

    Raises:
        UsageError: somebody else has the port.
        SettingsError: the folder is no workspace.
        LedgerError: its ledger cannot be used.
    """
    with (
        contextlib.closing(OpenWorkspace(root, clock=clock)) as workspace,
        contextlib.closing(_listening(port)) as listener,
    ):
        workspace.current()
        access = Access(port=listener.getsockname()[1])
        app = create_app(workspace, Wording(lang), access.base)
        config = _config(Guard(app, access))
        with _link_file(access) as file:
            announce(access.address)
            if open_browser:
                webbrowser.open(file.as_uri())
            with contextlib.suppress(KeyboardInterrupt):
                uvicorn.Server(config).run(sockets=[listener])


def _config(app: Guard) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        access_log=False,
        lifespan="off",
        http=Connection,
        log_config=None,
        log_level="critical",  # what strangers send is nobody's news at the terminal
        proxy_headers=False,  # nobody stands in front: such headers are forged
        server_header=False,
        timeout_graceful_shutdown=_LAST_ANSWERS,
        ws="none",
    )


def _listening(port: int) -> socket.socket:
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        listener.bind(("127.0.0.1", port))
        listener.listen(_BACKLOG)
    except (OSError, OverflowError) as error:
        listener.close()
        raise UsageError(
            f"nothing can be served at 127.0.0.1:{port}: {error}",
            hint="leave --port out, or name one that is free",
        ) from error
    return listener


@contextlib.contextmanager
def _link_file(access: Access) -> Iterator[Path]:
    """A file that leads to the link, readable by this user alone, until the link was opened.

    A browser is given the file: its arguments can be read by every user of the machine.
    """
    handle, name = tempfile.mkstemp(prefix="ipp-bot-", suffix=".html")
    path = Path(name)
    access.on_entered = lambda: path.unlink(missing_ok=True)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(
                '<!doctype html><meta charset="utf-8"><title>ipp-bot</title>'
                f'<meta http-equiv="refresh" content="0;url={access.address}">'
                f'<a href="{access.address}">ipp-bot</a>'
            )
        yield path
    finally:
        path.unlink(missing_ok=True)
