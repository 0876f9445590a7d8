"""`ipp-bot.yaml` and its variables: portal, accounts, browser, folders, what is required."""

from __future__ import annotations

import json
import os
import re
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, Literal, Self
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
from ipp_bot.profile.origins import Origins, is_loopback, origin_of
from ipp_bot.yaml_source import SourceError, find, plain, read_source

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
    "host_and_port",
    "read_settings",
]

FILE_NAME = "ipp-bot.yaml"
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
        return origin_of(f"{parts.scheme}://{host_and_port(parts.hostname.rstrip('.'), port)}")


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
        return f"http://{host_and_port(parts.hostname, port)}"

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


def host_and_port(host: str, port: int | None) -> str:
    """How an address writes them; an IPv6 address in brackets."""
    return f"{f'[{host}]' if ':' in host else host}{'' if port is None else f':{port}'}"


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


def read_settings(path: Path) -> Settings:
    """The settings of that file, variables before it; SettingsError names file, line and key."""
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
            words = re.sub(r" or instance of \w+$", "", words)
            lines.append(f"{where}: {dotted}: {words.removeprefix('Value error, ')}")
        raise SettingsError("\n".join(lines), sent=False) from error
