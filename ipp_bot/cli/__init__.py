"""The command line: a file for each group of commands, and one place where errors become words."""

from __future__ import annotations

from ipp_bot.cli.app import main

__all__ = ["main"]
