"""Playwright's errors as errors of this project."""

from __future__ import annotations

import functools
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, Protocol, TypeVar

from playwright.async_api import Error
from playwright.async_api import TimeoutError as PlaywrightTimeoutError

from ipp_bot.errors import (
    BrowserCrashed,
    IppBotError,
    PageBroken,
    PortalDown,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Iterator

__all__ = ["NotActionable", "to_ipp_bot_error", "translated", "verb"]

P = ParamSpec("P")
T = TypeVar("T")


class NotActionable(PlaywrightTimeoutError):
    """A timeout of an action whose target was never actionable, with the reason."""

    def __init__(self, why: str) -> None:
        super().__init__(f"Timeout: {why}")
        self.why = why


_CRASHED = (
    "Target crashed",
    "Page crashed",
    "has been closed",
    "Connection closed",
    "Browser closed",
    "browser has disconnected",
    "Target closed",
)
_DOWN = (
    "ERR_CONNECTION",
    "ERR_ADDRESS",
    "ERR_NAME_NOT_RESOLVED",
    "ERR_EMPTY_RESPONSE",
    "ERR_TIMED_OUT",
    "ERR_INTERNET_DISCONNECTED",
    "ERR_NETWORK_CHANGED",
    "ERR_INCOMPLETE_CHUNKED",
    "ERR_CONTENT_LENGTH_MISMATCH",
    "ERR_HTTP2",
    "ERR_SSL",
    "ERR_CERT",
    "ERR_TUNNEL",
    "ERR_PROXY",
    "ERR_SOCKET",
    "ERR_INVALID_HTTP_RESPONSE",
)


def to_ipp_bot_error(error: BaseException, doing: str) -> IppBotError:
    """The project's error for one of Playwright's, a timeout or a dead driver.

    `doing` says what failed: “while opening a draft”.
    """
    text = str(error)
    if any(sign in text for sign in _CRASHED):
        return BrowserCrashed(f"The browser went away while {doing}.")
    if any(sign in text for sign in _DOWN):
        code = next((word for word in text.split() if "ERR_" in word), "no connection")
        return PortalDown(f"The portal cannot be reached ({code.removeprefix('net::')}).")
    if isinstance(error, (PlaywrightTimeoutError, TimeoutError)):
        why = f": {error.why}" if isinstance(error, NotActionable) else ""
        return PageBroken(f"The page did not do what was expected in time while {doing}{why}.")
    first = next((line.strip() for line in text.splitlines() if line.strip()), type(error).__name__)
    return PageBroken(f"The page failed while {doing}: {first[:200]}")


@contextmanager
def translated(doing: str) -> Iterator[None]:
    """Raise what Playwright raises within as one of this project's errors."""
    try:
        yield
    except (Error, TimeoutError) as error:
        raise to_ipp_bot_error(error, doing) from error
    except Exception as error:
        # A dead driver raises a bare Exception; nothing else is to be caught here.
        if type(error) is Exception and "Connection closed" in str(error):
            raise to_ipp_bot_error(error, doing) from error
        raise


class Named(Protocol):
    """A page object, or a part of one."""

    @property
    def name(self) -> str:
        """What the verb acts on, for an error's sentence."""


S = TypeVar("S", bound=Named)


def verb(
    method: Callable[Concatenate[S, P], Coroutine[Any, Any, T]],
) -> Callable[Concatenate[S, P], Coroutine[Any, Any, T]]:
    """Decorate a page object's verb: what Playwright raises in it is raised translated."""

    async def wrapped(self: S, /, *args: P.args, **kwargs: P.kwargs) -> T:
        with translated(f"{method.__name__.replace('_', ' ')} on {self.name}"):
            return await method(self, *args, **kwargs)

    functools.update_wrapper(wrapped, method)
    return wrapped
