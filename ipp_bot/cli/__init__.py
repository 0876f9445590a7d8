"""The command line: a file for each command, and one place where errors are printed."""

from __future__ import annotations

from ipp_bot.cli.app import main

__all__ = ["main"]
