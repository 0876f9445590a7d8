"""The uploads of a form: sent first, waited for last, and old ones cleared away."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from playwright.async_api import Error

from ipp_bot.browser.dom.bundle import first
from ipp_bot.errors import FieldError, PageBroken, PortalChanged, Refused, SessionExpired
from ipp_bot.forms.attachments import Upload
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
"""More files than that beside one form are not to be understood."""


def sizes(files: Mapping[str, Sequence[Path]]) -> dict[str, tuple[Upload, ...]]:
    """Names and sizes of the files of each slot."""
    return {
        slot: tuple(Upload(path.name, path.stat().st_size) for path in paths)
        for slot, paths in files.items()
    }


class Uploads:
    """The files of one form on their way."""

    def __init__(
        self, page: Page, fields: Sequence[FormField], files: Mapping[str, Sequence[Path]]
    ) -> None:
        self._page = page
        self._slots = [field for field in fields if field.kind is Kind.FILES]
        self._files = {slot: tuple(paths) for slot, paths in files.items()}
        self._wanted = sizes(files)
        self._started: set[str] = set()
        self._before = page.tab.requests_sent
        self._handed = 0
        self._stood: dict[str, str] = {}
        """What was said beside each slot before it was handed its files."""

    async def start(self, snapshot: FormSnapshot, *, keep: bool) -> None:
        """Clear each slot that the page shows by now, and hand it its files; once a slot."""
        snapshot = await self._clear(snapshot, keep=keep)
        sending = []
        for field in self._slots:
            paths = self._files.get(field.key, ())
            found = snapshot.under(field)
            if not found or field.key in self._started:
                continue
            self._started.add(field.key)
            self._stood[field.key] = found[0].error
            there = [
                file.name
                for file in found[0].files
                if keep or not self._is_replaced(field, found[0], file)
            ]
            left = [path for path in paths if path.name not in there]
            groups = [left] if found[0].multiple else [[path] for path in left]
            sending.append(self._send(found[0], [group for group in groups if group]))
        # Slots do not wait for each other; none is still being handed its files afterwards.
        for error in await asyncio.gather(*sending, return_exceptions=True):
            if error is not None:
                raise error

    async def finish(self) -> FormSnapshot | None:
        """Wait for the portal's own mark at every file; None if there are none."""
        slots = [
            {
                "labels": list(field.labels),
                "count": len(self._files[field.key]),
                "stood": self._stood[field.key],
            }
            for field in self._slots
            if self._files.get(field.key) and field.key in self._started
        ]
        if not slots:
            return None
        portal, page = self._page.portal, self._page.tab
        snapshot = await self._stored(slots, strict=portal.confirms_uploads, held=True)
        if (
            self._holds(snapshot) or portal.files_go_with_form
        ) and not await self._goes_by_itself():
            portal.files_go_with_form = True
        elif self._holds(snapshot) or not portal.confirms_uploads:
            # Nothing tells that a file is stored: it counts once the portal has answered to it.
            try:
                within = portal.profile.timings.upload
                await asyncio.wait_for(page.wait_until_answered(self._before, self._handed), within)
            except TimeoutError as error:
                raise PageBroken("The portal did not answer to the uploads.") from error
            snapshot = await self._stored(slots, strict=portal.confirms_uploads)
        for field in self._slots:
            for control in snapshot.under(field):
                self._judge(field, control)
        return snapshot

    def _holds(self, snapshot: FormSnapshot) -> bool:
        """Whether an input still holds a file: it may be sent with the form, and not before."""
        return any(control.holding for field in self._slots for control in snapshot.under(field))

    async def _goes_by_itself(self) -> bool:
        """Whether the page sends its files before the form; it may take a moment to begin."""
        portal = self._page.portal
        patience = 0.0 if portal.files_go_with_form else portal.profile.timings.action
        return await self._page.tab.wait_until_sent(self._before, self._handed, patience)

    async def _stored(
        self, slots: Sequence[Mapping[str, object]], *, strict: bool, held: bool = False
    ) -> FormSnapshot:
        page = self._page
        try:
            seen = await page.navigator.wait(
                "uploaded",
                page.portal.profile.timings.upload,
                slots=slots,
                strict=strict,
                held=held,
                marks=page.portal.upload_marks,
            )
        except Error as error:
            if "Timeout" not in str(error):
                raise
            raise await self._unmarked() or PageBroken(
                "The uploads did not come to an end in time."
            ) from error
        return FormSnapshot.of(seen)

    async def _unmarked(self) -> PortalChanged | None:
        """The error for files that are listed, and nothing says whether they are stored."""
        page = self._page
        snapshot = await take_snapshot(page)
        for field in self._slots:
            for control in snapshot.under(field) if self._files.get(field.key) else ():
                names = [file.name for file in control.files if file.state == "unknown"]
                if names and len(names) == len(control.files):
                    return PortalChanged(
                        f"“{control.label}” lists {names[0]}, and nothing says that it is stored.",
                        hint="name the portal's word for it under `labels.mark.uploaded` of the"
                        " profile, or write `mark.uploaded: []` if it has none",
                        sent=False,
                    )
        return None

    def _judge(self, field: FormField, control: Control) -> None:
        """Tell apart what the portal does not take, what went wrong, and a session that ended."""
        failed = [file.name for file in control.files if file.state == "failed"]
        stood = (self._stood.get(field.key, ""), *self._page.labels("mark.required"))
        if not failed and folded(control.error) in {"", *map(folded, stood)}:
            return
        said = control.error or ", ".join(failed)
        if self._says(said, "mark.session_expired"):
            raise SessionExpired("The portal asks to sign in again: an upload was not taken.")
        technical = self._says(said, "mark.upload_failed") or self._says(said, "mark.busy")
        if failed or technical or self._page.tab.failed_requests.last is not None:
            raise PageBroken(f"An upload failed: {said}", sent=False)
        raise Refused(
            f"The portal does not take a file for “{control.label}”: {said}",
            fields=[FieldError(field.key, said)],
            sent=False,
        )

    def _says(self, words: str, mark: str) -> bool:
        return any(folded(label) in folded(words) for label in self._page.labels(mark))

    async def _send(self, control: Control, groups: Sequence[Sequence[Path]]) -> None:
        page = self._page
        for paths in groups:
            self._handed += 1
            if await page.tab.set_input_files(first("file", [control.label]), paths):
                continue
            page.tab.round_trips += 1  # it may be on its way: Playwright waits for it
            slot = page.locator("file", [control.label])
            await slot.set_input_files(list(paths), timeout=page.action_timeout_ms)

    async def _clear(self, snapshot: FormSnapshot, *, keep: bool) -> FormSnapshot:
        for _ in range(_REMOVALS):
            stale = next(
                (
                    (control, file)
                    for field in self._slots
                    if field.key not in self._started
                    for control in snapshot.under(field)
                    for file in control.files
                    if not (keep and self._belongs(field, file))
                    and not self._is_replaced(field, control, file)
                ),
                None,
            )
            if stale is None:
                return snapshot
            snapshot = await self._remove(*stale)
        raise PageBroken("The files of an earlier visit could not be removed.")

    def _is_replaced(self, field: FormField, control: Control, file: Attachment) -> bool:
        """Whether the next file takes its place: one file a slot, and no other way to remove it.

        A box that takes it away contradicts a new file.
        """
        follows = file.boxed and bool(self._files.get(field.key))
        return not control.multiple and (file.fixed or follows or file.state == "held")

    def _belongs(self, field: FormField, file: Attachment) -> bool:
        return any(file.fits(upload) for upload in self._wanted.get(field.key, ()))

    async def _remove(self, control: Control, file: Attachment) -> FormSnapshot:
        page = self._page
        count = len(control.files)
        cross = {"name": file.name, "words": page.labels("button.remove_file")}
        # Some show what takes a file away only beneath the pointer.
        await page.navigator.hover({"what": "listed", "labels": [control.label], "name": file.name})
        await page.navigator.click({"what": "remove", "labels": [control.label], **cross})
        seen = await page.navigator.wait(
            "fewer",
            page.portal.profile.timings.action,
            slots=[{"labels": [control.label], "count": count}],
            marks=page.portal.upload_marks,
        )
        return FormSnapshot.of(seen)
