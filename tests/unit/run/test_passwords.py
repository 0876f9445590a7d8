"""Where passwords come from, where they are kept, and what is said where there is none."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.backends.fail import Keyring as NoKeyring

from ipp_bot.errors import SettingsError
from ipp_bot.run import passwords
from ipp_bot.settings import AccountSettings

if TYPE_CHECKING:
    from collections.abc import Iterator

URL = "https://ipp.example"


class Memory(KeyringBackend):
    """A keyring that keeps what it is given, unless it is told to hang or to forget."""

    priority = 1

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], str] = {}
        self.hangs = 0.0
        self.forgets = False

    def get_password(self, service: str, username: str) -> str | None:
        time.sleep(self.hangs)
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        if not self.forgets:
            self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        del self.kept[service, username]


@pytest.fixture
def memory() -> Iterator[Memory]:
    before, backend = keyring.get_keyring(), Memory()
    keyring.set_keyring(backend)
    yield backend
    keyring.set_keyring(before)


def account(**changes: str) -> AccountSettings:
    return AccountSettings(username="acme", complainant="Acme", **changes)


def test_kept_found_and_forgotten(memory: Memory) -> None:
    passwords.keep_password(account(), URL, "secret")
    assert memory.kept == {("ipp-bot", "https://ipp.example/acme"): "secret"}
    assert passwords.password_of("a", account(), url=URL, ask=None) == "secret"
    assert passwords.stored_in(account(), URL) == "the keyring"
    assert passwords.forget_password(account(), URL)
    assert not passwords.forget_password(account(), URL)
    assert passwords.stored_in(account(), URL) == ""


def test_a_variable_counts_more(memory: Memory, monkeypatch: pytest.MonkeyPatch) -> None:
    passwords.keep_password(account(), URL, "kept")
    monkeypatch.setenv("ACME_PASSWORD", "set")
    with_variable = account(password_env="ACME_PASSWORD")
    assert passwords.password_of("a", with_variable, url=URL, ask=None) == "set"
    assert passwords.stored_in(with_variable, URL) == "the variable ACME_PASSWORD"
    assert memory.kept


def test_a_keyring_that_keeps_nothing_is_found_out(memory: Memory) -> None:
    memory.forgets = True
    with pytest.raises(SettingsError, match="did not keep the password"):
        passwords.keep_password(account(), URL, "secret")


def test_a_keyring_that_hangs_is_given_up(memory: Memory, monkeypatch: pytest.MonkeyPatch) -> None:
    memory.hangs = 1.0
    monkeypatch.setattr(passwords, "PATIENCE", 0.05)
    with pytest.raises(SettingsError, match="did not answer within 0 s; it may be locked"):
        passwords.forget_password(account(), URL)
    assert passwords.stored_in(account(), URL) == ""


def test_no_keyring(memory: Memory) -> None:
    keyring.set_keyring(NoKeyring())  # type: ignore[no-untyped-call]  # keyring is untyped
    with pytest.raises(SettingsError, match="this machine has no keyring") as error:
        passwords.keep_password(account(), URL, "secret")
    assert "password_env: ACME_PASSWORD" in error.value.hint
    with pytest.raises(SettingsError) as named:
        passwords.keep_password(account(password_env="BENSO_PASSWORD"), URL, "secret")
    assert named.value.hint == (
        "export BENSO_PASSWORD=…, which ipp-bot.yaml names, or use ipp-bot login ACCOUNT"
    )
    assert memory.kept == {}


HINTS = [
    (
        "acme",
        "ACME_PASSWORD",
        "export ACME_PASSWORD=…, or ipp-bot password acme, or ipp-bot login acme",
    ),
    ("智远", None, "ipp-bot password 智远, or ipp-bot login 智远"),
    ("智远", "智远_PASSWORD", "ipp-bot password 智远, or ipp-bot login 智远"),
    ("a-b", "A-B", "ipp-bot password a-b, or ipp-bot login a-b"),
]


@pytest.mark.parametrize(("name", "variable", "hint"), HINTS)
def test_a_hint_can_be_typed(memory: Memory, name: str, variable: str | None, hint: str) -> None:
    given = account(**({"password_env": variable} if variable else {}))
    with pytest.raises(SettingsError, match=f"{name}: no password: ") as error:
        passwords.password_of(name, given, url=URL, ask=None)
    assert error.value.hint == hint
    assert memory.kept == {}
