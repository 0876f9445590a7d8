"""`doctor`: is this machine ready, and what to type where it is not."""

# No `from __future__ import annotations`: Typer reads the annotations of commands at run time.
# Browser and ledger are imported where they are looked at, so that a missing package can be told.

import os
import platform
import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from email.utils import parsedate_to_datetime
from importlib import metadata
from pathlib import Path
from typing import Annotated

import typer

from ipp_bot.cli.options import Json, WorkspaceFolder, exit_with
from ipp_bot.cli.run_async import run_async
from ipp_bot.errors import ExitStatus, IppBotError, UsageError
from ipp_bot.language import current_language, told
from ipp_bot.operating_system import disk_hint, is_privileged
from ipp_bot.report.terminal import Terminal, style_of
from ipp_bot.run.passwords import password_hint, stored_in
from ipp_bot.settings import BrowserSettings
from ipp_bot.workspace import Workspace

__all__ = ["doctor"]

PACKAGES = ("playwright", "pydantic", "sqlalchemy", "alembic", "pyyaml", "pillow", "typer", "rich")
LEAST_FREE = 1024 * 1024 * 1024
"""Bytes below which a disk is called nearly full."""
_ROOM = 4096
"""Bytes that are written to try the disk: an empty file has room on a full one."""
CLOCK_MAY_DIFFER = 120.0
"""Seconds."""
SESSION_IS_OLD = 7 * 86_400.0
"""Seconds."""
OK, WARN, FAIL = "ok", "warn", "fail"


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of what `doctor` prints."""

    level: str
    """`ok`, `warn` or `fail`."""
    about: str
    words: str
    hint: str = ""
    status: int = field(default=int(ExitStatus.USAGE))
    """The exit status if it failed."""


def doctor(
    paths: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="PATH",
            help="With --portal: manifests to judge; manifests/ unless given.",
            show_default=False,
        ),
    ] = None,
    *,
    portal: Annotated[
        bool,
        typer.Option(
            "--portal",
            help="Compare every form of the portal, on drafts that are removed again, "
            "with the profile.",
        ),
    ] = False,
    account: Annotated[
        str | None,
        typer.Option("--account", metavar="NAME", help="Who signs in for --portal."),
    ] = None,
    as_json: Json = False,
    folder: WorkspaceFolder = None,
) -> None:
    """Tell whether this machine is ready to file, and what to type where it is not."""
    terminal = Terminal(as_json=as_json)
    if (paths or account) and not portal:
        raise UsageError("PATH and --account belong to --portal", hint="ipp-bot doctor --portal")
    findings: list[Finding] = []
    colon = ": " if current_language() == "en" else "："
    for finding in _findings(folder):
        findings.append(finding)
        terminal.print(
            f"  {told(finding.about)}{colon}{told(finding.words)}",
            label=f"{finding.level:<4}",
            style=style_of(finding.level),
        )
        if finding.hint and finding.level != OK:
            terminal.print(f"          → {finding.hint}")
    failed = [ExitStatus(finding.status) for finding in findings if finding.level == FAIL]
    warned = sum(finding.level == WARN for finding in findings)
    if failed:
        terminal.print(f"Not ready: {len(failed)} to mend.")
    else:
        terminal.print("Ready." if not warned else f"Ready, with {warned} to look at.")
    data: dict[str, object] = {"findings": [asdict(finding) for finding in findings]}
    if portal and not failed:
        from ipp_bot.cli.doctor_portal import check_portal

        status, data["portal"] = check_portal(terminal, Workspace.open(folder), account, paths)
        failed.append(status)
    terminal.data(data)
    exit_with(ExitStatus.worst(failed))


def _findings(folder: Path | None) -> Iterator[Finding]:
    yield _python()
    yield _packages()
    try:
        workspace = Workspace.open(folder)
    except IppBotError as error:
        yield from _browser(BrowserSettings())
        yield _fonts()
        yield Finding(FAIL, "workspace", error.message, error.hint)
        return
    yield from _browser(workspace.settings.browser)
    yield _fonts()
    for check in (_writable, _space, _file_system, _profile, _ledger, _portal, _sessions):
        yield from _run_check(check, workspace)


def _run_check(
    check: Callable[[Workspace], Iterator[Finding]], workspace: Workspace
) -> Iterator[Finding]:
    try:
        yield from check(workspace)
    except IppBotError as error:
        about = check.__name__.removeprefix("_")
        yield Finding(FAIL, about, error.message, error.hint, int(error.exit_status))
    except OSError as error:
        about = check.__name__.removeprefix("_")
        words = f"{error.filename or workspace.root}: {error.strerror or error}"
        yield Finding(FAIL, about, words, "look at the folder's owner and its disk")


def _python() -> Finding:
    words = f"{platform.python_version()} on {platform.system()} ({platform.machine()})"
    return Finding(OK, "Python", words)


def _packages() -> Finding:
    missing, there = [], []
    for name in PACKAGES:
        try:
            there.append(f"{name} {metadata.version(name)}")
        except metadata.PackageNotFoundError:
            missing.append(name)
    if missing:
        return Finding(FAIL, "packages", f"missing: {', '.join(missing)}", "pip install -e .")
    return Finding(OK, "packages", ", ".join(there))


def _browser(settings: BrowserSettings) -> Iterator[Finding]:
    from ipp_bot.browser import BrowserManager, BrowserOptions
    from ipp_bot.run.browser_choice import chosen_browser

    try:
        found = chosen_browser(settings)
        began = time.monotonic()

        async def launch() -> None:
            # Without the profile folder: a window of somebody's may be open with it.
            options = BrowserOptions(headless=not settings.window, attach=settings.attach)
            async with BrowserManager(found, options):
                pass

        run_async(launch)
        took = time.monotonic() - began
        did = "starts and ends" if settings.attach is None else "answers"
        yield Finding(OK, "browser", f"{found.line()}, {did} in {took:.1f} s")
    except IppBotError as error:
        yield Finding(FAIL, "browser", error.message, error.hint)
        return
    if is_privileged():
        yield Finding(
            WARN,
            "sandbox",
            "off, because this is root",
            "run ipp-bot as an ordinary user, so that the browser's sandbox protects the machine",
        )
    else:
        yield Finding(OK, "sandbox", "on")
    try:
        yield Finding(OK, "window for login", chosen_browser(settings, window=True).line())
    except IppBotError as error:
        yield Finding(WARN, "window for login", error.message, error.hint)


def _fonts() -> Finding:
    program = shutil.which("fc-list")
    if program is None:
        if sys.platform in ("win32", "darwin"):
            return Finding(OK, "Chinese fonts", "the system's own")
        return Finding(WARN, "Chinese fonts", "no fc-list to ask", "apt-get install -y fontconfig")
    answer = subprocess.run(  # noqa: S603 - found on the path
        [program, ":lang=zh", "family"], capture_output=True, text=True, timeout=20, check=False
    )
    families = sorted({line.split(",")[0] for line in answer.stdout.splitlines() if line})
    if not families:
        return Finding(
            WARN,
            "Chinese fonts",
            "none: pictures in receipts will show boxes instead of Chinese",
            "apt-get install -y fonts-noto-cjk",
        )
    return Finding(OK, "Chinese fonts", families[0])


def _writable(workspace: Workspace) -> Iterator[Finding]:
    probe = workspace.hidden / ".doctor"
    try:
        workspace.folder(".")
        try:
            probe.write_bytes(bytes(_ROOM))
        finally:
            probe.unlink(missing_ok=True)
    except OSError as error:
        owner = f"give the folder to {os.environ.get('USER', 'yourself')}, or use another workspace"
        yield Finding(
            FAIL,
            "workspace",
            f"{workspace.hidden} cannot be written to: {error.strerror}",
            disk_hint(error, owner),
        )
        return
    accounts = ", ".join(workspace.settings.accounts) or "none"
    yield Finding(
        OK if workspace.settings.accounts else WARN,
        "workspace",
        f"{workspace.root}, accounts: {accounts}",
        "add one under accounts: in ipp-bot.yaml",
    )


def _space(workspace: Workspace) -> Iterator[Finding]:
    free = shutil.disk_usage(workspace.root).free
    words = f"{free / LEAST_FREE:.1f} GB free"
    if free < LEAST_FREE:
        yield Finding(WARN, "disk", words, "ipp-bot purge erases old evidence")
    else:
        yield Finding(OK, "disk", words)


def _profile(workspace: Workspace) -> Iterator[Finding]:
    profile = workspace.profile
    words = f"{profile.name} {profile.version}, {len(profile.forms)} forms"
    yield Finding(OK, "profile", words)


def _file_system(workspace: Workspace) -> Iterator[Finding]:
    """Locks, memory maps and renames, tried anew from a second process."""
    from ipp_bot.ledger.folder_trial import try_folder

    if workspace.settings.database != "sqlite":
        return
    trial = try_folder(workspace.hidden, remembered=False)
    kind = trial.kind or "of unknown kind"
    if trial.fault:
        hint = "keep the workspace on a local disk, or set database: postgresql://…"
        yield Finding(FAIL, "file system", f"{kind}, which {trial.fault}", hint)
    elif not trial.was_tried:
        words = f"{kind}; two processes could not be tried on it"
        yield Finding(WARN, "file system", words, "look at the folder's owner and its disk")
    else:
        words = f"{kind}; locks, memory maps and renames hold between two processes"
        yield Finding(OK, "file system", words)


def _ledger(workspace: Workspace) -> Iterator[Finding]:
    from ipp_bot.cli.filings import open_ledger

    with open_ledger(workspace) as ledger:
        faults = ledger.check()
        count = sum(ledger.counts().values())
        worst, pooled = ledger.worst_lag(), ledger.is_behind_pooler()
    if pooled:
        words = "a pooler stands before the server: workers look for new filings every 2 s"
        hint = "database: with the server's own address, where it can be reached"
        yield Finding(WARN, "database", words, hint)
    if faults:
        yield Finding(FAIL, "ledger", faults[0], "ipp-bot ledger check")
    else:
        yield Finding(OK, "ledger", f"sound, {count} filings at {workspace.url}")
    if least := workspace.least_settle_seconds(worst):
        words = f"{workspace.settle_seconds:.0f} s; the portal took {worst:.0f} s to show a click"
        hint = f"portal: {{settle_seconds: {least:.0f}}} or more in ipp-bot.yaml"
        yield Finding(WARN, "settle time", words, hint)


def _portal(workspace: Workspace) -> Iterator[Finding]:
    """One request to the sign-in page: does anybody answer, and does the clock agree."""
    address = workspace.url + workspace.profile.addresses.get("sign_in", "/")
    request = urllib.request.Request(address, headers={"User-Agent": "Mozilla/5.0 ipp-bot doctor"})  # noqa: S310 - http(s) only, by the settings
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310
            date = answer.headers.get("Date")
    except urllib.error.HTTPError as error:
        date = error.headers.get("Date")
        level = FAIL if error.code >= 500 else WARN  # noqa: PLR2004
        yield Finding(
            level,
            "portal",
            f"{address} answers {error.code}",
            "try again later",
            int(ExitStatus.FAILED),
        )
    except (urllib.error.URLError, OSError) as error:
        reason = getattr(error, "reason", error)
        yield Finding(
            FAIL,
            "portal",
            f"{workspace.url} does not answer: {reason}",
            "look at portal.url in ipp-bot.yaml, at the network, or start the local portal",
            int(ExitStatus.FAILED),
        )
        return
    else:
        yield Finding(OK, "portal", f"{workspace.url} answers")
    if date:
        apart = abs(time.time() - parsedate_to_datetime(date).timestamp())
        words = f"{apart:.0f} s from the portal's"
        good = apart <= CLOCK_MAY_DIFFER
        yield Finding(OK if good else WARN, "clock", words, "set this machine's clock")


def _sessions(workspace: Workspace) -> Iterator[Finding]:
    folder = workspace.place("sessions")
    for name, account in workspace.settings.accounts.items():
        path = folder / f"{name}.json"
        if path.is_file():
            hours = (time.time() - path.stat().st_mtime) / 3600
            words = f"{name}: saved {hours:.0f} h ago"
            old = hours * 3600 > SESSION_IS_OLD
            yield Finding(WARN if old else OK, "session", words, f"ipp-bot login {name}")
            continue
        if where := stored_in(account, workspace.url):
            yield Finding(OK, "session", f"{name}: none yet, its password is in {where}")
        else:
            words = f"{name}: none yet, and no password in a variable or in the keyring"
            yield Finding(WARN, "session", words, password_hint(name, account))
