"""Manifests: loads and checks them, and freezes their entries for the ledger."""

from ipp_bot.manifest.entry import Entry, Poa
from ipp_bot.manifest.freeze import (
    Frozen,
    FrozenFile,
    FrozenPoa,
    changes,
    freeze,
    freeze_file,
    path_of,
    renews,
    without_inbox_paper,
)
from ipp_bot.manifest.load import Loaded, load
from ipp_bot.manifest.names import same_name

__all__ = [
    "Entry",
    "Frozen",
    "FrozenFile",
    "FrozenPoa",
    "Loaded",
    "Poa",
    "changes",
    "freeze",
    "freeze_file",
    "load",
    "path_of",
    "renews",
    "same_name",
    "without_inbox_paper",
]
