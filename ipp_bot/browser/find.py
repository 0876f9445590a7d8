"""Finding a browser: the configured one, Playwright's own, or the system's."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from ipp_bot.errors import BrowserMissing
from ipp_bot.operating_system import folder_for_caches, installed_programs, is_windows

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = [
    "BrowserKind",
    "FoundBrowser",
    "all_browsers",
    "find_browser",
    "find_channel",
    "find_window_browser",
    "running_browser",
]


class BrowserKind(StrEnum):
    """What a found browser can do."""

    HEADLESS_SHELL = "headless shell"  # a third of the memory and launch time, no window
    CHROMIUM = "chromium"  # can open a window
    CHROME = "chrome"  # the branded one; can open a window
    RUNNING = "running browser"  # somebody else started it


@dataclass(frozen=True, slots=True)
class FoundBrowser:
    """A browser that is there; whether it starts is seen at launch."""

    path: Path
    kind: BrowserKind
    version: str
    source: str
    """Where it was found: settings, Playwright's or system; the address of a running one."""

    @property
    def name(self) -> str:
        """What a message calls it."""
        return (
            f"the browser at {self.source}" if self.kind is BrowserKind.RUNNING else f"{self.path}"
        )

    def line(self) -> str:
        """One line for a person."""
        if self.kind is BrowserKind.RUNNING:
            return f"{self.kind} at {self.source}"
        return f"{self.kind} {self.version} ({self.source}: {self.path})"


_SHELLS = ("chromium-headless-shell", "chrome-headless-shell", "headless_shell")
_CHROMIUMS = ("chromium", "chromium-browser")
_CHROMES = ("google-chrome", "google-chrome-stable", "chrome", "microsoft-edge")
_MAC = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
)
_WINDOWS = (
    r"Google\Chrome\Application\chrome.exe",
    r"Chromium\Application\chrome.exe",
    r"Microsoft\Edge\Application\msedge.exe",
)
_GET_ONE = (
    "ipp-bot browser install, or install the system's package (Debian: chromium-headless-shell), "
    "or name a browser's path in ipp-bot.yaml"
)
_GET_WINDOW = "ipp-bot browser install --window, or install the system's Chromium or Chrome"


def find_browser(configured: Path | None = None) -> FoundBrowser:
    """The browser to drive, a headless shell where there is one; BrowserMissing if none."""
    if configured is not None:
        return _asked(_configured(configured))
    own = sorted(_playwrights_own(), key=lambda found: found.kind is not BrowserKind.HEADLESS_SHELL)
    found = next(iter([*own, *_system(_SHELLS), *_system((*_CHROMIUMS, *_CHROMES))]), None)
    if found is None:
        raise BrowserMissing("No browser was found on this machine.", hint=_GET_ONE, sent=False)
    return _asked(found)


def find_window_browser(configured: Path | None = None) -> FoundBrowser:
    """A browser that can open a window for a person; BrowserMissing if there is none."""
    if configured is not None:
        found = _configured(configured)
        if found.kind is not BrowserKind.HEADLESS_SHELL:
            return _asked(found)
    candidates = [
        found
        for found in (*_playwrights_own(), *_system((*_CHROMIUMS, *_CHROMES)))
        if found.kind is not BrowserKind.HEADLESS_SHELL
    ]
    if not candidates:
        raise BrowserMissing(
            "No browser that can open a window was found.", hint=_GET_WINDOW, sent=False
        )
    return _asked(candidates[0])


_CHANNELS = {
    "chrome": (
        "Google Chrome",
        ("google-chrome", "google-chrome-stable", "chrome"),
        ("Google Chrome", "Google\\Chrome"),
    ),
    "msedge": (
        "Microsoft Edge",
        ("microsoft-edge", "microsoft-edge-stable", "msedge"),
        ("Microsoft Edge", "Microsoft\\Edge"),
    ),
    "chromium": ("Chromium", _CHROMIUMS, ("Chromium",)),
}
"""By channel: its name, its programs on the path, and parts of where it is installed elsewhere."""


def find_channel(channel: str) -> FoundBrowser:
    """The installed browser of that name (chrome, msedge, chromium); BrowserMissing if none."""
    title, programs, parts = _CHANNELS[channel]
    if channel == "chromium":
        for found in _playwrights_own():
            if found.kind is not BrowserKind.HEADLESS_SHELL:
                return _asked(found)
    for found in _system(programs):
        if found.path.stem in programs or any(part in str(found.path) for part in parts):
            return _asked(found)
    raise BrowserMissing(
        f"{title} was not found on this machine (browser.channel: {channel}).",
        hint=f"install {title}, or name its program with browser: PATH in ipp-bot.yaml",
        sent=False,
    )


def running_browser(address: str) -> FoundBrowser:
    """A browser that somebody started; whether it answers is seen when it is first used."""
    return FoundBrowser(Path(), BrowserKind.RUNNING, "unknown", address)


def all_browsers() -> list[FoundBrowser]:
    """Every browser that is found without the settings, each once."""
    found = (*_playwrights_own(), *_system(_SHELLS), *_system((*_CHROMIUMS, *_CHROMES)))
    return [_asked(each) for each in {each.path: each for each in found}.values()]


def _configured(path: Path) -> FoundBrowser:
    path = path.expanduser()
    if not path.is_file() or not os.access(path, os.X_OK):
        raise BrowserMissing(
            f"The configured browser {path} is not a program that can be run.",
            hint="correct its path in ipp-bot.yaml, or leave it out",
            sent=False,
        )
    return _found(path, "settings")


def _playwrights_own() -> Iterator[FoundBrowser]:
    """Browsers in Playwright's cache, the newest first."""
    root = os.environ.get("PLAYWRIGHT_BROWSERS_PATH")
    cache = Path(root) if root and root != "0" else folder_for_caches() / "ms-playwright"
    if not cache.is_dir():
        return
    names = {"headless_shell", "chrome-headless-shell", "chrome", "Chromium"}
    folders = [
        folder
        for folder in cache.iterdir()
        # The mark is written last: without it a download was broken off.
        if folder.name.startswith("chromium") and (folder / "INSTALLATION_COMPLETE").exists()
    ]
    for folder in sorted(folders, key=_build, reverse=True):
        for program in sorted(folder.glob("*/**/*")):
            if program.stem in names and program.is_file() and os.access(program, os.X_OK):
                yield _found(program, "Playwright's")
                break


def _build(folder: Path) -> int:
    digits = re.search(r"(\d+)$", folder.name)
    return int(digits.group(1)) if digits else 0


def _system(names: tuple[str, ...]) -> Iterator[FoundBrowser]:
    """Browsers of the operating system under these names."""
    for name in names:
        where = shutil.which(name)
        if where:
            yield _found(Path(where), "system")
    if names is _SHELLS:
        return
    for place in installed_programs(_WINDOWS, _MAC):
        if place.is_file():
            yield _found(place, "system")


def _found(path: Path, source: str) -> FoundBrowser:
    name = path.name.lower()
    if "headless" in name:
        kind = BrowserKind.HEADLESS_SHELL
    elif "chrome" in name and source == "system":
        kind = BrowserKind.CHROME
    else:
        kind = BrowserKind.CHROMIUM
    return FoundBrowser(path=path, kind=kind, version="unknown", source=source)


def _asked(found: FoundBrowser) -> FoundBrowser:
    return replace(found, version=_version(found.path))


def _version(path: Path) -> str:
    if is_windows():
        return "unknown"  # asking opens a window there
    try:
        answer = subprocess.run(  # noqa: S603  the path was found above or comes from settings
            [str(path), "--version"], capture_output=True, text=True, timeout=10, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return "unknown"
    digits = re.search(r"\d+(\.\d+)+", answer.stdout)
    return digits.group(0) if digits else "unknown"
