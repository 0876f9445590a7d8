"""The portal's database and the uploaded files beside it."""

from __future__ import annotations

from mock_portal.store.accounts import Accounts
from mock_portal.store.attachments import Attachments
from mock_portal.store.records import Records


class Store(Accounts, Attachments, Records):
    """Rows in, frozen models out; knows no rule of the portal."""

    def clear(self) -> None:
        """Forgets records, messages and sessions; accounts are as on their first day."""
        with self.transaction():
            for table in ("iprs", "attachments", "history", "messages", "sessions"):
                self._db.execute(f"DELETE FROM {table}")  # noqa: S608  (names are ours)
            self._db.execute("DELETE FROM meta WHERE key LIKE 'holders:%'")
            self._db.execute(
                "UPDATE accounts SET identity = first_identity, failures = 0, disabled = 0"
            )
        for path in self.files.iterdir():
            path.unlink()

    def end_delays(self) -> None:
        """What is listed late is listed now, and every uploaded file is scanned."""
        with self.transaction():
            self._db.execute("UPDATE iprs SET list_from = 0")
            self._db.execute("UPDATE attachments SET ready_at = 0")
