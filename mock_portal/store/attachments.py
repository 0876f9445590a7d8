"""Uploaded files and what they are attached to."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import TYPE_CHECKING

from mock_portal.clock import iso, parse_iso
from mock_portal.models import Attachment
from mock_portal.store.base import Database

if TYPE_CHECKING:
    import sqlite3
    from pathlib import Path


class Attachments(Database):
    """Attachments; the bytes lie beside the database under their SHA-256."""

    def add_attachment(self, attachment: Attachment, content: bytes | None = None) -> Attachment:
        """Keeps an uploaded file; the same bytes are stored once."""
        if content is not None:
            self.put_file(content)
        cursor = self._db.execute(
            "INSERT INTO attachments (number, slot, filename, size, sha256, media_type,"
            " uploaded_at, ready_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (
                attachment.number,
                attachment.slot,
                attachment.filename,
                attachment.size,
                attachment.sha256,
                attachment.media_type,
                iso(attachment.uploaded_at),
                attachment.ready_at,
            ),
        )
        return replace(attachment, id=cursor.lastrowid or 0)

    def put_file(self, content: bytes) -> str:
        """Stores bytes under their SHA-256 and returns it."""
        sha256 = hashlib.sha256(content).hexdigest()
        path = self.files / sha256
        if not path.exists():
            path.write_bytes(content)
        return sha256

    def attachments(self, number: str = "") -> list[Attachment]:
        """The files of one record, or of all, in the order of their arrival."""
        rows = self._db.execute(
            "SELECT * FROM attachments WHERE (:n = '' OR number = :n) ORDER BY id", {"n": number}
        )
        return [_attachment(row) for row in rows]

    def remove_attachment(self, number: str, attachment_id: int) -> bool:
        """Takes one file off a record; says whether it was there."""
        cursor = self._db.execute(
            "DELETE FROM attachments WHERE number = ? AND id = ?", (number, attachment_id)
        )
        return cursor.rowcount > 0

    def path_of(self, attachment: Attachment) -> Path:
        """Where the bytes of an attachment lie."""
        return self.files / attachment.sha256


def _attachment(row: sqlite3.Row) -> Attachment:
    return Attachment(
        id=row["id"],
        number=row["number"],
        slot=row["slot"],
        filename=row["filename"],
        size=row["size"],
        sha256=row["sha256"],
        media_type=row["media_type"],
        uploaded_at=parse_iso(row["uploaded_at"]),
        ready_at=row["ready_at"],
    )
