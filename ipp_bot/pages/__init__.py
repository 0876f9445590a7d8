"""Page objects: what a person sees and does at the portal, one class a page."""

from ipp_bot.pages.confirmation import Confirmation
from ipp_bot.pages.details import Details
from ipp_bot.pages.explorer import Explored, explore_choice, explore_form
from ipp_bot.pages.ipr_management import IprManagement
from ipp_bot.pages.ipr_submission import IprSubmission
from ipp_bot.pages.power_of_attorney import PowerOfAttorney
from ipp_bot.pages.record_page import RecordPage
from ipp_bot.pages.records import ListedRecord, Reason, Record
from ipp_bot.pages.routes import (
    has_own_page,
    is_listed,
    listed_numbers,
    open_details,
    open_record,
    read_kept,
    reopen,
)
from ipp_bot.pages.sign_in import SignIn
from ipp_bot.pages.type_selection import TypeSelection
from ipp_bot.pages.user_center import UserCenter

__all__ = [
    "Confirmation",
    "Details",
    "Explored",
    "IprManagement",
    "IprSubmission",
    "ListedRecord",
    "PowerOfAttorney",
    "Reason",
    "Record",
    "RecordPage",
    "SignIn",
    "TypeSelection",
    "UserCenter",
    "explore_choice",
    "explore_form",
    "has_own_page",
    "is_listed",
    "listed_numbers",
    "open_details",
    "open_record",
    "read_kept",
    "reopen",
]
