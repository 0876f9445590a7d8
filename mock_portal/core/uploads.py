"""Uploads: one file at a time, checked by name, content and size."""

from __future__ import annotations

import hashlib
import io
from dataclasses import replace
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from PIL import Image, UnidentifiedImageError

from mock_portal.clock import iso, wall
from mock_portal.core import iprs, request_faults, silent
from mock_portal.core.errors import Refused
from mock_portal.models import Attachment, Record

if TYPE_CHECKING:
    from mock_portal.core.portal import Portal

FORMATS = {
    ".jpg": "JPEG",
    ".jpeg": "JPEG",
    ".bmp": "BMP",
    ".gif": "GIF",
    ".png": "PNG",
    ".pdf": "PDF",
}
_MEDIA = {
    "JPEG": "image/jpeg",
    "BMP": "image/bmp",
    "GIF": "image/gif",
    "PNG": "image/png",
    "PDF": "application/pdf",
}


def add(portal: Portal, record: Record, slot: str, filename: str, content: bytes) -> Attachment:
    """Keeps a file for a slot; Refused says what is wrong with it."""
    if not record.editable:
        raise Refused("error.already_submitted", status=409, number=record.number)
    if slot not in iprs.slots_of(iprs.form_of(portal, record)):
        raise Refused("upload.slot")
    # a browser may send a path; only the last part is the name
    filename = PurePosixPath(filename.replace("\\", "/")).name[:200] or "file"
    kind = FORMATS.get(PurePosixPath(filename).suffix.lower())
    if kind is None:
        raise Refused("upload.extension")
    limit = portal.settings.max_megabytes
    if len(content) > limit * 1024 * 1024:
        raise Refused("upload.too_large", limit=limit)
    if not content:
        raise Refused("upload.empty")
    if not _is(kind, content):
        raise Refused("upload.content")
    held = [a for a in portal.store.attachments(record.number) if a.slot == slot]
    if len(held) >= portal.settings.max_files:
        raise Refused("upload.too_many", limit=portal.settings.max_files)
    now = portal.clock.now()
    stored = silent.changed_bytes(content)
    with portal.store.transaction():
        attachment = portal.store.add_attachment(
            Attachment(
                id=0,
                number=record.number,
                slot=slot,
                filename=filename,
                size=len(stored),
                sha256=hashlib.sha256(stored).hexdigest(),
                media_type=_MEDIA[kind],
                uploaded_at=now,
                ready_at=wall() + request_faults.current().scan_delay,
            ),
            stored,
        )
        portal.store.update(record.number, updated_at=iso(now))
    return replace(attachment, size=len(content))  # as it was sent, whatever is stored


def _is(kind: str, content: bytes) -> bool:
    if kind == "PDF":
        return b"%PDF-" in content[:1024]
    try:
        with Image.open(io.BytesIO(content)) as image:
            found = image.format
            image.verify()
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError):
        return False
    return found == kind


def remove(portal: Portal, record: Record, file_id: str) -> None:
    """Removes a file by its id; Refused if the record has none of that id."""
    attachment_id = int(file_id) if file_id.isascii() and file_id.isdigit() else 0
    if not record.editable:
        raise Refused("error.already_submitted", status=409, number=record.number)
    if not portal.store.remove_attachment(record.number, attachment_id):
        raise Refused("upload.gone", status=404)
