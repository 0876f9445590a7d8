"""Any form of a portal: what it shows, how it is filled, and how it differs from the profile."""

from ipp_bot.forms.attachments import Attachment, Upload
from ipp_bot.forms.content import (
    SEVERAL_TEXTS,
    FormContent,
    differences,
    duplicated_upload,
    file_differences,
)
from ipp_bot.forms.snapshot import Control, FormSnapshot

__all__ = [
    "SEVERAL_TEXTS",
    "Attachment",
    "Control",
    "FormContent",
    "FormSnapshot",
    "Upload",
    "differences",
    "duplicated_upload",
    "file_differences",
]
