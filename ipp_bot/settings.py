"""The workspace: its settings, its folders, its accounts, and the portal they sign in at."""

from __future__ import annotations

import json
import os
import re
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, Self
from urllib.parse import urlsplit

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    ValidationError,
    field_validator,
    model_validator,
)
from pydantic_settings import (
    BaseSettings,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)
from pydantic_settings import SettingsError as SettingsSourceError

from ipp_bot.errors import SettingsError
from ipp_bot.profile.load import load_profile
from ipp_bot.profile.model import Pacing
from ipp_bot.profile.origins import Origins, is_loopback, matches, origin_of
from ipp_bot.receipt_folder import RECEIPT
from ipp_bot.receipt_folder import read as read_receipt
from ipp_bot.working_days import SettleSeconds
from ipp_bot.yaml_source import SourceError, find, plain, read_source

if TYPE_CHECKING:
    from ipp_bot.profile.model import Profile

__all__ = [
    "FILE_NAME",
    "AccountSettings",
    "ApprovalSetting",
    "BrowserSettings",
    "FolderSettings",
    "Language",
    "PortalSettings",
    "Reading",
    "Settings",
    "Workspace",
]

FILE_NAME = "ipp-bot.yaml"
PER_PORTAL = ("receipts", "poa", "inbox", "sessions")
"""Folders of which each portal has its own."""
_WHOSE = "portal.txt"
"""Names the portal whose files lie in `.ipp-bot/` itself."""
SETTLE_ELSEWHERE = 5.0
"""Seconds, unless set, at an address that is not one of the profile's."""

SAFETY = 3
"""How many times the worst lag the settle time should be."""

Seconds = Annotated[float, Field(ge=0, allow_inf_nan=False)]


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


class PacingSettings(_Strict):
    """How often each account may submit; 0 turns a bound off, None takes the profile's."""

    gap_seconds: Seconds | None = None
    per_hour: Annotated[int, Field(ge=0)] | None = None


class PortalSettings(_Strict):
    """Which portal: a profile, and an address that replaces the profile's."""

    profile: str = "alibaba-ipp"
    url: str | None = None
    origins: Origins | None = None
    """Origins beside `url`, by their roles; without `url` the profile's count alone."""
    settle_seconds: Seconds | None = None
    pacing: PacingSettings = PacingSettings()

    @field_validator("url")
    @classmethod
    def _is_an_origin(cls, url: str | None) -> str | None:
        if url is None:
            return None
        parts = urlsplit(url)
        try:
            port = parts.port
        except ValueError as error:
            raise ValueError(f"{url!r} has no valid port") from error
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError(f"{url!r} is no web address; type http://127.0.0.1:8765")
        if parts.username or parts.password:
            raise ValueError("an address must not contain a user name or password")
        if parts.path.strip("/") or parts.query or parts.fragment:
            raise ValueError(f"{url!r} has a path; type the origin only")
        if parts.scheme == "http" and not is_loopback(parts.hostname):
            raise ValueError(f"{url!r} would send passwords in the clear; type https://")
        return origin_of(f"{parts.scheme}://{_host_and_port(parts.hostname.rstrip('.'), port)}")


class AccountSettings(_Strict):
    """A sign-in at the portal, and the complainant that the portal should show for it."""

    username: str = Field(min_length=1)
    password_env: str | None = None
    """The environment variable that holds the password; without it keyring, then a prompt."""
    complainant: str = Field(min_length=1)
    sessions: Annotated[int, Field(ge=1, le=64)] | None = None


class EvidenceSettings(_Strict):
    """What is kept of failures, and how long copies of documents stay."""

    cap_megabytes: Annotated[int, Field(ge=1)] = 500
    retention_days: Annotated[int, Field(ge=1)] = 90
    traces: bool = True


class DeadlineSettings(_Strict):
    """What the calendar of deadlines shows."""

    internal_days: Annotated[int, Field(ge=0, le=365)] = 14
    """Days before an end at which it is to be dealt with; 0 for no such date."""


class FolderSettings(_Strict):
    """Folders that may lie outside `.ipp-bot/`, beside the manifests."""

    inbox: Path | None = None
    """Where signed powers of attorney are put."""
    poa: Path | None = None
    """Where the portal's templates are saved."""
    receipts: Path | None = None

    @model_validator(mode="after")
    def _are_folders_of_their_own(self) -> Self:
        named = [each for each in (self.inbox, self.poa, self.receipts) if each is not None]
        for each in named:
            if each.name in ("", ".", "..") or each.parts[:1] == (".ipp-bot",):
                raise ValueError(f"{each} is no folder of its own; type a name such as inbox")
        if len(set(named)) < len(named):
            raise ValueError("inbox, poa and receipts need a folder each")
        return self


class BrowserSettings(_Strict):
    """Which browser is driven, and how; all keys may be left out."""

    path: Path | None = None
    """A browser's program."""
    channel: Literal["chrome", "msedge", "chromium"] | None = None
    """An installed browser, by its name."""
    window: bool = False
    """Whether it shows its window, in which a person can act."""
    profile: Path | None = None
    """A folder that keeps what the browser knows from run to run, of each account for itself."""
    attach: str | None = None
    """The address of a browser that a person started, with its port for remote debugging."""

    @field_validator("attach")
    @classmethod
    def _is_on_this_machine(cls, address: str | None) -> str | None:
        if address is None:
            return None
        parts = urlsplit(address)
        try:
            port = parts.port
        except ValueError:
            port = None
        if parts.scheme != "http" or not parts.hostname or port is None:
            raise ValueError(f"{address!r} is no such address; type http://127.0.0.1:9222")
        if not is_loopback(parts.hostname):
            raise ValueError(
                f"{address!r} is on another machine, where passwords would go in the clear; "
                "type http://127.0.0.1:9222"
            )
        if parts.path.strip("/") or parts.query or parts.fragment or parts.username:
            raise ValueError(f"{address!r} has more than host and port; type http://127.0.0.1:9222")
        return f"http://{_host_and_port(parts.hostname, port)}"

    @model_validator(mode="after")
    def _is_one_browser(self) -> Self:
        if self.attach is not None and (self.path or self.channel or self.profile):
            raise ValueError(
                "attach takes a browser as it was started; leave out path, channel and profile"
            )
        if self.path is not None and self.channel is not None:
            raise ValueError("path and channel name a browser each; leave one out")
        if self.profile is not None and self.profile.name in ("", ".", ".."):
            raise ValueError(
                f"profile: {self.profile} is no folder of its own; type browser-profile"
            )
        return self


class Reading(StrEnum):
    """Whether entries are compared with their papers before anything is planned or sent."""

    AUTO = "auto"
    """Where the extra `read` is installed."""
    ON = "on"
    OFF = "off"


class Language(StrEnum):
    """What the web page speaks."""

    AUTO = "auto"
    """What this machine speaks."""
    EN = "en"
    ZH = "zh"


class ApprovalSetting(StrEnum):
    """Whether an entry is submitted only after another person has approved it."""

    NONE = "none"
    """No more than the ledger requires already."""
    REQUIRED = "required"


class Settings(BaseSettings):
    """`ipp-bot.yaml`, then variables such as `IPP_BOT_PORTAL__URL`."""

    model_config = SettingsConfigDict(
        env_prefix="IPP_BOT_", env_nested_delimiter="__", extra="forbid", frozen=True
    )

    portal: PortalSettings = PortalSettings()
    accounts: dict[str, AccountSettings] = {}
    database: str = "sqlite"
    browser: Annotated[BrowserSettings, NoDecode] = BrowserSettings()
    sessions: Annotated[int, Field(ge=1, le=64)] = 1
    roots: tuple[Path, ...] = ()
    """Folders outside a manifest's own that its documents may lie in."""
    shared_files: Path | None = None
    """Where hashed copies of documents lie, for several machines; `.ipp-bot/files` otherwise."""
    evidence: EvidenceSettings = EvidenceSettings()
    folders: FolderSettings = FolderSettings()
    reading: Reading = Reading.AUTO
    deadlines: DeadlineSettings = DeadlineSettings()
    approvals: ApprovalSetting = ApprovalSetting.NONE
    require_rehearsal: bool = False
    """Whether only what was rehearsed with this content is submitted."""
    lang: Language = Language.AUTO
    notify: tuple[str, ...] = ()
    """Apprise addresses that the nightly digest goes to."""

    @field_validator("database")
    @classmethod
    def _is_known(cls, database: str) -> str:
        if database == "sqlite" or database.startswith(("postgresql://", "postgresql+psycopg://")):
            return database
        raise ValueError("type sqlite, or postgresql://user@host/name")

    @field_validator("browser", mode="before")
    @classmethod
    def _may_be_a_path(cls, browser: object) -> object:
        """A path alone, or a mapping; a variable bears either as text."""
        if isinstance(browser, str) and browser.lstrip().startswith("{"):
            try:
                return json.loads(browser)
            except ValueError as error:
                raise ValueError('it is no JSON; type {"window": true}') from error
        if isinstance(browser, str) and browser.strip():
            return {"path": browser}
        if isinstance(browser, dict | BrowserSettings):
            return browser
        raise ValueError("type the path of a browser, or {channel: chrome, window: true}")

    @field_validator("accounts")
    @classmethod
    def _have_plain_names(cls, accounts: dict[str, AccountSettings]) -> dict[str, AccountSettings]:
        for name in accounts:
            if not name or not all(c.isalnum() or c in "._-" for c in name) or name[0] == ".":
                raise ValueError(f"account {name!r}: a name has letters, digits and ._- only")
        return accounts

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],  # noqa: ARG003 - the signature is pydantic's
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Variables win over the file."""
        return env_settings, init_settings


@dataclass(frozen=True)
class Workspace:
    """The folder with `ipp-bot.yaml`, and its `.ipp-bot/`."""

    root: Path
    settings: Settings

    @classmethod
    def open(cls, folder: Path | None = None) -> Workspace:
        """The workspace of a folder (the current one unless named); SettingsError in one line."""
        root = (folder or Path.cwd()).resolve()
        path = root / FILE_NAME
        if not path.is_file():
            raise SettingsError(
                f"{root} is no workspace: it has no {FILE_NAME}",
                hint="ipp-bot new, or name the folder with --workspace DIR",
                sent=False,
            )
        return cls(root, _read(path))

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

    def sessions_of(self, account: str) -> int:
        """With how many sessions the account is worked on; SettingsError if there is no such."""
        return self.account(account).sessions or self.settings.sessions

    def account(self, name: str) -> AccountSettings:
        """The account of that name; SettingsError names those that there are."""
        try:
            return self.settings.accounts[name]
        except KeyError:
            known = ", ".join(self.settings.accounts) or "none"
            raise SettingsError(
                f"{self.root / FILE_NAME}: there is no account {name!r} (known: {known})",
                hint=f"add it under accounts: in {FILE_NAME}",
                sent=False,
            ) from None


def _host_and_port(host: str, port: int | None) -> str:
    return f"{f'[{host}]' if ':' in host else host}{'' if port is None else f':{port}'}"


_THIS_MACHINE = ("127.0.0.1", "localhost", "::1")
"""Names under which a server of this machine is usually reached."""


def _plainly_named(origin: str) -> str:
    """The origin; of a portal on this machine the one with 127.0.0.1, however it is spelled."""
    parts = urlsplit(origin)
    host = "127.0.0.1" if parts.hostname in _THIS_MACHINE else parts.hostname or ""
    return f"{parts.scheme}://{_host_and_port(host, parts.port)}"


def _spellings(origin: str) -> list[str]:
    """Further ways to write an origin that mean the same server."""
    parts = urlsplit(origin)
    hosts = _THIS_MACHINE if parts.hostname in _THIS_MACHINE else (parts.hostname or "",)
    usual = {"http": 80, "https": 443}[parts.scheme]
    ports = (None, usual) if parts.port in (None, usual) else (parts.port,)
    return [f"{parts.scheme}://{_host_and_port(host, port)}" for host in hosts for port in ports]


def _variable_of(steps: tuple[int | str, ...]) -> str | None:
    """The variable that gives the key at that place, alone or within JSON; None if none does."""
    given = {name.upper(): name for name in os.environ}
    for count in range(len(steps), 0, -1):
        name = given.get("IPP_BOT_" + "__".join(str(step).upper() for step in steps[:count]))
        if name is not None and _has_key(os.environ[name], steps[count:]):
            return name
    return None


def _has_key(text: str, steps: tuple[int | str, ...]) -> bool:
    """Whether the JSON leads along these steps, the last one left out; any text has no steps."""
    try:
        value: Any = json.loads(text) if steps else None
        for step in steps[:-1]:
            value = value[step]
    except (ValueError, LookupError, TypeError):
        return False
    return not steps or isinstance(value, dict | list)


def _prefix(key: str) -> str:
    return f"{key}: " if key else ""


def _read(path: Path) -> Settings:
    try:
        source = read_source(path)
    except SourceError as error:
        raise SettingsError(
            f"{path}:{error.line}:{error.column}: {error.message}", hint=error.hint, sent=False
        ) from error
    if source.problems:
        problem = source.problems[0]
        raise SettingsError(
            f"{path}:{problem.line}:{problem.column}: {_prefix(problem.key)}{problem.message}",
            hint=problem.hint,
            sent=False,
        )
    data: Any = plain(source.root) if source.root is not None else {}
    if not isinstance(data, dict):
        raise SettingsError(f"{path}:1:1: a mapping is expected, such as accounts:", sent=False)
    try:
        return Settings(**data)
    except SettingsSourceError as error:
        field = re.search(r'field "(\w+)"', str(error))
        name = (field and _variable_of((field.group(1),))) or "IPP_BOT_…"
        raise SettingsError(
            f"the variable {name} is no JSON",
            hint=f"unset {name}, or set single keys as IPP_BOT_PORTAL__URL does",
            sent=False,
        ) from error
    except ValidationError as error:
        lines = []
        for detail in error.errors(include_url=False):
            steps = tuple(detail["loc"])
            node, _found = find(source.root, steps)
            dotted = ".".join(str(step) for step in steps)
            variable = _variable_of(steps)
            where = f"{path}:{node.line}:{node.column}" if node else f"{path}:1:1"
            if variable is not None:
                where = f"the variable {variable}"
            words = "unknown key" if detail["type"] == "extra_forbidden" else detail["msg"]
            lines.append(f"{where}: {dotted}: {words.removeprefix('Value error, ')}")
        raise SettingsError("\n".join(lines), sent=False) from error
