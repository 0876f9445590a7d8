"""Page objects: what a person sees and does at the portal, one class a page."""

from ipp_bot.pages.confirmation import Confirmation
from ipp_bot.pages.content import Attachment, FormContent, Upload, differences, doubled
from ipp_bot.pages.details import Details
from ipp_bot.pages.errors import FormChanged, PressNotMade, RecordGone
from ipp_bot.pages.exploring import explore_choice, explore_form
from ipp_bot.pages.ipr_management import IprManagement, ListedRecord
from ipp_bot.pages.ipr_submission import IprSubmission
from ipp_bot.pages.page import Page
from ipp_bot.pages.portal import PageKind, Portal
from ipp_bot.pages.power_of_attorney import PowerOfAttorney
from ipp_bot.pages.press import Saved
from ipp_bot.pages.record import Reason, Record, RecordPage
from ipp_bot.pages.sign_in import SignIn
from ipp_bot.pages.survey import Control, Survey
from ipp_bot.pages.type_selection import TypeSelection
from ipp_bot.pages.user_center import UserCenter

__all__ = [
    "Attachment",
    "Confirmation",
    "Control",
    "Details",
    "FormChanged",
    "FormContent",
    "IprManagement",
    "IprSubmission",
    "ListedRecord",
    "Page",
    "PageKind",
    "Portal",
    "PowerOfAttorney",
    "PressNotMade",
    "Reason",
    "Record",
    "RecordGone",
    "RecordPage",
    "Saved",
    "SignIn",
    "Survey",
    "TypeSelection",
    "Upload",
    "UserCenter",
    "differences",
    "doubled",
    "explore_choice",
    "explore_form",
]
