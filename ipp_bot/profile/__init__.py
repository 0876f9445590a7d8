"""What the client knows of a portal, and the shipped description of Alibaba's."""

from ipp_bot.profile.changes import Change, ChangeKind
from ipp_bot.profile.fault import Fault, Severity
from ipp_bot.profile.load import load_profile, shipped_profiles
from ipp_bot.profile.model import (
    Form,
    FormField,
    Kind,
    Limits,
    Listing,
    Pacing,
    Profile,
    Steps,
    Timings,
    folded,
    index_of,
)

__all__ = [
    "Change",
    "ChangeKind",
    "Fault",
    "Form",
    "FormField",
    "Kind",
    "Limits",
    "Listing",
    "Pacing",
    "Profile",
    "Severity",
    "Steps",
    "Timings",
    "folded",
    "index_of",
    "load_profile",
    "shipped_profiles",
]
