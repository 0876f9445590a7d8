"""Passwords of accounts: from a variable, the system's keyring, or a person."""

from __future__ import annotations

import os
import re
import threading
from typing import TYPE_CHECKING, TypeVar

from ipp_bot.errors import SettingsError

if TYPE_CHECKING:
    from collections.abc import Callable

    from ipp_bot.settings import AccountSettings

__all__ = [
    "forget_password",
    "keep_password",
    "password_hint",
    "password_of",
    "stored_in",
    "variable_of",
]

KEYRING_SERVICE = "ipp-bot"
PATIENCE = 5.0
"""Seconds after which a keyring that does not answer, such as a locked one, is given up."""

T = TypeVar("T")


def password_of(
    name: str, account: AccountSettings, *, url: str, ask: Callable[[str], str] | None
) -> str:
    """The account's password: from its variable, else the keyring, else asked for.

    Raises:
        SettingsError: none of them has it.
    """
    if value := _from_variable(account):
        return value
    if kept := _from_keyring(account, url):
        return kept
    if ask is not None:
        return ask(f"Password of {account.username} at {url}: ")
    where = f"the variable {account.password_env} is not set, and " if account.password_env else ""
    raise SettingsError(
        f"{name}: no password: {where}the keyring has none",
        hint=password_hint(name, account),
        sent=False,
    )


def password_hint(name: str, account: AccountSettings) -> str:
    """What can be typed so that the account has a password."""
    variable = variable_of(account)
    export = f"export {variable}=…, or " if variable else ""
    return f"{export}ipp-bot password {name}, or ipp-bot login {name}"


def variable_of(account: AccountSettings) -> str | None:
    """The variable of the settings, if a shell can set one of that name."""
    name = account.password_env or ""
    return name if re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", name) else None


def stored_in(account: AccountSettings, url: str) -> str:
    """Where the account's password is: `the variable X`, `the keyring`, or "" for nowhere."""
    if _from_variable(account):
        return f"the variable {account.password_env}"
    return "the keyring" if _from_keyring(account, url) else ""


def keep_password(account: AccountSettings, url: str, password: str) -> None:
    """Keeps the password in the keyring, and reads it back.

    Raises:
        SettingsError: there is no keyring, it is locked, or it did not keep the password.
    """
    import keyring

    key = _key(account, url)
    _asked(account, lambda: keyring.set_password(KEYRING_SERVICE, key, password))
    if _asked(account, lambda: keyring.get_password(KEYRING_SERVICE, key)) != password:
        raise SettingsError(
            "the keyring did not keep the password", hint=_without_keyring(account), sent=False
        )


def forget_password(account: AccountSettings, url: str) -> bool:
    """Takes the password out of the keyring; whether there was one.

    Raises:
        SettingsError: there is no keyring, or it is locked.
    """
    import keyring

    key = _key(account, url)
    if _asked(account, lambda: keyring.get_password(KEYRING_SERVICE, key)) is None:
        return False
    _asked(account, lambda: keyring.delete_password(KEYRING_SERVICE, key))
    return True


def _without_keyring(account: AccountSettings) -> str:
    """What can be typed where no keyring keeps the account's password."""
    if variable := variable_of(account):
        return f"export {variable}=…, which ipp-bot.yaml names, or use ipp-bot login ACCOUNT"
    return (
        "name a variable in ipp-bot.yaml (password_env: ACME_PASSWORD) and export it, or use "
        "ipp-bot login ACCOUNT"
    )


def _key(account: AccountSettings, url: str) -> str:
    return f"{url}/{account.username}"


def _from_variable(account: AccountSettings) -> str | None:
    return os.environ.get(account.password_env) if account.password_env else None


def _from_keyring(account: AccountSettings, url: str) -> str | None:
    import keyring

    try:
        return _asked(account, lambda: keyring.get_password(KEYRING_SERVICE, _key(account, url)))
    except SettingsError:
        return None


def _asked(account: AccountSettings, question: Callable[[], T]) -> T:
    """The keyring's answer of the account; SettingsError if there is none in time."""
    # Here and not above: looking for a keyring's backend takes a while, and few need one.
    from keyring.errors import KeyringError, NoKeyringError

    answers: list[T] = []
    failures: list[Exception] = []

    def ask() -> None:
        try:
            answers.append(question())
        except Exception as error:  # noqa: BLE001 - a backend may raise whatever its library does
            failures.append(error)

    # A thread that hangs in a locked keyring must not keep the process from ending.
    thread = threading.Thread(target=ask, daemon=True, name="keyring")
    thread.start()
    thread.join(PATIENCE)
    if answers:
        return answers[0]
    if not failures:
        said = f"the keyring did not answer within {PATIENCE:.0f} s; it may be locked"
    elif isinstance(failures[0], NoKeyringError):
        said = "this machine has no keyring that ipp-bot could use"
    elif isinstance(failures[0], KeyringError):
        said = f"the keyring refused: {failures[0]}"
    else:
        said = f"the keyring failed: {type(failures[0]).__name__}"
    raise SettingsError(said, hint=_without_keyring(account), sent=False)
