"""Makes stdin, stdout and stderr usable, whatever the shell, cron or an old code page gave us."""

from __future__ import annotations

import codecs
import os
import sys
from contextlib import suppress
from pathlib import Path

__all__ = ["prepare_streams"]

_PLAIN = {"→": "->", "…": "...", "“": '"', "”": '"', "–": "-", "—": "-", "×": "x", "’": "'"}
_ERRORS = "ipp_bot_plain"


def prepare_streams() -> None:
    """Puts the null device where a stream is closed; no encoding can fail afterwards."""
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            # The lowest free number is this one: no file of ours can come to be stdout later.
            os.set_inheritable(os.open(os.devnull, os.O_RDWR), True)
    null = Path(os.devnull)
    sys.stdin = sys.stdin or null.open(encoding="utf-8")
    sys.stdout = sys.stdout or null.open("w", encoding="utf-8")
    sys.stderr = sys.stderr or null.open("w", encoding="utf-8")
    codecs.register_error(_ERRORS, _plain)
    for stream in (sys.stdout, sys.stderr):
        with suppress(AttributeError):  # a stream that somebody put in its place
            stream.reconfigure(errors=_ERRORS)  # type: ignore[union-attr]  # a text stream where we print


def _plain(error: UnicodeError) -> tuple[str | bytes, int]:
    """An error handler of codecs: the nearest ASCII where there is one, else an escape."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    text = error.object[error.start : error.end]
    plain = "".join(
        _PLAIN.get(sign) or sign.encode("ascii", "backslashreplace").decode() for sign in text
    )
    return plain, error.end
