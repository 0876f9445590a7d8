"""The workspace: the folder with the settings, its own folders, and the portal they name."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from ipp_bot.atomic_write import write_atomically
from ipp_bot.errors import SettingsError
from ipp_bot.language import prefer_language
from ipp_bot.profile.load import load_profile
from ipp_bot.profile.model import Pacing
from ipp_bot.profile.origins import Origins, is_loopback, matches
from ipp_bot.receipt_folder import RECEIPT
from ipp_bot.receipt_folder import read as read_receipt
from ipp_bot.settings import FILE_NAME, Language, host_and_port, read_settings
from ipp_bot.working_days import SettleSeconds

if TYPE_CHECKING:
    from ipp_bot.profile.model import Profile
    from ipp_bot.settings import AccountSettings, Settings

__all__ = ["Workspace"]

PER_PORTAL = ("receipts", "poa", "inbox", "sessions")
"""Folders of which each portal has its own."""
_WHOSE = "portal.txt"
"""Names the portal whose files lie in `.ipp-bot/` itself."""
SETTLE_ELSEWHERE = 5.0
"""Seconds, unless set, at an address that is not one of the profile's."""
SAFETY = 3
"""How many times the worst lag the settle time should be."""
_THIS_MACHINE = ("127.0.0.1", "localhost", "::1")
"""Names under which a server of this machine is usually reached."""


@dataclass(frozen=True)
class Workspace:
    """The folder with `ipp-bot.yaml`, and its `.ipp-bot/`."""

    root: Path
    settings: Settings

    @classmethod
    def open(cls, folder: Path | None = None) -> Workspace:
        """The workspace of a folder (the current one unless named); SettingsError in one line.

        From then on this process (in a task: this task) speaks the language of its settings.
        """
        root = (folder or Path.cwd()).resolve()
        path = root / FILE_NAME
        if not path.is_file():
            raise SettingsError(
                f"{root} is no workspace: it has no {FILE_NAME}",
                hint="ipp-bot new, or name the folder with --workspace DIR",
                sent=False,
            )
        settings = read_settings(path)
        if settings.lang is not Language.AUTO:
            prefer_language(settings.lang.value)
        return cls(root, settings)

    @property
    def hidden(self) -> Path:
        """`.ipp-bot/`, private to its owner."""
        return self.root / ".ipp-bot"

    @property
    def database(self) -> str | Path:
        """What `Ledger.open` takes."""
        if self.settings.database == "sqlite":
            return self.hidden / "ledger.sqlite"
        return self.settings.database

    @property
    def files(self) -> Path:
        """Where hashed copies of documents lie."""
        shared = self.settings.shared_files
        return self.root / shared if shared else self.hidden / "files"

    @property
    def drafts(self) -> Path:
        """Where it is kept which papers entries were drafted from."""
        return self.hidden / "drafts"

    def folder(self, name: str) -> Path:
        """`.ipp-bot/NAME`, made if missing, closed to others."""
        self.hidden.mkdir(mode=0o700, exist_ok=True)
        path = self.place(name)
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        if name in PER_PORTAL and path.parent == self.hidden:
            mark = self.hidden / _WHOSE
            if not mark.is_file():
                mark.write_text(f"{self.portal_names[0]}\n", encoding="utf-8")
        return path

    @property
    def inbox(self) -> Path:
        """Where signed powers of attorney are put."""
        return self._chosen(self.settings.folders.inbox, "inbox")

    @property
    def poa(self) -> Path:
        """Where the portal's templates are saved."""
        return self._chosen(self.settings.folders.poa, "poa")

    @property
    def receipts(self) -> Path:
        """Where receipts lie, by account and ref."""
        return self._chosen(self.settings.folders.receipts, "receipts")

    def receipt(self, account: str, ref: str) -> Path:
        """The folder of one filing's receipt."""
        return self.receipts / account / ref

    def _chosen(self, folder: Path | None, name: str) -> Path:
        """The folder that the settings name, for the workspace's first portal alone."""
        if folder is not None and self.portal_folder == self.hidden:
            return self.root / folder
        return self.place(name)

    def place(self, name: str) -> Path:
        """Where `.ipp-bot/NAME` is; portals after the first one have a folder of their own."""
        return (self.portal_folder if name in PER_PORTAL else self.hidden) / name

    @cached_property
    def portal_folder(self) -> Path:
        """What holds the receipts, templates, signed papers and sessions of this portal alone.

        `.ipp-bot/` for the first portal of a workspace, `.ipp-bot/portals/NAME/` for others: a
        rehearsal and the real portal share nothing.
        """
        whose = self._first_portal()
        if whose is None or whose in self.portal_names:
            return self.hidden
        parts = urlsplit(self.portal_names[0])
        port = "" if parts.port is None else f"-{parts.port}"
        return self.hidden / "portals" / f"{(parts.hostname or '').replace(':', '.')}{port}"

    def _first_portal(self) -> str | None:
        """Whose files lie in `.ipp-bot/` itself; before that was noted, whose receipts do."""
        try:
            return (self.hidden / _WHOSE).read_text("utf-8").strip()
        except FileNotFoundError:
            kept = self.root / (self.settings.folders.receipts or self.hidden / "receipts")
            origins = {
                str(read_receipt(path).get("origin") or "")
                for depth in ("*/*", "*/*/*")
                for path in sorted(kept.glob(f"{depth}/{RECEIPT}"))
            } - {""}
        mine = origins & set(self.portal_names)
        return min(mine or origins, default=None)

    @cached_property
    def profile(self) -> Profile:
        """The portal's profile; ProfileError if it cannot be used."""
        name = self.settings.portal.profile
        local = self.root / name
        return load_profile(local if local.is_file() else name)

    @cached_property
    def url(self) -> str:
        """The origin at which the portal is entered."""
        return self.settings.portal.url or self.profile.origins.home

    @property
    def origins(self) -> Origins:
        """Where a password is typed, pages are filled in, and files may go."""
        portal = self.settings.portal
        return Origins.only(portal.url, portal.origins) if portal.url else self.profile.origins

    @cached_property
    def portal_names(self) -> tuple[str, ...]:
        """The portal's addresses: the one that the ledger knows it by, then all others.

        A filing belongs to the portal, whichever of its addresses somebody types.
        """
        if self.is_own_portal:
            own = self.profile.origins.pages
        else:
            own = tuple(dict.fromkeys((self.url, *self.origins.pages)))
        plain = [origin for origin in own if "*" not in origin]
        named = sorted({_plainly_named(origin) for origin in plain})
        home = self.profile.origins.home if self.is_own_portal else named[0]
        spelled = [spelling for origin in plain for spelling in _spellings(origin)]
        return tuple(dict.fromkeys((home, *named, *spelled)))

    @property
    def is_own_portal(self) -> bool:
        """Whether the address is one of the profile's own."""
        return matches(self.url, self.profile.origins.pages)

    @property
    def is_loopback(self) -> bool:
        """Whether the portal is on this machine."""
        return is_loopback(urlsplit(self.url).hostname or "")

    @property
    def settle_seconds(self) -> SettleSeconds:
        """The longest time that the portal takes to commit a record and to list it."""
        chosen = self.settings.portal.settle_seconds
        if chosen is not None:
            return SettleSeconds(chosen)
        if self.is_own_portal:
            return self.profile.timings.settle.time
        return SettleSeconds(SETTLE_ELSEWHERE)

    def least_settle_seconds(self, worst_lag: float) -> float:
        """What the settle time should be after the portal took so long; 0 if it is long enough."""
        least = worst_lag * SAFETY
        return least if least > self.settle_seconds else 0.0

    @property
    def pacing(self) -> Pacing:
        """The profile's pacing at the profile's origins, none elsewhere, unless set."""
        own, chosen = self.profile.pacing, self.settings.portal.pacing
        gap = own.gap_seconds if self.is_own_portal else 0.0
        hourly = own.per_hour if self.is_own_portal else 0
        return Pacing(
            gap_seconds=gap if chosen.gap_seconds is None else chosen.gap_seconds,
            per_hour=hourly if chosen.per_hour is None else chosen.per_hour,
        )

    @property
    def complainants(self) -> dict[str, str]:
        """By account: the complainant that the portal should show for it."""
        return {name: each.complainant for name, each in self.settings.accounts.items()}

    def sign_in_of(self, account: str) -> Path:
        """Where the account's sign-in is kept; one of another user name is taken away first."""
        path = self.folder("sessions") / f"{account}.json"
        user = hashlib.sha256(self.account(account).username.encode()).hexdigest()
        mark = path.with_suffix(".user")
        known = mark.read_text(encoding="utf-8") if mark.is_file() else user
        if known != user:
            path.unlink(missing_ok=True)
        if known != user or not mark.is_file():
            write_atomically(mark, user)
        return path

    def sessions_of(self, account: str) -> int:
        """With how many sessions the account is worked on; SettingsError if there is no such."""
        return self.account(account).sessions or self.settings.sessions

    def account(self, name: str) -> AccountSettings:
        """The account of that name; SettingsError names those that there are."""
        if not name:
            raise SettingsError(
                f"no account is named, and {FILE_NAME} has several",
                hint=f"add the column 账户 (account): {', '.join(self.settings.accounts)}",
                sent=False,
            )
        try:
            return self.settings.accounts[name]
        except KeyError:
            known = ", ".join(self.settings.accounts) or "none"
            raise SettingsError(
                f"{self.root / FILE_NAME}: there is no account {name!r} (known: {known})",
                hint=f"add it under accounts: in {FILE_NAME}",
                sent=False,
            ) from None


def _plainly_named(origin: str) -> str:
    """The origin; of a portal on this machine the one with 127.0.0.1, however it is spelled."""
    parts = urlsplit(origin)
    host = "127.0.0.1" if parts.hostname in _THIS_MACHINE else parts.hostname or ""
    return f"{parts.scheme}://{host_and_port(host, parts.port)}"


def _spellings(origin: str) -> list[str]:
    """Further ways to write an origin that mean the same server."""
    parts = urlsplit(origin)
    hosts = _THIS_MACHINE if parts.hostname in _THIS_MACHINE else (parts.hostname or "",)
    usual = {"http": 80, "https": 443}[parts.scheme]
    ports = (None, usual) if parts.port in (None, usual) else (parts.port,)
    return [f"{parts.scheme}://{host_and_port(host, port)}" for host in hosts for port in ports]
