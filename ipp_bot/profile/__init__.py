"""What the client knows of a portal, and the shipped description of Alibaba's."""

from ipp_bot.profile.base import token_of
from ipp_bot.profile.form_change import FormChange, FormChangeKind
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
    "Form",
    "FormChange",
    "FormChangeKind",
    "FormField",
    "Kind",
    "Limits",
    "Listing",
    "Pacing",
    "Profile",
    "Steps",
    "Timings",
    "folded",
    "index_of",
    "load_profile",
    "shipped_profiles",
    "token_of",
]
