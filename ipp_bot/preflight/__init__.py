"""What the portal would refuse, found offline: documents, and rules between fields."""

from ipp_bot.preflight.document import Document
from ipp_bot.preflight.documents import DocumentCache, Finding
from ipp_bot.preflight.examine import examine, examine_document, repeated_numbers

__all__ = [
    "Document",
    "DocumentCache",
    "Finding",
    "examine",
    "examine_document",
    "repeated_numbers",
]
