"""`browser list` and `browser install`: the browsers that ipp-bot can drive."""

# No `from __future__ import annotations`: Typer reads the annotations of commands at run time.

import subprocess
import sys
from pathlib import Path
from typing import Annotated

import typer

from ipp_bot.browser.find import BrowserKind, all_browsers, find_browser, find_window_browser
from ipp_bot.cli.options import Json, WorkspaceFolder
from ipp_bot.errors import BrowserMissing
from ipp_bot.report.terminal import Terminal
from ipp_bot.run.browser_choice import chosen_browser
from ipp_bot.settings import FILE_NAME, BrowserSettings
from ipp_bot.workspace import Workspace

__all__ = ["browser"]

browser = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    add_completion=False,
    help="List the browsers that ipp-bot can drive, or get one.",
)


@browser.command("list")
def list_browsers(as_json: Json = False, folder: WorkspaceFolder = None) -> None:
    """List the browsers of this machine, and which of them is used."""
    terminal = Terminal(as_json=as_json)
    configured = _configured(folder)
    used = chosen_browser(configured)
    window, hint = None, ""
    try:
        window = chosen_browser(configured, window=True)
    except BrowserMissing as error:
        hint = error.hint
    found = {each.name: each for each in (used, *filter(None, [window]), *all_browsers())}
    rows = [
        (
            " and ".join(
                word for word, one in (("filing", used), ("window", window)) if one == each
            ),
            str(each.kind),
            each.version,
            each.source,
            str(each.path) if each.kind is not BrowserKind.RUNNING else "",
        )
        for each in found.values()
    ]
    head = ("USED FOR", "BROWSER", "VERSION", "FROM", "PATH")
    keys = [title.lower().replace(" ", "_") for title in head]
    terminal.data({"browsers": [dict(zip(keys, row, strict=True)) for row in rows]})
    terminal.table(rows, head=head)
    if window is None:
        terminal.print("None of them opens a window, which login and --headed need.")
        terminal.print(f"    → {hint}")


@browser.command()
def install(
    window: Annotated[
        bool, typer.Option("--window", help="One that opens a window, for login and --headed.")
    ] = False,
) -> None:
    """Download the browser that Playwright brings along; no right of an administrator is needed."""
    terminal = Terminal()
    what = ["--no-shell"] if window else ["--only-shell"]
    terminal.progress("downloading; about 100 MB")
    done = subprocess.run(  # noqa: S603 - Python itself, with words of ours
        [sys.executable, "-m", "playwright", "install", *what, "chromium"],
        stdout=2,  # progress is no result
        check=False,
    )
    if done.returncode:
        raise BrowserMissing(
            f"Playwright's download failed (status {done.returncode})",
            hint="PLAYWRIGHT_DOWNLOAD_HOST names a mirror; or install the system's Chromium or "
            "Chrome, or name a browser's path in ipp-bot.yaml (browser: PATH)",
            sent=False,
        )
    found = find_window_browser() if window else find_browser()
    terminal.print(found.line())


def _configured(folder: Path | None) -> BrowserSettings:
    """The browser of the settings, where there are any; without a workspace any is meant."""
    if folder is None and not Path(FILE_NAME).is_file():
        return BrowserSettings()
    return Workspace.open(folder).settings.browser
