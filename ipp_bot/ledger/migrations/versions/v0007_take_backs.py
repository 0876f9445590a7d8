"""Withdrawals and deletions are intents, too: where the filing stood before, and why."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """To the newer schema."""
    for name, kind in (("state_before", sa.String(length=32)), ("reason", sa.Text())):
        op.add_column("intents", sa.Column(name, kind, nullable=False, server_default=""))


def downgrade() -> None:
    """Not offered: an older client does not know that a record is being taken back."""
    raise NotImplementedError("Go back to a backup instead")
