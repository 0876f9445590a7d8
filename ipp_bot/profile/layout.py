"""How a portal spreads a submission over pages, and what its list can do."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import BaseModel, model_validator

from ipp_bot.profile.base import Words, folded

__all__ = ["Listing", "RecordLayout", "Steps"]

Choice = Literal["type", "place", "country"]
Filter = Literal["status", "type", "keyword", "from", "to"]


class Steps(BaseModel, frozen=True, extra="forbid"):
    """How a submission is spread over pages."""

    one_page: bool = False
    """Type, place and all details stand on one page, with Save Draft and Submit."""
    choice: tuple[tuple[Choice, ...], ...] = (("type", "place", "country"),)
    """What is asked before the first Save Draft, page by page; Next leads on."""
    details: tuple[Words, ...] = ()
    """The details' pages by their headings, where they are several; Next leads on."""

    @model_validator(mode="after")
    def _agrees_with_itself(self) -> Self:
        asked = [key for page in self.choice for key in page]
        if (
            not all(self.choice)
            or len(set(asked)) < len(asked)
            or not {"type", "place"} <= {*asked}
        ):
            raise ValueError(
                "choice: each page asks something; type and place are asked, each once"
            )
        if self.one_page and (len(self.choice) > 1 or self.details):
            raise ValueError("one_page: there are no other pages then")
        if len(self.details) == 1 or not all(self.details):
            raise ValueError("details: name the headings of two pages or more, or leave it empty")
        named = [folded(heading) for headings in self.details for heading in headings]
        if len(set(named)) < len(named):
            raise ValueError("details: two pages bear the same heading")
        return self


class RecordLayout(BaseModel, frozen=True, extra="forbid"):
    """What a record's own page shows of what was filed; all of it unless said otherwise."""

    files: bool = True
    """Whether it lists the uploaded files."""
    hands_out_files: bool = True
    """Whether the links that files' names are hand out what was uploaded, on the form as well."""
    leaves_out: tuple[str, ...] = ()
    """Keys of fields that it never shows."""


class Listing(BaseModel, frozen=True, extra="forbid"):
    """What IPR Management can do."""

    filters: tuple[Filter, ...] = ("status", "type", "keyword", "from", "to")
    """What the list can be filtered by; what it lacks is looked for row by row."""
    complete: bool = False
    """The list shows all records at once, and so tells neither their number nor its end."""
