"""The uploads of a form: begun first, waited for last, and old files removed before."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from playwright.async_api import Error

from ipp_bot.browser.dom.bundle import first, selector
from ipp_bot.errors import FieldError, PageBroken, PortalChanged, Refused, SessionExpired
from ipp_bot.forms.attachments import Upload
from ipp_bot.forms.file_removal import remove_file
from ipp_bot.forms.snapshot import FormSnapshot, take_snapshot
from ipp_bot.profile import FormField, Kind, folded

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from ipp_bot.forms.attachments import Attachment
    from ipp_bot.forms.snapshot import Control
    from ipp_bot.site.page import Page

__all__ = ["Uploads", "sizes"]

_REMOVALS = 60
"""How many files of earlier visits are removed from one form at most."""


def sizes(files: Mapping[str, Sequence[Path]]) -> dict[str, tuple[Upload, ...]]:
    """Names and sizes of the files of each slot."""
    return {
        slot: tuple(Upload(path.name, path.stat().st_size) for path in paths)
        for slot, paths in files.items()
    }


class Uploads:
    """The files of one form, slot by slot. A slot is a field of the kind `files`."""

    def __init__(
        self, page: Page, fields: Sequence[FormField], files: Mapping[str, Sequence[Path]]
    ) -> None:
        self._page = page
        self._slots = [field for field in fields if field.kind is Kind.FILES]
        self._files = {slot: tuple(paths) for slot, paths in files.items()}
        self._wanted = sizes(files)
        self._started: set[str] = set()
        self._requests_before = page.tab.requests_sent
        self._uploads_begun = 0
        self._one_window = asyncio.Lock()
        self._errors_before: dict[str, str] = {}
        """The complaint beside each slot before it got its files."""

    async def start(self, snapshot: FormSnapshot, *, keep: bool) -> None:
        """Remove old files from the slots that the page shows, and begin the uploads; once a slot.

        `keep` keeps old files whose name and size agree.
        """
        snapshot = await self._remove_old_files(snapshot, keep=keep)
        sending = []
        for field in self._slots:
            paths = self._files.get(field.key, ())
            found = snapshot.controls_of(field)
            if not found or field.key in self._started:
                continue
            self._started.add(field.key)
            self._errors_before[field.key] = found[0].error
            there = [
                file.name
                for file in found[0].files
                if keep or not self._will_be_replaced(field, found[0], file)
            ]
            left = [path for path in paths if path.name not in there]
            groups = [left] if found[0].multiple else [[path] for path in left]
            sending.append(self._set_input_files(found[0], [group for group in groups if group]))
        # Slots do not wait for each other; all have got their files afterwards.
        for error in await asyncio.gather(*sending, return_exceptions=True):
            if error is not None:
                raise error

    async def finish(self) -> FormSnapshot | None:
        """Wait until the portal has stored every file; None if there are none.

        Refused if the portal does not take a file; PageBroken if an upload failed or did not end in
        time; SessionExpired; PortalChanged if nothing tells whether a file is stored.
        """
        slots = [
            {
                "labels": list(field.labels),
                "count": len(self._files[field.key]),
                "stood": self._errors_before[field.key],
            }
            for field in self._slots
            if self._files.get(field.key) and field.key in self._started
        ]
        if not slots:
            return None
        portal, page = self._page.portal, self._page.tab
        snapshot = await self._wait_until_stored(slots, strict=portal.confirms_uploads, held=True)
        if (
            self._inputs_hold_files(snapshot) or portal.files_go_with_form
        ) and not await self._goes_before_the_form():
            portal.files_go_with_form = True
        elif self._inputs_hold_files(snapshot) or not portal.confirms_uploads:
            # Nothing tells that a file is stored: it counts once the portal has answered to it.
            try:
                within = portal.profile.timings.upload
                await asyncio.wait_for(
                    page.wait_until_answered(self._requests_before, self._uploads_begun), within
                )
            except TimeoutError as error:
                raise PageBroken("The portal did not answer to the uploads.") from error
            if not (portal.confirms_uploads and self._all_marked(snapshot)):
                snapshot = await self._wait_until_stored(slots, strict=portal.confirms_uploads)
        for field in self._slots:
            for control in snapshot.controls_of(field):
                self._raise_if_failed(field, control)
        return snapshot

    def _inputs_hold_files(self, snapshot: FormSnapshot) -> bool:
        """Whether an input still holds a file, which may be sent with the form and not before."""
        return any(
            control.holding for field in self._slots for control in snapshot.controls_of(field)
        )

    def _all_marked(self, snapshot: FormSnapshot) -> bool:
        """Whether the page says of every file that it is stored."""
        return all(
            any(
                sum(file.state == "done" for file in control.files) >= len(self._files[field.key])
                for control in snapshot.controls_of(field)[:1]
            )
            for field in self._slots
            if self._files.get(field.key) and field.key in self._started
        )

    async def _goes_before_the_form(self) -> bool:
        """Whether the page sends its files by itself; it may take a moment to begin."""
        portal = self._page.portal
        patience = 0.0 if portal.files_go_with_form else portal.profile.timings.action
        return await self._page.tab.wait_until_sent(
            self._requests_before, self._uploads_begun, patience
        )

    async def _wait_until_stored(
        self, slots: Sequence[Mapping[str, object]], *, strict: bool, held: bool = False
    ) -> FormSnapshot:
        page = self._page
        try:
            seen = await page.scripts.uploads_done(
                slots,
                page.portal.upload_marks,
                strict=strict,
                held=held,
                within=page.portal.profile.timings.upload,
            )
        except Error as error:
            if "Timeout" not in str(error):
                raise
            raise await self._missing_mark_error() or PageBroken(
                "The uploads did not come to an end in time."
            ) from error
        return FormSnapshot.of(seen)

    async def _missing_mark_error(self) -> PortalChanged | None:
        """The error for files that are listed, and nothing says whether they are stored."""
        page = self._page
        snapshot = await take_snapshot(page)
        for field in self._slots:
            for control in snapshot.controls_of(field) if self._files.get(field.key) else ():
                names = [file.name for file in control.files if file.state == "unknown"]
                if names and len(names) == len(control.files):
                    return PortalChanged(
                        f"“{control.label}” lists {names[0]}, and nothing says that it is stored.",
                        hint="name the portal's word for it under `labels.mark.uploaded` of the"
                        " profile, or write `mark.uploaded: []` if it has none",
                        sent=False,
                    )
        return None

    def _raise_if_failed(self, field: FormField, control: Control) -> None:
        """Raise for a slot with a complaint: not accepted, technical, or a session that ended."""
        page = self._page
        failed = [file.name for file in control.files if file.state == "failed"]
        earlier = (self._errors_before.get(field.key, ""), *page.labels("mark.required"))
        if not failed and folded(control.error) in {"", *map(folded, earlier)}:
            return
        complaint = control.error or ", ".join(failed)
        if page.mentions(complaint, "mark.session_expired"):
            raise SessionExpired("The portal asks to sign in again: an upload was not taken.")
        technical = page.mentions(complaint, "mark.upload_failed") or page.mentions(
            complaint, "mark.busy"
        )
        if failed or technical or page.tab.failed_requests.last is not None:
            raise PageBroken(f"An upload failed: {complaint}", sent=False)
        raise Refused(
            f"The portal does not take a file for “{control.label}”: {complaint}",
            fields=[FieldError(field.key, complaint)],
            sent=False,
        )

    async def _set_input_files(self, control: Control, groups: Sequence[Sequence[Path]]) -> None:
        page = self._page
        for at, paths in enumerate(groups):
            if control.opens:
                await self._upload_by_button(control, paths)
                continue
            if at and not control.multiple:
                await self._add_input(control)
            self._uploads_begun += 1
            if await page.tab.set_input_files(first("file", [control.label]), paths):
                continue
            page.tab.round_trips += 1  # it may be on its way: Playwright waits for it
            slot = page.locator("file", [control.label])
            await slot.set_input_files(list(paths), timeout=page.action_timeout_ms)

    async def _upload_by_button(self, control: Control, paths: Sequence[Path]) -> None:
        """Give the files to what the slot's button opens, one slot after the other."""
        page = self._page
        button = {"what": "file", "labels": [control.label]}
        async with self._one_window:
            taken = await page.tab.upload_through(
                lambda: page.navigator.click(button),
                paths,
                selector("button", page.labels("button.upload")),
                allowed=page.portal.takes_files_at,
                within=page.portal.profile.timings.action,
            )
        if not taken:
            raise PortalChanged(
                f"The button of “{control.label}” opens nothing that takes a file.",
                hint="look at the evidence; `labels.button.upload` names such buttons",
                sent=False,
            )

    async def _add_input(self, control: Control) -> None:
        """Click what adds an input for another file to the slot, where it has such a button."""
        another = {
            "what": "another",
            "labels": [control.label],
            "words": list(self._page.labels("button.add_file")),
        }
        at = await self._page.scripts.aim_click(another)
        if at.ready:
            await self._page.navigator.click_point(at)

    async def _remove_old_files(self, snapshot: FormSnapshot, *, keep: bool) -> FormSnapshot:
        for _ in range(_REMOVALS):
            stale = next(
                (
                    (control, file)
                    for field in self._slots
                    if field.key not in self._started
                    for control in snapshot.controls_of(field)
                    for file in control.files
                    if not (keep and self._is_wanted(field, file))
                    and not self._will_be_replaced(field, control, file)
                ),
                None,
            )
            if stale is None:
                return snapshot
            snapshot = await remove_file(self._page, *stale)
        raise PageBroken("The files of an earlier visit could not be removed.")

    def _will_be_replaced(self, field: FormField, control: Control, file: Attachment) -> bool:
        """Whether the next file takes its place: one file a slot, and no other way to remove it.

        A box that takes it away contradicts a new file.
        """
        follows = file.boxed and bool(self._files.get(field.key))
        return not control.multiple and (file.fixed or follows or file.state == "held")

    def _is_wanted(self, field: FormField, file: Attachment) -> bool:
        return any(file.fits(upload) for upload in self._wanted.get(field.key, ()))
