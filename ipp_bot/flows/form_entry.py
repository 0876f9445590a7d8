"""Filling in a record's form, saving it as a draft, and checking that it shows the manifest."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ipp_bot.errors import NeedsPerson, PageBroken
from ipp_bot.flows.crash_points import CrashPoint, crash_point
from ipp_bot.flows.record_comparison import listed_uploads
from ipp_bot.forms import differences, duplicated_upload
from ipp_bot.ledger import UploadedFile
from ipp_bot.manifest import path_of
from ipp_bot.pages import read_kept
from ipp_bot.portal_status import APPROVED_ONCE, PortalStatus

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractAsyncContextManager
    from datetime import datetime
    from pathlib import Path

    from ipp_bot.flows.account_session import AccountSession, ActiveFiling
    from ipp_bot.manifest import Frozen
    from ipp_bot.pages import Details

__all__ = ["OpenForm", "check_kept", "fill_in", "save_draft", "uploaded_files"]


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenForm:
    """A record's form in a tab, and what the record said when the form was opened."""

    details: Details
    forms_opened: int
    """How many forms of the account had been opened by then, for DraftIsolation."""
    is_alone: bool = False
    """Whether no other filing of the account could write into it: their drafts are one."""
    is_new: bool = False
    """Whether this run made the record."""
    status: str = PortalStatus.DRAFT
    submitted_at: datetime | None = None
    submissions: int = 0

    @property
    def is_renewal(self) -> bool:
        """The record is approved: only its power of attorney is replaced, and nothing is saved."""
        return self.status in APPROVED_ONCE


async def fill_in(session: AccountSession, filing: ActiveFiling, form: OpenForm) -> None:
    """Uploads and fields; the form must match the profile first.

    Raises:
        FormChanged: the form is not the one that the profile describes; nothing was filled in.
        PortalError, Refused: see `Details.fill_in`.
    """
    session.progress(filing.ref, "filling in the details")
    await form.details.fill_in(
        filing.fields,
        filing.frozen.values,
        _upload_paths(session.folders.files, filing.frozen),
        keep_uploads=form.is_renewal,
        can_save=not form.is_renewal,
    )
    crash_point(CrashPoint.AFTER_FILL)


async def save_draft(session: AccountSession, filing: ActiveFiling, form: OpenForm) -> None:
    """Save Draft, which comes before Submit for verification.

    Raises:
        PageBroken: another draft than this filing's was saved.
    """
    saved = await form.details.save_draft(filing.number)
    as_itself = saved.number in (None, filing.number)
    session.draft_isolation.record_save(form.forms_opened, as_itself=as_itself)
    if not as_itself:
        raise PageBroken(f"{filing.ref}: what was saved is {saved.number}, not {filing.number}")
    crash_point(CrashPoint.AFTER_SAVE)


async def check_kept(
    session: AccountSession,
    filing: ActiveFiling,
    form: OpenForm,
    *,
    beside: Callable[[], AbstractAsyncContextManager[None]],
) -> None:
    """What the portal keeps must be what the manifest says, in this very draft.

    Read from a draft that was asked for after the last save had ended; where nothing was saved,
    from the form as it stands. `beside` that something runs which changes nothing of the page.

    Raises:
        PageBroken: the page shows another draft, or this one with what another page sent.
        NeedsPerson: the portal keeps something else than was sent.
    """
    frozen, details = filing.frozen, form.details
    if form.is_renewal:
        async with beside():
            shown = await details.read(filing.fields)
    else:
        shown = await read_kept(details, filing.fields, beside=beside)
    if shown.number not in (None, filing.number):
        session.draft_isolation.is_shared = True
        raise PageBroken(f"{filing.ref}: the page shows {shown.number}, not {filing.number}")
    uploads = listed_uploads(frozen)
    if form.is_new and (twice := duplicated_upload(uploads, shown)):
        # Reopened, the draft loses all files and gets them anew; if it does not, it is for people.
        raise PageBroken(f"{filing.ref}: the form lists {twice} twice")
    different = differences(filing.fields, frozen.values, uploads, shown)
    if different and not form.is_alone and session.draft_isolation.may_be_shared:
        # Another page may have written into this draft: filled in once more, it is this one's.
        session.draft_isolation.is_shared = True
        raise PageBroken(f"{filing.ref}: the form shows what another page sent: {different[0]}")
    if different:
        raise NeedsPerson(
            f"{filing.ref}: the portal does not keep what was sent: {'; '.join(different)}",
            hint=f"look at draft {filing.number} at the portal; nothing was submitted",
            sent=False,
        )


def _upload_paths(files: Path, frozen: Frozen) -> dict[str, tuple[Path, ...]]:
    """The hashed copies to upload, by slot, each proved to be what was frozen."""
    return {
        slot: tuple(path_of(files, copy, verify=True) for copy in copies)
        for slot, copies in frozen.uploads().items()
    }


def uploaded_files(frozen: Frozen) -> list[UploadedFile]:
    """The same documents as the ledger keeps them."""
    return [
        UploadedFile(slot, copy.name, copy.size, copy.sha256)
        for slot, copies in frozen.uploads().items()
        for copy in copies
    ]
