"""Manifests: reading, checking, freezing; a fault for everything that is wrong in one."""

from ipp_bot.manifest.entry import Entry, Poa
from ipp_bot.manifest.freeze import (
    Frozen,
    FrozenFile,
    FrozenPoa,
    freeze,
    freeze_file,
    path_of,
    renews,
)
from ipp_bot.manifest.load import Loaded, load
from ipp_bot.manifest.names import same_name
from ipp_bot.profile.fault import Fault, Severity

__all__ = [
    "Entry",
    "Fault",
    "Frozen",
    "FrozenFile",
    "FrozenPoa",
    "Loaded",
    "Poa",
    "Severity",
    "freeze",
    "freeze_file",
    "load",
    "path_of",
    "renews",
    "same_name",
]
